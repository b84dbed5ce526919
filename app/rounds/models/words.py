"""The words of rounds and rule sets (`design.md` section 1)."""

from __future__ import annotations

from enum import StrEnum


class RoundState(StrEnum):
    """How far a round has come. Whether voting is open is never read here: `policies.phase` asks the clock."""

    DRAFT = "draft"
    LOCKED = "locked"
    OPEN = "open"
    CLOSED = "closed"
    OPENED = "opened"
    COUNTED = "counted"
    CERTIFIED = "certified"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


EDITABLE = frozenset({RoundState.DRAFT})
BEFORE_OPENING = frozenset({RoundState.LOCKED, RoundState.OPEN, RoundState.CLOSED})
IS_COUNTED = frozenset({RoundState.COUNTED, RoundState.CERTIFIED, RoundState.PUBLISHED})
MAY_BE_CANCELLED = frozenset(set(RoundState) - {RoundState.PUBLISHED, RoundState.CANCELLED})


class BallotType(StrEnum):
    """What a voter does."""

    APPROVE = "approve"
    BUDGET = "budget"
    POINTS = "points"
    SCORE = "score"
    RANK = "rank"


NO_CURRENCY = "XXX"  # ISO 4217: an imported file that names none
LIVE_BALLOT_TYPES = tuple(BallotType)
BOOST = 0x8000  # added to an item's number, marks a boost vote in a draft and in an envelope
MOST_ITEMS = BOOST - 1


class Electorate(StrEnum):
    """A body of voters with one way onto the register: anyone, people registered beforehand, people in the hall,
    delegates of groups, a panel drawn by lot."""

    OPEN = "open"
    REGISTERED = "registered"
    ATTENDEES = "attendees"
    DELEGATES = "delegates"
    PANEL = "panel"


class Incomplete(StrEnum):
    """What a paper counts on which not every item has a score (E06, E08); chosen before the vote."""

    REJECT = "reject"
    MEAN = "mean"
    ZERO = "zero"


class OwnProject(StrEnum):
    """Votes for a project of the voter's own: like any other, left out of the count, or refused (E09)."""

    ALLOWED = "allowed"
    EXCLUDED = "excluded"
    BARRED = "barred"


class Channel(StrEnum):
    """The way a vote came in. `assisted` is by phone or at home, with a second listener."""

    ONLINE = "online"
    KIOSK = "kiosk"
    ASSISTED = "assisted"
    PAPER = "paper"
    POST = "post"
    HALL = "hall"


IN_PERSON = frozenset({Channel.PAPER, Channel.HALL})


class ChannelPolicy(StrEnum):
    """One vote altogether, or one online and one in person (E10)."""

    ONE_TOTAL = "one-total"
    ONE_PER_CHANNEL = "one-per-channel"


class PotScope(StrEnum):
    """Whether voters choose only in pots of their own area, or in all of them (E14)."""

    OWN = "own"
    ALL = "all"


class ScoreScope(StrEnum):
    """Whether all items are scored together, or each as it is presented in the hall."""

    ALL = "all"
    PRESENTED = "presented"


class RankMethod(StrEnum):
    """What a place is worth: as many points as there are items, one fewer for each next; or 3, 2 and 1 (E34)."""

    BORDA = "borda"
    THREE_TWO_ONE = "three-two-one"


class Leftover(StrEnum):
    """Where money goes that a pot does not give out: back to the fund, to the next pot, or from areas up to the pot
    for everyone."""

    BACK = "back"
    NEXT_POT = "next-pot"
    UP = "up"


class Proof(StrEnum):
    """How a voter showed that they may vote, from a declaration up to papers seen."""

    DECLARATION = "declaration"
    POSTCODE = "postcode"
    EMAIL_CODE = "email-code"
    SMS_CODE = "sms-code"
    LETTER_CODE = "letter-code"
    LIBRARY_CODE = "library-code"
    DESK = "desk"
    ORGANISATION = "organisation"
    ID_SEEN = "id-seen"


class Connection(StrEnum):
    """What ties a voter to the district."""

    LIVE = "live"
    WORK = "work"
    STUDY = "study"
    VOLUNTEER = "volunteer"

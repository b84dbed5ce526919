"""Rule sets that councils use, ready to take and change (`domain.md` iii.8)."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.i18n import lazy

from ..models import BallotType, Channel, Electorate, Proof, RankMethod
from .choices import RuleChoices, VoterChoices


@dataclass(frozen=True, slots=True)
class Preset:
    """A whole rule set under a name. name, about: for officers."""

    key: str
    name: object
    about: object
    rules: RuleChoices
    voters: VoterChoices


_MOST_FIRST = {"rule": "greedy", "completion": "none", "fill": "none"}
_BY_SUPPORT = ("votes", "cheaper", "lot")
_ONLINE = (Channel.ONLINE, Channel.KIOSK, Channel.ASSISTED)  # who has no device of their own shares one, or is helped
_ANYWHERE = (*_ONLINE, Channel.PAPER)

_ALL = (
    Preset(
        "decision-day",
        lazy("Decision day"),
        lazy("In a hall: everyone scores every project from 1 to 5; the highest are funded until the money ends"),
        RuleChoices(
            ballot_type=BallotType.SCORE,
            max_choices=None,
            ties=_BY_SUPPORT,
            preset="decision-day",
            **_MOST_FIRST,  # type: ignore[arg-type]
        ),
        VoterChoices(
            electorates={Electorate.ATTENDEES: None},
            proofs=(Proof.DECLARATION, Proof.DESK),
            channels=(Channel.PAPER, Channel.HALL),
        ),
    ),
    Preset(
        "online",
        lazy("Online, with a boost vote"),
        lazy("Everyone chooses up to 3 projects and may add a boost vote to one of those marked for it"),
        RuleChoices(
            boost_votes=1,
            ties=_BY_SUPPORT,
            preset="online",
            **_MOST_FIRST,  # type: ignore[arg-type]
        ),
        VoterChoices(channels=_ONLINE),
    ),
    Preset(
        "shares",
        lazy("Fair shares"),
        lazy("Everyone chooses up to 3 projects, and every voter has the same share of the money"),
        RuleChoices(preset="shares"),
        VoterChoices(channels=_ANYWHERE),
    ),
    Preset(
        "budget",
        lazy("Budget"),
        lazy("Everyone fills a basket of projects that costs no more than the money there is"),
        RuleChoices(ballot_type=BallotType.BUDGET, max_choices=None, preset="budget"),
        VoterChoices(channels=_ANYWHERE),
    ),
    Preset(
        "points",
        lazy("Points"),
        lazy("Everyone shares out 10 points, at most 5 to one project"),
        RuleChoices(
            ballot_type=BallotType.POINTS,
            max_choices=None,
            points_total=10,
            per_item_max=5,
            ties=_BY_SUPPORT,
            preset="points",
            **_MOST_FIRST,  # type: ignore[arg-type]
        ),
        VoterChoices(channels=_ANYWHERE),
    ),
    Preset(
        "rank",
        lazy("First, second, third"),
        lazy("Everyone puts up to 3 projects in order, for 3, 2 and 1 points"),
        RuleChoices(
            ballot_type=BallotType.RANK,
            rank_method=RankMethod.THREE_TWO_ONE,
            ties=_BY_SUPPORT,
            preset="rank",
            **_MOST_FIRST,  # type: ignore[arg-type]
        ),
        VoterChoices(channels=_ANYWHERE),
    ),
)
PRESETS = {preset.key: preset for preset in _ALL}

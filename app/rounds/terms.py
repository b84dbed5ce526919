"""The words of rule sets as residents and officers read them."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import (
    BallotType,
    Channel,
    Connection,
    Electorate,
    Proof,
)

CONNECTIONS = {
    Connection.LIVE: lazy("live here"),
    Connection.WORK: lazy("work here"),
    Connection.STUDY: lazy("study here"),
    Connection.VOLUNTEER: lazy("volunteer here"),
}
RULES = {
    "equal-shares": lazy("Equal shares: every voter has the same share of the money"),
    "greedy": lazy("Most votes first, skipping what does not fit"),
    "greedy-stop": lazy("Most votes first, stopping at the first that does not fit"),
    "greedy-threshold": lazy("Most votes first, among those with enough votes"),
    "greedy-density": lazy("Most votes for each pound first"),
}
BALLOTS = {
    BallotType.APPROVE: lazy("Choose a number of projects"),
    BallotType.BUDGET: lazy("Choose projects up to the money there is"),
    BallotType.POINTS: lazy("Share out points"),
    BallotType.SCORE: lazy("Give each project a score"),
    BallotType.RANK: lazy("Put projects in order"),
}
TIES = {
    "cheaper": lazy("the cheaper one goes first"),
    "votes": lazy("the one with more votes goes first"),
    "fewer-votes": lazy("the one with fewer votes goes first"),
    "lot": lazy("a lot is drawn in public"),
    "id": lazy("the order of their numbers in the file decides"),
}
ELECTORATES = {
    Electorate.OPEN: lazy("Everyone who may vote"),
    Electorate.REGISTERED: lazy("People who registered beforehand"),
    Electorate.ATTENDEES: lazy("People in the hall"),
    Electorate.DELEGATES: lazy("Delegates of groups"),
    Electorate.PANEL: lazy("A panel of residents"),
}
PROOFS = {
    Proof.DECLARATION: lazy("A declaration"),
    Proof.POSTCODE: lazy("A postcode in the district"),
    Proof.EMAIL_CODE: lazy("A code by email"),
    Proof.SMS_CODE: lazy("A code by text message"),
    Proof.LETTER_CODE: lazy("A code by letter"),
    Proof.LIBRARY_CODE: lazy("A code from a library"),
    Proof.DESK: lazy("A check at a desk"),
    Proof.ORGANISATION: lazy("A check by a community organisation"),
    Proof.ID_SEEN: lazy("An identity document seen by an officer"),
}
CHANNELS = {
    Channel.ONLINE: lazy("Online"),
    Channel.KIOSK: lazy("On a shared screen"),
    Channel.ASSISTED: lazy("With help, by phone or at home"),
    Channel.PAPER: lazy("On paper"),
    Channel.POST: lazy("By post"),
    Channel.HALL: lazy("In a hall"),
}

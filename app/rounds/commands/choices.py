"""What officers choose of a rule set, as data: how people vote and are counted, who votes and by which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..models import (
    BallotType,
    Channel,
    ChannelPolicy,
    Electorate,
    Incomplete,
    Leftover,
    OwnProject,
    PotScope,
    Proof,
    RankMethod,
    ScoreScope,
)


@dataclass(frozen=True, slots=True)
class RuleChoices:
    """How people vote and how the votes are counted; the defaults are those of a live round.

    points_total, per_item_max: points ballots; scale_min to boost_votes as in `RuleSet`. complete_at: "4/5" or "80%".
    """

    ballot_type: BallotType = BallotType.APPROVE
    min_choices: int = 1
    max_choices: int | None = 3
    points_total: int | None = None
    per_item_max: int | None = None
    scale_min: int = 1
    scale_max: int = 5
    score_scope: ScoreScope = ScoreScope.ALL
    incomplete: Incomplete = Incomplete.REJECT
    least_scorers: int = 0
    rank_method: RankMethod = RankMethod.BORDA
    boost_votes: int = 0
    own_project: OwnProject = OwnProject.ALLOWED
    rule: str = "equal-shares"
    utility: str = "cost"
    completion: str = "add1"
    step: int = 1
    fill: str = "greedy"
    ties: tuple[str, ...] = ("cheaper", "votes", "lot")
    threshold: int | None = 1
    quorum: int | None = None
    complete_at: str | None = None
    part_awards: bool = False
    leftover: Leftover = Leftover.BACK
    reserve_len: int | None = 5
    publish_comparison: bool = False
    min_ballots_published: int = 50
    preset: str = ""


@dataclass(frozen=True, slots=True)
class VoterChoices:
    """Who votes, how they show it, and by which ways. electorates: with their weights; None on all counts everybody
    together."""

    electorates: Mapping[Electorate, int | None] = field(default_factory=lambda: {Electorate.OPEN: None})
    proofs: tuple[Proof, ...] = (Proof.DECLARATION,)
    channels: tuple[Channel, ...] = (Channel.ONLINE,)
    channel_policy: ChannelPolicy = ChannelPolicy.ONE_TOTAL
    pot_scope: PotScope = PotScope.OWN

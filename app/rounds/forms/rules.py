"""What officers fill in of a rule set: a ready-made one, how people vote and are counted, who votes and how, texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import Form, NumberField, WordsField
from app.core.i18n import lazy

from .. import presenters, queries
from ..commands import PRESETS, RuleChoices, VoterChoices
from ..models import (
    LIVE_BALLOT_TYPES,
    BallotItem,
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
    Round,
    RuleSet,
    ScoreScope,
)

LIVE_RULES = ("equal-shares", "greedy", "greedy-stop", "greedy-density")
TIE_ORDERS = {
    "cheaper,votes,lot": lazy("The cheaper first, then more votes, then a public lot"),
    "votes,cheaper,lot": lazy("More votes first, then the cheaper, then a public lot"),
    "lot": lazy("A public lot at once"),
}
NEEDED = InputRequired(lazy("Enter a number"))


class PresetForm(Form):
    """A ready-made rule set."""

    preset = RadioField(lazy("Start from a rule set that councils use"), coerce=str)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preset.choices = [(preset.key, preset.name) for preset in PRESETS.values()]

    @property
    def hints(self) -> dict[str, object]:
        """What each is, under its name."""
        return {preset.key: preset.about for preset in PRESETS.values()}


class RulesForm(Form):
    """How people vote and how votes are counted."""

    ballot_type = RadioField(lazy("How people choose"), coerce=str)
    min_choices = NumberField(lazy("Least choices"), least=0, most=50, validators=[NEEDED])
    max_choices = NumberField(
        lazy("Most choices"),
        least=1,
        most=200,
        validators=[Optional()],
        description=lazy("Leave empty for as many as people like"),
    )
    boost_votes = NumberField(
        lazy("Boost votes"),
        least=0,
        most=10,
        validators=[NEEDED],
        description=lazy("On top of the choices, only for projects marked for it. Counted and shown apart, then added"),
    )
    points_total = NumberField(lazy("Points of each voter"), least=1, most=1_000, validators=[Optional()])
    per_item_max = NumberField(lazy("Most points for one project"), least=1, most=1_000, validators=[Optional()])
    scale_min = NumberField(lazy("Lowest score"), least=0, most=99, validators=[NEEDED])
    scale_max = NumberField(lazy("Highest score"), least=1, most=1_000, validators=[NEEDED])
    score_scope = RadioField(
        lazy("When projects are scored"),
        coerce=str,
        description=lazy("For a yes or no to each project as it is presented, let scores go from 0 to 1"),
    )
    incomplete = RadioField(lazy("If a voter has not scored every project"), coerce=str)
    least_scorers = NumberField(
        lazy("Least people who must have scored a project"),
        least=0,
        most=100_000,
        validators=[Optional()],
        description=lazy("Where means are compared"),
    )
    rank_method = RadioField(lazy("What a place is worth"), coerce=str)
    own_project = RadioField(lazy("Votes for a project of one's own group"), coerce=str)
    rule = RadioField(lazy("How the votes are counted"), coerce=str)
    utility = RadioField(
        lazy("What equal shares looks at"),
        coerce=str,
        choices=[
            ("cost", lazy("Money: a bigger project counts for more")),
            ("count", lazy("Projects: each counts for one")),
        ],
    )
    completion = RadioField(
        lazy("When money is left"),
        coerce=str,
        choices=[
            ("add1", lazy("Raise everyone's share step by step until the money is passed")),
            ("add1-exhaustive", lazy("Raise it, and stop as soon as nothing more fits")),
            ("none", lazy("Do not raise it")),
        ],
    )
    step = NumberField(
        lazy("Each step, in whole pounds"), least=1, most=10_000, validators=[InputRequired(lazy("Enter a number"))]
    )
    fill = RadioField(
        lazy("What is left in the end"),
        coerce=str,
        choices=[("greedy", lazy("Fund the most voted that still fit")), ("none", lazy("Keep it in the pot"))],
    )
    part_awards = BooleanField(lazy("Give a part of its money to a project that can be done with that"))
    complete_share = NumberField(
        lazy("Fund a project all the same if this much of its cost is left, in per cent"),
        least=1,
        most=100,
        validators=[Optional()],
        description=lazy("The rest then comes from other money. 80 is usual. Leave empty to fund only what fits"),
    )
    leftover = RadioField(lazy("Money that a pot does not give out"), coerce=str)
    ties = RadioField(lazy("If projects are level"), coerce=str, choices=list(TIE_ORDERS.items()))
    threshold = NumberField(
        lazy("Least votes for a project"),
        least=1,
        most=1_000_000,
        validators=[Optional()],
        description=lazy("Or points, or the mean score; with weights, per cent"),
    )
    quorum = NumberField(
        lazy("Least ballots for the vote to count"),
        least=1,
        most=1_000_000,
        validators=[Optional()],
        description=lazy("In each pot. With fewer nothing is funded. Leave empty for none"),
    )
    reserve_len = NumberField(lazy("Projects on the reserve list"), least=0, most=200, validators=[NEEDED])
    publish_comparison = BooleanField(lazy("Show what another way of counting would have funded"))
    min_ballots_published = NumberField(
        lazy("Publish ballots only if there are at least"), least=30, most=100_000, validators=[NEEDED]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ballot_type.choices = [(each.value, presenters.BALLOTS[each]) for each in LIVE_BALLOT_TYPES]
        self.rule.choices = [(name, presenters.RULES[name]) for name in LIVE_RULES]
        self.score_scope.choices = [(each.value, presenters.SCORE_SCOPES[each]) for each in ScoreScope]
        self.incomplete.choices = [(each.value, presenters.INCOMPLETE[each]) for each in Incomplete]
        self.rank_method.choices = [(each.value, presenters.RANK_METHODS[each]) for each in RankMethod]
        self.own_project.choices = [(each.value, presenters.OWN_PROJECTS[each]) for each in OwnProject]
        self.leftover.choices = [(each.value, presenters.LEFTOVERS[each]) for each in Leftover]

    @classmethod
    def of(cls, rules: RuleSet) -> RulesForm:
        """The form showing what the draft says now."""
        share = round(100 * Fraction(rules.complete_at)) if rules.complete_at else None
        form = cls(obj=rules, ties=",".join(rules.ties), complete_share=share)
        if not form.is_submitted():
            form.ties.data = ",".join(rules.ties)
        return form

    def choices(self, preset: str) -> RuleChoices:
        """What was filled in; options of other ballot types and rules are as usual. preset: what it began as."""
        kind = BallotType(self.ballot_type.data)
        is_shares = self.rule.data == "equal-shares"
        is_chosen = kind not in (BallotType.BUDGET, BallotType.SCORE)
        share = self.complete_share.data
        return RuleChoices(
            ballot_type=kind,
            min_choices=self.min_choices.data or 0,
            max_choices=self.max_choices.data if is_chosen else None,
            boost_votes=self.boost_votes.data or 0,
            **self._marks(kind),
            own_project=OwnProject(self.own_project.data),
            rule=self.rule.data,
            utility=self.utility.data,
            completion=self.completion.data if is_shares else "none",
            step=self.step.data or 1,
            fill=self.fill.data if is_shares else "none",
            ties=tuple(self.ties.data.split(",")),
            threshold=self.threshold.data,
            quorum=self.quorum.data,
            complete_at=str(Fraction(share, 100)) if share else None,
            part_awards=bool(self.part_awards.data),
            leftover=Leftover(self.leftover.data),
            reserve_len=self.reserve_len.data,
            publish_comparison=bool(self.publish_comparison.data),
            min_ballots_published=self.min_ballots_published.data or 0,
            preset=preset,
        )

    def _marks(self, kind: BallotType) -> dict[str, Any]:
        """The options of points, scores or places."""
        if kind is BallotType.POINTS:
            return {"points_total": self.points_total.data, "per_item_max": self.per_item_max.data}
        if kind is BallotType.RANK:
            return {"rank_method": RankMethod(self.rank_method.data)}
        if kind is not BallotType.SCORE:
            return {}
        return {
            "scale_min": self.scale_min.data,
            "scale_max": self.scale_max.data,
            "score_scope": ScoreScope(self.score_scope.data),
            "incomplete": Incomplete(self.incomplete.data),
            "least_scorers": self.least_scorers.data or 0,
        }


class VotersForm(Form):
    """Who votes, how they show it, and by which ways. Weights are added by `of`."""

    electorates = SelectMultipleField(lazy("Who votes"), coerce=str)
    proofs = SelectMultipleField(
        lazy("How a voter shows that they may vote"),
        coerce=str,
        description=lazy("One of these is enough. A declaration alone is the least"),
    )
    channels = SelectMultipleField(lazy("Ways to vote"), coerce=str)
    channel_policy = RadioField(lazy("How many votes a person has"), coerce=str)
    pot_scope = RadioField(lazy("Where there are pots of areas"), coerce=str)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.electorates.choices = [(each.value, presenters.ELECTORATES[each]) for each in Electorate]
        self.proofs.choices = [(each.value, presenters.PROOFS[each]) for each in Proof]
        self.channels.choices = [(each.value, presenters.CHANNELS[each]) for each in Channel]
        self.channel_policy.choices = [(each.value, presenters.CHANNEL_POLICIES[each]) for each in ChannelPolicy]
        self.pot_scope.choices = [(each.value, presenters.POT_SCOPES[each]) for each in PotScope]

    @classmethod
    def of(cls, round_: Round) -> VotersForm:
        """The form showing what the draft says now, with one field for the weight of each body of voters."""
        fields = {
            f"weight_{each.value}": NumberField(
                lazy("Weight of: %(who)s", who=presenters.ELECTORATES[each]), least=1, most=100, validators=[Optional()]
            )
            for each in Electorate
        }
        kind: type[VotersForm] = type("VotersForm", (cls,), fields)
        rules = round_.rules
        shown: dict[str, Any] = {f"weight_{who.value}": weight for who, weight in queries.weights(round_).items()}
        return kind(
            electorates=[each.value for each in queries.electorates(round_)],
            proofs=round_.proofs,
            channels=rules.channels,
            channel_policy=rules.channel_policy.value,
            pot_scope=rules.pot_scope.value,
            **shown,
        )

    def choices(self) -> VoterChoices:
        """What was filled in; a weight counts only for a body of voters that was chosen."""
        return VoterChoices(
            electorates={Electorate(each): self[f"weight_{each}"].data for each in self.electorates.data or ()},
            proofs=tuple(Proof(each) for each in self.proofs.data or ()),
            channels=tuple(Channel(each) for each in self.channels.data or ()),
            channel_policy=ChannelPolicy(self.channel_policy.data),
            pot_scope=PotScope(self.pot_scope.data),
        )


class MarksForm(Form):
    """Which projects may get a boost vote, and which exclude each other."""

    boosted = SelectMultipleField(lazy("Projects that a boost vote can go to"), coerce=int)
    groups = WordsField(
        lazy("Projects of which only one can be funded"),
        most=2000,
        rows=4,
        validators=[Optional()],
        description=lazy("Their ballot numbers, one group on each line, such as: 3, 7"),
    )

    @classmethod
    def of(cls, items: Sequence[BallotItem]) -> MarksForm:
        """The form showing what the draft says now."""
        lines = "\n".join(", ".join(group) for group in queries.exclusive_groups(items))
        form = cls(boosted=[item.number for item in items if item.is_boosted], groups=lines)
        form.boosted.choices = [(item.number, f"{item.number}. {item.title}") for item in items]
        return form

    def numbers(self) -> list[list[int]]:
        """The groups as numbers; what is no number is left out of its line."""
        lines = (re.findall(r"\d{1,5}", line) for line in (self.groups.data or "").splitlines())
        return [[int(number) for number in line] for line in lines if line]


class TextForm(Form):
    """One project's words in one language."""

    title = StringField(lazy("Title"), validators=[InputRequired(lazy("Enter the title")), Length(max=200)])
    summary = WordsField(lazy("Summary"), most=1000, rows=6, validators=[Optional()])
    is_approved = BooleanField(
        lazy("I have read this text and approve it"),
        description=lazy("Somebody who reads the language has checked that it says the same"),
    )

"""What officers send about paper."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import DateField, Form, NumberField
from app.core.i18n import NATIVE_NAMES, _, lazy
from app.rounds.models import Channel, Electorate, Round

from ..commands.paper_class import SchoolClass
from ..models.paper import MOST_IN_BATCH, Ground, PaperDesk

Choices = Sequence[tuple[str, object]]
CHANNELS = {Channel.PAPER: lazy("Hands papers out"), Channel.POST: lazy("Sends papers by post or takes a drop box")}
ELECTORATES = {
    Electorate.OPEN: lazy("Everyone"),
    Electorate.REGISTERED: lazy("People registered beforehand"),
    Electorate.ATTENDEES: lazy("People in the hall"),
    Electorate.DELEGATES: lazy("Delegates of groups"),
    Electorate.PANEL: lazy("Panel"),
}
GROUNDS = {
    Ground.FIRST_RIGHT: lazy("The first reading is right"),
    Ground.SECOND_RIGHT: lazy("The second reading is right"),
    Ground.BOTH_WRONG: lazy("Both were typed wrongly; the paper is clear"),
    Ground.INTENT_CLEAR: lazy("The paper is marked unusually, but what the voter wants is clear"),
    Ground.INTENT_UNCLEAR: lazy("What the voter wants is not clear: rejected"),
    Ground.NOT_THERE: lazy("There is no such paper in the pile"),
}
TYPED_GROUNDS = frozenset({Ground.BOTH_WRONG, Ground.INTENT_CLEAR})


class PlanForm(Form):
    sets = NumberField(
        lazy("Number of orders"),
        description=lazy("From 2 to 6. Every order begins at another project; the numbers stay the same"),
        least=2,
        most=6,
        validators=[InputRequired(lazy("Enter a number from 2 to 6"))],
    )
    return_on = DateField(
        lazy("Last day on which papers by post count"),
        description=lazy("Printed on the papers. Leave it empty if nothing is posted"),
        validators=[Optional()],
    )


class DeskForm(Form):
    name = StringField(
        lazy("Name of the desk"),
        description=lazy("Such as City Library, or Postal votes"),
        validators=[InputRequired(lazy("Enter a name")), Length(max=100)],
    )
    channel = RadioField(lazy("What it does"), default=Channel.PAPER.value)

    def __init__(self, *, round_: Round, **kw: Any) -> None:
        super().__init__(**kw)
        self.channel.choices = [(c.value, words) for c, words in CHANNELS.items() if c.value in round_.rules.channels]


class KindFields(Form):
    """Whose papers: shown only where a round has more than one kind."""

    electorate = SelectField(lazy("Whose papers"), default=Electorate.OPEN.value)
    area = SelectField(lazy("For voters of"), default="")

    def __init__(self, *, round_: Round, kinds: Choices, **kw: Any) -> None:
        super().__init__(**kw)
        known = [each.electorate for each in round_.electorates] or [Electorate.OPEN]
        self.electorate.choices = [(each.value, ELECTORATES[each]) for each in known]
        self.area.choices = list(kinds)
        self.only_area = kinds[0][0]
        if len(known) < 2:
            del self.electorate
        if len(kinds) < 2:
            del self.area

    def whose(self, round_: Round) -> tuple[Electorate, uuid.UUID | None]:
        """The electorate, and the area that a kind of paper is for."""
        only = round_.electorates[0].electorate if round_.electorates else Electorate.OPEN
        word = self.electorate.data if "electorate" in self else only.value
        area = self.area.data if "area" in self else self.only_area
        return Electorate(word), uuid.UUID(area) if area else None


class PackForm(KindFields):
    desk = SelectField(lazy("Desk"))
    size = NumberField(
        lazy("Papers in the pack"),
        least=1,
        most=200,
        default=100,
        validators=[InputRequired(lazy("Enter how many papers"))],
    )
    lang = SelectField(lazy("Language"), default="en")
    is_large = BooleanField(lazy("Large print"))
    has_pictures = BooleanField(lazy("With a picture of each project"))

    def __init__(self, *, round_: Round, desks: Sequence[PaperDesk], kinds: Choices, **kw: Any) -> None:
        super().__init__(round_=round_, kinds=kinds, **kw)
        self.desk.choices = [(str(desk.id), desk.name) for desk in desks]
        self.lang.choices = [(code, NATIVE_NAMES.get(code, code)) for code in dict.fromkeys(("en", *round_.languages))]


class ClassForm(Form):
    """A class of a school."""

    host = StringField(
        lazy("School and teacher"),
        description=lazy("The teacher is the host. They read out and help, and choose for nobody"),
        validators=[InputRequired(lazy("Enter the school and the teacher")), Length(max=140)],
    )
    area = SelectField(lazy("Ward of the school"), validators=[InputRequired(lazy("Choose the ward"))])
    names = TextAreaField(
        lazy("Names of the children"),
        description=lazy("One on each line, as the school writes them. No address, no date of birth, no e-mail"),
        validators=[InputRequired(lazy("Enter the names of the children")), Length(max=4000)],
    )
    age_ok = BooleanField(lazy("Old enough"), validators=[InputRequired(lazy("Say that every child is old enough"))])
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16))

    def __init__(self, *, min_age: int, areas: Choices, **kw: Any) -> None:
        super().__init__(**kw)
        self.area.choices = [("", lazy("Choose an area")), *areas]
        self.age_ok.label.text = _("Every child is %(age)s or over, and their parents know of the vote", age=min_age)

    def given(self) -> SchoolClass:
        """What the form says."""
        names = (self.names.data or "").splitlines()
        return SchoolClass(names, uuid.UUID(self.area.data), self.host.data or "", self.form_key.data or "")


class ReasonForm(Form):
    reason = StringField(lazy("Reason"), validators=[Optional(), Length(max=300)])


class SealForm(Form):
    seal = StringField(
        lazy("Number of the seal"),
        validators=[InputRequired(lazy("Enter the number of the seal")), Length(max=40)],
        render_kw={"autocomplete": "off"},
    )


class EmptyForm(Form):
    papers = NumberField(
        lazy("Papers counted out of the box"), most=100_000, validators=[InputRequired(lazy("Count the papers"))]
    )
    is_seal_whole = RadioField(
        lazy("The seal was"),
        choices=[("yes", lazy("Whole, with the number written down at the close")), ("no", lazy("Broken or another"))],
        validators=[InputRequired(lazy("Say how you found the seal"))],
    )


class BatchForm(KindFields):
    declared = NumberField(
        lazy("Papers in the batch"),
        description=lazy("At most 50. Shuffle the pile, then count it"),
        least=1,
        most=MOST_IN_BATCH,
        validators=[InputRequired(lazy("Count the papers"))],
    )
    seal = StringField(
        lazy("Number of the seal"),
        validators=[InputRequired(lazy("Enter the number of the seal")), Length(max=40)],
        render_kw={"autocomplete": "off"},
    )


class TypedForm(Form):
    """One paper. Enter sends it."""

    place = HiddenField()
    typed = StringField(
        lazy("What is on the paper"),
        validators=[Length(max=1000)],
        render_kw={"autocomplete": "off", "autofocus": True, "spellcheck": "false"},
    )


class SettleForm(Form):
    ground = RadioField(
        lazy("What counts"),
        choices=[(each.value, words) for each, words in GROUNDS.items()],
        validators=[InputRequired(lazy("Choose what counts"))],
    )
    typed = StringField(
        lazy("What is on the paper"),
        description=lazy("Only where both readings are wrong or the paper is marked unusually"),
        validators=[Optional(), Length(max=1000)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class SheetForm(Form):
    unused = NumberField(lazy("Papers left at the desk"), most=100_000, validators=[Optional()])
    explanation = TextAreaField(
        lazy("Why the papers do not add up"),
        description=lazy("Only where something is unaccounted for. Do not write what anybody chose"),
        validators=[Optional(), Length(max=1000)],
    )

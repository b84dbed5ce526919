"""What a group types into each section of its proposal, and the filters of the public list."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length, Optional

from app.areas import queries as areas
from app.core.clock import today
from app.core.forms import DateField, Form, MoneyField, NumberField, WordsField
from app.core.i18n import _, lazy
from app.funds.models import CallQuestion
from app.funds.terms import PRINCIPLES, THEMES
from app.groups.terms import WRITTEN_IN
from app.strategy import queries as strategy

from .commands import LineFacts
from .models import BudgetHeading, BudgetLine
from .queries import SortBy
from .sections import SectionKey
from .terms import AGREEMENT, HEADINGS, MIXING
from .whole import Whole

SPARE_LINES = 3


class SectionForm(Form):
    """One section. seen: the number of the section that the page showed. Nothing is required while it is a draft."""

    seen = HiddenField()

    @classmethod
    def of(cls, whole: Whole, **data: Any) -> SectionForm:
        """The form filled with what the section says now."""
        return cls(obj=whole.proposal, data={"seen": str(whole.proposal.section_number(cls.key())), **data})

    @classmethod
    def key(cls) -> SectionKey:
        return next(key for key, form in FORMS.items() if form is cls)

    def values(self) -> dict[str, Any]:
        """What was typed, as `commands.save_section` takes it."""
        return {name: value for name, value in self.data.items() if name not in {"seen", "csrf_token"}}


class AboutForm(SectionForm):
    title = StringField(lazy("Title"), description=lazy("At most 140 characters"), validators=[Length(max=140)])
    summary = WordsField(
        lazy("Short summary"),
        description=lazy("One or two sentences that everyone understands. This stands on the ballot"),
        most=300,
        rows=3,
    )
    description = WordsField(lazy("What will you do?"), most=3000, rows=8)
    themes = SelectMultipleField(
        lazy("What is it about?"), description=lazy("Choose one or two"), choices=list(THEMES.items())
    )
    lang = SelectField(lazy("Which language is this written in?"), choices=list(WRITTEN_IN.items()))
    pot_id = RadioField(lazy("Which pot is it for?"), validators=[Optional()])

    @classmethod
    def of(cls, whole: Whole, **data: Any) -> SectionForm:
        form = super().of(whole, pot_id=str(whole.proposal.pot_id or ""), **data)
        form["pot_id"].choices = [(str(pot.id), pot.name) for pot in whole.pots]
        if whole.call.themes:
            form["themes"].choices = [(key, text) for key, text in THEMES.items() if key in whole.call.themes]
        if len(whole.pots) < 2:
            del form["pot_id"]
        return form

    def values(self) -> dict[str, Any]:
        found = super().values()
        if "pot_id" in found:
            found["pot_id"] = uuid.UUID(found["pot_id"]) if found["pot_id"] else None
        return found


class StrengthsForm(SectionForm):
    """Strengths before gaps (`domain.md` S2-24)."""

    strengths = WordsField(
        lazy("What is good about this place already?"),
        description=lazy("People, skills, groups, places and stories that you build on"),
        most=1500,
    )
    need = WordsField(lazy("What is missing?"), most=1500)
    together = WordsField(
        lazy("What will people do together?"),
        description=lazy("Side by side, on something they all want. Say who does what"),
        most=1500,
    )


class PeopleForm(SectionForm):
    who_benefits = WordsField(lazy("Who will benefit?"), description=lazy("No names, please"), most=1000, rows=4)
    beneficiaries = NumberField(
        lazy("About how many people will take part?"), least=1, most=1_000_000, validators=[Optional()]
    )
    forms_of_integration = SelectMultipleField(
        lazy("Which people does it bring together?"), choices=list(MIXING.items())
    )
    area_ids = SelectMultipleField(lazy("In which wards?"))
    diversity = WordsField(lazy("How will different people feel welcome?"), most=1500, rows=4)

    @classmethod
    def of(cls, whole: Whole, **data: Any) -> SectionForm:
        form = super().of(whole, area_ids=[str(area.id) for area in whole.areas], **data)
        now = {str(area.id): area.name for area in whole.areas}
        form["area_ids"].choices = list((dict(areas.choices(today())) | now).items())
        if not whole.call.asks(CallQuestion.DIVERSITY):
            del form["diversity"]
        return form

    def values(self) -> dict[str, Any]:
        found = super().values()
        return found | {"area_ids": [uuid.UUID(each) for each in found["area_ids"] or []]}


class PlanForm(SectionForm):
    action_ids = SelectMultipleField(lazy("Which actions does it help?"), description=lazy("Choose up to three"))

    @classmethod
    def of(cls, whole: Whole, **data: Any) -> SectionForm:
        form = super().of(whole, action_ids=[str(action.id) for action in whole.actions], **data)
        offered = {str(action.id): f"{action.code} {action.title}" for action in strategy.actions()}
        chosen = {str(action.id): f"{action.code} {action.title}" for action in whole.actions}
        form["action_ids"].choices = list((offered | chosen).items())
        return form

    def values(self) -> dict[str, Any]:
        return {"action_ids": [uuid.UUID(each) for each in self.action_ids.data or []]}


class LineForm(Form):
    """One line of the budget; an untouched one does not count."""

    class Meta(Form.Meta):
        csrf = False

    heading = SelectField(lazy("Kind of cost"), choices=[("", ""), *HEADINGS.items()], validators=[Optional()])
    note = StringField(lazy("What exactly?"), validators=[Length(max=200)])
    cost_pence = MoneyField(lazy("What it costs"))
    asked_pence = MoneyField(lazy("What you ask for"))

    def is_empty(self) -> bool:
        typed = (self.heading.data, self.note.data, self.cost_pence.raw_text, self.asked_pence.raw_text)
        return not any(typed) and self.cost_pence.data is None and self.asked_pence.data is None

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine: bool = super().validate(extra_validators)
        if self.is_empty():
            return is_fine
        if not self.heading.data:
            self.heading.errors = [*self.heading.errors, _("Choose the kind of cost")]
        if not self.cost_pence.data and not self.cost_pence.errors:
            self.cost_pence.errors = [_("Enter what it costs")]
        cost, asked_for = self.cost_pence.data, self.asked_pence.data
        if cost and asked_for is not None and asked_for > cost:
            self.asked_pence.errors = [*self.asked_pence.errors, _("You cannot ask for more than it costs")]
        return not any(field.errors for field in self)


class BudgetForm(SectionForm):
    lines = FieldList(FormField(LineForm), min_entries=0, max_entries=40)
    match_source = StringField(
        lazy("If you ask for less than it costs: where does the rest come from?"), validators=[Length(max=300)]
    )
    min_viable_pence = MoneyField(
        lazy("What is the least money it could be done with?"),
        description=lazy("Leave this empty if it only works with all of it"),
        validators=[Optional()],
    )

    @classmethod
    def of(cls, whole: Whole, **data: Any) -> SectionForm:
        form = super().of(whole, lines=[_line(each) for each in whole.lines], **data)
        if not form.is_submitted():
            while len(form["lines"].entries) < len(whole.lines) + SPARE_LINES:
                form["lines"].append_entry()
        return form

    def values(self) -> dict[str, Any]:
        found = super().values()
        kept = [entry.form for entry in self.lines.entries if not entry.form.is_empty()]
        return found | {"lines": [_facts(line) for line in kept]}


def _line(line: BudgetLine) -> dict[str, Any]:
    return {
        "heading": line.heading.value,
        "note": line.note,
        "cost_pence": line.cost_pence,
        "asked_pence": line.asked_pence,
    }


def _facts(line: LineForm) -> LineFacts:
    """The line; where nothing is typed for what is asked, all of its cost is."""
    cost = int(line.cost_pence.data or 0)
    asked_for = cost if line.asked_pence.data is None else int(line.asked_pence.data)
    return LineFacts(BudgetHeading(line.heading.data), line.note.data or "", cost, asked_for)


class DatesForm(SectionForm):
    starts_on = DateField(lazy("When does it start?"), validators=[Optional()])
    ends_on = DateField(lazy("When does it end?"), validators=[Optional()])


class SafetyForm(SectionForm):
    safeguarding = WordsField(
        lazy("How do you keep children and adults safe?"),
        description=lazy("For example: who is checked, who is told when someone is worried"),
        most=1500,
    )
    access_plan = WordsField(
        lazy("How can everyone take part?"),
        description=lazy("For example: languages, childcare, step-free rooms, quiet space, travel, cost"),
        most=1500,
    )
    risks = WordsField(lazy("What could go wrong, and what will you do then?"), most=1500)

    @classmethod
    def of(cls, whole: Whole, **data: Any) -> SectionForm:
        form = super().of(whole, **data)
        if not whole.call.asks(CallQuestion.RISKS):
            del form["risks"]
        return form


class PrinciplesForm(SectionForm):
    """Fields for the five principles are named after their keys."""

    together = RadioField(PRINCIPLES["together"], choices=list(AGREEMENT.items()), validators=[Optional()])
    strengths = RadioField(PRINCIPLES["strengths"], choices=list(AGREEMENT.items()), validators=[Optional()])
    decide = RadioField(PRINCIPLES["decide"], choices=list(AGREEMENT.items()), validators=[Optional()])
    open = RadioField(PRINCIPLES["open"], choices=list(AGREEMENT.items()), validators=[Optional()])
    lasting = RadioField(PRINCIPLES["lasting"], choices=list(AGREEMENT.items()), validators=[Optional()])

    @classmethod
    def of(cls, whole: Whole, **data: Any) -> SectionForm:
        number = str(whole.proposal.section_number(SectionKey.PRINCIPLES))
        return cls(data={"seen": number, **whole.proposal.principles, **data})

    def values(self) -> dict[str, Any]:
        return {"principles": {key: self[key].data for key in PRINCIPLES if self[key].data}}


class PictureForm(SectionForm):
    picture = FileField(
        lazy("Choose a photo"), description=lazy("JPEG, PNG, WebP or GIF. Show nobody who has not agreed to it")
    )
    picture_alt = StringField(
        lazy("What does the photo show?"),
        description=lazy("For people who cannot see it"),
        validators=[Length(max=200)],
    )
    picture_shows_councillor = BooleanField(
        lazy("A councillor or a candidate is in the photo"),
        description=lazy("Before an election we show the drawn picture instead"),
    )

    @classmethod
    def of(cls, whole: Whole, **data: Any) -> SectionForm:
        return super().of(whole, picture=None, **data)

    def values(self) -> dict[str, Any]:
        return {
            "picture_alt": self.picture_alt.data or "",
            "picture_shows_councillor": bool(self.picture_shows_councillor.data),
        }


FORMS: dict[SectionKey, type[SectionForm]] = {
    SectionKey.ABOUT: AboutForm,
    SectionKey.STRENGTHS: StrengthsForm,
    SectionKey.PEOPLE: PeopleForm,
    SectionKey.PLAN: PlanForm,
    SectionKey.BUDGET: BudgetForm,
    SectionKey.DATES: DatesForm,
    SectionKey.SAFETY: SafetyForm,
    SectionKey.PRINCIPLES: PrinciplesForm,
    SectionKey.PICTURE: PictureForm,
}


class StartForm(Form):
    group_id = RadioField(lazy("For which group?"))
    lang = SelectField(lazy("Which language will you write in?"), choices=list(WRITTEN_IN.items()))


class WithdrawForm(Form):
    reason = WordsField(lazy("Why do you withdraw it?"), most=500, rows=3)


SORTS = {
    SortBy.NEWEST: lazy("Newest first"),
    SortBy.TITLE: lazy("By title"),
    SortBy.LEAST: lazy("Least money first"),
    SortBy.MOST: lazy("Most money first"),
}


class ListForm(Form):
    """Filters of the public list, read from the address."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(lazy("Search"))
    call = SelectField(lazy("Call"), validate_choice=False)
    area = SelectField(lazy("Ward"), validate_choice=False)
    theme = SelectField(lazy("Theme"), validate_choice=False)
    sort = SelectField(lazy("Order"), choices=list(SORTS.items()), validate_choice=False)

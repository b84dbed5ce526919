"""What officers and the desk send."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import Form, MomentField, NumberField, PostcodeField, WordsField, filled
from app.core.i18n import _, lazy
from app.register.commands import Registration
from app.rounds.models import Connection, Electorate

from ..commands import DayPlan
from ..models import MOST_CARDS, DecisionDay, Feature
from ..presenters import CONNECTIONS, FEATURES


class DayForm(Form):
    """The facts of a decision day. A feature with an empty box is not offered."""

    name = StringField(
        lazy("Name of the day"), validators=[InputRequired(lazy("Enter a name for the day")), Length(max=140)]
    )
    place = StringField(
        lazy("Place"),
        description=lazy("The name of the hall, as people know it"),
        validators=[InputRequired(lazy("Enter the place")), Length(max=140)],
    )
    address = WordsField(lazy("Address and how to get there"), validators=[Optional()], most=500, rows=3)
    starts_at = MomentField(lazy("Doors open"), validators=[InputRequired(lazy("Enter when doors open"))])
    ends_at = MomentField(lazy("The day ends"), validators=[InputRequired(lazy("Enter when the day ends"))])
    capacity = NumberField(lazy("How many people fit in"), validators=[Optional()], least=1, most=100_000)
    about_en = WordsField(lazy("What happens on the day (English)"), validators=[Optional()], most=2000, rows=4)
    about_ur = WordsField(lazy("What happens on the day (Urdu)"), validators=[Optional()], most=2000, rows=4)
    step_free = StringField(FEATURES[Feature.STEP_FREE], validators=[Optional(), Length(max=300)])
    toilet = StringField(FEATURES[Feature.TOILET], validators=[Optional(), Length(max=300)])
    hearing_loop = StringField(FEATURES[Feature.HEARING_LOOP], validators=[Optional(), Length(max=300)])
    interpreters = StringField(FEATURES[Feature.INTERPRETERS], validators=[Optional(), Length(max=300)])
    creche = StringField(FEATURES[Feature.CRECHE], validators=[Optional(), Length(max=300)])
    quiet_room = StringField(FEATURES[Feature.QUIET_ROOM], validators=[Optional(), Length(max=300)])
    food = StringField(FEATURES[Feature.FOOD], validators=[Optional(), Length(max=300)])
    transport = StringField(FEATURES[Feature.TRANSPORT], validators=[Optional(), Length(max=300)])
    languages = StringField(
        lazy("Languages of the interpreters"),
        description=lazy("With commas between them: Urdu, Polish, British Sign Language"),
        validators=[Optional(), Length(max=300)],
    )
    window_seconds = NumberField(
        lazy("Seconds to score after each pitch"),
        description=lazy("A pitch can be scored while it is held, and so long after it"),
        validators=[InputRequired(lazy("Enter the seconds"))],
        most=3600,
    )
    stamps_needed = NumberField(
        lazy("Stalls a visitor sees before voting"),
        description=lazy("0 for no stamp card"),
        validators=[InputRequired(lazy("Enter a number, 0 for none"))],
        most=100,
    )
    is_public = BooleanField(lazy("Show this day to everybody"))

    @classmethod
    def of(cls, day: DecisionDay | None) -> DayForm:
        """The form, filled with what the day has."""
        if day is None:
            return cls(data={"window_seconds": 60, "stamps_needed": 0})
        words = {key.replace("-", "_"): text for key, text in day.features.items()}
        given = {name: getattr(day, name) for name in PLAIN}
        about = {f"about_{lang}": text for lang, text in day.about.items()}
        return cls(data=given | words | about | {"languages": ", ".join(day.languages)})

    def given(self) -> DayPlan:
        """What the form says."""
        boxes = {feature.value: self[feature.value.replace("-", "_")].data or "" for feature in Feature}
        about = {"en": self.about_en.data or "", "ur": self.about_ur.data or ""}
        return DayPlan(
            **{name: self[name].data for name in PLAIN},
            about={lang: text for lang, text in about.items() if text},
            features={key: text for key, text in boxes.items() if text},
            languages=[word.strip() for word in (self.languages.data or "").split(",") if word.strip()],
        )


PLAIN = (
    "name",
    "place",
    "address",
    "starts_at",
    "ends_at",
    "capacity",
    "window_seconds",
    "stamps_needed",
    "is_public",
)


class DrawForm(Form):
    """Drawing the running order."""

    seed = StringField(
        lazy("Words or dice called out in the room"),
        description=lazy("Leave it empty for a random number. It is kept, so that anybody can draw the order again"),
        validators=[Optional(), Length(max=120)],
    )


class StallForm(Form):
    """One stall of the marketplace."""

    name = StringField(lazy("Name of the stall"), validators=[InputRequired(lazy("Enter the name of the stall"))])
    where = StringField(lazy("Where it stands"), validators=[Optional(), Length(max=140)])


class PaperDeskForm(Form):
    """Where the hall's papers come from."""

    desk = SelectField(lazy("Papers handed out in the hall come from"))

    @classmethod
    def of(cls, day: DecisionDay, desks: Sequence[tuple[str, str]]) -> PaperDeskForm:
        """The form with the desks of the round, the day's own chosen."""
        form = cls(data={"desk": str(day.paper_desk_id or "")})
        form.desk.choices = [("", _("No papers in this hall")), *desks]
        return form

    def desk_id(self) -> uuid.UUID | None:
        return uuid.UUID(self.desk.data) if self.desk.data else None


class PackForm(Form):
    """A pack of cards to be printed."""

    size = NumberField(
        lazy("How many cards"), validators=[InputRequired(lazy("Enter how many cards"))], least=1, most=MOST_CARDS
    )
    electorate = SelectField(lazy("Who gets these cards"), coerce=Electorate)
    area = SelectField(lazy("Area in which their votes count"), validate_choice=False)
    is_named = BooleanField(
        lazy("For use without a connection"),
        description=lazy("The desk notes such a card's code with the person, so that a second vote can be held"),
    )

    def offer(self, electorates: Sequence[tuple[str, object]], areas: Sequence[tuple[str, str]]) -> None:
        """Whose cards these may be."""
        self.electorate.choices = list(electorates)
        self.area.choices = [("", _("Not known: only pots for everybody")), *areas]

    def cards(self) -> int:
        """How many, once the form is valid."""
        return int(self.size.data or 0)

    def area_id(self) -> uuid.UUID | None:
        return uuid.UUID(self.area.data) if self.area.data else None


class CardForm(Form):
    """A card that comes back."""

    code = StringField(lazy("Code on the card"), validators=[InputRequired(lazy("Enter the code on the card"))])


class WalkInForm(Form):
    """Somebody who is not on the register."""

    name = StringField(lazy("Full name"), validators=[InputRequired(lazy("Enter the full name")), Length(max=200)])
    postcode = PostcodeField(lazy("Postcode"))
    area = SelectField(lazy("Area, for people without a postcode"), validate_choice=False)
    connection = RadioField(
        lazy("How are they connected to the area?"),
        validators=[InputRequired(lazy("Choose how they are connected"))],
    )
    age_ok = BooleanField(lazy("They are old enough to vote"))
    none_of_these = BooleanField(lazy("I looked at everybody found: this is another person"))
    searched = HiddenField()
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16))

    def offer(self, min_age: int, areas: Sequence[tuple[str, str]], connections: Sequence[str]) -> None:
        """The round's own age, areas and connections."""
        self.age_ok.label.text = _("They are %(age)s or over", age=min_age)
        self.area.choices = [("", _("Choose an area")), *areas]
        self.connection.choices = [(c.value, text) for c, text in CONNECTIONS.items() if c.value in connections]

    def given(self) -> Registration:
        """What the form says about the person."""
        return Registration(
            name=filled(self.name),
            postcode=self.postcode.data,
            area_id=uuid.UUID(self.area.data) if self.area.data and not self.postcode.data else None,
            connection=Connection(self.connection.data),
            age_ok=bool(self.age_ok.data),
            form_key=self.form_key.data or "",
        )

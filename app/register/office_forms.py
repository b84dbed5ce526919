"""What officers and desk workers fill in: filters of the queue, a walk-in, an assisted vote, lists, delegates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.forms import EmailField, Form, PostcodeField, WordsField
from app.core.i18n import NATIVE_NAMES, _, lazy
from app.rounds.models import Channel, Electorate, Proof, Round

from .forms import BIRTH_BANDS, CONNECTIONS
from .models import HoldReason

WAITS = {
    HoldReason.SAME_PERSON: lazy("Same name and place as another voter"),
    HoldReason.OTHER_CHANNEL: lazy("Same name and place as a voter of another channel"),
    HoldReason.UNKNOWN_POSTCODE: lazy("Unknown postcode"),
    HoldReason.OLD_POSTCODE: lazy("Postcode no longer in use"),
    HoldReason.NO_ADDRESS: lazy("No address, not confirmed yet"),
    HoldReason.NO_PROOF: lazy("Proof is missing"),
}
CHANNELS = {
    Channel.ONLINE: lazy("Online"),
    Channel.KIOSK: lazy("Shared device"),
    Channel.ASSISTED: lazy("Telephone or home visit"),
    Channel.PAPER: lazy("Paper"),
    Channel.POST: lazy("Paper by post"),
    Channel.HALL: lazy("In the hall"),
}
ELECTORATES = {
    Electorate.OPEN: lazy("Everybody"),
    Electorate.REGISTERED: lazy("People on a list"),
    Electorate.ATTENDEES: lazy("People who come to the event"),
    Electorate.DELEGATES: lazy("Delegates of organisations"),
    Electorate.PANEL: lazy("Panel drawn by lot"),
}
PROOFS = {
    Proof.DECLARATION: lazy("Their word"),
    Proof.POSTCODE: lazy("Postcode in a ward"),
    Proof.EMAIL_CODE: lazy("Code by email"),
    Proof.SMS_CODE: lazy("Code by text message"),
    Proof.LETTER_CODE: lazy("Code from a letter"),
    Proof.LIBRARY_CODE: lazy("Code from a library"),
    Proof.DESK: lazy("Checked at a desk"),
    Proof.ORGANISATION: lazy("Confirmed by an organisation"),
    Proof.ID_SEEN: lazy("Papers seen"),
}
BY_PERSON = (Proof.DESK, Proof.ID_SEEN, Proof.ORGANISATION)


class QueueFilter(Form):
    """What part of the queue to show; sent in the address."""

    class Meta(Form.Meta):
        csrf = False

    reason = SelectField(lazy("Waits for"), validate_choice=False)
    channel = SelectField(lazy("Registered"), validate_choice=False)
    q = StringField(lazy("Name or postcode"))

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        self.reason.choices = [("", _("Anything")), *[(r.value, text) for r, text in WAITS.items()]]
        self.channel.choices = [("", _("In any way")), *[(c.value, text) for c, text in CHANNELS.items()]]


class ProofForm(Form):
    """A worker says how the voter was checked."""

    proof = RadioField(
        lazy("How did you check this person?"),
        choices=[(p.value, PROOFS[p]) for p in BY_PERSON],
        validators=[InputRequired(lazy("Choose how you checked this person"))],
    )
    area = SelectField(lazy("Area in which the vote counts"), validate_choice=False)
    partner = SelectField(lazy("Organisation that confirms"), validate_choice=False)

    def __init__(self, *, areas: Sequence[tuple[str, str]], partners: Iterable[tuple[Any, str]], **kw: Any) -> None:
        super().__init__(**kw)
        self.area.choices = [("", _("Choose an area")), *areas]
        self.partner.choices = [("", _("None of these")), *[(str(key), name) for key, name in partners]]


class WalkInForm(Form):
    """Somebody who is not on the register yet, in front of the worker or on the telephone."""

    searched = HiddenField()
    name = StringField(lazy("Full name"), validators=[InputRequired(lazy("Enter the full name")), Length(max=200)])
    postcode = PostcodeField(lazy("Postcode"))
    no_postcode = BooleanField(lazy("No fixed address, or the postcode is not known"))
    area = SelectField(lazy("Area"), validate_choice=False)
    age_ok = RadioField(
        choices=[("yes", lazy("Yes")), ("no", lazy("No"))],
        validators=[InputRequired(lazy("Say if the person is old enough"))],
    )
    connection = RadioField(
        lazy("Connection to the area"), validators=[InputRequired(lazy("Choose a connection to the area"))]
    )
    seen = RadioField(
        lazy("What did you check?"),
        choices=[("", lazy("Nothing: their word")), *[(p.value, PROOFS[p]) for p in BY_PERSON[:2]]],
        default="",
        validators=[Optional()],
    )
    electorate = SelectField(lazy("Votes as"), validate_choice=False)
    birth_band = SelectField(
        lazy("Years of birth"), choices=[("", lazy("Not asked")), *BIRTH_BANDS], validators=[Optional()]
    )
    email = EmailField(lazy("Email address for the code"), validators=[Optional(), Length(max=254)])
    phone = TelField(lazy("Telephone"), validators=[Optional(), Length(max=20)])
    lang = SelectField(lazy("Language"), validate_choice=False)
    form_key = HiddenField()

    def __init__(self, *, round_: Round, areas: Sequence[tuple[str, str]], **kw: Any) -> None:
        super().__init__(**kw)
        self.age_ok.label.text = _("Is the person %(age)s or over?", age=round_.min_age)
        self.connection.choices = [(c.value, text) for c, text in CONNECTIONS.items() if c.value in round_.connections]
        self.area.choices = [("", _("Choose an area")), *areas]
        bodies = [each.electorate for each in round_.electorates if each.electorate is not Electorate.DELEGATES]
        self.electorate.choices = [(body.value, ELECTORATES[body]) for body in bodies or [Electorate.OPEN]]
        langs = list(dict.fromkeys(["en", *round_.languages]))
        self.lang.choices = [(code, NATIVE_NAMES.get(code, code)) for code in langs]

    def validate_postcode(self, field: PostcodeField) -> None:
        if not field.errors and not field.data and not self.no_postcode.data:
            raise ValidationError(_("Enter the postcode, or tick the box below it"))

    def validate_area(self, field: SelectField) -> None:
        if self.no_postcode.data and not field.data:
            raise ValidationError(_("Choose an area"))


class AssistedForm(WalkInForm):
    """As a walk-in, with who listens or that the consent was recorded (E41)."""

    second_listener = StringField(lazy("Name of the second listener"), validators=[Optional(), Length(max=200)])
    has_consent = BooleanField(lazy("The person agreed to a recording of the call or visit, and it is being made"))


class WitnessForm(Form):
    """An assisted vote of somebody who is on the register already."""

    second_listener = StringField(lazy("Name of the second listener"), validators=[Optional(), Length(max=200)])
    has_consent = BooleanField(lazy("The person agreed to a recording of the call or visit, and it is being made"))


class VoidForm(Form):
    """Why an online vote is made void."""

    reason = WordsField(
        lazy("Why is the online vote made void?"),
        description=lazy("Kept in the audit log. Do not write what you think the person voted for"),
        validators=[InputRequired(lazy("Say why the online vote is made void"))],
        most=300,
        rows=2,
    )


class UploadForm(Form):
    """A list of people as CSV: first the file, then which column is what."""

    electorate = RadioField(lazy("Which body of voters is it?"), validators=[InputRequired(lazy("Choose the body"))])
    file = FileField(
        lazy("The list as a CSV file"), description=lazy("At most 2,000 lines. The first line names the columns")
    )
    text = TextAreaField()
    name = SelectField(lazy("Column with the full name"), validate_choice=False)
    email = SelectField(lazy("Column with the email address"), validate_choice=False)
    phone = SelectField(lazy("Column with the telephone"), validate_choice=False)
    postcode = SelectField(lazy("Column with the postcode"), validate_choice=False)
    area = SelectField(lazy("Column with the ward"), validate_choice=False)
    reference = SelectField(lazy("Column with the seat or number"), validate_choice=False)
    lang = SelectField(lazy("Column with the language"), validate_choice=False)

    def __init__(self, *, bodies: Sequence[Electorate], **kw: Any) -> None:
        super().__init__(**kw)
        self.electorate.choices = [(body.value, ELECTORATES[body]) for body in bodies]

    def offer(self, columns: Sequence[str]) -> None:
        """Every field can be any of the file's columns."""
        for name in FIELDS:
            self[name].choices = [("", _("None")), *[(column, column) for column in columns]]


FIELDS = ("name", "email", "phone", "postcode", "area", "reference", "lang")


class DelegateForm(Form):
    """One organisation's delegate."""

    group = SelectField(lazy("Organisation"), validate_choice=False)
    name = StringField(
        lazy("Delegate's full name"),
        validators=[InputRequired(lazy("Enter the delegate's full name")), Length(max=200)],
    )
    email = EmailField(lazy("Delegate's email address"), validators=[Optional(), Length(max=254)])

    def __init__(self, *, groups: Iterable[tuple[str, str]] = (), **kw: Any) -> None:
        super().__init__(**kw)
        self.group.choices = [("", _("Choose an organisation")), *groups]


class PartnerForm(Form):
    """An organisation that may confirm voters."""

    group = SelectField(lazy("Organisation"), id="partner", validate_choice=False)

    def __init__(self, *, groups: Iterable[tuple[str, str]] = (), **kw: Any) -> None:
        super().__init__(**kw)
        self.group.choices = [("", _("Choose an organisation")), *groups]

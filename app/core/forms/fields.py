"""Fields for money, London dates and moments, postcodes, percentages and hours. Each has a `kind` for the templates."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import StopValidation

from app.core import money
from app.core.clock import london, london_instant
from app.core.i18n import _


class _Typed(Field):
    """A field whose text is kept as typed and whose `data` is the value, or None."""

    kind = "text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.raw_text = ""

    def _value(self) -> str:
        return self.raw_text if self.raw_data else self.show(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.raw_text = str(valuelist[0]).strip() if valuelist else ""
        self.data = self.parse(self.raw_text) if self.raw_text else None

    def show(self, value: Any) -> str:
        return "" if value is None else str(value)

    def parse(self, text: str) -> Any:
        raise NotImplementedError


class MoneyField(_Typed):
    """`data`: whole pence."""

    kind = "money"

    def show(self, value: int | None) -> str:
        return "" if value is None else money.plain(value)

    def parse(self, text: str) -> int:
        try:
            return money.parse_pounds(text)
        except ValueError:
            raise ValueError(_("Enter an amount in pounds, such as 1,250 or 1250.50")) from None


class NumberField(_Typed):
    """`data`: a whole number from `least` to `most`."""

    kind = "number"

    def __init__(self, *args: Any, least: int = 0, most: int = 1_000_000_000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def parse(self, text: str) -> int:
        digits = text.replace(",", "").replace(" ", "")
        if not re.fullmatch(r"-?\d{1,12}", digits):
            raise ValueError(_("Enter a whole number"))
        if not self.least <= int(digits) <= self.most:
            least, most = f"{self.least:,}", f"{self.most:,}"
            raise ValueError(_("Enter a number from %(least)s to %(most)s", least=least, most=most))
        return int(digits)


class _DecimalField(_Typed):
    least, most, places = Decimal(0), Decimal(100), 2

    def parse(self, text: str) -> Decimal:
        try:
            value = Decimal(text.rstrip("%").strip().replace(",", ""))
        except InvalidOperation:
            raise ValueError(_("Enter a number")) from None
        if not value.is_finite() or not self.least <= value <= self.most or round(value, self.places) != value:
            raise ValueError(_("Enter a number from %(least)s to %(most)s", least=self.least, most=self.most))
        return value


class PercentField(_DecimalField):
    """`data`: a Decimal from 0 to 100."""

    kind = "percent"


class HoursField(_DecimalField):
    """`data`: hours as a Decimal from 0.25 to 9,999, in quarters; "1:30" and "1.5" are the same."""

    kind = "hours"
    least, most = Decimal("0.25"), Decimal(9999)

    def parse(self, text: str) -> Decimal:
        clock = re.fullmatch(r"(\d{1,4}):([0-5]\d)", text)
        if clock:
            text = str(Decimal(clock[1]) + Decimal(clock[2]) / 60)
        value = super().parse(text)
        if value % Decimal("0.25"):
            raise ValueError(_("Enter hours in quarters, such as 1.25 or 2.5"))
        return value


class DateField(_Typed):
    """`data`: a date, typed as day, month and year in `name-day`, `name-month`, `name-year`."""

    kind = "date"
    parts: tuple[str, ...] = ("day", "month", "year")
    data: Any

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(None, *([data] if data is not None else []))
        if formdata is not None and any(f"{self.name}-{part}" in formdata for part in self.parts):
            self.typed = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in self.parts}
            self.raw_data = [" ".join(filter(None, self.typed.values()))]
            self._read()
        else:
            self.typed = self._shown()

    def _shown(self) -> dict[str, str]:
        if self.data is None:
            return dict.fromkeys(self.parts, "")
        return {"day": str(self.data.day), "month": str(self.data.month), "year": str(self.data.year)}

    def _read(self) -> None:
        self.data = None
        if not any(self.typed.values()):
            self.raw_data = []
            return
        try:
            self.data = self._parsed()
        except (ValueError, OverflowError):
            self.process_errors = [_("Enter a real date, such as 27 3 2027")]

    def _parsed(self) -> Any:
        month = self.typed["month"].lower()[:3]
        number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
        year = int(self.typed["year"])
        if not 1900 <= year <= 2200:
            raise ValueError(year)
        return dt.date(year, number, int(self.typed["day"]))


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class MomentField(DateField):
    """`data`: an instant (UTC), typed as a London date and a 24-hour time in `name-time` ("12:00", "5pm")."""

    kind = "moment"
    parts = ("day", "month", "year", "time")

    def _shown(self) -> dict[str, str]:
        if self.data is None:
            return dict.fromkeys(self.parts, "")
        local = london(self.data)
        return {
            "day": str(local.day),
            "month": str(local.month),
            "year": str(local.year),
            "time": local.strftime("%H:%M:%S" if local.second else "%H:%M"),
        }

    def _parsed(self) -> dt.datetime:
        return london_instant(super()._parsed(), parse_time(self.typed["time"]))


def parse_time(text: str) -> dt.time:
    """A wall-clock time from "9:30", "09.30", "17:00", "5pm", "5.30 pm", "noon" or "midnight".

    Raises:
        ValueError: none of these.
    """
    words = {"noon": "12:00", "12 noon": "12:00", "midday": "12:00", "midnight": "00:00"}
    found = re.fullmatch(
        r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.](\d{2}))?\s*(am|pm)?", words.get(text.strip().lower(), text.strip().lower())
    )
    if not found or (found[2] is None and found[4] is None):
        raise ValueError(text)
    hour = int(found[1])
    if found[4]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if found[4] == "pm" else 0)
    return dt.time(hour, int(found[2] or 0), int(found[3] or 0))


class PostcodeField(_Typed):
    """`data`: a UK postcode as `AAN NAA`."""

    kind = "postcode"

    def parse(self, text: str) -> str:
        found = normal_postcode(text)
        if found is None:
            raise ValueError(_("Enter a full UK postcode, such as BD1 1HX"))
        return found


POSTCODE = re.compile(r"^(GIR0AA|[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2})$")


def normal_postcode(text: str) -> str | None:
    """`AAN NAA` from however it was typed; None when it is no UK postcode."""
    squeezed = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", text).upper())  # full-width letters too: E64
    return f"{squeezed[:-3]} {squeezed[-3:]}" if POSTCODE.match(squeezed) else None


class EmailField(StringField):
    """`data`: an e-mail address, its domain in small letters."""

    kind = "email"
    data: Any

    def pre_validate(self, form: Any) -> None:
        from email_validator import EmailNotValidError, validate_email

        if self.data:
            try:
                self.data = validate_email(self.data, check_deliverability=False).normalized
            except EmailNotValidError:
                raise StopValidation(_("Enter an email address, such as name@example.com")) from None


class WordsField(TextAreaField):
    """Several lines of text with a counter; `most` characters."""

    kind = "words"

    def __init__(self, *args: Any, most: int = 3000, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most, self.rows = most, rows

    def pre_validate(self, form: Any) -> None:
        if self.data and len(self.data) > self.most:
            raise StopValidation(
                _("Use %(most)s characters or fewer. You have used %(used)s", most=self.most, used=len(self.data))
            )

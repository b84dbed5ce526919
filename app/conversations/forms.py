"""What somebody types about a session: few fields on a phone, the rest can stay as it is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import DateField, Form, NumberField, WordsField
from app.core.i18n import lazy

from .commands import MOST_PEOPLE, Held
from .models import Channel, Depth
from .terms import BACKGROUNDS, CHANNELS, DEPTHS


class SessionForm(Form):
    """One session. Backgrounds are fields of their own, named by group."""

    attended = NumberField(
        lazy("How many people came?"),
        least=1,
        most=MOST_PEOPLE,
        validators=[InputRequired(lazy("Enter how many people came"))],
    )
    new_participants = NumberField(
        lazy("How many of them came to this project for the first time?"),
        description=lazy("Leave it empty if you do not know"),
        most=MOST_PEOPLE,
        validators=[Optional()],
    )
    has_ground_rules = BooleanField(
        lazy("We shared the ground rules at the start"),
        validators=[InputRequired(lazy("Tick the box: every session starts with the ground rules"))],
    )
    held_on = DateField(lazy("Day"), validators=[InputRequired(lazy("Enter the day"))])
    area_id = SelectField(lazy("Ward"), validators=[Optional()])
    depth = RadioField(lazy("How did people meet?"), choices=list(DEPTHS.items()), default=Depth.MEANINGFUL.value)
    channel = SelectField(
        lazy("What brought people together?"), choices=list(CHANNELS.items()), default=Channel.TALK.value
    )
    place = StringField(lazy("Place"), validators=[Optional(), Length(max=200)])
    action_ids = SelectMultipleField(lazy("Actions of the plan it counts towards"), validators=[Optional()])
    notes = WordsField(
        lazy("Notes"),
        description=lazy("What was said and felt. Do not name anyone"),
        most=2000,
        rows=4,
        validators=[Optional()],
    )
    override = StringField(lazy("Why was it outside the project's areas?"), validators=[Optional(), Length(max=300)])

    def background_fields(self, dimension: str) -> list[Any]:
        return [self[key] for key in BACKGROUNDS[dimension]]

    def held(self, lang: str) -> Held:
        """What was typed, as the command takes it."""
        counts = {
            dimension: {key: int(self[key].data) for key in groups if self[key].data}
            for dimension, groups in BACKGROUNDS.items()
        }
        return Held(
            held_on=self.held_on.data,
            attended=int(self.attended.data or 0),
            new_participants=int(self.new_participants.data or 0),
            area_id=uuid.UUID(self.area_id.data) if self.area_id.data else None,
            action_ids=tuple(uuid.UUID(each) for each in self.action_ids.data or []),
            place=self.place.data or "",
            channel=Channel(self.channel.data),
            depth=Depth(self.depth.data),
            has_ground_rules=bool(self.has_ground_rules.data),
            background_counts={dimension: groups for dimension, groups in counts.items() if groups},
            notes=self.notes.data or "",
            lang=lang,
            override=(self.override.data or "") if "override" in self else "",
        )

    def offer(self, areas: Sequence[tuple[str, str]], actions: Sequence[tuple[str, str]]) -> None:
        """The choices; on a fresh page the first area and all actions are taken."""
        self.area_id.choices = list(areas)
        self.action_ids.choices = list(actions)
        if not self.is_submitted():
            self.area_id.data = areas[0][0] if areas else ""
            self.action_ids.data = [key for key, _words in actions]


for _groups in BACKGROUNDS.values():
    for _key, _words in _groups.items():
        setattr(SessionForm, _key, NumberField(_words, most=MOST_PEOPLE, validators=[Optional()]))

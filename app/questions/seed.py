"""The demo's questions: answered and open ones on the ballot of the present round, some waiting for a moderator."""

from __future__ import annotations

from typing import Any

from app.core.access import actor_for
from app.core.clock import now
from app.groups import queries as groups
from app.proposals.models import Proposal

from . import closings, commands, policies
from .models import Conduct

ASKED = (
    (
        "en",
        "Can people who use a wheelchair take part in all of it?",
        "Yes. We meet on the ground floor, and we have asked for a ramp at the second place.",
    ),
    (
        "en",
        "What happens if fewer people come than you hope?",
        "We start with one group and open the second only when the first is full. What is not spent goes back.",
    ),
    ("ur", "کیا بچے بھی ساتھ آ سکتے ہیں؟", "جی ہاں، آٹھ سال سے بڑے بچے کسی بڑے کے ساتھ آ سکتے ہیں۔"),
    ("en", "Who chooses what is bought with the money?", ""),
)
WAITING = (
    ("en", "Will it still be there next year, when the money has gone?"),
    ("en", "Ring me on 07700 900123 and I will tell you who is behind this."),
    ("ur", "یہ کس دن اور کس وقت ہوگا؟"),
)
REFUSED = "Buy cheap phones at my shop, best prices in town!"


def plant(world: Any) -> None:
    """Questions on proposals that can still be asked about; one of each kind waits for the moderators."""
    person = world.people["moderator"]
    moderator = actor_for(person.id, person.name)
    with world.step(-2, 9):
        open_ones = [
            proposal
            for _key, proposal in sorted(world.proposals.items())
            if policies.can_ask(proposal, closings.freezes_at(proposal.id), world.moment(0, 23))
        ]
    for number, proposal in enumerate(open_ones[:6]):
        with world.step(-2, 9):
            _published(moderator, proposal, number)
    if open_ones:
        with world.step(-1, 9):
            _waiting(moderator, open_ones)


def _published(moderator: Any, proposal: Proposal, number: int) -> None:
    leads = groups.leads(proposal.group_id)
    for shift in range(2 if number else 4):
        lang, text, answer = ASKED[(number + shift) % len(ASKED)]
        question = commands.ask(proposal.id, text, lang=lang, email=None, now=now())
        commands.publish(moderator, question.id, now=now())
        if answer and leads:
            commands.answer(actor_for(leads[0].id, leads[0].name), question.id, answer, lang, now=now())


def _waiting(moderator: Any, proposals: list[Proposal]) -> None:
    for number, (lang, text) in enumerate(WAITING):
        commands.ask(proposals[number % len(proposals)].id, text, lang=lang, email=None, now=now())
    spam = commands.ask(proposals[0].id, REFUSED, lang="en", email=None, now=now())
    commands.reject(moderator, spam.id, Conduct.SPAM, "It advertises a shop and asks nothing", now=now())

"""Accept and decline at the same moment: one of them wins, every time."""

from __future__ import annotations

import os
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from app.awards import commands
from app.awards.models import Award, AwardState
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import WrongState
from app.delivery.models import Project
from app.funds.queries import pot_balance
from app.groups.models import Group
from tests.awards.factories import make_award
from tests.groups.factories import acting, make_group
from tests.people.factories import make_person

TURNS = 50 if os.environ.get("TEST_DATABASE") == "postgresql" else 10


@pytest.mark.slow
def test_accept_and_decline_at_once(committed: Flask) -> None:
    lead = make_person()
    group_id = make_group(lead).id
    actor = acting(lead)
    for _turn in range(TURNS):
        award = make_award(db.session.get_one(Group, group_id), amount_pence=30_000)
        award_id, pot_id = award.id, award.pot_id
        db.session.remove()
        start = threading.Barrier(2)
        answers: list[str] = []

        def answer(accept: bool, award_id: object = award_id, start: threading.Barrier = start) -> None:
            with committed.app_context():
                start.wait()
                try:
                    with unit_of_work():
                        if accept:
                            commands.accept_offer(actor, award_id, signed_name="Ann", now=now(), today=today())  # type: ignore[arg-type]
                        else:
                            commands.decline_offer(actor, award_id, reason="No", today=today())  # type: ignore[arg-type]
                    answers.append("accepted" if accept else "declined")  # noqa: B023 - the threads end in this turn
                except WrongState:
                    answers.append("refused")  # noqa: B023
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=answer, args=(accept,)) for accept in (True, False)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        award = db.session.get_one(Award, award_id)
        assert sorted(answers) == sorted(["refused", award.state.value])
        is_accepted = award.state is AwardState.ACCEPTED
        assert pot_balance(pot_id) == 2_500_000 - (30_000 if is_accepted else 0)
        made = db.session.scalar(sa.select(sa.func.count()).where(Project.award_id == award_id))
        assert made == (1 if is_accepted else 0)
        db.session.remove()

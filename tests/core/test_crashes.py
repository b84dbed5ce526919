"""What happens when something dies: a worker between commit and mail, or the database."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock, outbox
from app.core.db import db, unit_of_work
from tests.support.databases import Databases
from tests.support.settings import test_environ, test_settings

ROOT = Path(__file__).parents[2]


def one_mail() -> str:
    with unit_of_work():
        outbox.put(
            "awards/mail/offer_ended",
            "ann@example.org",
            name="Ann",
            title="Tea",
            amount="£1",
            reference="AW-1",
            url="/",
        )
    return str(db.session.scalars(sa.select(outbox.OutboxRow.message_id)).one())


def test_mail_goes_once_the_lease_of_a_dead_sender_is_over(committed: Flask) -> None:
    with committed.test_request_context():
        message_id = one_mail()
    assert outbox._lease(10)  # the sender takes the row and dies
    assert outbox.send_due() == 0
    with clock.at(clock.now() + outbox.LEASE + dt.timedelta(seconds=1)):
        assert outbox.send_due() == 1
    written = list((committed.config["SETTINGS"].data_dir / "mail").glob("*.eml"))
    assert [path.stem for path in written] == [message_id.strip("<>")]
    assert db.session.scalars(sa.select(outbox.OutboxRow)).all() == []


@pytest.mark.slow
def test_mail_survives_a_worker_that_is_killed(committed: Flask, tmp_path: Path) -> None:
    """kill -9 while the mail server keeps the worker waiting; later the same message goes, same Message-ID."""
    with committed.test_request_context():
        message_id = one_mail()
    settings = committed.config["SETTINGS"]
    with socket.create_server(("127.0.0.1", 0)) as mail_server:
        reached = threading.Event()

        def keep_waiting() -> None:
            connection, _ = mail_server.accept()
            reached.set()
            time.sleep(30)
            connection.close()

        threading.Thread(target=keep_waiting, daemon=True).start()
        url = f"smtp://127.0.0.1:{mail_server.getsockname()[1]}"
        environ = test_environ(settings.database_url, settings.data_dir, MAIL_URL=url)
        words = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "--once"]
        worker = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **environ}, stderr=subprocess.DEVNULL)
        assert reached.wait(60), "the worker never reached the mail server"
        worker.kill()
        worker.wait()
    db.session.rollback()
    assert db.session.scalars(sa.select(outbox.OutboxRow.message_id)).all() == [message_id]
    with clock.at(clock.now() + outbox.LEASE + dt.timedelta(minutes=1)):
        assert outbox.send_due() == 1
    assert [path.stem for path in (settings.data_dir / "mail").glob("*.eml")] == [message_id.strip("<>")]


@pytest.mark.parametrize("url", ["postgresql+psycopg://nobody@127.0.0.1:1/none", "sqlite:////none-such/none.db"])
@pytest.mark.slow
def test_without_a_database_the_page_says_so(databases: Databases, tmp_path: Path, url: str) -> None:
    from app import create_app

    client = create_app(test_settings(url, tmp_path)).test_client()
    answer = client.get("/")
    assert answer.status_code == 503
    assert "Sorry, the service is not available" in answer.text
    assert "nobody" not in answer.text
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503

"""Voters at real pages: each with a browser of their own, form protection on, every form sent as the page has it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client, TestResponse

from app.ballots.models import Envelope
from app.core import clock
from app.core.db import db
from app.register.models import Entitlement, VoterState
from app.register.models import Voter as Registered

from .ground import CLOSES, OPENS, Ground
from .place import Place
from .report import Report, in_words
from .sealed import Held, note
from .voters import Voter

INPUT, ATTRIBUTE = re.compile(r"<input\b[^>]*>"), re.compile(r'([\w-]+)(?:="([^"]*)")?')
CODE = re.compile(r'id="voting-code"[^>]*>([2-9A-Z]{5}) ([2-9A-Z]{5})<')
RECEIPT = re.compile(r'id="receipt"[^>]*>([2-9A-Z]{12})<')
HOPS = 3


class Wrong(Exception):
    """A page is not what it should be; its words hold no choice and no code."""


@dataclass
class Browser:
    """Somebody's browser. times: seconds of each request are not kept, only how many were made."""

    client: Client
    base: str
    requests: int = field(default=0)

    def get(self, path: str) -> str:
        return self._read(path, self.client.get(path, base_url=self.base))

    def post(self, path: str, data: MultiDict[str, str]) -> str:
        headers = {"Referer": f"{self.base}{path}"}
        return self._read(path, self.client.post(path, base_url=self.base, data=data, headers=headers))

    def _read(self, path: str, answer: TestResponse) -> str:
        self.requests += 1
        for _hop in range(HOPS):
            if answer.status_code not in {302, 303}:
                break
            path = answer.headers["Location"].removeprefix(self.base)
            answer = self.client.get(path, base_url=self.base)
            self.requests += 1
        if answer.status_code != 200:
            raise Wrong(f"a page under /vote answered {answer.status_code}")
        return answer.text


def inputs(page: str) -> list[dict[str, str]]:
    """The attributes of every input of a page, in order."""
    found = [dict(ATTRIBUTE.findall(tag[len("<input") :])) for tag in INPUT.findall(page)]
    return [{name: unescape(value) for name, value in each.items()} for each in found]


def hidden(page: str, *names: str) -> MultiDict[str, str]:
    """The hidden inputs of these names; those of the first form that has them where a name must stand once."""
    data: MultiDict[str, str] = MultiDict()
    for each in inputs(page):
        name = each.get("name", "")
        if name in names and (name == "shown" or name not in data):
            data.add(name, each.get("value", ""))
    return data


def vote(place: Place, ground: Ground, voters: Sequence[Voter], held: Held, report: Report) -> None:
    """Each has registered, chosen, checked, cast and seen a receipt; who thinks again comes back with the code."""
    base, done, count = place.app.config["SETTINGS"].base_url, [], 0
    for at, voter in enumerate(voters):
        with clock.at(ground.at(OPENS + at % (CLOSES - OPENS), 9 + at % 8, at % 60)):
            browser = Browser(place.app.test_client(), base)
            try:
                code = _begin(browser, ground.slug, voter)
                receipt = _cast(browser, ground.slug, voter.chosen)
                if voter.again:
                    other = Browser(place.app.test_client(), base)
                    _come_back(other, ground.slug, code)
                    same = _cast(other, ground.slug, voter.again)
                    count += other.requests
                    if same != receipt:
                        raise Wrong("a changed vote has another receipt")
                done.append((voter, receipt))
            except Exception as fault:  # noqa: BLE001 - the next voter goes on
                report.error(f"at the pages: {fault if isinstance(fault, Wrong) else in_words(fault)}")
            count += browser.requests
        report.progress(at + 1, len(voters))
    report.cast["requests"] += count
    report.cast["through pages"] += len(done)
    _note(place, done, held, report)


def _begin(browser: Browser, slug: str, voter: Voter) -> str:
    page = browser.get(f"/vote/{slug}/")
    data = hidden(page, "csrf_token", "form_key")
    data.update({"name": voter.name, "postcode": voter.postcode, "age_ok": "yes", "connection": voter.connection.value})
    page = browser.post(f"/vote/{slug}/", data)
    found = CODE.search(page)
    if found is None:
        raise Wrong("no code was shown")
    return "".join(found.groups())


def _come_back(browser: Browser, slug: str, code: str) -> None:
    page = browser.get(f"/vote/{slug}/code")
    browser.post(f"/vote/{slug}/code", MultiDict([*hidden(page, "csrf_token").items(multi=True), ("code", code)]))


def _cast(browser: Browser, slug: str, numbers: Sequence[int]) -> str:
    page = browser.get(f"/vote/{slug}/choose?again=1")
    data = hidden(page, "csrf_token", "shown")
    boxes = {each.get("value", ""): each["name"] for each in inputs(page) if each.get("name", "").startswith("choices")}
    for number in numbers:
        if str(number) not in boxes:
            raise Wrong("a project is missing on the ballot")
        data.add(boxes[str(number)], str(number))
    data.add("do", "review")
    page = browser.post(f"/vote/{slug}/choose", data)
    sent = hidden(page, "csrf_token", "mark")
    if "mark" not in sent:
        raise Wrong("the choices could not be checked")
    page = browser.post(f"/vote/{slug}/review", sent)
    found = RECEIPT.search(page)
    if found is None:
        raise Wrong("no receipt was shown")
    return found.group(1)


def _note(place: Place, done: Sequence[tuple[Voter, str]], held: Held, report: Report) -> None:
    """The receipts are in the box, once each, and lead to voters who are held or not as they should be."""
    rows: dict[str, tuple[uuid.UUID, VoterState]] = {}
    with place.app.app_context():
        wanted = (
            sa.select(Envelope.receipt, Registered.id, Registered.state)
            .join(Entitlement, Entitlement.id == Envelope.entitlement_id)
            .join(Registered, Registered.id == Entitlement.voter_id)
        )
        for receipt, voter_id, state in db.session.execute(wanted):
            rows[receipt] = (voter_id, state)
        db.session.remove()
    known = []
    for voter, receipt in done:
        if receipt not in rows:
            report.error("at the pages: a receipt is not in the box")
            continue
        voter_id, state = rows[receipt]
        known.append((voter, voter_id, state is VoterState.HELD))
    note(known, held, report)

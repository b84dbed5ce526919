"""The frame of a visitor's page is kept for other visitors, and nothing of it is ever somebody else's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader
from markupsafe import Markup

from app.ballots import seal
from app.core.access import Rule, access
from app.core.db import db, unit_of_work
from app.core.web import frames
from app.core.web.context import fragment, page_around
from app.council import queries as councils
from app.rounds.models import BallotItem, Round
from tests.ballots.factories import make_round, make_ward
from tests.people.factories import make_person
from tests.support.browser import Page, Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture
def live(committed: Flask) -> Iterator[FlaskClient]:
    """Pages as outside of tests, where frames are kept."""
    committed.config["TESTING"] = False
    yield committed.test_client()
    committed.config["TESTING"] = True


def kept(live: FlaskClient) -> dict[object, object]:
    found: dict[object, object] = live.application.extensions.get("kept_frames", {})
    return found


@pytest.mark.slow
def test_a_frame_is_drawn_once_for_an_address_and_a_language(live: FlaskClient) -> None:
    first = live.get("/help").text
    assert len(kept(live)) == 1
    assert live.application.test_client().get("/help").text == first
    assert len(kept(live)) == 1
    live.set_cookie("lang", "ur")
    urdu = live.get("/help").text
    assert 'dir="rtl"' in urdu
    assert urdu != first
    assert len(kept(live)) == 2
    assert live.get("/privacy").text.count('href="/privacy?') == urdu.count('href="/help?')


def test_a_change_of_the_council_is_on_the_next_page(live: FlaskClient) -> None:
    live.get("/help")
    with unit_of_work():
        councils.council().site_name = "Purse of Saltaire"
    assert "Purse of Saltaire" in live.get("/help").text


def test_who_is_signed_in_gets_a_frame_of_their_own(live: FlaskClient, sign_in: SignIn) -> None:
    sign_in(live, make_person())
    kept(live).clear()
    assert "/account" in live.get("/help").text
    assert not kept(live)


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["/vote/l/QK7RV9NWYD", "/vote/QK7RV9NWYD/", "/QK7RV9NWYD", "/areas?postcode=QK7RV9NWYD"]
)
def test_no_address_that_says_something_of_a_visitor_is_kept(live: FlaskClient, address: str) -> None:
    """A code that somebody types into the address bar is in no cache (`design.md` section 5)."""
    live.get(address)
    assert not kept(live)


def test_not_more_are_kept_than_so_many(live: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MOST_FRAMES", 2)
    for address in ("/help", "/contact", "/privacy", "/cookies"):
        live.get(address)
    assert len(kept(live)) == 2


# A page with gaps

AROUND = "<p>{{ drawn() }} {{ common }}</p><p>{{ own }}</p><i>{{ own }}</i><b>{{ more }}</b>"
PIECE = "<p>{{ _('Help') }} {{ who }} {{ site is defined }} {{ actor is defined }}</p>"


@pytest.fixture
def around(live: FlaskClient) -> Callable[..., str]:
    """`around(client, own=...)`: a page with gaps. It says how often it was drawn until then."""
    times: list[object] = []

    @live.application.get("/around/<path:place>")
    @access(Rule.PUBLIC)
    def show(place: str) -> str:
        if place == "shared":
            g.shared_device = object()
        said = g.said
        drawn = lambda: times.append(place) or len(times)  # type: ignore[func-returns-value]  # noqa: E731
        common = {"common": said["common"], "drawn": drawn}
        return page_around("around.html", said["gaps"], lambda: common, stamp=said["stamp"])

    env = live.application.jinja_env
    env.loader = ChoiceLoader([DictLoader({"around.html": AROUND, "piece.html": PIECE}), env.loader])  # type: ignore[list-item]
    asked: dict[str, Any] = {}
    live.application.before_request_funcs.setdefault(None, []).append(lambda: setattr(g, "said", dict(asked)))

    def ask(
        own: str, more: str = "", *, stamp: object = 1, common: str = "all", at: str = "/around/here", **options: Any
    ) -> str:
        asked.update(gaps={"own": own, "more": more}, stamp=stamp, common=common)
        client: Any = options.pop("client", None) or live.application.test_client()
        client.lints = False
        return str(client.get(at, **options).text)

    return ask


def test_a_page_is_drawn_once_and_each_visitor_has_their_own_text_in_its_gaps(around: Callable[..., str]) -> None:
    assert around("Ann") == "<p>1 all</p><p>Ann</p><i>Ann</i><b></b>"
    assert around("Bob", "B") == "<p>1 all</p><p>Bob</p><i>Bob</i><b>B</b>"
    assert around("") == "<p>1 all</p><p></p><i></i><b></b>"


def test_what_is_put_in_a_gap_is_escaped_once_and_means_nothing(around: Callable[..., str]) -> None:
    for _ in range(2):
        page = around("<script>&{{ 7 * 7 }}\\1 own more", Markup("<em>&amp;</em>"))
        assert "<p>&lt;script&gt;&amp;{{ 7 * 7 }}\\1 own more</p>" in page
        assert "<b><em>&amp;</em></b>" in page


def test_under_another_stamp_or_in_another_language_it_is_drawn_anew(around: Callable[..., str]) -> None:
    around("Ann", common="before")
    assert "<p>1 before</p>" in around("Ann", common="after"), "what is common is the stamp's to tell"
    assert "<p>2 after</p>" in around("Ann", common="after", stamp=2)
    assert "<p>3 after</p>" in around("Ann", common="after", headers={"Accept-Language": "ur"})
    assert "<p>2 after</p>" in around("Bob", stamp=2)
    assert "<p>4 there</p>" in around("Bob", common="there", at="/around/there")


def test_a_page_for_one_visitor_alone_is_not_kept(
    around: Callable[..., str], live: FlaskClient, sign_in: SignIn
) -> None:
    """Somebody who is signed in, a shared device, an address that says something, an application under test."""
    signed_in = sign_in(live.application.test_client(), make_person())
    assert [around("Ann", client=signed_in)[:5] for _ in range(2)] == ["<p>1 ", "<p>2 "]
    assert [around("Ann", at="/around/shared")[:5] for _ in range(2)] == ["<p>3 ", "<p>4 "]
    assert [around("Ann", at="/around/here?code=QK7RV9NWYD")[:5] for _ in range(2)] == ["<p>5 ", "<p>6 "]
    live.application.config["TESTING"] = True
    assert [around("Ann")[:5] for _ in range(2)] == ["<p>7 ", "<p>8 "]
    assert not kept(live)


def test_a_fragment_knows_what_it_is_given_and_the_language(around: Callable[..., str], live: FlaskClient) -> None:
    said = []
    for lang in ("en", "ur"):
        with (
            live.application.app_context(),
            live.application.test_request_context("/help", headers={"Cookie": f"lang={lang}"}),
        ):
            said.append(fragment("piece.html", who="<Ann>"))
    assert said[0] == Markup("<p>Help &lt;Ann&gt; False False</p>")
    assert "Help" not in said[1]
    assert "&lt;Ann&gt; False False" in said[1]


# The pages of a vote that have gaps


@pytest.fixture
def round_(live: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Round:
    monkeypatch.setattr(seal, "SCRYPT_LOG_N", 5)
    make_ward("Manningham", "BD8 8AA")
    return make_round()


def come(live: FlaskClient, lang: str = "en") -> Visitor:
    """Somebody with a browser of their own."""
    client = live.application.test_client()
    client.set_cookie("lang", lang)
    return Visitor(client)


def register(visitor: Visitor, round_: Round, name: str, **more: object) -> Page:
    """The page with the code."""
    form = visitor.open(f"/vote/{round_.slug}/").form()
    given = {"name": name, "postcode": "BD8 8AA", "age_ok": "yes", "connection": "live", **more}
    form.values.update({field: [value] for field, value in given.items()})
    return form.submit()


def is_kept(live: FlaskClient, template: str) -> bool:
    return any(template in str(part) for frame in kept(live).values() for part in frame.parts)  # type: ignore[attr-defined]


def code_on(page: Page) -> str:
    return next("".join(e.itertext()) for e in page.tree.iter() if e.get("id") == "voting-code")


def without(page: Page, *own: str) -> str:
    text = page.response.text
    for each in own:
        assert each in text
        text = text.replace(each, "")
    return text


def comes_in(live: FlaskClient, round_: Round, code: str) -> bool:
    page = come(live).open(f"/vote/{round_.slug}/code").form("Continue").fill("Your voting code", code).submit()
    return page.path == f"/vote/{round_.slug}/choose"


@pytest.mark.slow
def test_each_voter_sees_their_own_code_and_nobody_elses(live: FlaskClient, round_: Round) -> None:
    """E21."""
    pages = [register(come(live), round_, name) for name in ("Ann Lee", "Bob Ray", "Cal Fox")]
    codes = [code_on(page) for page in pages]
    assert len(set(codes)) == 3
    assert len({without(page, code) for page, code in zip(pages, codes, strict=True)}) == 1, "it was drawn once"
    for page, code in zip(pages, codes, strict=True):
        assert [other for other in codes if other in page.response.text] == [code]
        assert not re.search(r"Ann|Bob|Cal|-[0-9a-f]{32}", page.response.text)
        assert page.response.headers["Cache-Control"] == "no-store"
    assert is_kept(live, "register/your_code.html")
    assert all(comes_in(live, round_, code) for code in codes)


@pytest.mark.slow
def test_who_must_wait_or_is_written_to_does_not_see_the_page_of_the_others(live: FlaskClient, round_: Round) -> None:
    usual = register(come(live), round_, "Ann Lee")
    held = register(come(live), round_, "ann  lee")
    mailed = register(come(live), round_, "Bob Ray", email="bob@example.org")
    after = register(come(live), round_, "Cal Fox")
    assert len({code_on(page) for page in (usual, held, mailed, after)}) == 4
    assert "Somebody with the same name and postcode" in held.text
    assert "sending the code by email" in mailed.text
    for page in (usual, after):
        assert "the same name" not in page.text
        assert "by email" not in page.text
    assert without(usual, code_on(usual)) == without(after, code_on(after))


def test_the_page_with_the_code_is_in_the_language_of_each(live: FlaskClient, round_: Round) -> None:
    pages = [register(come(live, lang), round_, f"Voter {n}") for n, lang in enumerate(("en", "ur", "en", "ur"))]
    assert [next(page.tree.iter("html")).get("lang") for page in pages] == ["en", "ur", "en", "ur"]
    assert len({code_on(page) for page in pages}) == 4
    assert len({without(page, code_on(page)) for page in pages}) == 2


def review(visitor: Visitor, round_: Round, *chosen: int) -> Page:
    """What would be cast, as the ballot's button shows it."""
    form = visitor.open(f"/vote/{round_.slug}/choose?again=1").form()
    page = visitor.send(
        f"/vote/{round_.slug}/choose",
        {
            "csrf_token": form.values["csrf_token"],
            "shown": [str(number) for number in range(1, 6)],
            "choices-0": [str(number) for number in chosen],
            "do": "review",
        },
    )
    assert page.tree.find(".//input[@name='mark']") is not None, page.text
    return page


def own_of(page: Page) -> dict[str, str]:
    """What only this voter has: the choices, the mark of the draft, the token of the form."""
    choices = next(e for e in page.tree.iter() if e.get("id") == "choices")
    fields = {e.get("name"): e.get("value", "") for e in page.tree.iter("input")}
    return {"choices": "".join(choices.itertext()), "mark": fields["mark"], "token": fields["csrf_token"]}


@pytest.mark.slow
@pytest.mark.parametrize("first", ["en", "ur"])
def test_each_voter_reviews_their_own_choices_with_their_own_mark(live: FlaskClient, round_: Round, first: str) -> None:
    """E02, E15: what is shown is what is cast."""
    second = {"en": "ur", "ur": "en"}[first]
    voters = [(come(live, lang), lang) for lang in (first, first, second, second)]
    for number, (visitor, _lang) in enumerate(voters):
        register(visitor, round_, f"Voter {number}")
    picks = [(1,), (2, 4), (3,), (1, 5)]
    pages = [review(visitor, round_, *pick) for (visitor, _lang), pick in zip(voters, picks, strict=True)]
    owns = [own_of(page) for page in pages]
    for page, own, pick, (_visitor, lang) in zip(pages, owns, picks, voters, strict=True):
        assert next(page.tree.iter("html")).get("lang") == lang
        assert {n for n in range(1, 6) if f"Project {n}" in page.response.text} == set(pick)
        assert {n for n in range(1, 6) if f"Project {n}" in own["choices"]} == set(pick)
        assert not re.search(r"(choices|mark|token)-[0-9a-f]{32}", page.response.text)
    assert is_kept(live, "ballots/review.html")
    for part in ("mark", "token"):
        assert len({own[part] for own in owns}) == 4
        for page, own in zip(pages, owns, strict=True):
            assert [other[part] for other in owns if other[part] in page.response.text] == [own[part]]
    for page in pages:
        assert page.form().submit().response.request.path == f"/vote/{round_.slug}/done"


@pytest.mark.slow
def test_a_voter_who_changes_their_choices_reviews_the_new_ones(live: FlaskClient, round_: Round) -> None:
    visitor = come(live)
    register(visitor, round_, "Ann Lee")
    before, after = review(visitor, round_, 1, 2), review(visitor, round_, 3)
    assert own_of(before)["mark"] != own_of(after)["mark"]
    assert "Project 3" in after.text
    assert "Project 1" not in after.text
    again = visitor.open(f"/vote/{round_.slug}/review")
    assert own_of(again)["choices"] == own_of(after)["choices"]
    stale = before.form().submit()
    assert stale.errors, "what was reviewed is what is cast"
    assert "Project 3" in stale.text


@pytest.mark.slow
def test_a_title_that_was_corrected_is_on_the_next_review(live: FlaskClient, round_: Round) -> None:
    """E01: a project, or the round, under a new name."""
    first, second = come(live), come(live)
    register(first, round_, "Ann Lee")
    register(second, round_, "Bob Ray")
    review(first, round_, 1)
    with unit_of_work():
        db.session.query(BallotItem).filter_by(round_id=round_.id, number=1).one().title = "A better bench"
        db.session.get_one(Round, round_.id).name = "Spring vote"
    page = review(second, round_, 1)
    assert "A better bench" in page.text
    assert "Spring vote" in page.text
    assert "You Decide" not in page.text

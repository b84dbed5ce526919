"""Frames and macros: what each draws, that it is escaped, that errors lead to their field, that nothing is inline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
import wtforms as w
from flask import Flask, flash, render_template, render_template_string
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice

from app.core import forms

ROOT = Path(__file__).parents[2]
PARTS = "{% import 'core/parts.html' as p %}{% import 'core/form.html' as f %}"
Draw = Callable[..., Any]


class Everything(forms.Form):
    title = w.StringField("Name of the idea", validators=[w.validators.DataRequired("Enter a name")])
    note = w.TextAreaField("Notes", validators=[w.validators.Optional()])
    about = forms.WordsField("About it", most=200, validators=[w.validators.DataRequired("Tell us about it")])
    area = w.SelectField("Area", choices=[SelectChoice("h", "Harbour"), SelectChoice("o", "Old Town")])
    sort = w.RadioField("Kind", choices=[SelectChoice("g", "Green space"), SelectChoice("o", "Other")])
    who = w.SelectMultipleField("Who", choices=[SelectChoice("c", "Children"), SelectChoice("e", "Everyone")])
    cost = forms.MoneyField("Cost")
    start = forms.DateField("Start", validators=[w.validators.InputRequired("Enter the start")])
    closes = forms.MomentField("Closes")
    share = forms.PercentField("Share")
    hours = forms.HoursField("Hours")
    many = forms.NumberField("How many")
    postcode = forms.PostcodeField("Postcode")
    email = forms.EmailField("Email address")
    password = w.PasswordField("Password")
    photo = w.FileField("Photo")
    agrees = w.BooleanField("I agree", validators=[w.validators.InputRequired("Tick the box")])
    code = w.StringField("Code")
    stamp = w.HiddenField("Stamp")


@pytest.fixture
def draw(app: Flask, session: Session) -> Draw:
    """`draw(source, **names)`: the elements of a piece of template in which p is the parts and f the forms."""

    def do(source: str, *, path: str = "/", **names: Any) -> Any:
        with app.test_request_context(path):
            if callable(names.get("form")):
                names["form"] = names["form"]()
            html = render_template_string(PARTS + source, **names)
        return html5lib.parse(html, namespaceHTMLElements=False)

    return do


def filled_form(**typed: Any) -> Callable[[], Everything]:
    def make() -> Everything:
        form = Everything(
            MultiDict({name.replace("__", "-"): text for name, text in typed.items()}), meta={"csrf": False}
        )
        form.validate()
        return form

    return make


def empty_form() -> Everything:
    return Everything(meta={"csrf": False})


def by_id(tree: Any, name: str) -> Any:
    found = tree.findall(f".//*[@id='{name}']")
    assert len(found) == 1, f"{len(found)} elements with the id {name}"
    return found[0]


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


ALL_FIELDS = "{% for each in form %}{{ f.field(each) }}{% endfor %}"


def test_every_control_has_a_label_and_ids_are_unique(draw: Draw) -> None:
    tree = draw(ALL_FIELDS, form=empty_form)
    labels = {label.get("for") for label in tree.iter("label")}
    controls = [c for tag in ("input", "select", "textarea") for c in tree.iter(tag) if c.get("type") != "hidden"]
    assert len(controls) == 25
    assert {control.get("id") for control in controls} == labels
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_kinds_of_fields_ask_the_browser_for_the_right_keyboard(draw: Draw) -> None:
    tree = draw(ALL_FIELDS + "{{ f.field(form.code, kind='code', label='Voting code') }}", form=empty_form)
    assert by_id(tree, "cost").get("inputmode") == "decimal"
    assert by_id(tree, "many").get("inputmode") == "numeric"
    assert by_id(tree, "email").get("type") == "email"
    assert by_id(tree, "postcode").get("autocomplete") == "postal-code"
    assert by_id(tree, "password").get("type") == "password"
    assert by_id(tree, "photo").get("type") == "file"
    assert by_id(tree, "start-day").get("name") == "start-day"
    assert by_id(tree, "closes-time").get("inputmode") == "text"
    codes = [i for i in tree.iter("input") if i.get("autocomplete") == "one-time-code"]
    assert len(codes) == 1


def test_what_was_typed_is_kept(draw: Draw) -> None:
    typed = filled_form(
        title='Say "hello" <b>',
        about="one\r\n  two\nthree",
        area="o",
        sort="g",
        who="e",
        cost="£1,2x",
        start__day="31",
        start__month="feb",
        start__year="2027",
        agrees="y",
    )
    tree = draw(ALL_FIELDS, form=typed)
    assert by_id(tree, "title").get("value") == 'Say "hello" <b>'
    assert by_id(tree, "about").text == "one\n  two\nthree"
    assert [o.get("value") for o in tree.iter("option") if o.get("selected") is not None] == ["o"]
    assert [i.get("value") for i in tree.iter("input") if i.get("checked") is not None] == ["g", "e", "y"]
    assert by_id(tree, "cost").get("value") == "£1,2x"
    assert [by_id(tree, f"start-{part}").get("value") for part in ("day", "month", "year")] == ["31", "feb", "2027"]


def test_errors_stand_at_their_field_and_in_the_summary_which_leads_there(draw: Draw) -> None:
    def make() -> Everything:
        form = filled_form(start__day="3", start__month="40", start__year="2027")()
        form.form_errors.append("The call has closed")
        return form

    tree = draw("{{ f.error_summary(form) }}" + ALL_FIELDS, form=make)
    summary = next(e for e in tree.iter("div") if "govuk-error-summary" in (e.get("class") or "").split())
    links = {a.get("href"): words(a) for a in summary.iter("a")}
    assert links["#title"] == "Enter a name"
    assert links["#about"] == "Tell us about it"
    assert links["#agrees"] == "Tick the box"
    assert "#start-month" in links
    assert "The call has closed" in words(summary)
    for href in links:
        assert by_id(tree, href[1:]).tag in {"input", "textarea", "select"}
    assert "title-error" in by_id(tree, "title").get("aria-describedby")
    assert "govuk-input--error" in by_id(tree, "start-month").get("class")
    assert "govuk-input--error" not in by_id(tree, "start-day").get("class")


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ({"start__day": "40", "start__month": "1", "start__year": "2027"}, "day"),
        ({"start__day": "4", "start__month": "", "start__year": "2027"}, "month"),
        ({"start__day": "4", "start__month": "jan", "start__year": "27"}, "year"),
        ({"start__day": "31", "start__month": "2", "start__year": "2027"}, "day"),
        ({}, "day"),
    ],
)
def test_the_error_of_a_date_leads_to_the_part_that_is_wrong(draw: Draw, typed: dict[str, str], part: str) -> None:
    tree = draw("{{ f.error_summary(form) }}", form=filled_form(**typed))
    assert f"#start-{part}" in [a.get("href") for a in tree.iter("a")]


def test_no_summary_when_all_is_well(draw: Draw) -> None:
    assert words(draw("{{ f.error_summary(form) }}", form=empty_form)) == ""


def test_optional_fields_are_marked_and_hints_and_reveals_are_drawn(draw: Draw) -> None:
    source = """{{ f.field(form.note) }}{{ f.field(form.title, hint='Short', size='m', heading=true) }}
      {{ f.field(form.sort, hints={'g': 'Parks'}, conditional={'o': f.field(form.code)}) }}"""
    tree = draw(source, form=empty_form)
    assert "Notes (optional)" in words(tree)
    assert "Short" in words(by_id(tree, "title-hint"))
    assert [words(h) for h in tree.iter("h1")] == ["Name of the idea"]
    assert "Parks" in words(tree)
    assert by_id(tree, "conditional-sort-2").find(".//input").get("id") == "code"


def test_a_counter_says_how_much_is_allowed(draw: Draw) -> None:
    tree = draw("{{ f.field(form.about) }}", form=empty_form)
    box = next(e for e in tree.iter() if e.get("data-module") == "govuk-character-count")
    assert box.get("data-maxlength") == "200"
    assert box.get("data-i18n.characters-under-limit.other") == "You have %{count} characters left"
    assert words(by_id(tree, "about-info")) == "You can enter up to 200 characters"


def test_a_posted_form_carries_a_token_and_a_get_form_does_not(draw: Draw) -> None:
    tree = draw("{{ f.form_open(upload=true) }}{{ f.form_close() }}{{ f.form_open(method='get') }}{{ f.form_close() }}")
    posted, asked = tree.iter("form")
    assert posted.get("enctype") == "multipart/form-data"
    assert [i.get("name") for i in posted.iter("input")] == ["csrf_token"]
    assert list(asked.iter("input")) == []


EACH_PART = {
    "page_header": "{{ p.page_header(bad, caption=bad, lead=bad, labels=[(bad, 'red')], lang='en') }}",
    "hero": "{{ p.hero(bad, bad, bad, '/x') }}",
    "said": "{{ p.said(bad, 'en') }}{{ p.said(bad, block=true) }}{{ p.quote(bad, by=bad) }}",
    "tag": "{{ p.tag(bad, 'green') }}{{ p.tags([(bad, '')]) }}",
    "notification": "{{ p.notification(bad, 'error') }}",
    "confirmation": "{{ p.confirmation(bad, bad) }}",
    "asides": "{{ p.inset(bad) }}{{ p.warning_text(bad) }}{{ p.details(bad, bad) }}",
    "ways back": "{{ p.breadcrumbs([(bad, '/x')]) }}{{ p.back_link('/x', bad) }}",
    "empty_state": "{{ p.empty_state(bad, bad, bad, '/x') }}",
    "definition": "{{ p.definition([(bad, bad)]) }}{{ p.links([(bad, '/x')]) }}",
    "chart_box": "{{ p.chart_box({'alt': bad, 'unit': bad, 'url': '/x', 'key': [{'label': bad, 'colour': '#000'}]}) }}",
    "summary_list": "{{ p.summary_list([{'key': bad, 'value': bad, 'change': '/x'}, {'key': bad, 'value': none}]) }}",
    "summary_card": "{{ p.summary_card(bad, [{'key': bad, 'value': bad}], links=[(bad, '/x')], label=bad) }}",
    "task_list": "{{ p.task_list([{'text': bad, 'url': '/x', 'hint': bad, 'status': bad, 'colour': 'teal'}]) }}",
    "timeline": "{{ p.timeline([{'title': bad, 'when': bad, 'text': bad, 'by': bad}]) }}",
    "steps": "{{ p.steps([{'title': bad, 'text': bad, 'state': 'current'}]) }}{{ p.tabs([('t', bad, bad)]) }}",
    "cards": "{{ p.cards([{'title': bad, 'url': '/x', 'text': bad, 'labels': [(bad, '')], 'facts': [(bad, bad)]}]) }}",
    "stats": "{{ p.stats([{'number': bad, 'label': bad, 'note': bad, 'url': '/x'}]) }}",
    "table": "{{ p.sortable_table([bad, {'text': bad, 'sort_url': '/x'}], [[bad, bad]], bad, foot=[bad, bad]) }}",
    "filter": "{% call p.filter_panel(reset_url='/x', chosen=[(bad, '/x')], title=bad) %}{% endcall %}",
    "table_tools": "{{ p.table_tools(bad, [(bad, '/x')]) }}{{ p.pagination('/a', '/b', [(1, '/c', true), none]) }}",
    "bars": "{{ p.bar(40, bad, bad) }}{{ p.budget_bar(100, 40, bad) }}",
    "boxes": "{% call p.sheet('sky') %}{{ bad }}{% endcall %}{{ p.photo('/x', bad) }}{{ p.print_button(bad) }}",
}


@pytest.mark.parametrize("name", EACH_PART)
def test_every_part_escapes_what_it_is_given(draw: Draw, name: str) -> None:
    tree = draw(EACH_PART[name], bad='"><script>alert(1)</script>')
    assert list(tree.iter("script")) == []
    assert list(tree.iter("style")) == []
    assert not [e for e in tree.iter() if e.get("style")]


def test_every_part_that_is_offered_is_tested_and_described() -> None:
    text = (ROOT / "templates/core/parts.html").read_text(encoding="utf-8")
    offered = {n.strip() for names in re.findall(r"{% set ([^=]+)=", text) for n in names.split(",")}
    told = (ROOT / "docs/pages.md").read_text(encoding="utf-8")
    tried = " ".join(EACH_PART.values()) + Path(__file__).read_text(encoding="utf-8")
    assert len(offered) > 30
    assert [name for name in sorted(offered) if f"{name}(" not in told and name not in {"card", "chips", "tags"}] == []
    assert [name for name in sorted(offered) if f"p.{name}(" not in tried and name not in {"card", "chips"}] == []


def test_markup_given_as_a_value_stays_markup(draw: Draw) -> None:
    tree = draw("{{ p.summary_list([{'key': 'Name', 'value': value}]) }}", value=Markup("<strong>Yes</strong>"))
    assert [words(e) for e in tree.iter("strong")] == ["Yes"]


def test_what_people_wrote_has_its_own_direction_and_language(draw: Draw) -> None:
    tree = draw("{{ p.said('محلہ', 'ur') }}")
    span = next(tree.iter("span"))
    assert (span.get("dir"), span.get("lang"), span.text) == ("auto", "ur", "محلہ")


@pytest.mark.parametrize(
    ("percent", "width", "over"), [(0, 0, False), (33.4, 33, False), (100, 100, False), (130, 100, True)]
)
def test_a_bar_is_as_wide_as_its_share(draw: Draw, percent: float, width: int, over: bool) -> None:
    tree = draw("{{ p.bar(percent, 'Spent', '£3') }}", percent=percent)
    fill = next(e for e in tree.iter("span") if "cp-bar__fill" in (e.get("class") or ""))
    assert f"bar-{width}" in fill.get("class").split()
    assert any("cp-bar--over" in (e.get("class") or "") for e in tree.iter("div")) is over


def test_the_budget_bar_says_in_words_what_is_left(draw: Draw) -> None:
    assert "You have chosen £25.50 £74.50 left" in words(draw("{{ p.budget_bar(10000, 2550, 'choices') }}"))
    assert "£10 too much" in words(draw("{{ p.budget_bar(10000, 11000, 'choices') }}"))
    box = next(e for e in draw("{{ p.budget_bar(10000, 0, 'choices') }}").iter() if e.get("data-budget"))
    assert (box.get("data-left"), box.get("data-over")) == ("%(money)s left", "%(money)s too much")


def test_a_table_names_its_columns_rows_and_order(draw: Draw) -> None:
    head = [{"text": "Area", "sort_url": "/?sort=area", "sorted": "descending"}, {"text": "Fund", "numeric": True}]
    tree = draw("{{ p.sortable_table(head, [['Harbour', '£48']], 'Shares') }}", head=head)
    assert words(next(tree.iter("caption"))) == "Shares"
    headings = list(tree.iter("th"))
    assert [th.get("scope") for th in headings] == ["col", "col", "row"]
    assert headings[0].get("aria-sort") == "descending"
    assert "govuk-table__cell--numeric" in next(tree.iter("td")).get("class")
    box = next(e for e in tree.iter("div") if e.get("class") == "cp-scroll")
    assert (box.get("role"), box.get("tabindex"), box.get("aria-label")) == ("region", "0", "Shares")


def test_a_table_without_rows_says_so(draw: Draw) -> None:
    assert "No payments yet" in words(draw("{{ p.sortable_table(['A'], [], 'Payments', empty='No payments yet') }}"))


def test_blocks_of_a_page_hold_what_is_called_into_them(draw: Draw) -> None:
    source = """{% call(part) p.columns() %}[{{ part }}]{% endcall %}{% call p.actions() %}[do]{% endcall %}
      {% call p.scroll_box('Chart') %}[chart]{% endcall %}"""
    assert words(draw(source)).replace(" ", "") == "[main][side][do][chart]"


FRAMES = ("core/base.html", "core/office.html", "core/vote.html")


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("lang", ["en", "ur"])
def test_a_frame_has_landmarks_a_title_and_no_inline_code(app: Flask, session: Session, frame: str, lang: str) -> None:
    page = f"{{% extends '{frame}' %}}" + (
        "{% block page_title %}Hello{% endblock %}{% block content %}<h1>Hello</h1>{% endblock %}"
    )
    with app.test_request_context(f"/?lang={lang}", headers={"Cookie": f"lang={lang}"}):
        html = render_template_string(page)
    tree = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False).parse(html)
    assert words(next(tree.iter("title"))).startswith("Hello - ")
    for landmark in ("header", "main", "footer"):
        assert len(list(tree.iter(landmark))) == 1
    root = tree if tree.tag == "html" else next(tree.iter("html"))
    assert (root.get("lang"), root.get("dir")) == (lang, "rtl" if lang == "ur" else "ltr")
    assert next(a for a in tree.iter("a")).get("href") == "#main-content"
    assert all(script.get("src") for script in tree.iter("script"))
    assert list(tree.iter("style")) == []
    assert not [e for e in tree.iter() if e.get("style") or e.get("onclick")]


def test_the_title_says_error_first_when_the_form_has_errors(app: Flask, session: Session) -> None:
    page = "{% extends 'core/base.html' %}{% block page_title %}Tell us{% endblock %}"
    with app.test_request_context("/"):
        tree = html5lib.parse(render_template_string(page, form=filled_form()()), namespaceHTMLElements=False)
    assert words(next(tree.iter("title"))).startswith("Error: Tell us - ")


def test_flashes_are_shown_once_but_never_in_the_voting_frame(app: Flask, session: Session) -> None:
    with app.test_request_context("/"):
        flash("Saved", "success")
        voting = render_template_string("{% extends 'core/vote.html' %}")
        shown = render_template_string("{% extends 'core/base.html' %}")
    assert "Saved" not in voting
    assert shown.count("Saved") == 1


def test_the_voting_frame_leads_nowhere_and_prints_no_address(app: Flask, session: Session) -> None:
    with app.test_request_context("/vote/l/secret-token"):
        html = render_template_string("{% extends 'core/vote.html' %}")
    assert "secret-token" not in re.sub(r'href="[^"]*"', "", html)
    assert "cp-nav-account" not in html


def test_the_error_page_needs_no_site_object(app: Flask) -> None:
    with app.test_request_context("/"):
        html = app.jinja_env.get_template("core/error.html").render(
            title="Page not found", text="Check the address.", lang="ur", dir="rtl", reference="E-12"
        )
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert [words(h) for h in tree.iter("h1")] == ["Page not found"]
    assert "Check the address." in words(tree)
    assert "E-12" in words(tree)
    assert any("site.rtl.css" in link.get("href", "") for link in tree.iter("link"))


def test_the_office_frame_shows_the_side_navigation(app: Flask, session: Session) -> None:
    side = [("Work", [{"text": "My queue", "url": "/office", "current": True, "count": 3}])]
    with app.test_request_context("/office"):
        tree = html5lib.parse(
            render_template_string("{% extends 'core/office.html' %}", side=side), namespaceHTMLElements=False
        )
    here = [a for a in tree.iter("a") if a.get("aria-current") == "page"]
    assert [words(a) for a in here] == ["My queue 3"]


def test_dates_and_money_in_a_page(draw: Draw) -> None:
    tree = draw("{{ 125050|money }} {{ day|date }} {{ 12040|number }}", day=dt.date(2026, 5, 3))
    assert words(tree) == "£1,250.50 3 May 2026 12,040"


def test_render_template_finds_the_kit(app: Flask, session: Session) -> None:
    with app.test_request_context("/"):
        assert render_template("core/parts.html").strip() == ""

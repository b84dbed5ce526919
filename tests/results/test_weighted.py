"""Bodies of voters with weights: their totals in the certificate, on the page, in the files; and a small one (E33)."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.results import exports, queries
from app.results.models import Certificate, CertificateForm, Count
from app.rounds import queries as rounds
from app.rounds.commands import VoterChoices
from app.rounds.models import Electorate, Round
from tests.results.factories import count_it, publish_it
from tests.results.rule_sets import Vote, by_number, documents, make_round, open_with, support
from tests.results.test_count import GREEDY
from tests.support.browser import Visitor

pytestmark = pytest.mark.usefixtures("session")
VERIFIER = Path(__file__).resolve().parents[2] / "scripts" / "verify_result.py"
WEIGHED = VoterChoices(electorates={Electorate.REGISTERED: 80, Electorate.PANEL: 20})
COSTS = (100_000, 200_000, 300_000)


def published(residents: int, panel: int) -> tuple[Round, Count]:
    """Of the residents six in ten want number 1, three number 2, one number 3; of the panel all want number 3."""
    round_, first, second = make_round(rules=GREEDY, voters=WEIGHED, costs=COSTS, amount=300_000)
    wanted = [1] * 6 + [2] * 3 + [3]
    votes: list[tuple[Vote, Electorate]] = [({wanted[n % 10]: 1}, Electorate.REGISTERED) for n in range(residents)]
    open_with(round_, [*votes, *[({3: 1}, Electorate.PANEL)] * panel])
    return round_, publish_it(count_it(round_, first), first, second)


def public_certificate(made: Count) -> Certificate:
    (found,) = queries.certificates(made.id, is_public=True)
    return found


def test_the_certificate_holds_each_bodys_totals_and_anyone_puts_them_together(tmp_path: Path) -> None:
    _round, made = published(100, 60)
    assert {n: support(r) for n, r in by_number(_round, made).items()} == {1: "48", 2: "24", 3: "28"}
    (document,) = documents(made)
    assert [(e["name"], e["weight"], e["n"], e["sum"]) for e in document["electorates"]] == [
        ("panel", "20", 60, "60"),
        ("registered", "80", 100, "100"),
    ]
    assert [e["totals"]["3"] for e in document["electorates"]] == [
        {"support": "60", "voters": 60},
        {"support": "10", "voters": 10},
    ]
    file = tmp_path / "certificate.json"
    file.write_text(public_certificate(made).body, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", VERIFIER, file], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.split(":")[0]) == (0, "CONFIRMED")
    document["electorates"][0]["totals"]["3"]["support"] = "6"
    file.write_text(json.dumps(document), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", VERIFIER, file], check=False, capture_output=True, text=True)
    assert done.returncode == 1 and "DIFFERS: item 3 has support" in done.stdout


def test_page_and_table_show_each_body_and_the_two_together(visitor: Visitor) -> None:
    round_, made = published(100, 60)
    text = visitor.open(f"/rounds/{round_.slug}/results").text
    assert "What each group of voters gave" in text
    for words in ("(weight 80 per cent)", "(weight 20 per cent)", "60 (60%)", "60 (100%)", "0 (0%)"):
        assert words in text, words
    rows = list(csv.DictReader(io.StringIO(exports.results_csv(round_, made, rounds.items(round_.id)))))
    assert [(row["votes"], row["votes_registered"], row["votes_panel"]) for row in rows] == [
        ("48", "60", "0"),
        ("24", "30", "0"),
        ("28", "10", "60"),
    ]


def test_a_small_body_hides_the_votes_of_all(visitor: Visitor) -> None:
    """docs/decisions/0003: what twelve chose could be worked out from what the others did."""
    round_, made = published(100, 12)
    certificate = public_certificate(made)
    assert certificate.form is CertificateForm.SEALED
    assert not {"totals", "electorates", "n"} & json.loads(certificate.body).keys()
    assert len(documents(made)) == 1, "observers hold the whole"
    text = visitor.open(f"/rounds/{round_.slug}/results").text
    assert "Fewer than 50 people of one group of voters voted here" in text
    assert "What each group of voters gave" not in text and "per cent" not in text
    rows = list(csv.DictReader(io.StringIO(exports.results_csv(round_, made, rounds.items(round_.id)))))
    assert {row[name] for row in rows for name in ("votes", "voters", "votes_registered", "votes_panel")} == {""}


def test_an_empty_body_hides_nothing(visitor: Visitor) -> None:
    round_, made = published(100, 0)
    assert public_certificate(made).form is CertificateForm.OPEN
    text = visitor.open(f"/rounds/{round_.slug}/results").text
    assert "nobody voted, so their weight went to the others" in text and "(weight 100 per cent)" in text

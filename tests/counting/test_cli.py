"""The command line: every verb on made-up files, exit codes, and what it imports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.counting.cli import main
from tests.counting.corpus import HERE

pytestmark = pytest.mark.pure
DATA = HERE / "data"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def data(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    return json.loads(out)


def test_count_prints_winners_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    told = data(capsys, "count", str(DATA / "approval.pb"))
    assert {"winners", "spent", "rounds", "ties"} <= set(told)
    assert told["spent"] == sum(told["awards"].values()) <= told["budget"]
    assert told["rule"]["ties"] == ["cheaper", "votes", "id"]
    code, out, _ = run(capsys, "count", str(DATA / "approval.pb"))
    assert code == 0
    assert "Spent" in out


def test_amounts_are_in_the_files_unit(capsys: pytest.CaptureFixture[str]) -> None:
    assert data(capsys, "count", str(DATA / "fractions.pb"))["budget"] == 4000.75


def test_options_reach_the_rule(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    groups = tmp_path / "groups.txt"
    groups.write_text("1,2\n3;4\n", encoding="utf-8")
    order = tmp_path / "lot.json"
    order.write_text(json.dumps([str(one) for one in range(10, 0, -1)]), encoding="utf-8")
    told = data(
        capsys,
        "count",
        str(DATA / "approval.pb"),
        "--rule",
        "greedy-stop",
        "--complete-at",
        "0.8",
        "--exclusive",
        str(groups),
        "--ties",
        "lot,id",
        "--lot-order",
        str(order),
        "--threshold",
        "10%",
    )["rule"]
    assert (told["complete_at"], told["exclusive"], told["ties"]) == ("4/5", [["1", "2"], ["3", "4"]], ["lot", "id"])
    assert told["threshold_share"] == "1/10"
    shares = data(
        capsys,
        "count",
        str(DATA / "shares.pb"),
        "--rule",
        "equal-shares",
        "--utility",
        "count",
        "--completion",
        "add1-exhaustive",
        "--step",
        "5",
        "--fill",
        "greedy",
    )
    assert (shares["increments"]["step"], shares["rule"]["utility"]) == ("5", "count")


def test_rule_file_uses_what_is_declared_and_passes_over_the_withdrawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert data(capsys, "count", str(DATA / "shares.pb"), "--rule", "file")["rule"]["completion"] == "add1"
    assert data(capsys, "count", str(DATA / "threshold.pb"), "--rule", "file")["rule"]["threshold"] == 15
    assert data(capsys, "count", str(DATA / "choose_one.pb"), "--rule", "file")["rule"]["complete_at"] == "4/5"
    assert "2" not in data(capsys, "count", str(DATA / "withdrawn.pb"), "--rule", "file")["totals"]


@pytest.mark.parametrize("verb", ["explain", "compare", "fairness"])
def test_the_other_verbs_speak_and_print_json(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert data(capsys, verb, str(DATA / "points.pb"), "--rule", "equal-shares")
    code, out, _ = run(capsys, verb, str(DATA / "points.pb"), "--rule", "greedy")
    assert code == 0
    assert len(out.splitlines()) > 1


def test_certify_and_verify(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "certify", str(DATA / "shares.pb"), "--rule", "file")
    assert code == 0
    path = tmp_path / "certificate.json"
    path.write_text(out, encoding="utf-8")
    assert run(capsys, "verify", str(path))[0] == 0
    document = json.loads(out)
    document["items"][0]["cost"] += 50
    path.write_text(json.dumps(document), encoding="utf-8")
    code, out, _ = run(capsys, "verify", str(path))
    assert (code, "sha256" in out) == (1, True)


def test_a_bad_file_exits_2_with_its_faults(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.pb"
    path.write_text(
        "META\nkey;value\nbudget;x\nPROJECTS\nproject_id;cost\n1;-2\nVOTES\nvoter_id;vote\n", encoding="utf-8"
    )
    code, _, err = run(capsys, "count", str(path))
    assert code == 2
    assert "line 3: budget 'x' is not an amount" in err
    code, out, _ = run(capsys, "check", str(path), "--json")
    assert code == 2
    assert [fault["line"] for fault in json.loads(out)["faults"]][:2] == [0, 3]
    assert run(capsys, "count", str(tmp_path / "missing.pb"))[0] == 2
    assert run(capsys, "count", str(DATA / "approval.pb"), "--rule", "greedy-threshold")[0] == 2


def test_check_says_what_a_file_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert data(capsys, "check", str(DATA / "approval.pb")) == {"faults": [], "notes": [], "items": 10, "voters": 120}


def test_help_teaches_and_imports_neither_flask_nor_a_database() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "app.counting", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parents[1])
    assert "equal-shares" in done.stdout
    assert "Examples" in done.stdout
    for name in ("flask", "sqlalchemy", "wtforms", "app.core", "pabutools"):
        assert name not in done.stderr

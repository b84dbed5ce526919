"""Pabulib files: quirks read, faults listed with lines, round trips, and thousands of broken files."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from app.counting import Rule, count, pabulib
from tests.counting import corpus

pytestmark = pytest.mark.pure

GOOD = """META
key;value
description;Made up
num_projects;2
num_votes;3
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name
1;60;One
2;50;Two
VOTES
voter_id;vote
a;1
b;1,2
c;
"""


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(pabulib.Faults) as caught:
        pabulib.read_text(text)
    return [(fault.line, fault.message) for fault in caught.value.faults]


def test_a_good_file() -> None:
    file = pabulib.read_text(GOOD)
    assert (file.budget, file.profile.n, file.profile.support) == (100, 3, [2, 1])
    assert file.notes == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("META\n", "", 1, "does not start with META"),
        ("key;value\n", "", 2, "starts with key;value"),
        ("budget;100", "budget;lots", 6, "'lots' is not an amount"),
        ("budget;100\n", "", 0, "no budget"),
        ("vote_type;approval", "vote_type;shouting", 7, "'shouting' is not one of"),
        ("num_votes;3", "num_votes;4", 5, "num_votes says 4, the file has 3"),
        ("num_projects;2", "num_projects;7", 4, "num_projects says 7, the file has 2"),
        ("rule;greedy", "budget;7", 8, "budget is given twice"),
        ("2;50;Two", "2;0;Two", 12, "the cost '0' is not an amount above 0"),
        ("2;50;Two", "2;-5;Two", 12, "the cost '-5' is not an amount above 0"),
        ("2;50;Two", "1;50;Two", 12, "project 1 is listed twice"),
        ("2;50;Two", "2;50", 12, "has 2 fields where the heading has 3"),
        ("project_id;cost;name", "project_id;price;name", 10, "needs one column cost"),
        ("VOTES\n", "", 0, "no VOTES section"),
        ("voter_id;vote", "voter_id;votes", 14, "needs one column vote"),
        ("b;1,2", "b;1,3", 16, "names project '3', which is not listed"),
        ("b;1,2", "b;1,1", 16, "names a project twice"),
        ("b;1,2", "a;1,2", 16, "voter a has voted before"),
        ("b;1,2", "b;1;2", 16, "has 3 fields where the heading has 2"),
        ("b;1,2", 'b;"1,2', 16, "cannot be read"),
    ],
)
def test_each_fault_has_its_line(old: str, new: str, line: int, words: str) -> None:
    found = faults(GOOD.replace(old, new, 1))
    assert any(at == line and words in message for at, message in found), found


def test_all_faults_are_listed_at_once() -> None:
    text = GOOD.replace("budget;100", "budget;x").replace("1;60", "1;y").replace("b;1,2", "b;9")
    assert [line for line, _ in faults(text)][:3] == [4, 6, 11]


def test_points_must_match_the_projects() -> None:
    text = GOOD.replace("approval", "cumulative").replace("voter_id;vote", "voter_id;vote;points")
    text = text.replace("a;1\n", "a;1;5\n").replace("b;1,2", "b;1,2;3,4").replace("c;\n", "c;;\n")
    assert pabulib.read_text(text).profile.support == [8, 4]
    assert pabulib.read_text(text.replace("3,4", "3,0.5")).point_scale == 10
    assert "2 projects and 1 numbers" in faults(text.replace("3,4", "3"))[0][1]
    assert "not a number of at least 0" in faults(text.replace("3,4", "3,-4"))[0][1]


def test_quirks_are_read() -> None:
    read = {path.stem: pabulib.read(path) for path in corpus.OWN}
    assert read["fractions"].scale == 100
    assert (read["fractions"].budget, read["fractions"].items[0].cost) == (400_075, 120_050)
    assert read["quoted_names"].items[0].name == 'Say "hello"; then dance'
    assert read["bom_and_crlf"].profile.n == 45
    assert read["ranking"].profile.scores is not None
    assert max(read["ranking"].profile.scores) == 3
    assert read["blank_ballots"].profile.n == 60 > int(read["blank_ballots"].profile.weights.sum())
    assert pabulib.withdrawn(read["withdrawn"]) == ["2"]
    assert all(file.notes == () for file in read.values())


@pytest.mark.parametrize("path", corpus.OWN, ids=lambda path: path.stem)
def test_what_is_written_reads_the_same(path: Path) -> None:
    file = pabulib.read(path)
    again = pabulib.read_text(pabulib.write_text(file))
    assert again.notes == ()
    assert (again.budget, again.scale, again.items) == (file.budget, file.scale, file.items)
    assert again.profile.multiset() == file.profile.multiset()


def broken(rng: random.Random, text: str) -> str:
    """The text with a few random wounds: characters, lines, cuts, swapped cells, nonsense."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 4)):
        kind, at = rng.randrange(8), rng.randrange(len(lines))
        line = lines[at]
        spot = rng.randrange(len(line) + 1)
        if kind == 0:
            lines[at] = line[:spot] + rng.choice(';,"\x00\n-.9e€ ') + line[spot:]
        elif kind == 1:
            lines[at] = line[:spot] + line[spot + 1 :]
        elif kind == 2:
            del lines[at]
        elif kind == 3:
            lines.insert(at, rng.choice(lines))
        elif kind == 4:
            lines = lines[: at + 1]
        elif kind == 5:
            lines[at] = ";".join(reversed(line.split(";")))
        elif kind == 6:
            lines[at] = rng.choice(
                ["META", "PROJECTS", "VOTES", "", ";;;", "budget;1e999999999", "max_length;999999999999"]
            )
        else:
            lines[at] = line.replace(rng.choice("0123456789"), rng.choice(["99999999999999", "-1", "0.0000001", "0"]))
    return "\n".join(lines)


def test_broken_files_give_faults_or_a_sound_result() -> None:
    """300 of them here; COUNTING_FUZZ=10000 for the whole lot."""
    rng = random.Random(20261121)
    texts = [path.read_text(encoding="utf-8-sig") for path in corpus.OWN]
    rules = [
        Rule("greedy"),
        Rule("equal-shares"),
        Rule("equal-shares", utility="count", fill="greedy"),
        Rule("greedy-stop"),
        Rule("equal-shares", completion="add1", step=1000),
    ]
    read = 0
    for turn in range(int(os.environ.get("COUNTING_FUZZ", "300"))):
        text = broken(rng, texts[turn % len(texts)])
        began = time.perf_counter()
        try:
            file = pabulib.read_text(text)
        except pabulib.Faults as error:
            assert error.faults
        else:
            read += 1
            outcome = count(file.profile, rules[turn % len(rules)], file.budget, weigh_ties=False)
            assert outcome.spent == sum(item.cost for item in file.items if item.id in outcome.winners) <= file.budget
            votes = file.profile.multiset()
            for index, support in enumerate(file.profile.support):
                assert support == sum(many * dict(choices).get(index, 0) for choices, many in votes)
            assert sum(many for _, many in votes) == file.profile.n
        assert time.perf_counter() - began < 2, text
    assert read > 20


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "bad.pb"
    path.write_bytes(b"META\nkey;value\nunit;\xff\xfe\n")
    with pytest.raises(pabulib.Faults) as caught:
        pabulib.read(path)
    assert caught.value.faults[0].line == 3

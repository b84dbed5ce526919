"""Writing a .pb file: quoted where needed, lists without blanks, numbers that the official checker accepts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from app.counting.pabulib.file import File

LISTS = ("category", "target", "beneficiaries", "neighborhood")
MUST = ("description", "country", "unit", "instance", "num_projects", "num_votes", "budget", "vote_type", "rule")


def write(path: str | Path, file: File) -> None:
    """The file as .pb on disk, in UTF-8."""
    Path(path).write_text(write_text(file), encoding="utf-8", newline="")


def write_text(file: File) -> str:
    """The file as .pb text; reading it back gives the same items, budget and grouped ballots."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    rows.writerow(["META"])
    rows.writerow(["key", "value"])
    rows.writerows(_meta(file).items())
    rows.writerow(["PROJECTS"])
    scored = file.vote_type in ("cumulative", "scoring")
    extra = [c for c in file.project_columns if c not in ("project_id", "cost", "votes", "score", "name")]
    columns = [
        "project_id",
        "cost",
        "votes",
        *(["score"] if scored or file.vote_type == "ordinal" else []),
        "name",
        *extra,
    ]
    rows.writerow(columns)
    for row in _projects(file):
        rows.writerow([_listed(column, row.get(column, "")) for column in columns])
    rows.writerow(["VOTES"])
    rows.writerow(["voter_id", "vote", *(["points"] if scored else [])])
    rows.writerows(_votes(file, scored))
    return out.getvalue()


def _listed(column: str, text: str) -> str:
    """A cell; in columns that hold lists, without blanks around the commas."""
    return ",".join(one.strip() for one in text.split(",")) if column in LISTS else text


def _plain(value: Fraction) -> str:
    """A number without an exponent; fractions of files are tenths and hundredths, so it ends."""
    if value.denominator == 1:
        return str(value.numerator)
    whole = f"{value.numerator * 10**6 // value.denominator:07d}"
    return f"{whole[:-6]}.{whole[-6:]}".rstrip("0")


def _meta(file: File) -> dict[str, str]:
    """The header, with what must be there and in the order the format wants."""
    out: dict[str, str] = {key: file.meta.get(key, "") or key for key in MUST}
    out["num_projects"] = str(len(file.items))
    out["num_votes"] = str(file.profile.n)
    out["budget"] = _plain(Fraction(file.budget, file.scale))
    out["vote_type"] = file.vote_type
    out.update({key: value for key, value in file.meta.items() if key not in out})
    return out


def _projects(file: File) -> list[Mapping[str, str]]:
    out: list[Mapping[str, str]] = []
    for item, votes, support in zip(file.items, file.profile.voters, file.profile.support, strict=True):
        row = dict(file.projects.get(item.id, {}))
        if file.vote_type == "ordinal" and row.get("score"):
            told = row["score"]  # points of ranks are a matter of convention: a file keeps its own
        else:
            told = _plain(Fraction(support, file.point_scale))
        row.update(
            project_id=item.id,
            cost=_plain(Fraction(item.cost, file.scale)),
            votes=str(votes),
            score=told,
            name=item.name or row.get("name", "") or item.id,
        )
        out.append(row)
    return out


def _votes(file: File, scored: bool) -> list[list[str]]:
    """One row for each ballot, numbered from 1 in canonical order: the order of the voters is not kept."""
    out: list[list[str]] = []
    for choices, count in file.profile.multiset():
        ranked: Sequence[tuple[int, int]] = choices
        if file.vote_type == "ordinal":
            ranked = sorted(choices, key=lambda choice: -choice[1])
        vote = ",".join(file.items[index].id for index, _ in ranked)
        points = [",".join(_plain(Fraction(value, file.point_scale)) for _, value in ranked)] if scored else []
        out += [[str(len(out) + one + 1), vote, *points] for one in range(count)]
    return out

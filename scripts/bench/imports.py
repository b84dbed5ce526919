"""`flask import-round` on real elections: winners beside the goldens, seconds and memory beside only reading the file.

Usage: python -m scripts.bench.imports [--data DIR] [--only TEXT] [--open]

Every import goes into an empty SQLite installation of its own, once by the rule that the file declares and once by
equal shares with completion and fill. Baseline in the same run: a Python that only reads the file by
`app.counting.pabulib` and ends. Memory and seconds are those of each whole process, start included; the ratio is that
of computed seconds (CPU), so that a busy machine does not blur it. No file of the collection has scored ballots: two
with points are given out as such, since both add up what was given. With --open each printed address is opened too.
Exit 1 if winners or their order differ from a golden, or a page does not answer.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
FILES = (
    "Poland_Gdynia_2022_Kamienna_Gora__small",
    "Poland_Lodz_2025_Lagiewniki",
    "Poland_Warszawa_2026",
    "Poland_Lodz_2022",
    "Netherlands_Amsterdam_643",
    "Poland_Wroclaw_2017_Rejon_nr_11_750",
    "Poland_Gdansk_2020",
    "Poland_Wroclaw_2015_150_-_500",
    "Worldwide_Mechanical_Turk_Utilities_3",
    "France_Toulouse_2019",
    "Poland_Czestochowa_2024",
    "Poland_Katowice_2025",
    "Worldwide_Mechanical_Turk_Ranking_value_money_8",
    "Switzerland_Zurich_S5R",
    "Poland_Krakow_2025_Biezanow-Prokocim",
    "Poland_Krakow_2021",
)
AS_SCORING = ("France_Toulouse_2019", "Poland_Katowice_2025")
DECLARED = {
    "greedy": "greedy_score",
    "greedy-no-skip": "greedy_score_noskip",
    "greedy-threshold": "greedy_score_threshold",
    "unknown": "greedy_score",
}
SHARES = "mes_cost_add1u"
READ = "import sys; from app.counting.pabulib import read; read(sys.argv[1])"
OPEN = """
import sys
from app import create_app
print(create_app().test_client().get(sys.argv[1]).status_code)
"""


@dataclass
class Run:
    """One process: its seconds, those of them that it computed, its greatest memory, and what it printed."""

    seconds: float
    computed: float
    peak_mb: float
    out: str


def run(words: list[str], environ: dict[str, str]) -> Run:
    """The command, measured.

    Raises:
        SystemExit: it failed; what it said is printed.
    """
    with tempfile.TemporaryFile("w+") as out:
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environ, stdout=out, stderr=out)
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(words[:6])}: exit {process.returncode}\n{said[-2000:]}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


class Bench:
    """The table; `missed` counts its lines that are not as they should be."""

    def __init__(self, data: Path, folder: Path, opens: bool) -> None:
        self.data, self.folder, self.opens = data, folder, opens
        self.missed = self.lines = 0
        self.largest = 0
        self.ratios: list[float] = []
        self.empty = folder / "empty"
        for words in (["-m", "app.settings"], ["-m", "flask", "--app", "wsgi", "db", "upgrade"]):
            run(words, self.environ(self.empty))

    @staticmethod
    def environ(data_dir: Path) -> dict[str, str]:
        """The environment of an installation of its own."""
        unwanted = {"DATABASE_URL", "CLOCK_AT", "PYTHONDONTWRITEBYTECODE"}
        kept = {name: value for name, value in os.environ.items() if name not in unwanted}
        return {**kept, "DATA_DIR": str(data_dir), "KEYS_DIR": f"{data_dir}-keys"}

    def file(self, name: str, path: Path) -> None:
        """One line for each rule of one file."""
        golden: dict[str, Any] = json.loads((self.data / "golden" / f"{name}.ref.json").read_text("utf-8"))
        configs = golden["configs"]
        step = configs[SHARES].get("step") or configs["mes_cost_add1"].get("step") or 1
        shares = ["--rule", "equal-shares", "--utility", "cost", "--completion", "add1", "--fill", "greedy"]
        read = run(["-c", READ, str(path)], self.environ(self.empty))
        for config, wish in ((DECLARED[golden["rule_in_file"]], []), (SHARES, [*shares, "--step", str(step)])):
            made, told = self.imported(path, wish)
            same = told["winners"] == configs[config]["order"] and told["ballots"] == golden["n_votes"]
            ok = same and told["status"] in (None, 200)
            self.lines += 1
            self.missed += not ok
            self.largest = max(self.largest, told["ballots"])
            ratio = made.computed / read.computed
            self.ratios.append(ratio)
            kind = "scoring" if path.parent != self.data / "pb" else golden["vote_type"]
            print(
                f"{name[:44]:44} {kind:10} {told['ballots']:>7,} {golden['n_projects']:>5} {config:22} "
                f"{made.seconds:>7.1f} {made.computed:>6.1f} {made.peak_mb:>5.0f} {read.computed:>6.2f} {ratio:>6.1f} "
                f" {'yes' if ok else 'NO'}",
                flush=True,
            )

    def imported(self, path: Path, wish: list[str]) -> tuple[Run, dict[str, Any]]:
        """The import into an empty installation, and what its database (and its page) tell."""
        data_dir = self.folder / "data"
        shutil.rmtree(data_dir, ignore_errors=True)
        shutil.copytree(self.empty, data_dir)
        environ = self.environ(data_dir)
        made = run(["-m", "flask", "--app", "wsgi", "import-round", str(path), *wish], environ)
        with closing(sqlite3.connect(data_dir / "common-purse.db")) as database:
            ((outcome, ballots),) = database.execute("SELECT outcome, ballots FROM round_count").fetchall()
        (pot,) = json.loads(outcome).values()
        address = urlsplit(made.out.split()[-1]).path
        status = int(run(["-c", OPEN, address], environ).out.split()[-1]) if self.opens else None
        return made, {"winners": pot["winners"], "ballots": ballots, "status": status}


def as_scoring(path: Path, folder: Path) -> Path:
    """A copy of a file with points that calls them scores."""
    text = path.read_text("utf-8").replace("vote_type;cumulative", "vote_type;scoring", 1)
    head, rest = text.split("PROJECTS", 1)
    kept = [line for line in head.splitlines() if not line.startswith(("min_sum_points", "max_sum_points"))]
    made = folder / path.name
    made.write_text("\n".join(kept) + "\nPROJECTS" + rest, "utf-8")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = os.environ.get("PABULIB_DIR") or ROOT.parent / "shared" / "pabulib"
    parser.add_argument("--data", type=Path, default=Path(usual))
    parser.add_argument("--only", default="", help="files whose name has this text in it")
    parser.add_argument("--open", action="store_true", help="open each result's page as well")
    options = parser.parse_args()
    if not (options.data / "golden").is_dir():
        raise SystemExit(f"no real elections in {options.data}: set PABULIB_DIR")
    with tempfile.TemporaryDirectory(prefix="bench-imports-") as name:
        folder = Path(name)
        bench = Bench(options.data, folder, options.open)
        print(
            f"{'file':44} {'ballots of':10} {'ballots':>7} {'items':>5} {'rule':22} {'seconds':>7} {'CPU s':>6} "
            f"{'MB':>5} {'read s':>6} {'ratio':>6}  equal"
        )
        for one in (one for one in FILES if options.only in one):
            bench.file(one, options.data / "pb" / f"{one}.pb")
        for one in (one for one in AS_SCORING if options.only in one):
            bench.file(one, as_scoring(options.data / "pb" / f"{one}.pb", folder))
    middle = sorted(bench.ratios)[len(bench.ratios) // 2] if bench.ratios else 0
    print(f"{bench.lines} imports, at most {bench.largest:,} ballots; median ratio to reading alone {middle:.1f}")
    print("every winner as in the golden" if not bench.missed else f"NOT AS THE GOLDEN: {bench.missed}")
    sys.exit(1 if bench.missed or not bench.lines else 0)


if __name__ == "__main__":
    main()

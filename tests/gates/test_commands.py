"""What scripts/demo and scripts/test do on machines that lack something; stand-ins play the machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LINE = "apt-get install -y --no-install-recommends libone libtwo"

pytestmark = pytest.mark.pure


class Machine:
    """A folder of stand-ins for system commands, first on the PATH."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.journal = folder / "journal"
        self.journal.touch()
        self.has("dpkg-query", "[ -e '%s' ] && printf installed" % (folder / "packages"))
        self.has("apt-get", f'echo "$*" >> {self.journal}; [ "$1" = -qq ]')

    def has(self, command: str, script: str) -> None:
        path = self.bin / command
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, script: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """The script, after lib.sh has been read."""
        return subprocess.run(
            ["sh", "-c", f". scripts/lib.sh; {script}", "scripts/demo"],
            cwd=ROOT,
            env={"PATH": f"{self.bin}:/usr/bin:/bin", **environ},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_plain_user_reads_the_line_to_pass_on_and_the_run_goes_on(machine: Machine) -> None:
    machine.has("id", "echo 1000")

    done = machine.run("apt_need 'PDF documents' libone libtwo || echo went on")

    assert done.returncode == 0
    assert done.stdout == "went on\n"
    assert LINE in done.stderr
    assert machine.journal.read_text() == ""


def test_ci_stops_where_something_is_missing(machine: Machine) -> None:
    machine.has("id", "echo 1000")

    done = machine.run("apt_need 'PDF documents' libone libtwo || echo went on", CI="true")

    assert (done.returncode, done.stdout) == (2, "")
    assert "CI needs the packages for PDF documents" in done.stderr


def test_root_installs_without_a_question(machine: Machine) -> None:
    machine.has("id", "echo 0")

    done = machine.run("apt_need 'PDF documents' libone libtwo && echo there")

    assert done.stdout == "there\n"
    assert [line.rsplit("recommends")[-1] for line in machine.journal.read_text().splitlines()][1:] == [
        " libone libtwo"
    ]
    assert "-y" in machine.journal.read_text()


def test_root_reads_the_line_when_installing_fails(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "exit 100")

    done = machine.run("apt_need 'PDF documents' libone libtwo || echo went on")

    assert done.stdout == "went on\n"
    assert LINE in done.stderr


def test_nothing_is_installed_where_all_is_there(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "packages").touch()

    done = machine.run("apt_need 'PDF documents' libone libtwo && echo there")

    assert (done.stdout, done.stderr) == ("there\n", "")
    assert machine.journal.read_text() == ""


@pytest.mark.parametrize("made_by_demo", [True, False])
def test_fresh_removes_only_what_the_demo_made(machine: Machine, tmp_path: Path, made_by_demo: bool) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "precious.txt").touch()
    if made_by_demo:
        (data / ".made-by-demo").touch()
    source = (ROOT / "scripts/demo").read_text(encoding="utf-8")
    functions = source[source.index("is_running()") : source.index('[ -z "$fresh" ]')]

    done = machine.run(functions + "start_again", DATA_DIR=str(data), KEYS_DIR=str(tmp_path / "keys"))

    assert (done.returncode == 0) is made_by_demo
    assert data.exists() is not made_by_demo


def test_an_unknown_option_is_refused() -> None:
    for command, option in (("scripts/demo", "--refresh"), ("scripts/test", "no/such/path")):
        done = subprocess.run([ROOT / command, option], capture_output=True, text=True, check=False)

        assert done.returncode == 2
        assert option in done.stderr


def test_a_stage_that_fails_stops_no_other_and_is_not_forgotten(machine: Machine, tmp_path: Path) -> None:
    source = (ROOT / "scripts/test").read_text(encoding="utf-8")
    stage = source[source.index("stage() {") : source.index("# tests DATABASE")]
    closing = source[source.index('cat "$TMPDIR/summary"') :]
    stages = ["'tests one' echo '1 failed, 4 passed in 2s'", "two false", "'tests three' echo '7 passed in 1s'"]
    script = "\n".join(
        ["failed= MOST_SECONDS=900 set_up_at=$(date +%s)", stage, *(f"stage {command}" for command in stages), closing]
    )

    done = machine.run(script, TMPDIR=str(tmp_path))

    assert done.returncode == 1
    assert "FAILED: two" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("11 passed, 1 failed, 0 skipped in ")
    assert [line.split()[-2] for line in (tmp_path / "summary").read_text().splitlines()] == ["ok", "FAILED", "ok"]

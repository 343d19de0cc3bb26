"""What several tests share: the command line, and warehouses that are slow to make."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pytest
from filelock import FileLock

from scorecard.cli import main
from scorecard.config import load_config, merge
from scorecard.dbt import invoke
from scorecard.example import CONFIG_FOLDER, generate
from scorecard.pipeline import land_exports
from scorecard.publish import PublishedRun, publish
from scorecard.runs import start_run
from scorecard.warehouse import Warehouse
from scorecard.workspace import working

HAND_CHECKED = Path(__file__).parent / "hand_checked"
COMMAND = Path(sys.executable).with_name("scorecard")

PLANTED = {
    "SCORECARD_TEST_PASSWORD": "planted-password-5d1c",
    "DBT_ENV_SECRET_TEST": "planted-dbt-secret-91af",
    "INCIDENT_TOOL_TOKEN": "planted-token-77be",
}
"""Secrets in the environment of every command; nothing may write them down."""

MakeOnce = Callable[[str, Callable[[Path], None]], Path]


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it wrote."""

    code: int
    stdout: str
    stderr: str


def writable_copy(published: Path, to: Path) -> Path:
    """Copy a published file, which nobody may write to, to one that a test changes."""
    shutil.copy(published, to)
    to.chmod(0o600)
    return to


Command = Callable[..., Outcome]
"""Takes the words of a command line, and runs it in this process."""


@dataclass(frozen=True)
class Finished:
    """A warehouse after a command that took a while."""

    folder: Path
    outcome: Outcome

    @property
    def published(self) -> Path:
        """The file that readers open."""
        return self.folder / "scorecard.duckdb"

    @property
    def build_file(self) -> Path:
        """The private file."""
        return self.folder / "build.duckdb"


def scorecard(*arguments: str | Path) -> Outcome:
    """Run the installed command in a process of its own, as people do."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SCORECARD_", "DBT_"))
    }
    # wide enough that no line of a table is folded
    environment |= {"COLUMNS": "250", "NO_COLOR": "1", **PLANTED}
    done = subprocess.run(
        [str(COMMAND), *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def forget_workspace(warehouse: Path) -> None:
    """Remove what builds of a warehouse leave in the checkout."""
    shutil.rmtree(Warehouse.at(warehouse).workspace, ignore_errors=True)


def ran(folder: Path, *arguments: str | Path) -> None:
    """Run a command on the warehouse folder/warehouse and keep its outcome."""
    warehouse = folder / "warehouse"
    outcome = scorecard(*arguments, "--warehouse", warehouse)
    forget_workspace(warehouse)
    (folder / "outcome.json").write_text(json.dumps(asdict(outcome)), encoding="utf-8")


def finished(folder: Path) -> Finished:
    """Return what `ran` has left in a folder."""
    outcome = json.loads((folder / "outcome.json").read_text(encoding="utf-8"))
    return Finished(folder / "warehouse", Outcome(**outcome))


@pytest.fixture
def quick(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process: for what ends before anything is built."""

    def run(*arguments: str | Path) -> Outcome:
        code = main([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture
def house(tmp_path: Path) -> Warehouse:
    """A warehouse in which nothing has happened yet."""
    return Warehouse.at(tmp_path / "house")


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """An export of one row, for what ends before it is built."""
    folder = tmp_path / "exports" / "standard"
    folder.mkdir(parents=True)
    (folder / "teams.csv").write_text("team_id,name\nt1,One\n", encoding="utf-8")
    return folder.parent


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> MakeOnce:
    """Make a folder once for all tests, also when they run in several processes."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder, done = root / name, root / f"{name}.done"
        with FileLock(root / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def hand_checked_run(make_once: MakeOnce) -> Finished:
    """`scorecard run` on the hand-checked export; nobody may write to it."""

    def run(folder: Path) -> None:
        ran(
            folder,
            "run",
            "--exports",
            HAND_CHECKED / "exports",
            "--config",
            HAND_CHECKED / "config",
        )

    return finished(make_once("hand_checked", run))


@pytest.fixture(scope="session")
def demo_ledger(make_once: MakeOnce) -> Path:
    """Return a folder whose scorecard.duckdb has the ledger of the demo, read only.

    Only what the ledger is made of is built, without tests or audit, for a fraction of
    what `scorecard demo` takes; its figures are the demo's.
    """

    def build(folder: Path) -> None:
        house = Warehouse.at(folder / "warehouse")
        generate(house.example)
        run = start_run(house, "demo")
        land_exports(run, house, house.example, keep_going=False)
        settings = load_config(CONFIG_FOLDER)
        with working(house) as workspace:
            merge(settings, workspace / "seeds")
            report = invoke(
                [
                    "build",
                    "--exclude-resource-type",
                    "test",
                    "unit_test",
                    "--select",
                    "+path:models/roi",
                    "fct_incidents",
                ],
                house,
                target=workspace / "target",
                seeds=workspace / "seeds",
                variables=settings.vars,
            )
        forget_workspace(house.folder)
        assert report.ok, report.errors
        publish(house, PublishedRun(run_id=run.run_id, started_at=datetime(2026, 7, 1)))

    return make_once("demo_ledger", build) / "warehouse"

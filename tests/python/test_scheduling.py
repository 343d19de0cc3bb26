"""The examples for schedulers: as far as they can be tested without the schedulers."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import typer
import yaml

from scorecard.cli import app
from scorecard.warehouse import PROJECT

EXAMPLES = PROJECT / "examples" / "scheduling"
CRON = "17 3 * * *"
INSTALLED = [
    *("/opt/ai-sre-scorecard/.venv/bin/scorecard", "run"),
    *("--exports", "/srv/scorecard/exports"),
    *("--config", "/srv/scorecard/config"),
    *("--warehouse", "/srv/scorecard/warehouse"),
]


def settings(name: str) -> dict[str, list[str]]:
    """Return the settings of a systemd unit, its sections together."""
    found: dict[str, list[str]] = {}
    for line in (EXAMPLES / name).read_text().splitlines():
        if "=" in line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def crontab() -> list[str]:
    """Return the job's line in seven parts: five of time, the user, the command."""
    lines = (EXAMPLES / "scorecard.cron").read_text().splitlines()
    (job,) = (line for line in lines if re.match(r"[0-9*]", line))
    return job.split(None, 6)


def workflow() -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load(
        (EXAMPLES / "github-actions.yml").read_text()
    )
    return content


# ---------- stand-ins for what is not installed


class Recorder:
    """Takes any call, and keeps what it was told."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def __call__(self, **told: Any) -> Recorder:
        self.calls.append(told)
        return self

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def stand_in(patch: pytest.MonkeyPatch, **modules: dict[str, Any]) -> None:
    for name, content in modules.items():
        full = name.replace("__", ".")
        for depth in range(1, full.count(".") + 2):
            part = ".".join(full.split(".")[:depth])
            if part not in sys.modules:
                patch.setitem(sys.modules, part, ModuleType(part))
        sys.modules[full].__dict__.update(content)


@pytest.fixture
def airflow(monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the Airflow example tells of its DAG and of its task."""
    dag, task = Recorder(), Recorder()
    stand_in(
        monkeypatch,
        airflow__sdk={"DAG": dag},
        airflow__providers__standard__operators__bash={"BashOperator": task},
    )
    runpy.run_path(str(EXAMPLES / "airflow_dag.py"))
    return dag.calls[0], task.calls[0]


class FailureStandIn(Exception):  # noqa: N818 - named as in Dagster
    def __init__(self, description: str, allow_retries: bool) -> None:
        super().__init__(description)
        self.allow_retries = allow_retries


@pytest.fixture
def dagster(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names that the Dagster example defines."""

    def asset(**_: Any) -> Callable[[Any], Any]:
        return lambda function: function

    stand_in(
        monkeypatch,
        dagster={
            "asset": asset,
            "AssetExecutionContext": object,
            "AssetSelection": SimpleNamespace(assets=lambda *names: names),
            "Definitions": lambda **told: told,
            "Failure": FailureStandIn,
            "RetryPolicy": lambda **told: told,
            "ScheduleDefinition": lambda **told: told,
        },
    )
    return runpy.run_path(str(EXAMPLES / "dagster_defs.py"))


# ---------- the command in each of them


def parsed(command: list[str]) -> dict[str, Any]:
    """Give a command to the command line's own parser; nothing is carried out."""
    program, name, *arguments = command
    assert Path(program).name == "scorecard"
    group: Any = typer.main.get_command(app)
    context = group.commands[name].make_context(name, arguments)
    found: dict[str, Any] = context.params
    return found


def is_of(command: list[str], folder: str) -> bool:
    told = parsed(command)
    return {name: str(told[name]) for name in ("exports", "config", "warehouse")} == {
        name: str(Path(folder) / name) for name in ("exports", "config", "warehouse")
    }


def test_the_parser_refuses_what_does_not_exist() -> None:
    """The other tests here would otherwise show nothing."""
    group: Any = typer.main.get_command(app)
    with pytest.raises(Exception, match="No such option"):
        group.commands["run"].make_context("run", [*INSTALLED[2:], "--nightly"])
    with pytest.raises(Exception, match="exports"):
        group.commands["run"].make_context("run", [])


def test_cron() -> None:
    *time, user, command = crontab()
    assert " ".join(time) == CRON
    assert user == "scorecard"
    # in a crontab a bare % ends the command
    assert "%" not in command
    run, log = command.split(" > ")
    assert shlex.split(run) == INSTALLED
    assert log == "/srv/scorecard/last_run.txt 2>&1 || cat /srv/scorecard/last_run.txt"
    assert is_of(shlex.split(run), "/srv/scorecard")
    assert (EXAMPLES / "scorecard.cron").read_text().endswith("\n")


def test_the_cron_line_prints_only_what_went_wrong(tmp_path: Path) -> None:
    """The shell part of it, with other commands in the place of the run."""
    *_, command = crontab()
    _, log = command.split(" > ")
    log = log.replace("/srv/scorecard", str(tmp_path))
    answers = [
        subprocess.run(
            ["/bin/sh", "-c", f"{run} > {log}"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for run in ("echo fine >&2", "(echo 'error: no' >&2; exit 1)")
    ]
    assert answers == ["", "error: no\n"]


def test_systemd() -> None:
    service, timer = settings("scorecard.service"), settings("scorecard.timer")
    assert shlex.split(service["ExecStart"][0]) == INSTALLED
    assert is_of(shlex.split(service["ExecStart"][0]), "/srv/scorecard")
    assert service["Type"] == ["oneshot"]
    assert service["SuccessExitStatus"] == ["3"]
    assert service["ReadWritePaths"] == [
        "/srv/scorecard/warehouse /opt/ai-sre-scorecard/.scorecard"
    ]
    assert timer["OnCalendar"] == ["*-*-* 03:17:00"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for name in ("scorecard.service", "scorecard.timer"):
        # the program has to be there, which it is not on this machine
        text = (EXAMPLES / name).read_text().replace(INSTALLED[0], "/bin/true")
        (tmp_path / name).write_text(text)
    answer = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    about = [line for line in answer.stderr.splitlines() if "scorecard" in line]
    assert about == []


def test_github_actions() -> None:
    content = workflow()
    # YAML 1.1 reads the key on as true
    assert content[True]["schedule"] == [{"cron": CRON}]
    assert content["permissions"] == {"contents": "read"}
    assert content["concurrency"]["cancel-in-progress"] is False
    (job,) = content["jobs"].values()
    assert {"runs-on", "timeout-minutes", "steps"} <= set(job)
    steps = job["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    (command,) = (s["run"] for s in steps if "scorecard run" in s.get("run", ""))
    assert is_of(shlex.split(command), "")
    # no secret in the file, and none in a command line
    assert all("secrets." not in step.get("run", "") for step in steps)
    order = [step.get("uses", step.get("run", "")) for step in steps]
    saved = next(i for i, step in enumerate(order) if "cache/save" in step)
    assert saved > order.index(command)
    assert steps[saved]["if"] == "always()"


def test_airflow(airflow: tuple[dict[str, Any], dict[str, Any]]) -> None:
    dag, task = airflow
    assert shlex.split(task["bash_command"]) == INSTALLED
    # Airflow reads the command as a template
    assert "{" not in task["bash_command"]
    assert task["skip_on_exit_code"] == 3
    assert task["retries"] == 0
    assert dag["schedule"] == CRON
    assert dag["max_active_runs"] == 1
    assert dag["catchup"] is False


@pytest.mark.parametrize(
    ("code", "is_worth_another_try"), [(0, None), (1, False), (2, False), (3, True)]
)
def test_dagster(
    code: int,
    is_worth_another_try: bool | None,
    dagster: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert dagster["COMMAND"] == INSTALLED
    assert dagster["nightly"]["cron_schedule"] == CRON
    assert dagster["defs"]["schedules"] == [dagster["nightly"]]
    told: list[str] = []
    context = SimpleNamespace(log=SimpleNamespace(info=told.append))
    done = subprocess.CompletedProcess(INSTALLED, code, "", "land: 3 rows\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    if is_worth_another_try is None:
        dagster["scorecard"](context)
    else:
        with pytest.raises(FailureStandIn, match=f"exit code {code}") as caught:
            dagster["scorecard"](context)
        assert caught.value.allow_retries is is_worth_another_try
    assert told == ["land: 3 rows\n"]


def test_the_page_names_every_example() -> None:
    page = (PROJECT / "docs" / "scheduling.md").read_text()
    for example in EXAMPLES.iterdir():
        if example.name != "__pycache__":
            assert f"](../examples/scheduling/{example.name})" in page

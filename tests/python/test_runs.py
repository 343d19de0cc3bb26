"""The record of a run: what it holds, what it hides, who is told, how long it stays."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from conftest import COMMAND, Command, Finished, scorecard
from scorecard import notify
from scorecard.cli import main
from scorecard.lock import only_run
from scorecard.notify import NotifyError, words_of
from scorecard.redaction import redacted, secrets_of
from scorecard.runs import bury_the_dead, last_summary, prune_runs, start_run, summaries
from scorecard.warehouse import PROJECT, Warehouse
from scorecard.workspace import prune_workspaces, working
from small_marts import make_build, publish_as

SUMMARY_KEYS = {
    *("format", "run_id", "command", "started_at", "ended_at", "outcome", "exit_code"),
    *("reason", "phase", "seconds", "landing", "build", "rows", "quarantine", "checks"),
    *("published", "version", "git_revision", "versions", "process"),
}
STATUS_KEYS = {
    *("format", "warehouse", "running", "newest_landing_at", "last_run"),
    *("last_success", "build", "published", "versions", "rows", "quarantine"),
    *("metrics", "problems"),
}


def the_last(house: Warehouse) -> dict[str, Any]:
    summary = last_summary(house)
    assert summary is not None
    return summary


# ---------- what is in it


def test_a_run_says_all_there_is_to_say(hand_checked_run: Finished) -> None:
    summary = the_last(Warehouse.at(hand_checked_run.folder))
    assert set(summary) == SUMMARY_KEYS
    assert summary["exit_code"] == 0
    assert summary["phase"] == "done"
    assert summary["started_at"] < summary["ended_at"]
    assert summary["version"].endswith(summary["run_id"])
    assert summary["versions"]["duckdb"] == "2.0.0"
    assert summary["process"]["pid"] > 0
    # worked by hand, in expected_row_accounting.csv
    (incidents,) = (row for row in summary["rows"] if row["table_name"] == "incidents")
    assert incidents == {
        "source": "standard",
        "table_name": "incidents",
        "raw": 18,
        "accepted": 12,
        "superseded": 3,
        "deleted": 1,
        "quarantined": 2,
    }
    assert {
        "source": "standard",
        "table_name": "actions",
        "rule": "unknown_parent",
        "n_rows": 1,
    } in summary["quarantine"]


def test_the_log_has_what_was_said(hand_checked_run: Finished) -> None:
    summary = the_last(Warehouse.at(hand_checked_run.folder))
    log = hand_checked_run.folder / "runs" / summary["run_id"] / "run.log"
    lines = log.read_text(encoding="utf-8").splitlines()
    for phase in ("land", "build", "check", "publish"):
        assert [line for line in lines if f"Z {phase}: " in line], phase
    assert log.stat().st_mode & 0o077 == 0


def test_status_for_machines(hand_checked_run: Finished) -> None:
    outcome = scorecard("status", "--json", "--warehouse", hand_checked_run.folder)
    assert outcome.code == 0
    status = json.loads(outcome.stdout)
    assert set(status) == STATUS_KEYS
    assert status["running"] is None
    assert status["problems"] == []
    assert status["build"] == "complete"
    assert status["last_run"] == status["last_success"]
    assert set(status["last_run"]) == SUMMARY_KEYS
    assert status["published"]["run_id"] == status["last_run"]["run_id"]
    assert status["newest_landing_at"].endswith("Z")
    (version,) = status["versions"]
    assert version["is_current"]
    assert version["name"] == status["last_run"]["version"]
    assert {row["table_name"] for row in status["rows"]} >= {"incidents", "pages"}
    assert {"metric_id", "layer", "is_measured", "n_incidents", "reason"} == set(
        status["metrics"][0]
    )


def test_status_makes_no_folder(tmp_path: Path, quick: Command) -> None:
    outcome = quick("status", "--warehouse", tmp_path / "nowhere")
    assert outcome.code == 2
    assert "no folder" in outcome.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_failure_has_its_code_reason_and_phase(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    (exports / "standard/teams.csv").write_bytes(b'team_id\n"t1\n')
    outcome = quick("run", "--exports", exports, "--warehouse", house.folder)
    assert outcome.code == 1
    summary = the_last(house)
    assert (summary["outcome"], summary["exit_code"]) == ("failed", 1)
    assert summary["phase"] == "land"
    assert "could not be read" in summary["reason"]
    assert summary["ended_at"]


def test_what_was_not_expected_is_told_with_its_traceback_in_the_log(
    house: Warehouse, quick: Command, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sesame-open")

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("scorecard.pipeline.land", broken)
    outcome = quick("land", "--exports", exports, "--warehouse", house.folder)
    assert outcome.code == 1
    assert "ZeroDivisionError: by nothing. That was not expected" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    (log,) = house.runs.glob("*/run.log")
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert the_last(house)["exit_code"] == 1


def test_every_promised_key_is_in_the_docs() -> None:
    page = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    record, status = page.split("### status --json")
    assert {key for key in SUMMARY_KEYS if f"`{key}`" not in record} == set()
    assert {key for key in STATUS_KEYS if f"`{key}`" not in status} == set()


# ---------- secrets


ENVIRONMENT = {
    "PGPASSWORD": "hunter2-hunter2",
    "DBT_ENV_SECRET_KEY": 'quo"te\\d',
    "GITHUB_TOKEN": "hunter2-hunter2-more",
    "PWD": "/home/somebody",
    "API_TOKEN": "1",
    "LANG": "C.UTF-8",
    "SLACK_WEBHOOK_URL": "https://hooks.example/T0/B0",
}


def test_secrets_of_the_environment_are_hidden() -> None:
    text = (
        "hunter2-hunter2 hunter2-hunter2-more /home/somebody 1 C.UTF-8"
        " https://hooks.example/T0/B0 postgres://me:sesame@host/db"
    )
    assert redacted(text, ENVIRONMENT) == (
        "*** *** /home/somebody 1 C.UTF-8 *** postgres://***@host/db"
    )
    assert redacted(json.dumps({"a": 'quo"te\\d'}), ENVIRONMENT) == '{"a": "***"}'
    assert "/home/somebody" not in secrets_of(ENVIRONMENT)


def test_a_secret_is_nowhere_in_what_a_run_leaves(
    house: Warehouse, exports: Path
) -> None:
    # the warehouse's own file names bring it into messages, the log and the notice
    secret = "sesame-open-sesame"
    (exports / f"{secret}.csv").write_text("a\n1\n", encoding="utf-8")
    (exports / "standard" / "teams.csv").write_bytes(b'team_id\n"t1\n')
    told = house.folder.parent / "told.json"
    done = subprocess.run(
        [
            *(str(COMMAND), "land", "--exports", str(exports)),
            *("--warehouse", str(house.folder)),
            *("--notify-command", f"tee {shlex.quote(str(told))}"),
        ],
        env={**os.environ, "MY_SECRET": secret},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    texts = [
        done.stdout,
        done.stderr,
        *(path.read_text(encoding="utf-8") for path in house.runs.rglob("*.*")),
        told.read_text(encoding="utf-8"),
    ]
    assert [text for text in texts if secret in text] == []
    assert "***.csv" in done.stderr


# ---------- killed and stopped


def test_a_killed_run_is_known_as_killed(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    dead = start_run(house, "run")
    dead.phase = "build"
    dead.save()
    shown = quick("status", "--warehouse", house.folder)
    assert "killed in phase build" in shown.stdout
    as_json = json.loads(quick("status", "--json", "--warehouse", house.folder).stdout)
    assert as_json["last_run"]["outcome"] == "killed"

    outcome = quick("land", "--exports", exports, "--warehouse", house.folder)
    assert outcome.code == 0
    assert f"run {dead.run_id} did not come to its end" in outcome.stderr
    newest, oldest = summaries(house)
    assert newest["outcome"] == "succeeded"
    assert (oldest["outcome"], oldest["phase"]) == ("killed", "build")
    assert "killed" in oldest["reason"]
    assert bury_the_dead(house) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_asked_to_stop_says_so(
    number: signal.Signals, hand_checked_run: Finished, tmp_path: Path
) -> None:
    folder = tmp_path / "house"
    shutil.copytree(hand_checked_run.folder, folder)
    house = Warehouse.at(folder)
    before = house.published_file.read_bytes()
    process = subprocess.Popen(
        [str(COMMAND), "build", "--warehouse", str(folder)],
        stderr=subprocess.PIPE,
        text=True,
        # a shell's background jobs ignore SIGINT, and so would what they start
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while (last_summary(house) or {}).get("phase") != "parse":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    while not house.build_note.read_text(encoding="utf-8").count("changing"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "error: stopped by" in said
    assert "Traceback" not in said
    summary = the_last(house)
    assert (summary["outcome"], summary["exit_code"]) == ("failed", 1)
    assert house.published_file.read_bytes() == before
    # its dbt has gone with it
    assert main(["status", "--warehouse", str(folder)]) == 0
    shutil.rmtree(house.workspace)


# ---------- who is told


def test_a_program_is_told_of_success_and_of_failure(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    told = house.folder.parent / "told; $(touch gone) .json"
    tell = f"tee {shlex.quote(str(told))}"
    arguments = ("--warehouse", house.folder, "--notify-command", tell)
    assert quick("land", "--exports", exports, *arguments).code == 0
    summary = json.loads(told.read_text(encoding="utf-8"))
    assert set(summary) == SUMMARY_KEYS
    assert summary == the_last(house)
    assert summary["exit_code"] == 0

    assert quick("land", "--exports", exports / "nowhere", *arguments).code == 2
    summary = json.loads(told.read_text(encoding="utf-8"))
    assert (summary["exit_code"], summary["outcome"]) == (2, "failed")
    assert summary == the_last(house)


def test_a_program_is_told_of_a_run_that_could_not_begin(
    house: Warehouse, quick: Command, tmp_path: Path
) -> None:
    told = tmp_path / "told.json"
    with only_run(house, "run"):
        outcome = quick(
            *("build", "--warehouse", house.folder),
            *("--notify-command", f"tee {told}"),
        )
    assert outcome.code == 3
    summary = json.loads(told.read_text(encoding="utf-8"))
    assert set(summary) < SUMMARY_KEYS
    assert (summary["outcome"], summary["exit_code"]) == ("locked", 3)
    assert "another run" in summary["reason"]


def test_the_program_is_told_after_the_lock_is_free(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    program = (
        f"{shlex.quote(str(COMMAND))} land --exports {shlex.quote(str(exports))}"
        f" --warehouse {shlex.quote(str(house.folder))}"
    )
    outcome = quick(
        *("land", "--exports", exports, "--warehouse", house.folder),
        *("--notify-command", program),
    )
    assert outcome.code == 0
    assert "warning" not in outcome.stderr
    assert [run["outcome"] for run in summaries(house)] == ["succeeded"] * 2


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/no/such/program --at all", ["/no/such/program", "No such file"]),
        ("sh -c 'echo it broke >&2; exit 7'", ["exit code 7", "it broke"]),
        ("sh -c 'sleep 60'", ["longer than 0 s"]),
    ],
)
def test_a_program_that_fails_is_said_and_changes_nothing(
    command: str,
    words: list[str],
    house: Warehouse,
    exports: Path,
    quick: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if "sleep" in command:
        monkeypatch.setattr(notify, "SECONDS", 0.2)
    outcome = quick(
        *("land", "--exports", exports, "--warehouse", house.folder),
        *("--notify-command", command),
    )
    assert outcome.code == 0
    (warning,) = (
        line for line in outcome.stderr.splitlines() if "--notify-command" in line
    )
    assert warning.startswith("warning: ")
    assert [word for word in words if word not in warning] == []
    assert the_last(house)["outcome"] == "succeeded"


def test_no_shell_has_a_hand_in_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = words_of(f"tee {out} ; touch {tmp_path}/gone `id` $HOME > x | y")
    assert words[2:4] == [";", "touch"]
    assert "$HOME" in words
    notify.notify(["tee", str(out)], '{"reason": "$(touch gone); `id`"}')
    assert out.read_text(encoding="utf-8") == '{"reason": "$(touch gone); `id`"}'
    assert not (tmp_path / "gone").exists()
    with pytest.raises(NotifyError):
        notify.notify(["false"], "")


@pytest.mark.parametrize("command", ["tee 'unclosed", "", "  "])
def test_a_command_that_is_none_is_wrong_use(
    command: str, house: Warehouse, exports: Path, quick: Command
) -> None:
    outcome = quick(
        *("land", "--exports", exports, "--warehouse", house.folder),
        *("--notify-command", command),
    )
    assert outcome.code == 2
    assert "--notify-command" in outcome.stderr
    assert not house.runs.exists()


# ---------- how long it stays


def test_old_runs_go_and_those_of_kept_versions_stay(house: Warehouse) -> None:
    runs = [start_run(house, "run").run_id for _ in range(12)]
    mine = house.runs / "notes"
    mine.mkdir()
    assert len(set(runs)) == 12
    assert [s["run_id"] for s in summaries(house)] == runs[::-1]
    assert prune_runs(house, 3, [runs[0]]) == 8
    left = {path.name for path in house.runs.iterdir()}
    assert left == {"notes", runs[0], *runs[-3:]}


def test_a_name_that_pruning_has_made_free_is_not_given_again(house: Warehouse) -> None:
    # all of one second, or of two when the clock goes on in between
    for _ in range(30):
        newest = start_run(house, "run").run_id
        prune_runs(house, 2)
        assert (house.runs / newest).is_dir()
        assert summaries(house)[0]["run_id"] == newest


def test_a_run_after_the_clock_was_set_back_keeps_its_record(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    for second in range(3):
        (house.runs / f"29991231T23595{second}Z").mkdir(parents=True)
    outcome = quick(
        *("land", "--exports", exports, "--warehouse", house.folder),
        *("--keep-runs", "2"),
    )
    assert outcome.code == 0
    (own,) = [path for path in house.runs.iterdir() if path.name < "2999"]
    assert json.loads((own / "summary.json").read_text())["outcome"] == "succeeded"


def test_a_command_keeps_as_many_as_it_is_told(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    make_build(house, 3)
    kept = start_run(house, "run")
    kept.end(0)
    kept.save()
    publish_as(house, kept.run_id)
    for _ in range(4):
        outcome = quick(
            *("land", "--exports", exports, "--warehouse", house.folder),
            *("--keep-runs", "2"),
        )
        assert outcome.code == 0
    left = [path.name for path in house.runs.iterdir()]
    assert len(left) == 3
    assert kept.run_id in left
    assert quick("land", "--keep-runs", "0", "--exports", exports).code == 2


def test_the_parse_caches_of_lost_warehouses_go(tmp_path: Path) -> None:
    root = tmp_path / ".scorecard"
    used, lost, old = (Warehouse.at(tmp_path / name) for name in ("a", "b", "c"))
    folders = {}
    for number, house in enumerate((used, lost, old)):
        folders[house] = root / f"{number:012x}"
        (folders[house] / "target").mkdir(parents=True)
        (folders[house] / "warehouse.txt").write_text(f"{house.folder}\n")
    lost.folder.rmdir()
    long_ago = time.time() - 31 * 86_400
    os.utime(folders[old] / "warehouse.txt", (long_ago, long_ago))
    mine = root / "bench"
    mine.mkdir()
    assert prune_workspaces(root) == 2
    assert {path.name for path in root.iterdir()} == {folders[used].name, "bench"}
    assert prune_workspaces(tmp_path / "nowhere") == 0


def test_a_torn_parse_cache_is_not_used_again(house: Warehouse) -> None:
    try:
        with pytest.raises(KeyboardInterrupt), working(house) as folder:
            (folder / "target").mkdir()
            (folder / "target" / "partial_parse.msgpack").write_bytes(b"torn")
            (folder / ".seeds-torn").mkdir()
            raise KeyboardInterrupt
        with working(house) as folder:
            assert not (folder / "target").exists()
            assert not (folder / ".seeds-torn").exists()
            (folder / "target").mkdir()
            (folder / "target" / "run_results.json").write_text("{}")
        with working(house) as folder:
            assert (folder / "target").exists()
    finally:
        shutil.rmtree(house.workspace)


def test_python_is_the_one_that_runs(house: Warehouse) -> None:
    run = start_run(house, "land", "abc123")
    assert run.versions["python"] == ".".join(map(str, sys.version_info[:3]))
    assert run.git_revision == "abc123"

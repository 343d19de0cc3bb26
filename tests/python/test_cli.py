"""The command line: what it says, how it ends, what it leaves behind."""

import csv
import json
import math
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from conftest import (
    HAND_CHECKED,
    Command,
    Finished,
    MakeOnce,
    Outcome,
    finished,
    forget_workspace,
    ran,
    scorecard,
)
from scorecard.cli import main

EXPORTS = HAND_CHECKED / "exports"
CONFIG = HAND_CHECKED / "config"

MARTS = {
    "dim_services",
    "dim_teams",
    "dim_dates",
    "fct_incidents",
    "fct_pages",
    "fct_handoffs",
    "fct_actions",
    "fct_verification_checks",
    "fct_context_packets",
    "fct_updates",
    "fct_changes",
    "fct_ai_usage",
    "metric_catalog",
    "metric_observations",
    "metric_values",
    "layer_a_workflow_quality",
    "layer_b_reliability",
    "layer_c_business",
    "contradiction_causes",
    "policy_block_reasons",
    "severity_distribution",
    "instrumentation_coverage",
    "timeline_marks",
    "quality_issues",
    "quarantine",
    "row_accounting",
    "published_run",
}

METRIC_VALUES_COLUMNS = (
    "metric_id layer period period_name period_start period_end segment severity"
    " incident_class service_tier attribution n numerator denominator value mean median"
    " p90 interval_low interval_high p90_low p90_high n_open"
)


COLUMNS_OF_PUBLISHED_RUN = {
    "run_id",
    "started_at",
    "published_at",
    "git_revision",
    "newest_landing_at",
    "checks_passed",
    "checks_warned",
    "checks_failed",
}


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def last_run(warehouse: Path) -> dict[str, Any]:
    newest = max((warehouse / "runs").glob("*/summary.json"))
    summary: dict[str, Any] = json.loads(newest.read_text(encoding="utf-8"))
    return summary


# ---------- what it says of itself


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (
            (),
            ["run", "land", "build", "check", "publish", "demo", "status", "Exit code"],
        ),
        (("run",), ["--exports", "--config", "--warehouse", "--keep-going", "publish"]),
        (("land",), ["--exports", "--warehouse", "--keep-going", "raw store"]),
        (("build",), ["--config", "--warehouse", "test", "private"]),
        (("check",), ["--warehouse", "Audit", "exit code 1"]),
        (("publish",), ["--warehouse", "readers"]),
        (("demo",), ["--warehouse", "example", "exports"]),
        (("status",), ["--warehouse", "landings", "quarantine", "metrics"]),
    ],
)
def test_help_teaches(
    command: tuple[str, ...],
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert main([*command, "--help"]) == 0
    text = capsys.readouterr().out
    assert [word for word in words if word not in text] == []


# ---------- wrong use: exit code 2


def test_a_missing_exports_folder_is_wrong_use(tmp_path: Path, quick: Command) -> None:
    outcome = quick(
        "run", "--exports", tmp_path / "nowhere", "--warehouse", tmp_path / "house"
    )
    assert outcome.code == 2
    assert str(tmp_path / "nowhere") in outcome.stderr
    assert last_run(tmp_path / "house")["outcome"] == "failed"


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--export", "somewhere"],
        ["run"],
        ["land", "--config", "somewhere"],
        ["no_such_command"],
    ],
)
def test_an_unknown_or_missing_option_is_wrong_use(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "Usage" in capsys.readouterr().err


def test_a_wrong_configuration_is_named_and_nothing_is_built(
    tmp_path: Path, quick: Command
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "severity_map.csv").write_text(
        "raw_value,severity\nP1,enormous\n", encoding="utf-8"
    )
    (config / "severty_map.csv").write_text("raw_value,severity\n", encoding="utf-8")
    house = tmp_path / "house"
    outcome = quick(
        "run", "--exports", EXPORTS, "--config", config, "--warehouse", house
    )
    assert outcome.code == 2
    for word in ("severity_map.csv:2", "enormous", "severty_map.csv"):
        assert word in outcome.stderr
    assert not (house / "build.duckdb").exists()
    assert not (house / "scorecard.duckdb").exists()


@pytest.mark.parametrize("command", ["check", "publish"])
def test_what_was_never_built_cannot_be_checked(
    command: str, tmp_path: Path, quick: Command
) -> None:
    outcome = quick(command, "--warehouse", tmp_path)
    assert outcome.code == 2
    assert "scorecard build" in outcome.stderr


def test_the_example_company_does_not_mix_with_your_exports(
    tmp_path: Path, quick: Command
) -> None:
    demos, yours = tmp_path / "demos", tmp_path / "yours"
    (demos / "example").mkdir(parents=True)
    (yours / "raw").mkdir(parents=True)
    exports = tmp_path / "exports"
    exports.mkdir()

    into_the_demo = quick("land", "--exports", exports, "--warehouse", demos)
    over_yours = quick("demo", "--warehouse", yours)

    assert into_the_demo.code == 2
    assert "holds the demo's example company" in into_the_demo.stderr
    assert over_yours.code == 2
    assert "holds landed exports" in over_yours.stderr
    assert not (yours / "example").exists()


def test_a_warehouse_in_use_is_left_alone(tmp_path: Path) -> None:
    with FileLock(tmp_path / ".lock"):
        outcome = scorecard("land", "--exports", EXPORTS, "--warehouse", tmp_path)
    assert outcome.code == 3
    assert "another run is using this warehouse" in outcome.stderr
    assert not (tmp_path / "raw").exists()
    assert not (tmp_path / "runs").exists()


# ---------- a run that goes well


def test_a_folder_that_is_no_source_is_skipped_and_named(
    hand_checked_run: Finished,
) -> None:
    warnings = [
        line
        for line in hand_checked_run.outcome.stderr.splitlines()
        if line.startswith("warning: zendesk")
    ]
    assert len(warnings) == 1


def test_columns_that_nobody_reads_are_named(hand_checked_run: Finished) -> None:
    assert "columns not used: Unknown Column" in hand_checked_run.outcome.stderr


def test_the_published_file_holds_the_marts_and_nothing_else(
    hand_checked_run: Finished,
) -> None:
    tables = query(
        hand_checked_run.published,
        "select table_schema, table_name, table_type from information_schema.tables",
    )
    assert {schema for schema, _, _ in tables} == {"marts"}
    assert {kind for _, _, kind in tables} == {"BASE TABLE"}
    assert {name for _, name, _ in tables} >= MARTS
    assert query(
        hand_checked_run.published,
        "select schema_name from duckdb_schemas() where not internal"
        " and database_name = current_database() and schema_name <> 'main'",
    ) == [("marts",)]


def test_every_table_and_column_is_described(hand_checked_run: Finished) -> None:
    assert (
        query(
            hand_checked_run.published,
            "select table_name from duckdb_tables() where coalesce(comment, '') = ''",
        )
        == []
    )
    assert (
        query(
            hand_checked_run.published,
            "select table_name, column_name from duckdb_columns()"
            " where schema_name = 'marts' and coalesce(comment, '') = ''",
        )
        == []
    )


def columns(path: Path, table: str) -> list[str]:
    rows = query(
        path,
        "select column_name from information_schema.columns"
        f" where table_name = '{table}' order by ordinal_position",
    )
    return [name for (name,) in rows]


def test_the_contracts_of_the_figures_hold(hand_checked_run: Finished) -> None:
    published = hand_checked_run.published
    assert set(columns(published, "metric_values")) == set(
        METRIC_VALUES_COLUMNS.split()
    )
    assert set(columns(published, "published_run")) == COLUMNS_OF_PUBLISHED_RUN
    for layer in (
        "layer_a_workflow_quality",
        "layer_b_reliability",
        "layer_c_business",
    ):
        found = set(columns(published, layer))
        assert found >= {
            *METRIC_VALUES_COLUMNS.split(),
            "name",
            "family",
            "unit",
            "better",
        }


def test_the_layers_share_out_the_figures(hand_checked_run: Finished) -> None:
    (counts,) = query(
        hand_checked_run.published,
        "select (select count(*) from marts.layer_a_workflow_quality),"
        " (select count(*) from marts.layer_b_reliability),"
        " (select count(*) from marts.layer_c_business),"
        " (select count(*) from marts.metric_values)",
    )
    assert min(counts) > 0
    assert sum(counts[:3]) == counts[3]


def test_readers_see_which_run_they_read(hand_checked_run: Finished) -> None:
    (row,) = query(
        hand_checked_run.published,
        "select run_id, started_at <= published_at, newest_landing_at is not null,"
        " checks_passed, checks_failed from marts.published_run",
    )
    summary = last_run(hand_checked_run.folder)
    assert row[0] == summary["run_id"]
    assert row[1:3] == (True, True)
    passed = summary["build"]["tests_passed"] + summary["checks"]["passed"]
    assert row[3:] == (passed, 0)
    assert passed > 100


def test_a_run_leaves_its_record(hand_checked_run: Finished) -> None:
    summary = last_run(hand_checked_run.folder)
    folder = hand_checked_run.folder / "runs" / summary["run_id"]
    assert summary["command"] == "run"
    assert summary["outcome"] == "succeeded"
    assert summary["reason"] is None
    assert summary["published"] is True
    assert list(summary["seconds"]) == ["land", "build", "check", "publish"]
    assert all(seconds > 0 for seconds in summary["seconds"].values())
    assert summary["landing"]["files"] == {
        "landed": 27,
        "known": 0,
        "failed": 0,
        "skipped": 1,
    }
    with (HAND_CHECKED / "expected_row_accounting.csv").open(newline="") as file:
        assert summary["landing"]["rows"] == sum(
            int(row["raw"]) for row in csv.DictReader(file)
        )
    assert summary["landing"]["unreadable_rows"] == 2
    assert summary["build"]["failures"] == []
    assert summary["checks"]["failed"] == 0
    assert Path(summary["checks"]["data_docs"]) == folder / "data_docs/index.html"
    for name in ("data_docs/index.html", "dbt/manifest.json", "dbt/run_results.json"):
        assert (folder / name).stat().st_size > 0


def test_nobody_else_may_read_the_files(hand_checked_run: Finished) -> None:
    house = hand_checked_run.folder
    private = [
        house,
        house / "raw",
        house / "runs",
        hand_checked_run.published,
        hand_checked_run.build_file,
        *(house / "raw").rglob("*.parquet"),
    ]
    assert len(private) > 20
    open_to_others = [
        path for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_nothing_half_written_is_left(hand_checked_run: Finished) -> None:
    names = {path.name for path in hand_checked_run.folder.rglob("*")}
    assert [name for name in names if name.endswith((".new", ".tmp", ".wal"))] == []


def test_hostile_texts_come_through_as_text(hand_checked_run: Finished) -> None:
    titles = dict(
        query(
            hand_checked_run.published,
            "select incident_id, title from marts.fct_incidents",
        )
    )
    assert titles["I01"].replace("\r\n", "\n") == 'Checkout "fails",\nfor everybody'
    assert titles["I06"] == (
        "{{ 1 / 0 }} {% raw %} =cmd|'/c calc'!A1 <script>alert(1)</script>"
        "'; drop table t; --"
    )
    assert titles["I07"] == "a NUL \0 inside, [bold]no markup[/bold]"


# ---------- status


def test_status_of_a_new_warehouse_says_how_to_begin(tmp_path: Path) -> None:
    outcome = scorecard("status", "--warehouse", tmp_path)
    assert outcome.code == 0
    for word in ("never", "none", "nothing yet: scorecard run --exports DIR"):
        assert word in outcome.stdout


def test_status_says_what_is_there(hand_checked_run: Finished) -> None:
    outcome = scorecard("status", "--warehouse", hand_checked_run.folder)
    assert outcome.code == 0
    lines = [line.split() for line in outcome.stdout.splitlines()]
    run_id = last_run(hand_checked_run.folder)["run_id"]
    assert ["last", "run", run_id, "(run)", "succeeded"] in lines
    assert ["standard", "incidents", "18", "12", "3", "1", "2"] in lines
    assert ["standard", "actions", "unknown_parent", "1"] in lines
    assert ["A", "handoff_count", "11", "measured"] in lines
    assert "newest landing  20" in outcome.stdout


# ---------- the same exports again, and a file that cannot be read


@pytest.fixture(scope="module")
def second_run(hand_checked_run: Finished, make_once: MakeOnce) -> Finished:
    """The same exports with a broken file more, on a warehouse that has them."""

    def run(folder: Path) -> None:
        shutil.copytree(hand_checked_run.folder, folder / "warehouse")
        exports = folder / "exports"
        shutil.copytree(EXPORTS, exports)
        (exports / "standard/teams.json.gz").write_bytes(b"this is no gzip")
        ran(
            folder, "run", "--keep-going", "--exports", exports, "--config", str(CONFIG)
        )

    return finished(make_once("second_run", run))


def test_keep_going_goes_on_and_says_so(second_run: Finished) -> None:
    assert second_run.outcome.code == 0, second_run.outcome.stderr
    assert "standard/teams.json.gz" in second_run.outcome.stderr
    assert "going on without 1 file that could not be read" in (
        second_run.outcome.stderr
    )
    failed = last_run(second_run.folder)["landing"]["failed"]
    assert [file["path"] for file in failed] == ["standard/teams.json.gz"]
    assert failed[0]["reason"]
    assert failed[0]["advice"]


def test_landing_the_same_files_again_does_nothing(
    hand_checked_run: Finished, second_run: Finished
) -> None:
    assert last_run(second_run.folder)["landing"]["files"] == {
        "landed": 0,
        "known": 27,
        "failed": 1,
        "skipped": 1,
    }
    before, after = (
        {
            path.relative_to(each.folder): path.read_bytes()
            for path in (each.folder / "raw").rglob("*.parquet")
        }
        for each in (hand_checked_run, second_run)
    )
    assert before == after
    assert len(before) == 27


def test_landing_the_same_files_again_gives_the_same_marts(
    hand_checked_run: Finished, second_run: Finished
) -> None:
    names = [
        name
        for (name,) in query(
            hand_checked_run.published,
            "select table_name from duckdb_tables() order by 1",
        )
        if name != "published_run"
    ]
    assert len(names) > 20
    for name in names:
        before, after = (
            sorted(query(each.published, f'from marts."{name}"'), key=repr_of)
            for each in (hand_checked_run, second_run)
        )
        assert len(before) == len(after), name
        assert all(map(same_row, before, after)), name


def repr_of(row: tuple[Any, ...]) -> str:
    return repr([f"{cell:.9g}" if isinstance(cell, float) else cell for cell in row])


def same_row(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
        if isinstance(a, float) and isinstance(b, float)
        else a == b
        for a, b in zip(one, other, strict=True)
    )


def test_readers_got_the_second_run(
    hand_checked_run: Finished, second_run: Finished
) -> None:
    sql = "select run_id, newest_landing_at from marts.published_run"
    ((first, landed),) = query(hand_checked_run.published, sql)
    ((second, landed_then),) = query(second_run.published, sql)
    assert second == last_run(second_run.folder)["run_id"]
    assert second != first
    assert landed_then == landed


# ---------- failures: exit code 1, and readers keep what they have


@pytest.fixture
def house(hand_checked_run: Finished, tmp_path: Path) -> Iterator[Finished]:
    """A copy of the hand-checked warehouse to spoil."""
    folder = tmp_path / "house"
    shutil.copytree(hand_checked_run.folder, folder)
    yield Finished(folder, hand_checked_run.outcome)
    forget_workspace(folder)


def failed_and_left_readers_alone(
    outcome: Outcome, house: Finished, before: bytes
) -> bool:
    summary = last_run(house.folder)
    return (
        outcome.code == 1
        and summary["outcome"] == "failed"
        and summary["published"] is False
        and bool(summary["reason"])
        and house.published.read_bytes() == before
    )


BROKEN = {
    "incidents.csv": b'incident_id,started_at\n"I99,2026-01-01\n',
    "incidents.csv.gz": b"this is no gzip",
    "incidents.json": b'[{"incident_id": "I99"',
    "incidents.parquet": b"PAR1 and nothing else",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_ends_the_run_before_the_build(
    name: str, tmp_path: Path, quick: Command
) -> None:
    exports, house = tmp_path / "exports", tmp_path / "house"
    (exports / "standard").mkdir(parents=True)
    (exports / "standard" / name).write_bytes(BROKEN[name])
    shutil.copy(EXPORTS / "standard/services.csv", exports / "standard")
    outcome = quick("run", "--exports", exports, "--warehouse", house)
    assert outcome.code == 1
    assert f"error: standard/{name}: " in outcome.stderr
    assert "--keep-going" in outcome.stderr
    assert not (house / "build.duckdb").exists()
    assert not (house / "scorecard.duckdb").exists()
    summary = last_run(house)
    assert list(summary["seconds"]) == ["land"]
    assert summary["landing"]["files"]["landed"] == 1


def test_an_earlier_published_file_stays_when_a_file_cannot_be_read(
    house: Finished, tmp_path: Path
) -> None:
    exports = tmp_path / "exports"
    (exports / "standard").mkdir(parents=True)
    (exports / "standard/teams.csv.gz").write_bytes(b"this is no gzip")
    before = house.published.read_bytes()
    built = house.build_file.stat().st_mtime_ns
    outcome = scorecard("run", "--exports", exports, "--warehouse", house.folder)
    assert failed_and_left_readers_alone(outcome, house, before)
    assert house.build_file.stat().st_mtime_ns == built


def test_a_failing_check_names_the_row_and_publishes_nothing(house: Finished) -> None:
    with duckdb.connect(str(house.build_file)) as connection:
        connection.execute(
            "insert into marts.fct_incidents"
            " from marts.fct_incidents where incident_id = 'I08'"
        )
    before = house.published.read_bytes()
    outcome = scorecard("publish", "--warehouse", house.folder)
    assert failed_and_left_readers_alone(outcome, house, before)
    assert "incident_id=I08" in outcome.stderr
    checks = last_run(house.folder)["checks"]
    assert checks["failed"] >= 1
    assert Path(checks["data_docs"]).exists()

    status = scorecard("status", "--warehouse", house.folder)
    assert "(publish) failed" in status.stdout
    assert "expectations failed" in status.stdout


def test_a_build_that_fails_names_the_reason(house: Finished) -> None:
    (stored,) = (house.folder / "raw/standard/escalations").glob("*.parquet")
    stored.write_bytes(b"PAR1 and nothing else")
    before = house.published.read_bytes()
    outcome = scorecard("build", "--warehouse", house.folder, "--config", CONFIG)
    assert failed_and_left_readers_alone(outcome, house, before)
    assert f"{stored} is damaged" in outcome.stderr
    assert "Remove it" in outcome.stderr
    # what was left half built is not given to readers by another command either
    outcome = scorecard("publish", "--warehouse", house.folder)
    assert outcome.code == 2
    assert "scorecard build" in outcome.stderr
    assert house.published.read_bytes() == before

"""The benchmark: its arithmetic by hand, and the straight SQL against dbt itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from scorecard.bench import report
from scorecard.bench.dbt_time import build_time, covered
from scorecard.bench.measure import measure
from scorecard.bench.model import (
    BenchError,
    BuildTime,
    Increment,
    Pair,
    Place,
    Size,
    Stage,
    Try,
)
from scorecard.bench.straight import statements

# Epoch of 2026-01-01T00:00:00Z.
MIDNIGHT = 1_767_225_600.0


def _node(unique_id: str, compile_from: int, run_from: int, end: int) -> dict[str, Any]:
    def moment(second: int) -> str:
        return f"2026-01-01T00:00:{second:02d}.500000Z"

    return {
        "unique_id": unique_id,
        "timing": [
            {
                "name": "compile",
                "started_at": moment(compile_from),
                "completed_at": moment(run_from),
            },
            {
                "name": "execute",
                "started_at": moment(run_from),
                "completed_at": moment(end),
            },
        ],
    }


def test_covered_counts_an_overlap_once_and_a_gap_never() -> None:
    # 0-4 and 3-5 make 5 s, 1-2 lies within, 7-9 makes 2 more
    assert covered([(7, 9), (3, 5), (0, 4), (1, 2)]) == 7
    assert covered([]) == 0


def test_build_time_by_hand() -> None:
    results = {
        "results": [
            _node("operation.p.p-on-run-start-0", 10, 10, 11),
            _node("seed.p.s", 11, 11, 13),
            _node("model.p.a", 13, 14, 20),
            _node("model.p.b", 15, 16, 24),
            _node("test.p.t.1", 22, 22, 25),
            {"unique_id": "model.p.skipped", "timing": []},
            _node("model.p.c", 30, 31, 32),
        ]
    }

    # one core busy until second 20, idle until 30, then two
    processor = [(2.5, 0.0), (20.0, 17.5), (30.0, 17.5), (34.5, 26.5)]
    samples = [(MIDNIGHT + at, seconds) for at, seconds in processor]

    found = build_time(results, MIDNIGHT + 2.5, MIDNIGHT + 34.5, samples)

    assert found == BuildTime(
        start=8,  # 2.5 to 10.5
        hooks=1,
        models=13,  # 13.5 to 24.5 and 30.5 to 32.5
        models_executing=11,  # 14.5 to 24.5 and 31.5 to 32.5
        models_summed=18,  # 7 + 9 + 2
        models_cpu=10.5,  # 6.5 from 13.5 to 20, 4 from 30.5 to 32.5
        seeds=2,
        tests=3,
        work=14,  # 13.5 to 25.5 and 30.5 to 32.5
        work_cpu=10.5,  # as models: between 24.5 and 25.5 no core was busy
        rest=7,  # 25.5 to 30.5 and 32.5 to 34.5
        by_model={"a": 7, "b": 9, "skipped": 0, "c": 2},
    )


def test_build_time_needs_nodes() -> None:
    with pytest.raises(BenchError, match="no node"):
        build_time({"results": []}, 0, 1, [(0, 0), (1, 1)])


def _stage(seconds: float, peak: int = 1) -> Stage:
    return Stage(
        seconds=seconds,
        cpu_seconds=seconds,
        peak_bytes=peak,
        load=0,
        outcome={"start": 0, "start_cpu": 0},
    )


def _size(incidents: int, land: float, models: float, straight: float) -> Size:
    build_time = BuildTime(
        start=0,
        hooks=0,
        models=models,
        models_executing=0,
        models_summed=0,
        models_cpu=models / 2,
        seeds=0,
        tests=0,
        work=models + 2,
        work_cpu=models / 2,
        rest=0,
        by_model={"a": 1, "b": 3, "c": 2},
    )
    build = _stage(models + 9, peak=incidents * 70_000)
    return Size(
        incidents=incidents,
        rows=55 * incidents,
        land=_stage(land),
        build=build,
        build_time=build_time,
        # more memory than any stage of the product, and none of it
        straight=_stage(straight, peak=90_000_000_000),
        straight_by_model={"a": 0.1, "b": 0.3, "c": 0.2},
        check=_stage(incidents / 1000),
        publish=_stage(1),
    )


SIZES = [
    _size(20_000, land=10, models=30, straight=20),
    _size(100_000, land=40, models=180, straight=100),
]


def test_ratios_by_hand() -> None:
    found = {r.name: (r.value, r.aim, r.met) for r in report.ratios(SIZES)}

    assert found == {
        # 30 against 20, 180 against 100
        "dbt models / straight SQL at 20,000": (1.5, None, None),
        "dbt models / straight SQL at 100,000": (1.8, 1.4, False),
        # 15 against 20, 90 against 100
        "the same in processor seconds at 20,000": (0.75, None, None),
        "the same in processor seconds at 100,000": (0.9, None, None),
        # 0.4 ms against 0.5; 1.8 against 1.5; 1.0 against 1.0; 1.0 against 1.0
        "landing per incident, 100,000 / 20,000": (pytest.approx(0.8), 1.0, True),
        "dbt models per incident, 100,000 / 20,000": (pytest.approx(1.2), 1.0, False),
        "straight SQL per incident, 100,000 / 20,000": (pytest.approx(1), 1.0, True),
        "checks per incident, 100,000 / 20,000": (pytest.approx(1), 1.0, True),
        # processor: dbt half its wall clock, straight the same as its wall clock
        "dbt models, processor, per incident, 100,000 / 20,000": (
            pytest.approx(1.2),
            1.0,
            False,
        ),
        "straight SQL, processor, per incident, 100,000 / 20,000": (
            pytest.approx(1),
            1.0,
            True,
        ),
        "peak memory in GB at 20,000": (1.4, None, None),
        "peak memory in GB at 100,000": (7.0, 6.0, False),
    }


def test_an_increment_is_measured_without_imports_and_start() -> None:
    def stage(seconds: float, start: float) -> Stage:
        return replace(
            _stage(seconds), outcome={"start": start, "start_cpu": start / 2}
        )

    full = replace(SIZES[1], check=stage(106, 6))
    build_time = replace(full.build_time, start=9, work=18, work_cpu=15.5)
    pair = Pair(
        Try(stage(41, 1), full.build, full.build_time),
        Try(stage(5, 1), _stage(50), build_time),
    )
    day = Increment(rows=70_000, pairs=(pair,), check=stage(26, 6), differences=0)
    found = {
        r.name: (r.value, r.met)
        for r in report.ratios([replace(full, increment=day)])
        if "increment" in r.name or "differ" in r.name
    }

    assert found == {
        # landing 40, models and tests 182; of the day 4 and 18
        "a day's increment / full build at 100,000": (pytest.approx(22 / 222), True),
        # processor: 41 - 1/2 and 90; of the day 5 - 1/2 and 15.5
        "the same in processor seconds at 100,000, increment": (
            pytest.approx(20 / 130.5),
            None,
        ),
        # checks 100, of the day 20
        "the same with the checks at 100,000, increment": (
            pytest.approx(42 / 322),
            None,
        ),
        "rows of the marts that differ at 100,000": (0, True),
    }


def test_of_several_pairs_the_one_with_the_median_share_counts() -> None:
    size = SIZES[1]

    def tried(seconds: float, start: float, work: float) -> Try:
        land = replace(_stage(seconds), outcome={"start": start, "start_cpu": 0})
        return Try(land, size.build, replace(size.build_time, work=work))

    # landing and work: 3 + 20, 1 + 21, 2 + 24 seconds
    full = (tried(4, 1, 20), tried(9, 8, 21), tried(2, 0, 24))
    assert [each.seconds for each in full] == [23, 22, 26]
    # 0.2, 0.25 and 0.15; the seconds of the last are those in the middle
    days = (tried(1, 0, 3.6), tried(1, 0, 4.5), tried(1, 0, 2.9))
    pairs = tuple(Pair(*pair) for pair in zip(full, days, strict=True))
    increment = Increment(rows=1, pairs=pairs, check=size.check, differences=0)

    assert [pair.share for pair in pairs] == pytest.approx([0.2, 0.25, 0.15])
    assert increment.middle == pairs[0]


def test_heaviest_models_come_first() -> None:
    found = report.heaviest(SIZES[0], count=2)

    assert [(h.model, h.dbt_seconds, h.straight_seconds) for h in found] == [
        ("b", 3, 0.3),
        ("c", 2, 0.2),
    ]


def test_a_model_that_only_dbt_can_build_is_refused() -> None:
    node = {
        "name": "grown",
        "resource_type": "model",
        "config": {"materialized": "ephemeral"},
        "depends_on": {"nodes": []},
    }

    with pytest.raises(BenchError, match="grown: cannot be built without dbt"):
        statements({"nodes": {"model.p.grown": node}})


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")

    with pytest.raises(BenchError, match="is not empty"):
        measure(10, tmp_path, print)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_straight_sql_makes_the_marts_that_dbt_makes(tmp_path: Path) -> None:
    size = measure(60, tmp_path, lambda line: None)

    place = Place(tmp_path)
    tables = _marts(place.warehouse.build_file)
    assert "metric_values" in tables
    straight = _marts(place.straight)
    assert straight.keys() == tables.keys()
    for name, frame in tables.items():
        _assert_same(straight[name], frame, name)
    assert len(tables["fct_incidents"]) > 50
    assert size.straight_by_model.keys() == size.build_time.by_model.keys()
    assert not place.warehouse.workspace.exists()


def _marts(database: Path) -> dict[str, pd.DataFrame]:
    with duckdb.connect(database, read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables"
            " where table_schema = 'marts'"
        ).fetchall()
        return {
            name: connection.execute(f'from marts."{name}"').df() for (name,) in names
        }


def _assert_same(one: pd.DataFrame, other: pd.DataFrame, table: str) -> None:
    """Labels and counts exactly; doubles may differ in the last bits."""
    doubles = list(other.select_dtypes(float).columns)
    # doubles last: where all else is equal, they alone tell rows apart
    order = [str(c) for c in other if c not in doubles] + doubles

    def rows(frame: pd.DataFrame) -> pd.DataFrame:
        labels = {name: str for name in order if name not in doubles}
        return frame[order].astype(labels).sort_values(order, ignore_index=True)

    pd.testing.assert_frame_equal(rows(one), rows(other), rtol=1e-9, atol=0, obj=table)

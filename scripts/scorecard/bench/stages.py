"""The stages, each of which runs in a process of its own.

`python -m scorecard.bench.stages STAGE FOLDER RESULT [INCIDENTS]` carries one out and
writes what it has to tell to the JSON file RESULT; `start` in it is the import of what
the stage needs.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scorecard.bench.model import BenchError, Place

Outcome = dict[str, Any]


def generate(place: Place, incidents: int) -> Outcome:
    """Write the export."""
    from scorecard import example

    truth = example.generate(place.exports, incidents=incidents, formats="parquet")
    return {"rows": sum(count.raw for count in truth.rows.values())}


def set_apart(place: Place, _: int) -> Outcome:
    """Take what the day after brings out of the export."""
    from scorecard.bench.increment import MEAN_AGE_DAYS, set_apart

    rows = set_apart(place.exports, place.next_exports, mean_age_days=MEAN_AGE_DAYS)
    return {"rows": rows}


def land(place: Place, _: int) -> Outcome:
    """Take the export into the raw store."""
    return _land(place, place.exports)


def land_next(place: Place, _: int) -> Outcome:
    """Take what the day after brings into the raw store."""
    return _land(place, place.next_exports)


def _land(place: Place, exports: Path) -> Outcome:
    # pyarrow imports pandas when it makes its first array
    start = _import("scorecard.landing", "pandas")
    from scorecard.landing import land

    report = land(exports, place.warehouse.raw)
    if report.failed:
        raise BenchError(f"{report.failed[0].path}: {report.failed[0].reason}")
    return {"rows": report.rows, **start}


def _import(*modules: str) -> Outcome:
    """Import modules; return the seconds and the processor seconds that it took."""
    clock, processor = time.perf_counter(), _processor_seconds()
    for module in modules:
        importlib.import_module(module)
    return {
        "start": time.perf_counter() - clock,
        "start_cpu": _processor_seconds() - processor,
    }


def build(place: Place, _: int) -> Outcome:
    """Run `dbt build` as the product does."""
    return _build(place, place.artifacts, full_refresh=True)


def build_next(place: Place, _: int) -> Outcome:
    """Add what the day after brings to what was built."""
    outcome = _build(place, place.next_artifacts, full_refresh=False)
    if outcome["seeds"]:
        raise BenchError("the build began afresh instead of adding to the last one")
    return outcome


def compare(place: Place, _: int) -> Outcome:
    """Build everything anew and hold the increment's marts against it."""
    from scorecard.bench.same import differences
    from scorecard.publish import marts_written

    built, again = place.warehouse.build_file, place.increment.with_name("again.duckdb")
    with marts_written(built, place.increment):
        pass
    _build(place, place.folder / "dbt_again", full_refresh=True)
    with marts_written(built, again):
        pass
    return {"differences": differences(place.increment, again)}


def _build(place: Place, artifacts: Path, *, full_refresh: bool) -> Outcome:
    from scorecard.build import build
    from scorecard.example import CONFIG_FOLDER

    artifacts.mkdir(exist_ok=True)
    report = build(place.warehouse, CONFIG_FOLDER, artifacts, full_refresh=full_refresh)
    if not report.ok:
        reasons = [f"{n.unique_id}: {n.message}" for n in report.failures]
        raise BenchError("; ".join([*reasons, *report.errors]) or "dbt failed")
    seeds = sum(node.kind == "seed" for node in report.nodes)
    return {"nodes": len(report.nodes), "seeds": seeds}


def straight(place: Place, _: int) -> Outcome:
    """Run the compiled SQL without dbt."""
    from scorecard.bench.straight import run_straight

    manifest = json.loads((place.artifacts / "manifest.json").read_text("utf-8"))
    run = run_straight(manifest, place.warehouse.build_file, place.straight)
    return {
        "by_model": run.by_model,
        "seconds": sum(run.by_model.values()),
        "cpu_seconds": run.cpu_seconds,
    }


def check(place: Place, _: int) -> Outcome:
    """Audit what landed and what was built."""
    start = _import("scorecard.check.audit")
    from scorecard.check import run_checks

    result = run_checks(place.warehouse.build_file, place.pages)
    return {
        "held": result.passed,
        "warned": result.warned,
        "failed": result.failed,
        **start,
    }


def check_next(place: Place, incidents: int) -> Outcome:
    """Audit what the increment has left."""
    return check(place, incidents)


def publish(place: Place, _: int) -> Outcome:
    """Copy the marts into the file for readers."""
    from scorecard.publish import PublishedRun, publish

    now = datetime.now(UTC).replace(tzinfo=None)
    path = publish(place.warehouse, PublishedRun(run_id="bench", started_at=now))
    return {"bytes": path.stat().st_size}


STAGES: dict[str, Callable[[Place, int], Outcome]] = {
    stage.__name__: stage
    for stage in (
        generate,
        set_apart,
        land,
        build,
        straight,
        check,
        publish,
        land_next,
        build_next,
        check_next,
        compare,
    )
}


def main(arguments: list[str]) -> None:
    """Carry out a stage and write its result."""
    name, folder, result, incidents = arguments
    started, clock, processor = time.time(), time.perf_counter(), _processor_seconds()
    try:
        outcome = STAGES[name](Place(Path(folder)), int(incidents))
    except BenchError as problem:
        sys.exit(str(problem))
    seconds = time.perf_counter() - clock
    cpu_seconds = _processor_seconds() - processor
    told = {
        "started": started,
        "ended": started + seconds,
        "seconds": outcome.pop("seconds", seconds),
        "cpu_seconds": outcome.pop("cpu_seconds", cpu_seconds),
        "outcome": outcome,
    }
    Path(result).write_text(json.dumps(told), encoding="utf-8")


def _processor_seconds() -> float:
    """Return what this process and its ended children have used so far."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    main(sys.argv[1:])

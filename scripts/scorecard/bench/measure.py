"""Measures one size: runs the stages one after the other and watches each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from scorecard.bench.dbt_time import build_time
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

SAMPLING_SECONDS = 0.05
"""How often a process is looked at; a peak shorter than that can be missed."""

PAIRS = 5
"""How often a full build and the day after are measured. One time says little: the same
work takes a sixth longer or shorter within minutes, so a day is held against the full
build right before it."""

Tell = Callable[[str], None]


def measure(
    incidents: int, folder: Path, tell: Tell, *, increment: bool = False
) -> Size:
    """Generate an export of `incidents` and measure every stage on it.

    Args:
        incidents: how many to generate; some 55 raw rows come with each.
        folder: where everything is left, and where nothing may be yet.
        tell: told a line of progress after every stage.
        increment: keep the newest day back, and measure what it costs to add it.

    Raises:
        BenchError: the folder holds files, or a stage failed.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BenchError(f"{folder} is not empty: name another folder, or delete it")
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(folder)

    def run(name: str) -> tuple[Stage, dict[str, Any], list[tuple[float, float]]]:
        stage, told, processor = _run(name, place, incidents)
        tell(
            f"{incidents:,} incidents: {name} {stage.seconds:.1f} s,"
            f" {stage.peak_bytes / 1e9:.2f} GB, load {stage.load:.1f}"
        )
        return stage, told, processor

    def build(name: str, artifacts: Path) -> tuple[Stage, BuildTime]:
        stage, told, processor = run(name)
        results = json.loads((artifacts / "run_results.json").read_text("utf-8"))
        return stage, build_time(results, told["started"], told["ended"], processor)

    try:
        run("generate")
        if increment:
            run("set_apart")
        land = run("land")[0]
        first = Try(land, *build("build", place.artifacts))
        day = None
        if increment:
            shutil.copytree(place.warehouse.folder, place.day_before)
            pairs: list[Pair] = []
            while len(pairs) < PAIRS:
                full = first
                if pairs:
                    _restore(place)
                    full = Try(land, *build("build", place.artifacts))
                landed = run("land_next")[0]
                after = Try(landed, *build("build_next", place.next_artifacts))
                pairs.append(Pair(full, after))
            day = Increment(
                rows=landed.outcome["rows"],
                pairs=tuple(pairs),
                check=run("check_next")[0],
                differences=run("compare")[0].outcome["differences"],
            )
            _restore(place)
        straight, check, publish = (
            run(name)[0] for name in ("straight", "check", "publish")
        )
    finally:
        # dbt's parse cache lies in the project, whatever folder the warehouse has
        shutil.rmtree(place.warehouse.workspace, ignore_errors=True)
    return Size(
        incidents=incidents,
        rows=land.outcome["rows"],
        land=land,
        build=first.build,
        build_time=first.build_time,
        straight=straight,
        straight_by_model=straight.outcome.pop("by_model"),
        check=check,
        publish=publish,
        increment=day,
    )


def _restore(place: Place) -> None:
    warehouse = place.warehouse.folder
    shutil.rmtree(warehouse)
    shutil.copytree(place.day_before, warehouse)


def _run(
    name: str, place: Place, incidents: int
) -> tuple[Stage, dict[str, Any], list[tuple[float, float]]]:
    load = os.getloadavg()[0]
    result = place.folder / f"{name}.json"
    log = place.folder / f"{name}.log"
    command = [sys.executable, "-m", "scorecard.bench.stages"]
    command += [name, str(place.folder), str(result), str(incidents)]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        samples = _watch(process)
    if process.returncode != 0:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise BenchError(f"{name} failed: {' '.join(lines[-3:])} (all of it: {log})")
    told = json.loads(result.read_text(encoding="utf-8"))
    stage = Stage(
        seconds=told["seconds"],
        cpu_seconds=told["cpu_seconds"],
        peak_bytes=max(sample.resident for sample in samples),
        load=load,
        outcome=told["outcome"],
    )
    return stage, told, [(sample.at, sample.processor) for sample in samples]


class _Sample(NamedTuple):
    """A process and its children at one moment: epoch s, bytes, processor s."""

    at: float
    resident: int
    processor: float


def _watch(process: subprocess.Popen[bytes]) -> list[_Sample]:
    """Wait for the process to end, looking at it meanwhile."""
    root = psutil.Process(process.pid)
    samples = []
    while process.poll() is None:
        # a process that ends while it is looked at spoils the look, not the run
        with suppress(psutil.Error):
            samples.append(_sample(root))
        time.sleep(SAMPLING_SECONDS)
    return samples


def _sample(root: psutil.Process) -> _Sample:
    resident, processor = 0, 0.0
    for process in (root, *root.children(recursive=True)):
        with process.oneshot():
            resident += process.memory_info().rss
            times = process.cpu_times()
            processor += times.user + times.system
    return _Sample(time.time(), resident, processor)

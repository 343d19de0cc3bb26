"""Measures one size: runs the stages one after the other and watches each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from scorecard.bench.dbt_time import build_time
from scorecard.bench.model import BenchError, BuildTime, Increment, Place, Size, Stage

SAMPLING_SECONDS = 0.05
"""How often a process is looked at; a peak shorter than that can be missed."""

Tell = Callable[[str], None]


BEFORE = ("land", "build", "straight", "check", "publish")
AFTER = ("land_next", "build_next", "check_next", "compare")


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
    stages = {}
    times = {}
    day = (("set_apart",), AFTER) if increment else ((), ())
    names = ("generate", *day[0], *BEFORE, *day[1])
    artifacts = {"build": place.artifacts, "build_next": place.next_artifacts}
    try:
        for name in names:
            stage, told, processor = _run(name, place, incidents)
            stages[name] = stage
            if name in artifacts:
                results = (artifacts[name] / "run_results.json").read_text("utf-8")
                times[name] = build_time(
                    json.loads(results), told["started"], told["ended"], processor
                )
            tell(
                f"{incidents:,} incidents: {name} {stage.seconds:.1f} s,"
                f" {stage.peak_bytes / 1e9:.2f} GB, load {stage.load:.1f}"
            )
    finally:
        # dbt's parse cache lies in the project, whatever folder the warehouse has
        shutil.rmtree(place.warehouse.workspace, ignore_errors=True)
    return Size(
        incidents=incidents,
        rows=stages["land"].outcome["rows"],
        land=stages["land"],
        build=stages["build"],
        build_time=times["build"],
        straight=stages["straight"],
        straight_by_model=stages["straight"].outcome.pop("by_model"),
        check=stages["check"],
        publish=stages["publish"],
        increment=_increment(stages, times) if increment else None,
    )


def _increment(
    stages: Mapping[str, Stage], times: Mapping[str, BuildTime]
) -> Increment:
    return Increment(
        rows=stages["land_next"].outcome["rows"],
        land=stages["land_next"],
        build=stages["build_next"],
        build_time=times["build_next"],
        check=stages["check_next"],
        differences=stages["compare"].outcome["differences"],
    )


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

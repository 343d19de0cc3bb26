"""Measures one size: runs the stages one after the other and watches each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from scorecard.bench.dbt_time import build_time
from scorecard.bench.model import BenchError, Place, Size, Stage

SAMPLING_SECONDS = 0.05
"""How often memory is looked at; a peak shorter than that can be missed."""

Tell = Callable[[str], None]


def measure(incidents: int, folder: Path, tell: Tell) -> Size:
    """Generate an export of `incidents` and measure every stage on it.

    Args:
        incidents: how many to generate; some 55 raw rows come with each.
        folder: where everything is left, and where nothing may be yet.
        tell: told a line of progress after every stage.

    Raises:
        BenchError: the folder holds files, or a stage failed.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BenchError(f"{folder} is not empty: name another folder, or delete it")
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(folder)
    stages = {}
    try:
        for name in ("generate", "land", "build", "straight", "check", "publish"):
            stage, told = _run(name, place, incidents)
            stages[name] = stage
            if name == "build":
                results = (place.artifacts / "run_results.json").read_text("utf-8")
                time_of_build = build_time(
                    json.loads(results), told["started"], told["ended"]
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
        build_time=time_of_build,
        straight=stages["straight"],
        straight_by_model=stages["straight"].outcome.pop("by_model"),
        check=stages["check"],
        publish=stages["publish"],
    )


def _run(name: str, place: Place, incidents: int) -> tuple[Stage, dict[str, Any]]:
    load = os.getloadavg()[0]
    result = place.folder / f"{name}.json"
    log = place.folder / f"{name}.log"
    command = [sys.executable, "-m", "scorecard.bench.stages"]
    command += [name, str(place.folder), str(result), str(incidents)]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        peak = _watch(process)
    if process.returncode != 0:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise BenchError(f"{name} failed: {' '.join(lines[-3:])} (all of it: {log})")
    told = json.loads(result.read_text(encoding="utf-8"))
    stage = Stage(
        seconds=told["seconds"],
        cpu_seconds=told["cpu_seconds"],
        peak_bytes=peak,
        load=load,
        outcome=told["outcome"],
    )
    return stage, told


def _watch(process: subprocess.Popen[bytes]) -> int:
    """Wait for the process and return the most memory its tree held at once."""
    root = psutil.Process(process.pid)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(root))
        time.sleep(SAMPLING_SECONDS)
    return peak


def _resident(root: psutil.Process) -> int:
    total = 0
    try:
        for process in (root, *root.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.Error:
        # it ended while it was looked at; the next look tells
        pass
    return total

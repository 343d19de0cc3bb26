"""Splits a dbt invocation's wall clock by kind of node, from its run_results.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from scorecard.bench.model import BenchError, BuildTime

Interval = tuple[float, float]
"""Start and end, in seconds since the epoch."""


def build_time(
    run_results: Mapping[str, Any],
    started: float,
    ended: float,
    processor: Sequence[tuple[float, float]],
) -> BuildTime:
    """Say where the time between `started` and `ended` went (epoch seconds).

    Args:
        run_results: dbt's artifact.
        started: when dbt was called.
        ended: when it had ended.
        processor: samples in order of time: the time, and dbt's processor seconds
            until then.

    Raises:
        BenchError: dbt ran no node.
    """
    results = run_results["results"]
    if not results:
        raise BenchError("dbt ran no node")
    nodes = {kind: _intervals(results, kind) for kind in ("model", "seed", "test")}
    hooks = _intervals(results, "operation")
    everything = [span for spans in (*nodes.values(), hooks) for span in spans]
    models = merged(nodes["model"])
    work = merged([*nodes["model"], *nodes["test"]])
    first = min(start for start, _ in everything)
    return BuildTime(
        start=first - started,
        hooks=covered(hooks),
        models=_length(models),
        models_executing=covered(_intervals(results, "model", ("execute",))),
        models_summed=_length(nodes["model"]),
        models_cpu=_during(models, processor),
        seeds=covered(nodes["seed"]),
        tests=covered(nodes["test"]),
        work=_length(work),
        work_cpu=_during(work, processor),
        rest=ended - first - covered(everything),
        by_model={
            result["unique_id"].rsplit(".", 1)[-1]: _length(
                _intervals([result], "model")
            )
            for result in results
            if result["unique_id"].startswith("model.")
        },
    )


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same stretches of time as intervals that do not overlap."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def covered(intervals: Iterable[Interval]) -> float:
    """Return the seconds that lie in at least one interval."""
    return _length(merged(intervals))


def _length(intervals: Iterable[Interval]) -> float:
    return sum(end - start for start, end in intervals)


def _during(
    intervals: Iterable[Interval], processor: Sequence[tuple[float, float]]
) -> float:
    """Return by how much the samples grow within the intervals."""
    times, seconds = zip(*processor, strict=True)
    edges = np.array(list(intervals), dtype=float).reshape(-1, 2)
    at = np.interp(edges, times, seconds)
    return float((at[:, 1] - at[:, 0]).sum())


def _intervals(
    results: Iterable[Mapping[str, Any]],
    kind: str,
    phases: tuple[str, ...] = ("compile", "execute"),
) -> list[Interval]:
    return [
        (_epoch(timing["started_at"]), _epoch(timing["completed_at"]))
        for result in results
        if result["unique_id"].startswith(f"{kind}.")
        for timing in result["timing"]
        if timing["name"] in phases
    ]


def _epoch(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()

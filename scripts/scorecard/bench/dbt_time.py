"""Splits a dbt invocation's wall clock by kind of node, from its run_results.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from scorecard.bench.model import BenchError, BuildTime

Interval = tuple[float, float]
"""Start and end, in seconds since the epoch."""


def build_time(
    run_results: Mapping[str, Any], started: float, ended: float
) -> BuildTime:
    """Say where the time between `started` and `ended` went (epoch seconds).

    Raises:
        BenchError: dbt ran no node.
    """
    results = run_results["results"]
    if not results:
        raise BenchError("dbt ran no node")
    nodes = {kind: _intervals(results, kind) for kind in ("model", "seed", "test")}
    hooks = _intervals(results, "operation")
    everything = [span for spans in (*nodes.values(), hooks) for span in spans]
    first = min(start for start, _ in everything)
    return BuildTime(
        start=first - started,
        hooks=covered(hooks),
        models=covered(nodes["model"]),
        models_executing=covered(_intervals(results, "model", ("execute",))),
        models_summed=sum(end - start for start, end in nodes["model"]),
        seeds=covered(nodes["seed"]),
        tests=covered(nodes["test"]),
        rest=ended - first - covered(everything),
        by_model={
            result["unique_id"].rsplit(".", 1)[-1]: sum(
                end - start for start, end in _intervals([result], "model")
            )
            for result in results
            if result["unique_id"].startswith("model.")
        },
    )


def covered(intervals: Iterable[Interval]) -> float:
    """Return the seconds that lie in at least one interval."""
    total = 0.0
    reached = float("-inf")
    for start, end in sorted(intervals):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


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

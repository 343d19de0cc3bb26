"""Baseline against current, and treated against control, from the raw exports."""

import csv
from dataclasses import asdict
from pathlib import Path

from .catalogue import CATALOGUE, HEADLINES
from .comparison_row import Key, Row, adjust
from .config import load_config
from .facts import Facts, build_facts
from .landing import land
from .metrics import Measured, measure
from .observed_changes import Sample
from .periods import windows
from .rate_changes import rate_rows

__all__ = ["Key", "Row", "compare", "compare_facts", "outliers"]


def compare(exports: Path, config: Path) -> dict[Key, dict[str, object]]:
    """Compute metric_comparisons: key to all columns but the reason in words."""
    facts = build_facts(land(exports), load_config(config))
    rows = compare_facts(facts, measure(facts), headline_metrics(config))
    return {key: asdict(row) for key, row in rows.items()}


def outliers(exports: Path, config: Path) -> set[tuple[str, str, str]]:
    """Return the flagged (incident_id, metric_id, window) of all durations."""
    facts = build_facts(land(exports), load_config(config))
    measured = measure(facts)
    return {
        (incident_id, entry.metric_id, window)
        for entry in CATALOGUE.values()
        if entry.kind == "duration"
        for incident_id, window in Sample(entry, facts, measured).flagged
    }


def headline_metrics(config: Path) -> frozenset[str]:
    """Read the configured headline metrics; the default ones without a file."""
    path = config / "headline_metrics.csv"
    if not path.exists():
        return HEADLINES
    with path.open(encoding="utf-8-sig", newline="") as file:
        return frozenset(row["metric_id"].strip() for row in csv.DictReader(file))


def crosses_boundary(facts: Facts) -> bool:
    """Say whether a boundary parts the baseline from some of the current window."""
    known = windows(facts)
    if "baseline" not in known or "current" not in known:
        return False
    start, end = known["baseline"].period_end, known["current"].period_end
    return any(start <= day < end for day in facts.config.boundaries)


def compare_facts(
    facts: Facts, measured: Measured, headlines: frozenset[str]
) -> dict[Key, Row]:
    """Compute all rows, then adjust p family by family and judge."""
    crosses = crosses_boundary(facts)
    rows = rate_rows(facts, crosses)
    for entry in CATALOGUE.values():
        if entry.kind != "rate":
            rows |= Sample(entry, facts, measured).rows(crosses)
    for (metric_id, _, segment, *_labels), row in rows.items():
        if segment == "all" and metric_id in headlines:
            row.family = "headline"
    adjust(rows)
    for key, row in rows.items():
        row.judge(CATALOGUE[key[0]])
    return rows

"""Compares the marts of a warehouse with an independent computation."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from reference import METRIC_IDS, Reference
from reference.roi import Ledger

KEY = (
    "metric_id",
    "period",
    "period_name",
    "segment",
    "severity",
    "incident_class",
    "service_tier",
    "attribution",
)
FIGURES = (
    "period_start",
    "period_end",
    "n",
    "numerator",
    "denominator",
    "value",
    "mean",
    "median",
    "p90",
    "interval_low",
    "interval_high",
    "p90_low",
    "p90_high",
    "n_open",
)
COMPARISON_KEY = (
    "metric_id",
    "comparison",
    "segment",
    "severity",
    "incident_class",
    "service_tier",
)
COMPARED = (
    "layer",
    "n_baseline",
    "n_current",
    "baseline_value",
    "current_value",
    "scale",
    "change",
    "change_low",
    "change_high",
    "change_pct",
    "within_effect",
    "mix_effect",
    "standardised_over",
    "covered_weight",
    "n_control_baseline",
    "n_control_current",
    "change_control",
    "change_without_outliers",
    "n_outliers",
    "z",
    "p_value",
    "family",
    "p_adjusted",
    "verdict",
    "smallest_detectable_change",
    "crosses_boundary",
    "design_effect",
    "confidence",
    "points_completeness",
    "points_n",
    "points_segmentation",
    "points_design",
    "points_width",
)
RANGE_KEY = (
    "bucket",
    "component",
    "method",
    "attribution",
    "period_name",
    "severity",
    "incident_class",
    "service_tier",
    "role",
)
POINTS = (
    "confidence",
    "points_completeness",
    "points_n",
    "points_segmentation",
    "points_design",
    "points_width",
)
RANGED = (
    "period_start",
    "period_end",
    "quantity_unit",
    "currency",
    "is_headline",
    "n_cells",
    "n_baseline",
    "n_current",
    "n_applied",
    "n_not_compared",
    "quantity_low",
    "quantity_high",
    "cost_low",
    "cost_high",
    "recapture_low",
    "recapture_high",
    "includes_zero",
    "crosses_boundary",
    *POINTS,
)
SUMMARY_KEY = ("period_name", "bucket")
SUMMED = (
    "period_start",
    "period_end",
    "method",
    "quantity_unit",
    "currency",
    "buckets_missing",
    "quantity_low",
    "quantity_high",
    "fte_weeks_low",
    "fte_weeks_high",
    "capacity_used_hours",
    "cost_low",
    "cost_high",
    "cost_per_month_low",
    "cost_per_month_high",
    "programme_cost_low",
    "programme_cost_high",
    "net_low",
    "net_high",
    "includes_zero",
    "crosses_boundary",
    *POINTS,
)
RISK_KEY = ("period_name", "risk_severity", "kind", "reason")
RISKS = ("period_start", "period_end", "n_actions", "n_incidents")
TOLERANCE = 1e-9


def disagreements(published: Path, expected: Reference) -> list[str]:
    """Return one line per difference, none when the marts say the same."""
    with duckdb.connect(str(published), read_only=True) as connection:
        return [
            *_accounting(connection, expected),
            *_set_aside(connection, expected),
            *_figures(connection, expected),
        ]


def _accounting(
    connection: duckdb.DuckDBPyConnection, expected: Reference
) -> list[str]:
    names = ("raw", "accepted", "superseded", "deleted", "quarantined")
    rows = connection.execute(
        f"select table_name, {', '.join(names)} from marts.row_accounting"
        " where source = 'standard'"
    ).fetchall()
    found = {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
    return [
        f"row_accounting {table}: {found.get(table)} is not {counts}"
        for table, counts in expected.row_accounting.items()
        if found.get(table) != counts
    ]


def _set_aside(connection: duckdb.DuckDBPyConnection, expected: Reference) -> list[str]:
    quarantine = connection.execute(
        "select table_name, rule, column_name, source_file, source_row"
        " from marts.quarantine where source = 'standard'"
    ).fetchall()
    issues = connection.execute(
        "select table_name, rule, column_name, raw_value, source_file, source_row"
        " from marts.quality_issues"
        " where source = 'standard' and rule = 'unparseable_value'"
    ).fetchall()
    voids = connection.execute(
        "select metric_id, subject_id from marts.quality_issues"
        " where rule = 'negative_duration'"
    ).fetchall()
    return [
        *_differences("quarantine", quarantine, expected.quarantine),
        *_differences(
            "quality_issues",
            [_stripped(row) for row in issues],
            [_stripped(tuple(row)) for row in expected.quality_issues],
        ),
        *_differences("negative_duration", voids, expected.negative_durations),
    ]


def _stripped(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(cell.strip() if isinstance(cell, str) else cell for cell in row)


def _differences(name: str, found: Any, expected: Any) -> list[str]:
    there = Counter(tuple(row) for row in found)
    wanted = Counter(tuple(row) for row in expected)
    return [f"{name}: {row} should not be there" for row in there - wanted] + [
        f"{name}: {row} is missing" for row in wanted - there
    ]


def _figures(connection: duckdb.DuckDBPyConnection, expected: Reference) -> list[str]:
    return _cells(
        connection, "metric_values", KEY, FIGURES, dict(expected.metric_values)
    )


def comparison_disagreements(
    published: Path, expected: Mapping[Any, Mapping[str, object]]
) -> list[str]:
    """Return one line per difference of metric_comparisons."""
    with duckdb.connect(str(published), read_only=True) as connection:
        return _cells(
            connection, "metric_comparisons", COMPARISON_KEY, COMPARED, expected
        )


def roi_disagreements(published: Path, expected: Ledger) -> list[str]:
    """Return one line per difference of the three tables of ROI.

    Sentences are not compared, but whether there is a reason for having no figure.
    """
    has_figure = {"has_figure": "no_figure_reason is null"}
    has_note = {"has_qualitative_note": "qualitative_note is not null"}
    with duckdb.connect(str(published), read_only=True) as connection:
        return [
            f"{table} {line}"
            for table, key, columns, derived, rows in (
                ("roi_ranges", RANGE_KEY, RANGED, has_figure, expected.ranges),
                (
                    "roi_summary",
                    SUMMARY_KEY,
                    SUMMED,
                    has_figure | has_note,
                    expected.summary,
                ),
                ("risk_reduction", RISK_KEY, RISKS, {}, expected.risk),
            )
            for line in _compared(
                _read(connection, table, key, columns, derived),
                (*columns, *derived),
                rows,
            )
        ]


def _cells(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    key: Sequence[str],
    columns: Sequence[str],
    expected: Mapping[Any, Mapping[str, object]],
) -> list[str]:
    rows = _read(connection, table, key, columns, {})
    # a metric that somebody adds is not the reference's business
    known = {cell: row for cell, row in rows.items() if cell[0] in METRIC_IDS}
    return _compared(known, columns, expected)


def _read(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    key: Sequence[str],
    columns: Sequence[str],
    derived: Mapping[str, str],
) -> dict[tuple[Any, ...], dict[str, Any]]:
    expressions = (*key, *columns, *derived.values())
    rows = connection.execute(
        f"select {', '.join(expressions)} from marts.{table}"
    ).fetchall()
    width = len(key)
    names = (*columns, *derived)
    found = {row[:width]: dict(zip(names, row[width:], strict=True)) for row in rows}
    assert len(found) == len(rows), f"{table} has a key twice"
    return found


def _compared(
    found: Mapping[tuple[Any, ...], Mapping[str, Any]],
    columns: Sequence[str],
    expected: Mapping[Any, Mapping[str, object]],
) -> list[str]:
    lines = [f"{cell}: should not be there" for cell in found.keys() - expected.keys()]
    for cell, figures in expected.items():
        if cell not in found:
            lines.append(f"{cell}: is missing")
            continue
        lines += [
            f"{cell} {name}: {found[cell][name]} is not {figures[name]}"
            for name in columns
            if not _same(found[cell][name], figures[name])
        ]
    return lines


def _same(found: Any, expected: Any) -> bool:
    if isinstance(found, float) and isinstance(expected, int | float):
        return math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=1e-12)
    return bool(found == expected)

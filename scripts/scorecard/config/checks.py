"""Rules that no single row can break: between the rows of a seed and between seeds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from scorecard.config.cells import UNMAPPED
from scorecard.config.models import (
    INCIDENT_CLASSES,
    SERVICE_TIERS,
    SEVERITIES,
    AiActivation,
    AnalysisWindow,
    Capture,
    ContextQualityWeight,
    DowntimeCost,
    ExpectedOfLanded,
    HeadlineMetric,
    IncidentClassMap,
    MetricDefinition,
    PlanStep,
    RecaptureShare,
    RequiredContextField,
    Row,
    ServiceTierMap,
    SeverityMap,
)
from scorecard.config.problems import Problem, nearest, shown
from scorecard.config.tables import SeedTable
from scorecard.landing import load_sources

Tables = Mapping[str, SeedTable]
Check = Callable[[Tables], Iterator[Problem]]
R = TypeVar("R", bound=Row)


def check(tables: Tables) -> Iterator[Problem]:
    """Yield what is wrong between rows and between seeds; `tables` has every seed."""
    for rule in CHECKS:
        yield from rule(tables)


def _rows(tables: Tables, row_type: type[R]) -> Iterator[tuple[int, R]]:
    for located in tables[row_type.seed].rows:
        if isinstance(located.row, row_type):
            yield located.line, located.row


def _weights_are_not_all_zero(tables: Tables) -> Iterator[Problem]:
    table = tables[ContextQualityWeight.seed]
    rows = list(_rows(tables, ContextQualityWeight))
    if rows and table.is_whole and not any(row.weight for _, row in rows):
        yield table.problem(
            rows[0][0],
            "weight",
            "every weight is 0, so there is no score",
            "Give at least one component a weight above 0",
        )


def _windows_are_in_order(tables: Tables) -> Iterator[Problem]:
    table = tables[AnalysisWindow.seed]
    for line, row in _rows(tables, AnalysisWindow):
        if row.starts_on >= row.ends_on:
            yield table.problem(
                line,
                "ends_on",
                f"the window ends on {row.ends_on}, "
                f"which is not after its start on {row.starts_on}",
                "The end is exclusive: write the day after the last day of the window",
            )
    windows = {
        row.window_name: (line, row) for line, row in _rows(tables, AnalysisWindow)
    }
    if len(windows) == 2:
        line, current = windows["current"]
        baseline = windows["baseline"][1]
        if current.starts_on < baseline.ends_on:
            yield table.problem(
                line,
                "starts_on",
                f"the current window starts on {current.starts_on}, "
                f"before the baseline ends on {baseline.ends_on}",
                "Let it start on or after the baseline's end: "
                "an incident cannot be in both",
            )


def _classes_are_known(tables: Tables) -> Iterator[Problem]:
    # names that an unreadable row of the map may bring in are not doubted
    if not tables[IncidentClassMap.seed].is_whole:
        return
    known = _targets(tables, IncidentClassMap, "incident_class", INCIDENT_CLASSES)
    yield from _unknown(tables, AiActivation, "incident_class", known)


def _tiers_are_known(tables: Tables) -> Iterator[Problem]:
    if not tables[ServiceTierMap.seed].is_whole:
        return
    known = _targets(tables, ServiceTierMap, "service_tier", SERVICE_TIERS)
    yield from _unknown(tables, AiActivation, "service_tier", known)
    yield from _unknown(tables, RequiredContextField, "service_tier", known)
    yield from _unknown(tables, DowntimeCost, "service_tier", [*known, UNMAPPED])


def _severities_are_known(tables: Tables) -> Iterator[Problem]:
    if not tables[SeverityMap.seed].is_whole:
        return
    known = _targets(tables, SeverityMap, "severity", [*SEVERITIES, UNMAPPED])
    table = tables[DowntimeCost.seed]
    for line, row in _rows(tables, DowntimeCost):
        if row.severity is not None and row.severity not in known:
            yield table.problem(
                line,
                "severity",
                f"no label of severity_map leads to {shown(row.severity)}",
                f"Use one of {', '.join(sorted(known))}, or add the label to the map",
            )


def _metrics_are_known(tables: Tables) -> Iterator[Problem]:
    known = _targets(tables, MetricDefinition, "metric_id")
    yield from _unknown(tables, HeadlineMetric, "metric_id", known)
    yield from _unknown(
        tables, MetricDefinition, "expected_of", [EVERY_INCIDENT, *known]
    )


def _captures_are_known(tables: Tables) -> Iterator[Problem]:
    known = _targets(tables, Capture, "capture_id")
    table = tables[MetricDefinition.seed]
    for line, row in _rows(tables, MetricDefinition):
        for capture in row.requires.split():
            if capture not in known:
                text = f"{shown(capture)} is not a capture_id"
                yield table.problem(line, "requires", text, nearest(capture, known))


def _plan_requirements_are_known(tables: Tables) -> Iterator[Problem]:
    known = [
        *_targets(tables, MetricDefinition, "metric_id"),
        *_targets(tables, Capture, "capture_id"),
    ]
    table = tables[PlanStep.seed]
    for line, row in _rows(tables, PlanStep):
        for requirement in row.requires.split():
            if requirement not in known:
                text = f"{shown(requirement)} is neither a metric_id nor a capture_id"
                yield table.problem(line, "requires", text, nearest(requirement, known))


def _ranges_are_in_order(tables: Tables) -> Iterator[Problem]:
    for table in tables.values():
        columns = table.row_type.model_fields
        pairs = [
            (name, high)
            for name in columns
            if (high := f"{name.removesuffix('_low')}_high") in columns and name != high
        ]
        for located in table.rows:
            for low_column, high_column in pairs:
                low = getattr(located.row, low_column)
                high = getattr(located.row, high_column)
                if low is not None and high is not None and low > high:
                    yield table.problem(
                        located.line,
                        low_column,
                        f"{shown(low)} is above {high_column}, which is {shown(high)}",
                        "Write the lower end first; the two may be equal",
                    )


def _components_have_costs_or_a_note(tables: Tables) -> Iterator[Problem]:
    table = tables[DowntimeCost.seed]
    for line, row in _rows(tables, DowntimeCost):
        costs = {
            "cost_per_minute_low": row.cost_per_minute_low,
            "cost_per_minute_high": row.cost_per_minute_high,
        }
        is_brand = row.component == "brand_impact"
        for column, cost in costs.items():
            if is_brand and cost is not None:
                yield table.problem(
                    line,
                    column,
                    "brand_impact is put into words, not into money",
                    "Leave both costs blank and say in source what is known",
                )
            elif not is_brand and cost is None:
                yield table.problem(
                    line,
                    column,
                    f"the cell is blank, and {row.component} needs a low and a high",
                    "Fill it in (the same figure twice where there is no range), "
                    "or delete the whole row",
                )
        if is_brand and row.source is None:
            yield table.problem(
                line,
                "source",
                "the cell is blank, and brand_impact has nothing else to say",
                "Write what is known about it, or delete the whole row",
            )


def _downtime_is_not_recaptured(tables: Tables) -> Iterator[Problem]:
    table = tables[RecaptureShare.seed]
    for line, row in _rows(tables, RecaptureShare):
        if row.bucket == "avoided_downtime" and row.share_low != 1:
            yield table.problem(
                line,
                "share_low",
                "avoided_downtime counts in full: it is no saved time "
                "that has to be put to use",
                "Delete the row; shares are for reclaimed_time and reduced_overhead",
            )


def _expectations_can_be_met(tables: Tables) -> Iterator[Problem]:
    table = tables[ExpectedOfLanded.seed]
    rows = list(_rows(tables, ExpectedOfLanded))
    for line, row in rows:
        limit = row.threshold
        if row.kind in SHARES and limit is not None and limit > 1:
            text = f"{shown(limit)} is no share"
            yield table.problem(
                line, "threshold", text, "Write a number from 0 to 1, such as 0.25"
            )
    named = [(line, row) for line, row in rows if row.source or row.table_name]
    if not named:
        return
    known = {s.name: [t.name for t in s.tables] for s in load_sources()}
    for line, row in named:
        if row.source is not None and row.source not in known:
            text = f"{shown(row.source)} is not a source"
            yield table.problem(line, "source", text, nearest(row.source, known))
            continue
        names = [
            name
            for source, tables_of_it in known.items()
            if row.source in (None, source)
            for name in tables_of_it
        ]
        if row.table_name is not None and row.table_name not in names:
            text = f"{shown(row.table_name)} is not a table of it"
            yield table.problem(
                line, "table_name", text, nearest(row.table_name, names)
            )


def _targets(
    tables: Tables, row_type: type[Row], column: str, listed: Iterable[str] = ()
) -> list[str]:
    """Return the values that a column gives to other seeds, listed ones first."""
    found = (getattr(row, column) for _, row in _rows(tables, row_type))
    return list(dict.fromkeys([*listed, *found]))


def _unknown(
    tables: Tables, row_type: type[Row], column: str, known: list[str]
) -> Iterator[Problem]:
    table = tables[row_type.seed]
    for line, row in _rows(tables, row_type):
        value = getattr(row, column)
        if value is not None and value not in known:
            text = f"{shown(value)} is not a known {column}"
            yield table.problem(line, column, text, nearest(value, known))


EVERY_INCIDENT = "incidents"
"""expected_of where every countable incident should have an observation."""

SHARES = (
    "unreadable_share",
    "quarantined_share",
    "landing_rows",
    "filled_share",
    "weekly_rows",
)
"""Expectations whose threshold is a share."""

CHECKS: tuple[Check, ...] = (
    _weights_are_not_all_zero,
    _windows_are_in_order,
    _classes_are_known,
    _tiers_are_known,
    _severities_are_known,
    _metrics_are_known,
    _captures_are_known,
    _plan_requirements_are_known,
    _ranges_are_in_order,
    _components_have_costs_or_a_note,
    _downtime_is_not_recaptured,
    _expectations_can_be_met,
)

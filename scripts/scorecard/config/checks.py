"""Rules that no single row can break: between the rows of a seed and between seeds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from scorecard.config.models import (
    INCIDENT_CLASSES,
    SERVICE_TIERS,
    AiActivation,
    AnalysisWindow,
    Capture,
    ContextQualityWeight,
    HeadlineMetric,
    IncidentClassMap,
    MetricDefinition,
    PlanStep,
    RequiredContextField,
    Row,
    ServiceTierMap,
)
from scorecard.config.problems import Problem, nearest, shown
from scorecard.config.tables import SeedTable

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

CHECKS: tuple[Check, ...] = (
    _weights_are_not_all_zero,
    _windows_are_in_order,
    _classes_are_known,
    _tiers_are_known,
    _metrics_are_known,
    _captures_are_known,
    _plan_requirements_are_known,
)

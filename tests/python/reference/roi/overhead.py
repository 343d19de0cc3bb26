"""Bucket 3: hours outside of engineering, and stakeholders who had to ask."""

from . import measures
from .estimate import Trend
from .measures import Measure
from .pooling import severity_rows
from .row import (
    OVERHEAD,
    Comparison,
    Row,
    Spoken,
    both_attributions,
    compared_row,
    no_money,
    priced,
)
from .scope import Scope
from .settings import Settings

FUNCTIONS = ("support", "customer_success", "leadership")


def overhead_rows(scope: Scope, settings: Settings) -> list[Row]:
    """Return a row per severity of each component, functions as parts of overhead."""
    overhead = measures.overhead(scope.facts, "overhead_hours", FUNCTIONS)
    compliance = measures.overhead(scope.facts, "compliance_hours", ("compliance",))
    rows = [
        *_hours(scope, settings, overhead, FUNCTIONS),
        *_hours(scope, settings, compliance, ()),
    ]
    counts = Comparison(
        scope,
        settings,
        OVERHEAD,
        "measured",
        measures.missing_update_escalations(scope.facts),
        "escalations",
    )
    return rows + [
        compared_row(
            counts,
            Spoken(counts.measure.name),
            labels,
            cells,
            None,
            counts.coverage(cells),
            no_money,
        )
        for labels, cells in severity_rows(counts.pairs()).items()
    ]


def _hours(
    scope: Scope, settings: Settings, measure: Measure, functions: tuple[str, ...]
) -> list[Row]:
    comparison = Comparison(
        scope, settings, OVERHEAD, "measured", measure, "hours", per_unit=60.0
    )
    parts = [
        Spoken(measure.name),
        *(Spoken(measure.name, each, (each, measure.name)) for each in functions),
    ]
    trends: list[Trend | None] = both_attributions(comparison)
    return [
        compared_row(
            comparison,
            part,
            labels,
            cells,
            trend,
            comparison.coverage(cells),
            priced(comparison, part.share),
        )
        for trend in trends
        for labels, cells in severity_rows(comparison.pairs()).items()
        for part in parts
    ]

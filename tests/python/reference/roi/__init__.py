"""The ledger of ranges, its summary and the risk table, from the raw exports.

Written from the definitions alone and for the reader, like the rest of the
reference: every period, row and level is computed for itself.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from ..config import load_config
from ..facts import Facts, build_facts
from ..landing import land
from .downtime import downtime_rows
from .overhead import overhead_rows
from .reclaimed import METHODS, reclaimed_rows
from .risk import RiskKey, risk_reduction
from .row import TIME, TREND_ADJUSTED, Key, Row
from .scope import periods, scope_of
from .settings import Settings, load_settings
from .summary import summary_of

__all__ = ["Ledger", "Row", "ledger", "ledger_of", "rows_of"]


@dataclass(frozen=True)
class Ledger:
    """Key to the other columns, sentences left out.

    ``has_figure`` stands for no_figure_reason being null, ``has_qualitative_note``
    for qualitative_note not being null.
    """

    ranges: dict[Key, dict[str, object]]
    summary: dict[tuple[str, str], dict[str, object]]
    risk: dict[RiskKey, dict[str, object]]


def ledger(exports: Path, config: Path) -> Ledger:
    """Compute the three tables from an exports folder and a config folder."""
    facts = build_facts(land(exports), load_config(config))
    return ledger_of(facts, load_settings(config))


def ledger_of(facts: Facts, settings: Settings) -> Ledger:
    """Compute the three tables."""
    rows = rows_of(facts, settings)
    summary: dict[tuple[str, str], dict[str, object]] = {}
    for period in periods(facts):
        headlines = [row for row in rows if row.is_headline and row.period == period]
        summary |= summary_of(period, headline_method(rows), headlines, settings)
    return Ledger(
        {row.key: row.as_dict(settings) for row in rows},
        summary,
        risk_reduction(facts),
    )


def rows_of(facts: Facts, settings: Settings) -> list[Row]:
    """Return all rows of all periods, the headlines marked."""
    rows: list[Row] = []
    for period in periods(facts):
        scope = scope_of(facts, period)
        for bucket_rows in (downtime_rows, reclaimed_rows, overhead_rows):
            rows += bucket_rows(scope, settings)
    method = headline_method(rows)
    adjusted = {_family(row) for row in rows if row.attribution == TREND_ADJUSTED}
    return [
        replace(row, is_headline=_is_headline(row, method, adjusted)) for row in rows
    ]


def _family(row: Row) -> tuple[str, str, str]:
    """Return what has one trend: a measure in a period."""
    measure = row.method if row.bucket == TIME else row.component
    return row.bucket, measure, row.period.period_name


def headline_method(rows: list[Row]) -> str | None:
    """Return the first method with a figure in the current window."""
    with_figure = {
        row.method
        for row in rows
        if row.bucket == TIME
        and row.period.period_name == "current"
        and row.is_total
        and row.quantity is not None
    }
    return next((method for method in METHODS if method in with_figure), None)


def _is_headline(
    row: Row, method: str | None, adjusted: set[tuple[str, str, str]]
) -> bool:
    if not row.is_total or (row.bucket == TIME and row.method != method):
        return False
    return row.attribution == TREND_ADJUSTED or _family(row) not in adjusted

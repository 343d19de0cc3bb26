"""Reads the ledger from a published warehouse, and says what can be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from scorecard.explain.ledger import (
    VALUATIONS,
    Cell,
    Evidence,
    Line,
    Part,
    Price,
    Summary,
    Trend,
)

T = TypeVar("T")

TABLES = (
    "roi_ranges",
    "roi_summary",
    "roi_workings",
    "roi_line_support",
    "roi_line_incidents",
    "roi_unit_costs",
)

_LINE_KEY = (
    "bucket",
    "component",
    "method",
    "period_name",
    "severity",
    "incident_class",
    "service_tier",
    "role",
)


class UnknownError(Exception):
    """What was asked for is not there; the message says what is."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which lines of a bucket and period to explain; None leaves it open."""

    severity: str | None = None
    incident_class: str | None = None
    service_tier: str | None = None
    role: str | None = None
    component: str | None = None
    method: str | None = None
    attribution: str | None = None

    @property
    def wanted(self) -> dict[str, str]:
        """Return what is not left open, by column."""
        pairs = ((name.name, getattr(self, name.name)) for name in fields(self))
        return {name: value for name, value in pairs if value is not None}


@contextmanager
def published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published warehouse for reading.

    Raises:
        UnknownError: there is none, or one without the tables that this needs.
    """
    if not path.exists():
        raise UnknownError(
            f"{path.parent} has nothing published: scorecard run --exports DIR"
            f" --warehouse {path.parent}"
        )
    with duckdb.connect(str(path), read_only=True) as marts:
        found = marts.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        missing = sorted(set(TABLES) - {name for (name,) in found})
        if missing:
            raise UnknownError(
                f"{path} was published by an earlier version, without"
                f" {', '.join(missing)}: run scorecard again"
            )
        yield marts


def summaries(
    marts: duckdb.DuckDBPyConnection, bucket: str, period: str
) -> dict[str, Summary]:
    """Return a period's rows of roi_summary by bucket; the asked one is among them.

    Raises:
        UnknownError: no such bucket or period.
    """
    columns = ", ".join(column.name for column in fields(Summary))
    every = [
        Summary(**row)
        for row in _rows(
            marts,
            f"select {columns} from marts.roi_summary"  # noqa: S608 - own column names
            " order by period_start desc, bucket",
        )
    ]
    if not every:
        raise UnknownError(
            "the ledger has no period: ROI needs a baseline and a current window"
        )
    _known("bucket", bucket, [row.bucket for row in every])
    _known("month", period, [row.period_name for row in every])
    return {row.bucket: row for row in every if row.period_name == period}


def lines(
    marts: duckdb.DuckDBPyConnection, bucket: str, period: str
) -> tuple[Line, ...]:
    """Return a bucket's lines of a period, headlines first."""
    columns = ", ".join(column.name for column in fields(Line))
    return tuple(
        Line(**row)
        for row in _rows(
            marts,
            f"select {columns} from marts.roi_ranges"  # noqa: S608 - own column names
            f" inner join marts.roi_line_support using ({', '.join(_LINE_KEY)},"
            " attribution) where bucket = ? and period_name = ?"
            " order by is_headline desc, method, component, severity,"
            " incident_class = 'all', incident_class, service_tier = 'all',"
            " service_tier, role = 'all' desc, role, attribution",
            [bucket, period],
        )
    )


def chosen(every: Sequence[Line], choice: Choice) -> tuple[Line, ...]:
    """Return the headlines; of a choice those that it fits, else all that it fits.

    Raises:
        UnknownError: the choice fits no line.
    """
    fitting = list(every)
    for column, value in choice.wanted.items():
        _known(
            _OPTIONS[column],
            value,
            [getattr(line, column) for line in fitting],
            "among the lines that the other options leave" if fitting else "",
        )
        fitting = [line for line in fitting if getattr(line, column) == value]
    headlines = [line for line in fitting if line.is_headline]
    return tuple(headlines or (fitting if choice.wanted else ()))


_OPTIONS = {
    "severity": "severity",
    "incident_class": "class",
    "service_tier": "tier",
    "role": "role",
    "component": "component",
    "method": "method",
    "attribution": "attribution",
}


def evidence(marts: duckdb.DuckDBPyConnection, line: Line) -> Evidence:
    """Return what a line is computed from."""
    if line.attribution == "direct":
        return Evidence(line=line, parts=_parts(marts, line))
    where = " and ".join(f"{column} = ?" for column in _LINE_KEY)
    key = [getattr(line, column) for column in _LINE_KEY]
    found = _rows(
        marts,
        f"""
        select valuation, cell_severity as severity, cell_class as incident_class,
            cell_tier as service_tier, weight, n_baseline, mean_baseline,
            squares_baseline, n_current, mean_current, squares_current, n_applied,
            rho, rho_low, rho_high
        from marts.roi_workings
        where {where}
        order by cell_severity, cell_class, cell_tier
        """,  # noqa: S608 - own column names
        key,
    )
    trend = None
    cells: dict[str, list[Cell]] = {}
    for row in found:
        rho, low, high = (row.pop(name) for name in ("rho", "rho_low", "rho_high"))
        if line.attribution == "trend_adjusted":
            trend = Trend(rho=rho, low=low, high=high)
        cells.setdefault(row.pop("valuation"), []).append(Cell(**row))
    return Evidence(
        line=line,
        cells={name: tuple(cells[name]) for name in VALUATIONS if name in cells},
        trend=trend,
        prices=_prices(marts, line, where, key) if "cost_low" in cells else (),
    )


def _prices(
    marts: duckdb.DuckDBPyConnection, line: Line, where: str, key: list[str]
) -> tuple[Price, ...]:
    """Return which configured rows price the incidents that a line is applied to."""
    downtime = line.bucket == "avoided_downtime"
    # a deep sample stands for incidents without a quantity of their own
    measured = "" if line.method == "sampled" else "and quantity_low is not null"
    roles = _roles(marts, line, where, key)
    rows = _rows(
        marts,
        f"""
        with cells as (
            select distinct cell_severity, cell_class, cell_tier
            from marts.roi_workings
            where {where} and valuation = 'quantity'
        ),
        applied as (
            select distinct incident_id
            from marts.roi_line_incidents
            inner join cells using (cell_severity, cell_class, cell_tier)
            where bucket = ? and method = ? and period_name = ?
                and component = ? and role = 'all' {measured}
        )
        select
            item,
            input as name,
            cost_per_minute_low as low,
            cost_per_minute_high as high,
            count(*) as n_incidents,
            any_value(source) as source
        from marts.roi_unit_costs
        inner join applied using (incident_id)
        where kind = ? and (kind = 'downtime' or list_contains(?, item))
        group by item, input, cost_per_minute_low, cost_per_minute_high
        order by item, input
        """,  # noqa: S608 - own column names
        [
            *key,
            line.bucket,
            line.method,
            line.period_name,
            "all" if line.method == "sampled" else line.component,
            "downtime" if downtime else "time",
            roles,
        ],
    )
    return tuple(Price(**row) for row in rows)


def _roles(
    marts: duckdb.DuckDBPyConnection, line: Line, where: str, key: list[str]
) -> list[str]:
    """Return whose time a line is: its role, of a total all roles that occur in it."""
    if line.component == "compliance_hours":
        return ["compliance"]
    if line.role != "all":
        return [line.role]
    without_role = where.replace("role = ?", "role <> 'all'")
    if line.method == "sampled":
        without_role = without_role.replace("component = ?", "component <> ?")
    rows = marts.execute(
        f"select distinct role from marts.roi_workings where {without_role}",  # noqa: S608
        key[:-1],
    ).fetchall()
    return [role for (role,) in rows]


def _parts(marts: duckdb.DuckDBPyConnection, line: Line) -> tuple[Part, ...]:
    rows = _rows(
        marts,
        """
        select
            incidents.role,
            incidents.component,
            count(incidents.quantity_low) as n_incidents,
            sum(incidents.quantity_low) as hours_low,
            sum(incidents.quantity_high) as hours_high,
            sum(incidents.quantity_low * 60 * prices.cost_per_minute_low) as cost_low,
            sum(incidents.quantity_high * 60 * prices.cost_per_minute_high) as cost_high
        from marts.roi_line_incidents as incidents
        left join marts.roi_unit_costs as prices
            on incidents.incident_id = prices.incident_id
            and incidents.role = prices.item and prices.kind = 'time'
        where incidents.bucket = ? and incidents.method = ?
            and incidents.period_name = ? and incidents.cell_class = ?
            and incidents.role <> 'all'
            and ? in ('all', incidents.role) and ? in ('all', incidents.component)
        group by incidents.role, incidents.component
        order by incidents.role, incidents.component
        """,
        [
            line.bucket,
            line.method,
            line.period_name,
            line.incident_class,
            line.role,
            line.component,
        ],
    )
    return tuple(Part(**row) for row in rows)


def _known(what: str, value: str, existing: Sequence[str], where: str = "") -> None:
    if value not in existing:
        there = ", ".join(dict.fromkeys(existing)) or "none"
        raise UnknownError(
            f"no {what} {value!r}{' ' + where if where else ''}; there is: {there}"
        )


def _rows(
    marts: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()
) -> list[dict[str, Any]]:
    answer = marts.execute(sql, list(values))
    names = [column[0] for column in answer.description or []]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

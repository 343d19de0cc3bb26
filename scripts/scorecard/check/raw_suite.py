"""Suite raw: whether what landed can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from scorecard.check.drift import (
    Activity,
    DriftOf,
    activity,
    drift_checks,
    history,
    landing_age,
)
from scorecard.check.expectations import Expectations, expectations_of, from_limits
from scorecard.check.frames import Check, Warehouse
from scorecard.check.result import CheckLimits, LandingVolume, Severity
from scorecard.landing import Source, Table

SCHEMA_PREFIX = "raw_"

ESSENTIAL_COLUMNS = {
    ("servicenow", "incident_events"): (
        "number",
        "opened_at",
        "sys_mod_count",
        "sys_updated_at",
    ),
}
"""Columns without which staging sets every row of a foreign tool's export aside."""

EVENT_TIMES = (
    "sys_updated_at",
    "started_at",
    "changed_at",
    "paged_at",
    "occurred_at",
    "generated_at",
    "arrived_at",
    "corrected_at",
    "proposed_at",
    "sent_at",
    "raised_at",
    "executed_at",
    "defined_at",
)
"""What a staged row's time of happening may be called; the first one there counts."""

_FUTURE_HOURS = CheckLimits().future_hours

_NO_VALUE = "('', 'null', 'none', 'n/a', '-')"
_TRUE = "('true', 't', 'yes', 'y', '1')"


@dataclass(frozen=True, kw_only=True)
class RawAudit:
    """What the suite compares with.

    Attributes:
        limits: in place of the seed `expectations`, for every table alike.
        as_of: now, UTC, no zone attached.
        history: earlier landings that the store may not know of.
    """

    sources: Sequence[Source]
    limits: CheckLimits | None
    as_of: datetime
    history: Sequence[LandingVolume] = ()

    def checks(self, warehouse: Warehouse) -> Iterator[Check]:
        """Yield the checks of every raw table that has landed, now or before.

        Raw tables that are not in this warehouse (an EL tool's own) are left out.
        """
        expected = (
            from_limits(self.limits) if self.limits else expectations_of(warehouse)
        )
        tables = [
            _RawTable(self, expected, warehouse, schema, table)
            for schema, table in warehouse.tables(SCHEMA_PREFIX)
        ]
        landed = [table for table in tables if table.has_landed]
        # What a table is silent against: the newest events of the others.
        activities = {table.name: table.activity for table in landed}
        newest_of = {
            source: max(
                (table for table in landed if table.source == source and table.newest),
                key=lambda table: table.newest or datetime.min,
                default=None,
            )
            for source in {table.source for table in landed}
        }
        for table in landed:
            others = [a for n, a in activities.items() if a and n != table.name]
            yield from table.checks(others)
            if table is newest_of[table.source] and table.newest:
                yield from landing_age(
                    expected, table.source, table.table, table.newest, self.as_of
                )


class _RawTable:
    def __init__(
        self,
        audit: RawAudit,
        expected: Expectations,
        warehouse: Warehouse,
        schema: str,
        table: str,
    ) -> None:
        self._audit = audit
        self._expected = expected
        self._as_of = audit.as_of
        self._warehouse = warehouse
        self.source = schema.removeprefix(SCHEMA_PREFIX)
        self.table = table
        self.name = f"{self.source}.{table}"
        self._schema = schema
        self._relation = f'{schema}."{table}"'
        self._columns = warehouse.columns(schema, table)
        self._described = _described(audit.sources, self.source, table)
        self._history = [
            v for v in audit.history if (v.source, v.table) == (self.source, table)
        ]
        self._landings = self._stored_landings()

    @property
    def has_landed(self) -> bool:
        return bool(self._landings) or self._landed_before

    @property
    def _landed_before(self) -> bool:
        return any(v.rows > 0 for v in self._history)

    @property
    def newest(self) -> datetime | None:
        """When the newest row was landed."""
        return max((at for at, _ in self._landings if at is not None), default=None)

    @property
    def activity(self) -> Activity | None:
        """When the table's events happened, where it has any."""
        limits = self._limits("future_hours")
        hours = min((limit for _, limit in limits), default=_FUTURE_HOURS)
        return activity(
            self._warehouse, self._staged, self._time, self._as_of, float(hours)
        )

    def checks(self, others: Sequence[Activity]) -> Iterator[Check]:
        """Yield the checks of the table; `others` are the tables beside it."""
        yield self._columns_are_there()
        yield self._columns_are_filled()
        if self._landed_before:
            yield self._rows_are_there()
        yield from self._volume()
        yield from self._unreadable()
        yield from self._quarantined()
        yield from self._freshness()
        yield from drift_checks(
            DriftOf(
                warehouse=self._warehouse,
                expected=self._expected,
                source=self.source,
                table=self.table,
                relation=self._relation,
                columns=self._delivered,
                landings=[at for at, _ in self._landings if at is not None],
                staged=self._staged,
                time=self._time,
                own=self.activity,
                others=others,
            )
        )

    def _limits(self, kind: str) -> tuple[tuple[Severity, float], ...]:
        return self._expected.limits(kind, self.source, self.table)

    def _stored_landings(self) -> list[tuple[datetime | None, int]]:
        if "_landed_at" not in self._columns:
            n = self._warehouse.count(self._schema, self.table)
            return [(None, n)] if n else []
        return [
            (landed_at, rows)
            for landed_at, rows in self._warehouse.rows(
                f"select _landed_at, count(*) from {self._relation} "  # noqa: S608
                "group by _landed_at order by _landed_at"
            )
        ]

    @property
    def _required(self) -> tuple[str, ...]:
        return _required(self._described, self.source, self.table)

    def _columns_are_there(self) -> Check:
        missing = [c for c in self._required if c not in self._columns]
        return self._check(
            name="required columns are there",
            description="Every required column exists.",
            column=", ".join(self._required),
            sql=_values("column_name", missing),
            columns=("column_name",),
            advice="Compare the export with docs/export_format.md.",
        )

    def _columns_are_filled(self) -> Check:
        names = [c for c in self._required if c in self._columns]
        readable = "true"
        if "_unreadable_line" in self._columns:
            readable += " and _unreadable_line is null"
        if "is_deleted" in self._columns:
            # a tombstone needs nothing but its key
            readable += f" and coalesce(lower(trim(is_deleted)), '') not in {_TRUE}"
        counts = "".join(
            f', count(*) filter (where lower(trim("{c}")) not in {_NO_VALUE}) as f{i}'
            for i, c in enumerate(names)
        )
        empty = " union all ".join(
            f"select '{c}' as column_name, n as readable_rows from counted "  # noqa: S608
            f"where n > 0 and f{i} = 0"
            for i, c in enumerate(names)
        )
        sql = (
            f"with counted as (select count(*) as n{counts} "  # noqa: S608
            f"from {self._relation} where {readable}) {empty}"
            if names
            else "select null as column_name, null as readable_rows where false"
        )
        return self._check(
            name="required columns are filled",
            description="No required column is null in every readable row.",
            column=", ".join(self._required),
            # its rows are quarantined, so no figure rests on them
            severity="warning",
            sql=sql,
            columns=("column_name", "readable_rows"),
            advice="Check the column's name in the export: a renamed column is null.",
        )

    def _rows_are_there(self) -> Check:
        return self._check(
            name="rows are there",
            description="A table that landed before still has rows.",
            column="",
            sql=f"select count(*) as n_rows from {self._relation}",  # noqa: S608
            columns=("n_rows",),
            measure="n_rows",
            minimum=1,
            advice="The raw store has lost files; restore it from a backup.",
        )

    def _volume(self) -> Iterator[Check]:
        stored = {at: n for at, n in self._landings if at is not None}
        if not stored:
            return
        newest = max(stored)
        told = {v.landed_at: v.rows for v in self._history}
        before = {at: n for at, n in {**stored, **told}.items() if at < newest}
        earlier = [before[at] for at in sorted(before)]
        needed = (self._audit.limits or CheckLimits()).volume_landings
        if len(earlier) < needed or not median(earlier):
            return
        for severity, share in self._limits("landing_rows"):
            yield self._check(
                name="the newest landing has the usual volume",
                description=(
                    f"The newest landing brings at least {share:.0%} of the median of "
                    "the landings before it."
                ),
                column="",
                severity=severity,
                sql=(
                    "select $rows as newest_rows, $usual as median_rows, "
                    "$rows / $usual as share_of_median, $history as history"
                ),
                parameters={
                    "rows": float(stored[newest]),
                    "usual": float(median(earlier)),
                    "history": history(earlier, stored[newest]),
                },
                columns=("newest_rows", "median_rows", "share_of_median", "history"),
                measure="share_of_median",
                minimum=share,
                advice="Check whether the export was cut off or filtered.",
            )

    def _unreadable(self) -> Iterator[Check]:
        if "_unreadable_line" in self._columns:
            yield from self._bad_share(
                "unreadable_share",
                "unreadable lines",
                "count(_unreadable_line)",
                "count(*)",
                self._relation,
                "Look at the lines in marts.quarantine, rule unreadable_line.",
            )

    def _quarantined(self) -> Iterator[Check]:
        if self._warehouse.columns("marts", "row_accounting"):
            yield from self._bad_share(
                "quarantined_share",
                "quarantined rows",
                "sum(quarantined)",
                "sum(raw)",
                "marts.row_accounting "
                f"where source = '{self.source}' and table_name = '{self.table}'",
                "Look at the rows and their rules in marts.quarantine.",
            )

    def _bad_share(
        self, kind: str, what: str, bad: str, rows: str, relation: str, advice: str
    ) -> Iterator[Check]:
        for severity, limit in self._limits(kind):
            if limit >= 1:
                continue  # no share is above it
            yield self._check(
                name=f"share of {what}",
                description=f"At most {limit * 100:g} % of the raw rows are {what}.",
                column="",
                severity=severity,
                sql=(
                    f"select {bad} as n_bad, {rows} as n_rows, "  # noqa: S608
                    f"{bad} / nullif({rows}, 0) as share from {relation}"
                ),
                columns=("n_bad", "n_rows", "share"),
                measure="share",
                maximum=limit,
                advice=advice,
            )

    @property
    def _staged(self) -> str:
        return f'staging."stg_{self.source}__{self.table}"'

    @property
    def _time(self) -> str | None:
        staged = self._warehouse.columns("staging", f"stg_{self.source}__{self.table}")
        if "row_fate" not in staged:
            return None
        return next((c for c in EVENT_TIMES if c in staged), None)

    @property
    def _delivered(self) -> tuple[str, ...]:
        """The columns that an export fills; whole records have none of their own."""
        if self._described is None or len(self._described.columns) == 1:
            return ()
        return tuple(c for c in self._described.column_names if c in self._columns)

    def _freshness(self) -> Iterator[Check]:
        time = self._time
        if time is None:
            return
        for severity, hours in self._limits("future_hours"):
            yield self._check(
                name="no event lies in the future",
                description=f"No {time} is more than {hours:g} hours ahead.",
                column=time,
                severity=severity,
                sql=(
                    f"select source_file, source_row, {time} from {self._staged} "  # noqa: S608
                    f"where row_fate = 'accepted' and {time} > $horizon"
                ),
                parameters={"horizon": self._as_of + timedelta(hours=hours)},
                columns=("source_file", "source_row", time),
                advice="Check the clock and the time zone of the exporting tool.",
            )
        own = self.activity
        if own is None:
            return
        for severity, days in self._limits("event_age_days"):
            yield self._check(
                name="the newest event is recent",
                description=f"The newest {time} is at most {days:g} days old.",
                column=time,
                severity=severity,
                # events in the future must not hide that nothing new arrives
                sql=(
                    "select $newest as newest_event, "
                    "epoch($as_of::timestamp - $newest) / 86400 as age_days"
                ),
                parameters={"as_of": self._as_of, "newest": own.newest},
                columns=("newest_event", "age_days"),
                measure="age_days",
                maximum=days,
                advice="Check whether the export still runs.",
            )
        for severity, years in self._limits("history_years"):
            yield self._check(
                name="no event lies in the distant past",
                description=(
                    f"No {time} is more than {years:g} years before the middle one."
                ),
                column=time,
                severity=severity,
                sql=(
                    f"select source_file, source_row, {time} from {self._staged} "  # noqa: S608
                    f"where row_fate = 'accepted' "
                    f"and date_diff('day', {time}, $middle) > $days"
                ),
                parameters={"middle": own.middle, "days": 365.25 * years},
                columns=("source_file", "source_row", time),
                advice=(
                    "Look for a default date or a mistyped year: rates get a figure "
                    "for every month since then."
                ),
            )

    def _check(self, **fields: Any) -> Check:
        return Check(suite="raw", table=self.name, **fields)


def _described(sources: Iterable[Source], source: str, table: str) -> Table | None:
    found = next((s for s in sources if s.name == source), None)
    return found.table(table) if found else None


def _required(described: Table | None, source: str, table: str) -> tuple[str, ...]:
    essential = ESSENTIAL_COLUMNS.get((source, table), ())
    if described is None:
        return essential
    names = [c.name for c in described.columns if c.required]
    # a source of whole records has the one column
    if len(described.columns) == 1:
        names = list(described.column_names)
    return tuple(dict.fromkeys([*names, *essential]))


def _values(column: str, texts: Sequence[str]) -> str:
    """Return a query of one column of names; they come from the project itself."""
    if not texts:
        return f"select null as {column} where false"
    return " union all ".join(f"select '{t}' as {column}" for t in texts)

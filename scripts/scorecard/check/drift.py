"""Drift: columns that disappear, tables that go silent, volumes that collapse.

Each question is put to one table and answered with the numbers it rests on, so that
whoever reads a finding sees what was usual. None of them needs a clock: they compare
what landed with what landed before, and a table with those beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, median_low
from typing import Any

from scorecard.check.expectations import Expectations
from scorecard.check.frames import Check, Warehouse
from scorecard.check.result import Severity

HISTORY = 8
"""Weeks, and landings, that are looked back on."""

MIN_WEEKS = 4
"""Weeks without which there is no habit."""

MIN_WEEKLY_ROWS = 20
"""Rows of a usual week; of fewer, a poor week says little: at 20 a quarter of them
has a chance of 1 in 14,000 (Poisson)."""

MIN_FILLED = 10
"""Filled cells that the newest landing should have; of fewer, none may be chance."""

_WEEK = timedelta(days=7)
_NO_VALUE = "('', 'null', 'none', 'n/a', '-')"


@dataclass(frozen=True)
class Activity:
    """When the events of a table happened, the future left out.

    Attributes:
        middle: as many events are older as are newer; no odd date moves it.
    """

    first: datetime
    middle: datetime
    newest: datetime


@dataclass(frozen=True, kw_only=True)
class DriftOf:
    """A table, and what its drift is judged by.

    Attributes:
        relation: the raw table.
        columns: the raw columns that an export fills.
        landings: landing times, in any order.
        staged: the staging model.
        time: its column with the time of the event; None without one.
        own: None where no event is known.
        others: of the tables beside it.
    """

    warehouse: Warehouse
    expected: Expectations
    source: str
    table: str
    relation: str
    columns: Sequence[str]
    landings: Sequence[datetime]
    staged: str
    time: str | None
    own: Activity | None
    others: Sequence[Activity]

    def limits(self, kind: str) -> tuple[tuple[Severity, float], ...]:
        """Return the levels of a kind for this table."""
        return self.expected.limits(kind, self.source, self.table)

    def check(self, **fields: Any) -> Check:
        """Return a check of this table."""
        return Check(suite="raw", table=f"{self.source}.{self.table}", **fields)


def activity(
    warehouse: Warehouse,
    staged: str,
    time: str | None,
    as_of: datetime,
    future_hours: float,
) -> Activity | None:
    """Return when the accepted rows of a staging model happened."""
    if time is None:
        return None
    horizon = as_of + timedelta(hours=future_hours)
    ((first, middle, newest),) = warehouse.rows(
        f"select min({time}), quantile_disc({time}, 0.5), max({time}) "  # noqa: S608
        f"from {staged} "
        f"where row_fate = 'accepted' and {time} <= $horizon",
        {"horizon": horizon},
    )
    return Activity(first, middle, newest) if newest else None


def drift_checks(of: DriftOf) -> Iterator[Check]:
    """Yield what there is to ask about the drift of a table."""
    yield from _columns_stay_filled(of)
    if of.own and of.time and of.others:
        # One odd date in one other table must not make this one look silent.
        edge = median_low(sorted(other.newest for other in of.others))
        yield from _weeks_keep_their_volume(
            of, of.time, of.own, max(edge, of.own.newest)
        )
        yield from _table_is_not_silent(of, of.time, of.own, edge)


def landing_age(
    expected: Expectations,
    source: str,
    table: str,
    newest: datetime,
    as_of: datetime,
) -> Iterator[Check]:
    """Yield whether a source still lands; `table` is the one that landed last."""
    for severity, days in expected.limits("landing_age_days", source, table):
        yield Check(
            suite="raw",
            table=f"{source}.{table}",
            name=f"{source} still lands",
            description=(
                f"The newest landing of any table of {source} is at most {days:g} days "
                "old."
            ),
            column="",
            severity=severity,
            sql=(
                "select $newest as newest_landing, "
                "epoch($as_of::timestamp - $newest) / 86400 as age_days"
            ),
            parameters={"newest": newest, "as_of": as_of},
            columns=("newest_landing", "age_days"),
            measure="age_days",
            maximum=days,
            advice="Check whether the export still writes new files.",
        )


def history(earlier: Sequence[int], newest: int) -> str:
    """Return the last counts as text, oldest first."""
    told = ", ".join(f"{n:,}" for n in earlier[-HISTORY:])
    return f"{told}, then {newest:,}"


def _weeks_keep_their_volume(
    of: DriftOf, time: str, own: Activity, edge: datetime
) -> Iterator[Check]:
    limits = of.limits("weekly_rows")
    weeks = min(HISTORY, (edge - own.first) // _WEEK - 1)
    if not limits or weeks < MIN_WEEKS:
        return
    # Weeks are counted back from the edge of the export, so that each is a whole one.
    counted = dict(
        of.warehouse.rows(
            f"select cast(floor(epoch($edge - {time}) / 604800) as bigint), count(*) "  # noqa: S608
            f"from {of.staged} where row_fate = 'accepted' "
            f"and {time} > $start and {time} <= $edge group by 1",
            {"edge": edge, "start": edge - (weeks + 1) * _WEEK},
        )
    )
    newest = counted.get(0, 0)
    earlier = [counted.get(week, 0) for week in range(weeks, 0, -1)]
    usual = median(earlier)
    if usual < MIN_WEEKLY_ROWS:
        return
    for severity, share in limits:
        yield of.check(
            name="the newest week has the usual volume",
            description=(
                f"The seven days up to {edge:%Y-%m-%d %H:%M} bring at least "
                f"{share:.0%} of the median of the {weeks} weeks before them."
            ),
            column=time,
            severity=severity,
            sql=(
                "select $rows as newest_rows, $usual as median_rows, "
                "$rows / $usual as share_of_median, $history as history"
            ),
            parameters={
                "rows": float(newest),
                "usual": float(usual),
                "history": history(earlier, newest),
            },
            columns=("newest_rows", "median_rows", "share_of_median", "history"),
            measure="share_of_median",
            minimum=share,
            advice="Check whether the export was cut off or filtered.",
        )


def _table_is_not_silent(
    of: DriftOf, time: str, own: Activity, edge: datetime
) -> Iterator[Check]:
    limits = of.limits("silent_days")
    if not limits:
        return
    days = (edge - own.newest) / timedelta(days=1)
    usual = 0.0
    if days > min(limit for _, limit in limits):
        # What happens rarely may pause as long as it has paused before.
        ((gap,),) = of.warehouse.rows(
            f"select max(epoch({time} - earlier)) / 86400 from (select {time}, "  # noqa: S608
            f"lag({time}) over (order by {time}) as earlier from {of.staged} "
            f"where row_fate = 'accepted' and {time} <= $newest)",
            {"newest": own.newest},
        )
        usual = gap or 0.0
    for severity, limit in limits:
        yield of.check(
            name="the table is not silent",
            description=(
                f"The newest {time} is at most {limit:g} days behind those of other "
                "tables, or no longer than it has paused before."
            ),
            column=time,
            severity=severity,
            sql=(
                "select $newest as newest_event, $edge as newest_of_others, "
                "$days as days_behind, $usual as longest_pause, "
                "if($days > $usual, $days, 0) as silent_days, "
                "$history as history"
            ),
            parameters={
                "newest": own.newest,
                "edge": edge,
                "days": days,
                "usual": usual,
                "history": f"newest {own.newest:%Y-%m-%d}, others {edge:%Y-%m-%d}, "
                f"longest pause before {usual:.1f} days",
            },
            columns=("newest_event", "newest_of_others", "silent_days", "history"),
            measure="silent_days",
            maximum=limit,
            advice="Check whether the tool still exports this table.",
        )


def _columns_stay_filled(of: DriftOf) -> Iterator[Check]:
    limits = of.limits("filled_share")
    landings = sorted(of.landings)[-HISTORY - 1 :]
    if not limits or len(landings) < 2 or not of.columns:
        return
    counts = ", ".join(
        f'count(*) filter (where lower(trim("{c}")) not in {_NO_VALUE})'
        for c in of.columns
    )
    rows = of.warehouse.rows(
        f"select _landed_at, count(*), {counts} from {of.relation} "  # noqa: S608
        "where _unreadable_line is null and _landed_at >= $first "
        "group by _landed_at order by _landed_at",
        {"first": landings[0]},
    )
    *earlier, newest = rows
    if newest[0] != landings[-1]:
        return
    for severity, limit in limits:
        lost = [
            found
            for place, column in enumerate(of.columns, 2)
            if (found := _lost(column, place, earlier, newest, limit))
        ]
        yield of.check(
            name="columns stay filled",
            description=(
                f"In the newest landing each column has more than {limit:.0%} of its "
                f"usual share of filled cells (up to {HISTORY} landings before it)."
            ),
            column=", ".join(of.columns),
            severity=severity,
            sql=(
                "select unnest($names) as column_name, unnest($usual) as usual_share, "
                "unnest($newest) as newest_share, unnest($history) as history"
                if lost
                else "select null as column_name, null as usual_share, "
                "null as newest_share, null as history where false"
            ),
            parameters={
                "names": [found[0] for found in lost],
                "usual": [found[1] for found in lost],
                "newest": [found[2] for found in lost],
                "history": [found[3] for found in lost],
            }
            if lost
            else {},
            columns=("column_name", "usual_share", "newest_share", "history"),
            advice="A column that was renamed or left out of the export comes as null.",
        )


def _lost(
    column: str,
    place: int,
    earlier: Sequence[Sequence[Any]],
    newest: Sequence[Any],
    limit: float,
) -> tuple[str, float, float, str] | None:
    """Return the finding about a column, or None when it is filled as usual."""
    before = sum(row[1] for row in earlier)
    if not before or not newest[1]:
        return None
    usual = sum(row[place] for row in earlier) / before
    share = newest[place] / newest[1]
    if usual * newest[1] < MIN_FILLED or share > limit * usual:
        return None
    told = ", ".join(f"{row[place] / row[1]:.0%}" for row in earlier)
    return column, usual, share, f"{told}, then {share:.0%}"

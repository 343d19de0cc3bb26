"""What is expected of landed data: the seed `expectations`, and who it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scorecard.check.frames import Warehouse
from scorecard.check.result import CheckLimits, Severity

SEED = ("config", "expectations")
"""Schema and table of the seed in a built warehouse."""


@dataclass(frozen=True)
class Expectation:
    """A row of the seed.

    Attributes:
        source: None for every source.
        table: None for every table.
        kind: what is compared with the threshold.
        threshold: where it begins to be too much, or too little; None switches the
            comparison off.
    """

    source: str | None
    table: str | None
    kind: str
    threshold: float | None
    level: Severity

    def is_about(self, source: str, table: str) -> bool:
        """Tell whether the row counts for a table."""
        return self.source in (None, source) and self.table in (None, table)

    @property
    def precision(self) -> tuple[bool, bool]:
        """How closely the row names a table; the greatest one counts."""
        return self.table is not None, self.source is not None


class Expectations:
    """The limits that hold for each table."""

    def __init__(self, rows: Iterable[Expectation]) -> None:
        """Take the rows in any order."""
        self._rows = tuple(rows)

    def limits(
        self, kind: str, source: str, table: str
    ) -> tuple[tuple[Severity, float], ...]:
        """Return the levels that a table has for a kind, the error first."""
        found: list[tuple[Severity, float]] = []
        levels: tuple[Severity, ...] = ("error", "warning")
        for level in levels:
            rows = [
                row
                for row in self._rows
                if (row.kind, row.level) == (kind, level)
                and row.is_about(source, table)
            ]
            if rows:
                threshold = max(rows, key=lambda row: row.precision).threshold
                if threshold is not None:
                    found.append((level, threshold))
        return tuple(found)


def expectations_of(warehouse: Warehouse) -> Expectations:
    """Return the team's expectations; the defaults where no seed was built."""
    if not warehouse.columns(*SEED):
        return from_limits(CheckLimits())
    rows = warehouse.rows(
        "select source, table_name, kind, threshold::double, level "
        "from config.expectations"
    )
    return Expectations(Expectation(*row) for row in rows)


def from_limits(limits: CheckLimits) -> Expectations:
    """Return limits that hold for every table alike."""
    bad = ("unreadable_share", "quarantined_share")
    warned: dict[str, float] = {
        **dict.fromkeys(bad, limits.bad_share_warning),
        "landing_rows": limits.volume_share,
        "landing_age_days": limits.landing_age_days,
        "filled_share": limits.filled_share,
        "weekly_rows": limits.weekly_share,
        "silent_days": limits.silent_days,
        "event_age_days": limits.stale_days,
        "future_hours": limits.future_hours,
        "history_years": limits.history_years,
    }
    return Expectations(
        [
            *(Expectation(None, None, k, v, "warning") for k, v in warned.items()),
            *(Expectation(None, None, k, limits.bad_share_error, "error") for k in bad),
        ]
    )

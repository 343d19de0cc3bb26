"""What the audit is told and what it reports: limits, history, progress, outcomes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]
Suite = Literal["raw", "marts"]


class CheckError(Exception):
    """The audit cannot run at all: no database, a folder that is not its own."""


@dataclass(frozen=True, kw_only=True)
class CheckLimits:
    """How much is too much, in every table alike. Shares are between 0 and 1.

    A built warehouse has the seed `expectations`, which says it table by table.

    Attributes:
        bad_share_warning: share of a table's raw rows that are unreadable, or
            quarantined, above which there is a warning.
        bad_share_error: the same, above which nothing is published; 1 never stops.
        volume_share: rows of a table's newest landing, as a share of the median
            of its earlier landings, below which there is a warning.
        volume_landings: earlier landings that such a comparison needs.
        stale_days: age of a table's newest event, in days, above which there is
            a warning.
        future_hours: how far ahead of the clock an event may lie. 14 hours is how
            far local time runs ahead of UTC at most, and a timestamp without an
            offset is read as UTC.
        landing_age_days: age of a source's newest landing, in days.
        filled_share: how much of its usual share of filled cells a column has in the
            newest landing.
        weekly_share: rows of a table's newest week, as a share of the median of the
            weeks before it.
        silent_days: how far a table's newest event lies behind those of the others.
        history_years: how far before the newest event of a table another one may lie.

    Raises:
        ValueError: a share outside 0 to 1, a warning above its error, a negative
            number.
    """

    bad_share_warning: float = 0.01
    bad_share_error: float = 1.0
    volume_share: float = 0.5
    volume_landings: int = 3
    stale_days: float = 30.0
    future_hours: float = 14.0
    landing_age_days: float = 7.0
    filled_share: float = 0.1
    weekly_share: float = 0.25
    silent_days: float = 14.0
    history_years: float = 20.0

    def __post_init__(self) -> None:
        """Refuse limits that cannot be meant."""
        shares = ("bad_share_warning", "bad_share_error", "volume_share")
        for name in (*shares, "filled_share", "weekly_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie between 0 and 1")
        if self.bad_share_warning > self.bad_share_error:
            raise ValueError("bad_share_warning must not exceed bad_share_error")
        days = ("stale_days", "future_hours", "landing_age_days", "silent_days")
        for name in (*days, "history_years"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must not be negative")
        if self.volume_landings < 1:
            raise ValueError("volume_landings must be at least 1")


@dataclass(frozen=True, kw_only=True)
class LandingVolume:
    """How many rows one landing brought to one table.

    Attributes:
        landed_at: landing time of the run, UTC, no zone attached.
        rows: rows that the landing added, unreadable ones included.
    """

    source: str
    table: str
    landed_at: datetime
    rows: int


@dataclass(frozen=True, kw_only=True)
class CheckProgress:
    """How far the audit has come; sent after each table, number counts from 1."""

    suite: Suite
    table: str
    number: int
    count: int


@dataclass(frozen=True, kw_only=True)
class CheckOutcome:
    """What one expectation found.

    Attributes:
        table: `<source>.<table>` in suite raw, the mart's name in suite marts.
        expectation: its short name, the heading on the page.
        column: the column concerned, or several, comma-separated.
        unexpected_count: all offending rows, shown or not.
        unexpected_rows: at most 20 of them as text, a cell at most 200
            characters. Text of exports: escape it before it becomes a page.
        message: what was found, without any text of an export.
    """

    suite: Suite
    table: str
    expectation: str
    column: str
    severity: Severity
    success: bool
    unexpected_count: int
    unexpected_rows: tuple[Mapping[str, str], ...]
    message: str

    @property
    def history(self) -> tuple[str, ...]:
        """What was usual, of checks that compare with it; numbers and columns only."""
        return tuple(
            f"({': '.join(filter(None, (row.get('column_name'), row['history'])))})"
            for row in self.unexpected_rows
            if "history" in row
        )


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """All outcomes of one audit.

    Attributes:
        outcomes: in the order raw, marts; tables by name within raw.
        checked_at: the time that events were compared with, UTC, no zone.
        index: the first page of the Data Docs.
        seconds: wall clock of the audit.
    """

    outcomes: tuple[CheckOutcome, ...]
    checked_at: datetime
    index: Path
    seconds: float

    @property
    def passed(self) -> int:
        """Expectations that were met."""
        return sum(o.success for o in self.outcomes)

    @property
    def warned(self) -> int:
        """Expectations of severity warning that were not met."""
        return sum(not o.success and o.severity == "warning" for o in self.outcomes)

    @property
    def failed(self) -> int:
        """Expectations of severity error that were not met."""
        return sum(not o.success and o.severity == "error" for o in self.outcomes)

    @property
    def ok(self) -> bool:
        """True when nothing forbids to publish."""
        return self.failed == 0

    def to_json(self) -> str:
        """Return the result as JSON that is safe inside of an HTML page too."""
        text = json.dumps(
            {
                "ok": self.ok,
                "passed": self.passed,
                "warned": self.warned,
                "failed": self.failed,
                "checked_at": self.checked_at.isoformat(),
                "seconds": round(self.seconds, 3),
                "outcomes": [asdict(o) for o in self.outcomes],
            },
            indent=2,
        )
        return text.replace("<", "\\u003c").replace(">", "\\u003e") + "\n"

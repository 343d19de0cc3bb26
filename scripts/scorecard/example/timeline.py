"""When the example company's data start, when AI SRE arrives, where the data end.

The last day is fixed, so that an export never depends on the day it is made on.
Moments are milliseconds since 1970-01-01 UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DAY_MS = 86_400_000
MINUTE_MS = 60_000
DATA_END = date(2026, 7, 1)  # exclusive: the last day of data is 2026-06-30

BASELINE_DAYS = 180
CURRENT_DAYS = 90

FIRST_WAVE = (
    ("deploy_related", "critical_revenue_path"),
    ("dependency_outage", "critical_revenue_path"),
    ("deploy_related", "customer_facing"),
)
SECOND_WAVE = (
    ("capacity_saturation", "critical_revenue_path"),
    ("config_regression", "critical_revenue_path"),
    ("config_regression", "customer_facing"),
)


def to_ms(day: date) -> int:
    """Return the midnight (UTC) that begins `day`."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(midnight.timestamp()) * 1000


def add_months(day: date, months: int) -> date:
    """Move the first of a month by whole months."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class Boundary:
    """A break after which figures do not compare with those before it."""

    occurred_on: date
    kind: str
    description: str


@dataclass(frozen=True)
class Timeline:
    """The calendar of an export of `months` whole months."""

    months: int

    def __post_init__(self) -> None:
        """Refuse a span in which there is no before and after."""
        if not 2 <= self.months <= 120:
            raise ValueError(f"months must be from 2 to 120, not {self.months}")

    @property
    def starts_on(self) -> date:
        """The first day of data."""
        return add_months(DATA_END, -self.months)

    @property
    def first_activation(self) -> date:
        """AI SRE arrives half-way."""
        return add_months(self.starts_on, self.months // 2)

    @property
    def activation(self) -> list[tuple[str, str, date]]:
        """(incident_class, service_tier, activated_on), one row per activated cell."""
        first = self.first_activation
        # In a short export a later wave would fall into the current window, and
        # its cells would be neither treated nor control.
        second = add_months(first, 1) if self.months >= 12 else first
        return [
            *((cls, tier, first) for cls, tier in FIRST_WAVE),
            *((cls, tier, second) for cls, tier in SECOND_WAVE),
        ]

    @property
    def boundaries(self) -> list[Boundary]:
        """A migration seven months before AI SRE, when the export reaches back."""
        moved = add_months(self.first_activation, -7)
        if moved <= self.starts_on:
            return []
        text = "Paging and incident records moved to a new tool"
        return [Boundary(moved, "migration", text)]

    @property
    def baseline(self) -> tuple[date, date]:
        """[start, end) of the baseline window that follows from the activation."""
        end = self.first_activation
        return end - timedelta(days=BASELINE_DAYS), end

    def current(self, last_start_ms: int) -> tuple[date, date]:
        """[start, end) of the current window, from the last countable incident."""
        end = date(1970, 1, 1) + timedelta(days=last_start_ms // DAY_MS + 1)
        return max(end - timedelta(days=CURRENT_DAYS), self.baseline[1]), end

    @property
    def start_ms(self) -> int:
        """The first moment of data."""
        return to_ms(self.starts_on)

    @property
    def end_ms(self) -> int:
        """The moment of the export: nothing later is known."""
        return to_ms(DATA_END)

    @property
    def n_days(self) -> int:
        """Days of data."""
        return (DATA_END - self.starts_on).days

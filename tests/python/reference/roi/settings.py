"""What people configure for money: costs, rates, savings, shares, uses."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..config import read_vars, seed_rows

#: (low, high)
Ends = tuple[float, float]


@dataclass(frozen=True)
class DowntimeCost:
    """What a minute costs; None is any tier, any severity, always, no price."""

    service_tier: str | None
    severity: str | None
    component: str
    cost_per_minute: Ends | None
    effective_from: date | None
    source: str | None


@dataclass(frozen=True)
class HourlyRate:
    """What an hour of a role costs from a day on; None is always."""

    role: str
    rate: Ends
    effective_from: date | None


@dataclass(frozen=True)
class Saving:
    """The minutes that one use of a feature saves."""

    feature: str
    responder_role: str | None
    time_sink: str | None
    minutes: Ends


@dataclass(frozen=True)
class Settings:
    """The six seeds of money, and the currency.

    shares: by bucket. capacity_hours and programme_costs: by month, YYYY-MM, over
    all uses and items.
    """

    downtime_costs: tuple[DowntimeCost, ...]
    hourly_rates: tuple[HourlyRate, ...]
    savings: tuple[Saving, ...]
    shares: dict[str, Ends]
    capacity_hours: dict[str, float]
    programme_costs: dict[str, Ends]
    currency: str

    def share_of(self, bucket: str) -> Ends:
        """Return which part of a bucket's saved time is put to use."""
        return self.shares.get(bucket, (1.0, 1.0))


def load_settings(folder: Path) -> Settings:
    """Read the seeds from a configuration folder; a missing one is empty."""
    capacity: dict[str, float] = defaultdict(float)
    for row in _rows(folder, "capacity_uses"):
        capacity[row["month"]] += float(row["hours"])
    programme: dict[str, Ends] = {}
    for row in _rows(folder, "programme_costs"):
        low, high = programme.get(row["month"], (0.0, 0.0))
        programme[row["month"]] = (
            low + float(row["cost_low"]),
            high + float(row["cost_high"]),
        )
    return Settings(
        downtime_costs=tuple(
            DowntimeCost(
                row["service_tier"] or None,
                row["severity"] or None,
                row["component"],
                _ends(row, "cost_per_minute") if row["cost_per_minute_low"] else None,
                _day(row["effective_from"]),
                row["source"] or None,
            )
            for row in _rows(folder, "downtime_costs")
        ),
        hourly_rates=tuple(
            HourlyRate(row["role"], _ends(row, "rate"), _day(row["effective_from"]))
            for row in _rows(folder, "hourly_rates")
        ),
        savings=tuple(
            Saving(
                row["feature"],
                row["responder_role"] or None,
                row["time_sink"] or None,
                _ends(row, "minutes"),
            )
            for row in _rows(folder, "workflow_savings")
        ),
        shares={
            row["bucket"]: _ends(row, "share")
            for row in _rows(folder, "recapture_shares")
        },
        capacity_hours=dict(capacity),
        programme_costs=programme,
        currency=read_vars(folder / "vars.yml").get("currency", "USD"),
    )


def _rows(folder: Path, seed: str) -> list[dict[str, str]]:
    path = folder / f"{seed}.csv"
    return seed_rows(path) if path.exists() else []


def _ends(row: dict[str, str], name: str) -> Ends:
    return float(row[f"{name}_low"]), float(row[f"{name}_high"])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

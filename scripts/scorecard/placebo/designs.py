"""What is called treated: which labels, which cells, from which day on."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

CLASSES: Final = (
    "deploy_related",
    "dependency_outage",
    "capacity_saturation",
    "config_regression",
    "alert_storm",
    "other",
)
TIERS: Final = ("critical_revenue_path", "customer_facing", "internal_tooling")

Table = tuple[tuple[str, ...], ...]
"""Rows of a configuration file, each with a value per column."""

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "incident_class_map": ("raw_value", "incident_class"),
    "service_tier_map": ("raw_value", "service_tier"),
    "ai_activation": ("incident_class", "service_tier", "activated_on"),
    "analysis_windows": ("window_name", "starts_on", "ends_on"),
}


@dataclass(frozen=True)
class Cut:
    """Baseline [start, middle) and current window [middle, end), in days."""

    start: date
    middle: date
    end: date

    @classmethod
    def parse(cls, text: str) -> Cut:
        """Read `2016-03-01,2016-04-16,2016-06-01`.

        Raises:
            ValueError: these are not three days in order.
        """
        days = [date.fromisoformat(part.strip()) for part in text.split(",")]
        if len(days) != 3 or not days[0] < days[1] < days[2]:
            raise ValueError(f"{text}: not three days in order")
        return cls(*days)

    def __str__(self) -> str:
        """Return the three days as they are read."""
        return f"{self.start},{self.middle},{self.end}"


@dataclass(frozen=True)
class Design:
    """One assignment of labels to cells and of cells to arms, as configuration.

    Attributes:
        tables: rows by name of the configuration file.
    """

    cut: Cut
    draw: int
    tables: Mapping[str, Table]

    def write(self, folder: Path) -> None:
        """Write the folder that `scorecard run --config` takes."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            path = folder / f"{name}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerows([COLUMNS[name], *rows])


def draw_design(
    classes: Sequence[str], tiers: Sequence[str], cut: Cut, draw: int, seed: int
) -> Design:
    """Deal classes and tiers to labels, and half of the cells to the treated.

    The same arguments give the same design, and one draw deals alike for every cut.

    Args:
        classes: labels of the export that stand for a class; their order counts.
        tiers: labels that stand for a tier.
        cut: AI is said to have come on its middle day.
        draw: which of the designs.
        seed: another seed gives other designs.
    """
    lot = random.Random(f"{seed}/{draw}")  # noqa: S311 - a lot, no secret
    cells = [(name, tier) for name in CLASSES for tier in TIERS]
    class_map = tuple((label, lot.choice(CLASSES)) for label in classes)
    tier_map = tuple((label, lot.choice(TIERS)) for label in tiers)
    treated = sorted(lot.sample(cells, len(cells) // 2))
    return Design(
        cut,
        draw,
        {
            "incident_class_map": class_map,
            "service_tier_map": tier_map,
            "ai_activation": tuple(
                (name, tier, str(cut.middle)) for name, tier in treated
            ),
            "analysis_windows": (
                ("baseline", str(cut.start), str(cut.middle)),
                ("current", str(cut.middle), str(cut.end)),
            ),
        },
    )

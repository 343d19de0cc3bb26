"""One row of metric_comparisons, and what is read from its change alone."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from . import confidence, verdicts
from .catalogue import Entry

#: metric_id, comparison, segment, severity, incident_class, service_tier
Key = tuple[str, str, str, str, str, str]


@dataclass
class Row:
    """The columns of metric_comparisons but its key and the reason in words."""

    layer: str
    n_baseline: int
    n_current: int
    baseline_value: float | None
    current_value: float | None
    scale: str
    crosses_boundary: bool
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    change_pct: float | None = None
    within_effect: float | None = None
    mix_effect: float | None = None
    standardised_over: str | None = None
    covered_weight: float | None = None
    n_control_baseline: int | None = None
    n_control_current: int | None = None
    change_control: float | None = None
    change_without_outliers: float | None = None
    n_outliers: int = 0
    z: float | None = None
    p_value: float | None = None
    family: str = "drill_down"
    p_adjusted: float | None = None
    verdict: str = verdicts.TOO_FEW
    smallest_detectable_change: float | None = None
    design_effect: float | None = None
    confidence: str = "low"
    points_completeness: int = 0
    points_n: int = 0
    points_segmentation: int = 0
    points_design: int = 0
    points_width: int = 0

    @property
    def counts(self) -> list[int]:
        """The n of all windows and arms, the baseline first."""
        control = (self.n_control_baseline, self.n_control_current)
        return [
            self.n_baseline,
            self.n_current,
            *(n for n in control if n is not None),
        ]

    def test(self, z: float, degrees: int | None) -> None:
        """Fill change_pct, z, p_value and smallest_detectable_change."""
        if self.change is None:
            return
        if self.scale == "log_ratio":
            self.change_pct = math.exp(self.change) - 1
        elif self.baseline_value:
            self.change_pct = self.change / self.baseline_value
        margin = verdicts.facing_margin(self.change, self.change_low, self.change_high)
        if margin is None or self.crosses_boundary:
            return
        self.z = verdicts.z_score(self.change, margin, z, degrees)
        if self.z is not None:
            self.p_value = verdicts.p_value(self.z)
            self.smallest_detectable_change = verdicts.DETECTABLE * margin / z

    def judge(self, entry: Entry) -> None:
        """Fill the verdict and the confidence, once p is adjusted."""
        self.verdict = self._verdict(entry)
        points = confidence.Points(
            self.points_completeness,
            self.points_n,
            self.points_segmentation,
            self.points_design,
            self.points_width,
        )
        self.confidence = confidence.confidence(points, self.verdict, self.counts)

    def _verdict(self, entry: Entry) -> str:
        if self.crosses_boundary:
            return verdicts.NOT_COMPARABLE
        uncovered = self.covered_weight is not None and self.covered_weight < 0.80
        if verdicts.is_below_floor(entry, self.counts) or uncovered:
            return verdicts.TOO_FEW
        # What could not be tested says nothing, which is not the same as no change.
        if self.change is None or self.p_adjusted is None:
            return verdicts.TOO_FEW
        return verdicts.verdict(entry, self.change, self.p_adjusted)


def adjust(rows: Mapping[Key, Row]) -> None:
    """Fill p_adjusted within every comparison and family."""
    families: dict[tuple[str, str], dict[Key, float]] = defaultdict(dict)
    for key, row in rows.items():
        if row.p_value is not None:
            families[key[1], row.family][key] = row.p_value
    for family in families.values():
        for key, p in verdicts.benjamini_hochberg(family).items():
            rows[key].p_adjusted = p

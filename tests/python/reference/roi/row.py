"""A row of roi_ranges, and how one is made of compared incidents."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..confidence import Confidence
from ..facts import Incident
from ..periods import Period
from . import prices
from .estimate import (
    Levels,
    Pair,
    Trend,
    estimate,
    fit_trend,
    has_spread,
    recaptured,
    span,
)
from .evidence import Evidence
from .measures import ALL, UNKNOWN, Measure, Share
from .pooling import compared, is_enough
from .scope import Cell, Scope
from .settings import Ends, Settings

DOWNTIME, TIME, OVERHEAD = BUCKETS = (
    "avoided_downtime",
    "reclaimed_time",
    "reduced_overhead",
)
BEFORE_AFTER, TREND_ADJUSTED, DIRECT = "before_after", "trend_adjusted", "direct"

#: bucket, component, method, attribution, period_name, severity, incident_class,
#: service_tier, role
Key = tuple[str, str, str, str, str, str, str, str, str]


@dataclass
class Row:
    """One line of the ledger; quantity and money are at their low and high levels."""

    bucket: str
    component: str
    method: str
    attribution: str
    period: Period
    labels: Cell
    role: str
    quantity_unit: str
    n_cells: int
    n_baseline: int
    n_current: int
    n_applied: int
    n_not_compared: int
    evidence: Evidence
    quantity: Levels | None = None
    money: Levels | None = None
    is_headline: bool = False

    @property
    def key(self) -> Key:
        """Return the grain."""
        return (
            self.bucket,
            self.component,
            self.method,
            self.attribution,
            self.period.period_name,
            *self.labels,
            self.role,
        )

    @property
    def is_total(self) -> bool:
        """No other row of its bucket, method and attribution holds its minutes."""
        return self.role == ALL and self.component in (
            ALL,
            "time_to_mitigate",
            "overhead_hours",
            "compliance_hours",
        )

    @property
    def quantity_range(self) -> Ends | None:
        """Return the least and the greatest quantity."""
        return None if self.quantity is None else span([self.quantity])

    def as_dict(self, settings: Settings) -> dict[str, object]:
        """Return all columns but the key and the sentences."""
        quantity = self.quantity_range
        share = None if self.bucket == DOWNTIME else settings.share_of(self.bucket)
        cost = None if self.money is None else span([self.money])
        if cost is not None and share is not None:
            cost = recaptured(cost, share)
        points = self.evidence.points(quantity)
        return {
            "period_start": self.period.period_start,
            "period_end": self.period.period_end,
            "quantity_unit": self.quantity_unit,
            "currency": settings.currency,
            "is_headline": self.is_headline,
            "n_cells": self.n_cells,
            "n_baseline": self.n_baseline,
            "n_current": self.n_current,
            "n_applied": self.n_applied,
            "n_not_compared": self.n_not_compared,
            **ends("quantity", quantity),
            **ends("cost", cost),
            **ends("recapture", share),
            "includes_zero": includes_zero(quantity, cost),
            "crosses_boundary": self.evidence.crosses_boundary,
            "confidence": self.rating(),
            "points_completeness": points.completeness,
            "points_n": points.n,
            "points_segmentation": points.segmentation,
            "points_design": points.design,
            "points_width": points.width,
            "has_figure": quantity is not None,
        }

    def rating(self) -> Confidence:
        """Rate the row."""
        quantity = self.quantity_range
        return self.evidence.rating(self.evidence.points(quantity), quantity)


def ends(name: str, found: Ends | None) -> dict[str, object]:
    """Return two columns, both None without a range."""
    low, high = found if found is not None else (None, None)
    return {f"{name}_low": low, f"{name}_high": high}


def includes_zero(*ranges: Ends | None) -> bool:
    """Say whether any of the ranges has both signs."""
    return any(each is not None and each[0] < 0 < each[1] for each in ranges)


# ---------- comparisons

#: From compared cells and a trend to the money of a row.
Money = Callable[[Sequence[Cell], Trend | None], Levels | None]


@dataclass(frozen=True)
class Comparison:
    """One measure in one period: its pairs of cells and its trend."""

    scope: Scope
    settings: Settings
    bucket: str
    method: str
    measure: Measure
    unit: str
    is_extrapolated: bool = False  # a sample speaks for all counted incidents
    per_unit: float = 1.0  # how many minutes, or counts, make one of the unit

    @property
    def cells(self) -> list[Cell]:
        """All cells with a counted incident."""
        return sorted(self.scope.counted)

    def pairs(self, share: Share | None = None) -> dict[Cell, Pair]:
        """Return what was observed in each cell, in both windows."""
        return {
            cell: (
                self._values(self.scope.baseline.get(cell, []), share),
                self._values(self.scope.counted[cell], share),
            )
            for cell in self.cells
        }

    def _values(
        self, incidents: Iterable[Incident], share: Share | None
    ) -> list[float]:
        return [
            self.measure.of(each, share) / self.per_unit
            for each in incidents
            if self.measure.has(each)
        ]

    def trend(self) -> Trend | None:
        """Fit the trend of the whole measure, in minutes, to the control."""
        before, after = self.scope.control_baseline, self.scope.control
        pairs = {
            cell: (
                self._minutes(before.get(cell, [])),
                self._minutes(after.get(cell, [])),
            )
            for cell in before.keys() | after.keys()
        }
        return fit_trend(pairs, self.scope.facts.config.z)

    def _minutes(self, incidents: Iterable[Incident]) -> list[float]:
        return [self.measure.of(each) for each in incidents if self.measure.has(each)]

    def applied(self, cells: Iterable[Cell]) -> list[Incident]:
        """Return the N incidents to which the means are applied."""
        return [
            each
            for cell in cells
            for each in self.scope.counted[cell]
            if self.is_extrapolated or self.measure.has(each)
        ]

    def coverage(self, cells: Sequence[Cell]) -> tuple[tuple[int, int], ...]:
        """Count observed and all incidents of cells in both windows."""
        return tuple(
            (sum(map(self.measure.has, incidents)), len(incidents))
            for incidents in self.incidents(cells)
        )

    def incidents(self, cells: Sequence[Cell]) -> tuple[list[Incident], ...]:
        """Return the baseline's incidents of cells, and the counted ones."""
        return tuple(
            [each for cell in cells for each in side.get(cell, [])]
            for side in (self.scope.baseline, self.scope.counted)
        )


@dataclass(frozen=True)
class Spoken:
    """What a row is called, and which share of the measure it speaks about."""

    component: str
    role: str = ALL
    share: Share | None = None


def compared_row(
    comparison: Comparison,
    spoken: Spoken,
    labels: Cell,
    cells: Sequence[Cell],
    trend: Trend | None,
    observed: tuple[tuple[int, int], ...],
    money: Money,
) -> Row:
    """Make a row of cells; without enough compared incidents it has no figure."""
    scope = comparison.scope
    pairs = comparison.pairs(spoken.share)
    both = compared(cells, pairs)
    applied = {cell: len(comparison.applied([cell])) for cell in both}
    row = Row(
        bucket=comparison.bucket,
        component=spoken.component,
        method=comparison.method,
        attribution=TREND_ADJUSTED if trend else BEFORE_AFTER,
        period=scope.period,
        labels=labels,
        role=spoken.role,
        quantity_unit=comparison.unit,
        n_cells=len(cells),
        n_baseline=sum(len(old) for old, _ in both.values()),
        n_current=sum(len(new) for _, new in both.values()),
        n_applied=sum(applied.values()),
        n_not_compared=len(cells) - len(both),
        evidence=Evidence(
            observed=observed,
            applied=tuple(
                (applied[cell], len(old), len(new)) for cell, (old, new) in both.items()
            ),
            covered=sum(len(scope.counted[cell]) for cell in both),
            counted=sum(len(scope.counted[cell]) for cell in cells),
            is_trend_adjusted=trend is not None,
            crosses_boundary=scope.crosses_boundary,
        ),
    )
    if is_enough(cells, pairs) and has_spread(both):
        part = estimate(
            comparison.measure.name,
            both,
            {cell: float(count) for cell, count in applied.items()},
            trend,
            scope.facts.config.z,
        )
        row.quantity = (part, part)
        if row.evidence.is_covered:
            row.money = money(list(both), trend)
    return row


def both_attributions(
    comparison: Comparison,
) -> list[Trend | None]:
    """Return no trend, and the trend where there is one."""
    trend = comparison.trend()
    return [None] if trend is None else [None, trend]


def no_money(cells: Sequence[Cell], trend: Trend | None) -> None:
    """Leave a row without money."""


def priced(comparison: Comparison, share: Share | None) -> Money:
    """Price hours role by role, at the mean of the rates of the N incidents."""

    def money(cells: Sequence[Cell], trend: Trend | None) -> Levels | None:
        applied = comparison.applied(cells)
        measure = comparison.measure
        observed = [
            each
            for side in comparison.incidents(cells)
            for each in side
            if measure.has(each)
        ]
        shares = {
            one
            for each in observed
            for one in measure.amounts[each.incident_id]
            if share in (None, one)
        }
        rates = {}
        for role in {role for role, _ in shares if role != UNKNOWN}:
            found = mean_rate(comparison.settings, role, applied)
            if found is not None:
                rates[role] = found
        if not rates:
            return None
        weights = {cell: float(len(comparison.applied([cell]))) for cell in cells}

        def level(end: int) -> Measure:
            return Measure(
                measure.name,
                {
                    each.incident_id: {
                        one: amount * rates[one[0]][end]
                        for one, amount in measure.amounts[each.incident_id].items()
                        if one in shares and one[0] in rates
                    }
                    for each in observed
                },
            )

        def pair(cell: Cell, at: Measure) -> Pair:
            before, after = (
                [
                    at.of(each) / comparison.per_unit
                    for each in side
                    if measure.has(each)
                ]
                for side in comparison.incidents([cell])
            )
            return before, after

        low, high = (
            estimate(
                measure.name,
                {cell: pair(cell, at) for cell in cells},
                weights,
                trend,
                comparison.scope.facts.config.z,
            )
            for at in (level(0), level(1))
        )
        return low, high

    return money


def mean_rate(
    settings: Settings, role: str, incidents: Sequence[Incident]
) -> Ends | None:
    """Return the mean rate at the incidents' starts; before its first it adds 0."""
    found = [
        rate
        for each in incidents
        if (rate := prices.hourly_rate(settings, role, each.started_on)) is not None
    ]
    if not found:
        return None
    return (
        math.fsum(low for low, _ in found) / len(incidents),
        math.fsum(high for _, high in found) / len(incidents),
    )

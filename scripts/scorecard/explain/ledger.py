"""What the walk starts from: rows of the published ledger, as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

VALUATIONS = ("quantity", "cost_low", "cost_high")
"""The unit that is saved, and money at every cost's low and at its high end."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of roi_ranges with its row of roi_line_support.

    Quantities are in `quantity_unit`, costs in `currency` after recapture, both over
    the whole period; t and the degrees of freedom are None where nothing is compared.
    """

    bucket: str
    component: str
    method: str
    attribution: str
    period_name: str
    severity: str
    incident_class: str
    service_tier: str
    role: str
    is_headline: bool
    quantity_unit: str
    quantity_low: float | None
    quantity_high: float | None
    currency: str
    cost_low: float | None
    cost_high: float | None
    recapture_low: float | None
    recapture_high: float | None
    crosses_boundary: bool
    n_cells: int
    n_baseline: int
    n_current: int
    n_applied: int
    n_not_compared: int
    points_completeness: int
    points_n: int
    points_segmentation: int
    points_design: int
    points_width: int
    confidence: str
    confidence_reason: str
    no_figure_reason: str | None
    n_expected_baseline: int
    n_complete_baseline: int
    n_expected_current: int
    n_complete_current: int
    n_counted: int
    n_counted_compared: int
    df_baseline: int | None
    df_current: int | None
    t_baseline: float | None
    t_current: float | None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A row of roi_workings: one cell of a line in one valuation."""

    severity: str
    incident_class: str
    service_tier: str
    weight: float
    n_baseline: int
    mean_baseline: float
    squares_baseline: float
    n_current: int
    mean_current: float
    squares_current: float
    n_applied: int


@dataclass(frozen=True, kw_only=True)
class Trend:
    """How the control moved, as a factor with its interval."""

    rho: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Price:
    """A configured row that prices a line's minutes, and in how many incidents."""

    item: str
    name: str
    low: float
    high: float
    n_incidents: int
    source: str | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a direct method says was saved of a role's time at one sink.

    Hours, and money before recapture; None where nobody recorded it or no rate holds.
    """

    role: str
    component: str
    n_incidents: int
    hours_low: float | None
    hours_high: float | None
    cost_low: float | None
    cost_high: float | None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A line with everything that it is computed from."""

    line: Line
    cells: dict[str, tuple[Cell, ...]] = field(default_factory=dict)
    """By valuation; without a price there is only the quantity."""
    trend: Trend | None = None
    """Only of a line that it is taken out of."""
    prices: tuple[Price, ...] = ()
    parts: tuple[Part, ...] = ()
    """Only of direct methods."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A row of roi_summary."""

    bucket: str
    period_name: str
    period_start: date
    period_end: date
    method: str | None
    quantity_unit: str | None
    quantity_low: float | None
    quantity_high: float | None
    currency: str
    cost_low: float | None
    cost_high: float | None
    programme_cost_low: float | None
    programme_cost_high: float | None
    net_low: float | None
    net_high: float | None
    buckets_missing: str | None
    crosses_boundary: bool
    points_completeness: int
    points_n: int
    points_segmentation: int
    points_design: int
    points_width: int
    confidence: str
    confidence_reason: str
    no_figure_reason: str | None
    sentence: str

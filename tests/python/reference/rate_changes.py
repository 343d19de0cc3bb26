"""The comparisons of the rates: the odds of an event to be a current one."""

import math
from dataclasses import dataclass

from . import confidence, statistics
from .catalogue import CATALOGUE
from .comparison_row import Key, Row
from .facts import Facts
from .periods import Segment, windows
from .rates import _dispersions, _rates, rate_values
from .units import snapped
from .values import Figure


@dataclass(frozen=True)
class RateChange:
    """A log ratio of two rates; an infinite end is None, and so is no event."""

    change: float | None = None
    low: float | None = None
    high: float | None = None


def rate_change(
    k0: int, e0: float, k1: int, e1: float, phi: float, z: float
) -> RateChange:
    """Compare k1 events over exposure e1 with k0 over e0, overdispersed by phi."""
    if k0 + k1 == 0:
        return RateChange()
    half = 0.5 if 0 in (k0, k1) else 0.0
    change = math.log((k1 + half) / (k0 + half) * e0 / e1)
    low, high = statistics.wilson(k1 / (k0 + k1), (k0 + k1) / phi, z)
    # With no event on one side an end is 0 or 1, and infinite on the log scale.
    return RateChange(
        snapped(change),
        math.log(low / (1 - low) * e0 / e1) if k1 else None,
        math.log(high / (1 - high) * e0 / e1) if k0 else None,
    )


def rate_rows(facts: Facts, crosses_boundary: bool) -> dict[Key, Row]:
    """Return the rows of all rates, p not adjusted yet; both comparisons agree."""
    if not facts.countable:
        return {}
    baseline = windows(facts).get("baseline")
    dispersions = {
        rate.metric_id: _dispersions(rate, facts, baseline) for rate in _rates(facts)
    }
    cells: dict[tuple[str, Segment], dict[str, Figure]] = {}
    for key, figure in rate_values(facts).items():
        metric_id, period, name, *segment, attribution = key
        if period == "window" and attribution == "all":
            kind, severity, incident_class, tier = segment
            cell = (metric_id, (kind, severity, incident_class, tier))
            cells.setdefault(cell, {})[name] = figure
    return {
        (metric_id, comparison, *segment): _row(
            metric_id,
            comparison,
            figures.get("baseline"),
            figures.get("current"),
            dispersions[metric_id][segment[0]],
            facts.config.z,
            crosses_boundary,
        )
        for (metric_id, segment), figures in cells.items()
        for comparison in ("before_after", "standardised")
    }


def _row(
    metric_id: str,
    comparison: str,
    baseline: Figure | None,
    current: Figure | None,
    phi: float,
    z: float,
    crosses_boundary: bool,
) -> Row:
    row = Row(
        layer=CATALOGUE[metric_id].layer,
        n_baseline=baseline.n if baseline else 0,
        n_current=current.n if current else 0,
        baseline_value=baseline.value if baseline else None,
        current_value=current.value if current else None,
        scale=CATALOGUE[metric_id].scale,
        crosses_boundary=crosses_boundary,
        design_effect=phi,
        points_completeness=2,
        points_segmentation=2,
        points_design=confidence.design(comparison),
    )
    if baseline and current:
        assert baseline.denominator and current.denominator
        found = rate_change(
            baseline.n, baseline.denominator, current.n, current.denominator, phi, z
        )
        row.change, row.change_low, row.change_high = (
            found.change,
            found.low,
            found.high,
        )
    row.test(z, None)
    row.points_n = confidence.size([(row.n_baseline, phi), (row.n_current, phi)])
    row.points_width = confidence.width(
        row.scale, row.baseline_value, row.change_low, row.change_high
    )
    return row

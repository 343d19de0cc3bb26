"""Bucket 1: minutes of downtime that did not happen, and what they would have cost."""

import math
from collections.abc import Sequence

from . import measures, prices
from .estimate import Levels, Trend, estimate
from .pooling import cell_rows
from .row import (
    DOWNTIME,
    Comparison,
    Money,
    Row,
    Spoken,
    both_attributions,
    compared_row,
    no_money,
)
from .scope import Cell, Scope
from .settings import Ends, Settings


def downtime_rows(scope: Scope, settings: Settings) -> list[Row]:
    """Return the rows of time to mitigate, and of its three steps beside them."""
    whole = Comparison(
        scope,
        settings,
        DOWNTIME,
        "measured",
        measures.time_to_mitigate(scope.facts),
        "minutes",
    )
    shape = cell_rows(whole.pairs())
    rows = [
        compared_row(
            whole,
            Spoken("time_to_mitigate"),
            labels,
            cells,
            trend,
            whole.coverage(cells),
            _costed(whole),
        )
        for trend in both_attributions(whole)
        for labels, cells in shape.items()
    ]
    for name, measure in measures.mitigation_steps(scope.facts).items():
        step = Comparison(scope, settings, DOWNTIME, "measured", measure, "minutes")
        rows += [
            compared_row(
                step, Spoken(name), labels, cells, None, step.coverage(cells), no_money
            )
            for labels, cells in shape.items()
        ]
    return rows


def _costed(comparison: Comparison) -> Money:
    def money(cells: Sequence[Cell], trend: Trend | None) -> Levels | None:
        costs = {cell: _cost(comparison, cell) for cell in cells}
        known = {cell: cost for cell, cost in costs.items() if cost is not None}
        if not known:
            return None
        pairs = {
            cell: pair for cell, pair in comparison.pairs().items() if cell in costs
        }
        low, high = (
            estimate(
                comparison.measure.name,
                pairs,
                {cell: known[cell][end] if cell in known else 0.0 for cell in cells},
                trend,
                comparison.scope.facts.config.z,
            )
            for end in (0, 1)
        )
        return low, high

    return money


def _cost(comparison: Comparison, cell: Cell) -> Ends | None:
    """Add up what a minute of each incident costs; one without a cost adds nothing."""
    found = [
        cost
        for each in comparison.applied([cell])
        if (cost := prices.downtime_cost(comparison.settings, each)) is not None
    ]
    if not found:
        return None
    return math.fsum(low for low, _ in found), math.fsum(high for _, high in found)

"""The ledger's arithmetic once more, in plain Python that shares nothing with the SQL.

docs/roi.md says it in words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scorecard.explain.ledger import Cell, Trend

FLOOR = 10
"""Compared incidents that both windows need for a figure."""


@dataclass(frozen=True, kw_only=True)
class Range:
    """Two ends, in no order but the one they were computed in."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Saving:
    """What a line saved in one valuation, and what its margin is made of.

    Attributes:
        before, during: sums over cells of weight x mean; before as it was, without
            the trend.
        spread_before, spread_during: sums over cells of weight squared / n.
        s_before, s_during: standard deviation within cells, s_before x rho.
        own: the margin from the incidents' spread alone.
        trend_low, trend_high: what the margin of the trend takes from the low end and
            adds to the high end.
    """

    rho: float
    before: float
    during: float
    spread_before: float
    spread_during: float
    s_before: float
    s_during: float
    own: float
    trend_low: float
    trend_high: float

    @property
    def middle(self) -> float:
        """The saving before any margin."""
        return self.rho * self.before - self.during

    @property
    def range(self) -> Range:
        """The saving less and plus its margins, joined in quadrature."""
        return Range(
            low=self.middle - math.hypot(self.own, self.trend_low),
            high=self.middle + math.hypot(self.own, self.trend_high),
        )


def saving(
    cells: Sequence[Cell],
    trend: Trend | None,
    t_before: float | None,
    t_during: float | None,
) -> Saving | None:
    """Return what the cells saved; None where too few incidents are compared.

    Args:
        cells: the compared cells of a line, in one valuation.
        trend: how the control moved, if that is to be taken out.
        t_before, t_during: Student's t for the degrees of freedom of each window.
    """
    n_before = sum(cell.n_baseline for cell in cells)
    n_during = sum(cell.n_current for cell in cells)
    df_before, df_during = n_before - len(cells), n_during - len(cells)
    if min(n_before, n_during) < FLOOR or min(df_before, df_during) < 1:
        return None
    assert t_before is not None and t_during is not None
    trend = trend or Trend(rho=1.0, low=1.0, high=1.0)
    s_before = trend.rho * math.sqrt(
        sum(cell.squares_baseline for cell in cells) / df_before
    )
    s_during = math.sqrt(sum(cell.squares_current for cell in cells) / df_during)
    spread_before = sum(cell.weight**2 / cell.n_baseline for cell in cells)
    spread_during = sum(cell.weight**2 / cell.n_current for cell in cells)
    before = sum(cell.weight * cell.mean_baseline for cell in cells)
    return Saving(
        rho=trend.rho,
        before=before,
        during=sum(cell.weight * cell.mean_current for cell in cells),
        spread_before=spread_before,
        spread_during=spread_during,
        s_before=s_before,
        s_during=s_during,
        own=math.hypot(
            t_before * s_before * math.sqrt(spread_before),
            t_during * max(s_before, s_during) * math.sqrt(spread_during),
        ),
        trend_low=before * (trend.rho - trend.low),
        trend_high=before * (trend.high - trend.rho),
    )


def added(savings: Iterable[tuple[str, Saving]]) -> Range | None:
    """Add the savings of lines, each with the measure whose trend it shares.

    Own margins join in quadrature; trend parts of one measure add straight and join in
    quadrature only then.
    """
    listed = list(savings)
    if not listed:
        return None
    trends: dict[str, tuple[float, float]] = {}
    for measure, each in listed:
        low, high = trends.get(measure, (0.0, 0.0))
        trends[measure] = (low + each.trend_low, high + each.trend_high)
    middle = math.fsum(each.middle for _, each in listed)
    own = math.hypot(*(each.own for _, each in listed))
    return Range(
        low=middle - math.hypot(own, *(low for low, _ in trends.values())),
        high=middle + math.hypot(own, *(high for _, high in trends.values())),
    )


def widest(at_low: Range | None, at_high: Range | None) -> Range | None:
    """Return the least and the greatest of money at all low and at all high costs."""
    ends = [each for each in (at_low, at_high) if each is not None]
    if not ends:
        return None
    return Range(
        low=min(each.low for each in ends), high=max(each.high for each in ends)
    )


def recaptured(
    money: Range | None, share_low: float | None, share_high: float | None
) -> Range | None:
    """Return the money of the time that is put to use; a loss stays a loss."""
    if money is None:
        return None
    shares = [1.0 if share is None else share for share in (share_low, share_high)]
    return Range(
        low=min(share * money.low for share in shares),
        high=max(share * money.high for share in shares),
    )

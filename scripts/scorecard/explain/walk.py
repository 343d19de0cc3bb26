"""Computes lines and buckets again from what they are made of, beside the ledger."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scorecard.explain.arithmetic import (
    Range,
    Saving,
    added,
    recaptured,
    saving,
    widest,
)
from scorecard.explain.ledger import Evidence, Line, Summary
from scorecard.explain.rating import Points, Support, confidence, points

ROUNDING = 1e-6
"""Relative difference between the walk and the ledger that counts as rounding."""


@dataclass(frozen=True, kw_only=True)
class WalkedLine:
    """A line computed again.

    Attributes:
        savings: by valuation; empty without a figure, and of direct methods.
        money: before recapture; None where there is no price or too little recorded.
        recaptured: what of that is put to use.
        differences: where the ledger says something else, in words.
    """

    evidence: Evidence
    savings: dict[str, Saving]
    quantity: Range | None
    money: Range | None
    recaptured: Range | None
    support: Support
    points: Points
    confidence: str
    differences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WalkedBucket:
    """A bucket's sum computed again; `money` and `recaptured` as of a line."""

    summary: Summary
    headlines: tuple[WalkedLine, ...]
    quantity: Range | None
    money: Range | None
    recaptured: Range | None
    support: Support | None
    points: Points
    confidence: str
    differences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WalkedTotal:
    """The sum of the buckets that have money."""

    summary: Summary
    buckets: tuple[Summary, ...]
    money: Range | None
    net: Range | None
    differences: tuple[str, ...]


def walk_line(evidence: Evidence) -> WalkedLine:
    """Compute a line again."""
    line = evidence.line
    if line.attribution == "direct":
        savings: dict[str, Saving] = {}
        support = _direct_support(line)
        quantity, money = _direct_ranges(evidence)
    else:
        savings = _savings(evidence)
        support = _compared_support(evidence)
        quantity = savings["quantity"].range if "quantity" in savings else None
        money = widest(*(_range(savings, side) for side in ("cost_low", "cost_high")))
    if not support.is_priceable:
        money = None
    rest = recaptured(money, line.recapture_low, line.recapture_high)
    given = points(support, quantity)
    return WalkedLine(
        evidence=evidence,
        savings=savings,
        quantity=quantity,
        money=money,
        recaptured=rest,
        support=support,
        points=given,
        confidence=(rated := confidence(support, given, quantity)),
        differences=tuple(
            _differences(line, quantity, rest, given, rated, support.n_applied)
        ),
    )


def walk_bucket(summary: Summary, headlines: Sequence[WalkedLine]) -> WalkedBucket:
    """Add a bucket's headline lines again, recapture their sum and rate it."""
    compared = [line for line in headlines if line.savings]
    if any(line.evidence.line.attribution == "direct" for line in headlines):
        quantity = _total(line.quantity for line in headlines)
        money = _total(line.money for line in headlines)
    else:
        quantity = _added(compared, "quantity")
        priced = [line for line in compared if line.support.is_priceable]
        money = widest(_added(priced, "cost_low"), _added(priced, "cost_high"))
    shares = headlines[0].evidence.line if headlines else None
    rest = recaptured(
        money,
        shares.recapture_low if shares else None,
        shares.recapture_high if shares else None,
    )
    support = _bucket_support([line.support for line in headlines])
    given = (
        points(support, quantity)
        if support
        else Points(completeness=0, n=0, segmentation=0, design=0, width=0)
    )
    rated = confidence(support, given, quantity) if support else "low"
    return WalkedBucket(
        summary=summary,
        headlines=tuple(headlines),
        quantity=quantity,
        money=money,
        recaptured=rest,
        support=support,
        points=given,
        confidence=rated,
        differences=tuple(_differences(summary, quantity, rest, given, rated)),
    )


def walk_total(summary: Summary, buckets: Sequence[Summary]) -> WalkedTotal:
    """Add the buckets that have money end to end."""
    money = _total(_of(each.cost_low, each.cost_high) for each in buckets)
    cost = _of(summary.programme_cost_low, summary.programme_cost_high)
    net = None
    if money and cost:
        net = Range(low=money.low - cost.high, high=money.high - cost.low)
    found = [
        *_other("money", money, _of(summary.cost_low, summary.cost_high)),
        *_other("net", net, _of(summary.net_low, summary.net_high)),
    ]
    return WalkedTotal(
        summary=summary,
        buckets=tuple(buckets),
        money=money,
        net=net,
        differences=tuple(found),
    )


def _savings(evidence: Evidence) -> dict[str, Saving]:
    line = evidence.line
    found = {
        valuation: saving(cells, evidence.trend, line.t_baseline, line.t_current)
        for valuation, cells in evidence.cells.items()
    }
    return {name: each for name, each in found.items() if each is not None}


def _range(savings: dict[str, Saving], valuation: str) -> Range | None:
    return savings[valuation].range if valuation in savings else None


def _added(lines: Sequence[WalkedLine], valuation: str) -> Range | None:
    # a trend is one per measure, and a headline's component names its measure
    return added(
        (line.evidence.line.component, line.savings[valuation])
        for line in lines
        if valuation in line.savings
    )


def _direct_ranges(evidence: Evidence) -> tuple[Range | None, Range | None]:
    return (
        _total(_of(part.hours_low, part.hours_high) for part in evidence.parts),
        _total(_of(part.cost_low, part.cost_high) for part in evidence.parts),
    )


def _total(ranges: Iterator[Range | None]) -> Range | None:
    known = [each for each in ranges if each is not None]
    if not known:
        return None
    return Range(
        low=math.fsum(each.low for each in known),
        high=math.fsum(each.high for each in known),
    )


def _compared_support(evidence: Evidence) -> Support:
    cells = evidence.cells.get("quantity", ())
    return _support(
        evidence.line,
        sum(cell.n_applied for cell in cells),
        math.fsum(cell.n_applied**2 / cell.n_baseline for cell in cells),
        math.fsum(cell.n_applied**2 / cell.n_current for cell in cells),
    )


def _direct_support(line: Line) -> Support:
    return _support(line, line.n_applied, line.n_applied, line.n_applied)


def _support(
    line: Line, n_applied: int, spread_before: float, spread_during: float
) -> Support:
    return Support(
        n_expected_before=line.n_expected_baseline,
        n_complete_before=line.n_complete_baseline,
        n_expected_during=line.n_expected_current,
        n_complete_during=line.n_complete_current,
        n_counted=line.n_counted,
        n_counted_compared=line.n_counted_compared,
        n_applied=n_applied,
        spread_before=spread_before,
        spread_during=spread_during,
        is_trend_adjusted=line.attribution == "trend_adjusted",
        crosses_boundary=line.crosses_boundary,
    )


def _bucket_support(lines: Sequence[Support]) -> Support | None:
    if not lines:
        return None
    return Support(
        n_expected_before=sum(each.n_expected_before for each in lines),
        n_complete_before=sum(each.n_complete_before for each in lines),
        n_expected_during=sum(each.n_expected_during for each in lines),
        n_complete_during=sum(each.n_complete_during for each in lines),
        n_counted=sum(each.n_counted for each in lines),
        n_counted_compared=sum(each.n_counted_compared for each in lines),
        n_applied=sum(each.n_applied for each in lines),
        spread_before=math.fsum(each.spread_before for each in lines),
        spread_during=math.fsum(each.spread_during for each in lines),
        is_trend_adjusted=all(each.is_trend_adjusted for each in lines),
        crosses_boundary=any(each.crosses_boundary for each in lines),
    )


def _differences(
    ledger: Line | Summary,
    quantity: Range | None,
    money: Range | None,
    given: Points,
    rated: str,
    n_applied: int | None = None,
) -> Iterator[str]:
    yield from _other(
        "quantity", quantity, _of(ledger.quantity_low, ledger.quantity_high)
    )
    yield from _other("money", money, _of(ledger.cost_low, ledger.cost_high))
    pairs: list[tuple[str, object, object]] = [
        ("completeness", given.completeness, ledger.points_completeness),
        ("n", given.n, ledger.points_n),
        ("segmentation", given.segmentation, ledger.points_segmentation),
        ("design", given.design, ledger.points_design),
        ("width", given.width, ledger.points_width),
        ("confidence", rated, ledger.confidence),
    ]
    if isinstance(ledger, Line):
        pairs.append(("incidents applied to", n_applied, ledger.n_applied))
    for name, walked, said in pairs:
        if walked != said:
            yield f"{name}: {walked} here, {said} in the ledger"


def _other(name: str, walked: Range | None, said: Range | None) -> Iterator[str]:
    if walked is None and said is None:
        return
    if walked is None or said is None:
        yield f"{name}: {_words(walked)} here, {_words(said)} in the ledger"
        return
    # ends near zero are differences of large sums, so the width is the scale
    scale = max(abs(walked.low), abs(walked.high), abs(said.low), abs(said.high))
    if max(abs(walked.low - said.low), abs(walked.high - said.high)) > ROUNDING * scale:
        yield f"{name}: {_words(walked)} here, {_words(said)} in the ledger"


def _words(ends: Range | None) -> str:
    return "no figure" if ends is None else f"{ends.low:,.4f} to {ends.high:,.4f}"


def _of(low: float | None, high: float | None) -> Range | None:
    return None if low is None or high is None else Range(low=low, high=high)

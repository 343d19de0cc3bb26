"""A line of the ledger as a walk in words and columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorecard.explain.arithmetic import Saving
from scorecard.explain.columns import columns, money, number, plain, span
from scorecard.explain.ledger import Cell, Line, Part, Price
from scorecard.explain.rating_text import comparison_text, rating_text, recapture_text
from scorecard.explain.walk import WalkedLine


def label_text(line: Line) -> str:
    """Return a line's name: its cells and what is compared in them."""
    cells = f"{line.severity} x {line.incident_class} x {line.service_tier}"
    what = line.component if line.role == "all" else f"{line.component}, {line.role}"
    return plain(f"{cells}: {what}")


def line_text(place: int, walked: WalkedLine) -> Iterator[str]:
    """Yield a line's walk, under its place in the list."""
    evidence, line = walked.evidence, walked.evidence.line
    kind = "headline" if line.is_headline else "not added by the summary"
    yield f"{place}. {label_text(line)} ({line.method}, {line.attribution}; {kind})"
    yield ""
    if line.attribution == "direct":
        yield from _direct(walked)
    elif evidence.cells:
        yield from _compared(walked)
    else:
        yield f"   No cell of it was measured in both windows: {line.n_cells} cells."
    if walked.quantity is None:
        yield f"   No figure: {line.no_figure_reason}"
    elif walked.money is None:
        yield f"   money      none: {_why_no_money(walked)}"
    for text in rating_text(
        walked.support, walked.points, walked.quantity, walked.confidence
    ):
        yield f"   {text}".rstrip()
    for text in comparison_text(walked.differences):
        yield f"   {text}".rstrip()


def _compared(walked: WalkedLine) -> Iterator[str]:
    evidence, line = walked.evidence, walked.evidence.line
    cells = evidence.cells["quantity"]
    unit = line.quantity_unit
    rho = evidence.trend.rho if evidence.trend else 1.0
    for text in columns(
        (
            "cell",
            "n before",
            f"mean {unit}",
            "n during",
            f"mean {unit}",
            "saved each",
            "applied to",
        ),
        [
            (
                _cell(cell),
                f"{cell.n_baseline:,}",
                number(cell.mean_baseline, 4),
                f"{cell.n_current:,}",
                number(cell.mean_current, 4),
                number(rho * cell.mean_baseline - cell.mean_current, 4),
                f"{cell.n_applied:,}",
            )
            for cell in cells
        ],
    ):
        yield f"   {text}"
    if line.n_not_compared:
        yield (
            f"   {line.n_not_compared} more cells were not measured in both windows and"
            " are left out"
        )
    yield ""
    if evidence.trend:
        trend = evidence.trend
        yield (
            f"   trend      x {trend.rho:.6f} ({trend.low:.6f} to {trend.high:.6f}):"
            " so the control moved, and so would these have"
        )
    if "quantity" not in walked.savings:
        return
    yield from _steps(walked.savings["quantity"], line, unit)
    if walked.money is not None:
        yield from _priced(walked)


def _steps(amount: Saving, line: Line, unit: str) -> Iterator[str]:
    rho = f"{amount.rho:.6f} x " if amount.trend_low or amount.trend_high else ""
    yield (
        f"   saved      {rho}{number(amount.before, 4)} - {number(amount.during, 4)}"
        f" = {number(amount.middle, 4)} {unit}"
    )
    yield (
        f"   spread     s before {number(amount.s_before, 4)}, s during"
        f" {number(amount.s_during, 4)}; t({line.df_baseline})"
        f" = {line.t_baseline:.4f}, t({line.df_current}) = {line.t_current:.4f}"
    )
    wider = max(amount.s_before, amount.s_during)
    yield (
        f"   own margin sqrt(({line.t_baseline:.4f} x {number(amount.s_before, 4)})^2"
        f" x {number(amount.spread_before, 4)} + ({line.t_current:.4f} x"
        f" {number(wider, 4)})^2 x {number(amount.spread_during, 4)})"
        f" = {number(amount.own, 4)}"
    )
    if amount.trend_low or amount.trend_high:
        yield (
            f"   of trend   {number(amount.before, 4)} x its margins:"
            f" {number(amount.trend_low, 4)} down, {number(amount.trend_high, 4)} up"
        )
    yield (
        f"   range      {number(amount.middle, 4)} - sqrt(own^2 + down^2), + sqrt(own^2"
        f" + up^2) = {span(amount.range)} {unit}"
    )


def _priced(walked: WalkedLine) -> Iterator[str]:
    line = walked.evidence.line
    assert walked.money is not None and walked.recaptured is not None
    yield ""
    for valuation, words in (("cost_low", "low"), ("cost_high", "high")):
        amount = walked.savings[valuation]
        if line.bucket == "avoided_downtime":
            cells = walked.evidence.cells[valuation]
            weight = sum(cell.weight for cell in cells)
            yield (
                f"   at {words:<4} costs: {number(weight, 2)} a minute over"
                f" {line.n_applied:,} incidents, on average"
                f" {number(weight / line.n_applied if line.n_applied else 0, 4)}"
            )
        yield (
            f"   at {words:<4} costs: {number(amount.middle)} saved, own margin"
            f" {number(amount.own)}, of trend {number(amount.trend_low)} down and"
            f" {number(amount.trend_high)} up: {span(amount.range)}"
        )
    both = money(walked.money, line.currency)
    yield f"   money      the least and the greatest: {both}"
    for text in recapture_text(line, walked.recaptured, line.currency):
        yield f"   {text}"
    yield from _prices(walked.evidence.prices, line)


def _prices(prices: Sequence[Price], line: Line) -> Iterator[str]:
    yield ""
    yield f"   What prices a minute, in how many of the {line.n_applied:,} incidents:"
    for text in columns(
        ("in", "low", "high", "configured as", "source"),
        [
            (
                f"{price.n_incidents:,}",
                number(price.low, 4),
                number(price.high, 4),
                price.name,
                price.source or "",
            )
            for price in prices
        ],
        left=0,
        right=3,
    ):
        yield f"   {text}"


def _direct(walked: WalkedLine) -> Iterator[str]:
    line = walked.evidence.line
    what = "recorded" if line.method == "tagged" else "assumed per use"
    yield f"   Hours {what}, in incidents in which AI was used:"
    for text in columns(
        ("role", "time sink", "incidents", "hours low", "high", "money low", "high"),
        [_part(part) for part in walked.evidence.parts],
        left=2,
    ):
        yield f"   {text}"
    if walked.quantity is not None:
        yield ""
        yield f"   quantity   {span(walked.quantity)} {line.quantity_unit}, added"
    if walked.money is not None and walked.recaptured is not None:
        yield f"   money      {money(walked.money, line.currency)}, at each one's rate"
        for text in recapture_text(line, walked.recaptured, line.currency):
            yield f"   {text}"


def _part(part: Part) -> tuple[str, ...]:
    return (
        part.role,
        part.component,
        f"{part.n_incidents:,}",
        number(part.hours_low, 4),
        number(part.hours_high, 4),
        number(part.cost_low),
        number(part.cost_high),
    )


def _why_no_money(walked: WalkedLine) -> str:
    line = walked.evidence.line
    if not walked.support.is_priceable:
        return "less than half of what should be recorded is"
    if line.quantity_unit == "escalations":
        return "a count has no price"
    if line.bucket == "avoided_downtime" and line.component != "time_to_mitigate":
        return "the total is priced, its phases are not"
    return "no cost or rate is configured for it"


def _cell(cell: Cell) -> str:
    return f"{cell.severity} x {cell.incident_class} x {cell.service_tier}"

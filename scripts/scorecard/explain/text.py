"""The walk of a bucket or of the total in words and columns of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorecard.explain.arithmetic import Range
from scorecard.explain.columns import columns, money, money_or_none, number, span
from scorecard.explain.ledger import Summary
from scorecard.explain.line_text import label_text, line_text
from scorecard.explain.rating_text import comparison_text, rating_text, recapture_text
from scorecard.explain.walk import WalkedBucket, WalkedLine, WalkedTotal


def bucket_text(walked: WalkedBucket, shown: Sequence[WalkedLine]) -> Iterator[str]:
    """Yield the lines of text: the bucket's sum, then each of the lines shown."""
    yield from _bucket(walked)
    for place, line in enumerate(shown, 1):
        yield ""
        yield from line_text(place, line)


def total_text(walked: WalkedTotal) -> Iterator[str]:
    """Yield the total's sum of buckets and what is left after the programme's cost."""
    summary = walked.summary
    yield _title(summary)
    yield ""
    yield from columns(
        ("bucket", "low", "high", "confidence"),
        [
            (
                each.bucket,
                money_or_none(each.cost_low),
                money_or_none(each.cost_high),
                each.confidence,
            )
            for each in walked.buckets
        ],
    )
    yield ""
    if walked.money is None:
        yield f"No figure: {summary.no_figure_reason}"
    else:
        yield f"added end to end: {money(walked.money, summary.currency)}"
        if summary.buckets_missing:
            yield f"without {summary.buckets_missing}, which have no money"
        yield _programme(walked)
    yield from comparison_text(walked.differences)
    yield ""
    yield summary.sentence


def _programme(walked: WalkedTotal) -> str:
    summary = walked.summary
    if walked.net is None:
        return "The programme's own cost is not known for every month: no net."
    cost = Range(
        low=summary.programme_cost_low or 0.0, high=summary.programme_cost_high or 0.0
    )
    return (
        f"less the programme's own cost of {money(cost, summary.currency)},"
        f" its high from the low: {money(walked.net, summary.currency)}"
    )


# ---------- a bucket


def _title(summary: Summary) -> str:
    last = summary.period_end
    return (
        f"{summary.bucket}, {summary.period_name}:"
        f" {summary.period_start} until before {last}"
    )


def _bucket(walked: WalkedBucket) -> Iterator[str]:
    summary = walked.summary
    yield _title(summary)
    yield ""
    if not walked.headlines:
        yield f"No figure: {summary.no_figure_reason}"
        yield from comparison_text(walked.differences)
        return
    yield "The headline lines that it adds:"
    yield ""
    yield from _headlines(walked)
    yield ""
    unit = summary.quantity_unit or ""
    if walked.quantity is None:
        yield f"No figure: {summary.no_figure_reason}"
    else:
        yield f"quantity   {span(walked.quantity)} {unit}"
        yield from _bucket_money(walked)
        if any(line.savings for line in walked.headlines):
            yield (
                "           middles added; own margins in quadrature; the trend's part"
                " added straight,"
            )
            yield "           for all lines share it, and only then in quadrature"
    if walked.support is not None:
        yield from rating_text(
            walked.support, walked.points, walked.quantity, walked.confidence
        )
    yield from comparison_text(walked.differences)
    yield ""
    yield summary.sentence


def _bucket_money(walked: WalkedBucket) -> Iterator[str]:
    summary = walked.summary
    if walked.money is None or walked.recaptured is None:
        yield "money      none: no line has a price and enough records"
        return
    yield f"money      {money(walked.money, summary.currency)}"
    yield from recapture_text(
        walked.headlines[0].evidence.line, walked.recaptured, summary.currency
    )


def _headlines(walked: WalkedBucket) -> Iterator[str]:
    rows = []
    for place, line in enumerate(walked.headlines, 1):
        amount = line.savings.get("quantity")
        rows.append(
            (
                str(place),
                label_text(line.evidence.line),
                number(amount.middle) if amount else "",
                number(amount.own) if amount else "",
                f"-{number(amount.trend_low)} +{number(amount.trend_high)}"
                if amount and line.evidence.trend
                else "",
                span(line.quantity) if line.quantity else "no figure",
                span(line.money) if line.money else "none",
            )
        )
    unit = walked.summary.quantity_unit
    yield from columns(
        (
            "",
            "line",
            f"{unit} saved",
            "own margin",
            "trend",
            "range",
            f"{walked.summary.currency} before recapture"
            if walked.summary.bucket != "avoided_downtime"
            else str(walked.summary.currency),
        ),
        rows,
        left=2,
    )

"""One line per bucket and period, and the total beside the programme's own cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ..confidence import Confidence, Points
from ..periods import MONTH_DAYS, Period, months_between
from .estimate import recaptured, span
from .evidence import NO_POINTS, RATINGS, together
from .row import BUCKETS, DOWNTIME, TIME, Row, ends, includes_zero
from .settings import Ends, Settings

TOTAL = "total"
FTE_WEEK_HOURS = 40
UNITS = {DOWNTIME: "minutes"}


@dataclass(frozen=True)
class Line:
    """What a bucket, or the total, comes to."""

    bucket: str
    period: Period
    method: str | None
    quantity: Ends | None
    cost: Ends | None
    points: Points
    confidence: Confidence
    crosses_boundary: bool


def bucket_line(
    bucket: str,
    period: Period,
    method: str | None,
    rows: Sequence[Row],
    settings: Settings,
) -> Line:
    """Add a bucket's headline rows; a period may have none."""
    if not rows:
        return Line(bucket, period, method, None, None, NO_POINTS, "low", False)
    quantities = [row.quantity for row in rows if row.quantity is not None]
    money = [row.money for row in rows if row.money is not None]
    quantity = span(quantities) if quantities else None
    cost = span(money) if money else None
    if cost is not None and bucket != DOWNTIME:
        cost = recaptured(cost, settings.share_of(bucket))
    evidence = together([row.evidence for row in rows])
    points = evidence.points(quantity)
    return Line(
        bucket,
        period,
        method,
        quantity,
        cost,
        points,
        evidence.rating(points, quantity),
        evidence.crosses_boundary,
    )


def total_line(period: Period, lines: Sequence[Line]) -> Line:
    """Add the buckets that have money, end by end."""
    added = [line for line in lines if line.cost is not None]
    if not added:
        return Line(TOTAL, period, None, None, None, NO_POINTS, "low", False)
    costs = [line.cost for line in added if line.cost is not None]
    least = [
        min(points)
        for points in zip(*(each.points.all() for each in added), strict=True)
    ]
    return Line(
        TOTAL,
        period,
        None,
        None,
        (sum(low for low, _ in costs), sum(high for _, high in costs)),
        Points(*least),
        min((each.confidence for each in added), key=RATINGS.index),
        any(each.crosses_boundary for each in added),
    )


def summary_of(
    period: Period, method: str | None, rows: Sequence[Row], settings: Settings
) -> dict[tuple[str, str], dict[str, object]]:
    """Return the four rows of a period from its headline rows.

    method: the headline of reclaimed time, the same in all periods.
    """
    lines = [
        bucket_line(
            bucket,
            period,
            method if bucket == TIME else "measured",
            [row for row in rows if row.bucket == bucket],
            settings,
        )
        for bucket in BUCKETS
    ]
    lines.append(total_line(period, lines))
    missing = [line.bucket for line in lines[:3] if line.cost is None]
    return {
        (period.period_name, line.bucket): _columns(line, missing, settings)
        for line in lines
    }


def _columns(line: Line, missing: list[str], settings: Settings) -> dict[str, object]:
    period = line.period
    is_total, is_time = line.bucket == TOTAL, line.bucket == TIME
    monthly = None
    if line.cost is not None:
        # a month is a month, however many days it has
        months = period.days / MONTH_DAYS if period.period == "window" else 1.0
        monthly = (line.cost[0] / months, line.cost[1] / months)
    weeks = None
    if is_time and line.quantity is not None:
        weeks = (line.quantity[0] / FTE_WEEK_HOURS, line.quantity[1] / FTE_WEEK_HOURS)
    programme = programme_cost(period, settings) if is_total else None
    net = None
    if programme is not None and line.cost is not None:
        net = (line.cost[0] - programme[1], line.cost[1] - programme[0])
    figure = line.cost if is_total else line.quantity
    return {
        "method": line.method,
        "quantity_unit": None if is_total else UNITS.get(line.bucket, "hours"),
        "currency": settings.currency,
        "buckets_missing": (", ".join(missing) or None) if is_total else None,
        "confidence": line.confidence,
        "period_start": period.period_start,
        "period_end": period.period_end,
        **ends("quantity", line.quantity),
        **ends("fte_weeks", weeks),
        "capacity_used_hours": capacity_used(period, settings) if is_time else None,
        **ends("cost", line.cost),
        **ends("cost_per_month", monthly),
        **ends("programme_cost", programme),
        **ends("net", net),
        "includes_zero": includes_zero(line.quantity, line.cost),
        "crosses_boundary": line.crosses_boundary,
        "points_completeness": line.points.completeness,
        "points_n": line.points.n,
        "points_segmentation": line.points.segmentation,
        "points_design": line.points.design,
        "points_width": line.points.width,
        "has_figure": figure is not None,
        "has_qualitative_note": line.bucket in (DOWNTIME, TOTAL)
        and any(
            each.component == "brand_impact" and each.source is not None
            for each in settings.downtime_costs
        ),
    }


def months_in(period: Period) -> list[tuple[str, float]]:
    """Return the months that a period touches, each with the share of it inside."""
    last = period.period_end - timedelta(days=1)
    shares = []
    for month in months_between(period.period_start, last):
        start = max(month.period_start, period.period_start)
        end = min(month.period_end, period.period_end)
        shares.append((month.period_name, (end - start).days / month.days))
    return shares


def programme_cost(period: Period, settings: Settings) -> Ends | None:
    """Return what the programme cost; unknown when a month has no row."""
    costs = []
    for month, share in months_in(period):
        if month not in settings.programme_costs:
            return None
        low, high = settings.programme_costs[month]
        costs.append((low * share, high * share))
    return sum(low for low, _ in costs), sum(high for _, high in costs)


def capacity_used(period: Period, settings: Settings) -> float:
    """Return the hours that freed capacity went into; a month without a row is 0."""
    return sum(
        settings.capacity_hours.get(month, 0.0) * share
        for month, share in months_in(period)
    )

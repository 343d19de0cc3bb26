"""The figures: every metric by period, segment and attribution."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from . import statistics
from .facts import Facts, Incident
from .metrics import METRICS, Measured
from .observations import Metric, Observation
from .periods import (
    Period,
    Segment,
    attributions_of,
    month_of,
    segments_of_incident,
    windows,
)

#: metric_id, period, period_name, segment, severity, class, tier, attribution
Key = tuple[str, str, str, str, str, str, str, str]

#: Means of counts: never less dispersed than Poisson.
COUNTS = frozenset({"handoff_count", "missing_update_escalations"})


@dataclass
class Figure:
    """One row of metric_values without its key."""

    n: int
    n_open: int
    period_start: date
    period_end: date
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    interval_low: float | None = None
    interval_high: float | None = None
    p90_low: float | None = None
    p90_high: float | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the figure with its column names."""
        return asdict(self)


def key_of(metric_id: str, period: Period, segment: Segment, attribution: str) -> Key:
    """Build the key of a figure."""
    return (metric_id, period.period, period.period_name, *segment, attribution)


def periods_of(incident: Incident, known: Sequence[Period]) -> list[Period]:
    """Return the month of an incident and the windows in which it started."""
    inside = [window for window in known if window.contains(incident.started_on)]
    return [month_of(incident.started_on), *inside]


Cell = list[tuple[Incident, list[Observation]]]


def observed_values(facts: Facts, measured: Measured) -> dict[Key, Figure]:
    """Compute the figures of all metrics that have observations."""
    known = list(windows(facts).values())
    figures: dict[Key, Figure] = {}
    for metric in METRICS:
        cells: dict[tuple[Period, Segment, str], Cell] = defaultdict(list)
        for incident, observations in measured.observations[metric.metric_id]:
            for period in periods_of(incident, known):
                for segment in segments_of_incident(incident):
                    for attribution in attributions_of(incident, facts):
                        cells[period, segment, attribution].append(
                            (incident, observations)
                        )
        for (period, segment, attribution), cell in cells.items():
            key = key_of(metric.metric_id, period, segment, attribution)
            figures[key] = _figure(metric, period, cell, facts.config.z)
    return figures


def _figure(metric: Metric, period: Period, cell: Cell, z: float) -> Figure:
    figure = Figure(
        n=sum(len(observations) for _, observations in cell),
        n_open=sum(incident.is_open for incident, _ in cell),
        period_start=period.period_start,
        period_end=period.period_end,
    )
    if metric.kind in ("proportion", "ratio"):
        _fill_share(figure, metric, cell, z)
        return figure
    values = [each.value for _, observations in cell for each in observations]
    figure.mean = sum(values) / len(values)
    figure.median = statistics.quantile(values, 0.5)
    figure.p90 = statistics.quantile(values, 0.9)
    if metric.kind == "mean":
        figure.value = figure.mean
        figure.interval_low, figure.interval_high = statistics.mean(
            [sum(each.value for each in observations) for _, observations in cell],
            [float(len(observations)) for _, observations in cell],
            z,
            is_count=metric.metric_id in COUNTS,
        )
        return figure
    figure.value = figure.median
    figure.interval_low, figure.interval_high = statistics.quantile_interval(
        values, len(cell), 0.5, z, metric.second
    )
    figure.p90_low, figure.p90_high = statistics.quantile_interval(
        values, len(cell), 0.9, z, metric.second
    )
    return figure


def _fill_share(figure: Figure, metric: Metric, cell: Cell, z: float) -> None:
    y = [sum(each.numerator or 0.0 for each in found) for _, found in cell]
    x = [sum(each.denominator or 0.0 for each in found) for _, found in cell]
    figure.numerator = sum(y)
    figure.denominator = sum(x)
    figure.value = figure.numerator / figure.denominator
    interval = (
        statistics.proportion
        if metric.kind == "proportion"
        else statistics.clustered_share
    )
    figure.interval_low, figure.interval_high = interval(y, x, z)

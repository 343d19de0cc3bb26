"""What every page starts from: catalogue, windows, headline figures, comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from scorecard.report.formatting import (
    MINUS,
    NBSP,
    Unit,
    days,
    phrase,
    plain,
    unit_of,
    words,
)
from scorecard.report.marts import Marts, Row

WINDOWS = ("baseline", "current")
SEGMENTS = (
    "all",
    "severity",
    "incident_class",
    "service_tier",
    "severity_incident_class",
    "incident_class_service_tier",
    "severity_incident_class_service_tier",
)
LAYERS = {
    "A": ("Workflow quality", "How the work is done. Expected to move first."),
    "B": ("Reliability", "What users feel. Moves later, under many influences."),
    "C": ("Business", "People's time, escalations and prevented harm."),
}
VERDICTS = {
    "improved": "improved",
    "regressed": "regressed",
    "changed": "changed",
    "no detectable change": "steady",
    "too few data": "few",
    "not comparable": "boundary",
}
"""The marts' verdicts, with the name that styles have for each."""


_IDENTIFIER = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_NEGATIVE = re.compile(r"(?<![\w.-])-(?=\$?\d)")


@dataclass(frozen=True)
class Period:
    """A window of comparison; its end is exclusive."""

    name: str
    start: date
    end: date

    @property
    def n_days(self) -> int:
        """Return how many days it has."""
        return (self.end - self.start).days

    @property
    def text(self) -> str:
        """Return its first and last day, for people."""
        return days(self.start, self.end)

    @property
    def is_within_a_month(self) -> bool:
        """Return whether it cannot show how much months differ by themselves."""
        last = self.end - timedelta(days=1)
        return (self.start.year, self.start.month) == (last.year, last.month)


@dataclass(frozen=True)
class Metric:
    """A metric of the catalogue, and how its figures are shown."""

    id: str
    name: str
    layer: str
    kind: str
    better: str
    decision: str
    unit: Unit
    row: Row


class Book:
    """Reads what several pages show, once."""

    def __init__(self, marts: Marts) -> None:
        """Take the open marts."""
        self.marts = marts
        self.views: dict[str, object] = {}

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """Every metric of the catalogue, by id, layer by layer."""
        typical: dict[str, float] = {}
        for row in self._all_values:
            if row["value"] is not None and row["period"] == "window":
                known = typical.get(row["metric_id"], 0.0)
                typical[row["metric_id"]] = max(known, row["value"])
        for row in self._all_values:
            if row["value"] is not None:
                typical.setdefault(row["metric_id"], row["value"])
        return {
            row["metric_id"]: Metric(
                id=row["metric_id"],
                name=plain(row["name"]),
                layer=row["layer"],
                kind=row["kind"],
                better=row["better"],
                decision=plain(row["decision"], 600),
                unit=unit_of(row["unit"], typical.get(row["metric_id"])),
                row=row,
            )
            for row in self.marts.rows("metric_catalog", order="layer, name")
        }

    @cached_property
    def coverage(self) -> dict[str, Row]:
        """metric_coverage by metric."""
        return {r["metric_id"]: r for r in self.marts.rows("metric_coverage")}

    @cached_property
    def windows(self) -> dict[str, Period]:
        """The windows that have figures, by name."""
        rows = self.marts.query(
            "select period_name, min(period_start) as starts_on,"
            " max(period_end) as ends_on from marts.metric_values"
            " where period = 'window' group by period_name order by 2",
            needs=("metric_values",),
        )
        return {
            r["period_name"]: Period(r["period_name"], r["starts_on"], r["ends_on"])
            for r in rows
        }

    @cached_property
    def marks(self) -> list[Row]:
        """Boundaries and activations, oldest first."""
        return self.marts.rows("timeline_marks", order="occurred_on, mark, kind")

    @cached_property
    def _all_values(self) -> list[Row]:
        return self.marts.rows(
            "metric_values",
            where="segment = 'all' and attribution = 'all'",
            order="metric_id, period_start",
        )

    @cached_property
    def months(self) -> dict[str, list[Row]]:
        """The monthly figures of all incidents, by metric, oldest first."""
        return _by_metric(r for r in self._all_values if r["period"] == "month")

    @cached_property
    def window_values(self) -> dict[tuple[str, str], Row]:
        """The figures of all incidents, by metric and window."""
        return {
            (r["metric_id"], r["period_name"]): r
            for r in self._all_values
            if r["period"] == "window"
        }

    @cached_property
    def comparisons(self) -> dict[tuple[str, str], Row]:
        """metric_comparisons of segment all, by metric and comparison.

        before_after is left out: no page shows a verdict from it.
        """
        rows = self.marts.rows(
            "metric_comparisons",
            where="segment = 'all' and comparison <> 'before_after'",
            order="metric_id",
        )
        return {(r["metric_id"], r["comparison"]): r for r in rows}

    @cached_property
    def headline_ids(self) -> list[str]:
        """Metrics that the team has made its headline, as far as they have data."""
        return [
            metric_id
            for (metric_id, comparison), row in self.comparisons.items()
            if comparison == "standardised" and row["family"] == "headline"
        ]

    @cached_property
    def narratives(self) -> dict[str, Row]:
        """metric_narrative of segment all, by metric."""
        rows = self.marts.rows("metric_narrative", where="segment = 'all'")
        return {r["metric_id"]: r for r in rows}

    @cached_property
    def labels(self) -> set[str]:
        """Every label of a segment that has a figure."""
        rows = self.marts.query(
            "select distinct unnest([severity, incident_class, service_tier]) as label"
            " from marts.metric_values order by label",
            needs=("metric_values",),
        )
        return {row["label"] for row in rows}

    def readable(self, text: str | None, limit: int = 800) -> str:
        """Return a mart's sentence with labels as words and true minus signs."""

        def spoken(match: re.Match[str]) -> str:
            name = match.group()
            return phrase(name) if name in self.labels else name

        line = _NEGATIVE.sub(MINUS, _IDENTIFIER.sub(spoken, plain(text, limit)))
        return line.replace(" %", f"{NBSP}%")

    @cached_property
    def published(self) -> Row | None:
        """The row of published_run."""
        rows = self.marts.rows("published_run")
        return rows[0] if rows else None

    @cached_property
    def n_incidents(self) -> int:
        """Countable incidents in the warehouse."""
        rows = self.marts.query(
            "select count(*) as n from marts.fct_incidents where is_countable",
            needs=("fct_incidents",),
        )
        return int(rows[0]["n"]) if rows else 0

    @cached_property
    def n_in_windows(self) -> dict[str, int]:
        """Countable incidents that began in each window."""
        if not self.windows:
            return {}
        columns = ", ".join(
            f"count(*) filter (where started_on >= date '{p.start}'"
            f" and started_on < date '{p.end}') as \"{name}\""
            for name, p in self.windows.items()
        )
        rows = self.marts.query(
            f"select {columns} from marts.fct_incidents where is_countable",  # noqa: S608
            needs=("fct_incidents",),
        )
        return rows[0] if rows else {}

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: no countable incident."""
        return self.n_incidents == 0

    def is_measured(self, metric_id: str) -> bool:
        """Say whether a metric has a figure in any month."""
        return metric_id in self.months

    def measured(self, layer: str) -> list[Metric]:
        """Return the metrics of a layer that have figures."""
        return [
            metric
            for metric in self.metrics.values()
            if metric.layer == layer and metric.id in self.months
        ]

    def unmeasured(self) -> list[tuple[Metric, Row]]:
        """Return the metrics without any figure, each with its coverage."""
        return [
            (metric, self.coverage[metric.id])
            for metric in self.metrics.values()
            if metric.id in self.coverage and metric.id not in self.months
        ]

    @cached_property
    def names(self) -> dict[str, str]:
        """What metrics and captures are called, by id."""
        return {metric.id: metric.name for metric in self.metrics.values()} | {
            row["capability"]: plain(row["capability_name"])
            for row in self.capture_totals
        }

    def name_all(self, ids: str | None) -> list[str]:
        """Return the names of ids that are separated by blanks."""
        return [self.names.get(each, words(each)) for each in (ids or "").split()]

    @cached_property
    def captures(self) -> list[dict[str, Any]]:
        """What no incident has, with the metrics that wait for it, most awaited first.

        instrumentation_coverage counts per source and month; here a capture is missing
        when no source ever brought it.
        """
        waiting: dict[str, list[str]] = {}
        for metric, row in self.unmeasured():
            for capture in (row["missing_captures"] or "").split():
                waiting.setdefault(capture, []).append(metric.name)
        known = {r["capability"]: r for r in self.capture_totals}
        missing = [
            {
                "id": capture,
                "name": self.names.get(capture, words(capture)),
                "how": plain(known[capture]["how_to_capture"], 400)
                if capture in known
                else "",
                "metrics": metrics,
            }
            for capture, metrics in waiting.items()
        ]
        return sorted(missing, key=lambda m: (-len(m["metrics"]), m["id"]))

    @cached_property
    def capture_totals(self) -> list[Row]:
        """instrumentation_coverage added up over sources and months."""
        return self.marts.query(
            "select capability, any_value(capability_name) as capability_name,"
            " any_value(how_to_capture) as how_to_capture,"
            " any_value(metric_ids) as metric_ids,"
            " sum(n_expected)::bigint as n_expected,"
            " sum(n_captured)::bigint as n_captured"
            " from marts.instrumentation_coverage group by capability"
            " order by capability",
            needs=("instrumentation_coverage",),
        )


def _by_metric(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["metric_id"], []).append(row)
    return grouped

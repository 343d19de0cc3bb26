"""Bucket 2: responders' time, by three methods that are never added."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..facts import AI_USES, Facts, Incident
from ..landing import Row as Entry
from . import measures, prices
from .estimate import Levels, Part
from .evidence import Evidence
from .measures import ALL, UNKNOWN, Share, role_of, sink_of
from .pooling import class_rows
from .row import (
    DIRECT,
    TIME,
    Comparison,
    Row,
    Spoken,
    both_attributions,
    compared_row,
    priced,
)
from .scope import Cell, Scope, cell_of
from .settings import Ends, Settings

METHODS = ("sampled", "tagged", "workflow")


def reclaimed_rows(scope: Scope, settings: Settings) -> list[Row]:
    """Return the rows of all three methods, by class, then by role and sink."""
    return [
        *_sampled(scope, settings),
        *_tagged(scope, settings),
        *_workflow(scope, settings),
    ]


# ---------- sampled


def _sampled(scope: Scope, settings: Settings) -> list[Row]:
    comparison = Comparison(
        scope,
        settings,
        TIME,
        "sampled",
        measures.sampled(scope.facts),
        "hours",
        is_extrapolated=True,
        per_unit=60.0,
    )
    shape = class_rows(comparison.pairs())
    rows = []
    for labels, cells in shape.items():
        entries = tuple(
            _complete(_entries(scope.facts, side, "sampled"), "minutes_spent")
            for side in comparison.incidents(cells)
        )
        spoken = [Spoken(ALL)]
        spoken += [
            Spoken(sink, role, (role, sink))
            for role, sink in sorted(_shares(comparison, cells))
        ]
        rows += [
            compared_row(
                comparison,
                one,
                labels,
                cells,
                trend,
                entries,
                priced(comparison, one.share),
            )
            for trend in both_attributions(comparison)
            for one in spoken
        ]
    return rows


def _shares(comparison: Comparison, cells: Sequence[Cell]) -> set[Share]:
    amounts = comparison.measure.amounts
    return {
        share
        for side in comparison.incidents(cells)
        for each in side
        for share in amounts.get(each.incident_id, ())
    }


def _entries(facts: Facts, incidents: Iterable[Incident], method: str) -> list[Entry]:
    return [
        entry
        for each in incidents
        for entry in facts.of("time_entries", each.incident_id)
        if entry.text("method") == method
    ]


def _complete(entries: Sequence[Entry], minutes: str) -> tuple[int, int]:
    """Count the entries with minutes, role and sink, and all of them."""
    full = [
        entry
        for entry in entries
        if entry.number(minutes) is not None
        and UNKNOWN not in (role_of(entry), sink_of(entry))
    ]
    return len(full), len(entries)


# ---------- tagged and workflow: what AI-used incidents say themselves


@dataclass(frozen=True)
class _Saved:
    """Minutes that one incident saved in one share."""

    incident: Incident
    share: Share
    minutes: Ends


def _tagged(scope: Scope, settings: Settings) -> list[Row]:
    rows = []
    for labels, incidents in _classes(scope.used).items():
        entries = _entries(scope.facts, incidents, "tagged")
        if not entries:
            continue
        saved = [
            _Saved(each, (role_of(entry), sink_of(entry)), (minutes, minutes))
            for each in incidents
            for entry in _entries(scope.facts, [each], "tagged")
            if (minutes := entry.number("minutes_saved")) is not None
        ]
        observed = _complete(entries, "minutes_saved")
        rows += _direct(scope, settings, "tagged", labels, saved, observed)
    return rows


def _workflow(scope: Scope, settings: Settings) -> list[Row]:
    rows = []
    for labels, incidents in _classes(scope.used).items():
        saved = [
            _Saved(
                each,
                (saving.responder_role or UNKNOWN, saving.time_sink or UNKNOWN),
                saving.minutes,
            )
            for each in incidents
            for saving in settings.savings
            if saving.feature in _features(scope.facts, each)
        ]
        if saved:
            rows += _direct(scope, settings, "workflow", labels, saved, (1, 1))
    return rows


def _features(facts: Facts, incident: Incident) -> set[str]:
    """Return the features that were really used in an incident."""
    uses = {
        (row.text("feature"), row.text("event"))
        for row in facts.of("ai_usage", incident.incident_id)
    }
    return {feature for feature, _ in AI_USES & uses}


def _classes(incidents: Iterable[Incident]) -> dict[Cell, list[Incident]]:
    classes: dict[Cell, list[Incident]] = defaultdict(list)
    for each in incidents:
        classes[ALL, each.incident_class, ALL].append(each)
    return dict(classes)


def _direct(
    scope: Scope,
    settings: Settings,
    method: str,
    labels: Cell,
    saved: Sequence[_Saved],
    observed: tuple[int, int],
) -> list[Row]:
    shares = sorted({each.share for each in saved})
    return [
        _direct_row(scope, settings, method, labels, (ALL, ALL), saved, observed),
        *(
            _direct_row(
                scope,
                settings,
                method,
                labels,
                share,
                [each for each in saved if each.share == share],
                observed,
            )
            for share in shares
        ),
    ]


def _direct_row(
    scope: Scope,
    settings: Settings,
    method: str,
    labels: Cell,
    share: Share,
    saved: Sequence[_Saved],
    observed: tuple[int, int],
) -> Row:
    incidents = {each.incident.incident_id: each.incident for each in saved}
    role, sink = share
    row = Row(
        bucket=TIME,
        component=sink,
        method=method,
        attribution=DIRECT,
        period=scope.period,
        labels=labels,
        role=role,
        quantity_unit="hours",
        n_cells=len({cell_of(each) for each in incidents.values()}),
        n_baseline=0,
        n_current=len(incidents),
        n_applied=len(incidents),
        n_not_compared=0,
        evidence=Evidence(observed=(observed,), incidents=len(incidents)),
    )
    if saved:
        row.quantity = _levels(method, [each.minutes for each in saved])
        money = [
            (each.minutes[0] * rate[0], each.minutes[1] * rate[1])
            for each in saved
            if (
                rate := prices.hourly_rate(
                    settings, each.share[0], each.incident.started_on
                )
            )
            is not None
        ]
        if money and row.evidence.is_covered:
            row.money = _levels(method, money)
    return row


def _levels(method: str, minutes: Sequence[Ends]) -> Levels:
    return (
        Part(method, sum(low for low, _ in minutes) / 60),
        Part(method, sum(high for _, high in minutes) / 60),
    )

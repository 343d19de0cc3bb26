"""The change of a set of incidents between two windows, like with like."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from . import statistics
from .clustering import design_effect
from .units import Labels, Unit, by_finest, figure, labels_in, snapped, weight

#: From fine to coarse, with the columns that each level separates.
LEVELS: dict[str, frozenset[str]] = {
    "severity_incident_class_service_tier": frozenset({"severity", "class", "tier"}),
    "severity_incident_class": frozenset({"severity", "class"}),
    "severity": frozenset({"severity"}),
}
SEGMENT_COLUMNS: dict[str, frozenset[str]] = LEVELS | {
    "all": frozenset(),
    "incident_class": frozenset({"class"}),
    "service_tier": frozenset({"tier"}),
    "incident_class_service_tier": frozenset({"class", "tier"}),
}
ENOUGH = 0.80

Window = Literal["baseline", "current"]
Cells = dict[Labels, tuple[list[Unit], list[Unit]]]


@dataclass(frozen=True)
class Arm:
    """Incidents of one row in both windows, and whose mix the weights follow."""

    baseline: list[Unit]
    current: list[Unit]
    weighted_as: Window = "baseline"

    @property
    def is_complete(self) -> bool:
        """Both windows have an incident."""
        return bool(self.baseline and self.current)

    def without(self, flagged: set[tuple[str, Window]]) -> "Arm":
        """Leave out the flagged (incident_id, window)."""
        return Arm(
            [
                u
                for u in self.baseline
                if (u.incident.incident_id, "baseline") not in flagged
            ],
            [
                u
                for u in self.current
                if (u.incident.incident_id, "current") not in flagged
            ],
            self.weighted_as,
        )


@dataclass(frozen=True)
class Change:
    """An estimated change. margin2 is the square of its margin.

    degrees is the least N - C over the windows. change is None when nothing can be
    compared, margin2 when a window has no degree of freedom.
    """

    change: float | None = None
    margin2: float | None = None
    degrees: int | None = None
    standardised_over: str | None = None
    covered_weight: float = 0.0


def plain(arm: Arm, icc: float, z: float) -> Change:
    """Compare the cell as a whole."""
    if not arm.is_complete:
        return Change(covered_weight=1.0)
    return _estimate(
        arm, {("all", "all", "all"): (arm.baseline, arm.current)}, icc, z, None, 1.0
    )


def standardised(arm: Arm, segment: str, icc: float, z: float) -> Change:
    """Compare cell by cell over the finest level that carries enough weight."""
    if not arm.is_complete:
        return Change()
    for level in LEVELS:
        cells = _cells(arm, level)
        shared = {labels: both for labels, both in cells.items() if all(both)}
        covered = _weight_of(arm, shared) / _weight_of(arm, cells)
        if covered >= ENOUGH:
            break
    is_single = LEVELS[level] <= SEGMENT_COLUMNS[segment]
    name = segment if is_single else level
    if not shared:
        return Change(standardised_over=name)
    return _estimate(arm, shared, icc, z, name, covered)


def _cells(arm: Arm, level: str) -> Cells:
    cells: Cells = defaultdict(lambda: ([], []))
    for index, units in enumerate((arm.baseline, arm.current)):
        for each in units:
            cells[labels_in(each.incident, level)][index].append(each)
    return dict(cells)


def _weight_of(arm: Arm, cells: Cells) -> float:
    index = 0 if arm.weighted_as == "baseline" else 1
    return sum(weight(both[index]) for both in cells.values())


def _estimate(
    arm: Arm, cells: Cells, icc: float, z: float, name: str | None, covered: float
) -> Change:
    total = _weight_of(arm, cells)
    weights = {
        labels: _weight_of(arm, {labels: both}) / total
        for labels, both in cells.items()
    }
    change = math.fsum(
        weights[labels] * (figure(after) - figure(before))
        for labels, (before, after) in cells.items()
    )
    margins: list[float | None] = []
    degrees: list[int] = []
    for index, everybody in enumerate((arm.baseline, arm.current)):
        compared = {labels: both[index] for labels, both in cells.items()}
        free = sum(len(units) for units in compared.values()) - len(compared)
        degrees.append(free)
        deff = design_effect(everybody, icc)
        margins.append(_margin2(compared, weights, free, deff, z))
    return Change(
        snapped(change),
        _total(margins),
        min(degrees),
        name,
        covered,
    )


def _margin2(
    cells: dict[Labels, list[Unit]],
    weights: dict[Labels, float],
    free: int,
    deff: float,
    z: float,
) -> float | None:
    if free == 0:
        return None
    squares = math.fsum(
        (each.y - ratio * each.x) ** 2
        for units in cells.values()
        for ratio in [figure(units)]
        for each in units
    )
    spread = math.fsum(
        weights[labels] ** 2 * len(units) / weight(units) ** 2
        for labels, units in cells.items()
    )
    return statistics.t_quantile(z, free) ** 2 * squares / free * deff * spread


def _total(margins: Sequence[float | None]) -> float | None:
    known = [margin for margin in margins if margin is not None]
    return math.fsum(known) if len(known) == len(margins) else None


def difference(treated: Change, control: Change) -> Change:
    """Return the difference in differences of two arms' changes."""
    covered = min(treated.covered_weight, control.covered_weight)
    names = {treated.standardised_over, control.standardised_over}
    if None in names:
        return Change(covered_weight=covered)
    coarser = max(
        (name for name in names if name is not None),
        key=list(LEVELS).index,
    )
    if treated.change is None or control.change is None:
        return Change(standardised_over=coarser, covered_weight=covered)
    assert treated.degrees is not None and control.degrees is not None
    return Change(
        snapped(treated.change - control.change),
        _total((treated.margin2, control.margin2)),
        min(treated.degrees, control.degrees),
        coarser,
        covered,
    )


def kitagawa(arm: Arm) -> tuple[float, float] | None:
    """Split the plain change into (within, mix) over the finest cells.

    Kitagawa (1955), symmetric. A cell seen in one window takes its own figure for
    the other.
    """
    if not arm.is_complete:
        return None
    before, after = by_finest(arm.baseline), by_finest(arm.current)
    total0, total1 = weight(arm.baseline), weight(arm.current)
    within = mix = 0.0
    for labels in before.keys() | after.keys():
        old, new = before.get(labels, []), after.get(labels, [])
        share0, share1 = weight(old) / total0, weight(new) / total1
        figure0, figure1 = figure(old or new), figure(new or old)
        within += (share0 + share1) / 2 * (figure1 - figure0)
        mix += (figure0 + figure1) / 2 * (share1 - share0)
    return within, mix

"""The comparisons of the metrics that have observations."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import clustering, confidence, outliers, standardise
from .arms import ArmName, arm_of
from .catalogue import Entry
from .comparison_row import Key, Row
from .facts import Facts, Incident
from .metrics import Measured
from .periods import SEGMENTS, Segment, segments_of_incident, windows
from .standardise import Arm, Change, Window
from .units import NEGLIGIBLE, Unit, headline, unit_of

ARM_KINDS = ("all", "severity")
BOTH: tuple[Window, Window] = ("baseline", "current")


@dataclass(frozen=True)
class Side:
    """One arm of a row with the numbers of incidents expected in its windows."""

    arm: Arm
    expected: tuple[int, int]

    @property
    def sizes(self) -> tuple[int, int]:
        """Incidents with an observation in the baseline and in the current window."""
        return len(self.arm.baseline), len(self.arm.current)

    @property
    def coverage(self) -> list[tuple[int, int]]:
        """(observed, expected) of both windows."""
        return list(zip(self.sizes, self.expected, strict=True))


class Sample:
    """One metric's units by window and cell, and what is derived from them once."""

    def __init__(self, entry: Entry, facts: Facts, measured: Measured) -> None:
        self.entry = entry
        self.facts = facts
        self.known = windows(facts)
        self.units: dict[tuple[Window, Segment], list[Unit]] = defaultdict(list)
        self.expected: dict[tuple[Window, Segment], list[Incident]] = defaultdict(list)
        for incident, found in measured.observations[entry.metric_id]:
            unit = unit_of(entry, incident, found)
            for place in self._places(incident):
                self.units[place].append(unit)
        for incident in _expected(entry, facts, measured):
            for place in self._places(incident):
                self.expected[place].append(incident)

        everybody = ("all", "all", "all", "all")
        baseline = self.units.get(("baseline", everybody), [])
        self.icc = {
            kind: clustering.intraclass(clustering.points_of(baseline, kind))
            for kind, *_ in SEGMENTS
        }
        self.flagged: set[tuple[str, Window]] = set()
        if entry.kind == "duration":
            self.flagged = {
                (incident_id, window)
                for window in BOTH
                for incident_id in outliers.far_out(
                    self.units.get((window, everybody), [])
                )
            }

    def _places(self, incident: Incident) -> Iterator[tuple[Window, Segment]]:
        for window in BOTH:
            period = self.known.get(window)
            if period is not None and period.contains(incident.started_on):
                for segment in segments_of_incident(incident):
                    yield window, segment

    def rows(self, crosses_boundary: bool) -> dict[Key, Row]:
        """Return the rows of all four comparisons; p is not adjusted yet."""
        rows: dict[Key, Row] = {}
        for segment in sorted({segment for _, segment in self.units}):
            for comparison in (
                "before_after",
                "standardised",
                "direct_use",
                "treated_vs_control",
            ):
                if comparison == "treated_vs_control" and segment[0] not in ARM_KINDS:
                    continue
                sides = self._sides(comparison, segment)
                if any(n for side in sides for n in side.sizes):
                    rows[(self.entry.metric_id, comparison, *segment)] = self._row(
                        comparison, segment, sides, crosses_boundary
                    )
        return rows

    # ---------- who is compared

    def _sides(self, comparison: str, segment: Segment) -> list[Side]:
        if comparison == "direct_use":
            return [self._side(segment, ai_used=True)]
        if comparison == "treated_vs_control":
            return [
                self._side(segment, arm="treated"),
                self._side(segment, arm="control"),
            ]
        return [self._side(segment)]

    def _side(
        self, segment: Segment, *, ai_used: bool = False, arm: ArmName | None = None
    ) -> Side:
        def belongs(incident: Incident, window: Window) -> bool:
            if ai_used and window == "current" and not incident.is_ai_used:
                return False
            if arm is None:
                return True
            one = (incident.incident_class, incident.service_tier)
            return arm_of(self.facts.config, self.known, *one) == arm

        baseline, current = (
            [
                unit
                for unit in self.units.get((window, segment), [])
                if belongs(unit.incident, window)
            ]
            for window in BOTH
        )
        before, after = (
            sum(
                belongs(incident, window)
                for incident in self.expected.get((window, segment), [])
            )
            for window in BOTH
        )
        weighted_as: Window = "current" if ai_used else "baseline"
        return Side(Arm(baseline, current, weighted_as), (before, after))

    # ---------- what is said of them

    def _row(
        self,
        comparison: str,
        segment: Segment,
        sides: Sequence[Side],
        crosses_boundary: bool,
    ) -> Row:
        first = sides[0].arm
        found = self._change(comparison, segment, [side.arm for side in sides])
        icc = self.icc[segment[0]]
        sized = [
            (len(units), clustering.design_effect(units, icc) if units else None)
            for side in sides
            for units in (side.arm.baseline, side.arm.current)
        ]
        row = Row(
            layer=self.entry.layer,
            n_baseline=len(first.baseline),
            n_current=len(first.current),
            baseline_value=headline(self.entry, first.baseline),
            current_value=headline(self.entry, first.current),
            scale=self.entry.scale,
            crosses_boundary=crosses_boundary,
            change=found.change,
            standardised_over=found.standardised_over,
            covered_weight=found.covered_weight,
            design_effect=max(deff for _, deff in sized if deff is not None),
        )
        if found.change is not None and found.margin2 is not None:
            margin = math.sqrt(found.margin2)
            margin = 0.0 if margin < NEGLIGIBLE else margin
            row.change_low = found.change - margin
            row.change_high = found.change + margin
        if comparison == "before_after":
            effects = standardise.kitagawa(first)
            if effects is not None:
                row.within_effect, row.mix_effect = effects
        if comparison == "treated_vs_control":
            control = sides[1].arm
            row.n_control_baseline = len(control.baseline)
            row.n_control_current = len(control.current)
            row.change_control = standardise.standardised(
                control, segment[0], icc, self.facts.config.z
            ).change
        self._leave_out_outliers(row, comparison, segment, sides)
        row.test(self.facts.config.z, found.degrees)
        row.points_completeness = confidence.completeness(
            [counts for side in sides for counts in side.coverage]
        )
        row.points_n = confidence.size(sized)
        row.points_segmentation = confidence.at_least(row.covered_weight, 0.90, 0.75)
        row.points_design = confidence.design(comparison)
        row.points_width = confidence.width(
            row.scale, row.baseline_value, row.change_low, row.change_high
        )
        return row

    def _change(self, comparison: str, segment: Segment, arms: Sequence[Arm]) -> Change:
        icc, z = self.icc[segment[0]], self.facts.config.z
        if comparison == "before_after":
            return standardise.plain(arms[0], icc, z)
        changes = [standardise.standardised(arm, segment[0], icc, z) for arm in arms]
        return changes[0] if len(changes) == 1 else standardise.difference(*changes)

    def _leave_out_outliers(
        self, row: Row, comparison: str, segment: Segment, sides: Sequence[Side]
    ) -> None:
        trimmed = [side.arm.without(self.flagged) for side in sides]
        row.n_outliers = sum(
            sum(side.sizes) - len(arm.baseline) - len(arm.current)
            for side, arm in zip(sides, trimmed, strict=True)
        )
        if row.n_outliers:
            afresh = self._change(comparison, segment, trimmed)
            row.change_without_outliers = afresh.change


def _expected(entry: Entry, facts: Facts, measured: Measured) -> list[Incident]:
    """Return the incidents that should have an observation."""
    if entry.expected_of is None:
        return facts.countable
    return [incident for incident, _ in measured.observations[entry.expected_of]]

"""Turns what was planted per incident into the effect on treated cells."""

from __future__ import annotations

import numpy as np

from scorecard.example.arrays import Bools, Floats, Ints
from scorecard.example.company import CLASSES, TIERS
from scorecard.example.incidents import Incidents
from scorecard.example.timeline import Timeline, to_ms
from scorecard.example.truth import PlantedEffect, Scale


class Ledger:
    """Collects the effects while the tables are drawn."""

    def __init__(self, inc: Incidents, timeline: Timeline) -> None:
        """Find the countable treated incidents of the current window."""
        last = inc.started[inc.is_countable]
        last_start = int(last[-1]) if len(last) else timeline.end_ms - 1
        self.current = timeline.current(last_start)
        treated = np.zeros((len(CLASSES), len(TIERS)), dtype=np.bool_)
        for name, tier, day in timeline.activation:
            treated[CLASSES.index(name), TIERS.index(tier)] = day <= self.current[0]
        self.is_compared: Bools = (
            treated[inc.cls, inc.tier]
            & inc.is_countable
            & (inc.started >= to_ms(self.current[0]))
        )
        self.is_used = inc.is_used
        self.effects: dict[str, PlantedEffect] = {}

    def share_used(self, observations: Ints | None = None) -> float | None:
        """Return the AI-used share of the observations (n,); default one each."""
        weight = self.is_compared.astype(np.float64)
        if observations is not None:
            weight = weight * observations
        total = float(weight.sum())
        return float(weight[self.is_used].sum()) / total if total else None

    def plant(
        self,
        metric_id: str,
        scale: Scale,
        when_used: float,
        observations: Ints | None = None,
        note: str = "",
    ) -> None:
        """Note an effect that is the same on every incident in which AI was used."""
        share = self.share_used(observations)
        in_treated = None if share is None else share * when_used
        self._add(metric_id, scale, in_treated, when_used, note)

    def plant_gain(
        self, metric_id: str, gain: Floats, observations: Ints, note: str = ""
    ) -> None:
        """Note an effect that differs by incident.

        `gain` (n,) is the sum over an incident's observations of the value less the
        value it would have had; `observations` (n,) is their number.
        """
        used = self.is_compared & self.is_used
        in_treated = _mean(gain, observations, self.is_compared)
        when_used = _mean(gain, observations, used)
        self._add(metric_id, "difference", in_treated, when_used, note)

    def plant_direction(
        self, metric_id: str, scale: Scale, up: bool, note: str
    ) -> None:
        """Note an effect whose amount follows from others."""
        self.effects[metric_id] = PlantedEffect(
            metric_id, scale, "up" if up else "down", None, None, note
        )

    def plant_nothing(self, metric_id: str, scale: Scale) -> None:
        """Note that a metric stays as it is."""
        effect = PlantedEffect(metric_id, scale, "none", 0.0, 0.0)
        self.effects[metric_id] = effect

    def _add(
        self,
        metric_id: str,
        scale: Scale,
        in_treated: float | None,
        when_used: float | None,
        note: str,
    ) -> None:
        self.effects[metric_id] = PlantedEffect(
            metric_id,
            scale,
            "up" if (when_used or 0) > 0 else "down",
            in_treated,
            when_used,
            note,
        )


def _mean(gain: Floats, observations: Ints, where: Bools) -> float | None:
    total = int(observations[where].sum())
    return float(gain[where].sum()) / total if total else None

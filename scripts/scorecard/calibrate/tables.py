"""Simulated incidents and observations in the shape of the models they stand in for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

STAND_INS = (
    "incidents",
    "metric_stream",
    "fct_ai_usage",
    "fct_actions",
    "fct_changes",
    "ai_activation",
    "analysis_windows",
    "boundaries",
    "segments",
)

DATE = pa.date32()
TEXT = pa.string()


@dataclass(frozen=True, kw_only=True)
class Windows:
    """Baseline and current window; ends are exclusive."""

    baseline: tuple[date, date]
    current: tuple[date, date]


@dataclass(frozen=True, kw_only=True)
class Incidents:
    """One entry per incident in each array.

    Attributes:
        started_on: day, as datetime64[D].
        severity, incident_class, service_tier: codes into the labels.
        labels: names of the codes, by column.
        is_ai_active: whether AI was active for it; by default for none.
    """

    started_on: Days
    severity: Integers
    incident_class: Integers
    service_tier: Integers
    labels: Mapping[str, Sequence[str]]
    is_ai_active: npt.NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        """Count the incidents."""
        return len(self.started_on)


@dataclass(frozen=True, kw_only=True)
class Observations:
    """What one metric observed, in the shape of a metric's model.

    Attributes:
        incident: index of the incident, per observation.
        numerator, denominator: of proportions, ratios and rates.
        value: of durations (minutes or days, as the metric's unit says) and means.
    """

    metric_id: str
    incident: Integers
    numerator: Floats | None = None
    denominator: Floats | None = None
    value: Floats | None = None


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """An export as the models after staging would see it.

    Attributes:
        segments: those that a counted figure needs; each costs time.
        activations: class and day of activation; every tier of the class.
        deploys: one day per deploy.
    """

    incidents: Incidents
    observations: Sequence[Observations]
    windows: Windows
    segments: Sequence[str]
    activations: Sequence[tuple[str, date]] = ()
    deploys: Days = field(default_factory=lambda: np.array([], "datetime64[D]"))

    def tables(self) -> dict[str, pa.Table]:
        """Return the stand-ins."""
        return {
            "incidents": self._incidents(),
            "metric_stream": self._stream(),
            # nobody used AI directly: direct_use is left without a current window
            "fct_ai_usage": pa.table({"usage_id": pa.array([], TEXT)}),
            # there only so that rates of actions count as captured
            "fct_actions": pa.table({"action_id": pa.array(["simulated"], TEXT)}),
            "fct_changes": pa.table(
                {
                    "changed_on": pa.array(self.deploys, DATE),
                    "change_kind": _constant("deploy", len(self.deploys)),
                    "service_tier": _constant("unmapped", len(self.deploys)),
                }
            ),
            "ai_activation": pa.table(
                {
                    "incident_class": pa.array([c for c, _ in self.activations], TEXT),
                    "service_tier": pa.array([None] * len(self.activations), TEXT),
                    "activated_on": pa.array([d for _, d in self.activations], DATE),
                }
            ),
            "analysis_windows": pa.table(
                {
                    "window_name": pa.array(["baseline", "current"], TEXT),
                    "starts_on": pa.array(
                        [self.windows.baseline[0], self.windows.current[0]], DATE
                    ),
                    "ends_on": pa.array(
                        [self.windows.baseline[1], self.windows.current[1]], DATE
                    ),
                }
            ),
            "boundaries": pa.table({"occurred_on": pa.array([], DATE)}),
            "segments": pa.table(
                {
                    "segment": pa.array(self.segments, TEXT),
                    **{
                        f"by_{label}": pa.array([label in s for s in self.segments])
                        for label in ("severity", "incident_class", "service_tier")
                    },
                }
            ),
        }

    def _incidents(self) -> pa.Table:
        incidents = self.incidents
        n = len(incidents)
        months = incidents.started_on.astype("datetime64[M]")
        names, codes = np.unique(months, return_inverse=True)
        return pa.table(
            {
                "incident_id": pa.array(np.arange(n)).cast(TEXT),
                "started_on": pa.array(incidents.started_on, DATE),
                "month": _named(codes, [str(name) for name in names]),
                "severity": _named(incidents.severity, incidents.labels["severity"]),
                "incident_class": _named(
                    incidents.incident_class, incidents.labels["incident_class"]
                ),
                "service_tier": _named(
                    incidents.service_tier, incidents.labels["service_tier"]
                ),
                "is_countable": _constant(True, n),
                "is_ai_used": _constant(False, n),
                "is_ai_active": (
                    _constant(False, n)
                    if incidents.is_ai_active is None
                    else pa.array(incidents.is_ai_active)
                ),
                "resolved_at": pa.array(
                    incidents.started_on.astype("datetime64[us]"), pa.timestamp("us")
                ),
            }
        )

    def _stream(self) -> pa.Table:
        metrics = [one.metric_id for one in self.observations]
        sizes = [len(one.incident) for one in self.observations]
        total = sum(sizes)
        return pa.table(
            {
                "metric_id": _named(np.repeat(np.arange(len(metrics)), sizes), metrics),
                "incident_id": pa.array(
                    np.concatenate([one.incident for one in self.observations])
                ).cast(TEXT),
                "observation_id": pa.array(np.arange(total)).cast(TEXT),
                **{
                    column: pa.concat_arrays(
                        [
                            _column(getattr(one, column), size)
                            for one, size in zip(self.observations, sizes, strict=True)
                        ]
                    )
                    for column in ("numerator", "denominator", "value")
                },
            }
        )


def _column(figures: Floats | None, size: int) -> pa.Array:
    if figures is None:
        return pa.nulls(size, pa.float64())
    return pa.array(figures, pa.float64())


def _named(codes: npt.NDArray[Any], names: Sequence[str]) -> pa.Array:
    dictionary = pa.DictionaryArray.from_arrays(
        pa.array(codes, pa.int32()), pa.array(list(names), TEXT)
    )
    return dictionary.cast(TEXT)


def _constant(value: str | bool, size: int) -> pa.Array:
    return pa.array([value] * size, TEXT if isinstance(value, str) else pa.bool_())

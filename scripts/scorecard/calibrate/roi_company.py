"""A company for the ledger of ROI, and what its incidents would take without AI."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from scorecard.calibrate.tables import (
    DATE,
    TEXT,
    Floats,
    Incidents,
    Integers,
    Observations,
    Simulated,
    Windows,
)

ACTIVATED_ON = date(2025, 7, 1)
WINDOWS = Windows(
    baseline=(date(2025, 1, 1), ACTIVATED_ON),
    current=(ACTIVATED_ON, date(2025, 10, 1)),
)
FIRST_DAY, DAYS = np.datetime64("2025-01-01"), 273

SEVERITIES = ("sev1", "sev2", "sev3")
TIERS = ("critical_revenue_path", "customer_facing", "internal_tooling")
TREATED = ("deploy_related", "config_regression", "dependency_outage")
CONTROL = ("capacity_saturation", "alert_storm", "data_pipeline")
CLASSES = TREATED + CONTROL
SEVERITY_MIX = ((0.20, 0.35, 0.45), (0.14, 0.32, 0.54))

COSTS = ((90.0, 160.0), (25.0, 60.0), (2.0, 5.0))
"""Per minute of downtime, low and high, by tier; the truth lies in between."""
SPREAD = 0.9
RECORDED, SAMPLED = 0.97, 0.4

EXTRA_STAND_INS = (
    "measured_incidents",
    "mitigation_phases",
    "time_entries",
    "overhead_entries",
    "ai_uses",
    "downtime_costs",
    "hourly_rates",
    "workflow_savings",
    "recapture_shares",
)


@dataclass(frozen=True)
class Company:
    """Nine months of it, with the truth.

    Attributes:
        downtime: by incident, minutes to mitigation that were really avoided.
        hours: by incident, responder hours that were really saved.
        cost: by incident, the true cost of a minute of downtime.
    """

    tables: dict[str, pa.Table]
    downtime: Floats
    hours: Floats
    cost: Floats


def simulate(
    rng: np.random.Generator, size: int, *, effect: float, trend: float
) -> Company:
    """Draw a company.

    Args:
        size: incidents in the nine months.
        effect: what is left of minutes where AI is active.
        trend: what is left of everybody's minutes in the current window.
    """
    started_on = FIRST_DAY + np.sort(rng.integers(0, DAYS, size))
    is_current = started_on >= np.datetime64(ACTIVATED_ON)
    early, late = (rng.choice(3, size, p=shares) for shares in SEVERITY_MIX)
    severity = np.where(is_current, late, early)
    incident_class = rng.integers(0, len(CLASSES), size)
    tier = rng.choice(3, size, p=(0.3, 0.4, 0.3))
    is_active = is_current & (incident_class < len(TREATED))
    incidents = Incidents(
        started_on=started_on,
        severity=severity,
        incident_class=incident_class,
        service_tier=tier,
        labels={
            "severity": SEVERITIES,
            "incident_class": CLASSES,
            "service_tier": TIERS,
        },
        is_ai_active=is_active,
    )

    def without_ai(level: float) -> Floats:
        location = level + sum(
            rng.normal(0, 0.25, count)[codes]
            for codes, count in (
                (severity, 3),
                (incident_class, len(CLASSES)),
                (tier, 3),
            )
        )
        minutes = np.exp(rng.normal(location, SPREAD))
        usual: Floats = np.where(is_current, minutes * trend, minutes)
        return usual

    left = np.where(is_active, effect, 1.0)
    downtime, responder = without_ai(4.3), without_ai(5.0)
    recorded = np.flatnonzero(rng.random(size) < RECORDED)
    sampled = np.flatnonzero(rng.random(size) < SAMPLED)
    low, high = np.array(COSTS).T
    simulated = Simulated(
        incidents=incidents,
        observations=[
            Observations(
                metric_id="time_to_mitigate",
                incident=recorded,
                value=(downtime * left)[recorded],
            )
        ],
        windows=WINDOWS,
        segments=("all",),
        activations=[(name, ACTIVATED_ON) for name in TREATED],
    )
    return Company(
        tables={**simulated.tables(), **_extra(sampled, (responder * left)[sampled])},
        downtime=downtime * (1 - left),
        hours=responder * (1 - left) / 60,
        cost=(low + rng.random() * (high - low))[tier],
    )


def _extra(sampled: Integers, minutes: Floats) -> dict[str, pa.Table]:
    n = len(sampled)
    return {
        "measured_incidents": pa.table({"incident_id": pa.array(sampled).cast(TEXT)}),
        "time_entries": pa.table(
            {
                "incident_id": pa.array(sampled).cast(TEXT),
                "responder_role": pa.array(["primary_responder"] * n, TEXT),
                "time_sink": pa.array(["evidence_gathering"] * n, TEXT),
                "method": pa.array(["sampled"] * n, TEXT),
                "minutes_spent": pa.array(minutes, pa.float64()),
                "minutes_saved": pa.nulls(n, pa.float64()),
            }
        ),
        "downtime_costs": pa.table(
            {
                "service_tier": pa.array(TIERS, TEXT),
                "severity": pa.nulls(3, TEXT),
                "component": pa.array(["lost_revenue"] * 3, TEXT),
                "cost_per_minute_low": pa.array([low for low, _ in COSTS]),
                "cost_per_minute_high": pa.array([high for _, high in COSTS]),
                "effective_from": pa.nulls(3, DATE),
                "source": pa.nulls(3, TEXT),
            }
        ),
        "hourly_rates": _empty(
            role=TEXT, rate_low=FLOAT, rate_high=FLOAT, effective_from=DATE
        ),
        "mitigation_phases": _empty(incident_id=TEXT, component=TEXT, minutes=FLOAT),
        "overhead_entries": _empty(
            incident_id=TEXT, org_function=TEXT, minutes_spent=FLOAT
        ),
        "ai_uses": _empty(incident_id=TEXT, feature=TEXT),
        "workflow_savings": _empty(
            feature=TEXT,
            responder_role=TEXT,
            time_sink=TEXT,
            minutes_low=FLOAT,
            minutes_high=FLOAT,
        ),
        "recapture_shares": _empty(bucket=TEXT, share_low=FLOAT, share_high=FLOAT),
    }


FLOAT = pa.float64()


def _empty(**columns: Any) -> pa.Table:
    return pa.table({name: pa.array([], kind) for name, kind in columns.items()})

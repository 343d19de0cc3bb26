"""Which class and tier is treated, which is control."""

from datetime import date
from typing import Literal

from .config import UNMAPPED, Config
from .periods import Period

ArmName = Literal["treated", "control"]


def arm_of(
    config: Config,
    known: dict[str, Period],
    incident_class: str,
    service_tier: str,
) -> ArmName | None:
    """Return the arm of a class and tier; None when it belongs to neither."""
    if UNMAPPED in (incident_class, service_tier):
        return None
    activated_on: date | None = min(
        (
            each.activated_on
            for each in config.activations
            if each.matches(incident_class, service_tier)
        ),
        default=None,
    )
    if activated_on is None:
        return "control"
    baseline, current = known.get("baseline"), known.get("current")
    if current is None:
        return None
    if activated_on >= current.period_end:
        return "control"
    if baseline and baseline.period_end <= activated_on <= current.period_start:
        return "treated"
    return None

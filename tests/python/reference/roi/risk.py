"""Unsafe actions that were prevented: counts, and never money."""

from collections import defaultdict

from ..config import mapped
from ..facts import Facts
from ..landing import Row
from .measures import UNKNOWN
from .scope import periods, scope_of

#: period_name, risk_severity, kind, reason
RiskKey = tuple[str, str, str, str]


def kind_and_reason(action: Row) -> tuple[str, str] | None:
    """Say how an action was prevented, once, and why; None when it was not."""
    if action.text("policy_decision") == "blocked":
        return "blocked", action.text("block_reason") or UNKNOWN
    if action.time("stopped_at") is not None:
        return "stopped", action.text("stop_reason") or UNKNOWN
    decided, verified = (
        action.time("revert_decided_at"),
        action.time("recovery_verified_at"),
    )
    if decided is not None and verified is not None and verified >= decided:
        return "rolled_back", UNKNOWN
    return None


def risk_reduction(facts: Facts) -> dict[RiskKey, dict[str, object]]:
    """Count prevented actions by what they could have caused and by reason."""
    found: dict[RiskKey, list[str]] = defaultdict(list)
    known = {period.period_name: period for period in periods(facts)}
    for period in known.values():
        scope = scope_of(facts, period)
        for incident in scope.inside:
            for action in facts.of("actions", incident.incident_id):
                prevented = kind_and_reason(action)
                if prevented is not None:
                    risk = mapped(
                        facts.config.severity_map, action.text("risk_severity")
                    )
                    key = (period.period_name, risk, *prevented)
                    found[key].append(incident.incident_id)
    return {
        key: {
            "period_start": known[key[0]].period_start,
            "period_end": known[key[0]].period_end,
            "n_actions": len(incidents),
            "n_incidents": len(set(incidents)),
        }
        for key, incidents in found.items()
    }

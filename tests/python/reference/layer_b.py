"""Layer B, reliability: how fast incidents end, what they burn, what comes back."""

from collections.abc import Iterator
from datetime import timedelta

from .facts import Facts, Incident, minutes_between
from .observations import Metric, Observation, elapsed, share

_DAY = timedelta(days=1)


def time_to_detect(incident: Incident, facts: Facts) -> Iterator[Observation]:
    yield from elapsed(incident.incident_id, incident.started_at, incident.detected_at)


def time_to_mitigate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    yield from elapsed(incident.incident_id, incident.started_at, incident.mitigated_at)


def time_to_resolve(incident: Incident, facts: Facts) -> Iterator[Observation]:
    yield from elapsed(incident.incident_id, incident.started_at, incident.resolved_at)


def residual_degradation_time(
    incident: Incident, facts: Facts
) -> Iterator[Observation]:
    resolved, steady = incident.resolved_at, incident.steady_state_at
    if resolved is not None and steady is not None:
        late = max(0.0, minutes_between(resolved, steady))
        yield Observation(incident.incident_id, late)


def error_budget_burn(incident: Incident, facts: Facts) -> Iterator[Observation]:
    burns = facts.of("slo_burn", incident.incident_id)
    if burns:
        shares = [b.amount("bad_minutes") / b.amount("budget_minutes") for b in burns]
        yield Observation(incident.incident_id, 100 * sum(shares))


def sev1_share(incident: Incident, facts: Facts) -> Iterator[Observation]:
    if incident.severity != "unmapped":
        yield share(incident.incident_id, incident.severity == "sev1")


def _is_censored(incident: Incident, facts: Facts) -> bool:
    """Say whether the export is too young to know a predecessor."""
    assert facts.first_started_at is not None
    window = facts.config.repeat_window_days * _DAY
    return incident.started_at < facts.first_started_at + window


def _repeated(incident: Incident, facts: Facts) -> Incident | None:
    """Return the predecessor of the same failure mode, if it is near enough."""
    before = facts.previous.get(incident.incident_id)
    window = facts.config.repeat_window_days * _DAY
    if before is None or incident.started_at - before.started_at > window:
        return None
    return before


def repeat_incident_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    if incident.failure_mode_id is not None and not _is_censored(incident, facts):
        is_repeat = _repeated(incident, facts) is not None
        yield share(incident.incident_id, is_repeat)


def time_between_repeats(incident: Incident, facts: Facts) -> Iterator[Observation]:
    before = _repeated(incident, facts)
    if before is not None and not _is_censored(incident, facts):
        gap = (incident.started_at - before.started_at) / _DAY
        yield Observation(incident.incident_id, gap)


def repeat_same_trigger_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    before = _repeated(incident, facts)
    if before is None or _is_censored(incident, facts):
        return
    now, then = incident.change_trigger, before.change_trigger
    if now is not None and then is not None:
        yield share(incident.incident_id, now == then and now != "none")


METRICS = (
    Metric("time_to_detect", "duration", time_to_detect),
    Metric("time_to_mitigate", "duration", time_to_mitigate),
    Metric("time_to_resolve", "duration", time_to_resolve),
    Metric("residual_degradation_time", "duration", residual_degradation_time),
    Metric("error_budget_burn", "mean", error_budget_burn),
    Metric("sev1_share", "proportion", sev1_share),
    Metric("repeat_incident_rate", "proportion", repeat_incident_rate),
    Metric("time_between_repeats", "duration", time_between_repeats, 1 / 86400),
    Metric("repeat_same_trigger_rate", "proportion", repeat_same_trigger_rate),
)

"""Layer A, workflow quality: context, ownership, verification, communication."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .facts import Facts, Incident, minutes_between
from .landing import Row
from .observations import Metric, Observation, elapsed, ratio, share

EVIDENCE_TYPES = frozenset(
    {
        "metric_window",
        "log_cluster",
        "trace_exemplar",
        "deploy_event",
        "config_diff",
        "runbook_step",
    }
)


# ---------- context


def _packets(incident: Incident, facts: Facts) -> list[Row]:
    return facts.of("context_packets", incident.incident_id)


def _evaluated_packet(packets: list[Row]) -> Row | None:
    """Return the first packet that was shared, else the first generated."""
    shared = [packet for packet in packets if packet.time("shared_at") is not None]
    if shared:
        return min(shared, key=lambda p: (p.at("shared_at"), p.need("packet_id")))
    return min(
        packets,
        key=lambda p: (p.at("generated_at"), p.need("packet_id")),
        default=None,
    )


def _completeness(incident: Incident, facts: Facts) -> tuple[int, int] | None:
    """Count (filled, required) fields of the evaluated packet."""
    required = facts.config.required_fields.get(incident.service_tier)
    packet = _evaluated_packet(_packets(incident, facts))
    if not required or packet is None:
        return None
    filled = {
        row.need("field_name")
        for row in facts.of("context_fields", packet.need("packet_id"))
        if row.flag("is_filled")
    }
    return len(required & filled), len(required)


def context_completeness_rate(
    incident: Incident, facts: Facts
) -> Iterator[Observation]:
    counts = _completeness(incident, facts)
    if counts is not None:
        yield share(incident.incident_id, counts[0] == counts[1])


def _claims(incident: Incident, facts: Facts) -> tuple[int, int] | None:
    """Count (linked, all) claims over the incident's packets."""
    claims = [
        claim
        for packet in _packets(incident, facts)
        for claim in facts.of("claims", packet.need("packet_id"))
    ]
    linked = [
        claim
        for claim in claims
        if claim.text("evidence_ref") is not None
        and claim.text("evidence_type") in EVIDENCE_TYPES
    ]
    return (len(linked), len(claims)) if claims else None


def evidence_link_coverage(incident: Incident, facts: Facts) -> Iterator[Observation]:
    counts = _claims(incident, facts)
    if counts is not None:
        yield ratio(incident.incident_id, *counts)


def _refreshes(
    incident: Incident, facts: Facts
) -> Iterator[tuple[str, datetime, datetime | None]]:
    """Yield (evidence_id, arrived_at, refreshed_at) of the evidence in its window.

    The window runs from the first packet to the resolution, both included.
    """
    generated = sorted(p.at("generated_at") for p in _packets(incident, facts))
    if not generated:
        return
    for event in facts.of("evidence_events", incident.incident_id):
        arrived = event.at("arrived_at")
        if arrived < generated[0]:
            continue
        if incident.resolved_at is not None and arrived > incident.resolved_at:
            continue
        later = [moment for moment in generated if moment >= arrived]
        yield event.need("evidence_id"), arrived, min(later, default=None)


def context_refresh_latency(incident: Incident, facts: Facts) -> Iterator[Observation]:
    for evidence_id, arrived, refreshed in _refreshes(incident, facts):
        yield from elapsed(evidence_id, arrived, refreshed)


def context_refresh_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    target = timedelta(minutes=facts.config.refresh_target_minutes)
    for evidence_id, arrived, refreshed in _refreshes(incident, facts):
        in_time = refreshed is not None and refreshed - arrived <= target
        yield share(evidence_id, in_time)


def _is_contradicted(incident: Incident, facts: Facts) -> bool | None:
    """Say whether a major correction followed the first shared packet."""
    shared = [p.time("shared_at") for p in _packets(incident, facts)]
    known = [moment for moment in shared if moment is not None]
    if not known:
        return None
    return any(
        row.text("magnitude") == "major" and row.at("corrected_at") >= min(known)
        for row in facts.of("narrative_corrections", incident.incident_id)
    )


def contradiction_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    contradicted = _is_contradicted(incident, facts)
    if contradicted is not None:
        yield share(incident.incident_id, contradicted)


def context_quality_score(incident: Incident, facts: Facts) -> Iterator[Observation]:
    if not _packets(incident, facts):
        return
    components: dict[str, float] = {}
    completeness = _completeness(incident, facts)
    if completeness is not None:
        components["completeness"] = completeness[0] / completeness[1]
    claims = _claims(incident, facts)
    if claims is not None:
        components["evidence"] = claims[0] / claims[1]
    fresh = [each.value for each in context_refresh_rate(incident, facts)]
    if fresh:
        components["freshness"] = sum(fresh) / len(fresh)
    contradicted = _is_contradicted(incident, facts)
    if contradicted is not None:
        components["consistency"] = 0.0 if contradicted else 1.0

    weights = facts.config.quality_weights
    total = sum(weights.get(name, 0.0) for name in components)
    if total > 0:
        score = sum(weights.get(name, 0.0) * part for name, part in components.items())
        yield Observation(incident.incident_id, 100 * score / total)


# ---------- ownership


def first_page_correct_owner_rate(
    incident: Incident, facts: Facts
) -> Iterator[Observation]:
    pages = facts.of("pages", incident.incident_id)
    if pages and incident.owner is not None:
        first = min(pages, key=lambda p: (p.at("paged_at"), p.need("page_id")))
        yield share(incident.incident_id, first.text("team_id") == incident.owner)


def time_to_engaged_owner(incident: Incident, facts: Facts) -> Iterator[Observation]:
    if incident.owner is None:
        return
    acknowledged = [
        page.time("acknowledged_at")
        for page in facts.of("pages", incident.incident_id)
        if page.text("team_id") == incident.owner
    ]
    earliest = min((at for at in acknowledged if at is not None), default=None)
    yield from elapsed(incident.incident_id, incident.detected_at, earliest)


def handoff_count(incident: Incident, facts: Facts) -> Iterator[Observation]:
    handoffs = facts.of("handoffs", incident.incident_id)
    if handoffs or facts.of("pages", incident.incident_id):
        changed = [
            row
            for row in handoffs
            if row.text("from_team_id") != row.text("to_team_id")
        ]
        yield Observation(incident.incident_id, float(len(changed)))


def duplicate_effort_ratio(incident: Incident, facts: Facts) -> Iterator[Observation]:
    steps = sorted(
        facts.of("investigation_steps", incident.incident_id),
        key=lambda step: (step.at("executed_at"), step.need("step_id")),
    )
    seen: dict[tuple[str | None, str], set[str]] = {}
    repeats = 0
    for step in steps:
        work = (step.text("step_kind"), step.need("fingerprint"))
        responder = step.need("responder_id")
        earlier = seen.setdefault(work, set())
        repeats += bool(earlier - {responder})
        earlier.add(responder)
    if steps:
        yield ratio(incident.incident_id, repeats, len(steps))


# ---------- verification


def _actions(incident: Incident, facts: Facts) -> list[Row]:
    return facts.of("actions", incident.incident_id)


def _executed(incident: Incident, facts: Facts) -> Iterator[tuple[Row, datetime]]:
    for action in _actions(incident, facts):
        executed_at = action.time("executed_at")
        if executed_at is not None:
            yield action, executed_at


def _approved_with_checks(
    incident: Incident, facts: Facts
) -> Iterator[tuple[str, list[Row]]]:
    """Yield approved and executed actions with the checks defined by execution."""
    for action, executed_at in _executed(incident, facts):
        if action.time("approved_at") is None:
            continue
        action_id = action.need("action_id")
        checks = []
        for check in facts.of("verification_checks", action_id):
            defined_at = check.time("defined_at")
            if defined_at is not None and defined_at <= executed_at:
                checks.append(check)
        yield action_id, checks


def verification_pass_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    for action_id, checks in _approved_with_checks(incident, facts):
        if checks:
            yield share(
                action_id,
                all(
                    check.flag("passed") is True
                    and check.time("evaluated_at") is not None
                    for check in checks
                ),
            )


def verification_coverage(incident: Incident, facts: Facts) -> Iterator[Observation]:
    for action_id, checks in _approved_with_checks(incident, facts):
        yield share(action_id, bool(checks))


def rollback_time(incident: Incident, facts: Facts) -> Iterator[Observation]:
    for action in _actions(incident, facts):
        yield from elapsed(
            action.need("action_id"),
            action.time("revert_decided_at"),
            action.time("recovery_verified_at"),
        )


def stop_condition_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    for action, _ in _executed(incident, facts):
        yield share(action.need("action_id"), action.time("stopped_at") is not None)


def policy_block_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    for action in _actions(incident, facts):
        decision = action.text("policy_decision")
        if decision is not None:
            yield share(action.need("action_id"), decision == "blocked")


def audit_completeness_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    for action, _ in _executed(incident, facts):
        action_id = action.need("action_id")
        yield share(
            action_id,
            action.text("proposed_by") is not None
            and action.text("approved_by") is not None
            and action.time("approved_at") is not None
            and action.text("outcome") is not None
            and any(
                check.time("evaluated_at") is not None
                for check in facts.of("verification_checks", action_id)
            ),
        )


# ---------- communication


def _updates(incident: Incident, facts: Facts) -> list[Row]:
    return facts.of("updates", incident.incident_id)


def _internal(incident: Incident, facts: Facts) -> list[Row]:
    """List internal updates in the order in which they were sent."""
    return sorted(
        (u for u in _updates(incident, facts) if u.text("audience") == "internal"),
        key=lambda update: (update.at("sent_at"), update.need("update_id")),
    )


def time_to_first_update(incident: Incident, facts: Facts) -> Iterator[Observation]:
    internal = _internal(incident, facts)
    if internal:
        yield from elapsed(
            incident.incident_id, incident.started_at, internal[0].at("sent_at")
        )


def _promises(
    incident: Incident, facts: Facts
) -> Iterator[tuple[str, datetime, datetime | None]]:
    """Yield (update_id, promised_next_at, when the next one came)."""
    internal = _internal(incident, facts)
    for index, update in enumerate(internal):
        promised = update.time("promised_next_at")
        if promised is None or promised < update.at("sent_at"):
            continue
        following = internal[index + 1 : index + 2]
        came = following[0].at("sent_at") if following else None
        yield update.need("update_id"), promised, came


def cadence_adherence_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    tolerance = timedelta(minutes=facts.config.cadence_tolerance_minutes)
    for update_id, promised, came in _promises(incident, facts):
        if came is not None:
            yield share(update_id, came <= promised + tolerance)
        elif (
            incident.resolved_at is not None
            and incident.resolved_at > promised + tolerance
        ):
            yield share(update_id, False)


def cadence_delay(incident: Incident, facts: Facts) -> Iterator[Observation]:
    for update_id, promised, came in _promises(incident, facts):
        if came is not None:
            yield Observation(update_id, max(0.0, minutes_between(promised, came)))


def comms_consistency_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    corrected = {
        update.text("corrects_update_id")
        for update in _updates(incident, facts)
        if update.text("correction_reason") in {"impact", "scope", "severity"}
        and update.text("corrects_update_id") != update.need("update_id")
    }
    for update in _internal(incident, facts):
        update_id = update.need("update_id")
        yield share(update_id, update_id not in corrected)


def draft_rework_rate(incident: Incident, facts: Facts) -> Iterator[Observation]:
    for update in _updates(incident, facts):
        level = update.text("edit_level")
        if level is not None:
            yield share(
                update.need("update_id"),
                level == "major"
                and update.text("edit_reason")
                in {"missing_key_fact", "inaccurate_claim"},
            )


METRICS = (
    Metric("context_quality_score", "mean", context_quality_score),
    Metric("context_completeness_rate", "proportion", context_completeness_rate),
    Metric("evidence_link_coverage", "ratio", evidence_link_coverage),
    Metric("context_refresh_latency", "duration", context_refresh_latency),
    Metric("context_refresh_rate", "proportion", context_refresh_rate),
    Metric("contradiction_rate", "proportion", contradiction_rate),
    Metric(
        "first_page_correct_owner_rate", "proportion", first_page_correct_owner_rate
    ),
    Metric("time_to_engaged_owner", "duration", time_to_engaged_owner),
    Metric("handoff_count", "mean", handoff_count),
    Metric("duplicate_effort_ratio", "ratio", duplicate_effort_ratio),
    Metric("verification_pass_rate", "proportion", verification_pass_rate),
    Metric("verification_coverage", "proportion", verification_coverage),
    Metric("rollback_time", "duration", rollback_time),
    Metric("stop_condition_rate", "proportion", stop_condition_rate),
    Metric("policy_block_rate", "proportion", policy_block_rate),
    Metric("audit_completeness_rate", "proportion", audit_completeness_rate),
    Metric("time_to_first_update", "duration", time_to_first_update),
    Metric("cadence_adherence_rate", "proportion", cadence_adherence_rate),
    Metric("cadence_delay", "mean", cadence_delay),
    Metric("comms_consistency_rate", "proportion", comms_consistency_rate),
    Metric("draft_rework_rate", "proportion", draft_rework_rate),
)

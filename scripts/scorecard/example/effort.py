"""What incidents cost (budget, responder time, overhead), and what AI SRE did."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from scorecard.example import effects
from scorecard.example.arrays import (
    Bools,
    Floats,
    Ints,
    children,
    labels,
    later,
    numbered,
    numbers,
    only,
    pick,
    stream,
    times,
)
from scorecard.example.company import Company
from scorecard.example.context import first_packets
from scorecard.example.incidents import Incidents
from scorecard.example.ledger import Ledger

BY_ITSELF = (
    "it also falls by itself, in proportion to its level, so that a difference between "
    "arms of different levels carries some of that trend"
)
# Minutes of a 30-day window: 99.9 %, 99.5 % and 99 %.
BUDGETS = np.array([43.2, 216.0, 432.0])
SAMPLED = 0.30  # share of incidents whose responder time is measured in full

ROLES = (
    "primary_responder",
    "secondary_responder",
    "incident_commander",
    "comms_lead",
    "scribe",
)
SINKS = (
    "evidence_gathering",
    "context_explanation",
    "drafting_updates",
    "timeline_reconstruction",
    "chasing_ownership",
)
FUNCTIONS = ("support", "customer_success", "leadership", "compliance")

# Beside its packets. Feature, event, chance in an incident in which AI SRE was used,
# minutes after detection.
USED_EVENTS = (
    ("routing_suggestion", "suggested", 0.95, 2.0),
    ("routing_suggestion", "accepted", 0.75, 4.0),
    ("action", "suggested", 0.55, 9.0),
    ("action", "approved", 0.35, 12.0),
    ("action", "executed", 0.33, 14.0),
    ("comms_draft", "generated", 0.85, 10.0),
    ("comms_draft", "accepted", 0.65, 12.0),
    ("comms_draft", "rejected", 0.15, 12.0),
    ("timeline", "generated", 0.60, 60.0),
)
# What was offered and not taken is no use.
IGNORED_EVENTS = (
    ("routing_suggestion", "suggested", 0.6, 2.0),
    ("routing_suggestion", "rejected", 0.4, 5.0),
    ("comms_draft", "rejected", 0.2, 12.0),
)


def draw(
    seed: int, inc: Incidents, company: Company, ledger: Ledger
) -> Iterator[tuple[str, pa.Table]]:
    """Yield the tables slo_burn, time_entries, overhead_entries and ai_usage."""
    yield "slo_burn", _slo_burn(stream(seed, "slo"), inc, company, ledger)
    yield "time_entries", _time_entries(stream(seed, "time"), inc, ledger)
    yield "overhead_entries", _overhead(stream(seed, "overhead"), inc, ledger)
    yield "ai_usage", _ai_usage(seed, inc)


def _slo_burn(
    rng: np.random.Generator, inc: Incidents, company: Company, ledger: Ledger
) -> pa.Table:
    slos = np.where(inc.tier == 2, 1, 1 + rng.integers(0, 2, len(inc)))
    burned = np.where(rng.random(len(inc)) < 0.75, slos, 0)
    incident, position = children(burned)
    bad = rng.beta(1.6, 4.0, len(incident))
    budget = BUDGETS[inc.tier[incident]]

    percent = np.bincount(incident, weights=100 * bad / budget, minlength=len(inc))
    ledger.plant_gain(
        "error_budget_burn",
        percent * (inc.to_mitigate - inc.to_mitigate_without),
        (burned > 0).astype(np.int64),
        note=f"percent; bad minutes are a share of the time to mitigate; {BY_ITSELF}",
    )
    slo_ids = [
        f"slo-{name}-{kind}"
        for name in company.names
        for kind in ("availability", "latency")
    ]
    kept = inc.resolved[incident] < inc.end_ms
    return pa.table(
        {
            "incident_id": inc.ids.take(pa.array(incident[kept])),
            "slo_id": labels(slo_ids, (inc.service[incident] * 2 + position)[kept]),
            "bad_minutes": pa.array(np.round(bad * inc.to_mitigate[incident], 2)[kept]),
            "budget_minutes": numbers(budget[kept]),
        }
    )


def _time_entries(rng: np.random.Generator, inc: Incidents, ledger: Ledger) -> pa.Table:
    n = len(inc)
    sampled = (rng.random(n) < SAMPLED) & (inc.resolved < inc.end_ms)
    without = np.exp(
        np.array([5.9, 5.4, 4.9])[inc.severity]
        + 0.25 * inc.difficulty
        + 0.35 * rng.normal(0, 1, n)
        + inc.drift
    )
    total = without * np.where(inc.is_used, effects.RESPONDER_TIME, 1.0)
    ledger.plant_gain(
        "responder_hours",
        (total - without) / 60 * sampled,
        sampled.astype(np.int64),
        note=f"hours; {BY_ITSELF}",
    )
    measured, position = children(np.where(sampled, 4 + rng.integers(0, 6, n), 0))
    share = _shares(rng, measured, n)
    # Everyone who was used by it could tag what it saved; some did.
    told = inc.is_used & (rng.random(n) < 0.55)
    by_hand = told | (rng.random(n) < 0.05)
    tagged, _ = children(np.where(by_hand, 1 + rng.integers(0, 3, n), 0))
    incident = np.concatenate([measured, tagged])
    count, first = len(incident), len(measured)
    is_sampled = np.arange(count) < first
    spent = np.concatenate([share * total[measured], rng.gamma(2, 8, count - first)])
    saved = rng.gamma(2.2, 5.0, count)
    role = np.where(
        np.concatenate([position == 0, np.zeros(count - first, dtype=np.bool_)]),
        0,
        pick(rng, [0.4, 0.2, 0.18, 0.14, 0.08], count),
    )
    return pa.table(
        {
            "entry_id": numbered("TE-", np.arange(1, count + 1)),
            "incident_id": inc.ids.take(pa.array(incident)),
            "responder_role": only(labels(ROLES, role), rng.random(count) < 0.98),
            "time_sink": only(
                labels(SINKS, pick(rng, [0.38, 0.17, 0.18, 0.14, 0.13], count)),
                rng.random(count) < 0.98,
            ),
            "method": labels(["tagged", "sampled"], is_sampled.astype(np.int64)),
            "minutes_spent": pa.array(np.round(spent, 2)),
            "minutes_saved": numbers(saved, ~is_sampled & inc.is_used[incident]),
        }
    )


def _shares(rng: np.random.Generator, parent: Ints, n: int) -> Floats:
    """Return random shares that add up to 1 for each parent."""
    weight = rng.gamma(1.5, 1.0, len(parent)) + 0.05
    total = np.bincount(parent, weights=weight, minlength=n)
    result: Floats = weight / total[parent]
    return result


def _overhead(rng: np.random.Generator, inc: Incidents, ledger: Ledger) -> pa.Table:
    n = len(inc)
    over = inc.resolved < inc.end_ms
    severe = inc.severity
    chance = np.array([[0.9, 0.6, 0.7], [0.5, 0.25, 0.1], [0.15, 0.05, 0.0]])[severe]
    present = (rng.random((n, 3)) < chance) & over[:, None]
    effort = np.exp(0.2 * inc.difficulty + inc.drift)[:, None]
    typical = np.array([70.0, 45.0, 30.0])
    without = rng.gamma(4.0, 0.25, (n, 3)) * typical * effort * present
    factor = np.where(inc.is_used, effects.OVERHEAD_TIME, 1.0)[:, None]
    spent = without * factor
    is_noted: Bools = present.sum(axis=1) > 0
    ledger.plant_gain(
        "overhead_hours",
        (spent - without).sum(axis=1) / 60,
        is_noted.astype(np.int64),
        note=f"hours; {BY_ITSELF}",
    )
    audited = over & (rng.random(n) < np.array([0.7, 0.25, 0.05])[severe])
    review = rng.gamma(4.0, 25.0, n) * audited
    incident, function = np.nonzero(np.column_stack([present, audited]))
    minutes = np.column_stack([spent, review])[incident, function]
    return pa.table(
        {
            "entry_id": numbered("OE-", np.arange(1, len(incident) + 1)),
            "incident_id": inc.ids.take(pa.array(incident)),
            "org_function": labels(FUNCTIONS, function),
            "minutes_spent": pa.array(np.round(minutes, 2)),
        }
    )


def _ai_usage(seed: int, inc: Incidents) -> pa.Table:
    rng = stream(seed, "usage")
    has_packet, first = first_packets(seed, inc)
    by_ai = np.flatnonzero(has_packet & inc.is_used)
    parts = [
        (by_ai, first[by_ai]),
        *(_usage(rng, inc, inc.is_used, event) for event in USED_EVENTS),
        *(_usage(rng, inc, inc.is_active & ~inc.is_used, e) for e in IGNORED_EVENTS),
    ]
    incident = np.concatenate([part[0] for part in parts])
    occurred = np.concatenate([part[1] for part in parts])
    event = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    kept = np.flatnonzero(occurred < inc.end_ms)
    kept = kept[np.lexsort((occurred[kept], incident[kept]))]
    catalogue = (("context_packet", "generated"), *USED_EVENTS, *IGNORED_EVENTS)
    return pa.table(
        {
            "usage_id": numbered("AI-", np.arange(1, len(kept) + 1)),
            "incident_id": inc.ids.take(pa.array(incident[kept])),
            "feature": labels([row[0] for row in catalogue], event[kept]),
            "event": labels([row[1] for row in catalogue], event[kept]),
            "responder_role": labels(
                ROLES, pick(rng, [0.5, 0.1, 0.2, 0.15, 0.05], len(kept))
            ),
            "occurred_at": times(occurred[kept]),
        }
    )


def _usage(
    rng: np.random.Generator,
    inc: Incidents,
    where: Bools,
    event: tuple[str, str, float, float],
) -> tuple[Ints, Ints]:
    _, _, chance, minutes = event
    incident = np.flatnonzero(where & (rng.random(len(inc)) < chance))
    delay = minutes * rng.uniform(0.8, 1.5, len(incident))
    return incident, later(inc.detected[incident], delay)

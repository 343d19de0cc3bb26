"""Context packets, what they carry, and the evidence and corrections around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scorecard.example import effects
from scorecard.example.arrays import (
    Bools,
    Floats,
    Ints,
    children,
    flags,
    labels,
    later,
    numbered,
    only,
    pick,
    stream,
    times,
)
from scorecard.example.incidents import Incidents
from scorecard.example.ledger import Ledger

# The first three are required of every tier, so a packet that lacks one of them is
# incomplete whatever the service.
FIELDS = (
    "suspected_service_boundary",
    "recent_changes",
    "likely_owner",
    "impacted_slo_or_journey",
    "top_anomalies",
    "escalation_policy",
    "customer_note",  # the company's own
)
EVIDENCE_TYPES = (
    "metric_window",
    "log_cluster",
    "trace_exemplar",
    "deploy_event",
    "config_diff",
    "runbook_step",
    "hunch",  # no evidence type: a claim with it is not linked
)
CAUSES = (
    "stale_ownership",
    "missing_change_context",
    "weak_correlation",
    "inconsistent_time_window",
)
HAND_MADE = 0.30  # share of incidents for which people write a packet themselves
COMPLETE = 0.42
LINKED = 0.62
CONTRADICTED = 0.13


@dataclass(frozen=True)
class Packets:
    """p packets in order of incident and time."""

    incident: Ints  # (p,)
    generated: Ints  # (p,)
    is_shared: Bools  # (p,)
    shared: Ints  # (p,)


def draw(seed: int, inc: Incidents, ledger: Ledger) -> Iterator[tuple[str, pa.Table]]:
    """Yield the five tables about context."""
    rng = stream(seed, "context")
    events, arrived = _evidence(rng, inc)
    packets = _packets(seed, inc, events, arrived)
    _note_effects(inc, packets, ledger)

    number = np.arange(1, len(packets.incident) + 1)
    yield (
        "context_packets",
        pa.table(
            {
                "packet_id": numbered("PKT-", number),
                "incident_id": inc.ids.take(pa.array(packets.incident)),
                "generated_at": times(packets.generated),
                "shared_at": times(packets.shared, packets.is_shared),
            }
        ),
    )
    yield "context_fields", _fields(rng, inc, packets)
    yield "claims", _claims(rng, inc, packets, ledger)
    yield "narrative_corrections", _corrections(rng, inc, packets)
    yield (
        "evidence_events",
        pa.table(
            {
                "evidence_id": numbered("EV-", np.arange(1, len(events) + 1)),
                "incident_id": inc.ids.take(pa.array(events)),
                "evidence_kind": labels(
                    EVIDENCE_TYPES[:6], rng.integers(0, 6, len(events))
                ),
                "arrived_at": times(arrived),
            }
        ),
    )


def _evidence(rng: np.random.Generator, inc: Incidents) -> tuple[Ints, Ints]:
    """Return the incident and the moment of each piece of evidence."""
    event, _ = children(rng.poisson(3.3, len(inc)))
    after = rng.uniform(0, 1.1, len(event)) * inc.to_resolve[event]
    arrived = later(inc.started[event], after)
    kept = arrived < inc.end_ms
    return event[kept], arrived[kept]


def first_packets(seed: int, inc: Incidents) -> tuple[Bools, Ints]:
    """Return (n,) whether an incident has a packet, and when the first is made."""
    rng = stream(seed, "first packets")
    n = len(inc)
    exists = rng.random(n) < np.where(inc.is_used, 0.98, HAND_MADE)
    quick = 0.5 + rng.exponential(3.0, n)
    by_hand = np.exp(np.log(28) + 0.6 * rng.normal(0, 1, n))
    first = later(inc.detected, np.where(inc.is_used, quick, by_hand))
    return exists & (first < inc.end_ms), first


def _packets(seed: int, inc: Incidents, events: Ints, arrived: Ints) -> Packets:
    """Draw the packets: a first one, and what follows new evidence."""
    rng = stream(seed, "packets")
    exists, first = first_packets(seed, inc)
    first = np.where(exists, first, np.iinfo(np.int64).max)

    # A packet follows new evidence: nearly always and soon, or seldom and late.
    used = inc.is_used[events]
    follows = (arrived > first[events]) & (
        rng.random(len(events)) < np.where(used, 0.75, 0.15)
    )
    delay = np.where(
        used,
        rng.uniform(0.5, 9, len(events)),
        5 + rng.exponential(25, len(events)),
    )
    refreshed = later(arrived, delay)
    follows &= refreshed < inc.end_ms

    incident = np.concatenate([np.flatnonzero(exists), events[follows]])
    generated = np.concatenate([first[exists], refreshed[follows]])
    order = np.lexsort((generated, incident))
    incident, generated = incident[order], generated[order]
    shared = later(generated, rng.exponential(2.0, len(incident)))
    is_shared = (rng.random(len(incident)) < 0.88) & (shared < inc.end_ms)
    return Packets(incident, generated, is_shared, shared)


def _note_effects(inc: Incidents, packets: Packets, ledger: Ledger) -> None:
    has_packet = np.bincount(packets.incident, minlength=len(inc)) > 0
    ledger.plant(
        "context_completeness_rate",
        "difference",
        effects.PACKET_COMPLETE,
        has_packet.astype(np.int64),
    )
    ledger.plant_direction(
        "context_quality_score", "difference", True, "follows from its components"
    )
    ledger.plant_direction(
        "context_refresh_rate", "difference", True, "evidence is followed by packets"
    )
    ledger.plant_direction(
        "context_refresh_latency", "log_ratio", False, "evidence is followed by packets"
    )


def _fields(rng: np.random.Generator, inc: Incidents, packets: Packets) -> pa.Table:
    chance = COMPLETE + inc.share_shock + effects.PACKET_COMPLETE * inc.is_used
    is_complete = (rng.random(len(inc)) < chance)[packets.incident][:, None]
    n = len(packets.incident)
    column = np.arange(len(FIELDS))[None, :]
    missing = rng.random((n, len(FIELDS))) < 0.25
    missing |= column == rng.integers(0, 3, (n, 1))
    filled = is_complete | ~missing
    # What is missing is mostly an empty field, sometimes no field at all.
    present = filled | (rng.random(filled.shape) < 0.7)
    present[:, 6] &= rng.random(n) < 0.1
    packet, field = np.nonzero(present)
    return pa.table(
        {
            "packet_id": numbered("PKT-", packet + 1),
            "field_name": labels(FIELDS, field),
            "is_filled": flags(filled[packet, field]),
        }
    )


def _claims(
    rng: np.random.Generator, inc: Incidents, packets: Packets, ledger: Ledger
) -> pa.Table:
    packet, _ = children(2 + rng.poisson(2.2, len(packets.incident)))
    incident = packets.incident[packet]
    ledger.plant(
        "evidence_link_coverage",
        "difference",
        effects.EVIDENCE_LINKED,
        np.bincount(incident, minlength=len(inc)),
    )
    chance: Floats = LINKED + inc.share_shock + effects.EVIDENCE_LINKED * inc.is_used
    is_linked = rng.random(len(packet)) < chance[incident]
    vague = ~is_linked & (rng.random(len(packet)) < 0.2)
    kind = np.where(vague, 6, rng.integers(0, 6, len(packet)))
    reference = numbered("https://evidence.example/", rng.integers(0, 10**9, len(kind)))
    return pa.table(
        {
            "claim_id": numbered("CLM-", np.arange(1, len(packet) + 1)),
            "packet_id": numbered("PKT-", packet + 1),
            "evidence_type": labels(EVIDENCE_TYPES, kind),
            "evidence_ref": only(reference, is_linked | vague),
        }
    )


def _corrections(
    rng: np.random.Generator, inc: Incidents, packets: Packets
) -> pa.Table:
    n = len(inc)
    shared = np.full(n, np.iinfo(np.int64).max)
    told = packets.is_shared
    np.minimum.at(shared, packets.incident[told], packets.shared[told])
    is_shared = shared < inc.end_ms
    major = rng.random(n) < np.where(is_shared, CONTRADICTED, 0.05)
    from_moment = np.where(is_shared, shared, inc.detected)
    minor, _ = children(rng.poisson(0.25, n))
    incident = np.concatenate([np.flatnonzero(major), minor])
    start = np.concatenate([from_moment[major], inc.detected[minor]])
    corrected = later(start, 1 + rng.exponential(25, len(incident)))
    is_major = np.arange(len(incident)) < major.sum()
    kept = np.flatnonzero(corrected < inc.end_ms)
    kept = kept[np.argsort(corrected[kept], kind="stable")]
    return pa.table(
        {
            "correction_id": numbered("COR-", np.arange(1, len(kept) + 1)),
            "incident_id": inc.ids.take(pa.array(incident[kept])),
            "corrected_at": times(corrected[kept]),
            "magnitude": labels(["minor", "major"], is_major[kept].astype(np.int64)),
            "cause": labels(CAUSES, pick(rng, [0.3, 0.3, 0.25, 0.15], len(kept))),
        }
    )

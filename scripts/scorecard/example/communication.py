"""What stakeholders were told, and when they asked because they were not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from scorecard.example import effects
from scorecard.example.arrays import (
    Ints,
    children,
    labels,
    later,
    minutes_of,
    numbered,
    only,
    pick,
    running_sum,
    stream,
    times,
)
from scorecard.example.incidents import Incidents
from scorecard.example.ledger import Ledger

PROMISED_MINUTES = np.array([20.0, 30.0, 60.0])  # by severity
TOLERANCE_MINUTES = 5.0
CADENCE_KEPT = 0.68
SLACK_MINUTES = (-8.0, 4.5)  # of an update that keeps its promise, from the promise on
LATE_MINUTES = 14.0  # beyond the tolerance, on average
CORRECTED = 0.05
REWORK = 0.10
MISSING_UPDATE = 0.40
MOST_UPDATES = 9

EDITS = ("none", "minor", "major")
EDIT_REASONS = ("missing_key_fact", "inaccurate_claim", "tone", "other")


def draw(seed: int, inc: Incidents, ledger: Ledger) -> Iterator[tuple[str, pa.Table]]:
    """Yield the tables updates and escalations."""
    yield "updates", _updates(stream(seed, "updates"), inc, ledger)
    yield "escalations", _escalations(stream(seed, "escalations"), inc, ledger)


def _internal(
    rng: np.random.Generator, inc: Incidents, ledger: Ledger
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return incident, position, moment and next promised moment (0: none)."""
    n = len(inc)
    first = minutes_of(
        np.log(22)
        + 0.1 * inc.difficulty
        + 0.5 * rng.normal(0, 1, n)
        + inc.drift
        + effects.FIRST_UPDATE * inc.is_used
    )
    interval = PROMISED_MINUTES[inc.severity]
    room = (inc.to_resolve - first) / interval
    counts = 1 + np.clip(np.rint(room), 0, MOST_UPDATES - 1).astype(np.int64)
    counts[rng.random(n) < 0.04] = 0  # nobody was told
    incident, position = children(counts)
    count = len(incident)

    chance = CADENCE_KEPT + inc.share_shock + effects.CADENCE_KEPT * inc.is_used
    kept = rng.random(count) < chance[incident]
    slack = rng.uniform(*SLACK_MINUTES, count)
    late = TOLERANCE_MINUTES + rng.exponential(LATE_MINUTES, count)
    gap = interval[incident] + np.where(kept, slack, late)
    gap[position == 0] = first[incident[position == 0]]
    sent = later(inc.started[incident], running_sum(gap, incident, position))
    is_last = position == counts[incident] - 1
    promised = np.where(is_last, 0, later(sent, interval[incident]))

    promises = np.bincount(incident[~is_last], minlength=n)
    ledger.plant("time_to_first_update", "log_ratio", effects.FIRST_UPDATE)
    ledger.plant("cadence_adherence_rate", "difference", effects.CADENCE_KEPT, promises)
    early, most = SLACK_MINUTES
    kept_delay = most**2 / 2 / (most - early)
    ledger.plant(
        "cadence_delay",
        "difference",
        -effects.CADENCE_KEPT * (TOLERANCE_MINUTES + LATE_MINUTES - kept_delay),
        promises,
        note="minutes; follows from the promises that are kept",
    )
    return incident, position, sent, promised


def _updates(rng: np.random.Generator, inc: Incidents, ledger: Ledger) -> pa.Table:
    incident, _, sent, promised = _internal(rng, inc, ledger)
    inside = len(incident)
    # A correction goes to the outside, so that it does not count as the next update.
    wrong = np.flatnonzero(rng.random(inside) < CORRECTED)
    public = (inc.severity < 2) & (inc.tier < 2)
    outside, position = children(np.where(public, rng.poisson(1.2, len(inc)), 0))
    told = 15 + (position + rng.random(len(outside))) * 45
    owner = np.concatenate([incident, incident[wrong], outside])
    moment = np.concatenate(
        [
            sent,
            later(sent[wrong], rng.uniform(4, 40, len(wrong))),
            later(inc.started[outside], told),
        ]
    )
    count = len(owner)
    corrects = np.full(count, -1)
    corrects[inside : inside + len(wrong)] = wrong
    next_at = np.concatenate([promised, np.zeros(count - inside, dtype=np.int64)])

    kept = moment < inc.end_ms
    order = np.lexsort((moment, owner))
    order = order[kept[order]]
    number = np.zeros(count, dtype=np.int64)
    number[order] = np.arange(1, len(order) + 1)
    audience = (np.arange(count) >= inside).astype(np.int64)

    used = inc.is_used[owner]
    by_ai = used & (rng.random(count) < 0.7)
    is_draft = by_ai | (rng.random(count) < 0.25)
    chance = REWORK + inc.share_shock[owner] + effects.DRAFT_REWORK * used
    rework = rng.random(count) < chance
    edit = np.where(rework, 2, pick(rng, [0.55, 0.38, 0.07], count))
    # Rework is a major edit for a fact or a claim; other major edits are for tone.
    reason = np.where(rework, rng.integers(0, 2, count), rng.integers(2, 4, count))
    drafts = np.bincount(owner[is_draft & kept], minlength=len(inc))
    ledger.plant(
        "draft_rework_rate",
        "difference",
        effects.DRAFT_REWORK,
        drafts,
        note="the one that gets worse",
    )
    rows = order
    return pa.table(
        {
            "update_id": numbered("UPD-", number[rows]),
            "incident_id": inc.ids.take(pa.array(owner[rows])),
            "audience": labels(["internal", "external"], audience[rows]),
            "sent_at": times(moment[rows]),
            "promised_next_at": times(next_at[rows], next_at[rows] > 0),
            "drafted_by": labels(["human", "ai"], by_ai[rows].astype(np.int64)),
            "edit_level": labels(EDITS, np.where(is_draft, edit, -1)[rows]),
            "edit_reason": labels(
                EDIT_REASONS, np.where(is_draft & (edit > 0), reason, -1)[rows]
            ),
            "corrects_update_id": only(
                numbered("UPD-", number[corrects[rows]]), corrects[rows] >= 0
            ),
            "correction_reason": only(
                labels(["impact", "scope", "severity"], corrects[rows] % 3),
                corrects[rows] >= 0,
            ),
        }
    )


def _escalations(rng: np.random.Generator, inc: Incidents, ledger: Ledger) -> pa.Table:
    mean = MISSING_UPDATE + effects.MISSING_UPDATE_ESCALATIONS * inc.is_used
    asked, _ = children(rng.poisson(mean))
    others, _ = children(rng.poisson(0.12, len(inc)))
    incident = np.concatenate([asked, others])
    raised = later(
        inc.started[incident],
        15 + rng.random(len(incident)) * inc.to_resolve[incident],
    )
    cause = np.where(
        np.arange(len(incident)) < len(asked), 0, 1 + rng.integers(0, 2, len(incident))
    )
    kept = np.flatnonzero(raised < inc.end_ms)
    kept = kept[np.argsort(raised[kept], kind="stable")]
    ledger.plant(
        "missing_update_escalations",
        "difference",
        effects.MISSING_UPDATE_ESCALATIONS,
    )
    return pa.table(
        {
            "escalation_id": numbered("ESC-", np.arange(1, len(kept) + 1)),
            "incident_id": inc.ids.take(pa.array(incident[kept])),
            "cause": labels(["missing_update", "impact_unclear", "other"], cause[kept]),
            "raised_at": times(raised[kept]),
        }
    )

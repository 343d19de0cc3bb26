"""Who was called, who handed over, what was looked at and what was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scorecard.example import effects
from scorecard.example.arrays import (
    Bools,
    Ints,
    children,
    flags,
    labels,
    later,
    minutes_of,
    numbered,
    only,
    pick,
    stream,
    times,
)
from scorecard.example.company import (
    RAW_SEVERITIES,
    RESPONDERS_PER_TEAM,
    TEAMS,
    team_ids,
)
from scorecard.example.incidents import Incidents
from scorecard.example.ledger import Ledger

FIRST_PAGE_RIGHT = 0.60
WRONG_PAGE_DELAY = 0.7  # ln(minutes + 1) until the owner is engaged
HANDOFFS = 0.35
HANDOFFS_AFTER_WRONG_PAGE = 0.6
DUPLICATE_STEP = 0.22
CHECK_DEFINED = 0.55
LATE_CHECK = 0.15  # of those without a check in time: defined after the fact
CHECKS_PASSED = 0.78
APPROVED = 0.9
KNOWN = 0.97  # chance that an optional column was filled

STEP_KINDS = ("log_search", "metric_query", "dashboard", "check")
ACTION_KINDS = ("rollback", "restart", "scale_out", "flag_off", "failover", "throttle")
BLOCK_REASONS = (
    "missing_preconditions",
    "insufficient_permissions",
    "not_allowlisted",
    "verification_undefined",
)
STOP_REASONS = ("error_rate_rose", "blast_radius", "operator")
SIGNALS = ("error_rate", "latency", "saturation", "queue_depth")


def draw(seed: int, inc: Incidents, ledger: Ledger) -> Iterator[tuple[str, pa.Table]]:
    """Yield the tables pages, handoffs, steps, actions and checks."""
    rng = stream(seed, "pages")
    chance = FIRST_PAGE_RIGHT + inc.share_shock + effects.FIRST_PAGE_RIGHT * inc.is_used
    right = rng.random(len(inc)) < chance
    # A stale catalogue pages the owner of yesterday; otherwise it is anybody.
    other = (inc.team + rng.integers(1, len(TEAMS), len(inc))) % len(TEAMS)
    stale = (inc.stale_team >= 0) & (inc.stale_team != inc.team)
    wrong_team = np.where(stale & (rng.random(len(inc)) < 0.6), inc.stale_team, other)
    yield "pages", _pages(rng, inc, right, wrong_team)
    yield "handoffs", _handoffs(stream(seed, "handoffs"), inc, right, wrong_team)
    yield "investigation_steps", _steps(stream(seed, "steps"), inc)
    yield from _actions(stream(seed, "actions"), inc, ledger)

    ledger.plant(
        "first_page_correct_owner_rate", "difference", effects.FIRST_PAGE_RIGHT
    )
    ledger.plant(
        "time_to_engaged_owner",
        "log_ratio",
        effects.ENGAGEMENT - effects.FIRST_PAGE_RIGHT * WRONG_PAGE_DELAY,
    )
    ledger.plant(
        "handoff_count",
        "difference",
        effects.HANDOFFS - effects.FIRST_PAGE_RIGHT * HANDOFFS_AFTER_WRONG_PAGE,
    )
    ledger.plant("duplicate_effort_ratio", "difference", effects.DUPLICATE_STEP)


def responders(team: Ints, index: Ints) -> pa.Array:
    """Return the ids of a team's responders."""
    return numbered("r-", team * RESPONDERS_PER_TEAM + index % RESPONDERS_PER_TEAM, 3)


def _pages(
    rng: np.random.Generator, inc: Incidents, right: Bools, wrong_team: Ints
) -> pa.Table:
    n = len(inc)
    engaged = minutes_of(
        2.5
        + 0.15 * inc.difficulty
        + 0.47 * rng.normal(0, 1, n)
        + inc.drift
        + WRONG_PAGE_DELAY * ~right
        + effects.ENGAGEMENT * inc.is_used
    )
    everyone = np.arange(n)
    wrong = np.flatnonzero(~right)
    extra, _ = children(rng.poisson(0.45, n))
    at_once = rng.uniform(0.01, 0.25, n)
    # minutes after detection: page, acknowledgement
    owner_paged = np.where(right, at_once, 0.6 * engaged)
    extra_paged = engaged[extra] + rng.exponential(15, len(extra))
    parts = [
        (wrong, wrong_team[wrong], at_once[wrong], 2 + rng.exponential(6, len(wrong))),
        (everyone, inc.team, owner_paged, engaged),
        (extra, inc.team[extra], extra_paged, extra_paged + 3),
    ]
    incident, team, paged, acknowledged = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    acknowledged = np.maximum(acknowledged, paged)
    order = np.lexsort((paged, incident))
    incident, team = incident[order], team[order]
    paged_at = later(inc.detected[incident], paged[order])
    acknowledged_at = later(inc.detected[incident], acknowledged[order])
    kept = paged_at < inc.end_ms
    count = int(kept.sum())
    # Whoever takes the call on the phone acknowledges none of an incident's pages. Were
    # it drawn by page, a later page would stand in and blur the planted effect.
    by_phone = (rng.random(n) < 0.04)[incident[kept]]
    answered = (acknowledged_at[kept] < inc.end_ms) & ~by_phone
    return pa.table(
        {
            "page_id": numbered("PG-", np.arange(1, count + 1)),
            "incident_id": inc.ids.take(pa.array(incident[kept])),
            "team_id": labels(team_ids(), team[kept]),
            "responder_id": responders(team[kept], rng.integers(0, 99, count)),
            "paged_at": times(paged_at[kept]),
            "acknowledged_at": times(acknowledged_at[kept], answered),
        }
    )


def _handoffs(
    rng: np.random.Generator, inc: Incidents, right: Bools, wrong_team: Ints
) -> pa.Table:
    mean = (
        HANDOFFS + HANDOFFS_AFTER_WRONG_PAGE * ~right + effects.HANDOFFS * inc.is_used
    )
    incident, position = children(rng.poisson(mean))
    count = len(incident)
    occurred = later(
        inc.detected[incident],
        (position + rng.random(count)) * 0.3 * inc.to_mitigate[incident],
    )
    to_owner = (position == 0) & ~right[incident]
    elsewhere = (inc.team[incident] + rng.integers(1, len(TEAMS), count)) % len(TEAMS)
    source = np.where(to_owner, wrong_team[incident], inc.team[incident])
    target = np.where(to_owner, inc.team[incident], elsewhere)
    kept = occurred < inc.end_ms
    return pa.table(
        {
            "handoff_id": numbered("HO-", np.arange(1, int(kept.sum()) + 1)),
            "incident_id": inc.ids.take(pa.array(incident[kept])),
            "from_team_id": only(
                labels(team_ids(), source[kept]), rng.random(int(kept.sum())) < KNOWN
            ),
            "to_team_id": labels(team_ids(), target[kept]),
            "occurred_at": times(occurred[kept]),
        }
    )


def _steps(rng: np.random.Generator, inc: Incidents) -> pa.Table:
    counts = 2 + rng.poisson(np.array([17.0, 13.0, 9.0])[inc.severity])
    incident, position = children(counts)
    row = np.arange(len(incident))
    # The first step repeats nothing, so the others repeat a little more often.
    ratio = DUPLICATE_STEP + effects.DUPLICATE_STEP * inc.is_used
    chance = ratio * counts / (counts - 1)
    repeats = (position > 0) & (rng.random(len(row)) < chance[incident])
    back = 1 + np.floor(rng.random(len(row)) * position).astype(np.int64)
    origin = np.where(repeats, row - back, row)
    while True:  # a repeat of a repeat is a repeat of the first
        further = origin[origin]
        if np.array_equal(further, origin):
            break
        origin = further

    crew = rng.integers(2, 5, len(inc))[incident]
    person = rng.integers(0, 99, len(row)) % crew
    person = np.where(repeats, (person[origin] + 1) % crew, person)
    kind = pick(rng, [0.35, 0.3, 0.2, 0.15], len(row))[origin]
    spread = (position + rng.random(len(row))) / counts[incident]
    executed = later(inc.detected[incident], spread * inc.to_resolve[incident])
    kept = executed < inc.end_ms
    return pa.table(
        {
            "step_id": numbered("ST-", row[kept] + 1, 7),
            "incident_id": inc.ids.take(pa.array(incident[kept])),
            "responder_id": responders(inc.team[incident[kept]], person[kept]),
            "step_kind": labels(STEP_KINDS, kind[kept]),
            # an odd multiplier permutes 32 bits: distinct steps keep distinct prints
            "fingerprint": numbered("fp", origin[kept] * 2654435761 % 2**32, 10),
            "executed_at": times(executed[kept]),
        }
    )


@dataclass(frozen=True)
class Actions:
    """a actions in order of incident; every array is (a,)."""

    incident: Ints
    proposed: Ints
    executed: Ints
    is_executed: Bools
    has_check: Bools  # defined by execution
    passes: Bools


def _actions(
    rng: np.random.Generator, inc: Incidents, ledger: Ledger
) -> Iterator[tuple[str, pa.Table]]:
    incident, position = children(rng.poisson(np.array([3.2, 2.4, 1.8])[inc.severity]))
    spread = (position + rng.random(len(incident))) * 0.25
    proposed = later(inc.detected[incident], spread * inc.to_mitigate[incident])
    kept = proposed < inc.end_ms
    incident, proposed = incident[kept], proposed[kept]
    n = len(incident)
    used = inc.is_used[incident]
    shock = inc.share_shock[incident]

    decided = rng.random(n) < 0.9
    blocked = decided & (rng.random(n) < 0.08 + effects.ACTION_BLOCKED * used)
    approved_at = later(proposed, 0.3 + rng.exponential(3.0, n))
    executed_at = later(approved_at, 0.2 + rng.exponential(2.0, n))
    executed = ~blocked & (rng.random(n) < 0.88) & (executed_at < inc.end_ms)
    approved = ~blocked & (rng.random(n) < APPROVED) & (approved_at < inc.end_ms)
    stopped_at = later(executed_at, rng.exponential(2.0, n))
    stopped = executed & (rng.random(n) < 0.04) & (stopped_at < inc.end_ms)
    decided_at = later(executed_at, 3 + rng.exponential(10, n))
    reverted = executed & ~stopped & (rng.random(n) < 0.11)
    reverted &= decided_at < inc.end_ms
    verified_at = later(decided_at, minutes_of(2.7 + 0.6 * rng.normal(0, 1, n)))
    verified = reverted & (rng.random(n) < 0.92) & (verified_at < inc.end_ms)
    failed = rng.random(n) < 0.1
    outcome = np.where(stopped, 2, np.where(reverted, 3, np.where(failed, 1, 0)))
    risk = np.minimum(2, inc.severity[incident] + rng.integers(0, 2, n))
    habit = inc.team[incident] % len(RAW_SEVERITIES[0])
    raw_risk = [label for row in RAW_SEVERITIES for label in row]

    drawn = Actions(
        incident,
        proposed,
        executed_at,
        executed,
        rng.random(n) < CHECK_DEFINED + shock + effects.CHECK_DEFINED * used,
        rng.random(n) < CHECKS_PASSED + shock + effects.CHECKS_PASSED * used,
    )
    by_ai = (used & (rng.random(n) < 0.55)).astype(np.int64)
    ids = numbered("ACT-", np.arange(1, n + 1))
    yield (
        "actions",
        pa.table(
            {
                "action_id": ids,
                "incident_id": inc.ids.take(pa.array(incident)),
                "action_kind": labels(ACTION_KINDS, rng.integers(0, 6, n)),
                "proposed_by": only(
                    labels(["human", "ai"], by_ai), rng.random(n) < KNOWN
                ),
                "proposed_at": times(proposed),
                "policy_decision": only(
                    labels(["allowed", "blocked"], blocked.astype(np.int64)), decided
                ),
                "block_reason": only(
                    labels(BLOCK_REASONS, pick(rng, [0.4, 0.25, 0.2, 0.15], n)),
                    blocked,
                ),
                "risk_severity": labels(raw_risk, risk * 4 + habit),
                "approved_by": only(
                    responders(inc.team[incident], rng.integers(0, 99, n)), approved
                ),
                "approved_at": times(approved_at, approved),
                "executed_at": times(executed_at, executed),
                "outcome": only(
                    labels(["succeeded", "failed", "stopped", "rolled_back"], outcome),
                    executed & (rng.random(n) < KNOWN),
                ),
                "stopped_at": times(stopped_at, stopped),
                "stop_reason": only(
                    labels(STOP_REASONS, rng.integers(0, 3, n)), stopped
                ),
                "revert_decided_at": times(decided_at, reverted),
                "recovery_verified_at": times(verified_at, verified),
            }
        ),
    )
    yield "verification_checks", _checks(rng, drawn, ids, inc.end_ms)
    _note_action_effects(inc, drawn, approved, ledger)


def _checks(
    rng: np.random.Generator, actions: Actions, ids: pa.Array, end_ms: int
) -> pa.Table:
    n = len(actions.incident)
    planned = ~actions.is_executed & (rng.random(n) < 0.3)  # and never evaluated
    in_time = actions.is_executed & actions.has_check
    afterwards = actions.is_executed & ~in_time & (rng.random(n) < LATE_CHECK)
    exists = in_time | afterwards | planned
    action, position = children(np.where(exists, 1 + (rng.random(n) < 0.5), 0))
    count = len(action)
    span = (actions.executed - actions.proposed)[action]
    early = actions.proposed[action] + (rng.random(count) * span).astype(np.int64)
    after = later(actions.executed[action], rng.uniform(1, 15, count))
    defined = np.where(afterwards[action], after, early)
    evaluated = later(
        np.maximum(defined, actions.executed[action]), rng.exponential(4, count)
    )
    # The first check decides; a second one of a failed action may stay unevaluated.
    passes = actions.passes[action] | (position > 0)
    done = actions.passes[action] | (position == 0) | (rng.random(count) < 0.7)
    done &= ~planned[action] & (evaluated < end_ms)
    kept = defined < end_ms
    known = done[kept]
    return pa.table(
        {
            "check_id": numbered("CHK-", np.arange(1, int(kept.sum()) + 1)),
            "action_id": pc.take(ids, pa.array(action[kept])),
            "signal": labels(SIGNALS, rng.integers(0, 4, int(kept.sum()))),
            "defined_at": times(defined[kept]),
            "evaluated_at": times(evaluated[kept], known),
            "passed": flags(passes[kept], known),
        }
    )


def _note_action_effects(
    inc: Incidents, actions: Actions, approved: Bools, ledger: Ledger
) -> None:
    def per_incident(where: Bools) -> Ints:
        return np.bincount(actions.incident[where], minlength=len(inc))

    done = actions.is_executed
    ledger.plant(
        "verification_coverage",
        "difference",
        effects.CHECK_DEFINED,
        per_incident(done & approved),
    )
    ledger.plant(
        "verification_pass_rate",
        "difference",
        effects.CHECKS_PASSED,
        per_incident(done & approved & actions.has_check),
    )
    ledger.plant(
        "audit_completeness_rate",
        "difference",
        effects.CHECK_DEFINED * (1 - LATE_CHECK) * APPROVED * KNOWN * KNOWN,
        per_incident(done),
        note="follows from the checks that are defined",
    )
    ledger.plant(
        "policy_block_rate",
        "difference",
        effects.ACTION_BLOCKED,
        np.bincount(actions.incident, minlength=len(inc)),
        note="more is proposed that policy refuses",
    )
    ledger.plant_direction(
        "prevented_unsafe_actions", "log_ratio", True, "follows from policy_block_rate"
    )

"""The incidents of the example company, and the changes that triggered some of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scorecard.example import effects
from scorecard.example.arrays import (
    Bools,
    Floats,
    Ints,
    labels,
    later,
    minutes_of,
    numbered,
    only,
    pick,
    pick_by,
    stream,
    times,
)
from scorecard.example.company import (
    CLASSES,
    RAW_CLASSES,
    RAW_SEVERITIES,
    TEAMS,
    TIERS,
    Company,
    team_ids,
)
from scorecard.example.timeline import DAY_MS, MINUTE_MS, Timeline, to_ms

CHANGES_PER_INCIDENT = 10

# Monday to Sunday.
INCIDENT_DAYS = np.array([1.15, 1.1, 1.1, 1.1, 1.0, 0.6, 0.55])
CHANGE_DAYS = np.array([1.0, 1.1, 1.1, 1.0, 0.7, 0.08, 0.06])
HOURS = np.arange(24)
OFFICE_HOURS = 0.15 + np.exp(-((HOURS - 13.5) ** 2) / 14)
TRAFFIC_HOURS = 0.6 + 0.5 * np.exp(-((HOURS - 19) ** 2) / 12)

# deploy, dependency, capacity, config, alert storm, other; working day and weekend
CLASS_WEIGHTS = np.array(
    [[0.29, 0.19, 0.15, 0.16, 0.11, 0.10], [0.14, 0.26, 0.22, 0.08, 0.18, 0.12]]
)
SEVERITY_BY_TIER = np.array([[0.13, 0.40, 0.47], [0.07, 0.35, 0.58], [0.02, 0.2, 0.78]])
MITIGATE_BY_SEVERITY = np.log([48.0, 68.0, 92.0])
MITIGATE_BY_CLASS = np.array([0.0, 0.25, 0.10, -0.10, -0.15, 0.10])
MITIGATE_BY_TIER = np.array([-0.05, 0.0, 0.15])

TRIGGERS = ("deploy", "flag", "config", "none")
# by class: deploy, flag, config, none
TRIGGER_WEIGHTS = np.array(
    [
        [0.75, 0.25, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
        [0.05, 0.0, 0.0, 0.95],
        [0.0, 0.2, 0.8, 0.0],
        [0.0, 0.0, 0.1, 0.9],
        [0.0, 0.0, 0.0, 1.0],
    ]
)
CHANGE_KINDS = ("deploy", "flag", "config")
SYMPTOMS = (
    "elevated 5xx after deploy",
    'upstream timeouts, "503 no healthy upstream"',
    "p99 latency > 2 s, queue growing",
    "errors after config push",
    "alert storm",
    "unexpected behaviour",
)


@dataclass(frozen=True)
class Incidents:
    """n incidents in order of their start; arrays are (n,), durations in minutes."""

    started: Ints
    service: Ints
    tier: Ints
    cls: Ints
    severity: Ints
    team: Ints  # the owner in truth
    catalogue_team: Ints  # the owner the catalogue knows, -1 for none
    stale_team: Ints  # the owner before, -1 for none
    is_active: Bools  # AI SRE is switched on for its class and tier
    is_used: Bools  # and people used it
    is_countable: Bools
    difficulty: Floats  # standard normal
    drift: Floats  # trend and month shock, ln(minutes + 1)
    share_shock: Floats  # month shock of probabilities
    to_detect: Floats
    to_mitigate: Floats
    to_mitigate_without: Floats  # had AI SRE not been used
    to_resolve: Floats
    end_ms: int  # the moment of the export

    def __len__(self) -> int:
        """Return n."""
        return len(self.started)

    @property
    def detected(self) -> Ints:
        """Moment of detection."""
        return later(self.started, self.to_detect)

    @property
    def resolved(self) -> Ints:
        """Moment of resolution, even where it lies after the export."""
        return later(self.started, self.to_resolve)

    @property
    def ids(self) -> pa.Array:
        """One id per incident."""
        return numbered("INC-", np.arange(1, len(self) + 1))


def _moments(
    rng: np.random.Generator,
    n: int,
    timeline: Timeline,
    weekday: Floats,
    volume: Floats,
) -> tuple[Ints, Ints]:
    """Draw n days by weekday and by the volume (n_months,) of their month.

    Returns the midnights in milliseconds and the month's index of each.
    """
    days = np.arange(timeline.n_days)
    midnight = timeline.start_ms + days * DAY_MS
    month = _month_index(midnight, timeline)
    weight = weekday[(midnight // DAY_MS + 3) % 7] * volume[month]
    drawn = pick(rng, weight, n)
    return midnight[drawn], month[drawn]


def _month_index(moments: Ints, timeline: Timeline) -> Ints:
    months = moments.astype("datetime64[ms]").astype("datetime64[M]").astype(np.int64)
    first = timeline.starts_on.year * 12 + timeline.starts_on.month - 1 - 1970 * 12
    return months - first


def _time_of_day(rng: np.random.Generator, office: Bools) -> Ints:
    hour = pick_by(rng, np.vstack([TRAFFIC_HOURS, OFFICE_HOURS]), office.astype(int))
    return hour * 3_600_000 + rng.integers(0, 3_600_000, len(office))


def _is_active(started: Ints, cls: Ints, tier: Ints, timeline: Timeline) -> Bools:
    since = np.full((len(CLASSES), len(TIERS)), np.iinfo(np.int64).max)
    for name, level, day in timeline.activation:
        since[CLASSES.index(name), TIERS.index(level)] = to_ms(day)
    active: Bools = since[cls, tier] <= started
    return active


def simulate(seed: int, n: int, company: Company, timeline: Timeline) -> Incidents:
    """Draw n incidents."""
    rng = stream(seed, "incidents")
    months = timeline.months
    volume = np.exp(rng.normal(0, effects.MONTH_SHOCK_VOLUME, months))
    shock = rng.normal(0, effects.MONTH_SHOCK_LOG, months)
    share_shock = rng.normal(0, effects.MONTH_SHOCK_SHARE, months)

    midnight, month = _moments(rng, n, timeline, INCIDENT_DAYS, volume)
    weekend = ((midnight // DAY_MS + 3) % 7 >= 5).astype(np.int64)
    cls = pick_by(rng, CLASS_WEIGHTS, weekend)
    started = midnight + _time_of_day(rng, np.isin(cls, [0, 3]))
    order = np.argsort(started, kind="stable")
    started, month, cls = started[order], month[order], cls[order]

    service = pick(rng, company.propensity, n)
    tier = company.tier[service]
    severity = pick_by(rng, SEVERITY_BY_TIER, tier)
    catalogue = company.owner_at(service, started)
    # The catalogue is not always right about who turns out to own it.
    wrong = (catalogue < 0) | (rng.random(n) < 0.07)
    team = np.where(wrong, rng.integers(0, len(TEAMS), n), catalogue)

    difficulty = rng.normal(0, 1, n)
    active = _is_active(started, cls, tier, timeline)
    odds = effects.USE_LOG_ODDS + effects.USE_PER_DIFFICULTY * difficulty
    used = active & (rng.random(n) < 1 / (1 + np.exp(-odds)))
    years = (started - timeline.start_ms) / (365.25 * DAY_MS)
    drift = effects.SECULAR_LOG_PER_YEAR * years + shock[month]

    to_detect = minutes_of(np.log(5) + 0.6 * rng.normal(0, 1, n))
    mitigate = (
        MITIGATE_BY_SEVERITY[severity]
        + MITIGATE_BY_CLASS[cls]
        + MITIGATE_BY_TIER[tier]
        + 0.35 * difficulty
        + 0.42 * rng.normal(0, 1, n)
        + drift
    )
    clean_up = 0.15 + rng.gamma(2.0, 0.3, n)
    gain = effects.TIME_TO_MITIGATE * used
    return Incidents(
        started=started,
        service=service,
        tier=tier,
        cls=cls,
        severity=severity,
        team=team,
        catalogue_team=catalogue,
        stale_team=company.stale_owner_at(service, started),
        is_active=active,
        is_used=used,
        is_countable=rng.random(n) >= 0.035,
        difficulty=difficulty,
        drift=drift,
        share_shock=share_shock[month],
        to_detect=to_detect,
        to_mitigate=minutes_of(mitigate + gain),
        to_mitigate_without=minutes_of(mitigate),
        to_resolve=minutes_of(mitigate + gain + clean_up + effects.CLEAN_UP * used),
        end_ms=timeline.end_ms,
    )


def _triggers(
    rng: np.random.Generator, inc: Incidents, first_ms: int
) -> tuple[Ints, Bools, Bools, Ints]:
    """Return trigger, whether it is recorded, whether its change is, the moment."""
    trigger = pick_by(rng, TRIGGER_WEIGHTS, inc.cls)
    recorded = rng.random(len(inc)) < 0.9
    changed = later(inc.started, -rng.uniform(2, 45, len(inc)))
    linked = recorded & (trigger < 3) & (rng.random(len(inc)) < 0.85)
    linked &= changed >= first_ms
    return trigger, recorded, linked, changed


def _failure_modes(rng: np.random.Generator, inc: Incidents, per_month: float) -> Ints:
    """Return (n,) a known failure mode's number, -1 for none known.

    A mode belongs to a service and a class. There are more modes where there are more
    incidents, so that the share of repeats does not depend on the size of the export.
    """
    variants = max(1, round(per_month / 100))
    variant = rng.integers(0, variants, len(inc))
    mode = (inc.service * len(CLASSES) + inc.cls) * variants + variant
    known = rng.random(len(inc)) < np.where(inc.cls == 5, 0.1, 0.4)
    return np.where(known, mode, -1)


def _raw(options: tuple[tuple[str, ...], ...], codes: Ints, habit: Ints) -> pa.Array:
    flat = [label for row in options for label in row]
    return labels(flat, codes * len(options[0]) + habit % len(options[0]))


def tables(
    seed: int, inc: Incidents, company: Company, timeline: Timeline
) -> tuple[pa.Table, pa.Table]:
    """Return the tables incidents and changes."""
    rng = stream(seed, "incident records")
    n = len(inc)
    trigger, recorded, linked, changed = _triggers(rng, inc, timeline.start_ms)
    changes, change_ids = _changes(
        rng, inc, company, timeline, changed[linked], trigger[linked], linked
    )
    mode = _failure_modes(rng, inc, n / timeline.months)

    skewed = rng.random(n) < 0.001  # two clocks that disagree: detected before it began
    detected = np.where(
        skewed,
        later(inc.started, -rng.uniform(0.5, 4, n)),
        inc.detected,
    )
    mitigated = later(inc.started, inc.to_mitigate)
    steady = later(inc.resolved, rng.normal(12, 14, n))
    is_over = inc.resolved < inc.end_ms
    has_resolved = is_over & (rng.random(n) >= 0.01)
    has_mitigated = (mitigated < inc.end_ms) & (rng.random(n) >= 0.02)
    status = np.where(
        ~inc.is_countable,
        3 + rng.integers(0, 2, n),
        np.where(has_resolved, 2, np.where(has_mitigated, 1, 0)),
    )
    states = (
        ("open", "Investigating"),
        ("mitigated", "monitoring"),
        ("resolved", "Closed"),
        ("cancelled", "Canceled"),
        ("duplicate", "Duplicate"),
    )
    habit = inc.team + rng.integers(0, 2, n)
    closed = np.where(is_over, inc.resolved, inc.end_ms - MINUTE_MS)
    symptom = _raw(tuple((text,) for text in SYMPTOMS), inc.cls, habit)
    records = pa.table(
        {
            "incident_id": inc.ids,
            "title": _titles(rng, symptom, labels(company.names, inc.service)),
            "status": _raw(states, status, habit),
            "severity": only(
                _raw(RAW_SEVERITIES, inc.severity, habit), rng.random(n) >= 0.002
            ),
            "incident_class": _raw(RAW_CLASSES, inc.cls, habit),
            "service_id": labels(company.service_ids, inc.service),
            "owning_team_id": only(
                labels(team_ids(), inc.team),
                (rng.random(n) < 0.85) | (inc.team != inc.catalogue_team),
            ),
            "failure_mode_id": only(numbered("FM-", mode, 5), mode >= 0),
            "change_trigger": only(labels(TRIGGERS, trigger), recorded),
            "change_id": change_ids,
            "started_at": times(inc.started),
            "detected_at": times(
                detected, (detected < inc.end_ms) & (rng.random(n) >= 0.03)
            ),
            "mitigated_at": times(mitigated, has_mitigated),
            "resolved_at": times(inc.resolved, has_resolved),
            "steady_state_at": times(
                steady, has_resolved & (steady < inc.end_ms) & (rng.random(n) < 0.75)
            ),
            "updated_at": times(np.minimum(closed + 30 * MINUTE_MS, inc.end_ms - 1)),
        }
    )
    return records, changes


def _titles(rng: np.random.Generator, symptom: pa.Array, service: pa.Array) -> pa.Array:
    # Some tools put a second line into the title.
    second = np.where(rng.random(len(symptom)) < 0.002, 0, -1)
    tail = labels(["\n(reported by support)"], second).fill_null("")
    return pc.binary_join_element_wise(service, ": ", symptom, tail, "")


def _changes(
    rng: np.random.Generator,
    inc: Incidents,
    company: Company,
    timeline: Timeline,
    trigger_at: Ints,
    trigger_kind: Ints,
    linked: Bools,
) -> tuple[pa.Table, pa.Array]:
    """Return the table changes and (n,) the id of the change behind each incident."""
    n = CHANGES_PER_INCIDENT * len(inc)
    steady = np.ones(timeline.months)
    midnight, _ = _moments(rng, n, timeline, CHANGE_DAYS, steady)
    quiet = midnight + _time_of_day(rng, np.ones(n, dtype=np.bool_))
    changed = np.concatenate([quiet, trigger_at])
    kind = np.concatenate([pick(rng, [0.62, 0.2, 0.18], n), trigger_kind])
    drawn = pick(rng, company.propensity + 0.01, n)
    service = np.concatenate([drawn, inc.service[linked]])
    order = np.argsort(changed, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)

    behind = np.zeros(len(inc), dtype=np.int64)
    behind[linked] = rank[n:]
    unknown = rng.random(len(order)) < 0.004
    table = pa.table(
        {
            "change_id": numbered("CHG-", np.arange(1, len(order) + 1)),
            "service_id": only(labels(company.service_ids, service[order]), ~unknown),
            "change_kind": labels(CHANGE_KINDS, kind[order]),
            "changed_at": times(changed[order]),
        }
    )
    return table, only(numbered("CHG-", behind), linked)

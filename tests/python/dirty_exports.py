"""Random exports as dirty as real ones, with a configuration folder to match.

``write`` first invents a company (``_Company``: clean rows, with the hard cases
of the metrics planted), then soils the rows (``_Soiler``: versions, tombstones,
nonsense, unknown parents), then spreads them over files of every format
(``_Writer``). The same seed gives the same bytes.

A row is never soiled twice in its required columns, so that its rule in
quarantine is beyond doubt, and values whose reading could be argued about are
left out. Every metric occurs, except with a seed that ends in 9: there nobody
captured actions, AI use and escalations.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from dirty_money import FUNCTIONS, ROLES, SINKS, Mix, Money
from reference.schema import TABLES, Table

#: A cell: a clean value, or text as it is to stand in the file.
Cell = str | datetime | bool | float | None
Record = dict[str, Cell]

BAD_TIMESTAMPS = (
    "soon",
    "2026-13-45T00:00:00Z",
    "2025-02-30",
    "31/12/2025 10:00",
    "2025-06-01T25:61:00Z",
    "1750000000",
    "infinity",
    "epoch",
    "today",
    "2025-6-1",
    "2025/06/01",
    "2025-06-01T10:0",
    "2025-06-01T",
    "=NOW()",
)
BAD_MINUTES = (
    "abc",
    "1,5",
    "1_000",
    "NaN",
    "Infinity",
    "-inf",
    "0x10",
    "1e999",
    "-3",
    "-0.5",
    "12 min",
    "1e",
    "1.2.3",
)
BAD_BOOLEANS = ("maybe", "2", "on", "truee", "oui", "01")
NULLS = ("", " ", "NULL", "null", "None", "nOnE", "N/A", "n/a", "-", " - ", "\t")
SPACES = ("", " ", "  ", "\t", " \t")

CLASSES = (
    "deploy_related",
    "dependency_outage",
    "capacity_saturation",
    "config_regression",
    "alert_storm",
    "other",
)
TIERS = ("critical_revenue_path", "customer_facing", "internal_tooling")
FIELDS = (
    "suspected_service_boundary",
    "impacted_slo_or_journey",
    "recent_changes",
    "top_anomalies",
    "likely_owner",
    "escalation_policy",
    "our_own_field",
)
TEAMS = (*(f"team-{letter}" for letter in "abcdef"), "Team-A")
EVIDENCE = (
    "metric_window",
    "log_cluster",
    "trace_exemplar",
    "deploy_event",
    "config_diff",
    "runbook_step",
)
RAW_SEVERITIES = {
    "sev1": ("SEV1", " Sev-1", "P1", "critical"),
    "sev2": ("sev2", "P2", "Major "),
    "sev3": ("SEV3", "p3"),
    "sev4": ("Sev 4",),
}
RAW_STATUSES = {
    "open": ("Open", "investigating"),
    "mitigated": ("mitigated",),
    "resolved": ("Resolved", "closed", "DONE"),
    "cancelled": ("Cancelled", "false alarm"),
    "duplicate": ("Duplicate",),
}

#: Tables that a seed ending in 9 does not deliver: what needs them has no zero.
UNCAPTURED = frozenset({"actions", "ai_usage", "escalations"})

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def write(directory: Path, config: Path, seed: int, n_incidents: int) -> None:
    """Write ``directory``/standard/... and the config folder for one seed."""
    random = Random(seed)
    settings = _Settings(random)
    settings.write(config)
    tables = _Company(random, settings, n_incidents).tables
    soiler = _Soiler(random)
    writer = _Writer(random, directory / "standard")
    absent = UNCAPTURED if seed % 10 == 9 else frozenset()
    for name, table in TABLES.items():
        rows = soiler.soil(table, tables[name])
        if name not in absent:
            writer.table(table, rows)


# ---------- configuration


class _Settings:
    """What the config folder says; drawn first, so that data can meet it exactly."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.first_on = date(2024, 8, random.randint(1, 20))
        self.months = random.randint(14, 18)
        self.last_on = self.first_on + timedelta(days=int(30.4 * self.months))
        self.activated_on = self.first_on + timedelta(days=random.randint(240, 290))
        self.zone = random.choice(("UTC", "UTC", "Europe/Berlin", "America/New_York"))
        is_default = random.random() < 0.5
        self.refresh_target = 15 if is_default else random.choice((10, 20))
        self.tolerance = 5 if is_default else random.choice((3, 7.5))
        self.repeat_days = 90 if is_default else random.choice((60, 45))
        self.level = 0.90 if is_default else random.choice((0.90, 0.95, 0.80))
        self.money = Money(random, self.first_on, self.last_on)
        self.mix = Mix(random, self.activated_on, self.last_on)

    def write(self, folder: Path) -> None:
        """Write all fifteen seeds and vars.yml."""
        folder.mkdir(parents=True, exist_ok=True)
        self._maps(folder)
        _seed(
            folder / "required_context_fields.csv",
            ("service_tier", "field_name"),
            [(TIERS[0], name) for name in FIELDS[:6]]
            + [(TIERS[1], name) for name in FIELDS[2:5]],
        )
        _seed(
            folder / "context_quality_weights.csv",
            ("component", "weight"),
            list(
                zip(
                    ("completeness", "evidence", "freshness", "consistency"),
                    self.random.choice(
                        (
                            ("0.40", "0.30", "0.15", "0.15"),
                            ("0.25", "0.25", "0.3", "0.2"),
                        )
                    ),
                    strict=True,
                )
            ),
        )
        self._activations(folder)
        self._windows(folder)
        self.money.write(folder)
        (folder / "vars.yml").write_text(
            f"refresh_target_minutes: {self.refresh_target}\n"
            f"cadence_tolerance_minutes: {self.tolerance}\n"
            f"repeat_window_days: {self.repeat_days}\n"
            f"reporting_timezone: {self.zone}\n"
            f"confidence_level: {self.level}\n"
            f"currency: {self.money.currency}\n",
            encoding="utf-8",
        )

    def _maps(self, folder: Path) -> None:
        for column, raw in (("severity", RAW_SEVERITIES), ("status", RAW_STATUSES)):
            _seed(
                folder / f"{column}_map.csv",
                ("raw_value", column),
                [(each.strip(), label) for label, all_ in raw.items() for each in all_],
            )
        for column, labels in (("incident_class", CLASSES), ("service_tier", TIERS)):
            _seed(
                folder / f"{column}_map.csv",
                ("raw_value", column),
                [(label, label) for label in labels]
                + [(label.replace("_", " ").title(), label) for label in labels],
            )

    def _activations(self, folder: Path) -> None:
        rows = [
            (CLASSES[0], TIERS[0], self.activated_on),
            (CLASSES[1], "", self.activated_on + timedelta(days=20)),
            ("", TIERS[1], self.activated_on + timedelta(days=45)),
        ]
        if self.random.random() < 0.3:
            rows.append(("", "", self.activated_on + timedelta(days=120)))
        _seed(
            folder / "ai_activation.csv",
            ("incident_class", "service_tier", "activated_on"),
            rows if self.random.random() < 0.9 else [],
        )

    def _windows(self, folder: Path) -> None:
        rows = []
        start = self.activated_on - timedelta(days=200)
        if self.random.random() < 0.35:
            rows.append(("baseline", start, self.activated_on - timedelta(days=7)))
        if self.random.random() < 0.35:
            begin = self.activated_on + timedelta(days=30)
            rows.append(("current", begin, begin + timedelta(days=120)))
        columns = ("window_name", "starts_on", "ends_on")
        _seed(folder / "analysis_windows.csv", columns, rows)
        boundaries = []
        if self.random.random() < 0.5:
            inside = self.activated_on - timedelta(days=140)
            boundaries = [
                (inside - timedelta(days=15), "reorg", "teams were merged"),
                (inside, "migration", 'moved, "at last"'),
            ]
        if self.random.random() < 0.3:
            later = self.activated_on + timedelta(days=40)
            boundaries.append((later, "reorg", "another one"))
        columns = ("occurred_on", "kind", "description")
        _seed(folder / "boundaries.csv", columns, boundaries)


def _seed(
    path: Path, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)


# ---------- the company


class _Company:
    """Clean records of all tables, with the hard cases of the metrics in them."""

    def __init__(self, random: Random, settings: _Settings, n_incidents: int) -> None:
        self.random = random
        self.settings = settings
        self.tables: dict[str, list[Record]] = {name: [] for name in TABLES}
        self.counters: dict[str, int] = {}
        self.start = datetime.combine(
            settings.first_on, datetime.min.time(), tzinfo=UTC
        )
        self.span = (settings.last_on - settings.first_on).days * 86400
        self.services = [f"svc-{index:02d}" for index in range(1, 13)]
        self._teams_and_services()
        self._owners()
        self._changes(max(300, 2 * n_incidents))
        for record in self._incidents(n_incidents):
            self.tables["incidents"].append(record)
            self._children(record)
        self._strangers()

    # -- small draws

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, *weighted: tuple[float, Cell]) -> Cell:
        values = [value for _, value in weighted]
        return self.random.choices(values, [weight for weight, _ in weighted])[0]

    def minutes(self, median: float) -> timedelta:
        drawn = timedelta(minutes=median * self.random.lognormvariate(0, 0.8))
        if self.chance(0.2):
            return drawn
        return timedelta(seconds=int(drawn.total_seconds()))

    def new_id(self, prefix: str) -> str:
        count = self.counters[prefix] = self.counters.get(prefix, 0) + 1
        plain = f"{prefix}-{count:05d}"
        if self.chance(0.97):
            return plain
        strange = self.random.choice(
            (
                f'{prefix}-"q{count}"',
                f"{prefix}-ü漢-{count}",
                f"{prefix}'; drop table {count} --",
                f"{prefix},{count}",
                f"{prefix}\\{count}\\",
                f"=cmd|'{count}'!A1",
                f"<b>{prefix}{count}</b>",
                f"{prefix} 😀 {count}",
                plain.upper(),
            )
        )
        return strange

    def add(self, table: str, **cells: Cell) -> Record:
        self.tables[table].append(dict(cells))
        return self.tables[table][-1]

    # -- what stands still

    def _teams_and_services(self) -> None:
        for team in TEAMS:
            self.add("teams", team_id=team, team_name=f"The {team}, or so")
        for index, service in enumerate(self.services):
            tier = "mystery" if index == 10 else TIERS[index % 3]
            label = tier.replace("_", " ").title() if index % 2 else tier.upper()
            if index != 11:  # the last one is in no list of services
                self.add(
                    "services",
                    service_id=service,
                    service_name=f"Service\n{index}",
                    service_tier=label,
                )

    def _owners(self) -> None:
        for index, service in enumerate(self.services):
            if index == 9:
                continue
            since = self.start - 30 * DAY
            for step in range(4):
                until: datetime | None = since + timedelta(
                    days=self.random.randint(60, 200)
                )
                is_last = step == 3
                self.add(
                    "service_owners",
                    service_id=service,
                    team_id=TEAMS[(index + step) % len(TEAMS)],
                    valid_from=since,
                    valid_to=None if is_last and self.chance(0.7) else until,
                )
                assert until is not None
                gap = self.random.choice((0, 0, -20, 15))  # overlaps and holes
                since = until + timedelta(days=gap)

    def _changes(self, count: int) -> None:
        for _ in range(count):
            self.add(
                "changes",
                change_id=self.new_id("chg"),
                service_id=self._service(),
                change_kind=self.pick(
                    (6, "deploy"),
                    (1, "Deploy"),
                    (1, "flag"),
                    (1, "config"),
                    (0.3, None),
                ),
                changed_at=self._moment(),
            )

    def _service(self) -> Cell:
        return self.pick(
            (20, self.random.choice(self.services)), (1, None), (1, "svc-ghost")
        )

    def _moment(self) -> datetime:
        seconds = self.random.randrange(self.span)
        micros = self.random.choice((0, 0, 0, 500000, 123456, 999999))
        return self.start + timedelta(seconds=seconds, microseconds=micros)

    # -- incidents

    def _incidents(self, count: int) -> Iterator[Record]:
        window = timedelta(days=self.settings.repeat_days)
        first = self.start + timedelta(hours=3)
        starts = [first, first + window, first + window - timedelta(microseconds=1)]
        modes: list[str | None] = ["fm-first", "fm-first", "fm-first"]
        for index in range(max(2, count // 100)):
            gap = window if index % 2 else window + timedelta(microseconds=1)
            # nothing starts long after everything else: the current window ends there
            at = self._moment()
            while at + gap > self.start + timedelta(seconds=self.span):
                at = self._moment()
            starts += [at, at + gap, at, at]
            modes += [f"fm-exact-{index}"] * 2 + [f"fm-tie-{index}"] * 2
        while len(starts) < count:
            starts.append(self._moment())
            mode = f"fm-{self.random.randint(1, 120)}" if self.chance(0.5) else None
            modes.append(mode)
        for at, mode in zip(starts[:count], modes[:count], strict=True):
            yield self._incident(at, mode)
        # two incidents whose ids differ in nothing but case
        yield self._incident(self._moment(), None) | {"incident_id": "inc-twin"}
        yield self._incident(self._moment(), None) | {"incident_id": "INC-TWIN"}

    def _busy(self, started: datetime) -> tuple[datetime, str, str, Cell]:
        """Move an incident into a busy cell: its start, severity, class, service."""
        mix = self.settings.mix
        severity, incident_class, tier = mix.cell()
        time = started.timetz()
        service = self.random.choice(self.services[tier:9:3])
        started = datetime.combine(mix.day(), time)
        return started, severity, incident_class, service

    def _incident(self, started: datetime, mode: str | None) -> Record:
        severity = self.pick((1, "sev1"), (3, "sev2"), (5, "sev3"), (0.3, "sev4"))
        incident_class = self.pick(
            (30, self.random.choice(CLASSES)),
            (10, self.random.choice(CLASSES).replace("_", " ").title()),
            (1, "Alien invasion"),
            (1, None),
        )
        service = self._service()
        if mode is None and self.chance(self.settings.mix.busy):
            started, severity, incident_class, service = self._busy(started)
        factor = self._factor(started, incident_class, service)
        detected = started + factor * self.minutes(6)
        mitigated = detected + factor * self.minutes(40)
        resolved = mitigated + factor * self.minutes(30)
        if self.chance(0.015):
            detected = started - self.minutes(5)
        if self.chance(0.01):
            resolved = started - self.minutes(60)
        if self.chance(0.01):
            mitigated = started
        is_open = self.chance(0.06)
        status = self.pick(
            (20, "open" if is_open else "resolved"),
            (1, "cancelled"),
            (1, "duplicate"),
            (0.5, "mitigated"),
        )
        return {
            "incident_id": self.new_id("inc"),
            "title": self.random.choice(
                ('Say "no"', "two\nlines", "=1+1", "a, b; c", "café ☕", "plain", None)
            ),
            "status": self._label(RAW_STATUSES, status),
            "severity": self._label(RAW_SEVERITIES, severity),
            "incident_class": incident_class,
            "service_id": service,
            "owning_team_id": self.random.choice(TEAMS) if self.chance(0.5) else None,
            "failure_mode_id": mode,
            "change_trigger": self.pick(
                (3, "deploy"),
                (1, "DEPLOY"),
                (1, "flag"),
                (1, "config"),
                (2, "None"),
                (1, None),
            ),
            "change_id": None,
            "started_at": started,
            "detected_at": detected if self.chance(0.95) else None,
            "mitigated_at": (
                mitigated if self.chance(self.settings.mix.mitigated) else None
            ),
            "resolved_at": None if is_open else resolved,
            "steady_state_at": (
                resolved + timedelta(minutes=self.random.randint(-10, 60))
                if self.chance(0.6)
                else None
            ),
        }

    def _factor(self, started: datetime, incident_class: Cell, service: Cell) -> float:
        assert isinstance(service, str | None)
        assert isinstance(incident_class, str | None)
        tier = self.services.index(service) % 3 if service in self.services else 2
        return self.settings.mix.factor(started.date(), incident_class or "", tier)

    def _label(self, raw: dict[str, tuple[str, ...]], label: Cell) -> Cell:
        if self.chance(0.02):
            return self.random.choice(("who knows", "SEV-ONE", None))
        assert isinstance(label, str)
        return self.random.choice(raw[label])

    # -- what belongs to an incident

    def _children(self, incident: Record) -> None:
        packets = self._packets(incident)
        self._evidence(incident, packets)
        self._corrections(incident, packets)
        self._pages(incident)
        self._handoffs(incident)
        self._steps(incident)
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            self._action(incident)
        self._updates(incident)
        self._costs(incident)
        self._ai_usage(incident)

    def _at(self, incident: Record) -> datetime:
        at = incident["started_at"]
        assert isinstance(at, datetime)
        return at

    def _packets(self, incident: Record) -> list[Record]:
        packets: list[Record] = []
        at = self._at(incident) + self.minutes(4)
        for _ in range(self.random.choice((0, 1, 1, 2, 3, 4))):
            shared = at + self.minutes(2) if self.chance(0.6) else None
            packet = self.add(
                "context_packets",
                packet_id=self.new_id("pkt"),
                incident_id=incident["incident_id"],
                generated_at=at,
                shared_at=shared,
            )
            packets.append(packet)
            self._packet_content(packet)
            at += timedelta(0) if self.chance(0.05) else self.minutes(12)
        return packets

    def _packet_content(self, packet: Record) -> None:
        is_full = self.chance(0.5)
        for name in FIELDS:
            if is_full or self.chance(0.8):
                self.add(
                    "context_fields",
                    packet_id=packet["packet_id"],
                    field_name=name,
                    is_filled=is_full or self.chance(0.85),
                )
        for _ in range(self.random.choice((0, 1, 2, 3, 4))):
            self.add(
                "claims",
                claim_id=self.new_id("clm"),
                packet_id=packet["packet_id"],
                evidence_type=self.pick(
                    (8, self.random.choice(EVIDENCE)),
                    (2, self.random.choice(EVIDENCE).upper()),
                    (1, "gut_feeling"),
                    (1, None),
                ),
                evidence_ref=self.pick(
                    (6, "https://example.com/d?a=1&b=2"), (1, None), (0.5, "n/A")
                ),
            )

    def _evidence(self, incident: Record, packets: list[Record]) -> None:
        target = self.settings.refresh_target * MINUTE
        for _ in range(self.random.choice((0, 1, 2, 3))):
            arrived = self._at(incident) + self.minutes(15)
            if packets and self.chance(0.3):
                generated = self.random.choice(packets)["generated_at"]
                assert isinstance(generated, datetime)
                # at the packet's very moment, on the target, just past it
                early = (timedelta(0), target, target + timedelta(microseconds=1))
                arrived = generated - self.random.choice(early)
            elif isinstance(incident["resolved_at"], datetime) and self.chance(0.05):
                arrived = incident["resolved_at"]
            self.add(
                "evidence_events",
                evidence_id=self.new_id("evd"),
                incident_id=incident["incident_id"],
                evidence_kind="alert",
                arrived_at=arrived,
            )

    def _corrections(self, incident: Record, packets: list[Record]) -> None:
        for _ in range(self.random.choice((0, 0, 0, 1, 2))):
            at = self._at(incident) + self.minutes(15)
            shared = [p["shared_at"] for p in packets if p["shared_at"] is not None]
            if shared and self.chance(0.2):
                first = shared[0]
                assert isinstance(first, datetime)
                at = first
            self.add(
                "narrative_corrections",
                correction_id=self.new_id("cor"),
                incident_id=incident["incident_id"],
                corrected_at=at,
                magnitude=self.pick(
                    (3, "major"), (1, "Major"), (3, "minor"), (1, None)
                ),
                cause=self.pick((2, "stale_ownership"), (1, "weak_correlation")),
            )

    def _pages(self, incident: Record) -> None:
        at = self._at(incident) + self.minutes(8)
        for _ in range(self.random.choice((0, 1, 1, 2, 3))):
            if self.chance(0.9):
                at += self.minutes(3)
            owner = incident["owning_team_id"]
            other = self.random.choice(TEAMS)
            self.add(
                "pages",
                page_id=self.new_id("pag"),
                incident_id=incident["incident_id"],
                team_id=self.pick((5, owner or other), (3, other), (0.5, None)),
                responder_id=f"resp-{self.random.randint(1, 9)}",
                paged_at=at,
                acknowledged_at=at + self.minutes(4) if self.chance(0.8) else None,
            )

    def _handoffs(self, incident: Record) -> None:
        for _ in range(self.random.choice((0, 0, 1, 2))):
            one, two = self.random.choice(TEAMS), self.random.choice(TEAMS)
            self.add(
                "handoffs",
                handoff_id=self.new_id("hnd"),
                incident_id=incident["incident_id"],
                from_team_id=self.pick((8, one), (1, None)),
                to_team_id=self.pick((6, two), (2, one), (1, None)),
                occurred_at=self._at(incident) + self.minutes(20),
            )

    def _steps(self, incident: Record) -> None:
        at = self._at(incident) + self.minutes(5)
        for _ in range(self.random.choice((0, 1, 3, 5))):
            if self.chance(0.8):
                at += self.minutes(2)
            self.add(
                "investigation_steps",
                step_id=self.new_id("stp"),
                incident_id=incident["incident_id"],
                responder_id=f"resp-{self.random.randint(1, 3)}",
                step_kind=self.pick(
                    (3, "log_search"), (1, "Log_Search"), (2, "check"), (1, None)
                ),
                fingerprint=self.random.choice(("q=1", "q=1 ", "Q=1", "q=2", "dash/7")),
                executed_at=at,
            )

    def _action(self, incident: Record) -> None:
        proposed = self._at(incident) + self.minutes(15)
        decision = self.pick(
            (7, "allowed"), (2, "blocked"), (0.5, "BLOCKED"), (0.5, "maybe"), (1, None)
        )
        is_blocked = isinstance(decision, str) and decision.lower() == "blocked"
        approved = proposed + self.minutes(3) if self.chance(0.85) else None
        executed = None
        if not is_blocked and self.chance(0.9):
            executed = (approved or proposed) + self.minutes(2)
        can_stop = executed is not None or is_blocked
        stopped = proposed + self.minutes(9) if can_stop and self.chance(0.15) else None
        revert = recovered = None
        if executed is not None and self.chance(0.3):
            revert = executed + self.minutes(10)
            late = -self.minutes(2) if self.chance(0.04) else self.minutes(12)
            late = timedelta(0) if self.chance(0.1) else late
            recovered = revert + late if self.chance(0.9) else None
        action_id = self.new_id("act")
        self.add(
            "actions",
            action_id=action_id,
            incident_id=incident["incident_id"],
            action_kind="restart",
            proposed_by=self.pick((5, "ai"), (5, "human"), (0.5, None)),
            proposed_at=proposed,
            policy_decision=decision,
            block_reason=self.pick(
                (2, "not_allowlisted"), (1, "Missing_Preconditions"), (1, None)
            )
            if is_blocked or self.chance(0.03)
            else None,
            risk_severity=self.random.choice(("SEV1", "P2", "sev3", "??", None)),
            approved_by="bob" if approved is not None and self.chance(0.95) else None,
            approved_at=approved,
            executed_at=executed,
            outcome=self.pick((8, "succeeded"), (1, "failed"), (1, None)),
            stopped_at=stopped,
            stop_reason=self.pick((2, "error rate\nrose"), (1, "Error rate"), (1, None))
            if stopped is not None or self.chance(0.03)
            else None,
            revert_decided_at=revert,
            recovery_verified_at=recovered,
        )
        for _ in range(self.random.choice((0, 1, 1, 2))):
            self._check(action_id, proposed, executed)

    def _check(
        self, action_id: str, proposed: datetime, executed: datetime | None
    ) -> None:
        defined: datetime | None = proposed + self.minutes(1)
        if executed is not None and self.chance(0.2):
            # at the very moment of execution, or a moment too late
            defined = executed + self.random.choice((0, 1)) * timedelta(microseconds=1)
        evaluated = (executed or proposed) + self.minutes(5)
        self.add(
            "verification_checks",
            check_id=self.new_id("chk"),
            action_id=action_id,
            signal="error_rate",
            defined_at=defined if self.chance(0.95) else None,
            evaluated_at=evaluated if self.chance(0.85) else None,
            passed=self.pick((6, True), (1, False), (0.5, None)),
        )

    def _updates(self, incident: Record) -> None:
        sent = self._at(incident) + self.minutes(12)
        if self.chance(0.01):
            sent = self._at(incident) - self.minutes(12)
        tolerance = timedelta(minutes=self.settings.tolerance)
        ids: list[str] = []
        for _ in range(self.random.choice((0, 1, 2, 3, 5))):
            update_id = self.new_id("upd")
            ids.append(update_id)
            promised: datetime | None = sent + 30 * MINUTE
            if self.chance(0.03):
                promised = sent - MINUTE
            elif self.chance(0.25):
                promised = None
            is_draft = self.chance(0.6)
            corrects = self.chance(0.15)
            self.add(
                "updates",
                update_id=update_id,
                incident_id=incident["incident_id"],
                audience=self.pick(
                    (6, "internal"), (1, "Internal"), (2, "external"), (0.3, None)
                ),
                sent_at=sent,
                promised_next_at=promised,
                drafted_by="ai" if is_draft else "human",
                edit_level=self.pick(
                    (2, "none"), (1, "NONE"), (2, "minor"), (2, "major")
                )
                if is_draft
                else None,
                edit_reason=self.pick(
                    (2, "missing_key_fact"), (1, "Inaccurate_Claim"), (2, "tone")
                ),
                # itself, its predecessors, or a stranger
                corrects_update_id=self.random.choice([*ids, "upd-00001"])
                if corrects
                else None,
                correction_reason=self.pick((3, "impact"), (1, "SCOPE"), (1, "other"))
                if corrects
                else None,
            )
            on_the_dot = sent + 30 * MINUTE + tolerance
            sent = self.random.choice(
                (
                    on_the_dot,
                    on_the_dot + timedelta(microseconds=1),
                    sent + self.minutes(28),
                    sent + self.minutes(28),
                    sent,
                )
            )

    def _costs(self, incident: Record) -> None:
        key = incident["incident_id"]
        for slo in self.random.sample(("slo-a", "slo-b", "SLO-A"), k=2):
            if self.chance(0.35):
                self.add(
                    "slo_burn",
                    incident_id=key,
                    slo_id=slo,
                    bad_minutes=round(self.random.uniform(0, 60), 2),
                    budget_minutes=self.random.choice((43.2, 432.0, 21.6)),
                )
        self._time(incident)
        for _ in range(self.random.choice((0, 0, 0, 1, 2))):
            self.add(
                "escalations",
                escalation_id=self.new_id("esc"),
                incident_id=key,
                cause=self.pick(
                    (3, "missing_update"),
                    (1, "Missing_Update"),
                    (2, "other"),
                    (0.5, None),
                ),
                raised_at=self._at(incident) + self.minutes(30),
            )

    def _time(self, incident: Record) -> None:
        mix = self.settings.mix
        is_sampled = self.chance(mix.sampled)
        for _ in range(self.random.choice((0, 1, 2, 3, 4))):
            minutes = float(self.random.randint(0, 200))
            self.add(
                "time_entries",
                entry_id=self.new_id("tim"),
                incident_id=incident["incident_id"],
                responder_role=self._known(ROLES, "astronaut"),
                time_sink=self._known(SINKS, "coffee"),
                method=self.pick(
                    (2, "sampled" if is_sampled else None),
                    (1, "Sampled" if is_sampled else "tagged"),
                    (2, "tagged"),
                    (0.3, None),
                ),
                minutes_spent=minutes if self.chance(0.95) else None,
                minutes_saved=self.pick((3, 12.5), (2, 31.0), (0.5, None)),
            )
        functions: list[Cell] = ["compliance"] if self.chance(mix.compliance) else []
        if self.chance(mix.overhead):
            functions += [
                self.pick(
                    (8, self.random.choice(FUNCTIONS)),
                    (2, "support"),
                    (2, "Leadership"),
                    (0.5, "astrology"),
                    (0.3, None),
                )
                for _ in range(self.random.choice((1, 2, 3)))
            ]
        for function in functions:
            self.add(
                "overhead_entries",
                entry_id=self.new_id("ovh"),
                incident_id=incident["incident_id"],
                org_function=function,
                minutes_spent=float(self.random.randint(0, 300)),
            )

    def _known(self, names: tuple[str, ...], stranger: str) -> Cell:
        if self.chance(self.settings.mix.anonymous / 2):
            return self.random.choice((None, stranger))
        # the first ones are the most frequent
        name = names[min(self.random.randrange(5), self.random.randrange(5))]
        return name.title() if self.chance(0.1) else name

    def _ai_usage(self, incident: Record) -> None:
        at = self._at(incident)
        is_active = at.date() >= self.settings.activated_on
        if not is_active and self.chance(0.9):
            return
        features = ("context_packet", "routing_suggestion", "action", "comms_draft")
        events = ("generated", "suggested", "accepted", "rejected", "executed")
        for _ in range(self.random.choice((0, 1, 1, 2, 3))):
            feature = self.random.choice((*features, "timeline", "Timeline"))
            self.add(
                "ai_usage",
                usage_id=self.new_id("use"),
                incident_id=incident["incident_id"],
                feature=feature,
                event=self.random.choice((*events, "Generated")),
                responder_role=None,
                occurred_at=at + self.minutes(6),
            )

    def _strangers(self) -> None:
        """Add rows of parents that nobody knows; their own children fall with them."""
        ghost: Record = {
            "incident_id": "inc-ghost",
            "started_at": self._moment(),
            "owning_team_id": None,
            "resolved_at": None,
        }
        for _ in range(3):
            self._children(ghost)
        for record in self.tables["pages"][:2]:
            # the right id in the wrong case is a stranger too
            shouted = str(record["incident_id"]).replace("inc-0", "Inc-0")
            self.tables["pages"].append(
                record | {"page_id": self.new_id("pag"), "incident_id": shouted}
            )


# ---------- dirt


class _Soiler:
    """Turn clean records into what exports really hold."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def soil(self, table: Table, records: list[Record]) -> list[Record]:
        """Return all raw rows of a table, versions and tombstones among them."""
        soiled: list[Record] = []
        # a small table would not survive much
        rate = 1.0 if len(records) > 200 else 0.3
        for clean in records:
            record = dict(clean)
            if self.chance(0.5):
                record["updated_at"] = self._updated(0)
            if self.chance(0.02):
                record["is_deleted"] = False
            soiled += self._versions(table, record, rate)
            self._spoil_optional(table, record, rate)
            self._spoil_required(table, record, rate)
            soiled.append(record)
            soiled += self._tombstones(table, clean, rate)
        self._mix(soiled)
        return soiled

    def _updated(self, days: int) -> datetime:
        return datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=days)

    def _versions(self, table: Table, record: Record, rate: float) -> list[Record]:
        """Older, newer and undecided versions of the same key."""
        if not self.chance(0.05 * rate):
            return []
        others: list[Record] = []
        for _ in range(self.random.choice((1, 1, 2))):
            other = dict(record)
            for column in table.columns:
                if column not in table.required and self.chance(0.3):
                    other[column] = None
            other["updated_at"] = self.random.choice(
                (None, record.get("updated_at"), self._updated(-3), self._updated(3))
            )
            others.append(other)
        return others

    def _tombstones(self, table: Table, clean: Record, rate: float) -> list[Record]:
        if not self.chance(0.015 * rate):
            return []
        stone: Record = {column: clean.get(column) for column in table.key}
        if self.chance(0.4):
            stone = dict(clean)
        stone["is_deleted"] = self.random.choice((True, "Yes", "T", "1"))
        stone["updated_at"] = self.random.choice(
            (None, self._updated(-9), self._updated(9), self._updated(9))
        )
        return [stone]

    def _spoil_optional(self, table: Table, record: Record, rate: float) -> None:
        for column, kind in table.columns.items():
            if column in table.required or not self.chance(0.006 * rate):
                continue
            if kind != "string":
                if not (table.name == "service_owners" and column == "valid_to"):
                    record[column] = self._nonsense(kind)
            elif column not in ("change_trigger", "edit_level"):
                record[column] = self.random.choice(NULLS)

    def _spoil_required(self, table: Table, record: Record, rate: float) -> None:
        """Spoil at most one cell that decides the row's fate."""
        # a budget of nothing is possible in one table alone
        likely = 0.03 if table.name == "slo_burn" else 0.008
        if not self.chance(likely * rate):
            return
        columns = sorted(table.required)
        # a cell that cannot be parsed is the rarer case, so it gets more weight
        columns += [name for name in columns if table.columns[name] != "string"] * 2
        if table.name == "service_owners":
            columns += ["valid_to", "valid_to"]
        if table.name == "slo_burn":
            columns += ["budget_minutes"] * 4
        column = self.random.choice(columns)
        kind = table.columns[column]
        if column == "budget_minutes" and self.chance(0.6):
            record[column] = self.random.choice(("0", "-5", "0.0", "0e3"))
        elif kind == "string" or (column in table.required and self.chance(0.25)):
            record[column] = self.random.choice(NULLS)
        elif column == "budget_minutes":
            record[column] = self.random.choice(("abc", "NaN", "1_000"))
        else:
            record[column] = self._nonsense(kind)

    def _nonsense(self, kind: str) -> str:
        return self.random.choice(
            {
                "timestamp": BAD_TIMESTAMPS,
                "boolean": BAD_BOOLEANS,
                "minutes": BAD_MINUTES,
            }[kind]
        )

    def _mix(self, records: list[Record]) -> None:
        """Shuffle within blocks: neighbours move, a late version may come first."""
        for start in range(0, len(records), 400):
            block = records[start : start + 400]
            self.random.shuffle(block)
            records[start : start + 400] = block
        for _ in range(len(records) // 20):
            one, two = (self.random.randrange(len(records)) for _ in range(2))
            records[one], records[two] = records[two], records[one]


# ---------- files

Dump = Callable[[Table, list[Record], list[str]], bytes]


class _Writer:
    """Spread raw rows over files of all formats."""

    def __init__(self, random: Random, folder: Path) -> None:
        self.random = random
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.dumps: dict[str, Dump] = {
            "csv": self._csv,
            "csv.gz": self._csv,
            "ndjson": self._ndjson,
            "ndjson.gz": self._ndjson,
            "json": self._json,
            "json.gz": self._json,
            "parquet": self._parquet,
        }

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def table(self, table: Table, records: list[Record]) -> None:
        """Write a table as one file, as a folder of files, or as both."""
        if self.chance(0.2):
            path = self.folder / f"{table.name}.{self._format()}"
            self._file(table, path, records)
            return
        inside = self.folder / table.name
        inside.mkdir()
        parts = self._parts(records)
        for index, part in enumerate(parts):
            extension = self._format()
            path = inside / f"{self._name(index)}.{extension}"
            if index == 0 and self.chance(0.4):
                path = self.folder / f"{table.name}.{extension}"
            is_small = len(part) < len(records) / 8
            self._file(table, path, part, is_small=is_small)
        if self.chance(0.5):
            self._copy(inside)
        if self.chance(0.3):
            header = ",".join(table.columns)
            (inside / "empty.csv").write_text(header + "\n", encoding="utf-8")
        if self.chance(0.2):
            (inside / "empty.json").write_text("[]\n", encoding="utf-8")
        if self.chance(0.2):
            (inside / "readme.txt").write_text("not an export\n", encoding="utf-8")

    def _format(self) -> str:
        return self.random.choice(tuple(self.dumps))

    def _name(self, index: int) -> str:
        # byte order is neither the order of writing nor that of the alphabet
        return self.random.choice("abZzé0~") + f"-{99 - index}"

    def _parts(self, records: list[Record]) -> list[list[Record]]:
        count = self.random.randint(2, 6)
        cuts = sorted(self.random.randrange(len(records) + 1) for _ in range(count - 1))
        edges = [0, *cuts, len(records)]
        return [records[a:b] for a, b in pairwise(edges)]

    def _copy(self, folder: Path) -> None:
        """Deliver one file's content a second time under another name."""
        files = sorted(path for path in folder.iterdir() if path.is_file())
        if files:
            chosen = self.random.choice(files)
            prefix = self.random.choice(("!again-", "~again-"))
            (folder / f"{prefix}{chosen.name}").write_bytes(chosen.read_bytes())

    def _file(
        self, table: Table, path: Path, records: list[Record], *, is_small: bool = False
    ) -> None:
        """Write one file; only a small one lacks columns, so that no metric dies."""
        wanted = 0.85 if is_small else 1.0
        columns = [
            column
            for column in (*table.columns, "Unknown Column", "note_ü")
            if column in table.required
            or column in ("updated_at", "is_deleted")
            or self.chance(wanted)
        ]
        self.random.shuffle(columns)
        if is_small and self.chance(0.2):
            columns.remove("updated_at")
        extension = path.name.split(".", 1)[1]
        content = self.dumps[extension](table, records, columns)
        if extension.endswith("gz"):
            content = gzip.compress(content, mtime=0)
        path.write_bytes(content)

    # -- text of a cell

    def _spell(self, cell: Cell) -> str | None:
        if isinstance(cell, datetime):
            return self._timestamp(cell)
        if isinstance(cell, bool):
            words = ("true", "TRUE", "t", "yes", "Y", "1")
            if not cell:
                words = ("false", "False", "f", "no", "N", "0")
            return self.random.choice(words)
        if isinstance(cell, float):
            plain = repr(cell)
            spellings = [plain, plain, f"{cell:.10e}", f"+{plain}", f"{cell:.4f}"]
            return self.random.choice(spellings)
        if cell is not None and cell not in BAD and self.chance(0.05):
            return self.random.choice(SPACES) + cell + self.random.choice(SPACES)
        return cell

    def _timestamp(self, at: datetime) -> str:
        offset = self.random.choice(
            (
                "Z",
                "Z",
                "Z",
                "",
                "",
                "+00:00",
                "+02:00",
                "-05:00",
                "+05:30",
                "-0330",
                "+01",
            )
        )
        shown = at.astimezone(_zone(offset))
        if offset == "" and shown.time() == datetime.min.time() and self.chance(0.5):
            return f"{shown:%Y-%m-%d}"
        blank = self.random.choice("TT ")
        if shown.second == shown.microsecond == 0 and self.chance(0.3):
            return f"{shown:%Y-%m-%d}{blank}{shown:%H:%M}{offset}"
        micros = f"{shown.microsecond:06d}"
        surplus = self.random.choice(("", "", "9", "99", "999", "500"))
        if not shown.microsecond:
            fraction = self.random.choice(("", "", "", ".0", ".000", f".{micros}"))
            if fraction == f".{micros}":
                fraction += surplus
        else:
            fraction = f".{micros}{surplus}"
            if not surplus and self.chance(0.5):
                fraction = fraction.rstrip("0")
        return f"{shown:%Y-%m-%d}{blank}{shown:%H:%M:%S}{fraction}{offset}"

    def _unknown(self) -> str:
        return self.random.choice(("whatever", '"', "a\nb", "0", "-"))

    def _texts(
        self, table: Table, record: Record, columns: list[str]
    ) -> dict[str, str | None]:
        return {
            column: self._spell(record.get(column))
            if column in table.columns
            else self._unknown()
            for column in columns
        }

    # -- formats

    def _csv(self, table: Table, records: list[Record], columns: list[str]) -> bytes:
        newline = self.random.choice(("\n", "\r\n"))
        buffer = io.StringIO(newline="")
        out = csv.writer(
            buffer,
            lineterminator=newline,
            quoting=csv.QUOTE_ALL if self.chance(0.5) else csv.QUOTE_MINIMAL,
        )
        out.writerow(columns)
        last_required = max(columns.index(column) for column in table.required)
        for record in records:
            texts = self._texts(table, record, columns)
            cells = [self._csv_text(texts[column]) for column in columns]
            if self.chance(0.01):
                cells += ["surplus", ""]
            elif self.chance(0.01) and not record.get("is_deleted"):
                cells = cells[: self.random.randint(last_required + 1, len(cells))]
            out.writerow(cells)
        return self._encode(buffer.getvalue())

    def _csv_text(self, text: str | None) -> str:
        if text is not None:
            return text
        return "" if self.chance(0.9) else self.random.choice(("NULL", "n/a", "-"))

    def _encode(self, text: str) -> bytes:
        return text.encode("utf-8-sig" if self.chance(0.3) else "utf-8")

    def _object(
        self, table: Table, record: Record, columns: list[str]
    ) -> dict[str, object]:
        texts: dict[str, object] = dict(self._texts(table, record, columns))
        for column in columns:
            cell = record.get(column)
            if isinstance(cell, bool | float) and self.chance(0.6):
                texts[column] = cell
            elif cell is None and column in table.columns and self.chance(0.5):
                del texts[column]
        return texts

    def _ndjson(self, table: Table, records: list[Record], columns: list[str]) -> bytes:
        lines = []
        newline = self.random.choice(("\n", "\r\n"))
        is_ascii = self.chance(0.5)
        for record in records:
            item = self._object(table, record, columns)
            lines.append(json.dumps(item, ensure_ascii=is_ascii))
            if self.chance(0.004):
                lines.append(lines[-1][: self.random.randint(1, len(lines[-1]) - 1)])
            if self.chance(0.003):
                lines.append(
                    self.random.choice(("[1, 2]", '"text"', "null", "7", "{'a': 1}"))
                )
        end = newline if self.chance(0.7) else ""
        return self._encode(newline.join(lines) + end)

    def _json(self, table: Table, records: list[Record], columns: list[str]) -> bytes:
        items = [self._object(table, record, columns) for record in records]
        indent = self.random.choice((None, 2))
        return self._encode(json.dumps(items, ensure_ascii=False, indent=indent))

    def _parquet(
        self, table: Table, records: list[Record], columns: list[str]
    ) -> bytes:
        arrays = {}
        for column in columns:
            cells = [record.get(column) for record in records]
            array = self._typed(cells) if self.chance(0.7) else None
            if array is None:
                texts = [
                    self._spell(cell) if column in table.columns else self._unknown()
                    for cell in cells
                ]
                array = pa.array(texts, type=pa.string())
            arrays[column] = array
        buffer = io.BytesIO()
        pq.write_table(pa.table(arrays), buffer)
        return buffer.getvalue()

    def _typed(self, cells: list[Cell]) -> pa.Array | None:
        """Return a typed array when every cell is clean and of one type."""
        known = [cell for cell in cells if cell is not None]
        if not known:
            return None
        if all(isinstance(cell, datetime) for cell in known):
            zone = self.random.choice(("UTC", None, "Asia/Tokyo"))
            unit = self.random.choice(("us", "ns"))
            if zone is None:
                cells = [
                    cell.replace(tzinfo=None) if isinstance(cell, datetime) else None
                    for cell in cells
                ]
            return pa.array(cells, type=pa.timestamp(unit, zone))
        if all(isinstance(cell, bool) for cell in known):
            return pa.array(cells, type=pa.bool_())
        if all(isinstance(cell, float) for cell in known):
            return pa.array(cells, type=pa.float64())
        return None


BAD = frozenset((*BAD_TIMESTAMPS, *BAD_MINUTES, *BAD_BOOLEANS, *NULLS))


def _zone(offset: str) -> timezone:
    if offset in ("", "Z"):
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-size if offset[0] == "-" else size)

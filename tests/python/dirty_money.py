"""What ROI needs of a random company: seeds of money, and cells that are busy.

``Money`` writes the six seeds: dated and undated, specific and general, with holes
where a team has nothing to say. ``Mix`` puts a good part of the incidents into a few
cells, of which some have AI and some never get it, lets their minutes fall with a
trend and an effect, and says how thoroughly people record their time.
"""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

ROLES = (
    "primary_responder",
    "incident_commander",
    "comms_lead",
    "scribe",
    "secondary_responder",
)
SINKS = (
    "evidence_gathering",
    "context_explanation",
    "drafting_updates",
    "timeline_reconstruction",
    "chasing_ownership",
)
FUNCTIONS = ("support", "customer_success", "leadership", "compliance")
FEATURES = ("context_packet", "routing_suggestion", "action", "comms_draft", "timeline")
TIERS = ("critical_revenue_path", "customer_facing", "internal_tooling", "unmapped")
SEVERITIES = ("sev1", "sev2", "sev3", "unmapped")
PRICED = ("lost_revenue", "sla_penalties", "churn_and_refunds", "support_load")

Cells = tuple[object, ...]


class Money:
    """The six seeds of one company, drawn between two days."""

    def __init__(self, random: Random, first_on: date, last_on: date) -> None:
        self.random = random
        self.first_on = first_on
        self.last_on = last_on
        self.currency = random.choice(("USD", "USD", "EUR"))

    def write(self, folder: Path) -> None:
        """Write all six files."""
        for name, columns, rows in (
            (
                "downtime_costs",
                "service_tier severity component cost_per_minute_low"
                " cost_per_minute_high effective_from source",
                self._downtime_costs(),
            ),
            (
                "hourly_rates",
                "role rate_low rate_high effective_from",
                self._hourly_rates(),
            ),
            (
                "workflow_savings",
                "feature responder_role time_sink minutes_low minutes_high",
                self._savings(),
            ),
            ("recapture_shares", "bucket share_low share_high", self._shares()),
            ("capacity_uses", "month use hours", self._capacity_uses()),
            ("programme_costs", "month item cost_low cost_high", self._programme()),
        ):
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as f:
                out = csv.writer(f, lineterminator="\n")
                out.writerow(columns.split())
                out.writerows(rows)

    # -- small draws

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def _ends(self, about: float, *, narrow: bool = False) -> tuple[str, str]:
        """Two numbers in order, now and then the same, in a spreadsheet's spelling."""
        low = round(about * self.random.uniform(0.5, 1.0), 2)
        wide = 1.15 if narrow else 1.9
        high = (
            low if self.chance(0.15) else round(low * self.random.uniform(1, wide), 2)
        )
        return self._spell(low), self._spell(high)

    def _spell(self, number: float) -> str:
        return self.random.choice((f"{number}", f"{number:.4f}", f" {number:.6e} "))

    def _day(self, earliest: float = 0.0) -> date:
        days = (self.last_on - self.first_on).days
        return self.first_on + timedelta(
            days=int(days * self.random.uniform(earliest, 1))
        )

    def _months(self) -> list[str]:
        months, day = [], self.first_on.replace(day=1)
        while day <= self.last_on:
            months.append(f"{day:%Y-%m}")
            day = (day + timedelta(days=31)).replace(day=1)
        return months

    # -- the seeds

    def _downtime_costs(self) -> list[Cells]:
        if self.chance(0.1):
            return []
        rows: dict[Cells, Cells] = {}
        # mostly there is a price for everything; else some incidents have none
        general = self.chance(0.6)
        for component in PRICED:
            if component != "lost_revenue" and self.chance(0.35):
                continue
            if general or component != "lost_revenue":
                self._cost(rows, "", "", component, "" if self.chance(0.7) else None)
                if self.chance(0.5):
                    # later than the specific ones, and no match for them
                    self._cost(rows, "", "", component, None)
            for _ in range(self.random.randint(1, 7)):
                tier = self.random.choice(("", *TIERS))
                severity = self.random.choice(("", *SEVERITIES))
                when = "" if self.chance(0.4) else None
                self._cost(rows, tier, severity, component, when)
        for tier in ("", TIERS[0]):
            if self.chance(0.4):
                note = f'Survey of "{tier or "all"}", with commas'
                rows[tier, "", "brand_impact"] = (
                    *(tier, "", "brand_impact", "", "", ""),
                    note,
                )
        return self._shuffled(rows.values())

    def _cost(
        self,
        rows: dict[Cells, Cells],
        tier: str,
        severity: str,
        component: str,
        effective_from: str | None,
    ) -> None:
        day = self._day() if effective_from is None else effective_from
        about = 400.0 if tier == TIERS[0] else 60.0
        if severity == "sev1":
            about *= 3
        rows[tier, severity, component, day] = (
            tier,
            severity,
            component,
            *self._ends(about),
            day,
            self.random.choice(("finance", "", "=1+1")),
        )

    def _hourly_rates(self) -> list[Cells]:
        if self.chance(0.1):
            return []
        rows: dict[Cells, Cells] = {}
        for role in (*ROLES, *FUNCTIONS):
            if self.chance(0.35 if role == "support" else 0.15):
                continue
            days: list[date | str] = []
            if self.chance(0.8):
                days.append("")
            if not days or self.chance(0.6):
                days.append(self._day(earliest=0.5))
            if self.chance(0.3):
                days.append(self._day())
            for day in days:
                rows[role, day] = (role, *self._ends(120.0, narrow=True), day)
        return self._shuffled(rows.values())

    def _savings(self) -> list[Cells]:
        if self.chance(0.15):
            return []
        rows: dict[Cells, Cells] = {}
        for feature in FEATURES:
            for _ in range(self.random.choice((0, 1, 1, 2, 3))):
                role = "" if self.chance(0.15) else self.random.choice(ROLES)
                sink = "" if self.chance(0.15) else self.random.choice(SINKS)
                rows[feature, role, sink] = (feature, role, sink, *self._ends(12.0))
        return self._shuffled(rows.values())

    def _shares(self) -> list[Cells]:
        rows: list[Cells] = []
        for bucket in ("reclaimed_time", "reduced_overhead"):
            if self.chance(0.6):
                low = self.random.choice((0.0, 0.25, 0.5, 1.0))
                rows.append((bucket, low, min(1.0, low + self.random.choice((0, 0.3)))))
        if self.chance(0.2):
            rows.append(("avoided_downtime", 1, "1.0"))
        return rows

    def _capacity_uses(self) -> list[Cells]:
        return [
            (month, use, self._spell(self.random.randint(0, 90)))
            for month in self._months()
            for use in ("prevention", "backlog", "on_call_relief", "other")
            if self.chance(0.4)
        ]

    def _programme(self) -> list[Cells]:
        items = ("licence", "model_usage", "integration", "oversight")
        months = self._months()
        if self.chance(0.5):
            months = [month for month in months if self.chance(0.8)]
        return [
            (month, item, *self._ends(9000.0))
            for month in months
            for item in self.random.sample(items, k=self.random.randint(1, 4))
        ]

    def _shuffled(self, rows: object) -> list[Cells]:
        shuffled: list[Cells] = list(rows)  # type: ignore[call-overload]
        self.random.shuffle(shuffled)
        return shuffled


class Mix:
    """Where the busy part of the incidents falls, and how well time is recorded.

    Cells are (weight, severity, class, tier index); the first five get AI, the others
    serve as control. ``recorded`` is the share of incidents with time entries of a
    kind, ``anonymous`` that of entries without role or sink.
    """

    CELLS: Sequence[tuple[int, str, str, int]] = (
        (7, "sev3", "dependency_outage", 1),
        (3, "sev2", "dependency_outage", 1),
        (5, "sev3", "deploy_related", 0),
        (1, "sev1", "deploy_related", 0),
        (1, "sev3", "alert_storm", 1),
        (4, "sev3", "capacity_saturation", 2),
        (2, "sev2", "Alien invasion", 2),
    )

    def __init__(self, random: Random, activated_on: date, last_on: date) -> None:
        self.random = random
        self.activated_on = activated_on
        self.busy = random.choice((0.65, 0.75, 0.85))
        self.trend = random.choice((1.0, 0.85, 1.1))
        self.effect = random.choice((1.0, 0.7, 0.4, 1.3))
        self.mitigated = random.choice((0.97, 0.88, 0.72))
        self.sampled = random.choice((0.9, 0.6, 0.3))
        self.overhead = random.choice((0.95, 0.75, 0.4))
        self.compliance = random.choice((0.0, 0.0, 0.85))
        self.anonymous = random.choice((0.02, 0.1, 0.35))
        after = (last_on - activated_on).days
        #: one month is full, so that months have figures too
        self.peak = activated_on + timedelta(days=random.randint(50, after - 40))
        self.last_on = last_on

    def cell(self) -> tuple[str, str, int]:
        """Draw a busy cell."""
        _, *cell = self.random.choices(self.CELLS, [each[0] for each in self.CELLS])[0]
        severity, incident_class, tier = cell
        assert isinstance(severity, str) and isinstance(incident_class, str)
        assert isinstance(tier, int)
        return severity, incident_class, tier

    def day(self) -> date:
        """Draw a day: before the activation, at the peak, or late."""
        kind = self.random.random()
        if kind < 0.45:
            return self.activated_on - timedelta(days=self.random.randint(8, 150))
        if kind < 0.75:
            return self.peak + timedelta(days=self.random.randint(0, 25))
        return self.last_on - timedelta(days=self.random.randint(1, 80))

    def factor(self, day: date, incident_class: str, tier: int) -> float:
        """By what an incident's minutes differ from those of its kind before."""
        if day < self.activated_on:
            return 1.0
        has_ai = (incident_class, tier) in {
            (name, index) for _, _, name, index in self.CELLS[:5]
        }
        return self.trend * (self.effect if has_ai else 1.0)

"""Canonical incidents with their labels, owner and AI use, and their child rows."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from .config import Config, mapped
from .landing import Landed, Row
from .schema import TABLES

#: The uses that count as AI used: (feature, event).
AI_USES = frozenset(
    {
        ("context_packet", "generated"),
        ("routing_suggestion", "accepted"),
        ("action", "executed"),
        ("comms_draft", "accepted"),
        ("timeline", "generated"),
    }
)

_NOT_COUNTABLE = frozenset({"cancelled", "duplicate"})


@dataclass(frozen=True)
class Incident:
    """One accepted incident. Timestamps are UTC, ``started_on`` is a local date."""

    incident_id: str
    is_countable: bool
    severity: str
    incident_class: str
    service_tier: str
    owner: str | None
    failure_mode_id: str | None
    change_trigger: str | None
    started_at: datetime
    started_on: date
    detected_at: datetime | None
    mitigated_at: datetime | None
    resolved_at: datetime | None
    steady_state_at: datetime | None
    is_ai_used: bool
    is_ai_active: bool

    @property
    def is_open(self) -> bool:
        """An incident is open while nobody has resolved it."""
        return self.resolved_at is None


@dataclass(frozen=True)
class Deploy:
    """A change of kind deploy: its tier and its local date."""

    service_tier: str
    changed_on: date


@dataclass
class Facts:
    """What the metrics read; children are accepted rows by their parent's id."""

    config: Config
    incidents: list[Incident]
    children: dict[str, dict[str, list[Row]]]
    deploys: list[Deploy]
    has_ai_usage: bool
    has_actions: bool
    has_escalations: bool
    countable: list[Incident] = field(init=False)
    first_started_at: datetime | None = field(init=False)
    previous: dict[str, Incident] = field(init=False)

    def __post_init__(self) -> None:
        """Derive what is known of the countable incidents as a whole."""
        self.countable = [each for each in self.incidents if each.is_countable]
        self.first_started_at = min(
            (each.started_at for each in self.countable), default=None
        )
        self.previous = _previous(self.countable)

    def of(self, table: str, parent_id: str) -> list[Row]:
        """Return the rows of a child table that belong to one parent."""
        return self.children[table].get(parent_id, [])


def build_facts(landed: Landed, config: Config) -> Facts:
    """Join the accepted rows into incidents and their children."""
    children = _children(landed)
    tiers = {
        row.need("service_id"): mapped(
            config.service_tier_map, row.text("service_tier")
        )
        for row in landed.rows["services"]
    }

    def tier_of(service_id: str | None) -> str:
        return tiers.get(service_id, "unmapped") if service_id else "unmapped"

    owners: dict[str, list[Row]] = defaultdict(list)
    for row in landed.rows["service_owners"]:
        owners[row.need("service_id")].append(row)

    return Facts(
        config=config,
        incidents=[
            _incident(row, config, tier_of, owners, children["ai_usage"])
            for row in landed.rows["incidents"]
        ],
        children=children,
        deploys=[
            Deploy(
                tier_of(row.text("service_id")),
                row.at("changed_at").astimezone(config.zone).date(),
            )
            for row in landed.rows["changes"]
            if row.text("change_kind") == "deploy"
        ],
        has_ai_usage=bool(landed.rows["ai_usage"]),
        has_actions=bool(landed.rows["actions"]),
        has_escalations=bool(landed.rows["escalations"]),
    )


def _children(landed: Landed) -> dict[str, dict[str, list[Row]]]:
    children: dict[str, dict[str, list[Row]]] = {}
    for table in TABLES.values():
        if table.parent is None:
            continue
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in landed.rows[table.name]:
            grouped[row.need(table.parent[1])].append(row)
        children[table.name] = dict(grouped)
    return children


def _incident(
    row: Row,
    config: Config,
    tier_of: Callable[[str | None], str],
    owners: dict[str, list[Row]],
    ai_usage: dict[str, list[Row]],
) -> Incident:
    incident_id = row.need("incident_id")
    started_at = row.at("started_at")
    started_on = started_at.astimezone(config.zone).date()
    service_id = row.text("service_id")
    tier = tier_of(service_id)
    incident_class = mapped(config.incident_class_map, row.text("incident_class"))
    status = mapped(config.status_map, row.text("status"))
    uses = {
        (use.text("feature"), use.text("event"))
        for use in ai_usage.get(incident_id, [])
    }
    return Incident(
        incident_id=incident_id,
        is_countable=status not in _NOT_COUNTABLE,
        severity=mapped(config.severity_map, row.text("severity")),
        incident_class=incident_class,
        service_tier=tier,
        owner=row.text("owning_team_id")
        or _owner_at(owners.get(service_id or "", []), started_at),
        failure_mode_id=row.text("failure_mode_id"),
        change_trigger=row.text("change_trigger"),
        started_at=started_at,
        started_on=started_on,
        detected_at=row.time("detected_at"),
        mitigated_at=row.time("mitigated_at"),
        resolved_at=row.time("resolved_at"),
        steady_state_at=row.time("steady_state_at"),
        is_ai_used=bool(uses & AI_USES),
        is_ai_active=any(
            activation.matches(incident_class, tier)
            and activation.activated_on <= started_on
            for activation in config.activations
        ),
    )


def _owner_at(owners: list[Row], moment: datetime) -> str | None:
    valid = []
    for owner in owners:
        until = owner.time("valid_to")
        if owner.at("valid_from") <= moment and (until is None or moment < until):
            valid.append(owner)
    if not valid:
        return None
    return max(valid, key=lambda owner: owner.at("valid_from")).need("team_id")


def _previous(countable: list[Incident]) -> dict[str, Incident]:
    """Find each incident's predecessor of the same failure mode."""
    previous: dict[str, Incident] = {}
    latest: dict[str, Incident] = {}
    for incident in sorted(countable, key=lambda i: (i.started_at, i.incident_id)):
        mode = incident.failure_mode_id
        if mode is None:
            continue
        if mode in latest:
            previous[incident.incident_id] = latest[mode]
        latest[mode] = incident
    return previous


def minutes_between(start: datetime, end: datetime) -> float:
    """Return the fractional minutes from start to end; negative when end is first."""
    return (end - start) / timedelta(minutes=1)

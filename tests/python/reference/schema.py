"""The 21 tables of a standard export: keys, column types, parents, listed values."""

from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "timestamp", "boolean", "number", "minutes"]

#: Every table may carry these beside its own columns.
COMMON: dict[str, Type] = {"updated_at": "timestamp", "is_deleted": "boolean"}

#: Columns in which the text 'none' is a value and no null.
NONE_IS_A_VALUE = frozenset({"change_trigger", "edit_level"})

#: Columns with listed values: compared in lower case.
LISTED = frozenset(
    {
        "change_trigger",
        "change_kind",
        "evidence_type",
        "magnitude",
        "cause",
        "step_kind",
        "proposed_by",
        "policy_decision",
        "block_reason",
        "outcome",
        "audience",
        "drafted_by",
        "edit_level",
        "edit_reason",
        "correction_reason",
        "responder_role",
        "time_sink",
        "method",
        "org_function",
        "feature",
        "event",
    }
)


@dataclass(frozen=True)
class Table:
    """One table: its key, all columns with their types, the required ones."""

    name: str
    key: tuple[str, ...]
    columns: dict[str, Type]
    required: frozenset[str]
    parent: tuple[str, str] | None = None  # (parent table, column that names it)


def _table(
    name: str, key: str, columns: str, parent: tuple[str, str] | None = None
) -> Table:
    """Read a table from ``column[!][:type]`` words; ``!`` means required.

    Types are string when left out, t timestamp, b boolean, m minutes (>= 0).
    """
    types: dict[str, Type] = {}
    required: set[str] = set()
    codes: dict[str, Type] = {"t": "timestamp", "b": "boolean", "m": "minutes"}
    for word in columns.split():
        column, _, code = word.partition(":")
        if column.endswith("!"):
            column = column[:-1]
            required.add(column)
        types[column] = codes[code] if code else "string"
    return Table(name, tuple(key.split()), types | COMMON, frozenset(required), parent)


_INCIDENT = ("incidents", "incident_id")
_PACKET = ("context_packets", "packet_id")
_ACTION = ("actions", "action_id")

#: In an order in which every parent comes before its children.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table("teams", "team_id", "team_id! team_name"),
        _table("services", "service_id", "service_id! service_name service_tier"),
        _table(
            "service_owners",
            "service_id valid_from",
            "service_id! team_id! valid_from!:t valid_to:t",
        ),
        _table(
            "incidents",
            "incident_id",
            "incident_id! title status severity incident_class service_id"
            " owning_team_id failure_mode_id change_trigger change_id started_at!:t"
            " detected_at:t mitigated_at:t resolved_at:t steady_state_at:t",
        ),
        _table(
            "changes",
            "change_id",
            "change_id! service_id change_kind changed_at!:t",
        ),
        _table(
            "pages",
            "page_id",
            "page_id! incident_id! team_id responder_id paged_at!:t acknowledged_at:t",
            _INCIDENT,
        ),
        _table(
            "handoffs",
            "handoff_id",
            "handoff_id! incident_id! from_team_id to_team_id occurred_at!:t",
            _INCIDENT,
        ),
        _table(
            "context_packets",
            "packet_id",
            "packet_id! incident_id! generated_at!:t shared_at:t",
            _INCIDENT,
        ),
        _table(
            "context_fields",
            "packet_id field_name",
            "packet_id! field_name! is_filled!:b",
            _PACKET,
        ),
        _table(
            "claims",
            "claim_id",
            "claim_id! packet_id! evidence_type evidence_ref",
            _PACKET,
        ),
        _table(
            "evidence_events",
            "evidence_id",
            "evidence_id! incident_id! evidence_kind arrived_at!:t",
            _INCIDENT,
        ),
        _table(
            "narrative_corrections",
            "correction_id",
            "correction_id! incident_id! corrected_at!:t magnitude cause",
            _INCIDENT,
        ),
        _table(
            "investigation_steps",
            "step_id",
            "step_id! incident_id! responder_id! step_kind fingerprint! executed_at!:t",
            _INCIDENT,
        ),
        _table(
            "actions",
            "action_id",
            "action_id! incident_id! action_kind proposed_by proposed_at!:t"
            " policy_decision block_reason risk_severity approved_by approved_at:t"
            " executed_at:t outcome stopped_at:t stop_reason revert_decided_at:t"
            " recovery_verified_at:t",
            _INCIDENT,
        ),
        _table(
            "verification_checks",
            "check_id",
            "check_id! action_id! signal defined_at:t evaluated_at:t passed:b",
            _ACTION,
        ),
        _table(
            "updates",
            "update_id",
            "update_id! incident_id! audience sent_at!:t promised_next_at:t drafted_by"
            " edit_level edit_reason corrects_update_id correction_reason",
            _INCIDENT,
        ),
        _table(
            "slo_burn",
            "incident_id slo_id",
            "incident_id! slo_id! bad_minutes!:m budget_minutes!:m",
            _INCIDENT,
        ),
        _table(
            "time_entries",
            "entry_id",
            "entry_id! incident_id! responder_role time_sink method"
            " minutes_spent:m minutes_saved:m",
            _INCIDENT,
        ),
        _table(
            "overhead_entries",
            "entry_id",
            "entry_id! incident_id! org_function minutes_spent!:m",
            _INCIDENT,
        ),
        _table(
            "escalations",
            "escalation_id",
            "escalation_id! incident_id! cause raised_at!:t",
            _INCIDENT,
        ),
        _table(
            "ai_usage",
            "usage_id",
            "usage_id! incident_id! feature event responder_role occurred_at!:t",
            _INCIDENT,
        ),
    )
}

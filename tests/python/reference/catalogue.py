"""What is known of every metric before anything is measured."""

from dataclasses import dataclass
from typing import Literal

Better = Literal["up", "down", "context"]
MetricKind = Literal["proportion", "ratio", "duration", "mean", "rate"]


@dataclass(frozen=True)
class Entry:
    """A metric of the catalogue.

    expected_of: None when every countable incident should have an observation,
    else the metric whose incidents should; its own id when having none is normal.
    """

    metric_id: str
    layer: Literal["A", "B", "C"]
    kind: MetricKind
    better: Better
    expected_of: str | None = None
    is_count: bool = False
    in_days: bool = False

    @property
    def scale(self) -> str:
        """The scale of a change."""
        return "log_ratio" if self.kind in ("duration", "rate") else "difference"


def _own(
    metric_id: str,
    layer: Literal["A", "B", "C"],
    kind: MetricKind,
    better: Better,
    *,
    in_days: bool = False,
) -> Entry:
    return Entry(metric_id, layer, kind, better, metric_id, in_days=in_days)


CATALOGUE: dict[str, Entry] = {
    entry.metric_id: entry
    for entry in (
        Entry("context_quality_score", "A", "mean", "up"),
        Entry("context_completeness_rate", "A", "proportion", "up"),
        Entry("evidence_link_coverage", "A", "ratio", "up"),
        Entry(
            "context_refresh_latency", "A", "duration", "down", "context_refresh_rate"
        ),
        _own("context_refresh_rate", "A", "proportion", "up"),
        Entry("contradiction_rate", "A", "proportion", "down"),
        Entry("first_page_correct_owner_rate", "A", "proportion", "up"),
        Entry("time_to_engaged_owner", "A", "duration", "down"),
        Entry("handoff_count", "A", "mean", "down", is_count=True),
        Entry("duplicate_effort_ratio", "A", "ratio", "down"),
        Entry(
            "verification_pass_rate", "A", "proportion", "up", "verification_coverage"
        ),
        _own("verification_coverage", "A", "proportion", "up"),
        _own("rollback_time", "A", "duration", "down"),
        _own("stop_condition_rate", "A", "proportion", "context"),
        _own("policy_block_rate", "A", "proportion", "context"),
        _own("audit_completeness_rate", "A", "proportion", "up"),
        Entry("time_to_first_update", "A", "duration", "down"),
        _own("cadence_adherence_rate", "A", "proportion", "up"),
        Entry("cadence_delay", "A", "mean", "down", "cadence_adherence_rate"),
        _own("comms_consistency_rate", "A", "proportion", "up"),
        _own("draft_rework_rate", "A", "proportion", "down"),
        Entry("time_to_detect", "B", "duration", "down"),
        Entry("time_to_mitigate", "B", "duration", "down"),
        Entry("time_to_resolve", "B", "duration", "down"),
        Entry("residual_degradation_time", "B", "duration", "down", "time_to_resolve"),
        Entry("error_budget_burn", "B", "mean", "down"),
        Entry("sev1_share", "B", "proportion", "down"),
        _own("repeat_incident_rate", "B", "proportion", "down"),
        _own("time_between_repeats", "B", "duration", "up", in_days=True),
        _own("repeat_same_trigger_rate", "B", "proportion", "down"),
        _own("incidents_per_1000_deploys", "B", "rate", "down"),
        _own("sev1_per_month", "B", "rate", "down"),
        Entry("responder_hours", "C", "mean", "down"),
        Entry("overhead_hours", "C", "mean", "down"),
        Entry("compliance_hours", "C", "mean", "down"),
        Entry("missing_update_escalations", "C", "mean", "down", is_count=True),
        _own("prevented_unsafe_actions", "C", "rate", "context"),
    )
}

#: The headline metrics of a configuration that names none.
HEADLINES = frozenset(
    {
        "context_completeness_rate",
        "evidence_link_coverage",
        "first_page_correct_owner_rate",
        "time_to_engaged_owner",
        "handoff_count",
        "verification_pass_rate",
        "audit_completeness_rate",
        "time_to_first_update",
        "cadence_adherence_rate",
        "time_to_mitigate",
        "time_to_resolve",
        "repeat_incident_rate",
    }
)

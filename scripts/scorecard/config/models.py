"""What each seed and each var may hold. A new seed is a new class in ROW_TYPES."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from scorecard.config.cells import (
    Amount,
    CanonicalName,
    ConfidenceLevel,
    Currency,
    Day,
    Label,
    Month,
    NotNegative,
    Segment,
    Severity,
    SeveritySegment,
    Share,
    Text,
    TimeZone,
)

ResponderRole = Literal[
    "primary_responder",
    "incident_commander",
    "comms_lead",
    "scribe",
    "secondary_responder",
]
OrgFunction = Literal["support", "customer_success", "leadership", "compliance"]
TimeSink = Literal[
    "evidence_gathering",
    "context_explanation",
    "drafting_updates",
    "timeline_reconstruction",
    "chasing_ownership",
]
Feature = Literal[
    "context_packet", "routing_suggestion", "action", "comms_draft", "timeline"
]


class Row(BaseModel):
    """A row of a seed: one field per column, in the order they are written in.

    A field without a default must not be blank. Two columns that are called x_low and
    x_high are the ends of a range, and checked to be in order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    is_configurable: ClassVar[bool] = True
    folds_repetitions: ClassVar[bool] = False


class LabelMap(Row):
    """A row of a label map. Spellings that differ in case alone may repeat a row."""

    folds_repetitions = True


class SeverityMap(LabelMap):
    """A tool's severity label and the level it stands for."""

    seed = "severity_map"
    key = ("raw_value",)

    raw_value: Label
    severity: Severity


class IncidentClassMap(LabelMap):
    """A tool's class label and the incident class it stands for."""

    seed = "incident_class_map"
    key = ("raw_value",)

    raw_value: Label
    incident_class: CanonicalName


class ServiceTierMap(LabelMap):
    """A catalogue's tier label and the service tier it stands for."""

    seed = "service_tier_map"
    key = ("raw_value",)

    raw_value: Label
    service_tier: CanonicalName


class StatusMap(LabelMap):
    """A tool's status label and the status it stands for."""

    seed = "status_map"
    key = ("raw_value",)

    raw_value: Label
    status: Literal["open", "mitigated", "resolved", "cancelled", "duplicate"]


class RequiredContextField(Row):
    """A field that a packet of this tier must have filled to be complete."""

    seed = "required_context_fields"
    key = ("service_tier", "field_name")

    service_tier: CanonicalName
    field_name: Text


class ContextQualityWeight(Row):
    """How much a component counts in the context quality score."""

    seed = "context_quality_weights"
    key = ("component",)

    component: Literal["completeness", "evidence", "freshness", "consistency"]
    weight: NotNegative


class AiActivation(Row):
    """Since when AI is active for a class and tier; a blank one is any."""

    seed = "ai_activation"
    key = ("incident_class", "service_tier", "activated_on")

    incident_class: CanonicalName | None = None
    service_tier: CanonicalName | None = None
    activated_on: Day


class AnalysisWindow(Row):
    """The days that are compared; the end is exclusive."""

    seed = "analysis_windows"
    key = ("window_name",)

    window_name: Literal["baseline", "current"]
    starts_on: Day
    ends_on: Day


class Boundary(Row):
    """A day across which figures do not compare."""

    seed = "boundaries"
    key = ("occurred_on", "kind")

    occurred_on: Day
    kind: Text
    description: Text | None = None


class HeadlineMetric(Row):
    """A metric whose overall verdict is a headline."""

    seed = "headline_metrics"
    key = ("metric_id",)

    metric_id: Text


class PlanStep(Row):
    """A step of the 30-60-90 day plan, with the metrics and captures it needs."""

    seed = "plan_steps"
    key = ("phase", "step")

    phase: Text
    step: Text
    requires: Text


class DowntimeCost(Row):
    """What a minute of downtime costs; a blank tier or severity is any."""

    seed = "downtime_costs"
    key = ("service_tier", "severity", "component", "effective_from")

    service_tier: Segment | None = None
    severity: SeveritySegment | None = None
    component: Literal[
        "lost_revenue",
        "sla_penalties",
        "churn_and_refunds",
        "support_load",
        "brand_impact",
    ]
    cost_per_minute_low: Amount | None = None
    cost_per_minute_high: Amount | None = None
    effective_from: Day | None = None
    source: Text | None = None


class HourlyRate(Row):
    """What an hour of a role costs."""

    seed = "hourly_rates"
    key = ("role", "effective_from")

    role: Literal[ResponderRole, OrgFunction]
    rate_low: Amount
    rate_high: Amount
    effective_from: Day | None = None


class WorkflowSaving(Row):
    """What one use of a feature saves, and whose time at what it is."""

    seed = "workflow_savings"
    key = ("feature", "responder_role", "time_sink")

    feature: Feature
    responder_role: ResponderRole | None = None
    time_sink: TimeSink | None = None
    minutes_low: Amount
    minutes_high: Amount


class RecaptureShare(Row):
    """Which part of a bucket's saved time is put to use."""

    seed = "recapture_shares"
    key = ("bucket",)

    bucket: Literal["avoided_downtime", "reclaimed_time", "reduced_overhead"]
    share_low: Share
    share_high: Share


class CapacityUse(Row):
    """Hours of a month that went into something else than incidents."""

    seed = "capacity_uses"
    key = ("month", "use")

    month: Month
    use: Literal["prevention", "backlog", "on_call_relief", "other"]
    hours: Amount


class ProgrammeCost(Row):
    """What AI SRE itself cost in a month."""

    seed = "programme_costs"
    key = ("month", "item")

    month: Month
    item: Literal["licence", "model_usage", "integration", "oversight"]
    cost_low: Amount
    cost_high: Amount


class Capture(Row):
    """Something that a team has to record for metrics to be measurable."""

    seed = "captures"
    key = ("capture_id",)
    is_configurable = False

    capture_id: CanonicalName
    capture_name: Text
    description: Text
    how_to_capture: Text


class MetricDefinition(Row):
    """What a metric is, which decision it informs and how it misleads."""

    seed = "metric_definitions"
    key = ("metric_id",)
    is_configurable = False

    metric_id: CanonicalName
    metric_name: Text
    layer: Literal["A", "B", "C"]
    family: CanonicalName
    kind: Literal["proportion", "ratio", "duration", "mean", "rate"]
    unit: Literal[
        "minutes",
        "days",
        "share",
        "score",
        "count",
        "percent",
        "hours",
        "per_1000_deploys",
        "per_month",
    ]
    better: Literal["up", "down", "context"]
    expected_of: CanonicalName
    is_count: Literal["true", "false"]
    requires: Text
    decision: Text
    computation: Text
    pitfall: Text


class ExpectedOfLanded(Row):
    """How far what landed may stray, of some tables or all, and what happens then."""

    seed = "expectations"
    key = ("source", "table_name", "kind", "level")

    source: CanonicalName | None = None
    table_name: CanonicalName | None = None
    kind: Literal[
        "unreadable_share",
        "quarantined_share",
        "landing_rows",
        "landing_age_days",
        "filled_share",
        "weekly_rows",
        "silent_days",
        "event_age_days",
        "future_hours",
        "history_years",
    ]
    threshold: NotNegative | None = None
    level: Literal["warning", "error"]


ROW_TYPES: tuple[type[Row], ...] = (
    SeverityMap,
    IncidentClassMap,
    ServiceTierMap,
    StatusMap,
    RequiredContextField,
    ContextQualityWeight,
    AiActivation,
    AnalysisWindow,
    Boundary,
    HeadlineMetric,
    PlanStep,
    DowntimeCost,
    HourlyRate,
    WorkflowSaving,
    RecaptureShare,
    CapacityUse,
    ProgrammeCost,
    Capture,
    MetricDefinition,
    ExpectedOfLanded,
)

# what the landing contract lists; valid even where a team's maps do not reach them
INCIDENT_CLASSES = (
    "deploy_related",
    "dependency_outage",
    "capacity_saturation",
    "config_regression",
    "alert_storm",
    "other",
)
SEVERITIES = ("sev1", "sev2", "sev3")
SERVICE_TIERS = ("critical_revenue_path", "customer_facing", "internal_tooling")


class Vars(BaseModel):
    """The vars of vars.yml. Those not given keep the default of dbt_project.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    refresh_target_minutes: NotNegative | None = None
    cadence_tolerance_minutes: NotNegative | None = None
    repeat_window_days: NotNegative | None = None
    reporting_timezone: TimeZone | None = None
    confidence_level: ConfidenceLevel | None = None
    currency: Currency | None = None

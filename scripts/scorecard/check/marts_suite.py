"""Suite marts: whether what is about to be published adds up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scorecard.check.frames import Check, Warehouse
from scorecard.check.raw_suite import SCHEMA_PREFIX
from scorecard.check.result import Severity

LABELS = ("severity", "incident_class", "service_tier")

FIGURE_KEY = ("metric_id", "period", "period_name", "segment", *LABELS, "attribution")

CELL = ("period", "period_name", "segment", *LABELS)

_FIGURE_FILLED = (*FIGURE_KEY, "layer", "period_start", "period_end", "n", "value")


@dataclass(frozen=True)
class Mart:
    """A table that readers see.

    Attributes:
        key: the columns that are unique together and never null; none for
            tables that list rows as they come.
        filled: further columns that are never null.
    """

    name: str
    key: tuple[str, ...]
    filled: tuple[str, ...] = ()


MARTS = (
    Mart("dim_dates", ("date_day",), ("month",)),
    Mart("dim_services", ("service_id",), ("service_tier",)),
    Mart("dim_teams", ("team_id",)),
    Mart(
        "fct_incidents",
        ("incident_id",),
        (
            "source",
            "status",
            *LABELS,
            "is_countable",
            "is_ai_used",
            "is_ai_active",
            "month",
            "started_on",
            "started_at",
        ),
    ),
    Mart("fct_pages", ("page_id",), ("incident_id", "paged_at")),
    Mart("fct_handoffs", ("handoff_id",), ("incident_id", "occurred_at")),
    Mart("fct_actions", ("action_id",), ("incident_id", "proposed_at")),
    Mart("fct_verification_checks", ("check_id",), ("action_id",)),
    Mart("fct_context_packets", ("packet_id",), ("incident_id", "generated_at")),
    Mart("fct_updates", ("update_id",), ("incident_id", "sent_at")),
    Mart("fct_changes", ("change_id",), ("changed_at", "service_tier", "month")),
    Mart("fct_ai_usage", ("usage_id",), ("incident_id", "occurred_at")),
    Mart(
        "metric_catalog",
        ("metric_id",),
        ("name", "layer", "family", "kind", "unit", "better", "expected_of"),
    ),
    Mart(
        "metric_observations",
        ("metric_id", "observation_id"),
        ("incident_id", "month", *LABELS, "is_ai_used"),
    ),
    Mart("metric_values", FIGURE_KEY, _FIGURE_FILLED[len(FIGURE_KEY) :]),
    *(
        Mart(layer, FIGURE_KEY, (*_FIGURE_FILLED[len(FIGURE_KEY) :], "name", "kind"))
        for layer in (
            "layer_a_workflow_quality",
            "layer_b_reliability",
            "layer_c_business",
        )
    ),
    Mart("contradiction_causes", (*CELL, "cause"), ("n_corrections", "n_incidents")),
    Mart("policy_block_reasons", (*CELL, "block_reason"), ("n_actions", "n_incidents")),
    Mart(
        "severity_distribution",
        ("period", "period_name", "segment", *LABELS),
        ("n_incidents", "share"),
    ),
    Mart(
        "instrumentation_coverage",
        ("capability", "source", "month"),
        ("n_expected", "n_captured", "completeness", "status"),
    ),
    Mart("metric_coverage", ("metric_id",), ("is_measured", "n_incidents", "reason")),
    Mart("quality_issues", (), ("source", "rule")),
    Mart("quarantine", (), ("source", "table_name", "rule", "raw_row")),
    Mart(
        "row_accounting",
        ("source", "table_name"),
        ("raw", "accepted", "superseded", "deleted", "quarantined"),
    ),
)

LAYERS = {
    "layer_a_workflow_quality": "A",
    "layer_b_reliability": "B",
    "layer_c_business": "C",
}

PARENTS = (
    ("metric_values", "metric_id", "metric_catalog"),
    ("metric_observations", "metric_id", "metric_catalog"),
    ("metric_coverage", "metric_id", "metric_catalog"),
    ("metric_observations", "incident_id", "fct_incidents"),
    *(
        (table, "incident_id", "fct_incidents")
        for table in (
            "fct_pages",
            "fct_handoffs",
            "fct_actions",
            "fct_context_packets",
            "fct_updates",
            "fct_ai_usage",
        )
    ),
    ("fct_verification_checks", "action_id", "fct_actions"),
)
"""(table, column, the table in which every value of the column is found)."""


@dataclass(frozen=True)
class _Rule:
    """A condition that no row may meet.

    `breaks` is SQL over t, the mart's row, and in figures c, its catalogue row.
    """

    name: str
    description: str
    breaks: str
    shown: tuple[str, ...]
    severity: Severity = "error"
    column: str = ""


def _above(larger: str, smaller: str) -> str:
    # Sums of doubles differ in their last digits; that is no finding.
    return f"{larger} > {smaller} + 1e-9 * greatest(1, abs({smaller}))"


def _differs(one: str, other: str) -> str:
    return f"({_above(one, other)} or {_above(other, one)})"


_FIGURES = (
    "value",
    "mean",
    "median",
    "p90",
    "interval_low",
    "interval_high",
    "p90_low",
    "p90_high",
    "numerator",
    "denominator",
)

FIGURE_RULES = (
    _Rule(
        "n is not too small",
        "A figure stands on at least one observation; a rate may count no event.",
        "t.n < case when c.kind = 'rate' then 0 else 1 end",
        ("n",),
    ),
    _Rule(
        "n_open is between 0 and n",
        "Open incidents are counted, and are no more than the observations.",
        "t.n_open is null or t.n_open < 0 or (c.kind <> 'rate' and t.n_open > t.n)",
        ("n", "n_open"),
    ),
    _Rule(
        "figures are finite",
        "No figure is infinite or not a number.",
        " or ".join(f"not isfinite(t.{name})" for name in _FIGURES),
        ("value", "mean", "median", "p90", "interval_low", "interval_high"),
    ),
    _Rule(
        "figures are not negative",
        "Shares, counts, durations and hours begin at zero.",
        " or ".join(f"t.{name} < 0" for name in ("value", "mean", "median", "p90")),
        ("value", "mean", "median", "p90"),
    ),
    _Rule(
        "shares lie between 0 and 1",
        "The value of a proportion or a ratio, and its interval, lie in 0 to 1.",
        "c.unit = 'share' and ("
        f"{_above('t.value', '1')} or {_above('0', 't.value')}"
        f" or {_above('t.interval_high', '1')} or {_above('0', 't.interval_low')})",
        ("value", "interval_low", "interval_high"),
    ),
    _Rule(
        "scores lie between 0 and 100",
        "The value of a score lies in 0 to 100.",
        f"c.unit = 'score' and {_above('t.value', '100')}",
        ("value",),
    ),
    _Rule(
        "the interval holds the value",
        "interval_low <= value <= interval_high, where there is an interval.",
        f"{_above('t.interval_low', 't.value')} or "
        f"{_above('t.value', 't.interval_high')}",
        ("value", "interval_low", "interval_high"),
    ),
    _Rule(
        "the interval of p90 is in order",
        "p90_low <= p90_high, where both are there.",
        _above("t.p90_low", "t.p90_high"),
        ("p90", "p90_low", "p90_high"),
    ),
    _Rule(
        "the interval of p90 holds p90",
        "p90_low <= p90 <= p90_high. A low confidence_level may break this.",
        f"{_above('t.p90_low', 't.p90')} or {_above('t.p90', 't.p90_high')}",
        ("p90", "p90_low", "p90_high"),
        severity="warning",
    ),
    _Rule(
        "p90 is not below the median",
        "p90 >= median.",
        _above("t.median", "t.p90"),
        ("median", "p90"),
    ),
    _Rule(
        "the numerator fits the denominator",
        "The denominator is positive; a share's numerator lies in 0 to it; a "
        "proportion counts every observation once.",
        "c.kind in ('proportion', 'ratio', 'rate') and ("
        "not coalesce(t.denominator > 0, false)"
        " or not coalesce(t.numerator >= 0, false)"
        f" or (c.unit = 'share' and {_above('t.numerator', 't.denominator')})"
        f" or (c.kind = 'proportion' and {_differs('t.denominator', 't.n')}))",
        ("n", "numerator", "denominator"),
    ),
    _Rule(
        "the value follows from its parts",
        "The value is numerator / denominator, the mean or the median of its kind.",
        "case c.kind when 'duration' then "
        f"{_differs('t.value', 't.median')} when 'mean' then "
        f"{_differs('t.value', 't.mean')} else "
        f"{_differs('t.value', 't.numerator / nullif(t.denominator, 0)')} end",
        ("value", "numerator", "denominator", "mean", "median"),
    ),
    _Rule(
        "each kind has its statistics",
        "Mean, median and p90 are there for durations and means, and only there.",
        "c.kind in ('duration', 'mean') and (t.mean is null or t.median is null"
        " or t.p90 is null) or c.kind in ('proportion', 'ratio', 'rate') and ("
        "t.mean is not null or t.median is not null or t.p90 is not null)",
        ("mean", "median", "p90"),
    ),
    _Rule(
        "labels fit the segment",
        "A label is 'all' exactly where the segment does not use it.",
        " or ".join(
            f"(t.{label} = 'all') = {used}"
            for label, used in (
                ("severity", "(t.segment like 'severity%')"),
                ("incident_class", "(t.segment like '%incident_class%')"),
                ("service_tier", "(t.segment like '%service_tier')"),
            )
        ),
        ("segment",),
    ),
    _Rule(
        "periods end after they start",
        "period_start < period_end.",
        "t.period_start >= t.period_end",
        ("period_start", "period_end"),
    ),
    _Rule(
        "the layer is the catalogue's",
        "A figure's layer is the one that the catalogue gives its metric.",
        "t.layer <> c.layer",
        ("layer",),
    ),
)

OBSERVATION_RULES = (
    _Rule(
        "observations have what their kind needs",
        "Durations and means have a value, shares a numerator and a denominator.",
        "c.kind in ('duration', 'mean') and t.value is null or c.kind in "
        "('proportion', 'ratio') and (t.numerator is null or t.denominator is null)",
        ("numerator", "denominator", "value"),
    ),
    _Rule(
        "observations are not negative",
        "No duration, count or share is below zero or not a number.",
        "t.value < 0 or not isfinite(t.value)",
        ("value",),
    ),
    _Rule(
        "the numerator fits the denominator",
        "A share's numerator lies in 0 to its denominator; a proportion is 0 or 1.",
        "c.kind in ('proportion', 'ratio') and (not t.denominator > 0"
        f" or {_above('t.numerator', 't.denominator')} or t.numerator < 0)"
        " or c.kind = 'proportion' and (t.numerator not in (0, 1)"
        " or t.denominator <> 1)",
        ("numerator", "denominator"),
    ),
)

ROW_RULES = {
    "metric_catalog": (
        _Rule(
            "the catalogue speaks of known kinds",
            "Layer, kind and better are words that the figures know.",
            "t.layer not in ('A', 'B', 'C') or t.kind not in ('proportion', 'ratio', "
            "'duration', 'mean', 'rate') or t.better not in ('up', 'down', 'context')",
            ("layer", "kind", "better"),
        ),
    ),
    "contradiction_causes": (
        _Rule(
            "counts fit",
            "At least one incident, and no more incidents than corrections.",
            "t.n_incidents < 1 or t.n_corrections < t.n_incidents",
            ("n_corrections", "n_incidents"),
        ),
    ),
    "policy_block_reasons": (
        _Rule(
            "counts fit",
            "At least one incident, and no more incidents than actions.",
            "t.n_incidents < 1 or t.n_actions < t.n_incidents",
            ("n_actions", "n_incidents"),
        ),
    ),
    "severity_distribution": (
        _Rule(
            "shares lie between 0 and 1",
            "A share lies in 0 to 1 and stands on at least one incident.",
            f"t.n_incidents < 1 or {_above('t.share', '1')} or t.share < 0",
            ("n_incidents", "share"),
        ),
    ),
    "instrumentation_coverage": (
        _Rule(
            "completeness is a share",
            "0 <= n_captured <= n_expected, and completeness is their quotient.",
            "t.n_expected < 1 or t.n_captured < 0 or t.n_captured > t.n_expected or "
            + _differs("t.completeness", "t.n_captured / t.n_expected"),
            ("n_expected", "n_captured", "completeness"),
        ),
    ),
    "row_accounting": (
        _Rule(
            "every raw row is accounted for",
            "raw = accepted + superseded + deleted + quarantined, none below zero.",
            "t.raw <> t.accepted + t.superseded + t.deleted + t.quarantined or "
            "least(t.raw, t.accepted, t.superseded, t.deleted, t.quarantined) < 0",
            ("raw", "accepted", "superseded", "deleted", "quarantined"),
        ),
    ),
}

_ADVICE = "The build is at fault, not the export: do not publish, report it."


def marts_checks(warehouse: Warehouse) -> Iterator[Check]:
    """Yield the checks of every mart, in the order of MARTS.

    Checks that need a mart which is not there are left out; that it is not there
    is a finding of its own.
    """
    for mart in MARTS:
        there = warehouse.columns("marts", mart.name)
        yield _is_there(mart, bool(there))
        if there:
            yield from _checks_of(mart, warehouse)


def _checks_of(mart: Mart, warehouse: Warehouse) -> Iterator[Check]:
    if mart.key:
        yield _is_unique(mart)
    yield _is_complete(mart)
    for table, column, parent in PARENTS:
        if table == mart.name and warehouse.columns("marts", parent):
            yield _has_parent(mart, column, parent)
    for rule in ROW_RULES.get(mart.name, ()):
        yield _keeps(mart, rule)
    yield from _special(mart, warehouse)


def _special(mart: Mart, warehouse: Warehouse) -> Iterator[Check]:
    def there(*names: str) -> bool:
        return all(warehouse.columns("marts", name) for name in names)

    if mart.name == "fct_incidents":
        yield from _incident_checks(mart, warehouse)
    if mart.name == "metric_values" and there("metric_catalog"):
        for rule in FIGURE_RULES:
            yield _keeps(mart, rule, with_catalogue=True)
        yield _severities_add_up(mart)
    if mart.name == "metric_observations" and there("metric_catalog"):
        for rule in OBSERVATION_RULES:
            yield _keeps(mart, rule, with_catalogue=True)
        if there("metric_values", "fct_changes"):
            yield _observed_metrics_have_figures(mart)
            yield _figures_count_observations(mart)
        if there("fct_incidents"):
            yield _only_countable(mart)
    if mart.name in LAYERS and there("metric_values"):
        yield _layer_is_complete(mart, LAYERS[mart.name])
    if mart.name == "severity_distribution":
        yield _shares_add_up(mart)
    if mart.name == "metric_coverage" and there("metric_catalog", "metric_values"):
        yield _coverage_is_right(mart)
    if mart.name == "row_accounting":
        yield _raw_rows_are_counted(mart, warehouse)
        if there("quarantine"):
            yield _quarantine_is_counted(mart)


def _check(mart: Mart, **fields: Any) -> Check:
    return Check(suite="marts", table=mart.name, **{"advice": _ADVICE, **fields})


def _is_there(mart: Mart, there: bool) -> Check:
    return _check(
        mart,
        name="the table is there",
        description="Readers find the table in schema marts.",
        column="",
        sql=f"select '{mart.name}' as missing_table where {not there}",
        columns=("missing_table",),
    )


def _is_unique(mart: Mart) -> Check:
    key = ", ".join(mart.key)
    return _check(
        mart,
        name="key is unique",
        description=f"One row per {key}.",
        column=key,
        sql=(
            f"select {key}, count(*) as n_rows from marts.{mart.name} "  # noqa: S608
            f"group by {key} having count(*) > 1"
        ),
        columns=(*mart.key, "n_rows"),
    )


def _is_complete(mart: Mart) -> Check:
    columns = (*mart.key, *mart.filled)
    nulls = " or ".join(f"{c} is null" for c in columns)
    return _check(
        mart,
        name="nothing needed is null",
        description=f"Never null: {', '.join(columns)}.",
        column=", ".join(columns),
        sql=f"select * from marts.{mart.name} where {nulls}",  # noqa: S608
        columns=columns,
    )


def _has_parent(mart: Mart, column: str, parent: str) -> Check:
    shown = tuple(dict.fromkeys([*mart.key, column]))
    return _check(
        mart,
        name=f"{column} is in {parent}",
        description=f"Every {column} is found in {parent}.",
        column=column,
        sql=(
            f"select t.* from marts.{mart.name} as t "  # noqa: S608
            f"anti join marts.{parent} as p using ({column}) "
            f"where t.{column} is not null"
        ),
        columns=shown,
    )


def _keeps(mart: Mart, rule: _Rule, *, with_catalogue: bool = False) -> Check:
    catalogue = (
        " inner join marts.metric_catalog as c on t.metric_id = c.metric_id"
        if with_catalogue
        else ""
    )
    return _check(
        mart,
        name=rule.name,
        description=rule.description,
        column=rule.column or ", ".join(rule.shown),
        severity=rule.severity,
        sql=f"select t.* from marts.{mart.name} as t{catalogue} where {rule.breaks}",  # noqa: S608
        columns=tuple(dict.fromkeys([*mart.key, *rule.shown])),
    )


def _incident_checks(mart: Mart, warehouse: Warehouse) -> Iterator[Check]:
    columns = warehouse.columns("marts", mart.name)
    durations = tuple(c for c in columns if c.endswith("_minutes"))
    if durations:
        negative = " or ".join(f"{c} < 0 or not isfinite({c})" for c in durations)
        yield _check(
            mart,
            name="durations are not negative",
            description="Every duration of an incident is null or at least zero.",
            column=", ".join(durations),
            sql=f"select * from marts.fct_incidents where {negative}",  # noqa: S608
            columns=("incident_id", *durations),
        )
    if warehouse.columns("marts", "dim_dates"):
        yield _check(
            mart,
            name="started_on is in dim_dates",
            description="Every incident falls on a day of the calendar table.",
            column="started_on",
            severity="warning",
            sql=(
                "select i.* from marts.fct_incidents as i anti join "
                "marts.dim_dates as d on i.started_on = d.date_day"
            ),
            columns=("incident_id", "started_on"),
            advice="Slicing by dim_dates leaves these incidents out.",
        )


def _severities_add_up(mart: Mart) -> Check:
    cell = ("metric_id", "period_name", "attribution")
    return _check(
        mart,
        name="severities add up to all",
        description=(
            "n, and a share's numerator, of segment 'all' are the sums over the "
            "severities."
        ),
        column="n, numerator",
        sql=f"""
            with cells as (
                select {", ".join(cell)},
                    sum(n) filter (where segment = 'all') as n_all,
                    sum(n) filter (where segment = 'severity') as n_severities,
                    sum(numerator) filter (where segment = 'all') as numerator_all,
                    sum(numerator) filter (where segment = 'severity')
                        as numerator_severities
                from marts.metric_values
                where segment in ('all', 'severity')
                group by all
            )
            select * from cells
            where coalesce(n_all, 0) <> coalesce(n_severities, 0)
                or {_differs("numerator_all", "numerator_severities")}
        """,  # noqa: S608
        columns=(
            *cell,
            "n_all",
            "n_severities",
            "numerator_all",
            "numerator_severities",
        ),
    )


# A rate over deploys has no figure where there is no deploy to divide by.
_HAS_EXPOSURE = """(
    c.unit <> 'per_1000_deploys' or exists (
        select 1 from marts.fct_changes as d
        where d.change_kind = 'deploy' and d.month = {month}
    )
)"""


def _observed_metrics_have_figures(mart: Mart) -> Check:
    return _check(
        mart,
        name="observed metrics have figures",
        description="Every metric with an observation is in metric_values.",
        column="metric_id",
        sql=f"""
            select o.metric_id, count(*) as n_observations
            from marts.metric_observations as o
            inner join marts.metric_catalog as c on o.metric_id = c.metric_id
            anti join marts.metric_values as v on o.metric_id = v.metric_id
            where {_HAS_EXPOSURE.format(month="o.month")}
            group by o.metric_id
        """,  # noqa: S608
        columns=("metric_id", "n_observations"),
    )


def _figures_count_observations(mart: Mart) -> Check:
    return _check(
        mart,
        name="figures count every observation",
        description="A month's n is the number of that month's observations.",
        column="n",
        sql=f"""
            with observed as (
                select metric_id, month, count(*) as n_observations
                from marts.metric_observations
                group by metric_id, month
            ),
            figures as (
                select metric_id, period_name as month, n
                from marts.metric_values
                where period = 'month' and segment = 'all' and attribution = 'all'
            ),
            compared as (
                select
                    metric_id,
                    month,
                    coalesce(o.n_observations, 0) as n_observations,
                    f.n as n_figure
                from observed as o
                full join figures as f using (metric_id, month)
            )
            select compared.*
            from compared
            inner join marts.metric_catalog as c using (metric_id)
            where compared.n_observations <> coalesce(compared.n_figure, 0)
                and (
                    compared.n_figure is not null
                    or {_HAS_EXPOSURE.format(month="compared.month")}
                )
        """,  # noqa: S608
        columns=("metric_id", "month", "n_observations", "n_figure"),
    )


def _only_countable(mart: Mart) -> Check:
    return _check(
        mart,
        name="only countable incidents are measured",
        description="No observation belongs to a cancelled or duplicate incident.",
        column="incident_id",
        sql=(
            "select o.* from marts.metric_observations as o "
            "inner join marts.fct_incidents as i on o.incident_id = i.incident_id "
            "where not i.is_countable"
        ),
        columns=("metric_id", "observation_id", "incident_id"),
    )


def _layer_is_complete(mart: Mart, layer: str) -> Check:
    same = " and ".join(f"l.{c} = v.{c}" for c in FIGURE_KEY)
    return _check(
        mart,
        name="the layer shows metric_values",
        description=f"Exactly the figures of layer {layer} in metric_values.",
        column="n, value",
        sql=f"""
            select
                {", ".join(f"coalesce(l.{c}, v.{c}) as {c}" for c in FIGURE_KEY)},
                l.n as n_here,
                v.n as n_there,
                l.value as value_here,
                v.value as value_there
            from marts.{mart.name} as l
            full join (
                select * from marts.metric_values where layer = '{layer}'
            ) as v on {same}
            where l.n is distinct from v.n or l.value is distinct from v.value
        """,  # noqa: S608
        columns=(*FIGURE_KEY, "n_here", "n_there", "value_here", "value_there"),
    )


def _shares_add_up(mart: Mart) -> Check:
    cell = ("period_name", "segment", "incident_class", "service_tier")
    return _check(
        mart,
        name="shares add up to 1",
        description="The shares of the severities of a cell add up to 1.",
        column="share",
        sql=(
            f"select {', '.join(cell)}, sum(share) as total_share "  # noqa: S608
            "from marts.severity_distribution group by all "
            f"having {_differs('sum(share)', '1')}"
        ),
        columns=(*cell, "total_share"),
    )


def _coverage_is_right(mart: Mart) -> Check:
    return _check(
        mart,
        name="coverage knows every metric",
        description=(
            "Every metric of the catalogue is listed, as measured exactly when it "
            "has figures."
        ),
        column="is_measured",
        sql="""
            select catalog.metric_id, coverage.is_measured, figures.n_figures
            from marts.metric_catalog as catalog
            left join marts.metric_coverage as coverage using (metric_id)
            left join (
                select metric_id, count(*) as n_figures
                from marts.metric_values
                group by metric_id
            ) as figures using (metric_id)
            where coverage.is_measured
                is distinct from (coalesce(figures.n_figures, 0) > 0)
        """,
        columns=("metric_id", "is_measured", "n_figures"),
    )


def _raw_rows_are_counted(mart: Mart, warehouse: Warehouse) -> Check:
    stores = warehouse.tables(SCHEMA_PREFIX)
    counts = " union all ".join(
        f"select '{schema.removeprefix(SCHEMA_PREFIX)}' as source, "  # noqa: S608
        f"'{table}' as table_name, count(*) as n_stored from {schema}.\"{table}\""
        for schema, table in stores
    )
    # Sources of an EL tool's own tables have no store to be counted in.
    nothing = (
        "select null::varchar as source, null::varchar as table_name, "
        "null::bigint as n_stored where false"
    )
    return _check(
        mart,
        name="raw rows are those of the store",
        description="raw is the number of rows in the raw store, for every table.",
        column="raw",
        sql=f"""
            select stored.source, stored.table_name, a.raw, stored.n_stored
            from ({counts or nothing}) as stored
            left join marts.row_accounting as a
                on stored.source = a.source and stored.table_name = a.table_name
            where coalesce(a.raw, 0) <> stored.n_stored
        """,  # noqa: S608
        columns=("source", "table_name", "raw", "n_stored"),
    )


def _quarantine_is_counted(mart: Mart) -> Check:
    return _check(
        mart,
        name="quarantined rows are listed",
        description="quarantined is the number of the table's rows in quarantine.",
        column="quarantined",
        sql="""
            select
                source,
                table_name,
                coalesce(a.quarantined, 0) as quarantined,
                coalesce(q.n_listed, 0) as n_listed
            from marts.row_accounting as a
            full join (
                select source, table_name, count(*) as n_listed
                from marts.quarantine
                group by source, table_name
            ) as q using (source, table_name)
            where coalesce(a.quarantined, 0) <> coalesce(q.n_listed, 0)
        """,
        columns=("source", "table_name", "quarantined", "n_listed"),
    )

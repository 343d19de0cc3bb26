"""The audit on a warehouse of two incidents, whose every figure is worked out by hand.

I1 (sev1) took 60 minutes and two handoffs, I2 (sev2) 120 minutes and none.
"""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from scorecard.check import (
    CheckError,
    CheckLimits,
    CheckOutcome,
    CheckResult,
    LandingVolume,
    run_checks,
)
from scorecard.check.audit import Auditor
from scorecard.check.frames import Warehouse
from scorecard.check.marts_suite import MARTS, marts_checks
from scorecard.check.raw_suite import RawAudit
from scorecard.check.run import judged, load_auditor, plan
from scorecard.landing import load_sources

AS_OF = datetime(2026, 6, 1)

SOURCES = load_sources()

SCHEMA = """
create schema raw_standard; create schema raw_statuspage;
create schema staging; create schema marts;
create table raw_standard.incidents (incident_id text, title text, started_at text,
    is_deleted text, _unreadable_line text, _source_file text, _source_row bigint,
    _landing_order bigint, _landed_at timestamp);
create table raw_standard.pages (page_id text, incident_id text, paged_at text,
    is_deleted text, _unreadable_line text, _source_file text, _source_row bigint,
    _landing_order bigint, _landed_at timestamp);
create table raw_statuspage.incidents (record text, _unreadable_line text,
    _source_file text, _source_row bigint, _landing_order bigint,
    _landed_at timestamp);
create table staging.stg_standard__incidents (source_file text, source_row bigint,
    incident_id text, started_at timestamp, row_fate text);

create table marts.dim_dates (date_day date, month text);
create table marts.dim_services (service_id text, service_tier text);
create table marts.dim_teams (team_id text);
create table marts.fct_incidents (incident_id text, title text, source text,
    status text, severity text, incident_class text, service_tier text,
    is_countable boolean, is_ai_used boolean, is_ai_active boolean, month text,
    started_on date, started_at timestamp, time_to_resolve_minutes double);
create table marts.fct_pages (page_id text, incident_id text, paged_at timestamp);
create table marts.fct_handoffs (handoff_id text, incident_id text,
    occurred_at timestamp);
create table marts.fct_actions (action_id text, incident_id text,
    proposed_at timestamp);
create table marts.fct_verification_checks (check_id text, action_id text);
create table marts.fct_context_packets (packet_id text, incident_id text,
    generated_at timestamp);
create table marts.fct_updates (update_id text, incident_id text, sent_at timestamp);
create table marts.fct_changes (change_id text, changed_at timestamp,
    service_tier text, change_kind text, month text);
create table marts.fct_ai_usage (usage_id text, incident_id text,
    occurred_at timestamp);
create table marts.metric_catalog (metric_id text, name text, layer text, family text,
    kind text, unit text, better text, expected_of text);
create table marts.metric_observations (metric_id text, observation_id text,
    incident_id text, month text, severity text, incident_class text,
    service_tier text, is_ai_used boolean, numerator double, denominator double,
    value double);
create table marts.metric_values (metric_id text, layer text, period text,
    period_name text, period_start date, period_end date, segment text, severity text,
    incident_class text, service_tier text, attribution text, n bigint,
    numerator double, denominator double, value double, mean double, median double,
    p90 double, interval_low double, interval_high double, p90_low double,
    p90_high double, n_open bigint);
create table marts.contradiction_causes (period text, period_name text, segment text,
    severity text, incident_class text, service_tier text, cause text,
    n_corrections bigint, n_incidents bigint);
create table marts.policy_block_reasons (period text, period_name text, segment text,
    severity text, incident_class text, service_tier text, block_reason text,
    n_actions bigint, n_incidents bigint);
create table marts.severity_distribution (period text, period_name text, segment text,
    severity text, incident_class text, service_tier text, n_incidents bigint,
    share double);
create table marts.instrumentation_coverage (capability text, source text, month text,
    n_expected bigint, n_captured bigint, completeness double, status text);
create table marts.metric_coverage (metric_id text, is_measured boolean,
    n_incidents bigint, reason text);
create table marts.quality_issues (source text, rule text);
create table marts.quarantine (source text, table_name text, rule text, raw_row text);
create table marts.row_accounting (source text, table_name text, raw bigint,
    accepted bigint, superseded bigint, deleted bigint, quarantined bigint);
"""

LAYERS = """
create table marts.layer_a_workflow_quality as
    select v.*, c.name, c.kind from marts.metric_values v
    join marts.metric_catalog c using (metric_id) where v.layer = 'A';
create table marts.layer_b_reliability as
    select v.*, c.name, c.kind from marts.metric_values v
    join marts.metric_catalog c using (metric_id) where v.layer = 'B';
create table marts.layer_c_business as
    select v.*, c.name, c.kind from marts.metric_values v
    join marts.metric_catalog c using (metric_id) where v.layer = 'C';
"""

ROWS = """
insert into raw_standard.incidents values
    ('I1', 'disk', '2026-05-04', null, null, 'standard/incidents.csv', 1, 1,
        '2026-05-31 06:00'),
    ('I2', 'dns', '2026-05-20', null, null, 'standard/incidents.csv', 2, 1,
        '2026-05-31 06:00');
insert into staging.stg_standard__incidents values
    ('standard/incidents.csv', 1, 'I1', '2026-05-04', 'accepted'),
    ('standard/incidents.csv', 2, 'I2', '2026-05-20', 'accepted');
insert into marts.dim_dates
    select range, '2026-05'
    from range(date '2026-05-01', date '2026-06-01', interval 1 day);
insert into marts.dim_services values ('S1', 'customer_facing');
insert into marts.dim_teams values ('T1');
insert into marts.fct_incidents values
    ('I1', 'disk', 'standard', 'resolved', 'sev1', 'other', 'unmapped', true, false,
        false, '2026-05', '2026-05-04', '2026-05-04', 60),
    ('I2', 'dns', 'standard', 'resolved', 'sev2', 'other', 'unmapped', true, false,
        false, '2026-05', '2026-05-20', '2026-05-20', 120);
insert into marts.fct_handoffs values
    ('H1', 'I1', '2026-05-04'), ('H2', 'I1', '2026-05-04');
insert into marts.fct_actions values ('A1', 'I1', '2026-05-04');
insert into marts.fct_verification_checks values ('V1', 'A1');
insert into marts.metric_catalog values
    ('handoff_count', 'Handoffs', 'A', 'handoffs', 'mean', 'count', 'down', 'x'),
    ('context_quality_score', 'Score', 'A', 'context', 'mean', 'score', 'up', 'x'),
    ('time_to_resolve', 'Resolve', 'B', 'speed', 'duration', 'minutes', 'down', 'x'),
    ('sev1_share', 'Sev1', 'B', 'severity_mix', 'proportion', 'share', 'down', 'x'),
    ('sev1_per_month', 'Sev1s', 'B', 'severity_mix', 'rate', 'per_month', 'down', 'x'),
    ('incidents_per_1000_deploys', 'Per deploys', 'B', 'frequency', 'rate',
        'per_1000_deploys', 'down', 'x');
insert into marts.metric_observations
    select metric_id, incident_id, incident_id, '2026-05',
        if(incident_id = 'I1', 'sev1', 'sev2'), 'other', 'unmapped', false,
        numerator, denominator, value
    from (values
        ('handoff_count', 'I1', null, null, 2),
        ('handoff_count', 'I2', null, null, 0),
        ('time_to_resolve', 'I1', null, null, 60),
        ('time_to_resolve', 'I2', null, null, 120),
        ('sev1_share', 'I1', 1, 1, 1),
        ('sev1_share', 'I2', 0, 1, 0),
        ('sev1_per_month', 'I1', 1, null, null),
        -- no deploy at all: observed, and rightly without a figure
        ('incidents_per_1000_deploys', 'I1', 1, null, null),
        ('incidents_per_1000_deploys', 'I2', 1, null, null)
    ) as o(metric_id, incident_id, numerator, denominator, value);
insert into marts.metric_values
    select metric_id, layer, 'month', '2026-05', '2026-05-01', '2026-06-01',
        if(severity = 'all', 'all', 'severity'), severity, 'all', 'all', 'all', n,
        numerator, denominator, value, mean, median, p90, low, high, p90_low,
        p90_high, 0
    from (values
    ('handoff_count', 'A', 'all', 2, null, null, 1, 1, 1, 1.8, 0.5, 2, null, null),
    ('handoff_count', 'A', 'sev1', 1, null, null, 2, 2, 2, 2, null, null, null, null),
    ('handoff_count', 'A', 'sev2', 1, null, null, 0, 0, 0, 0, null, null, null, null),
    ('time_to_resolve', 'B', 'all', 2, null, null, 90, 90, 90, 114, 70, 110, 95, 119),
    ('time_to_resolve', 'B', 'sev1', 1, null, null, 60, 60, 60, 60, null, null, null,
        null),
    ('time_to_resolve', 'B', 'sev2', 1, null, null, 120, 120, 120, 120, null, null,
        null, null),
    ('sev1_share', 'B', 'all', 2, 1, 2, 0.5, null, null, null, 0.1, 0.9, null, null),
    ('sev1_share', 'B', 'sev1', 1, 1, 1, 1, null, null, null, null, null, null, null),
    ('sev1_share', 'B', 'sev2', 1, 0, 1, 0, null, null, null, null, null, null, null),
    ('sev1_per_month', 'B', 'all', 1, 1, 1, 1, null, null, null, 0.2, 3, null, null),
    ('sev1_per_month', 'B', 'sev1', 1, 1, 1, 1, null, null, null, null, null, null,
        null),
    ('sev1_per_month', 'B', 'sev2', 0, 0, 1, 0, null, null, null, null, null, null,
        null)
    ) as v(metric_id, layer, severity, n, numerator, denominator, value, mean, median,
        p90, low, high, p90_low, p90_high);
insert into marts.severity_distribution values
    ('month', '2026-05', 'all', 'sev1', 'all', 'all', 1, 0.5),
    ('month', '2026-05', 'all', 'sev2', 'all', 'all', 1, 0.5);
insert into marts.contradiction_causes values
    ('month', '2026-05', 'all', 'all', 'all', 'all', 'weak_correlation', 3, 2);
insert into marts.policy_block_reasons values
    ('month', '2026-05', 'all', 'all', 'all', 'all', 'not_allowlisted', 2, 1);
insert into marts.instrumentation_coverage values
    ('pages', 'standard', '2026-05', 2, 1, 0.5, 'partial');
insert into marts.metric_coverage
    select metric_id, metric_id in (select metric_id from marts.metric_values), 2, 'x'
    from marts.metric_catalog;
insert into marts.row_accounting values
    ('standard', 'incidents', 2, 2, 0, 0, 0), ('standard', 'pages', 0, 0, 0, 0, 0),
    ('statuspage', 'incidents', 0, 0, 0, 0, 0);
"""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("sound") / "build.duckdb"
    with duckdb.connect(database) as connection:
        connection.execute(SCHEMA + ROWS + LAYERS)
    return database


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Auditor:
    return load_auditor(tmp_path_factory.mktemp("docs"), AS_OF)


@pytest.fixture(scope="module")
def sound_result(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> CheckResult:
    return run_checks(sound, tmp_path_factory.mktemp("pages"), as_of=AS_OF)


@pytest.fixture
def broken(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "broken.duckdb"))


def _execute(database: Path, sql: str) -> None:
    with duckdb.connect(database) as connection:
        connection.execute(sql)


def _audit(
    database: Path,
    auditor: Auditor,
    tables: Sequence[str],
    history: Sequence[LandingVolume] = (),
    limits: CheckLimits | None = None,
) -> list[CheckOutcome]:
    """Audit some tables, without the pages."""
    raw = RawAudit(
        sources=SOURCES,
        limits=limits or CheckLimits(),
        as_of=AS_OF,
        history=history,
    )
    with duckdb.connect(database, read_only=True) as connection:
        warehouse = Warehouse(connection)
        checks = plan(raw, warehouse)
        # a context refuses two suites of one name
        fresh = Auditor(auditor.docs_dir, AS_OF)
        outcomes: list[CheckOutcome] = []
        for table in tables:
            mine = [c for c in checks if c.table == table]
            found = [warehouse.find(c) for c in mine]
            # what found no row passes: the sound warehouse shows it, at full price
            doubtful = [f for f in found if f.total or f.check.measure]
            if doubtful:
                outcomes += judged(fresh, mine[0].suite, table, doubtful)
        return outcomes


def _unmet(outcomes: Sequence[CheckOutcome]) -> dict[str, CheckOutcome]:
    return {o.expectation: o for o in outcomes if not o.success}


def test_a_sound_warehouse_passes_every_check(sound_result: CheckResult) -> None:
    assert [o.message for o in sound_result.outcomes if not o.success] == []
    assert sound_result.ok
    assert (sound_result.warned, sound_result.failed) == (0, 0)
    assert sound_result.passed == len(sound_result.outcomes) > 100


def test_every_mart_and_only_landed_raw_tables_are_checked(
    sound_result: CheckResult,
) -> None:
    tables = {(o.suite, o.table) for o in sound_result.outcomes}
    assert {t for s, t in tables if s == "marts"} == {m.name for m in MARTS}
    assert {t for s, t in tables if s == "raw"} == {"standard.incidents"}


TTR = {"metric_id": "time_to_resolve", "severity": "all"}
SHARE = {"metric_id": "sev1_share", "severity": "all"}
_SET_TTR = (
    "update marts.metric_values set {} where metric_id = 'time_to_resolve' "
    "and segment = 'all'"
)
_SET_SHARE = (
    "update marts.metric_values set {} where metric_id = 'sev1_share' "
    "and segment = 'all'"
)

BROKEN_MARTS = [
    # table, sql, {expectation that must fail: its offending row}
    (
        "dim_dates",
        "drop table marts.dim_dates",
        {"the table is there": {"missing_table": "dim_dates"}},
    ),
    (
        "fct_incidents",
        "insert into marts.fct_incidents from marts.fct_incidents "
        "where incident_id = 'I2'",
        {"key is unique": {"incident_id": "I2", "n_rows": "2"}},
    ),
    (
        "metric_values",
        "insert into marts.metric_values from marts.metric_values "
        "where metric_id = 'handoff_count' and severity = 'all'; "
        "update marts.metric_values set n = 4, n_open = 0 where false",
        {
            "key is unique": {"metric_id": "handoff_count", "severity": "all"},
            "severities add up to all": {"n_all": "4", "n_severities": "2"},
        },
    ),
    (
        "metric_observations",
        "insert into marts.metric_observations from marts.metric_observations "
        "where metric_id = 'sev1_share' and incident_id = 'I2'",
        {
            "key is unique": {"metric_id": "sev1_share", "observation_id": "I2"},
            "figures count every observation": {
                "metric_id": "sev1_share",
                "n_observations": "3",
                "n_figure": "2",
            },
        },
    ),
    (
        "fct_incidents",
        "update marts.fct_incidents set severity = null where incident_id = 'I1'",
        {"nothing needed is null": {"incident_id": "I1", "severity": "null"}},
    ),
    (
        "metric_values",
        _SET_TTR.format("value = null"),
        {"nothing needed is null": {**TTR, "value": "null"}},
    ),
    (
        "fct_verification_checks",
        "update marts.fct_verification_checks set action_id = 'A9'",
        {"action_id is in fct_actions": {"check_id": "V1", "action_id": "A9"}},
    ),
    (
        "fct_handoffs",
        "update marts.fct_handoffs set incident_id = 'I9' where handoff_id = 'H2'",
        {"incident_id is in fct_incidents": {"handoff_id": "H2", "incident_id": "I9"}},
    ),
    (
        "metric_values",
        "delete from marts.metric_catalog where metric_id = 'sev1_per_month'",
        {"metric_id is in metric_catalog": {"metric_id": "sev1_per_month"}},
    ),
    (
        "metric_catalog",
        "update marts.metric_catalog set kind = 'sum' where unit = 'score'",
        {"the catalogue speaks of known kinds": {"kind": "sum"}},
    ),
    (
        "fct_incidents",
        "update marts.fct_incidents set time_to_resolve_minutes = -1 "
        "where incident_id = 'I1'",
        {
            "durations are not negative": {
                "incident_id": "I1",
                "time_to_resolve_minutes": "-1.0",
            }
        },
    ),
    (
        "metric_values",
        _SET_SHARE.format("n = 0, n_open = 0"),
        {
            "n is not too small": {**SHARE, "n": "0"},
            "the numerator fits the denominator": {**SHARE, "denominator": "2.0"},
            "severities add up to all": {"n_all": "0", "n_severities": "2"},
        },
    ),
    (
        "metric_values",
        "update marts.metric_values set n = -1 "
        "where metric_id = 'sev1_per_month' and severity = 'sev2'",
        {
            "n is not too small": {"metric_id": "sev1_per_month", "n": "-1"},
            "severities add up to all": {"n_all": "1", "n_severities": "0"},
        },
    ),
    (
        "metric_values",
        _SET_TTR.format("n_open = 3"),
        {"n_open is between 0 and n": {**TTR, "n_open": "3"}},
    ),
    (
        "metric_values",
        _SET_TTR.format("p90_high = 'inf'"),
        {"figures are finite": TTR},
    ),
    (
        "metric_values",
        _SET_TTR.format("value = 'nan', median = 'nan', p90 = 'nan'"),
        {
            "figures are finite": {**TTR, "value": "nan"},
            "the interval holds the value": TTR,
            "the interval of p90 holds p90": TTR,
        },
    ),
    (
        "metric_values",
        _SET_TTR.format("value = -5, median = -5, interval_low = -6"),
        {"figures are not negative": {**TTR, "value": "-5.0"}},
    ),
    (
        "metric_values",
        _SET_SHARE.format("interval_high = 1.2"),
        {"shares lie between 0 and 1": {**SHARE, "interval_high": "1.2"}},
    ),
    (
        "metric_values",
        "update marts.metric_catalog set unit = 'score' "
        "where metric_id = 'time_to_resolve'",
        {
            "scores lie between 0 and 100": {
                "metric_id": "time_to_resolve",
                "severity": "sev2",
                "value": "120.0",
            }
        },
    ),
    (
        "metric_values",
        _SET_TTR.format("interval_low = 91"),
        {"the interval holds the value": {**TTR, "interval_low": "91.0"}},
    ),
    (
        "metric_values",
        "update marts.metric_values set interval_high = 0.9 "
        "where metric_id = 'sev1_per_month' and segment = 'all'",
        {"the interval holds the value": {"interval_high": "0.9"}},
    ),
    (
        "metric_values",
        _SET_TTR.format("p90_low = 120"),
        {
            "the interval of p90 is in order": {**TTR, "p90_low": "120.0"},
            "the interval of p90 holds p90": TTR,
        },
    ),
    (
        "metric_values",
        _SET_TTR.format("p90 = 89, p90_low = 80"),
        {"p90 is not below the median": {**TTR, "p90": "89.0"}},
    ),
    (
        "metric_values",
        "update marts.metric_values set numerator = 2, value = 1, interval_high = 1 "
        "where metric_id = 'sev1_share' and severity = 'sev1'",
        {
            "the numerator fits the denominator": {"numerator": "2.0"},
            "the value follows from its parts": {"numerator": "2.0", "value": "1.0"},
            "severities add up to all": {
                "numerator_all": "1.0",
                "numerator_severities": "2.0",
            },
        },
    ),
    (
        "metric_values",
        _SET_TTR.format("value = 100"),
        {"the value follows from its parts": {**TTR, "median": "90.0"}},
    ),
    (
        "metric_values",
        "update marts.metric_values set value = 1.5 "
        "where metric_id = 'handoff_count' and segment = 'all'",
        {"the value follows from its parts": {"value": "1.5", "mean": "1.0"}},
    ),
    (
        "metric_values",
        _SET_SHARE.format("median = 0.5"),
        {"each kind has its statistics": {**SHARE, "median": "0.5"}},
    ),
    (
        "metric_values",
        _SET_TTR.format("service_tier = 'unmapped'"),
        {"labels fit the segment": {**TTR, "service_tier": "unmapped"}},
    ),
    (
        "metric_values",
        _SET_TTR.format("period_end = period_start"),
        {"periods end after they start": TTR},
    ),
    (
        "metric_values",
        _SET_TTR.format("layer = 'C'"),
        {"the layer is the catalogue's": {**TTR, "layer": "C"}},
    ),
    (
        "metric_values",
        "delete from marts.metric_values where metric_id = 'sev1_share' "
        "and severity = 'sev2'",
        {
            "severities add up to all": {
                "metric_id": "sev1_share",
                "n_all": "2",
                "n_severities": "1",
            }
        },
    ),
    (
        "metric_observations",
        "update marts.metric_observations set value = null "
        "where metric_id = 'time_to_resolve' and incident_id = 'I2'",
        {
            "observations have what their kind needs": {
                "observation_id": "I2",
                "value": "null",
            }
        },
    ),
    (
        "metric_observations",
        "update marts.metric_observations set value = -3 "
        "where metric_id = 'time_to_resolve' and incident_id = 'I2'",
        {"observations are not negative": {"observation_id": "I2", "value": "-3.0"}},
    ),
    (
        "metric_observations",
        "update marts.metric_observations set numerator = 2 "
        "where metric_id = 'sev1_share' and incident_id = 'I1'",
        {
            "the numerator fits the denominator": {
                "observation_id": "I1",
                "numerator": "2.0",
            }
        },
    ),
    (
        "metric_observations",
        "delete from marts.metric_values where metric_id = 'handoff_count'",
        {
            "observed metrics have figures": {
                "metric_id": "handoff_count",
                "n_observations": "2",
            },
            "figures count every observation": {
                "metric_id": "handoff_count",
                "n_figure": "null",
            },
        },
    ),
    (
        "metric_observations",
        # with a deploy there is an exposure, and a figure is due
        "insert into marts.fct_changes values "
        "('C1', '2026-05-02', 'unmapped', 'deploy', '2026-05')",
        {
            "observed metrics have figures": {
                "metric_id": "incidents_per_1000_deploys"
            },
            "figures count every observation": {
                "metric_id": "incidents_per_1000_deploys"
            },
        },
    ),
    (
        "metric_observations",
        "update marts.fct_incidents set is_countable = false where incident_id = 'I2'",
        {"only countable incidents are measured": {"incident_id": "I2"}},
    ),
    (
        "layer_b_reliability",
        "delete from marts.layer_b_reliability where metric_id = 'sev1_share' "
        "and severity = 'sev2'",
        {
            "the layer shows metric_values": {
                "metric_id": "sev1_share",
                "severity": "sev2",
                "n_here": "null",
                "n_there": "1",
            }
        },
    ),
    (
        "layer_a_workflow_quality",
        "update marts.layer_a_workflow_quality set value = 7 where severity = 'all'",
        {
            "the layer shows metric_values": {
                "metric_id": "handoff_count",
                "value_here": "7.0",
                "value_there": "1.0",
            }
        },
    ),
    (
        "contradiction_causes",
        "update marts.contradiction_causes set n_corrections = 1",
        {"counts fit": {"cause": "weak_correlation", "n_corrections": "1"}},
    ),
    (
        "policy_block_reasons",
        "update marts.policy_block_reasons set n_incidents = 0",
        {"counts fit": {"block_reason": "not_allowlisted", "n_incidents": "0"}},
    ),
    (
        "severity_distribution",
        "update marts.severity_distribution set share = -0.5 where severity = 'sev2'",
        {
            "shares lie between 0 and 1": {"severity": "sev2", "share": "-0.5"},
            "shares add up to 1": {"period_name": "2026-05", "total_share": "0.0"},
        },
    ),
    (
        "instrumentation_coverage",
        "update marts.instrumentation_coverage set n_captured = 3",
        {"completeness is a share": {"capability": "pages", "n_captured": "3"}},
    ),
    (
        "metric_coverage",
        "delete from marts.metric_coverage where metric_id = 'sev1_share'",
        {"coverage knows every metric": {"metric_id": "sev1_share"}},
    ),
    (
        "row_accounting",
        "update marts.row_accounting set accepted = 1 where raw = 2",
        {
            "every raw row is accounted for": {
                "source": "standard",
                "table_name": "incidents",
                "accepted": "1",
            }
        },
    ),
    (
        "row_accounting",
        "delete from raw_standard.incidents where incident_id = 'I2'",
        {
            "raw rows are those of the store": {
                "table_name": "incidents",
                "raw": "2",
                "n_stored": "1",
            }
        },
    ),
    (
        "row_accounting",
        "update marts.row_accounting set accepted = 1, quarantined = 1 where raw = 2",
        {
            "quarantined rows are listed": {
                "table_name": "incidents",
                "quarantined": "1",
                "n_listed": "0",
            }
        },
    ),
]


@pytest.mark.parametrize(
    ("table", "sql", "expected"),
    BROKEN_MARTS,
    ids=[f"{table}-{'+'.join(expected)}" for table, _, expected in BROKEN_MARTS],
)
def test_a_broken_mart_is_found_with_the_offending_row(
    broken: Path,
    auditor: Auditor,
    table: str,
    sql: str,
    expected: dict[str, dict[str, str]],
) -> None:
    _execute(broken, sql)
    unmet = _unmet(_audit(broken, auditor, [table]))
    assert set(unmet) == set(expected)
    for expectation, row in expected.items():
        assert any(row.items() <= r.items() for r in unmet[expectation].unexpected_rows)
        tolerated = expectation == "the interval of p90 holds p90"
        severity = "warning" if tolerated else "error"
        assert unmet[expectation].severity == severity


def test_every_expectation_about_marts_has_a_broken_variant(sound: Path) -> None:
    with duckdb.connect(sound, read_only=True) as connection:
        names = {c.name for c in marts_checks(Warehouse(connection))}
    tried = {name for _, _, expected in BROKEN_MARTS for name in expected}
    same_rule = {
        "metric_id is in metric_catalog",
        "incident_id is in fct_incidents",
        # tested below, as a warning
        "started_on is in dim_dates",
    }
    assert names - same_rule <= tried


def test_great_expectations_is_the_judge(broken: Path, auditor: Auditor) -> None:
    _execute(broken, _SET_SHARE.format("interval_high = 1.2"))
    with duckdb.connect(broken, read_only=True) as connection:
        warehouse = Warehouse(connection)
        checks = [c for c in marts_checks(warehouse) if c.table == "metric_values"]
        findings = [warehouse.find(c) for c in checks]
    verdicts = Auditor(auditor.docs_dir, AS_OF).judge(
        "marts", "metric_values", findings
    )
    unmet = [c.name for c, v in zip(checks, verdicts, strict=True) if not v]
    assert unmet == ["shares lie between 0 and 1"]


def test_a_day_without_a_calendar_is_a_warning(broken: Path, auditor: Auditor) -> None:
    _execute(broken, "delete from marts.dim_dates where date_day = '2026-05-20'")
    unmet = _unmet(_audit(broken, auditor, ["fct_incidents"]))
    assert list(unmet) == ["started_on is in dim_dates"]
    found = unmet["started_on is in dim_dates"]
    assert found.severity == "warning"
    assert found.unexpected_rows == ({"incident_id": "I2", "started_on": "2026-05-20"},)


def test_a_missing_column_fails_its_checks_and_stops_nothing(
    broken: Path, auditor: Auditor
) -> None:
    _execute(broken, "alter table marts.metric_values drop column n_open")
    unmet = _unmet(_audit(broken, auditor, ["metric_values"]))
    assert list(unmet) == ["n_open is between 0 and n"]
    assert "n_open" in unmet["n_open is between 0 and n"].unexpected_rows[0]["problem"]


RAW = "standard.incidents"


def _raw_unmet(
    database: Path,
    auditor: Auditor,
    history: Sequence[LandingVolume] = (),
    limits: CheckLimits | None = None,
) -> dict[tuple[str, str], CheckOutcome]:
    outcomes = _audit(database, auditor, [RAW], history, limits)
    return {(o.expectation, o.severity): o for o in outcomes if not o.success}


def test_a_required_column_that_is_missing(broken: Path, auditor: Auditor) -> None:
    _execute(broken, "alter table raw_standard.incidents drop column started_at")
    unmet = _raw_unmet(broken, auditor)
    assert list(unmet) == [("required columns are there", "error")]
    assert unmet["required columns are there", "error"].unexpected_rows == (
        {"column_name": "started_at"},
    )


@pytest.mark.parametrize("nothing", ["null", "' N/A '", "''"])
def test_a_required_column_that_is_never_filled(
    broken: Path, auditor: Auditor, nothing: str
) -> None:
    _execute(broken, f"update raw_standard.incidents set started_at = {nothing}")
    unmet = _raw_unmet(broken, auditor)
    assert list(unmet) == [("required columns are filled", "warning")]
    assert unmet["required columns are filled", "warning"].unexpected_rows == (
        {"column_name": "started_at", "readable_rows": "2"},
    )


def test_tombstones_need_nothing_but_their_key(broken: Path, auditor: Auditor) -> None:
    _execute(
        broken, "update raw_standard.incidents set started_at = null, is_deleted = 'Y'"
    )
    assert _raw_unmet(broken, auditor) == {}


def test_a_record_source_needs_its_record(broken: Path, auditor: Auditor) -> None:
    _execute(
        broken,
        "insert into raw_statuspage.incidents values "
        "(null, null, 'statuspage/a.json', 1, 2, '2026-05-31')",
    )
    unmet = _unmet(_audit(broken, auditor, ["statuspage.incidents"]))
    assert unmet["required columns are filled"].unexpected_rows == (
        {"column_name": "record", "readable_rows": "1"},
    )


def test_a_table_that_landed_before_and_is_empty_now(
    broken: Path, auditor: Auditor
) -> None:
    _execute(broken, "delete from raw_standard.incidents")
    before = [
        LandingVolume(
            source="standard", table="incidents", landed_at=datetime(2026, 5, 1), rows=9
        )
    ]
    unmet = _raw_unmet(broken, auditor, before)
    assert list(unmet) == [("rows are there", "error")]
    assert unmet["rows are there", "error"].unexpected_rows == ({"n_rows": "0"},)


def _history(*rows: int) -> list[LandingVolume]:
    return [
        LandingVolume(
            source="standard",
            table="incidents",
            landed_at=datetime(2026, 5, 1) + timedelta(days=day),
            rows=n,
        )
        for day, n in enumerate(rows)
    ]


def test_a_collapse_of_the_volume_is_a_warning(broken: Path, auditor: Auditor) -> None:
    # the median of 3, 5 and 100 is 5; the newest landing has 2 rows: 0.4 of it
    unmet = _raw_unmet(broken, auditor, _history(100, 3, 5))
    assert list(unmet) == [("the newest landing has the usual volume", "warning")]
    (row,) = unmet["the newest landing has the usual volume", "warning"].unexpected_rows
    assert row == {
        "newest_rows": "2.0",
        "median_rows": "5.0",
        "share_of_median": "0.4",
        "history": "100, 3, 5, then 2",
    }


@pytest.mark.parametrize(
    ("rows", "limits"),
    [
        ((3, 4, 100), CheckLimits()),  # exactly half of 4
        ((100, 100), CheckLimits()),  # two landings are no habit
        ((100, 3, 5), CheckLimits(volume_share=0.4)),
    ],
)
def test_a_usual_volume_passes(
    broken: Path, auditor: Auditor, rows: tuple[int, ...], limits: CheckLimits
) -> None:
    assert _raw_unmet(broken, auditor, _history(*rows), limits) == {}


def test_the_store_knows_its_own_earlier_landings(
    broken: Path, auditor: Auditor
) -> None:
    _execute(
        broken,
        "insert into raw_standard.incidents select 'I' || i, 'x', '2026-05-01', null, "
        "null, 'standard/old.csv', i, 1, "
        "timestamp '2026-05-01' + interval (i // 10) day from range(10, 40) t(i); "
        "update marts.row_accounting set raw = 32, accepted = 32 "
        "where source = 'standard' and table_name = 'incidents'",
    )
    unmet = _raw_unmet(broken, auditor)
    assert list(unmet) == [("the newest landing has the usual volume", "warning")]


def _with_unreadable(database: Path, unreadable: int, rows: int) -> None:
    _execute(
        database,
        "insert into raw_standard.incidents select null, null, null, null, '{', "
        f"'standard/x.ndjson', i, 2, '2026-05-31 06:00' from range({unreadable}) t(i); "
        "insert into raw_standard.incidents select 'J' || i, 'x', '2026-05-01', null, "
        "null, 'standard/x.ndjson', i, 2, '2026-05-31 06:00' "
        f"from range({rows - unreadable - 2}) t(i)",
    )


@pytest.mark.parametrize(
    ("unreadable", "severities"),
    [
        (1, []),  # 1 % is not above 1 %
        (2, ["warning"]),
        (98, ["warning"]),
    ],
)
def test_unreadable_lines(
    broken: Path, auditor: Auditor, unreadable: int, severities: list[str]
) -> None:
    _with_unreadable(broken, unreadable, rows=100)
    unmet = _raw_unmet(broken, auditor)
    assert list(unmet) == [("share of unreadable lines", s) for s in severities]
    for outcome in unmet.values():
        assert outcome.unexpected_rows[0]["n_bad"] == str(unreadable)
        assert outcome.unexpected_rows[0]["n_rows"] == "100"


def test_the_share_of_bad_rows_is_configurable(broken: Path, auditor: Auditor) -> None:
    _with_unreadable(broken, 5, rows=100)
    limits = CheckLimits(bad_share_warning=0.05, bad_share_error=0.05)
    assert _raw_unmet(broken, auditor, limits=limits) == {}
    limits = CheckLimits(bad_share_warning=0.04, bad_share_error=0.04)
    assert len(_raw_unmet(broken, auditor, limits=limits)) == 2


def test_quarantined_rows(broken: Path, auditor: Auditor) -> None:
    _execute(
        broken,
        "update marts.row_accounting set accepted = 1, quarantined = 1 "
        "where source = 'standard' and table_name = 'incidents'",
    )
    # warns by default, and stops where a team says so
    assert list(_raw_unmet(broken, auditor)) == [
        ("share of quarantined rows", "warning")
    ]
    unmet = _raw_unmet(broken, auditor, limits=CheckLimits(bad_share_error=0.2))
    assert list(unmet) == [
        ("share of quarantined rows", "error"),
        ("share of quarantined rows", "warning"),
    ]
    outcome = unmet["share of quarantined rows", "error"]
    assert outcome.unexpected_rows == ({"n_bad": "1", "n_rows": "2", "share": "0.5"},)


def test_an_event_in_the_future_is_a_warning(broken: Path, auditor: Auditor) -> None:
    # 2026-06-01 and 14 hours is still all right
    _execute(
        broken,
        "insert into staging.stg_standard__incidents values "
        "('standard/f.csv', 1, 'F1', '2026-06-01 14:00:00', 'accepted'), "
        "('standard/f.csv', 2, 'F2', '2026-06-01 14:00:01', 'accepted'), "
        "('standard/f.csv', 3, 'F3', '2030-01-01', 'superseded')",
    )
    unmet = _raw_unmet(broken, auditor)
    assert list(unmet) == [("no event lies in the future", "warning")]
    assert unmet["no event lies in the future", "warning"].unexpected_rows == (
        {
            "source_file": "standard/f.csv",
            "source_row": "2",
            "started_at": "2026-06-01 14:00:01",
        },
    )


def test_a_stale_table_is_a_warning(broken: Path, auditor: Auditor) -> None:
    # the newest event that is left, of 2026-05-04, is 28 days old on June 1st; the
    # one in the future must not make up for it
    _execute(
        broken,
        "update staging.stg_standard__incidents set started_at = '2031-01-01' "
        "where incident_id = 'I2'",
    )
    assert ("the newest event is recent", "warning") not in _raw_unmet(broken, auditor)
    unmet = _raw_unmet(broken, auditor, limits=CheckLimits(stale_days=27.9))
    assert unmet["the newest event is recent", "warning"].unexpected_rows == (
        {"newest_event": "2026-05-04 00:00:00", "age_days": "28.0"},
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"bad_share_warning": 1.1},
        {"bad_share_warning": 0.3, "bad_share_error": 0.2},
        {"bad_share_error": float("nan")},
        {"stale_days": -1},
        {"future_hours": float("nan")},
        {"volume_landings": 0},
    ],
)
def test_limits_that_cannot_be_meant(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        CheckLimits(**wrong)  # type: ignore[arg-type]


HOSTILE = "<script>alert(1)</script> $n \"' <img src=x onerror=alert(2)> {{ 7*7 }}"


@pytest.fixture(scope="module")
def hostile(
    sound: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, CheckResult]]:
    folder = tmp_path_factory.mktemp("hostile")
    database = Path(shutil.copy(sound, folder / "hostile.duckdb"))
    with duckdb.connect(database) as connection:
        connection.execute(
            "update marts.fct_incidents set title = $1, incident_id = $1, "
            "status = null where incident_id = 'I1'",
            [HOSTILE],
        )
        connection.execute(
            "update marts.dim_teams set team_id = repeat('x', 5000); "
            "insert into marts.dim_teams from marts.dim_teams; "
            "insert into marts.fct_updates values (chr(27) || '[2J', 'I2', null); "
            "insert into marts.dim_services select 'S' || i, null "
            "from range(100, 1300) t(i)"
        )
    docs = folder / "docs"
    yield docs, run_checks(database, docs, as_of=AS_OF.replace(tzinfo=UTC))


def _page(docs: Path, suite: str) -> str:
    (page,) = (docs / "validations" / suite).rglob("*.html")
    return page.read_text(encoding="utf-8")


def test_text_of_exports_is_escaped_in_the_pages(
    hostile: tuple[Path, CheckResult],
) -> None:
    docs, _ = hostile
    page = _page(docs, "marts fct_incidents")
    shown = re.sub(r"&#36;", "$", page)
    assert html.escape(HOSTILE) in shown
    for file in docs.rglob("*"):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            assert "<script" not in text.lower()
            assert "<img" not in text.lower()


def test_the_pages_need_no_network(hostile: tuple[Path, CheckResult]) -> None:
    docs, _ = hostile
    for file in docs.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        loaded = re.findall(r"""(?:src|href)\s*=\s*["']?([^"'\s>]+)""", text)
        assert not [link for link in loaded if "//" in link]
        assert "default-src 'none'" in text
        assert "url(" not in text


def test_every_page_is_reached_from_the_index(
    hostile: tuple[Path, CheckResult],
) -> None:
    docs, result = hostile
    assert result.index == docs / "index.html"
    links = re.findall(r'href="([^"#]+)"', result.index.read_text(encoding="utf-8"))
    reached = {(docs / link.replace("%20", " ")).resolve() for link in links}
    pages = {p.resolve() for p in docs.rglob("*.html")} - {result.index.resolve()}
    assert pages == reached
    assert len(pages) == 2 * (len(MARTS) + 1)


def test_the_page_names_the_rule_and_how_many_rows_break_it(
    hostile: tuple[Path, CheckResult],
) -> None:
    page = _page(hostile[0], "marts dim_services")
    assert "nothing needed is null" in page
    assert "Never null: service_id, service_tier. (error; 1,200 rows in all)" in page
    assert "service_id=S100, service_tier=null" in page


def test_an_outcome_carries_a_sample_and_the_full_count(
    hostile: tuple[Path, CheckResult],
) -> None:
    unmet = {(o.table, o.expectation): o for o in hostile[1].outcomes if not o.success}
    tiers = unmet["dim_services", "nothing needed is null"]
    assert tiers.unexpected_count == 1200
    assert len(tiers.unexpected_rows) == 20
    (team,) = unmet["dim_teams", "key is unique"].unexpected_rows
    assert team["team_id"] == "x" * 199 + "…"
    (update,) = unmet["fct_updates", "nothing needed is null"].unexpected_rows
    assert update["update_id"] == "\\x1b[2J"
    incident = unmet["fct_incidents", "nothing needed is null"]
    assert incident.unexpected_rows[0]["incident_id"] == HOSTILE
    assert all(HOSTILE[:8] not in o.message for o in hostile[1].outcomes)


def test_the_outcomes_are_written_beside_the_pages(
    hostile: tuple[Path, CheckResult],
) -> None:
    docs, result = hostile
    written = json.loads((docs / "checks.json").read_text(encoding="utf-8"))
    assert written["ok"] is False
    # key of dim_teams, nulls of three tables, and of the renamed
    # incident's two handoffs, one action and five observations the parent
    assert written["failed"] == result.failed == 7
    assert (written["passed"], written["warned"]) == (result.passed, 0)
    unmet = [o for o in written["outcomes"] if not o["success"]]
    assert {o["table"] for o in unmet} == {
        "dim_services",
        "dim_teams",
        "fct_actions",
        "fct_handoffs",
        "fct_incidents",
        "fct_updates",
        "metric_observations",
    }
    assert any(HOSTILE in r.values() for o in unmet for r in o["unexpected_rows"])


def test_an_empty_warehouse_passes_and_replaces_an_earlier_audit(
    tmp_path: Path,
) -> None:
    database = tmp_path / "empty.duckdb"
    _execute(database, SCHEMA + LAYERS)
    stale = tmp_path / "docs" / "validations" / "raw standard incidents" / "old.html"
    stale.parent.mkdir(parents=True)
    stale.touch()
    (tmp_path / "docs" / "checks.json").touch()
    result = run_checks(database, tmp_path / "docs", as_of=AS_OF)
    assert not stale.exists()
    assert (result.warned, result.failed) == (0, 0)
    assert {o.suite for o in result.outcomes} == {"marts"}


def test_a_database_without_marts_fails_without_a_crash(
    tmp_path: Path, auditor: Auditor
) -> None:
    database = tmp_path / "bare.duckdb"
    _execute(database, "select 1")
    unmet = _unmet(_audit(database, auditor, ["dim_dates", "metric_values"]))
    assert list(unmet) == ["the table is there"]


ALONE = """
import os
import sys
from datetime import datetime
from pathlib import Path
import scorecard.check
assert not [m for m in sys.modules if m.startswith("great_expectations")]
calls = []
sys.addaudithook(lambda event, _: event.startswith("socket.") and calls.append(event))
result = scorecard.check.run_checks(
    Path("db.duckdb"), Path("docs"), as_of=datetime(2026, 6, 1)
)
assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
assert not {"socket.connect", "socket.getaddrinfo", "socket.sendto"} & set(calls)
print(result.ok)
"""


def test_a_run_is_quiet_and_writes_only_its_folder(sound: Path, tmp_path: Path) -> None:
    for name in ("home", "tmp", "work"):
        (tmp_path / name).mkdir()
    work = tmp_path / "work"
    shutil.copy(sound, work / "db.duckdb")
    before = (work / "db.duckdb").read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        cwd=work,
        env={
            **os.environ,
            "HOME": str(tmp_path / "home"),
            "TMPDIR": str(tmp_path / "tmp"),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert list((tmp_path / "home").iterdir()) == []
    assert list((tmp_path / "tmp").iterdir()) == []
    assert {p.name for p in work.iterdir()} == {"db.duckdb", "docs"}
    assert (work / "db.duckdb").read_bytes() == before
    assert {p.name for p in (work / "docs").iterdir()} == {
        "index.html",
        "checks.json",
        "expectations",
        "validations",
    }


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match=r"no database .*nothing\.duckdb"):
        run_checks(tmp_path / "nothing.duckdb", tmp_path / "docs")
    (tmp_path / "text.duckdb").write_text("no database at all, but long enough " * 200)
    with pytest.raises(CheckError, match=r"text\.duckdb cannot be opened"):
        run_checks(tmp_path / "text.duckdb", tmp_path / "docs")


def test_a_folder_of_other_files_is_left_alone(sound: Path, tmp_path: Path) -> None:
    (tmp_path / "validations").mkdir()
    (tmp_path / "validations" / "mine.txt").write_text("mine")
    with pytest.raises(CheckError, match="holds other files"):
        run_checks(sound, tmp_path)
    assert (tmp_path / "validations" / "mine.txt").read_text() == "mine"


def test_a_raw_store_that_has_moved(broken: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    _execute(
        broken,
        f"copy raw_standard.pages to '{store}/a.parquet'; "
        "drop table raw_standard.pages; create view raw_standard.pages as "
        f"from read_parquet('{store}/*.parquet')",
    )
    shutil.rmtree(store)
    with pytest.raises(CheckError, match="raw store cannot be read"):
        run_checks(broken, tmp_path / "docs")

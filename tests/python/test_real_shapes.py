"""Payloads in the shapes that real tools export, every row of them made up."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conftest import Finished, MakeOnce, finished, ran, scorecard

AUDIT_HEADER = (
    "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,"
    "made_sla,caller_id,opened_by,opened_at,sys_created_by,sys_created_at,"
    "sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,"
    "u_symptom,cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,"
    "u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,closed_code,"
    "resolved_by,resolved_at,closed_at"
)

# number, opened_at, resolved_at, closed_at; then the updates:
# sys_mod_count, sys_updated_at, incident_state, priority, assignment_group
AUDIT = [
    # the group is lost and found: one handoff, from the last known group
    (
        ("INC0900001", "1/3/2016 08:00", "1/3/2016 12:30", "6/3/2016 12:30"),
        [
            ("0", "1/3/2016 08:05", "New", "3 - Moderate", "Blue team"),
            ("2", "1/3/2016 09:00", "Active", "2 - High", "?"),
            ("3", "1/3/2016 09:30", "Active", "2 - High", "Red team"),
            ("5", "1/3/2016 12:30", "Resolved", "2 - High", "Red team"),
            ("6", "6/3/2016 12:30", "Closed", "2 - High", "?"),
        ],
    ),
    # never resolved, though closed; two updates share version 4, version 10 comes
    # after them though its clock runs backwards, and the rows are out of order
    (
        ("INC0900002", "29/2/2016 01:16", "?", "9/3/2016 10:00"),
        [
            ("10", "2/3/2016 09:59", "Closed", "1 - Critical", "Blue team"),
            ("0", "29/2/2016 01:20", "New", "1 - Critical", "?"),
            ("4", "2/3/2016 10:05", "Active", "1 - Critical", "Red team"),
            ("4", "2/3/2016 10:00", "Active", "1 - Critical", "Blue team"),
        ],
    ),
    # no group and no priority was ever known; a state that is a mere number
    (
        ("INC0900003", "31/3/2016 23:50", "1/4/2016 00:30", "?"),
        [
            ("1", "31/3/2016 23:55", "-100", "?", "?"),
            ("7", "1/4/2016 00:30", "Resolved", "?", "?"),
        ],
    ),
    # not an incident after all
    (
        ("INC0900004", "5/3/2016 10:00", "5/3/2016 11:00", "?"),
        [("1", "5/3/2016 11:00", "Canceled", "3 - Moderate", "Blue team")],
    ),
    # there is no 31 February
    (
        ("INC0900005", "31/2/2016 10:00", "?", "?"),
        [("0", "1/3/2016 10:00", "New", "3 - Moderate", "Blue team")],
    ),
]

PAGE = {
    "id": "pg0example00",
    "name": "Example",
    "url": "https://status.example.com",
    "time_zone": "Etc/UTC",
    "updated_at": "2026-05-30T00:00:00.000Z",
}


def update(update_id: str | None, incident: str, status: str, at: str) -> Any:
    record = {
        "status": status,
        "body": f"We are {status}, {{{{ so far }}}}.",
        "incident_id": incident,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
        "affected_components": None,
        "deliver_notifications": True,
    }
    return record if update_id is None else {"id": update_id, **record}


def page_incident(incident_id: str, **fields: Any) -> Any:
    return {
        "id": incident_id,
        "name": f"Trouble {incident_id}",
        "status": "resolved",
        "created_at": "2026-05-04T10:00:00.123Z",
        "updated_at": "2026-05-04T11:00:00.000Z",
        "monitoring_at": None,
        "resolved_at": None,
        "impact": "minor",
        "shortlink": "https://stspg.example/x",
        "page_id": PAGE["id"],
        "incident_updates": [],
        "components": [],
        **fields,
    }


OUTAGE = page_incident(
    "aaa1",
    impact="major",
    started_at="2026-05-04T09:58:00.000Z",
    monitoring_at="2026-05-04T10:40:00.000Z",
    resolved_at="2026-05-04T11:00:00.000Z",
    incident_updates=[
        update("u3", "aaa1", "resolved", "2026-05-04T11:00:00.000Z"),
        update("u2", "aaa1", "monitoring", "2026-05-04T10:40:00.000Z"),
        update(None, "aaa1", "identified", "2026-05-04T10:20:00.000Z"),
        update("u1", "aaa1", "investigating", "2026-05-04T10:05:00.000Z"),
    ],
)

LATER_EXPORT_OF_OUTAGE = {
    **OUTAGE,
    "status": "postmortem",
    "updated_at": "2026-05-06T08:00:00.000Z",
    "incident_updates": [
        update("u4", "aaa1", "postmortem", "2026-05-06T08:00:00.000Z"),
        *OUTAGE["incident_updates"],
    ],
}

OPEN = page_incident(
    "bbb2",
    status="investigating",
    impact="critical",
    created_at="2026-05-10T00:30:00+02:00",
    incident_updates=[
        update("u5", "bbb2", "investigating", "2026-05-10T00:31:00+02:00")
    ],
)

QUIET = page_incident(
    "ccc3",
    impact="none",
    created_at="2026-05-12T06:00:00.000Z",
    resolved_at="2026-05-12T06:45:30.000Z",
)

MAINTENANCE = page_incident(
    "ddd4",
    status="completed",
    impact="maintenance",
    scheduled_for="2026-05-20T10:00:00.000Z",
    scheduled_until="2026-05-20T12:00:00.000Z",
    incident_updates=[update("u6", "ddd4", "completed", "2026-05-20T12:00:00.000Z")],
)


def audit_log() -> str:
    rows = [
        {
            "number": number,
            "opened_at": opened,
            "resolved_at": resolved,
            "closed_at": closed,
            "sys_mod_count": version,
            "sys_updated_at": updated,
            "incident_state": state,
            "priority": priority,
            "assignment_group": group,
            "reopen_count": "0",
            "category": "Category 26",
        }
        for (number, opened, resolved, closed), updates in AUDIT
        for version, updated, state, priority, group in updates
    ]
    # the first row is exported a second time
    rows.append(rows[0])
    buffer = io.StringIO(newline="")
    out = csv.DictWriter(
        buffer, AUDIT_HEADER.split(","), restval="?", lineterminator="\n"
    )
    out.writeheader()
    out.writerows(rows)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def done(make_once: MakeOnce) -> Finished:
    """`scorecard run` on both shapes, with the default configuration."""

    def run(folder: Path) -> None:
        exports = folder / "exports"
        (exports / "servicenow").mkdir(parents=True)
        (exports / "servicenow/audit.csv").write_text(audit_log(), encoding="utf-8")
        pages = {
            "2026-05.json": [MAINTENANCE, QUIET, OPEN, OUTAGE],
            "2026-06.json": [LATER_EXPORT_OF_OUTAGE],
        }
        (exports / "statuspage").mkdir()
        for name, incidents in pages.items():
            (exports / "statuspage" / name).write_text(
                json.dumps({"page": PAGE, "incidents": incidents}), encoding="utf-8"
            )
        ran(folder, "run", "--exports", exports)

    result = finished(make_once("real_shapes", run))
    assert result.outcome.code == 0, result.outcome.stderr
    return result


def query(done: Finished, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(done.published), read_only=True) as connection:
        return connection.execute(sql).fetchall()


# ---------- ServiceNow


def test_audit_rows_become_incidents(done: Finished) -> None:
    rows = query(
        done,
        "select incident_id, is_countable, month, severity, severity_initial,"
        " severity_max, owner_team_id, time_to_resolve_minutes"
        " from marts.fct_incidents where source = 'servicenow' order by 1",
    )
    blue, red = "servicenow:Blue team", "servicenow:Red team"
    number = "servicenow:INC090000"
    assert rows == [
        (f"{number}1", True, "2016-03", "sev2", "sev3", "sev2", red, 270.0),
        (f"{number}2", True, "2016-02", "sev1", "sev1", "sev1", blue, None),
        (f"{number}3", True, "2016-03", "unmapped", None, None, None, 40.0),
        (f"{number}4", False, "2016-03", "sev3", "sev3", "sev3", blue, None),
    ]


def test_a_closing_time_is_no_resolution(done: Finished) -> None:
    assert query(
        done,
        "select status, resolved_at from marts.fct_incidents"
        " where incident_id = 'servicenow:INC0900002'",
    ) == [("resolved", None)]


def test_changes_of_the_known_group_are_handoffs(done: Finished) -> None:
    rows = query(
        done,
        "select incident_id, from_team_id, to_team_id, occurred_at::varchar"
        " from marts.fct_handoffs order by incident_id, to_team_id desc",
    )
    blue, red = "servicenow:Blue team", "servicenow:Red team"
    assert rows == [
        ("servicenow:INC0900001", blue, red, "2016-03-01 09:30:00"),
        ("servicenow:INC0900002", blue, red, "2016-03-02 10:05:00"),
        ("servicenow:INC0900002", red, blue, "2016-03-02 09:59:00"),
    ]


# ---------- Statuspage


def test_page_entries_become_incidents_without_maintenance(done: Finished) -> None:
    rows = query(
        done,
        "select incident_id, severity, severity_raw, started_at::varchar,"
        " time_to_resolve_minutes from marts.fct_incidents"
        " where source = 'statuspage' and is_countable order by 1",
    )
    assert rows == [
        ("statuspage:aaa1", "sev2", "major", "2026-05-04 09:58:00", 62.0),
        ("statuspage:bbb2", "sev1", "critical", "2026-05-09 22:30:00", None),
        ("statuspage:ccc3", "unmapped", None, "2026-05-12 06:00:00", 45.5),
    ]


def test_page_updates_are_external_communication(done: Finished) -> None:
    rows = query(
        done,
        "select update_id, incident_id, audience, sent_at::varchar"
        " from marts.fct_updates order by 1",
    )
    assert rows == [
        ("statuspage:u1", "statuspage:aaa1", "external", "2026-05-04 10:05:00"),
        ("statuspage:u2", "statuspage:aaa1", "external", "2026-05-04 10:40:00"),
        ("statuspage:u3", "statuspage:aaa1", "external", "2026-05-04 11:00:00"),
        ("statuspage:u4", "statuspage:aaa1", "external", "2026-05-06 08:00:00"),
        ("statuspage:u5", "statuspage:bbb2", "external", "2026-05-09 22:31:00"),
    ]


def test_an_update_without_an_id_is_named(done: Finished) -> None:
    rows = query(
        done,
        "select source, table_name, rule, column_name, raw_value, source_file,"
        " source_row from marts.quality_issues",
    )
    assert [row[:4] + row[5:] for row in rows] == [
        (
            "statuspage",
            "incidents",
            "unparseable_value",
            "incident_updates",
            "statuspage/2026-06.json",
            1,
        )
    ]
    assert json.loads(rows[0][4])["status"] == "identified"


# ---------- both


def test_every_raw_row_has_its_fate(done: Finished) -> None:
    rows = query(
        done,
        "select source, table_name, raw, accepted, superseded, deleted, quarantined"
        " from marts.row_accounting where raw > 0 order by 1",
    )
    assert rows == [
        ("servicenow", "incident_events", 14, 12, 1, 0, 1),
        ("statuspage", "incidents", 5, 4, 1, 0, 0),
    ]
    assert query(
        done,
        "select source, rule, column_name, raw_value, source_file, source_row"
        " from marts.quarantine",
    ) == [
        (
            "servicenow",
            "unparseable_required",
            "opened_at",
            "31/2/2016 10:00",
            "servicenow/audit.csv",
            13,
        )
    ]


def test_only_what_the_exports_carry_has_figures(done: Finished) -> None:
    rows = query(done, "select distinct metric_id from marts.metric_values")
    assert {metric_id for (metric_id,) in rows} == {
        "handoff_count",
        "time_to_mitigate",
        "time_to_resolve",
        "sev1_share",
        "sev1_per_month",
    }


def test_without_ai_usage_there_is_one_attribution(done: Finished) -> None:
    assert query(done, "select distinct attribution from marts.metric_values") == [
        ("all",)
    ]


@pytest.mark.parametrize(
    ("metric_id", "period_name", "n", "value", "n_open"),
    [
        # INC0900002 alone: two handoffs, never resolved
        ("handoff_count", "2016-02", 1, 2.0, 1),
        # INC0900001; no group of INC0900003 is known
        ("handoff_count", "2016-03", 1, 1.0, 0),
        # 270 and 40 minutes
        ("time_to_resolve", "2016-03", 2, 155.0, 0),
        # 62 and 45.5 minutes
        ("time_to_resolve", "2026-05", 2, 53.75, 0),
        # aaa1: 9:58 to 10:40
        ("time_to_mitigate", "2026-05", 1, 42.0, 0),
        # bbb2 of aaa1 and bbb2
        ("sev1_share", "2026-05", 2, 0.5, 1),
        # no sev1, but a severity is captured
        ("sev1_per_month", "2016-03", 0, 0.0, 0),
    ],
)
def test_the_figures_are_those_of_the_rows(
    metric_id: str,
    period_name: str,
    n: int,
    value: float,
    n_open: int,
    done: Finished,
) -> None:
    assert query(
        done,
        "select n, value, n_open from marts.metric_values"
        f" where metric_id = '{metric_id}' and period_name = '{period_name}'"
        " and segment = 'all'",
    ) == [(n, value, n_open)]


@pytest.mark.parametrize(
    ("capability", "source", "month", "expected", "captured", "status"),
    [
        ("context_packets", "servicenow", "2016-03", 2, 0, "missing"),
        ("ai_usage", "statuspage", "2026-05", 3, 0, "missing"),
        ("actions", "statuspage", "2026-05", 3, 0, "missing"),
        ("changes", "servicenow", "2016-02", 1, 0, "missing"),
        ("resolution_time", "servicenow", "2016-02", 1, 0, "missing"),
        ("resolution_time", "servicenow", "2016-03", 2, 2, "complete"),
        ("resolution_time", "statuspage", "2026-05", 3, 2, "partial"),
        ("incident_severity", "servicenow", "2016-03", 2, 1, "partial"),
        ("incident_severity", "statuspage", "2026-05", 3, 2, "partial"),
        ("handoffs", "servicenow", "2016-02", 1, 1, "complete"),
        ("internal_updates", "statuspage", "2026-05", 3, 0, "missing"),
    ],
)
def test_coverage_says_what_is_missing(
    capability: str,
    source: str,
    month: str,
    expected: int,
    captured: int,
    status: str,
    done: Finished,
) -> None:
    assert query(
        done,
        "select n_expected, n_captured, status, completeness"
        " from marts.instrumentation_coverage"
        f" where capability = '{capability}' and source = '{source}'"
        f" and month = '{month}'",
    ) == [(expected, captured, status, captured / expected)]


def test_status_says_why_a_metric_is_not_measured(done: Finished) -> None:
    outcome = scorecard("status", "--warehouse", done.folder)
    assert outcome.code == 0
    lines = [" ".join(line.split()) for line in outcome.stdout.splitlines()]
    assert "B time_to_resolve 4 measured" in lines
    (line,) = [line for line in lines if "context_quality_score" in line]
    assert line.startswith("A context_quality_score 0 not measured: the export lacks")
    assert "context_packets" in line

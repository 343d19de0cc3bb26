import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scorecard.config import (
    DEFAULT_SEEDS,
    Config,
    ConfigError,
    load_config,
    merge,
)
from scorecard.config.cells import lower
from scorecard.config.models import ROW_TYPES, Vars

ROOT = Path(__file__).parents[2]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return folder


def column(config: Config, seed: str, name: str) -> list[Any]:
    return [getattr(located.row, name) for located in config.tables[seed].rows]


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def problems_of(folder: Path | None) -> list[tuple[str, int, str, str]]:
    with pytest.raises(ConfigError) as caught:
        load_config(folder)
    return [(p.file.name, p.line, p.column, str(p)) for p in caught.value.problems]


# ---------- bad configuration: file, content, line, column, a part of the message

SEVERITY = "raw_value,severity\n"
TIERS = "raw_value,service_tier\n"
FIELDS = "service_tier,field_name\n"
WEIGHTS = "component,weight\n"
ACTIVATION = "incident_class,service_tier,activated_on\n"
WINDOWS = "window_name,starts_on,ends_on\n"
BOUNDARIES = "occurred_on,kind,description\n"

BAD: dict[str, tuple[str, str | bytes, int, str, str]] = {
    # files
    "unknown file": ("severity_mapp.csv", "x", 1, "(file)", "severity_map.csv?"),
    "vars with another ending": ("vars.yaml", "", 1, "(file)", "vars.yml?"),
    "file that is no seed": ("notes.txt", "", 1, "(file)", "not a configuration file"),
    "catalogue replaced": ("metric_definitions.csv", "", 1, "(file)", "be replaced"),
    "captures replaced": ("captures.csv", "capture_id\n", 1, "(file)", "be replaced"),
    "file without a byte": ("severity_map.csv", "", 1, "(file)", "is empty"),
    "not UTF-8": (
        "severity_map.csv",
        SEVERITY.encode() + b"crit,sev1\nd\xe9sastre,sev1\n",
        3,
        "(file)",
        "Save it again as UTF-8",
    ),
    "UTF-16": (
        "severity_map.csv",
        SEVERITY.encode("utf-16"),
        1,
        "(file)",
        "not UTF-8",
    ),
    # headers
    "unknown column": (
        "severity_map.csv",
        "raw_value,severity,note\n",
        1,
        "note",
        "is no column of severity_map",
    ),
    "column missing": ("severity_map.csv", "raw_value\n", 1, "severity", "is missing"),
    "column twice": (
        "severity_map.csv",
        "raw_value,severity,severity\n",
        1,
        "severity",
        "is there twice",
    ),
    "semicolons": (
        "severity_map.csv",
        "raw_value;severity\np1;sev1\n",
        1,
        "(row)",
        "comma-separated",
    ),
    # rows
    "short row": (
        "severity_map.csv",
        SEVERITY + "p1,sev1\np2\n",
        3,
        "severity",
        "1 cells, the header has 2",
    ),
    "long row": (
        "severity_map.csv",
        SEVERITY + "p1,sev1,x\n",
        2,
        "severity",
        "3 cells, the header has 2",
    ),
    "open quote": (
        "severity_map.csv",
        SEVERITY + 'p1,sev1\n"p2,sev2\np3,sev3\n',
        3,
        "(row)",
        "not valid CSV",
    ),
    "stray quote": (
        "severity_map.csv",
        SEVERITY + '"p"1,sev1\n',
        2,
        "(row)",
        "not valid CSV",
    ),
    "blank required cell": (
        "severity_map.csv",
        SEVERITY + "p1,sev1\np2,  \n",
        3,
        "severity",
        "the cell is blank",
    ),
    "duplicate key": (
        "severity_map.csv",
        SEVERITY + "p1,sev1\np2,sev2\np1,sev3\n",
        4,
        "raw_value",
        "'p1' is already in line 2",
    ),
    "duplicate key after normalising": (
        "severity_map.csv",
        SEVERITY + "P1,sev1\n  p1 ,sev2\n",
        3,
        "raw_value",
        "'p1' is already in line 2",
    ),
    "duplicate composite key": (
        "required_context_fields.csv",
        FIELDS + "internal_tooling,a\ninternal_tooling, a\n",
        3,
        "service_tier",
        "'internal_tooling' with 'a' is already in line 2",
    ),
    "line counted across blank lines": (
        "severity_map.csv",
        SEVERITY + "\n\np1,sevv\n",
        4,
        "severity",
        "'sevv' is not a severity",
    ),
    # cells
    "control character": (
        "severity_map.csv",
        SEVERITY + "p\x07one,sev1\n",
        2,
        "raw_value",
        "U+0007",
    ),
    "line break in a cell": (
        "severity_map.csv",
        SEVERITY + '"p\n1",sev1\n',
        2,
        "raw_value",
        "U+000A",
    ),
    "line after a line break in a cell": (
        "boundaries.csv",
        BOUNDARIES + '2026-01-01,"a b",x\n2026-13-01,b,x\n',
        3,
        "occurred_on",
        "no day of the calendar",
    ),
    "text direction turned": (
        "severity_map.csv",
        SEVERITY + "p\u202e1,sev1\n",
        2,
        "raw_value",
        "U+202E",
    ),
    "invisible space": (
        "severity_map.csv",
        SEVERITY + "p\u200b1,sev1\n",
        2,
        "raw_value",
        "U+200B",
    ),
    "the word null": (
        "severity_map.csv",
        SEVERITY + "NULL,sev1\n",
        2,
        "raw_value",
        "reads as a blank cell",
    ),
    "cell too long": (
        "severity_map.csv",
        SEVERITY + "x" * 1001 + ",sev1\n",
        2,
        "raw_value",
        "has 1001 characters. Shorten it to 1000",
    ),
    "severity of another shape": (
        "severity_map.csv",
        SEVERITY + "p1,critical\n",
        2,
        "severity",
        "Use sev1 to sev9",
    ),
    "sev0 as a level": (
        "severity_map.csv",
        SEVERITY + "p0,sev0\n",
        2,
        "severity",
        "Use sev1 to sev9",
    ),
    "unknown status": (
        "status_map.csv",
        "raw_value,status\nwip,opened\n",
        2,
        "status",
        "Did you mean open?",
    ),
    "status with no likely spelling": (
        "status_map.csv",
        "raw_value,status\nwip,zzz\n",
        2,
        "status",
        "Use one of open, mitigated, resolved, cancelled, duplicate",
    ),
    "tier not in snake_case": (
        "service_tier_map.csv",
        TIERS + "t1,Tier One\n",
        2,
        "service_tier",
        "snake_case",
    ),
    "class that a segment label needs": (
        "incident_class_map.csv",
        "raw_value,incident_class\nany,all\n",
        2,
        "incident_class",
        "'all' is reserved",
    ),
    "tier called unmapped": (
        "service_tier_map.csv",
        TIERS + "t9,unmapped\n",
        2,
        "service_tier",
        "'unmapped' is reserved",
    ),
    "tier that no map reaches": (
        "required_context_fields.csv",
        FIELDS + "internal_toolin,recent_changes\n",
        2,
        "service_tier",
        "Did you mean internal_tooling?",
    ),
    "activation of an unknown class": (
        "ai_activation.csv",
        ACTIVATION + "database,,2026-01-01\n",
        2,
        "incident_class",
        "is not a known incident_class",
    ),
    "activation of an unknown tier": (
        "ai_activation.csv",
        ACTIVATION + ",tier_9,2026-01-01\n",
        2,
        "service_tier",
        "is not a known service_tier",
    ),
    "activation twice": (
        "ai_activation.csv",
        ACTIVATION + "other,,2026-01-01\nother,,2026-01-01\n",
        3,
        "incident_class",
        "'other' with blank with '2026-01-01' is already in line 2",
    ),
    "activation without a date": (
        "ai_activation.csv",
        ACTIVATION + "other,,\n",
        2,
        "activated_on",
        "the cell is blank",
    ),
    "American date": (
        "ai_activation.csv",
        ACTIVATION + ",,01/31/2026\n",
        2,
        "activated_on",
        "Write it as YYYY-MM-DD",
    ),
    "date with a time": (
        "ai_activation.csv",
        ACTIVATION + ",,2026-01-31T00:00:00\n",
        2,
        "activated_on",
        "is not a date",
    ),
    "number as a date": (
        "ai_activation.csv",
        ACTIVATION + ",,1767225600\n",
        2,
        "activated_on",
        "is not a date",
    ),
    "day that does not exist": (
        "ai_activation.csv",
        ACTIVATION + ",,2026-02-30\n",
        2,
        "activated_on",
        "no day of the calendar",
    ),
    "weight that is no number": (
        "context_quality_weights.csv",
        WEIGHTS + "evidence,much\n",
        2,
        "weight",
        "'much' is not a number",
    ),
    "weight that is nan": (
        "context_quality_weights.csv",
        WEIGHTS + "evidence,nan\n",
        2,
        "weight",
        "'nan' is not a number",
    ),
    "weight with a decimal comma": (
        "context_quality_weights.csv",
        WEIGHTS + 'evidence,"0,5"\n',
        2,
        "weight",
        "'0,5' is not a number",
    ),
    "negative weight": (
        "context_quality_weights.csv",
        WEIGHTS + "completeness,1\nevidence,-0.1\n",
        3,
        "weight",
        "is negative",
    ),
    "weights all zero": (
        "context_quality_weights.csv",
        WEIGHTS + "completeness,0\nevidence,0.0\n",
        2,
        "weight",
        "every weight is 0",
    ),
    "unknown component": (
        "context_quality_weights.csv",
        WEIGHTS + "clarity,1\n",
        2,
        "component",
        "Use one of completeness, evidence, freshness, consistency",
    ),
    "unknown window": (
        "analysis_windows.csv",
        WINDOWS + "next,2026-01-01,2026-02-01\n",
        2,
        "window_name",
        "Use one of baseline, current",
    ),
    "window without a day": (
        "analysis_windows.csv",
        WINDOWS + "current,2026-02-01,2026-02-01\n",
        2,
        "ends_on",
        "not after its start",
    ),
    "window backwards": (
        "analysis_windows.csv",
        WINDOWS + "current,2026-02-01,2026-01-01\n",
        2,
        "ends_on",
        "not after its start",
    ),
    "window twice": (
        "analysis_windows.csv",
        WINDOWS + "current,2026-01-01,2026-02-01\ncurrent,2026-02-01,2026-03-01\n",
        3,
        "window_name",
        "already in line 2",
    ),
    "windows that overlap": (
        "analysis_windows.csv",
        WINDOWS + "current,2026-01-31,2026-03-01\nbaseline,2026-01-01,2026-02-01\n",
        2,
        "starts_on",
        "before the baseline ends",
    ),
    "boundary twice": (
        "boundaries.csv",
        BOUNDARIES + "2026-01-01,reorg,a\n2026-01-01,reorg,b\n",
        3,
        "occurred_on",
        "'2026-01-01' with 'reorg' is already in line 2",
    ),
    "unknown metric": (
        "headline_metrics.csv",
        "metric_id\ntime_to_mitigat\n",
        2,
        "metric_id",
        "Did you mean time_to_mitigate?",
    ),
    "metric twice": (
        "headline_metrics.csv",
        "metric_id\nhandoff_count\nhandoff_count\n",
        3,
        "metric_id",
        "already in line 2",
    ),
    # vars
    "unknown var": (
        "vars.yml",
        "currency: EUR\nrefresh_target: 15\n",
        2,
        "refresh_target",
        "is not a var that can be set",
    ),
    "var twice": (
        "vars.yml",
        "currency: EUR\ncurrency: USD\n",
        2,
        "currency",
        "already set in line 1",
    ),
    "broken YAML": ("vars.yml", "currency: EUR\n  x: [1\n", 2, "(file)", "valid YAML"),
    "YAML with a control character": (
        "vars.yml",
        "currency: EUR\n# \x07\n",
        2,
        "(file)",
        "U+0007",
    ),
    "two YAML documents": (
        "vars.yml",
        "currency: EUR\n---\ncurrency: USD\n",
        2,
        "(file)",
        "valid YAML",
    ),
    "YAML nested without end": ("vars.yml", "[" * 5000, 1, "(file)", "too deeply"),
    "YAML list": ("vars.yml", "- currency\n", 1, "(file)", "not a mapping"),
    "var that is a list": (
        "vars.yml",
        "currency: [EUR]\n",
        1,
        "currency",
        "list or a mapping",
    ),
    "blank var": ("vars.yml", "currency:\n", 1, "currency", "the value is blank"),
    "var with a control character": (
        "vars.yml",
        'currency: "U\\aSD"\n',
        1,
        "currency",
        "U+0007",
    ),
    "negative var": (
        "vars.yml",
        "repeat_window_days: -1\n",
        1,
        "repeat_window_days",
        "is negative",
    ),
    "infinite var": (
        "vars.yml",
        "refresh_target_minutes: .inf\n",
        1,
        "refresh_target_minutes",
        "is not a number",
    ),
    "var that is no number": (
        "vars.yml",
        "cadence_tolerance_minutes: yes\n",
        1,
        "cadence_tolerance_minutes",
        "'yes' is not a number",
    ),
    "unknown time zone": (
        "vars.yml",
        "reporting_timezone: europe/berlim\n",
        1,
        "reporting_timezone",
        "Did you mean Europe/Berlin?",
    ),
    "time zone that is a path": (
        "vars.yml",
        "reporting_timezone: ../../etc/passwd\n",
        1,
        "reporting_timezone",
        "is not a time zone",
    ),
    "confidence as a percentage": (
        "vars.yml",
        "confidence_level: 90\n",
        1,
        "confidence_level",
        "between 0.5 and 1",
    ),
    "confidence of one half": (
        "vars.yml",
        "confidence_level: 0.5\n",
        1,
        "confidence_level",
        "between 0.5 and 1",
    ),
    "confidence of one": (
        "vars.yml",
        "confidence_level: 1.0\n",
        1,
        "confidence_level",
        "between 0.5 and 1",
    ),
    "currency sign": ("vars.yml", "currency: €\n", 1, "currency", "ISO 4217"),
    "currency with Jinja": (
        "vars.yml",
        "currency: '{{ env_var(\"HOME\") }}'\n",
        1,
        "currency",
        "ISO 4217",
    ),
    "currency in small letters": ("vars.yml", "currency: usd\n", 1, "currency", "ISO"),
    "currency by name": ("vars.yml", "currency: EURO\n", 1, "currency", "ISO 4217"),
    "two currencies": ("vars.yml", "currency: USD, EUR\n", 1, "currency", "ISO 4217"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_configuration_is_refused_with_its_place(case: str, tmp_path: Path) -> None:
    name, content, line, column_name, part = BAD[case]
    folder = write(tmp_path / "config", name, content)

    found = problems_of(folder)

    assert [problem[:3] for problem in found] == [(name, line, column_name)]
    message = found[0][3]
    assert message.startswith(f"{folder / name}:{line}:{column_name}: ")
    assert part in message
    assert message.isprintable()
    assert message.endswith((".", "?"))


# ---------- bad costs, rates and shares: rows, the column of the last one, a part of
# the message; the last row is the one at fault

HEADERS = {
    "downtime_costs": (
        "service_tier,severity,component,cost_per_minute_low,cost_per_minute_high,"
        "effective_from,source"
    ),
    "hourly_rates": "role,rate_low,rate_high,effective_from",
    "workflow_savings": "feature,responder_role,time_sink,minutes_low,minutes_high",
    "recapture_shares": "bucket,share_low,share_high",
    "capacity_uses": "month,use,hours",
    "programme_costs": "month,item,cost_low,cost_high",
}

BAD_ROWS: dict[str, list[tuple[list[str], str, str]]] = {
    "downtime_costs": [
        (
            [",sev1,lost_revenue,90.5,90,,x"],
            "cost_per_minute_low",
            "'90.5' is above cost_per_minute_high, which is '90'",
        ),
        (
            [",,lost_revenue,-1,5,,x"],
            "cost_per_minute_low",
            "'-1' is negative. Write 0 or more",
        ),
        ([",,lost_revenue,1,$5,,x"], "cost_per_minute_high", "without a currency sign"),
        (
            [',,lost_revenue,1,"1,200",,x'],
            "cost_per_minute_high",
            "'1,200' is not a number",
        ),
        ([",,lost_revenue,1,inf,,x"], "cost_per_minute_high", "'inf' is not a number"),
        ([",,lost_revenue,1,1e99,,x"], "cost_per_minute_high", "'1e99' is too large"),
        (
            [",,sla_penalties,,5,,x"],
            "cost_per_minute_low",
            "sla_penalties needs a low and a high",
        ),
        (
            [",,sla_penalties,5,,,x"],
            "cost_per_minute_high",
            "sla_penalties needs a low and a high",
        ),
        ([",,,1,5,,x"], "component", "the cell is blank"),
        ([",,lost_revenu,1,5,,x"], "component", "Did you mean lost_revenue?"),
        (
            ["tier_1,,lost_revenue,1,5,,x"],
            "service_tier",
            "'tier_1' is not a known service_tier",
        ),
        (["Tier 1,,lost_revenue,1,5,,x"], "service_tier", "snake_case"),
        (["all,,lost_revenue,1,5,,x"], "service_tier", "Leave the cell blank for any"),
        (
            [",sev4,lost_revenue,1,5,,x"],
            "severity",
            "Use one of sev1, sev2, sev3, unmapped, or add the",
        ),
        ([",P1,lost_revenue,1,5,,x"], "severity", "'P1' is not a severity"),
        ([",Any,lost_revenue,1,5,,x"], "severity", "Leave the cell blank for any"),
        (
            [",,lost_revenue,1,5,2026-02-30,x"],
            "effective_from",
            "no day of the calendar",
        ),
        ([",,lost_revenue,1,5,2026-02,x"], "effective_from", "'2026-02' is not a date"),
        (
            [
                ",sev1,lost_revenue,1,5,2026-01-01,x",
                ",sev1,lost_revenue,1,5,2026-02-01,x",
                ",sev1, lost_revenue ,2,6,2026-01-01,y",
            ],
            "service_tier",
            "'sev1' with 'lost_revenue' with '2026-01-01' is already in line 2",
        ),
        (
            [",,lost_revenue,1,5,,x", "  ,,lost_revenue,2,6, ,y"],
            "service_tier",
            "blank with blank with 'lost_revenue' with blank is already in line 2",
        ),
        (
            [",sev1,brand_impact,5,,,In the news"],
            "cost_per_minute_low",
            "into words, not into money",
        ),
        (
            [",sev1,brand_impact,,0,,In the news"],
            "cost_per_minute_high",
            "into words, not into money",
        ),
        ([",sev1,brand_impact,,,, "], "source", "brand_impact has nothing else to say"),
    ],
    "hourly_rates": [
        (["scribe,60,50,"], "rate_low", "'60' is above rate_high"),
        (["primary_responders,50,60,"], "role", "Did you mean primary_responder?"),
        (["sre,50,60,"], "role", "secondary_responder, support, customer_success,"),
        ([",50,60,"], "role", "the cell is blank"),
        (
            ["support,50,60,", "support,50,60,2026-01-01", "support,55,65,"],
            "role",
            "'support' with blank is already in line 2",
        ),
        (
            ["scribe,50,60,2026-01-01", "scribe,55,65,2026-01-01"],
            "role",
            "'scribe' with '2026-01-01' is already in line 2",
        ),
        (["scribe,-0.01,60,"], "rate_low", "is negative"),
        (["scribe,50,,"], "rate_high", "the cell is blank"),
        (["scribe,50,60,01/31/2026"], "effective_from", "Write it as YYYY-MM-DD"),
    ],
    "workflow_savings": [
        (["action,,,10,5"], "minutes_low", "'10' is above minutes_high"),
        (
            ["chat,,,5,10"],
            "feature",
            "routing_suggestion, action, comms_draft, timeline",
        ),
        ([",scribe,,5,10"], "feature", "the cell is blank"),
        (["action,support,,5,10"], "responder_role", "Use one of primary_responder"),
        (["action,,meetings,5,10"], "time_sink", "Use one of evidence_gathering"),
        (
            [
                "action,,drafting_updates,5,10",
                "action,scribe,drafting_updates,5,10",
                "action,,drafting_updates,6,9",
            ],
            "feature",
            "'action' with blank with 'drafting_updates' is already in line 2",
        ),
        (["action,,,-5,10"], "minutes_low", "is negative"),
        (["action,,,5,ten"], "minutes_high", "'ten' is not a number"),
    ],
    "recapture_shares": [
        (["reclaimed_tim,0.5,1"], "bucket", "Did you mean reclaimed_time?"),
        (["total,0.5,1"], "bucket", "Use one of"),
        (["avoided_downtime,0.5,1"], "share_low", "avoided_downtime counts in full"),
        (["reclaimed_time,0.5,1.2"], "share_high", "'1.2' is above 1"),
        (["reclaimed_time,0.5,80%"], "share_high", "Write a share from 0 to 1"),
        (["reclaimed_time,-0.5,1"], "share_low", "is negative"),
        (["reduced_overhead,0.9,0.4"], "share_low", "'0.9' is above share_high"),
        (
            ["reduced_overhead,0.4,0.9", "reduced_overhead,0.4,0.9"],
            "bucket",
            "already in line 2",
        ),
    ],
    "capacity_uses": [
        (
            ["2026-13,backlog,5"],
            "month",
            "'2026-13' is not a month. Write it as YYYY-MM",
        ),
        (["2026-5,backlog,5"], "month", "'2026-5' is not a month"),
        (["2026-05-01,backlog,5"], "month", "'2026-05-01' is not a month"),
        (
            ["2026-05,holidays,5"],
            "use",
            "Use one of prevention, backlog, on_call_relief, other",
        ),
        (
            ["2026-05,backlog,5", "2026-06,backlog,5", "2026-05,backlog,6"],
            "month",
            "'2026-05' with 'backlog' is already in line 2",
        ),
        (["2026-05,backlog,-5"], "hours", "is negative"),
        (["2026-05,backlog,"], "hours", "the cell is blank"),
        (["2026-05,backlog,NaN"], "hours", "'NaN' is not a number"),
    ],
    "programme_costs": [
        (
            ["2026-05,licence,600,500"],
            "cost_low",
            "'600' is above cost_high, which is '500'",
        ),
        (["2026-05,license,500,600"], "item", "Did you mean licence?"),
        (["May 2026,licence,500,600"], "month", "'May 2026' is not a month"),
        (["0000-05,licence,500,600"], "month", "'0000-05' is not a month"),
        (
            ["2026-05,licence,500,600", "2026-05,licence,500,600"],
            "month",
            "'2026-05' with 'licence' is already in line 2",
        ),
        (["2026-05,licence,-500,600"], "cost_low", "is negative"),
        (["2026-05,licence,,600"], "cost_low", "the cell is blank"),
    ],
}


@pytest.mark.parametrize(
    ("seed", "rows", "column_name", "part"),
    [(seed, *case) for seed, cases in BAD_ROWS.items() for case in cases],
)
def test_bad_costs_are_refused_with_their_place(
    seed: str, rows: list[str], column_name: str, part: str, tmp_path: Path
) -> None:
    write(tmp_path, f"{seed}.csv", "\n".join([HEADERS[seed], *rows]))

    found = problems_of(tmp_path)

    place = (f"{seed}.csv", len(rows) + 1, column_name)
    assert [problem[:3] for problem in found] == [place]
    assert part in found[0][3]


def test_a_misspelt_column_is_unknown_and_missing(tmp_path: Path) -> None:
    write(tmp_path, "boundaries.csv", "occured_on,kind,description\n")
    unknown, missing = problems_of(tmp_path)
    assert unknown[:3] == ("boundaries.csv", 1, "occured_on")
    assert unknown[3].endswith("Did you mean occurred_on?")
    assert missing[:3] == ("boundaries.csv", 1, "occurred_on")


def test_every_problem_of_every_file_is_listed_in_order(tmp_path: Path) -> None:
    folder = write(tmp_path / "config", "vars.yml", "currency: usd\n")
    write(folder, "boundaries.csv", BOUNDARIES + "soon,reorg,\n,,x\n")
    write(folder, "severity_map.csv", SEVERITY + "p1,one\np2,two\n")
    write(folder, "ai_activation.csv", ACTIVATION + ",tier_9,2026-01-01\n")

    assert [problem[:3] for problem in problems_of(folder)] == [
        ("ai_activation.csv", 2, "service_tier"),
        ("boundaries.csv", 2, "occurred_on"),
        ("boundaries.csv", 3, "kind"),
        ("boundaries.csv", 3, "occurred_on"),
        ("severity_map.csv", 2, "severity"),
        ("severity_map.csv", 3, "severity"),
        ("vars.yml", 1, "currency"),
    ]


def test_a_map_that_cannot_be_read_raises_no_doubt_about_its_targets(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path / "config", "service_tier_map.csv", TIERS + ",edge\n")
    write(folder, "ai_activation.csv", ACTIVATION + ",edge,2026-01-01\n")

    assert [problem[:3] for problem in problems_of(folder)] == [
        ("service_tier_map.csv", 2, "raw_value")
    ]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    found = problems_of(tmp_path / "nowhere")
    assert [problem[:3] for problem in found] == [("nowhere", 1, "(file)")]


def test_a_folder_in_a_seeds_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "severity_map.csv").mkdir()
    assert {problem[:3] for problem in problems_of(tmp_path)} == {
        ("severity_map.csv", 1, "(file)")
    }


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "severity_map.csv"
    with file.open("wb") as stream:
        stream.truncate(10_000_001)
    assert "larger than 10 MB" in problems_of(tmp_path)[0][3]


def test_a_hostile_file_name_stays_on_one_line(tmp_path: Path) -> None:
    write(tmp_path, "a\nb\x1b[31m.csv", "")
    assert problems_of(tmp_path)[0][3].isprintable()


# ---------- good configuration


def test_the_defaults_are_valid_and_set_no_vars() -> None:
    config = load_config(None)
    assert config.vars == {}
    assert set(config.tables) == {file.stem for file in DEFAULT_SEEDS.glob("*.csv")}
    assert DEFAULT_SEEDS == ROOT / "seeds"


GOOD_ROWS = {
    "downtime_costs": [
        "critical_revenue_path,sev1,lost_revenue,400,900,,Finance",
        "critical_revenue_path,sev1,lost_revenue,450,1000,2026-01-01,Finance",
        "critical_revenue_path,sev1,sla_penalties,0,0,2026-01-01,",
        "critical_revenue_path,,lost_revenue,40.25,90,,",
        ",sev1,lost_revenue,1e2,2E+2,,",
        ",,lost_revenue,.5,.5,,",
        "unmapped,unmapped,support_load,1,2,,",
        ',sev1,brand_impact,,,,"Two outages were in the press, one on television"',
        ",sev1,brand_impact,,,2026-01-01,None since",
    ],
    "hourly_rates": [
        "primary_responder,80,110,",
        "primary_responder,85,118,2026-01-01",
        "primary_responder,86,119,2026-01-02",
        "incident_commander,0.1234567890123456789,110,",
        "comms_lead,1,2,",
        "scribe,1,2,",
        "secondary_responder,1,2,",
        "support,1,2,",
        "customer_success,1,2,",
        "leadership,1,2,",
        "compliance,1,2,",
    ],
    "workflow_savings": [
        "context_packet,primary_responder,evidence_gathering,8,20",
        "context_packet,primary_responder,context_explanation,0,0",
        "context_packet,,evidence_gathering,1,2",
        "routing_suggestion,secondary_responder,chasing_ownership,1,2",
        "action,,,1,2",
        "comms_draft,comms_lead,drafting_updates,5,12",
        "timeline,scribe,timeline_reconstruction,5,12",
    ],
    "recapture_shares": [
        "avoided_downtime,1,1.0",
        "reclaimed_time,0,1",
        "reduced_overhead,0.5,0.5",
    ],
    "capacity_uses": [
        "2026-05,prevention,60",
        "2026-05,backlog,0",
        "2026-05,on_call_relief,7.5",
        "2026-12,other,1",
    ],
    "programme_costs": [
        "2025-12,licence,6000,6000",
        "2026-05,licence,6000,6000",
        "2026-05,model_usage,900,1400",
        "2026-05,integration,0,0",
        "2026-05,oversight,-0,1",
    ],
}


def test_good_costs_rates_and_shares_keep_every_row(tmp_path: Path) -> None:
    for seed, rows in GOOD_ROWS.items():
        write(tmp_path, f"{seed}.csv", "\n".join([HEADERS[seed], *rows]))

    config = load_config(tmp_path)

    for seed, rows in GOOD_ROWS.items():
        assert len(config.tables[seed].rows) == len(rows), seed
    assert column(config, "downtime_costs", "cost_per_minute_high") == [
        *map(Decimal, ("900", "1000", "0", "90", "200", "0.5", "2")),
        None,
        None,
    ]
    assert column(config, "downtime_costs", "service_tier")[4:7] == [
        None,
        None,
        "unmapped",
    ]
    assert column(config, "hourly_rates", "effective_from")[:2] == [
        None,
        date(2026, 1, 1),
    ]
    assert column(config, "capacity_uses", "month")[-1] == "2026-12"
    assert str(column(config, "programme_costs", "cost_low")[-1]) == "0"


def test_costs_follow_a_teams_own_severities_and_tiers(tmp_path: Path) -> None:
    write(tmp_path, "severity_map.csv", SEVERITY + "p4,sev4\n")
    write(tmp_path, "service_tier_map.csv", TIERS + "edge,edge_network\n")
    row = "edge_network,sev4,lost_revenue,1,2,,\n"
    header = HEADERS["downtime_costs"]
    write(tmp_path, "downtime_costs.csv", f"{header}\n{row}")
    config = load_config(tmp_path)
    assert column(config, "downtime_costs", "severity") == ["sev4"]


def test_a_severity_map_that_cannot_be_read_raises_no_doubt(tmp_path: Path) -> None:
    write(tmp_path, "severity_map.csv", SEVERITY + ",sev4\n")
    row = ",sev4,lost_revenue,1,2,,\n"
    header = HEADERS["downtime_costs"]
    write(tmp_path, "downtime_costs.csv", f"{header}\n{row}")
    assert [problem[:3] for problem in problems_of(tmp_path)] == [
        ("severity_map.csv", 2, "raw_value")
    ]


def test_both_costs_that_are_missing_are_told(tmp_path: Path) -> None:
    row = ",,lost_revenue,,,,\n,,brand_impact,1,2,,\n"
    header = HEADERS["downtime_costs"]
    write(tmp_path, "downtime_costs.csv", f"{header}\n{row}")
    assert [problem[1:3] for problem in problems_of(tmp_path)] == [
        (2, "cost_per_minute_high"),
        (2, "cost_per_minute_low"),
        (3, "cost_per_minute_high"),
        (3, "cost_per_minute_low"),
        (3, "source"),
    ]


def test_a_file_replaces_its_default_as_a_whole(tmp_path: Path) -> None:
    write(tmp_path, "severity_map.csv", SEVERITY + "only,sev4\n")
    config = load_config(tmp_path)
    assert column(config, "severity_map", "raw_value") == ["only"]
    assert column(config, "severity_map", "severity") == ["sev4"]
    assert len(column(config, "headline_metrics", "metric_id")) == 12


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    for row_type in ROW_TYPES:
        if row_type.is_configurable:
            header = ",".join(row_type.model_fields)
            write(tmp_path, f"{row_type.seed}.csv", header)
    config = load_config(tmp_path)
    sizes = {name: len(table.rows) for name, table in config.tables.items()}
    assert {name for name, size in sizes.items() if size} == {
        "captures",
        "metric_definitions",
    }


def test_spreadsheet_habits_are_forgiven(tmp_path: Path) -> None:
    content = "\ufeffseverity , raw_value\r\n sev1 ,  Käse ÉTAT \r\n\r\nsev2,ΟΔΟΣ\r\n"
    write(tmp_path, "severity_map.csv", content)
    write(tmp_path, ".severity_map.csv.swp", b"\xff")
    config = load_config(tmp_path)
    assert column(config, "severity_map", "raw_value") == ["käse état", "οδοσ"]
    assert column(config, "severity_map", "severity") == ["sev1", "sev2"]


def test_a_teams_own_names_can_be_used_everywhere(tmp_path: Path) -> None:
    write(tmp_path, "service_tier_map.csv", TIERS + "edge,edge_network\n")
    classes = "raw_value,incident_class\nbgp,routing_leak\n"
    write(tmp_path, "incident_class_map.csv", classes)
    rows = "routing_leak,edge_network,2026-01-02\nalert_storm,customer_facing,"
    write(tmp_path, "ai_activation.csv", ACTIVATION + rows + "2026-01-03\n")
    write(tmp_path, "required_context_fields.csv", FIELDS + "edge_network,Own Field\n")
    config = load_config(tmp_path)
    assert column(config, "ai_activation", "incident_class") == [
        "routing_leak",
        "alert_storm",
    ]
    assert column(config, "required_context_fields", "field_name") == ["Own Field"]


def test_blank_class_and_tier_of_an_activation_are_any(tmp_path: Path) -> None:
    rows = ",,2026-03-01\nother,,2026-02-01\n,internal_tooling,2026-01-01\n"
    write(tmp_path, "ai_activation.csv", ACTIVATION + rows)
    config = load_config(tmp_path)
    assert column(config, "ai_activation", "incident_class") == [None, "other", None]
    assert column(config, "ai_activation", "activated_on") == [
        date(2026, 3, 1),
        date(2026, 2, 1),
        date(2026, 1, 1),
    ]


def test_one_day_may_have_several_boundaries(tmp_path: Path) -> None:
    rows = "2026-01-01,reorg,\n2026-01-01,migration,\n"
    write(tmp_path, "boundaries.csv", BOUNDARIES + rows)
    config = load_config(tmp_path)
    assert column(config, "boundaries", "kind") == ["reorg", "migration"]
    assert column(config, "boundaries", "description") == [None, None]


def test_windows_may_touch(tmp_path: Path) -> None:
    rows = "baseline,2026-01-01,2026-02-01\ncurrent,2026-02-01,2026-03-01\n"
    write(tmp_path, "analysis_windows.csv", WINDOWS + rows)
    starts = column(load_config(tmp_path), "analysis_windows", "starts_on")
    assert starts == [date(2026, 1, 1), date(2026, 2, 1)]


def test_a_weight_may_be_zero_and_a_component_left_out(tmp_path: Path) -> None:
    write(tmp_path, "context_quality_weights.csv", WEIGHTS + "evidence,1.\nfreshness,0")
    weights = column(load_config(tmp_path), "context_quality_weights", "weight")
    assert weights == [Decimal(1), Decimal(0)]


def test_vars_are_typed_and_only_the_given_ones_are_returned(tmp_path: Path) -> None:
    content = (
        "refresh_target_minutes: 20\n"
        "cadence_tolerance_minutes: '7.5'\n"
        "repeat_window_days: 0\n"
        "reporting_timezone: America/New_York\n"
        "confidence_level: .95\n"
    )
    write(tmp_path, "vars.yml", content)
    values = load_config(tmp_path).vars
    assert values == {
        "refresh_target_minutes": 20,
        "cadence_tolerance_minutes": 7.5,
        "repeat_window_days": 0,
        "reporting_timezone": "America/New_York",
        "confidence_level": 0.95,
    }
    assert type(values["refresh_target_minutes"]) is int


@pytest.mark.parametrize("content", ["", "# nothing yet\n"])
def test_vars_without_content_set_nothing(content: str, tmp_path: Path) -> None:
    write(tmp_path, "vars.yml", content)
    assert load_config(tmp_path).vars == {}


def test_every_time_zone_that_is_accepted_is_one_that_the_database_knows() -> None:
    with duckdb.connect() as connection:
        rows = connection.execute("select name from pg_timezone_names()").fetchall()
    known = {name for (name,) in rows}
    assert available_timezones() - {"localtime"} <= known


def test_lower_case_is_that_of_the_database() -> None:
    characters = [chr(c) for c in range(1, 0x3000)]
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select c, lower(c) from (select unnest(?) as c)", [characters]
        ).fetchall()
    assert [c for c, lowered in rows if lower(c) != lowered] == []


# ---------- merging


def test_merge_writes_normalised_seeds_and_their_description(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "config", "severity_map.csv", SEVERITY + " P1 ,sev1\nb,sev2"
    )
    write(folder, "context_quality_weights.csv", WEIGHTS + "evidence,0.50\n")
    write(folder, "ai_activation.csv", ACTIVATION + ",,2026-01-01\n")
    target = tmp_path / "deep" / "seeds"

    merge(load_config(folder), target)

    assert (target / "severity_map.csv").read_text() == (
        '"raw_value","severity"\n"p1","sev1"\n"b","sev2"\n'
    )
    assert (target / "context_quality_weights.csv").read_text() == (
        '"component","weight"\n"evidence","0.50"\n'
    )
    assert (target / "ai_activation.csv").read_text() == (
        '"incident_class","service_tier","activated_on"\n"","","2026-01-01"\n'
    )
    assert (target / "boundaries.csv").read_text() == (
        '"occurred_on","kind","description"\n'
    )
    described = (target / "_seeds.yml").read_bytes()
    assert described == (DEFAULT_SEEDS / "_seeds.yml").read_bytes()
    names = {path.name for path in target.iterdir()}
    assert names == {path.name for path in DEFAULT_SEEDS.iterdir()}
    assert [path.name for path in target.parent.iterdir()] == ["seeds"]


def test_merge_keeps_every_default_cell(tmp_path: Path) -> None:
    merge(load_config(None), tmp_path / "seeds")
    for file in DEFAULT_SEEDS.glob("*.csv"):
        assert rows_of(tmp_path / "seeds" / file.name) == rows_of(file), file.name


def test_merge_replaces_an_earlier_merge(tmp_path: Path) -> None:
    folder = write(tmp_path / "config", "severity_map.csv", SEVERITY + "a,sev1\n")
    target = tmp_path / "seeds"
    merge(load_config(folder), target)
    merge(load_config(None), target)
    labels = {row["raw_value"] for row in rows_of(target / "severity_map.csv")}
    assert "a" not in labels
    assert {path.name for path in tmp_path.iterdir()} == {"config", "seeds"}


def test_merge_never_replaces_files_that_it_did_not_write(tmp_path: Path) -> None:
    write(tmp_path / "mine", "thesis.txt", "years of work")
    with pytest.raises(FileExistsError, match=r"thesis\.txt"):
        merge(load_config(None), tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_merge_never_replaces_what_it_reads_from(tmp_path: Path) -> None:
    folder = write(tmp_path / "config", "boundaries.csv", BOUNDARIES)
    config = load_config(folder)
    for target in (folder, DEFAULT_SEEDS):
        with pytest.raises(FileExistsError, match="read from"):
            merge(config, target)


def test_a_failed_merge_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "seeds"
    merge(load_config(None), target)
    before = {path.name: path.read_bytes() for path in target.iterdir()}

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("shutil.copyfile", fail)
    with pytest.raises(OSError, match="no space"):
        merge(load_config(None), target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["seeds"]


LABELS = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]),
    min_size=1,
    max_size=20,
) | st.text(st.sampled_from("'\"\\,;|#{}%- aB"), min_size=1, max_size=8)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(labels=st.lists(LABELS, min_size=1, max_size=4))
@example(labels=["'a'", "'b'"])
@example(labels=["#1", "#2"])
def test_any_label_reaches_the_database_as_it_compares_there(
    labels: list[str], tmp_path: Path
) -> None:
    with duckdb.connect() as connection:
        compared = {
            connection.execute("select lower(trim(?))", [label]).fetchall()[0][0]: label
            for label in labels
        }
        compared.pop("", None)
        compared.pop("null", None)
        file = tmp_path / "severity_map.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["raw_value", "severity"])
            writer.writerows([label, "sev1"] for label in compared.values())
        target = tmp_path.parent / f"{tmp_path.name}-seeds"

        merge(load_config(tmp_path), target)

        connection.execute("create table t (raw_value varchar, severity varchar)")
        # the statement with which dbt loads a seed into DuckDB
        connection.execute(
            f"copy t from '{target / 'severity_map.csv'}' "
            "(format csv, header true, delimiter ',')"
        )
        loaded = connection.execute("select raw_value from t").fetchall()
    assert {value for (value,) in loaded} == set(compared)


@pytest.fixture(scope="module")
def dbt_warehouse(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse into which dbt has loaded and tested a merged configuration."""
    project = tmp_path_factory.mktemp("project")
    labels = "{{ 1 / 0 }},sev1\n\"{% do no_such() %}\",sev2\n'quoted',sev4\n#5,sev3\n"
    config = write(project / "config", "severity_map.csv", SEVERITY + labels)
    write(config, "status_map.csv", "raw_value,status\n")
    write(config, "ai_activation.csv", ACTIVATION + "other,,2026-01-31\n")
    for seed, rows in GOOD_ROWS.items():
        write(config, f"{seed}.csv", "\n".join([HEADERS[seed], *rows]))
    merge(load_config(config), project / "seeds")
    settings_of_dbt = {
        "name": "config_check",
        "profile": "config_check",
        "seed-paths": ["seeds"],
        "flags": {"send_anonymous_usage_stats": False},
        "seeds": {"+quote_columns": False},
    }
    output = {"type": "duckdb", "path": "check.duckdb"}
    profile = {"config_check": {"target": "dev", "outputs": {"dev": output}}}
    (project / "dbt_project.yml").write_text(yaml.safe_dump(settings_of_dbt))
    (project / "profiles.yml").write_text(yaml.safe_dump(profile))
    run = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "--warn-error", "--quiet", "build"],
        cwd=project,
        env={**os.environ, "DBT_PROFILES_DIR": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    with duckdb.connect(str(project / "check.duckdb"), read_only=True) as connection:
        yield connection


def test_dbt_loads_cells_as_they_are(
    dbt_warehouse: duckdb.DuckDBPyConnection,
) -> None:
    loaded = dbt_warehouse.execute("select raw_value, severity from severity_map")
    assert set(loaded.fetchall()) == {
        ("{{ 1 / 0 }}", "sev1"),
        ("{% do no_such() %}", "sev2"),
        ("'quoted'", "sev4"),
        ("#5", "sev3"),
    }


def test_dbt_loads_an_empty_table_and_blank_cells(
    dbt_warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert dbt_warehouse.execute("select * from status_map").fetchall() == []
    activation = dbt_warehouse.execute("select * from ai_activation").fetchall()
    assert activation == [("other", None, date(2026, 1, 31))]


def test_dbt_loads_the_declared_types(
    dbt_warehouse: duckdb.DuckDBPyConnection,
) -> None:
    weights = dbt_warehouse.execute("select sum(weight) from context_quality_weights")
    assert weights.fetchall() == [(Decimal("1.000000000"),)]
    counts = dbt_warehouse.execute(
        "select metric_id from metric_definitions where is_count order by metric_id"
    )
    assert counts.fetchall() == [("handoff_count",), ("missing_update_escalations",)]


def test_dbt_loads_costs_rates_and_shares(
    dbt_warehouse: duckdb.DuckDBPyConnection,
) -> None:
    costs = dbt_warehouse.execute(
        "select severity, cost_per_minute_low, effective_from, source"
        " from downtime_costs where component in ('brand_impact', 'lost_revenue')"
        " and service_tier is null order by all"
    )
    assert costs.fetchall() == [
        ("sev1", 100.0, None, None),
        ("sev1", None, date(2026, 1, 1), "None since"),
        ("sev1", None, None, "Two outages were in the press, one on television"),
        (None, 0.5, None, None),
    ]
    rates = dbt_warehouse.execute(
        "select rate_low, effective_from from hourly_rates"
        " where role in ('incident_commander', 'primary_responder') order by 1"
    )
    assert rates.fetchall() == [
        (0.1234567890123456789, None),
        (80.0, None),
        (85.0, date(2026, 1, 1)),
        (86.0, date(2026, 1, 2)),
    ]
    doubles = dbt_warehouse.execute(
        "select count(*) from information_schema.columns where data_type = 'DOUBLE'"
    )
    assert doubles.fetchall() == [(11,)]
    months = dbt_warehouse.execute("select distinct month from programme_costs")
    assert set(months.fetchall()) == {("2025-12",), ("2026-05",)}


# ---------- default seeds


@pytest.mark.parametrize(
    ("seed", "target", "canonical"),
    [
        ("severity_map", "severity", {"sev1", "sev2", "sev3"}),
        (
            "incident_class_map",
            "incident_class",
            {
                "deploy_related",
                "dependency_outage",
                "capacity_saturation",
                "config_regression",
                "alert_storm",
                "other",
            },
        ),
        (
            "service_tier_map",
            "service_tier",
            {"critical_revenue_path", "customer_facing", "internal_tooling"},
        ),
        (
            "status_map",
            "status",
            {"open", "mitigated", "resolved", "cancelled", "duplicate"},
        ),
    ],
)
def test_default_maps_lead_to_canonical_values_only(
    seed: str, target: str, canonical: set[str]
) -> None:
    rows = rows_of(DEFAULT_SEEDS / f"{seed}.csv")
    mapped = {row["raw_value"]: row[target] for row in rows}
    assert set(mapped.values()) == canonical
    assert {value: mapped[value] for value in canonical} == {v: v for v in canonical}
    assert len(mapped) == len(rows)
    assert [label for label in mapped if label != label.strip().lower()] == []


@pytest.mark.parametrize(
    ("seed", "spellings"),
    [
        # ServiceNow
        (
            "severity_map",
            {
                "1 - critical": "sev1",
                "2 - high": "sev2",
                "3 - moderate": "sev3",
                "4 - low": "sev3",
                "5 - planning": "sev3",
                "1 - high": "sev1",
                "2 - medium": "sev2",
                "3 - low": "sev3",
            },
        ),
        # Statuspage and incident.io
        ("severity_map", {"critical": "sev1", "major": "sev2", "minor": "sev3"}),
        # Rootly
        (
            "severity_map",
            {"sev0": "sev1", "high": "sev2", "medium": "sev3", "low": "sev3"},
        ),
        # PagerDuty and Opsgenie
        (
            "severity_map",
            {"p1": "sev1", "p2": "sev2", "p3": "sev3", "p4": "sev3", "p5": "sev3"},
        ),
        # Jira
        ("severity_map", {"highest": "sev1", "lowest": "sev3", "blocker": "sev1"}),
        # ServiceNow, by name and by number
        (
            "status_map",
            {
                "new": "open",
                "active": "open",
                "awaiting user info": "open",
                "awaiting vendor": "open",
                "awaiting problem": "open",
                "awaiting evidence": "open",
                "on hold": "open",
                "resolved": "resolved",
                "closed": "resolved",
                "canceled": "cancelled",
                "1": "open",
                "2": "open",
                "3": "open",
                "6": "resolved",
                "7": "resolved",
                "8": "cancelled",
            },
        ),
        # Statuspage
        (
            "status_map",
            {
                "investigating": "open",
                "identified": "open",
                "monitoring": "mitigated",
                "postmortem": "resolved",
                "in_progress": "open",
                "verifying": "mitigated",
                "completed": "resolved",
            },
        ),
        # PagerDuty and Opsgenie
        ("status_map", {"triggered": "open", "acknowledged": "open", "open": "open"}),
        # Rootly
        ("status_map", {"in_triage": "open", "started": "open", "planning": "open"}),
        # incident.io: statuses and their categories
        (
            "status_map",
            {
                "triage": "open",
                "fixing": "open",
                "paused": "open",
                "live": "open",
                "documenting": "resolved",
                "reviewing": "resolved",
                "learning": "resolved",
                "declined": "cancelled",
                "merged": "duplicate",
            },
        ),
        # Jira Service Management
        (
            "status_map",
            {
                "work in progress": "open",
                "waiting for customer": "open",
                "done": "resolved",
            },
        ),
    ],
)
def test_default_maps_know_how_the_tools_spell(
    seed: str, spellings: dict[str, str]
) -> None:
    target = seed.removesuffix("_map")
    mapped = {r["raw_value"]: r[target] for r in rows_of(DEFAULT_SEEDS / f"{seed}.csv")}
    assert {label: mapped.get(label) for label in spellings} == spellings


# nobody's calendar, dollars or minutes are made up
EMPTY_BY_DEFAULT = (
    "ai_activation",
    "analysis_windows",
    "boundaries",
    "downtime_costs",
    "hourly_rates",
    "workflow_savings",
    "recapture_shares",
    "capacity_uses",
    "programme_costs",
)


def test_default_weights_and_empty_defaults() -> None:
    weights = rows_of(DEFAULT_SEEDS / "context_quality_weights.csv")
    assert {row["component"]: float(row["weight"]) for row in weights} == {
        "completeness": 0.4,
        "evidence": 0.3,
        "freshness": 0.15,
        "consistency": 0.15,
    }
    for seed in EMPTY_BY_DEFAULT:
        assert rows_of(DEFAULT_SEEDS / f"{seed}.csv") == []


def test_default_required_fields_shrink_with_the_tier() -> None:
    by_tier: dict[str, set[str]] = {}
    for row in rows_of(DEFAULT_SEEDS / "required_context_fields.csv"):
        by_tier.setdefault(row["service_tier"], set()).add(row["field_name"])
    critical = by_tier["critical_revenue_path"]
    assert critical == {
        "suspected_service_boundary",
        "impacted_slo_or_journey",
        "recent_changes",
        "top_anomalies",
        "likely_owner",
        "escalation_policy",
    }
    assert by_tier["internal_tooling"] < by_tier["customer_facing"] < critical


def test_default_headline_metrics() -> None:
    rows = rows_of(DEFAULT_SEEDS / "headline_metrics.csv")
    assert {row["metric_id"] for row in rows} == {
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


ALL = "incidents"
# metric_id: layer, kind, unit, better, expected_of; in reading order
CATALOGUE = {
    "context_quality_score": ("A", "mean", "score", "up", ALL),
    "context_completeness_rate": ("A", "proportion", "share", "up", ALL),
    "evidence_link_coverage": ("A", "ratio", "share", "up", ALL),
    "context_refresh_latency": (
        "A",
        "duration",
        "minutes",
        "down",
        "context_refresh_rate",
    ),
    "context_refresh_rate": ("A", "proportion", "share", "up", "context_refresh_rate"),
    "contradiction_rate": ("A", "proportion", "share", "down", ALL),
    "first_page_correct_owner_rate": ("A", "proportion", "share", "up", ALL),
    "time_to_engaged_owner": ("A", "duration", "minutes", "down", ALL),
    "handoff_count": ("A", "mean", "count", "down", ALL),
    "duplicate_effort_ratio": ("A", "ratio", "share", "down", ALL),
    "verification_pass_rate": (
        "A",
        "proportion",
        "share",
        "up",
        "verification_coverage",
    ),
    "verification_coverage": (
        "A",
        "proportion",
        "share",
        "up",
        "verification_coverage",
    ),
    "rollback_time": ("A", "duration", "minutes", "down", "rollback_time"),
    "stop_condition_rate": (
        "A",
        "proportion",
        "share",
        "context",
        "stop_condition_rate",
    ),
    "policy_block_rate": ("A", "proportion", "share", "context", "policy_block_rate"),
    "audit_completeness_rate": (
        "A",
        "proportion",
        "share",
        "up",
        "audit_completeness_rate",
    ),
    "time_to_first_update": ("A", "duration", "minutes", "down", ALL),
    "cadence_adherence_rate": (
        "A",
        "proportion",
        "share",
        "up",
        "cadence_adherence_rate",
    ),
    "cadence_delay": ("A", "mean", "minutes", "down", "cadence_adherence_rate"),
    "comms_consistency_rate": (
        "A",
        "proportion",
        "share",
        "up",
        "comms_consistency_rate",
    ),
    "draft_rework_rate": ("A", "proportion", "share", "down", "draft_rework_rate"),
    "time_to_detect": ("B", "duration", "minutes", "down", ALL),
    "time_to_mitigate": ("B", "duration", "minutes", "down", ALL),
    "time_to_resolve": ("B", "duration", "minutes", "down", ALL),
    "residual_degradation_time": (
        "B",
        "duration",
        "minutes",
        "down",
        "time_to_resolve",
    ),
    "error_budget_burn": ("B", "mean", "percent", "down", ALL),
    "sev1_share": ("B", "proportion", "share", "down", ALL),
    "repeat_incident_rate": (
        "B",
        "proportion",
        "share",
        "down",
        "repeat_incident_rate",
    ),
    "time_between_repeats": ("B", "duration", "days", "up", "time_between_repeats"),
    "repeat_same_trigger_rate": (
        "B",
        "proportion",
        "share",
        "down",
        "repeat_same_trigger_rate",
    ),
    "incidents_per_1000_deploys": (
        "B",
        "rate",
        "per_1000_deploys",
        "down",
        "incidents_per_1000_deploys",
    ),
    "sev1_per_month": ("B", "rate", "per_month", "down", "sev1_per_month"),
    "responder_hours": ("C", "mean", "hours", "down", ALL),
    "overhead_hours": ("C", "mean", "hours", "down", ALL),
    "compliance_hours": ("C", "mean", "hours", "down", ALL),
    "missing_update_escalations": ("C", "mean", "count", "down", ALL),
    "prevented_unsafe_actions": (
        "C",
        "rate",
        "per_month",
        "context",
        "prevented_unsafe_actions",
    ),
}


def test_the_catalogue_has_what_was_agreed_in_order() -> None:
    rows = rows_of(DEFAULT_SEEDS / "metric_definitions.csv")
    columns = ("layer", "kind", "unit", "better", "expected_of")
    found = {row["metric_id"]: tuple(row[c] for c in columns) for row in rows}
    # a team's own metrics may stand beside them
    agreed = {name: facts for name, facts in found.items() if name in CATALOGUE}
    assert agreed == CATALOGUE
    assert list(agreed) == list(CATALOGUE)
    counts = {row["metric_id"] for row in rows if row["is_count"] == "true"}
    assert counts & CATALOGUE.keys() == {"handoff_count", "missing_update_escalations"}


def test_the_captures_that_metrics_require_exist() -> None:
    captures = {r["capture_id"] for r in rows_of(DEFAULT_SEEDS / "captures.csv")}
    required = [
        capture
        for row in rows_of(DEFAULT_SEEDS / "metric_definitions.csv")
        for capture in row["requires"].split()
    ]
    assert set(required) <= captures
    # those that no metric needs alone: they cut every figure
    assert captures - set(required) == {"incident_class", "ai_usage"}


def test_seeds_their_row_types_and_their_description_agree() -> None:
    described = yaml.safe_load((DEFAULT_SEEDS / "_seeds.yml").read_text())["seeds"]
    by_name = {seed["name"]: seed for seed in described}
    assert set(by_name) == {row_type.seed for row_type in ROW_TYPES}
    for row_type in ROW_TYPES:
        seed = by_name[row_type.seed]
        columns = list(row_type.model_fields)
        file = DEFAULT_SEEDS / f"{row_type.seed}.csv"
        assert file.read_text().splitlines()[0] == ",".join(columns)
        assert [c["name"] for c in seed["columns"]] == columns
        assert list(seed["config"]["column_types"]) == columns
        assert seed["config"]["meta"]["configurable"] == row_type.is_configurable
        assert all(c["description"].strip() for c in [seed, *seed["columns"]])


def test_the_documentation_names_every_seed_column_and_var() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    for row_type in ROW_TYPES:
        assert f"`{row_type.seed}" in text, row_type.seed
        if row_type.is_configurable:
            for name in row_type.model_fields:
                assert f"`{name}`" in text, (row_type.seed, name)
    for name in Vars.model_fields:
        assert f"`{name}`" in text, name


def test_every_file_that_the_documentation_shows_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    shown: set[str] = set()
    for section in text.split("\n### ")[1:]:
        lines = [line.strip() for line in section.split("\n## ")[0].splitlines()]
        for row_type in ROW_TYPES:
            header = ",".join(row_type.model_fields)
            if row_type.is_configurable and header in lines:
                start = lines.index(header)
                content = "\n".join(takewhile(_is_of_a_file, lines[start:]))
                write(tmp_path, f"{row_type.seed}.csv", content)
                shown.add(row_type.seed)

    config = load_config(tmp_path)

    assert set(HEADERS) < shown
    assert all(config.tables[seed].rows for seed in shown)


def _is_of_a_file(line: str) -> bool:
    return bool(line) and not line.startswith("```")


def test_spellings_that_agree_are_one_label(tmp_path: Path) -> None:
    (tmp_path / "severity_map.csv").write_text(SEVERITY + "Other,sev1\nother,sev1\n")

    table = load_config(tmp_path).tables["severity_map"]

    assert [located.line for located in table.rows] == [2]

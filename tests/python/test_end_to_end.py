"""From a folder of files to published figures, every one of them worked by hand.

hand_checked/README.md shows the working; no expected figure came from the product.
"""

import csv
import math
from pathlib import Path
from typing import Any

import duckdb
import pytest

from agreement import KEY
from conftest import HAND_CHECKED, Finished
from reference import METRIC_IDS

COUNTS = ("n", "n_open")
DATES = ("period_start", "period_end")
DOUBLES = (
    "numerator",
    "denominator",
    "value",
    "mean",
    "median",
    "p90",
    "interval_low",
    "interval_high",
    "p90_low",
    "p90_high",
)
WHOLE = ("all", "all", "all", "all", "all")
"""Segment, severity, class, tier and attribution of the figures for everything."""

Row = dict[str, str | None]


def expected(name: str) -> list[Row]:
    """Read a file of expectations; a blank cell is null."""
    path = HAND_CHECKED / f"expected_{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {column: cell or None for column, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def query(path: Path, sql: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        answer = connection.execute(sql)
        names = [column[0] for column in answer.description or []]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def test_the_run_succeeds(hand_checked_run: Finished) -> None:
    outcome = hand_checked_run.outcome
    assert outcome.code == 0, outcome.stderr
    assert hand_checked_run.published.exists()


def test_the_export_has_the_shapes_that_it_is_there_for() -> None:
    content = (HAND_CHECKED / "exports/standard/incidents/a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    suffixes = {
        path.suffix
        for path in (HAND_CHECKED / "exports").rglob("*.*")
        if path.is_file()
    }
    assert suffixes == {".csv", ".ndjson", ".json"}


# ---------- the fate of every raw row


def test_every_raw_row_has_its_fate(hand_checked_run: Finished) -> None:
    rows = query(
        hand_checked_run.published,
        "select table_name, raw, accepted, superseded, deleted, quarantined"
        " from marts.row_accounting where source = 'standard'",
    )
    found = {row["table_name"]: {k: str(v) for k, v in row.items()} for row in rows}
    assert found == {row["table_name"]: row for row in expected("row_accounting")}


def test_sources_without_files_have_no_rows(hand_checked_run: Finished) -> None:
    rows = query(
        hand_checked_run.published,
        "select source, raw from marts.row_accounting where source <> 'standard'",
    )
    assert {row["source"] for row in rows} == {"servicenow", "statuspage"}
    assert {row["raw"] for row in rows} == {0}


def test_quarantine_names_row_and_reason(hand_checked_run: Finished) -> None:
    rows = query(
        hand_checked_run.published,
        "select source, table_name, rule, column_name, nullif(raw_value, '') as"
        " raw_value, source_file, source_row::varchar as source_row"
        " from marts.quarantine",
    )
    assert {row.pop("source") for row in rows} == {"standard"}
    assert in_order(rows) == in_order(expected("quarantine"))


def test_quarantine_keeps_the_row_as_it_came(hand_checked_run: Finished) -> None:
    rows = query(
        hand_checked_run.published,
        "select source_row, raw_row from marts.quarantine"
        " where table_name = 'incidents' order by source_row",
    )
    assert rows[0] == {
        "source_row": 4,
        "raw_row": '{"incident_id": "I06", "title": "Card tok',
    }
    assert '"No start"' in rows[1]["raw_row"]
    assert '"soon"' in rows[1]["raw_row"]


def test_quality_issues_name_what_was_voided(hand_checked_run: Finished) -> None:
    rows = query(
        hand_checked_run.published,
        "select source, table_name, rule, column_name, raw_value, source_file,"
        " source_row::varchar as source_row, metric_id, subject_id"
        " from marts.quality_issues",
    )
    assert {row.pop("source") for row in rows} == {"standard"}
    for row in rows:
        if row["rule"] == "negative_duration":
            row["raw_value"] = f"{float(row['raw_value']):g}"
    assert in_order(rows) == in_order(expected("quality_issues"))


def in_order(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: [str(cell) for cell in row.values()])


# ---------- the figures


@pytest.fixture(scope="module")
def figures(hand_checked_run: Finished) -> dict[tuple[str, ...], dict[str, Any]]:
    columns = ", ".join((*KEY, *COUNTS, *DATES, *DOUBLES))
    rows = query(
        hand_checked_run.published, f"select {columns} from marts.metric_values"
    )
    return {tuple(row[name] for name in KEY): row for row in rows}


@pytest.mark.parametrize(
    "row",
    expected("metric_values"),
    ids=lambda row: "-".join(
        str(row[name]) for name in KEY if name != "period" and row[name] != "all"
    ),
)
def test_a_figure_is_as_worked_by_hand(
    row: Row, figures: dict[tuple[str, ...], dict[str, Any]]
) -> None:
    key = tuple(str(row[name]) for name in KEY)
    assert key in figures, f"no such figure; it is made of {row['worked']}"
    found = figures[key]
    wrong = [
        f"{name}: {found[name]} is not {row[name]}"
        for name in (*COUNTS, *DATES, *DOUBLES)
        if not same(found[name], row[name])
    ]
    assert not wrong, f"made of {row['worked']}"


def same(found: Any, wanted: str | None) -> bool:
    if wanted is None or found is None:
        return wanted is found
    if isinstance(found, float):
        return math.isclose(found, float(wanted), rel_tol=1e-9, abs_tol=1e-9)
    return str(found) == wanted


def test_no_month_has_a_figure_that_should_not_be_there(
    figures: dict[tuple[str, ...], dict[str, Any]],
) -> None:
    found = {
        key
        for key in figures
        if key[0] in METRIC_IDS and key[1] == "month" and key[3:] == WHOLE
    }
    wanted = {tuple(str(row[n]) for n in KEY) for row in expected("metric_values")}
    assert found == {key for key in wanted if key[1] == "month" and key[3:] == WHOLE}


def test_every_agreed_metric_is_among_them(hand_checked_run: Finished) -> None:
    rows = query(
        hand_checked_run.published, "select metric_id from marts.metric_catalog"
    )
    worked = {row["metric_id"] for row in expected("metric_values")}
    assert worked == set(METRIC_IDS)
    assert worked <= {row["metric_id"] for row in rows}


@pytest.mark.parametrize(
    ("period_name", "service_tier"),
    [("2026-01", "internal_tooling"), ("2026-03", "critical_revenue_path")],
)
def test_there_is_no_rate_without_deploys(
    period_name: str,
    service_tier: str,
    figures: dict[tuple[str, ...], dict[str, Any]],
) -> None:
    key = (
        "incidents_per_1000_deploys",
        "month",
        period_name,
        "service_tier",
        "all",
        "all",
        service_tier,
        "all",
    )
    assert key not in figures


# ---------- the incidents behind them


def test_an_incident_stands_as_its_winner_says(hand_checked_run: Finished) -> None:
    (row,) = query(
        hand_checked_run.published,
        "select * from marts.fct_incidents where incident_id = 'I01'",
    )
    wanted = {
        "title": 'Checkout "fails",\nfor everybody',
        "status": "resolved",
        "severity": "sev1",
        "severity_raw": "SEV1",
        "incident_class": "deploy_related",
        "service_tier": "critical_revenue_path",
        "owner_team_id": "payments",
        "change_trigger": "deploy",
        "is_countable": True,
        "is_ai_used": True,
        "is_ai_active": False,
        "month": "2026-01",
        "source": "standard",
    }
    title = row["title"].replace("\r\n", "\n")
    assert {**row, "title": title}.items() >= wanted.items()
    assert str(row["detected_at"]) == "2026-01-05 10:04:00"
    assert str(row["steady_state_at"]) == "2026-01-05 11:20:00"


def test_owners_months_and_flags_follow_the_rules(hand_checked_run: Finished) -> None:
    rows = query(
        hand_checked_run.published,
        "select incident_id, owner_team_id, month, is_countable, is_ai_used,"
        " is_ai_active from marts.fct_incidents order by incident_id",
    )
    assert [tuple(row.values()) for row in rows] == [
        ("I01", "payments", "2026-01", True, True, False),
        ("I02", "platform", "2026-01", True, False, False),
        ("I03", "payments", "2026-01", True, False, False),
        ("I04", None, "2026-01", True, False, False),
        ("I05", None, "2026-01", True, False, False),
        ("I06", "payments", "2026-02", True, False, False),
        ("I07", "platform", "2026-02", True, True, True),
        ("I08", "platform", "2026-03", True, True, True),
        ("I09", "platform", "2026-03", True, True, False),
        ("I10", "web", "2026-03", True, False, False),
        ("I11", "platform", "2026-03", True, False, False),
        ("I12", "payments", "2026-01", False, True, False),
    ]


def test_a_tie_goes_to_the_row_that_landed_later(hand_checked_run: Finished) -> None:
    (row,) = query(
        hand_checked_run.published,
        "select title, severity from marts.fct_incidents where incident_id = 'I10'",
    )
    assert row == {"title": "The later telling", "severity": "sev3"}

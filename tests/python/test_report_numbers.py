"""Every kind of number on a page, compared with an independent look at the marts.

Figures in `data` elements are compared in test_report.py; here are the tables that the
pages carry as JSON, the points that charts are drawn from, and what pages count.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from markupsafe import Markup

from conftest import writable_copy
from report_marts import published
from report_reader import (
    NBSP,
    Reader,
    pages,
    query,
    shown_numbers,
    table_rows,
)
from scorecard.report import charts, outliers
from scorecard.report.book import Book
from scorecard.report.cells import Number, Table
from scorecard.report.distributions import distributions
from scorecard.report.executive import executive
from scorecard.report.happenings import block_key, handoff_key, prevented_key
from scorecard.report.marts import open_marts
from scorecard.report.pages import render_page
from scorecard.report.plan import plan

__all__ = ["pages", "published"]

WINDOWS = """
    windows as (
        select distinct period_name as window_name, period_start, period_end
        from marts.metric_values where period = 'window'
    )
"""


def values(cells: Sequence[Any]) -> list[Any]:
    """Return what a table's cells sort by, or read as where they are text."""
    return [
        cell.value if isinstance(cell, Number) else getattr(cell, "text", cell)
        for cell in cells
    ]


def column(table: Table, label: str) -> list[Any]:
    at = [column.label for column in table.columns].index(label)
    return [values(row)[at] for row in table.rows]


def same(left: Sequence[Any], right: Sequence[Any]) -> bool:
    """Compare rows whose numbers may be None; None sorts before every number."""

    def key(row: Sequence[Any]) -> list[tuple[bool, Any]]:
        return [(value is not None, value) for value in row]

    return sorted(map(key, left)) == sorted(map(key, right))


# ---------- tables


def test_the_drill_down_holds_every_like_for_like_row_with_enough_data(
    pages: dict[str, Reader], published: Path
) -> None:
    rows = table_rows(
        pages["diagnostics.html"],
        *("Baseline", "Current", "Change", "Interval", "n then", "n now"),
    )
    kept = query(
        published,
        "select baseline_value, current_value, change, change_low, n_baseline,"
        " n_current from marts.metric_comparisons where comparison = 'standardised'"
        " and (verdict <> 'too few data' or segment in"
        " ('all', 'severity', 'incident_class', 'service_tier'))",
    )
    assert same([[cell[0] for cell in row] for row in rows], kept)
    for row in rows:
        for value, text in (row[4], row[5]):
            assert text == f"{value:,}"


def test_the_drill_down_reads_as_its_values(
    pages: dict[str, Reader], published: Path
) -> None:
    scales = {
        name: (scale, unit)
        for name, scale, unit in query(
            published,
            "select distinct name, scale, unit from marts.metric_comparisons"
            " inner join marts.metric_catalog using (metric_id)",
        )
    }
    checked = 0
    for name, was, change in table_rows(
        pages["diagnostics.html"], "Metric", "Baseline", "Change"
    ):
        scale, unit = scales[name]
        for (value, text), is_change in ((was, False), (change, True)):
            if value is None:
                assert text == "–"
                continue
            if is_change and scale == "log_ratio":
                expected = 100 * math.expm1(value)
            elif unit == "share":
                expected = 100 * value
            else:
                # the unit that is written beside it
                per = {"h": 60.0, "days": 1440.0}.get(text.split(NBSP)[-1], 1.0)
                expected = value / per if unit == "minutes" else value
            [(number, allowed)] = shown_numbers(text)
            assert abs(number - expected) <= allowed, (name, text)
            checked += 1
    assert checked > 50


def test_p90_regressions_are_those_of_the_marts(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outliers, "MIN_P90", 1)
    with open_marts(published) as marts:
        table = outliers.regressions(Book(marts))
    stated = list(
        zip(
            *(
                column(table, label)
                for label in (
                    *("p90 then", "Interval then", "p90 now", "Interval now"),
                    *("Times", "n then", "n now"),
                )
            ),
            strict=True,
        )
    )
    expected = query(
        published,
        """
        select then_.p90, then_.p90_low, now_.p90, now_.p90_low,
            case when then_.p90 > 0 then now_.p90 / then_.p90 end, then_.n, now_.n
        from marts.metric_values as then_, marts.metric_values as now_,
            marts.metric_catalog as catalog
        where then_.metric_id = now_.metric_id and then_.metric_id = catalog.metric_id
            and catalog.kind = 'duration' and catalog.better = 'down'
            and then_.period_name = 'baseline' and now_.period_name = 'current'
            and then_.attribution = 'all' and now_.attribution = 'all'
            and then_.segment = now_.segment and then_.severity = now_.severity
            and then_.incident_class = now_.incident_class
            and then_.service_tier = now_.service_tier
            and then_.segment <> 'severity_incident_class_service_tier'
            and now_.p90 > then_.p90
        """,
    )
    assert len(expected) > 3
    assert same(stated, expected)


def test_outliers_are_those_of_the_mart(published: Path, tmp_path: Path) -> None:
    own = writable_copy(published, tmp_path / "scorecard.duckdb")
    with duckdb.connect(str(own)) as marts:
        marts.execute(
            "insert into marts.incident_outliers by name select 1 as outlier_rank,"
            " 'time_to_mitigate' as metric_id, 'I01' as incident_id,"
            " 'current' as window_name, 'sev1' as severity, 'x' as incident_class,"
            " 'y' as service_tier, 1234.5 as minutes, 6.25 as times_median,"
            " 17 as n_segment, true as is_p90_regression"
        )
    with open_marts(own) as marts:
        table = outliers.outliers(Book(marts))
    [row] = table.rows
    assert values(row)[-4:] == [1234.5, 6.25, 17, "yes"]
    assert "None of them" not in table.note
    with duckdb.connect(str(own)) as marts:
        marts.execute("update marts.incident_outliers set window_name = 'baseline'")
    with open_marts(own) as marts:
        assert "None of them is in the current window" in (
            outliers.outliers(Book(marts)).note
        )


def test_failure_modes_are_counted_from_the_incidents(
    pages: dict[str, Reader], published: Path
) -> None:
    rows = table_rows(
        pages["diagnostics.html"], "Failure mode", "Now", "Repeats", "In all"
    )
    stated = [[row[0]["t"], *(cell[0] for cell in row[1:])] for row in rows]
    expected = query(
        published,
        f"""
        with {WINDOWS}
        select failure_mode_id, sum((exists (
                select 1 from windows where window_name = 'current'
                and started_on >= period_start and started_on < period_end
            ))::int), sum(coalesce(is_repeat, false)::int) as n_repeats, count(*)
        from marts.fct_incidents
        where is_countable and failure_mode_id is not null
        group by failure_mode_id having n_repeats > 0
        """,
    )
    assert expected
    assert same(stated, expected)


def test_handoffs_are_counted_from_the_facts(
    pages: dict[str, Reader], published: Path
) -> None:
    stated = [
        [cell[0] for cell in row]
        for row in table_rows(pages["diagnostics.html"], "Handoffs", "n")
    ]
    expected = query(
        published,
        f"""
        with {WINDOWS}
        select count(*), count(distinct incident_id)
        from marts.fct_handoffs
        inner join marts.fct_incidents using (incident_id), windows
        where is_countable and window_name = 'current' and started_on >= period_start
            and started_on < period_end and from_team_id is distinct from to_team_id
        group by from_team_id, to_team_id
        """,
    )
    assert expected
    assert same(stated, expected)


def test_the_ledgers_rows_are_those_of_the_mart(
    pages: dict[str, Reader], published: Path
) -> None:
    rows = table_rows(pages["diagnostics.html"], "Saved", "Worth", "n then", "n now")
    expected = query(
        published,
        "select quantity_low, quantity_high, cost_low, cost_high, n_baseline,"
        " n_current, quantity_unit from marts.roi_ranges where period_name = 'current'",
    )
    assert same(
        [[cell[0] for cell in row] for row in rows],
        [
            [
                None if low is None or high is None else (low + high) / 2,
                None if c_low is None or c_high is None else (c_low + c_high) / 2,
                n_then,
                n_now,
            ]
            for low, high, c_low, c_high, n_then, n_now, _ in expected
        ],
    )
    ends = {
        (low + high) / 2: (low, high, unit)
        for low, high, *_, unit in expected
        if low is not None and high is not None
    }
    for saved, *_ in rows:
        if saved[0] is not None:
            low, high, unit = ends[saved[0]]
            per = 60 if unit == "minutes" else 1
            for (number, allowed), end in zip(
                shown_numbers(saved[1]), (low / per, high / per), strict=True
            ):
                assert abs(number - end) <= allowed


def test_captures_are_added_up_over_months(
    pages: dict[str, Reader], published: Path
) -> None:
    rows = table_rows(
        pages["plan.html"], "Source", "Incidents with it", "Expected", "Complete"
    )
    stated = [[row[0], *(cell[0] for cell in row[1:])] for row in rows]
    expected = query(
        published,
        "select source, sum(n_captured), sum(n_expected),"
        " sum(n_captured) / sum(n_expected)"
        " from marts.instrumentation_coverage group by capability, source",
    )
    assert same(stated, expected)
    for _, n_with, n_expected, share in rows:
        assert n_with[1] == f"{n_with[0]:,}"
        assert n_expected[1] == f"{n_expected[0]:,}"
        assert share[1] == f"{100 * share[0]:.0f}{NBSP}%"


# ---------- incidents behind the figures


def test_incidents_of_the_page_carry_their_own_observations(
    pages: dict[str, Reader], published: Path
) -> None:
    [data] = [p for p in pages["diagnostics.html"].payloads if "incidents" in p]
    ids = [incident["id"] for incident in data["incidents"]]
    stated = {
        (metric_id, ids[at]): value
        for metric_id, metric in data["metrics"].items()
        for at, value, _ in metric["observed"]
    }
    kinds = dict(query(published, "select metric_id, kind from marts.metric_catalog"))
    expected = {}
    for metric_id, incident, n, top, bottom, value in query(
        published,
        f"""
        with {WINDOWS}
        select metric_id, incident_id, count(*), sum(numerator), sum(denominator),
            max(value)
        from marts.metric_observations
        inner join marts.fct_incidents as incidents using (incident_id)
        where is_countable and exists (
            select 1 from windows where incidents.started_on >= period_start
            and incidents.started_on < period_end
        )
        group by 1, 2
        """,
    ):
        if value is not None:
            known = value
        elif kinds[metric_id] == "rate" or not bottom:
            known = n
        else:
            known = top / bottom
        expected[metric_id, incident] = known
    assert len({metric for metric, _ in expected}) > 20
    assert stated.keys() == expected.keys()
    for place, value in stated.items():
        assert value == pytest.approx(expected[place], abs=1e-4), place


def test_counts_lead_to_the_incidents_they_count(
    pages: dict[str, Reader], published: Path
) -> None:
    [data] = [p for p in pages["diagnostics.html"].payloads if "incidents" in p]

    def n_with(key: str, window: str) -> int:
        return sum(
            key in incident["happened"] and incident["window"] == window
            for incident in data["incidents"]
        )

    blocks = query(
        published,
        "select period_name, block_reason, n_incidents from marts.policy_block_reasons"
        " where period = 'window' and segment = 'all'",
    )
    assert blocks
    for window, reason, n in blocks:
        assert n_with(block_key(reason), window) == n
    prevented = query(
        published,
        "select kind, risk_severity, reason, n_incidents from marts.risk_reduction"
        " where period_name = 'current' and reason <> 'made up'",
    )
    assert len(prevented) > 1
    for kind, severity, reason, n in prevented:
        key = prevented_key(kind, severity, reason)
        assert n_with(key, "current") == n
        assert key in data["happenings"]
    rows = table_rows(pages["diagnostics.html"], "From", "To", "n", "Incidents")
    names = dict(query(published, "select team_name, team_name from marts.dim_teams"))
    for giver, taker, n, link in rows:
        key = handoff_key(names.get(giver), names.get(taker))
        assert n_with(key, "current") == n[0]
        assert link["h"].startswith("#incidents?happening=handoff")


# ---------- charts


def scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def test_trends_are_drawn_from_the_months(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: dict[str, tuple[Sequence[charts.Point], Sequence[charts.Window]]] = {}

    def record(
        points: Sequence[charts.Point],
        windows: Sequence[charts.Window],
        marks: Sequence[charts.Mark],
        label: str,
    ) -> Markup:
        drawn[label.split(",")[0]] = (points, windows)
        return Markup()

    monkeypatch.setattr(charts, "trend", record)
    with open_marts(published) as marts:
        book = Book(marts)
        executive(book)
    assert len(drawn) > 5
    for metric in book.metrics.values():
        if metric.name not in drawn:
            continue
        points, windows = drawn[metric.name]
        factor = metric.unit.factor
        stated = {
            f"{p.month:%Y-%m}": (p.value, p.low, p.high)
            for p in points
            if p.value is not None
        }
        expected = {
            name: tuple(scaled(v, factor) for v in figures)
            for name, *figures in query(
                published,
                "select period_name, value, interval_low, interval_high"
                " from marts.metric_values where metric_id = ? and period = 'month'"
                " and segment = 'all' and attribution = 'all' and value is not null",
                [metric.id],
            )
        }
        assert stated == expected, metric.id
        for window in windows:
            [row] = query(
                published,
                "select max(value), max(period_start), max(period_end)"
                " from marts.metric_values where metric_id = ? and period_name = ?"
                " and segment = 'all' and attribution = 'all'",
                [metric.id, window.name],
            )
            assert window.value == scaled(row[0], factor)
            assert row[1] in (None, window.start) and row[2] in (None, window.end)


def test_distributions_show_each_observation_once(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[charts.Strip] = []

    def record(rows: list[charts.Strip], label: str) -> Markup:
        drawn.extend(rows)
        return Markup()

    monkeypatch.setattr(charts, "strips", record)
    with open_marts(published) as marts:
        shown = distributions(Book(marts))
    assert drawn
    for strip in drawn:
        assert sum(n for _, _, n in strip.bins) == strip.n
    for chart in shown:
        stated = [(row["n"], row["median"], row["p90"]) for row in chart["rows"]]
        expected = query(
            published,
            f"select n, median, p90 from marts.metric_values where metric_id = ?"
            f" and period = 'window' and attribution = 'all'"
            f" and segment = '{chart['dimension']}'"
            f" order by {chart['dimension']}, period_name",
            [chart["metric"].id],
        )
        for (n, *texts), (n_mart, *figures) in zip(stated, expected, strict=True):
            assert n == f"{n_mart:,}"
            for text, figure in zip(texts, figures, strict=True):
                per = {"h": 60.0, "days": 1440.0}.get(text.split(NBSP)[-1], 1.0)
                [(number, allowed)] = shown_numbers(text)
                assert abs(number - figure / per) <= allowed


def test_months_of_the_ledger_and_captures_are_drawn_from_their_marts(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bars: dict[str, list[charts.Range]] = {}
    cells: list[charts.Cell] = []

    def record_ranges(months: list[charts.Range], label: str) -> Markup:
        bars[label.split(" by month")[0]] = months
        return Markup()

    def record_cells(grid: list[charts.Cell], label: str) -> Markup:
        cells.extend(grid)
        return Markup()

    monkeypatch.setattr(charts, "ranges", record_ranges)
    monkeypatch.setattr(charts, "grid", record_cells)
    with open_marts(published) as marts:
        book = Book(marts)
        executive(book)
        plan(book)
    # no month of this ledger has money, and one bucket has time
    [(title, months)] = bars.items()
    assert title == "Reclaimed time"
    assert [(m.month, m.low, m.high) for m in months] == query(
        published,
        "select period_name, quantity_low, quantity_high from marts.roi_summary"
        " where bucket = 'reclaimed_time' and period_name <> 'current'"
        " order by period_name",
    )
    assert same(
        [(cell.row, cell.column, cell.share) for cell in cells],
        query(
            published,
            "select capability_name, month, sum(n_captured) / sum(n_expected)"
            " from marts.instrumentation_coverage group by 1, 2",
        ),
    )


# ---------- what pages count


def test_the_scorecard_counts_what_is_there(
    pages: dict[str, Reader], published: Path
) -> None:
    text = pages["index.html"].flat
    [(n_incidents,)] = query(
        published, "select count(*) from marts.fct_incidents where is_countable"
    )
    assert f"Incidents {n_incidents} in all months" in text
    verdicts = query(
        published,
        "select verdict, count(*) from marts.metric_comparisons"
        " where comparison = 'standardised' and segment = 'all'"
        " and family = 'headline' group by verdict",
    )
    assert f"Of {sum(n for _, n in verdicts)} headline metrics" in text
    for verdict, n in verdicts:
        assert re.search(rf"\b{n} {verdict}\b", text), verdict
    for start, end, n in query(
        published,
        f"with {WINDOWS} select period_start, period_end, count(*) from windows"
        " inner join marts.fct_incidents on started_on >= period_start"
        " and started_on < period_end where is_countable group by all",
    ):
        assert f"{(end - start).days} days, {n} incidents" in text


def test_the_plan_counts_its_ready_steps(
    pages: dict[str, Reader], published: Path
) -> None:
    text = pages["plan.html"].flat
    phases = query(
        published,
        "select count(*) filter (where readiness = 'ready'), count(*)"
        " from marts.plan_readiness group by phase",
    )
    stated = re.findall(r"(\d+) of (\d+) ready", text)
    assert sorted((int(a), int(b)) for a, b in stated) == sorted(phases)


def test_the_method_page_counts_rows_and_sources(
    pages: dict[str, Reader], published: Path
) -> None:
    text = pages["method.html"].flat
    [(n_aside,)] = query(published, "select count(*) from marts.quarantine")
    [(n_unused,)] = query(published, "select count(*) from marts.quality_issues")
    assert f"Quarantine: {n_aside} rows" in text
    assert f"Quality issues: {n_unused} values" in text
    for source, n, n_open, first, last in query(
        published,
        "select source, count(*), count(*) - count(resolved_at), min(started_on),"
        " max(started_on) from marts.fct_incidents where is_countable group by source",
    ):
        days = [f"{d.day}{NBSP}{d:%b}{NBSP}{d.year}" for d in (first, last)]
        flat = " ".join([source, str(n), str(n_open), *days])
        assert " ".join(flat.split()) in text
    assert isinstance(first, date)


def test_causes_are_added_up(pages: dict[str, Reader], published: Path) -> None:
    text = pages["diagnostics.html"].flat
    for what, table, counted in (
        ("blocked actions", "policy_block_reasons", "n_actions"),
        ("major corrections", "contradiction_causes", "n_corrections"),
    ):
        totals = query(
            published,
            f"select sum({counted}) from marts.{table}"
            " where period = 'window' and segment = 'all' group by period_name",
        )
        stated = [int(n) for n in re.findall(rf"(\d+) {what} in", text)]
        assert sorted(n for n in stated if n) == sorted(n for (n,) in totals)
        assert totals


# ---------- nothing captured, and nothing that happened


def pages_of(path: Path, *names: str) -> list[str]:
    """Return the text of some pages of a published file."""
    texts = []
    with open_marts(path) as marts:
        for name in names:
            reader = Reader()
            reader.feed(render_page(marts, name))
            texts.append(reader.flat)
    return texts


def test_nothing_that_happened_is_told_from_nothing_captured(
    published: Path, tmp_path: Path
) -> None:
    own = writable_copy(published, tmp_path / "scorecard.duckdb")
    counted = ("risk_reduction", "fct_handoffs", "policy_block_reasons")
    with duckdb.connect(str(own)) as marts:
        for table in (*counted, "contradiction_causes"):
            marts.execute(f"delete from marts.{table}")
        marts.execute("update marts.fct_incidents set is_repeat = false")
    index, deep = pages_of(own, "index.html", "diagnostics.html")
    assert "none was blocked, stopped or rolled back" in index
    assert "no export brings actions" not in index
    assert "No handoff in the current window." in deep
    assert "No known failure mode has come back." in deep
    assert "0 blocked actions in" in deep
    with duckdb.connect(str(own)) as marts:
        marts.execute(
            "delete from marts.metric_values where metric_id in ('handoff_count',"
            " 'policy_block_rate', 'prevented_unsafe_actions', 'contradiction_rate',"
            " 'repeat_incident_rate')"
        )
    index, deep = pages_of(own, "index.html", "diagnostics.html")
    assert "Not measured: no export brings actions." in index
    assert "Not measured: no export brings handoffs or pages." in deep
    assert "Not measured: no export names the failure mode" in deep
    assert "Not measured: no export brings actions with policy decisions." in deep
    assert "blocked actions in" not in deep


def test_a_step_says_what_to_capture_by_name(published: Path, tmp_path: Path) -> None:
    own = writable_copy(published, tmp_path / "scorecard.duckdb")
    with duckdb.connect(str(own)) as marts:
        marts.execute(
            "delete from marts.metric_values where metric_id = 'rollback_time';"
            " update marts.metric_coverage set is_measured = false,"
            " missing_captures = 'actions reverts',"
            " reason = 'not measured: the export lacks actions reverts'"
            " where metric_id = 'rollback_time';"
            " update marts.plan_readiness set readiness = 'missing',"
            " missing_ids = 'rollback_time',"
            " capture_next = 'Rollback time: not measured: the export lacks actions'"
            " where step ilike '%rollback%'"
        )
    [(name, how)] = query(
        own,
        "select distinct capability_name, how_to_capture"
        " from marts.instrumentation_coverage where capability = 'actions'",
    )
    plan_page, method_page = pages_of(own, "plan.html", "method.html")
    assert f"Next: {name}: {how}" in plan_page
    assert "the export lacks" not in plan_page
    assert "Not measured: no export brings Actions, Reverts" in method_page


def test_sentences_of_the_marts_are_read_as_words(
    published: Path, tmp_path: Path
) -> None:
    own = writable_copy(published, tmp_path / "scorecard.duckdb")
    labels = query(
        own,
        "select distinct service_tier from marts.metric_values"
        " where service_tier like '%\\_%' escape '\\' order by 1",
    )
    label = labels[0][0]
    with open_marts(own) as marts:
        book = Book(marts)
        sentence = f"-23 % in {label}, INC-1 of 2016-05 and some_other_name, -$3 to $4"
        assert book.readable(sentence) == (
            f"−23{NBSP}% in {label.replace('_', ' ')}, INC-1 of 2016-05 and"
            " some_other_name, −$3 to $4"
        )


def test_thin_captures_are_those_that_hold_metrics_down(
    published: Path, tmp_path: Path
) -> None:
    own = writable_copy(published, tmp_path / "scorecard.duckdb")
    with duckdb.connect(str(own)) as marts:
        marts.execute(
            "update marts.metric_comparisons set points_completeness = 2;"
            " update marts.metric_comparisons set points_completeness = 1"
            " where metric_id = 'time_to_mitigate';"
            " update marts.instrumentation_coverage set n_captured = n_expected;"
            " update marts.instrumentation_coverage set n_captured = 1,"
            " n_expected = 4 where capability = 'mitigation_time'"
        )
    with open_marts(own) as marts:
        [thin] = executive(Book(marts))["thin"]
    assert thin["metrics"] == ["Time to mitigate"]
    assert thin["text"] == f"25{NBSP}%"

"""The report without a browser: every number is its mart's, every text is text."""

from __future__ import annotations

import csv
import json
import math
import re
import socket
import threading
import urllib.error
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import duckdb
import openpyxl
import pytest
import vl_convert
import yaml

from conftest import MakeOnce, writable_copy
from hostile_marts import TEXTS
from report_marts import hostile, published
from report_reader import (
    MINUS,
    NBSP,
    PAGES,
    Reader,
    expected_display,
    pages,
    query,
    read,
    report,
    shown_numbers,
    table_rows,
    void,
)
from scorecard.cli import main
from scorecard.report import browser, formatting
from scorecard.report.cells import json_for_html
from scorecard.report.command import Format, write_report
from scorecard.report.files import is_formula
from scorecard.report.marts import Marts, open_marts
from scorecard.report.pages import render_page
from scorecard.report.serve import server
from scorecard.warehouse import PROJECT

__all__ = ["hostile", "pages", "published"]

# ---------- every number is its mart's


def test_every_figure_on_a_page_equals_its_mart(
    pages: dict[str, Reader], published: Path
) -> None:
    seen: dict[str, int] = {}
    places = {
        tuple(sorted(attributes.items())): attributes
        for reader in pages.values()
        for attributes, _ in reader.figures
    }
    with duckdb.connect(str(published), read_only=True) as marts:
        for attributes in places.values():
            table, columns = attributes["data-of"].split(".")
            key = parse_qsl(attributes["data-key"], keep_blank_values=True)
            where = " and ".join(f"{name} = ?" for name, _ in key) or "true"
            rows = marts.execute(
                f"select {', '.join(columns.split())} from marts.{table} where {where}",
                [value for _, value in key],
            ).fetchall()
            assert len(rows) == 1, attributes
            stated = [
                None if text == "none" else float(text)
                for text in attributes["value"].split()
            ]
            assert stated == list(rows[0]), attributes
            seen[table] = seen.get(table, 0) + 1
    assert seen.keys() >= {
        "metric_values",
        "metric_comparisons",
        "roi_summary",
        "risk_reduction",
        "plan_readiness",
        "row_accounting",
        "published_run",
        "metric_coverage",
    }
    assert seen["metric_values"] > 100


def test_what_is_read_is_the_value_rounded(
    pages: dict[str, Reader], published: Path
) -> None:
    units = dict(query(published, "select metric_id, unit from marts.metric_catalog"))
    scales = dict(
        query(published, "select metric_id, scale from marts.metric_comparisons")
    )
    largest = dict(
        query(
            published,
            "select metric_id, max(value) from marts.metric_values where period ="
            " 'window' and segment = 'all' and attribution = 'all' group by metric_id",
        )
    )
    checked = 0
    for reader in pages.values():
        for attributes, text in reader.figures:
            values = [
                None if v == "none" else float(v) for v in attributes["value"].split()
            ]
            stated = shown_numbers(text.replace("per 1,000", ""))
            known = [v for v in values if v is not None]
            if not known:
                assert not stated, (attributes, text)
                continue
            if attributes["data-of"] == "improvement_opportunities.share_lacking_any":
                known = [100 * v for v in known]
            elif attributes["data-of"].startswith("improvement_opportunities.minutes"):
                known = [v / 60 for v in known]
            elif attributes["data-of"].startswith("roi_summary.quantity"):
                period = dict(parse_qsl(attributes["data-key"]))
                [(unit,)] = query(
                    published,
                    "select quantity_unit from marts.roi_summary"
                    " where period_name = ? and bucket = ?",
                    [period["period_name"], period["bucket"]],
                )
                if unit == "minutes" and text.endswith(f"{NBSP}h"):
                    known = [v / 60 for v in known]
            elif attributes["data-of"].startswith(("metric_values", "metric_comp")):
                known = expected_display(attributes, known, units, scales, largest)
            assert len(stated) == len(known), (attributes, text)
            for (number, allowed), value in zip(stated, known, strict=True):
                assert abs(number - value) <= allowed, (attributes, text)
            checked += 1
    assert checked > 150


# ---------- verdicts


def test_no_verdict_comes_from_before_after(pages: dict[str, Reader]) -> None:
    """Every before_after row of segment all says regressed here; no page repeats it."""
    for name, reader in pages.items():
        compared = [
            dict(parse_qsl(a["data-key"]))["comparison"]
            for a, _ in reader.figures
            if a["data-of"].startswith("metric_comparisons")
        ]
        assert set(compared) <= {"standardised", "treated_vs_control"}, name
    verdicts = table_rows(pages["diagnostics.html"], "Verdict")
    assert {"v": "regressed", "t": "regressed"} not in [row[0] for row in verdicts]


def test_the_headline_says_change_verdict_and_confidence(make_once: MakeOnce) -> None:
    html = (make_once("report_pages", void) / "index.html").read_text(encoding="utf-8")
    row = html[html.index('id="time_to_mitigate"') :]
    row = row[: row.index("</article>")]
    # exp(-0.25) - 1, exp(-0.4) - 1, exp(-0.1) - 1
    assert f">{MINUS}22{NBSP}%</data>" in row
    assert f">{MINUS}33 to {MINUS}10</data>" in row
    assert "v-improved" in row
    assert "medium" in row and "8 of 10" in row
    assert "Informs" in row


def test_the_ledger_is_ranges_and_says_what_has_no_figure(make_once: MakeOnce) -> None:
    html = (make_once("report_pages", void) / "index.html").read_text(encoding="utf-8")
    ledger = html[html.index('class="ledger"') : html.index('id="risk"')]
    assert f"USD{NBSP}{MINUS}1.2{NBSP}k to 45.2{NBSP}k" in ledger
    assert f"{MINUS}20 to 180{NBSP}min" in ledger
    assert "A sentence of the ledger." in ledger
    assert "Reclaimed time: no figure." in ledger
    assert "no figure</span>" in ledger


def test_not_measured_is_no_zero(published: Path, tmp_path: Path) -> None:
    lacking = writable_copy(published, tmp_path / "scorecard.duckdb")
    with duckdb.connect(str(lacking)) as marts:
        for table in ("metric_values", "metric_comparisons", "metric_observations"):
            marts.execute(f"delete from marts.{table} where metric_id like '%context%'")
        marts.execute(
            "update marts.metric_coverage set is_measured = false, n_incidents = 0,"
            " missing_captures = 'context_packets'"
            " where metric_id = 'context_completeness_rate'"
        )
        for table in ("roi_summary", "roi_ranges", "risk_reduction", "timeline_marks"):
            marts.execute(f"drop table marts.{table}")
    write_report(lacking, tmp_path / "pages", Format.html)
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert 'id="context_completeness_rate"' not in index
    assert "Not measured: Context completeness rate" in index
    assert "this warehouse has no ledger" in index
    method = read(tmp_path / "pages" / "method.html")
    assert "not measured" in method.text


# ---------- empty and broken warehouses


def test_without_anything_published_the_pages_say_what_to_do_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    output = tmp_path / "o"
    code = main(["report", "--warehouse", str(nowhere), "--output", str(output)])
    assert code == 0
    assert "does not exist" in capsys.readouterr().err
    assert not nowhere.exists()
    for page in PAGES:
        text = read(output / page).text
        assert "scorecard run --exports" in text
        assert "ai_activation.csv" in text


def test_a_warehouse_without_incidents_says_what_to_do_first(
    published: Path, tmp_path: Path
) -> None:
    empty = writable_copy(published, tmp_path / "scorecard.duckdb")
    kept = ("metric_catalog", "metric_coverage", "plan_readiness", "published_run")
    with duckdb.connect(str(empty)) as marts:
        for (table,) in marts.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall():
            if table not in kept:
                marts.execute(f"delete from marts.{table}")
        marts.execute("update marts.plan_readiness set capture_next = 'Pages: send'")
    write_report(empty, tmp_path / "pages", Format.html)
    index = read(tmp_path / "pages" / "index.html").text
    assert "nothing measured yet" in index
    assert "Pages: send" in index
    assert "Every metric" in read(tmp_path / "pages" / "method.html").text
    for form in (Format.csv, Format.json, Format.xlsx):
        assert write_report(empty, tmp_path / form.value, form)


def test_what_is_no_warehouse_ends_with_a_clear_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scorecard.duckdb").write_text("no database", encoding="utf-8")
    assert main(["report", "--warehouse", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_there_is_nothing_to_export_before_a_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--warehouse", str(tmp_path), "--format", "csv"]) == 2
    assert "nothing to export" in capsys.readouterr().err


def test_reading_changes_nothing_and_pages_are_the_same_each_time(
    published: Path, make_once: MakeOnce, pages: dict[str, Reader], tmp_path: Path
) -> None:
    before = published.read_bytes()
    write_report(published, tmp_path, Format.html)
    assert published.read_bytes() == before
    first = make_once("report_pages", void)
    for page in PAGES:
        assert (tmp_path / page).read_bytes() == (first / page).read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == set(PAGES)


# ---------- text is text


def test_hostile_text_stays_text(
    make_once: MakeOnce, hostile: Path, pages: dict[str, Reader]
) -> None:
    for name, reader in report(make_once, "report_hostile_pages", hostile).items():
        kinds = {tag for tag, _ in reader.tags}
        assert kinds <= {tag for tag, _ in pages[name].tags} | {"bdi", "p", "i", "span"}
        assert "img" not in kinds
        handlers = [a for _, a in reader.tags if any(n.startswith("on") for n in a)]
        assert not handlers
        links = [a["href"] for tag, a in reader.tags if tag == "a" and "href" in a]
        assert all(link[0] == "#" or link.split("#")[0] in PAGES for link in links)
        # only its own script runs
        scripts = [a for tag, a in reader.tags if tag == "script"]
        assert sum(a.get("type") != "application/json" for a in scripts) == 1
        unseen = "[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]"
        assert not re.search(unseen, reader.text)


def test_hostile_text_is_shown(make_once: MakeOnce, hostile: Path) -> None:
    reader = report(make_once, "report_hostile_pages", hostile)["diagnostics.html"]
    held = json.dumps(reader.payloads, ensure_ascii=False)
    for text in ("<script>window.harmed = 1</script>", "=HYPERLINK(", "שלום עולם"):
        assert text.replace('"', '\\"') in held
    assert "… (4,0" in held
    assert "A" * 200 not in held.replace("A" * 200 + '"', "")


def test_no_page_is_larger_than_three_megabytes(
    make_once: MakeOnce, hostile: Path, pages: dict[str, Reader]
) -> None:
    report(make_once, "report_hostile_pages", hostile)
    for folder in ("report_pages", "report_hostile_pages"):
        for page in PAGES:
            size = (make_once(folder, void) / page).stat().st_size
            assert size < 3_000_000, (folder, page)


def test_a_page_needs_nothing_from_outside(pages: dict[str, Reader]) -> None:
    for name, reader in pages.items():
        assert not {t for t, _ in reader.tags} & {"link", "img", "iframe", "object"}
        assert all("src" not in attributes for _, attributes in reader.tags)
        [policy] = [
            a["content"]
            for t, a in reader.tags
            if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policy.startswith("default-src 'none'")
        assert "unsafe-eval" not in policy
        links = [a["href"] for tag, a in reader.tags if tag == "a"]
        assert links, name


def test_every_anchor_leads_somewhere(pages: dict[str, Reader]) -> None:
    ids = {
        page: {a["id"] for _, a in reader.tags if "id" in a}
        for page, reader in pages.items()
    }
    for page, reader in pages.items():
        places = [a["id"] for _, a in reader.tags if "id" in a]
        assert len(places) == len(set(places)), page
        for tag, attributes in reader.tags:
            if tag != "a":
                continue
            file, _, place = attributes["href"].partition("#")
            place = place.split("?")[0]
            assert not place or place in ids[file or page], attributes


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ""),
        ("a\x00b\x1bc", "a\ufffdb\ufffdc"),
        ("a\r\n\tb", "a b"),
        ("\u202eabc\u2069", "abc"),
        ("x" * 200, "x" * 160 + "… (200 characters)"),
        ("y" * 5000, "y" * 160 + "… (5,000 characters)"),
    ],
)
def test_foreign_text_is_made_fit_for_a_line(text: str | None, shown: str) -> None:
    assert formatting.plain(text) == shown


def test_json_cannot_end_its_element() -> None:
    text = "</script><!--\u2028&"
    held = str(json_for_html([text]))
    assert "<" not in held and "&" not in held and "\u2028" not in held
    assert json.loads(held) == [text]


# ---------- numbers and dates for people


@pytest.mark.parametrize(
    ("unit", "typical", "value", "shown"),
    [
        ("share", 0.5, 0.66384, f"66.4{NBSP}%"),
        ("share", 0.5, 1.0, f"100{NBSP}%"),
        ("minutes", 83.2, 83.228, f"83.2{NBSP}min"),
        ("minutes", 599.0, 188.13, f"188{NBSP}min"),
        ("minutes", 600.0, 150.0, f"2.5{NBSP}h"),
        ("minutes", 6000.0, 2880.0, f"2.0{NBSP}days"),
        ("count", 1.0, 0.595, "0.59"),
        ("percent", 1.0, 12.34, f"12.3{NBSP}%"),
        ("per_month", 3.0, 20.6, "20.6/month"),
        ("share", None, None, "–"),
    ],
)
def test_figures_have_the_unit_of_their_metric(
    unit: str, typical: float | None, value: float | None, shown: str
) -> None:
    assert formatting.unit_of(unit, typical).figure(value) in (
        shown,
        shown.replace("0.59", "0.60"),
    )


def test_changes_and_intervals() -> None:
    share = formatting.unit_of("share", 0.5)
    assert share.change(0.055, "difference") == f"+5.5{NBSP}points"
    assert share.change(-0.0001, "difference") == f"0.0{NBSP}points"
    minutes = formatting.unit_of("minutes", 80.0)
    assert minutes.change(math.log(0.75), "log_ratio") == f"{MINUS}25{NBSP}%"
    assert minutes.change_interval(None, math.log(1.5), "log_ratio") == "up to +50"
    assert minutes.interval(10.0, None) == "from 10.0"
    assert minutes.interval(None, None) == "no interval"


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.0, 950.0, f"EUR{NBSP}0 to 950"),
        (0.0, 20_000.0, f"EUR{NBSP}0 to 20.0{NBSP}k"),
        (-1200.0, 45200.0, f"EUR{NBSP}{MINUS}1.2{NBSP}k to 45.2{NBSP}k"),
        (999_600.0, 3e6, f"EUR{NBSP}1.0{NBSP}M to 3.0{NBSP}M"),
        (2e5, 9.994e5, f"EUR{NBSP}200{NBSP}k to 999{NBSP}k"),
        (2e5, 9.996e5, f"EUR{NBSP}0.2{NBSP}M to 1.0{NBSP}M"),
    ],
)
def test_money_is_short(low: float, high: float, shown: str) -> None:
    assert formatting.money(low, high, "EUR") == shown


@pytest.mark.parametrize(
    ("low", "high", "unit", "shown"),
    [
        (-20.5, 180.0, "minutes", f"{MINUS}20 to 180{NBSP}min"),
        (120.0, 3_120.0, "minutes", f"2 to 52{NBSP}h"),
        (0.5, 9.25, "hours", f"0.5 to 9.2{NBSP}h"),
        (0.0, 3.0, None, "0.0 to 3.0"),
    ],
)
def test_what_was_saved_is_hours_from_ten_hours_on(
    low: float, high: float, unit: str | None, shown: str
) -> None:
    assert formatting.quantity(low, high, unit) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("missing_preconditions", "missing preconditions"),
        ("ai_output_wrong", "AI output wrong"),
        ("Operator", "operator"),
        ("=HYPERLINK(A1)", "=HYPERLINK(A1)"),
        (None, "unknown"),
    ],
)
def test_only_identifiers_become_words(name: str | None, shown: str) -> None:
    assert formatting.phrase(name) == shown


def test_dates_are_read_by_people() -> None:
    day = formatting.days(date(2025, 4, 4), date(2025, 10, 1))
    assert day == f"4{NBSP}Apr to 30{NBSP}Sep{NBSP}2025"
    late = formatting.days(date(2025, 12, 1), date(2026, 1, 2))
    assert late == f"1{NBSP}Dec{NBSP}2025 to 1{NBSP}Jan{NBSP}2026"
    moment = datetime(2026, 5, 3, 7, 4, tzinfo=UTC)
    assert formatting.moment(moment) == f"3{NBSP}May{NBSP}2026, 07:04{NBSP}UTC"
    assert formatting.month("2026-05") == f"May{NBSP}2026"


# ---------- files

FORMULA_STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def test_csv_has_every_row_and_no_formula(hostile: Path, tmp_path: Path) -> None:
    csv.field_size_limit(1_000_000)
    written = write_report(hostile, tmp_path, Format.csv)
    assert {path.stem for path in written} >= {"metric_values", "fct_incidents"}
    for path in written:
        [(n_rows,)] = query(hostile, f"select count(*) from marts.{path.stem}")
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == n_rows
        numbers = {
            name
            for (name,) in query(
                hostile,
                "select column_name from duckdb_columns() where schema_name = 'marts'"
                " and table_name = ? and data_type <> 'VARCHAR'",
                [path.stem],
            )
        }
        for row in rows:
            for name, cell in row.items():
                if name not in numbers:
                    assert not cell.lstrip(" \n\x0b\x0c").startswith(FORMULA_STARTS), (
                        cell
                    )
    titles = {row["title"] for row in csv_rows(tmp_path / "fct_incidents.csv")}
    assert any(title.startswith("'=HYPERLINK(") for title in titles)


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_keeps_negative_numbers_and_harmless_text(
    published: Path, tmp_path: Path
) -> None:
    write_report(published, tmp_path, Format.csv)
    rows = csv_rows(tmp_path / "metric_comparisons.csv")
    assert "-0.25" in {row["change"] for row in rows}
    catalogue = csv_rows(tmp_path / "metric_catalog.csv")
    names = {n for (n,) in query(published, "select name from marts.metric_catalog")}
    assert {row["name"] for row in catalogue} == names


def test_json_is_the_marts(published: Path, tmp_path: Path) -> None:
    [path] = write_report(published, tmp_path, Format.json)
    data = json.loads(path.read_text(encoding="utf-8"))
    figures = {
        (row["metric_id"], row["period_name"], row["severity"]): row["value"]
        for row in data["metric_values"]
        if row["segment"] == "severity" and row["attribution"] == "all"
    }
    own = query(
        published,
        "select metric_id, period_name, severity, value from marts.metric_values"
        " where segment = 'severity' and attribution = 'all'",
    )
    assert figures == {(m, p, s): value for m, p, s, value in own}


def test_a_workbook_has_text_where_text_is(hostile: Path, tmp_path: Path) -> None:
    [path] = write_report(hostile, tmp_path, Format.xlsx)
    book = openpyxl.load_workbook(path)
    kinds = {cell.data_type for sheet in book for row in sheet.rows for cell in row}
    assert "f" not in kinds
    sheet = book["fct_incidents"]
    heads = [cell.value for cell in sheet[1]]
    titles = [row[heads.index("title")] for row in sheet.iter_rows(min_row=2)]
    [(n_rows,)] = query(hostile, "select count(*) from marts.fct_incidents")
    assert len(titles) == n_rows
    dangerous = [cell for cell in titles if str(cell.value).startswith("=HYPERLINK")]
    assert dangerous
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in dangerous)


def test_a_workbook_says_what_it_leaves_out(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecard.report.files.SHEET_ROWS", 100)
    [path] = write_report(published, tmp_path, Format.xlsx)
    contents = {
        row[0]: row[1:]
        for row in openpyxl.load_workbook(path)["contents"].iter_rows(values_only=True)
    }
    [(n_rows,)] = query(published, "select count(*) from marts.metric_values")
    assert contents["metric_values"][:2] == (100, n_rows)
    assert "--format csv" in contents["metric_values"][2]
    assert contents["published_run"] == (1, 1, None)


@pytest.mark.parametrize("text", [t for t in TEXTS if t[0] in "=+-@\t\uff1d"])
def test_what_starts_like_a_formula_is_guarded(text: str) -> None:
    assert is_formula(text)
    assert is_formula(f"  {text}")


@pytest.mark.parametrize("text", ["", "a=1", "5 - 3", "INC-1", "'=1"])
def test_other_text_is_left_alone(text: str) -> None:
    assert not is_formula(text)


# ---------- paper, pictures, localhost


@pytest.mark.parametrize("form", ["pdf", "png"])
def test_without_a_browser_the_command_says_so(
    form: str,
    published: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("SCORECARD_CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "NAMES", ("no-such-browser",))
    output = tmp_path / "out"
    code = main(
        [
            *("report", "--warehouse", str(published.parent)),
            *("--output", str(output), "--format", form),
        ]
    )
    assert code == 2
    assert "apt-get install chromium" in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize(
    ("form", "drawer"), [(Format.pdf, "print_pdf"), (Format.png, "take_picture")]
)
def test_paper_and_pictures_stand_beside_their_pages(
    form: Format, drawer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: "some browser")
    monkeypatch.setattr(
        browser,
        drawer,
        lambda page, to, **_: to.write_text(page.name, encoding="utf-8"),
    )
    written = write_report(tmp_path / "none.duckdb", tmp_path / "out", form)
    drawn = {path.name: path.read_text(encoding="utf-8") for path in written}
    assert drawn == {
        f"scorecard.{form.value}": "index.html",
        f"diagnostics.{form.value}": "diagnostics.html",
        f"plan.{form.value}": "plan.html",
        f"method.{form.value}": "method.html",
    }


def test_a_browser_that_fails_is_no_report(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho 'no display' >&2\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("SCORECARD_CHROMIUM", str(broken))
    code = main(
        [
            *("report", "--warehouse", str(published.parent)),
            *("--output", str(tmp_path / "out"), "--format", "pdf"),
        ]
    )
    assert code == 2


def test_serving_shows_pages_to_this_machine_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the page", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    with server(tmp_path) as running:
        host, port = running.server_address[:2]
        assert host == "127.0.0.1"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        try:
            address = f"http://127.0.0.1:{port}/"
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.read() == b"the page"
                assert answer.headers["Cache-Control"] == "no-store"
            foreign = urllib.request.Request(address, headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(foreign, timeout=5)
            assert refused.value.code == 403
            with pytest.raises(urllib.error.HTTPError) as missing:
                urllib.request.urlopen(f"{address}sub/", timeout=5)
            assert missing.value.code == 404
        finally:
            running.shutdown()


def test_a_taken_port_ends_with_a_clear_word(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code = main(
            [
                *("report", "--warehouse", str(published.parent)),
                *("--output", str(tmp_path), "--serve"),
                *("--port", str(taken.getsockname()[1])),
            ]
        )
    assert code == 2
    assert "in use" in capsys.readouterr().err


def test_serving_goes_with_pages_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--format", "csv", "--serve"]) == 2
    assert "--format html" in capsys.readouterr().err


# ---------- lineage

EXPOSED = {
    "index.html": "executive_scorecard",
    "diagnostics.html": "diagnostics",
    "plan.html": "plan",
    "method.html": "method",
}


def test_exposures_name_the_marts_that_each_page_reads(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by: dict[str, set[str]] = {page: set() for page in PAGES}
    original = Marts.query
    current = [""]

    def query(self: Marts, sql: str, *, needs: tuple[str, ...]) -> list[dict[str, Any]]:
        read_by[current[0]].update(needs)
        return original(self, sql, needs=needs)

    monkeypatch.setattr(Marts, "query", query)
    drawn = '<svg xmlns="x" width="1" height="1"></svg>'
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *_, **__: drawn)
    with open_marts(published) as marts:
        for page in PAGES:
            current[0] = page
            render_page(marts, page)
    text = (PROJECT / "models" / "exposures.yml").read_text(encoding="utf-8")
    exposures = {
        exposure["name"]: {
            ref.removeprefix("ref('").removesuffix("')")
            for ref in exposure["depends_on"]
        }
        for exposure in yaml.safe_load(text)["exposures"]
    }
    for page, tables in read_by.items():
        # published_run is written by publishing, it is no model
        assert exposures[EXPOSED[page]] == tables - {"published_run"}, page


@pytest.mark.parametrize(
    ("first", "end", "is_warned"),
    [
        ("2026-02-01", "2026-03-01", True),
        ("2026-02-10", "2026-02-20", True),
        ("2026-01-31", "2026-03-01", False),
        ("2025-02-01", "2026-02-20", False),
    ],
)
def test_a_baseline_of_one_month_comes_with_a_warning(
    published: Path, tmp_path: Path, first: str, end: str, is_warned: bool
) -> None:
    short = writable_copy(published, tmp_path / "scorecard.duckdb")
    with duckdb.connect(str(short)) as marts:
        marts.execute(
            f"update marts.metric_values set period_start = date '{first}',"
            f" period_end = date '{end}' where period_name = 'baseline'"
        )
    index = write_report(short, tmp_path / "pages", Format.html)[0]
    said = "take no verdict from it" in read(index).text
    assert said == is_warned


def test_odd_values_still_make_files(published: Path, tmp_path: Path) -> None:
    odd = writable_copy(published, tmp_path / "scorecard.duckdb")
    with duckdb.connect(str(odd)) as marts:
        marts.execute(
            "update marts.metric_values set value = null, interval_low = null,"
            " interval_high = null where metric_id = 'handoff_count';"
            " update marts.metric_comparisons set change = 'nan'::double,"
            " change_low = '-inf'::double where metric_id = 'handoff_count';"
            " update marts.fct_incidents set detected_at = '0203-01-01 00:00:00',"
            " title = '\tindented'"
        )
    index = write_report(odd, tmp_path / "pages", Format.html)[0]
    assert 'id="handoff_count"' in index.read_text(encoding="utf-8")
    write_report(odd, tmp_path, Format.csv)
    assert csv_rows(tmp_path / "fct_incidents.csv")[0]["title"] == "'\tindented"
    [path] = write_report(odd, tmp_path, Format.json)

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    [path] = write_report(odd, tmp_path, Format.xlsx)
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["fct_incidents"][1]]
    cell = book["fct_incidents"].cell(2, heads.index("detected_at") + 1)
    assert cell.value == "0203-01-01T00:00:00"

"""The figures as files: CSV, JSON and a workbook, guarded against formulas."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from scorecard.report.marts import Marts

TABLES = (
    "published_run",
    "metric_catalog",
    "metric_coverage",
    "metric_values",
    "metric_comparisons",
    "metric_narrative",
    "roi_summary",
    "roi_ranges",
    "risk_reduction",
    "incident_outliers",
    "contradiction_causes",
    "policy_block_reasons",
    "severity_distribution",
    "instrumentation_coverage",
    "plan_readiness",
    "improvement_opportunities",
    "timeline_marks",
    "fct_incidents",
    "row_accounting",
    "quality_issues",
    "quarantine",
)
"""The marts that pages are made of, in the order of the workbook's sheets."""

SHEET_ROWS = 20_000
"""Rows of a sheet; of the larger tables a workbook has the coarse segments alone."""
SHEET_TEXT = 32_000
"""Characters of a cell; a workbook's own limit is 32,767."""
BATCH = 5_000
FIRST_YEAR = 1900
"""Before it a workbook knows no dates; they are written as text."""

_COARSE = "segment in ('all', 'severity', 'incident_class', 'service_tier')"
_FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_GUARDED = r"'^([\t\r\n]|[[:space:][:cntrl:]]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}])'"


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet might take a text for a formula."""
    return bool(_FORMULA.match(text)) or text[:1] in ("\t", "\r", "\n")


def write_csv(marts: Marts, folder: Path) -> list[Path]:
    """Write a CSV file per mart; text that looks like a formula gets an apostrophe.

    DuckDB writes the files, so the largest mart takes no more memory than the smallest.
    """
    written = []
    for table in _present(marts):
        path = folder / f"{table}.csv"
        new = path.with_suffix(".csv.new")
        columns = ", ".join(
            _guarded(name, kind) for name, kind in _columns(marts, table)
        )
        target = str(new).replace("'", "''")
        marts.execute(
            f"copy (select {columns} from marts.{table} order by all)"  # noqa: S608
            f" to '{target}' (format csv, header true)"
        )
        new.replace(path)
        written.append(path)
    return written


def write_json(marts: Marts, folder: Path) -> list[Path]:
    """Write all marts into one JSON file, a list of objects per mart."""
    path = folder / "scorecard.json"
    new = path.with_suffix(".json.new")
    with new.open("w", encoding="utf-8") as file:
        file.write("{")
        for at, table in enumerate(_present(marts)):
            file.write(f"{',' if at else ''}\n{json.dumps(table)}: [")
            names = [name for name, _ in _columns(marts, table)]
            for number, row in enumerate(_rows(marts, table)):
                record = dict(zip(names, map(_json_value, row), strict=True))
                file.write(",\n" if number else "\n")
                file.write(json.dumps(record, ensure_ascii=False))
            file.write("]")
        file.write("\n}\n")
    new.replace(path)
    return [path]


def write_xlsx(marts: Marts, folder: Path) -> list[Path]:
    """Write a workbook with a sheet per mart, every text a text.

    Texts are written as string cells, which no spreadsheet computes; those that look
    like formulas are also marked as quoted, so that editing one does not wake it. Where
    a mart has more rows than a sheet should, the coarse segments are kept, then the
    first rows, and the first sheet says so.
    """
    path = folder / "scorecard.xlsx"
    new = path.with_suffix(".xlsx.new")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(new), options) as book:
        # the same figures give the same workbook
        book.set_properties({"created": datetime(2000, 1, 1)})
        _sheets(book, marts)
    new.replace(path)
    return [path]


def _sheets(book: xlsxwriter.Workbook, marts: Marts) -> None:
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#EFF2F5"}),
        "quoted": book.add_format({"quote_prefix": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    contents = book.add_worksheet("contents")
    contents.set_column(0, 0, 28)
    contents.set_column(1, 2, 12)
    contents.set_column(3, 3, 60)
    for column, title in enumerate(("table", "rows here", "rows in all", "note")):
        contents.write_string(0, column, title, formats["head"])
    for place, table in enumerate(_present(marts), start=1):
        columns = _columns(marts, table)
        total = _count(marts, table, "true")
        coarse = total > SHEET_ROWS and any(name == "segment" for name, _ in columns)
        where = _COARSE if coarse else "true"
        sheet = book.add_worksheet(table)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 16)
        for column, (name, _) in enumerate(columns):
            sheet.write_string(0, column, name, formats["head"])
        written = 0
        for row in _rows(marts, table, where, SHEET_ROWS):
            written += 1
            for column, value in enumerate(row):
                _cell(sheet, written, column, value, formats)
        sheet.autofilter(0, 0, written, len(columns) - 1)
        contents.write_string(place, 0, table)
        contents.write_number(place, 1, written)
        contents.write_number(place, 2, total)
        if written < total:
            note = "Coarse segments only" if coarse else "The first rows only"
            contents.write_string(place, 3, f"{note}; --format csv has all of them.")


def _cell(
    sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]
) -> None:
    if value is None:
        return
    if isinstance(value, date) and value.year < FIRST_YEAR:
        value = value.isoformat()
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(
            row, column, datetime(value.year, value.month, value.day), formats["date"]
        )
    else:
        text = str(value)[:SHEET_TEXT]
        quoted = formats["quoted"] if is_formula(text) else None
        sheet.write_string(row, column, text, quoted)


def _present(marts: Marts) -> list[str]:
    return [table for table in TABLES if marts.has(table)]


def _columns(marts: Marts, table: str) -> list[tuple[str, str]]:
    return [
        (row["column_name"], row["data_type"])
        for row in marts.query(
            "select column_name, data_type from duckdb_columns()"  # noqa: S608
            f" where schema_name = 'marts' and table_name = '{table}'"
            " order by column_index",
            needs=(table,),
        )
    ]


def _guarded(name: str, kind: str) -> str:
    if kind != "VARCHAR":
        return f'"{name}"'
    return (
        f"case when regexp_matches(\"{name}\", {_GUARDED}) then '''' || \"{name}\""
        f' else "{name}" end as "{name}"'
    )


def _count(marts: Marts, table: str, where: str) -> int:
    rows = marts.query(
        f"select count(*) as n from marts.{table} where {where}",  # noqa: S608
        needs=(table,),
    )
    return int(rows[0]["n"])


def _rows(
    marts: Marts, table: str, where: str = "true", limit: int | None = None
) -> Iterator[tuple[Any, ...]]:
    end = "" if limit is None else f" limit {limit}"
    answer = marts.execute(
        f"select * from marts.{table} where {where} order by all{end}"  # noqa: S608
    )
    while batch := answer.fetchmany(BATCH):
        yield from batch


def _json_value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value

"""Reads pages as a reader would: figures with their marts, tables, text."""

from __future__ import annotations

import json
import math
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import duckdb
import pytest

from conftest import MakeOnce
from scorecard.report.command import Format, write_report

PAGES = ("index.html", "diagnostics.html", "plan.html", "method.html")
MINUS, NBSP = "\u2212", "\u00a0"


class Reader(HTMLParser):
    """Collects what a page holds: figures, JSON, elements, text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.figures: list[tuple[dict[str, str], str]] = []
        self.payloads: list[Any] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.pieces: list[str] = []
        self._inside: str | None = None
        self._held = ""
        self._figure: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.tags.append((tag, named))
        if tag in ("script", "style"):
            self._inside, self._held = named.get("type", tag), ""
        if tag == "data":
            self._figure, self._held = named, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._inside == "application/json":
            self.payloads.append(json.loads(self._held))
        if tag in ("script", "style"):
            self._inside = None
        if tag == "data" and self._figure is not None:
            self.figures.append((self._figure, self._held))
            self._figure = None

    def handle_data(self, data: str) -> None:
        self._held += data
        if self._inside is None:
            self.text += data
            self.pieces.append(data)

    @property
    def flat(self) -> str:
        """Return the text with one blank between elements."""
        return " ".join(" ".join(self.pieces).split())


def read(path: Path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader


def query(path: Path, sql: str, values: list[Any] | None = None) -> list[Any]:
    with duckdb.connect(str(path), read_only=True) as marts:
        return marts.execute(sql, values or []).fetchall()


def report(make_once: MakeOnce, name: str, published: Path) -> dict[str, Reader]:
    """Write the pages of a published file once, and read them."""
    folder = make_once(name, lambda to: void(write_report(published, to, Format.html)))
    return {page: read(folder / page) for page in PAGES}


def void(_: object) -> None: ...


@pytest.fixture(scope="session")
def pages(make_once: MakeOnce, published: Path) -> dict[str, Reader]:
    return report(make_once, "report_pages", published)


def shown_numbers(text: str) -> list[tuple[float, float]]:
    """Read the numbers of a text back, each with half of the last digit shown."""
    size = {"": 1.0, "k": 1e3, "M": 1e6, "bn": 1e9}
    return [
        (
            float(number.replace(",", "").replace(MINUS, "-")) * size[letter],
            0.5000001 * size[letter] * 10.0 ** -len(number.partition(".")[2]),
        )
        for number, letter in re.findall(
            rf"([{MINUS}+]?\d[\d,]*\.?\d*)(?:{NBSP}(k|M|bn)\b)?", text
        )
    ]


def expected_display(
    attributes: dict[str, str],
    known: list[float],
    units: dict[str, str],
    scales: dict[str, str],
    largest: dict[str, float],
) -> list[float]:
    """Work out what people should read, apart from the product's own formatting."""
    metric = dict(parse_qsl(attributes["data-key"]))["metric_id"]
    table, column = attributes["data-of"].split(".")
    if column == "n":
        return known
    if table == "metric_comparisons" and scales[metric] == "log_ratio":
        return [100 * math.expm1(v) for v in known]
    factor = {"share": 100.0}.get(units[metric], 1.0)
    if units[metric] == "minutes" and metric in largest:
        hours = largest[metric] / 60
        factor = 1 / 1440 if hours >= 96 else 1 / 60 if hours >= 10 else 1.0
    return [factor * v for v in known]


def table_rows(reader: Reader, *labels: str) -> list[list[Any]]:
    """Return the rows of the table with these columns, among others."""
    for payload in reader.payloads:
        named = [column["label"] for column in payload.get("columns", [])]
        if set(labels) <= set(named):
            places = [named.index(label) for label in labels]
            return [[row[place] for place in places] for row in payload["rows"]]
    raise AssertionError(f"no table has {labels}")

"""Landing: files of every format and every kind of damage into the raw store."""

from __future__ import annotations

import csv
import errno
import gzip
import hashlib
import io
import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scorecard.landing import (
    Column,
    FileProgress,
    FileReport,
    LandingError,
    LandingReport,
    Limits,
    Source,
    Table,
    land,
    load_sources,
    table_schema,
)
from scorecard.landing.model import FileProblem
from scorecard.landing.streams import opened

LANDED_AT = datetime(2026, 1, 2, 3, 4, 5)
TEAMS = Table("teams", (Column("team_id"), Column("team_name")))
PAGES = Table("pages", (Column("page_id"), Column("paged_at")))
STANDARD = Source("standard", "table", (TEAMS, PAGES))
PROJECT_SOURCES = load_sources()
META = ["_unreadable_line", "_source_file", "_source_row", "_landing_order"]


class House:
    """An exports folder and a store."""

    def __init__(self, root: Path) -> None:
        self.exports = root / "exports"
        self.store = root / "warehouse" / "raw"
        self.exports.mkdir()

    def put(self, path: str, content: bytes | str) -> Path:
        file = self.exports / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def land(self, **options: Any) -> LandingReport:
        options.setdefault("sources", [STANDARD])
        options.setdefault("landed_at", LANDED_AT)
        return land(self.exports, self.store, **options)

    def land_one(self, path: str, content: bytes | str, **options: Any) -> FileReport:
        self.put(path, content)
        report = self.land(**options)
        return next(f for f in report.files if f.path == path)

    def stored(self) -> list[str]:
        return sorted(
            p.relative_to(self.store).as_posix()
            for p in self.store.rglob("*")
            if p.is_file()
        )

    def rows(self, table: str = "standard/teams") -> list[dict[str, Any]]:
        files = sorted((self.store / table).glob("*.parquet"))
        return [row for f in files for row in pq.read_table(f).to_pylist()]

    def cells(self, table: str = "standard/teams") -> list[tuple[Any, ...]]:
        """The known columns of every row."""
        return [
            tuple(v for k, v in row.items() if not k.startswith("_"))
            for row in self.rows(table)
        ]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def parquet(table: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


# Without a time: the bytes name the tests, and every worker has to see the same names.
packed = partial(gzip.compress, mtime=0)
TWO_TEAMS = [("t1", 'Ålpha, "A"\nteam'), ("t2", " padded ")]
CSV = b'team_id,team_name\nt1,"\xc3\x85lpha, ""A""\nteam"\nt2, padded \n'
NDJSON = (
    b'{"team_id":"t1","team_name":"\xc3\x85lpha, \\"A\\"\\nteam"}\n'
    b'{"team_id":"t2","team_name":" padded "}\n'
)
JSON = (
    b'[{"team_id":"t1","team_name":"\\u00c5lpha, \\"A\\"\\nteam"},'
    b'\n{"team_id":"t2","team_name":" padded "}]'
)
PARQUET = parquet(
    pa.table({"team_id": ["t1", "t2"], "team_name": [n for _, n in TWO_TEAMS]})
)


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("csv", CSV),
        ("csv.gz", packed(CSV)),
        ("ndjson", NDJSON),
        ("ndjson.gz", packed(NDJSON)),
        ("json", JSON),
        ("json.gz", packed(JSON)),
        ("parquet", PARQUET),
        ("CSV", CSV),
        ("Ndjson.GZ", packed(NDJSON)),
        ("csv", CSV.replace(b"\nt1", b"\r\nt1").replace(b"\nt2", b"\r\nt2")),
        ("csv", b"\xef\xbb\xbf" + CSV),
        ("ndjson", b"\xef\xbb\xbf" + NDJSON),
        ("json", b"\xef\xbb\xbf" + JSON),
        ("csv", b"\n\n" + CSV.replace(b"\nt2", b"\n\n  \nt2") + b"\n\n"),
        ("csv", CSV.replace(b"\nt2", b"\n \t\nt2")),
        ("ndjson", b"\n" + NDJSON.replace(b"}\n{", b"}\r\n \r\n\n  {")),
        ("csv", CSV.replace(b"team_id,team_name", b' team_id ,"team_name "')),
        ("csv.gz", packed(CSV[:20]) + packed(CSV[20:])),
    ],
)
def test_every_format_lands_the_same_cells(
    house: House, extension: str, content: bytes
) -> None:
    report = house.land_one(f"standard/teams.{extension}", content)

    assert (report.status, report.rows, report.unreadable_rows) == ("landed", 2, 0)
    assert (report.reason, report.ignored_columns) == (None, ())
    assert report.bytes == len(content)
    assert house.cells() == TWO_TEAMS
    sha = hashlib.sha256(content).hexdigest()
    assert house.stored() == [f"standard/teams/0000000001-{sha}.parquet"]
    assert [[row[c] for c in META] for row in house.rows()] == [
        [None, f"standard/teams.{extension}", 1, 1],
        [None, f"standard/teams.{extension}", 2, 1],
    ]


def test_store_file_has_the_promised_columns_and_rights(house: House) -> None:
    house.land_one("standard/teams.csv", CSV)

    (stored,) = house.store.rglob("*.parquet")
    file = pq.ParquetFile(stored)
    text, number = pa.string(), pa.int64()
    assert [(f.name, f.type) for f in file.schema_arrow] == [
        ("team_id", text),
        ("team_name", text),
        ("_unreadable_line", text),
        ("_source_file", text),
        ("_source_row", number),
        ("_landing_order", number),
        ("_landed_at", pa.timestamp("us")),
    ]
    assert file.schema_arrow.equals(table_schema(TEAMS))
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    for folder in (stored.parent, stored.parents[1], house.store):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, 6), datetime(2026, 1, 2, 3, 4, 5, 6)),
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2))),
            datetime(2026, 1, 2, 1, 4, 5),
        ),
    ],
)
def test_landing_time_is_kept_as_utc(
    house: House, given: datetime, stored: datetime
) -> None:
    house.put("standard/teams.csv", CSV)
    assert house.land(landed_at=given).landed_at == stored
    assert house.rows()[0]["_landed_at"] == stored


def test_duckdb_reads_the_store_by_a_pattern(house: House) -> None:
    house.put("standard/teams/a.csv", CSV)
    house.put("standard/teams/b.ndjson", '{"team_id":"nul","team_name":"a\\u0000b"}')
    house.land()
    pattern = str(house.store / "standard/teams/*.parquet")
    assert duckdb.execute(
        "select team_id, length(team_name), typeof(_landed_at) from read_parquet(?) "
        "order by _landing_order, _source_row",
        [pattern],
    ).fetchall() == [
        ("t1", 15, "TIMESTAMP"),
        ("t2", 8, "TIMESTAMP"),
        ("nul", 3, "TIMESTAMP"),
    ]


# Columns


def test_columns_may_be_missing_unknown_and_in_any_order(house: House) -> None:
    report = house.land_one(
        "standard/teams.csv", "zz,team_name,\nx,One,y\nx\nx,Two,y,surplus,more\n"
    )
    assert report.ignored_columns == ("zz",)
    assert house.cells() == [(None, "One"), (None, None), (None, "Two")]


def test_names_are_compared_exactly(house: House) -> None:
    report = house.land_one(
        "standard/teams.json", '[{"Team_ID": "x", "team_name": "y", "z": 1}]'
    )
    assert report.ignored_columns == ("Team_ID", "z")
    assert house.cells() == [(None, "y")]


def test_unknown_parquet_columns_are_reported(house: House) -> None:
    content = parquet(
        pa.table({" team_id ": ["t1"], "other": [1], "a.b": [2], " team_id .x": [3]})
    )
    report = house.land_one("standard/teams.parquet", content)
    assert report.ignored_columns == ("a.b", "other", "team_id .x")
    assert house.cells() == [("t1", None)]


def test_ignored_columns_stay_bounded_and_printable(house: House) -> None:
    names = [f"x{i:04d}" for i in range(300)] + ["\x1b[31mred"]
    report = house.land_one("standard/teams.csv", "team_id," + ",".join(names) + "\n")
    assert len(report.ignored_columns) == 100
    assert report.ignored_columns[0] == "\\x1b[31mred"


# Values


def test_csv_cells_are_kept_as_delivered(house: House) -> None:
    house.put("standard/teams.csv", 'team_id,team_name\n"","=1+1"\n null , N/A\n')
    house.land()
    assert house.cells() == [("", "=1+1"), (" null ", " N/A")]


def test_empty_quoted_cell_is_a_row_in_a_table_of_one_column(house: House) -> None:
    house.put("standard/teams.csv", 'team_id\na\n""\n\n  \n')
    house.land()
    assert [c[0] for c in house.cells()] == ["a", "", "  "]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"  as it is "', "  as it is "),
        ("12", "12"),
        ("-0", "-0"),
        ("1.50", "1.50"),
        ("1E+400", "1E+400"),
        ("1" * 5000, "1" * 5000),
        ("NaN", "NaN"),
        ("true", "true"),
        ("false", "false"),
        ("null", None),
        ('""', ""),
        (
            '[1.0, "a", null, {"b" : -0, "é":"\\u00e9\\n"}]',
            '[1.0,"a",null,{"b":-0,"é":"é\\n"}]',
        ),
        ("{}", "{}"),
        ('[NaN, "\\"q"]', '["NaN","\\"q"]'),
        ('"cut \\ud83d off"', "cut \ufffd off"),
        ('["\\ud83d"]', '["\ufffd"]'),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
@pytest.mark.parametrize("extension", ["json", "ndjson"])
def test_json_values_as_text(
    house: House, extension: str, value: str, text: str | None
) -> None:
    line = f'{{"team_id": {value}, "team_name": "plain"}}'
    content = f"[{line}]" if extension == "json" else line
    house.put(f"standard/teams.{extension}", content)
    report = house.land()
    assert report.files[0].status == "landed"
    assert house.cells() == [(text, "plain")]


def _arrow(values: list[Any], kind: Any) -> Any:
    return pa.array(values, kind)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (_arrow(["a", None], pa.large_string()), ["a", None]),
        (_arrow(["a"], pa.string()).dictionary_encode(), ["a"]),
        (_arrow([True, False, None], pa.bool_()), ["true", "false", None]),
        (_arrow([-5, 2**62], pa.int64()), ["-5", "4611686018427387904"]),
        (_arrow([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (_arrow([0.1, 5.0], pa.float64()), ["0.1", "5"]),
        (_arrow([0.1], pa.float32()), ["0.1"]),
        (
            _arrow([Decimal("12345678901234567890.10")], pa.decimal128(38, 2)),
            ["12345678901234567890.10"],
        ),
        (_arrow([date(2026, 2, 3)], pa.date32()), ["2026-02-03"]),
        (
            _arrow([datetime(2026, 2, 3, 4, 5, 6, 7)], pa.timestamp("us")),
            ["2026-02-03T04:05:06.000007"],
        ),
        (
            _arrow(
                [datetime(2026, 2, 3, 4, 5, tzinfo=UTC), None],
                pa.timestamp("us", "Europe/Berlin"),
            ),
            ["2026-02-03T04:05:00.000000+00:00", None],
        ),
        (_arrow([b"\xc3\xa9"], pa.binary()), ["é"]),
        (_arrow([None], pa.null()), [None]),
        (_arrow([uuid.UUID(int=1).bytes], pa.uuid()), [str(uuid.UUID(int=1))]),
        (_arrow([[1, None], None], pa.list_(pa.int32())), ["[1,null]", None]),
        (
            _arrow(
                [{"a": True, "d": Decimal("1.50"), "t": date(2026, 1, 1)}],
                pa.struct(
                    {"a": pa.bool_(), "d": pa.decimal128(5, 2), "t": pa.date32()}
                ),
            ),
            ['{"a":true,"d":1.50,"t":"2026-01-01"}'],
        ),
        (_arrow([[("k", 1.5)]], pa.map_(pa.string(), pa.float64())), ['{"k":1.5}']),
    ],
)
def test_parquet_values_as_text(
    house: House, column: Any, text: list[str | None]
) -> None:
    report = house.land_one(
        "standard/teams.parquet", parquet(pa.table({"team_id": column}))
    )
    assert (report.status, report.reason) == ("landed", None)
    assert [c[0] for c in house.cells()] == text


# Lines that cannot be read


def test_unreadable_ndjson_lines_count_as_rows(house: House) -> None:
    lines = [
        b'{"team_id": "t1"}',
        b"",
        b'{"team_id": "t2", "team_na',
        b'["team_id"]',
        b'{"team_id": "\xff"}',
        b'{"team_id": "t3"} extra',
        b'"' + b"x" * 5,
        b"[" * 5000,
        b'{"team_id": ' + b"[" * 150 + b"]" * 150 + b"}",
        b'{"team_id": "t4"}',
    ]
    report = house.land_one("standard/teams.ndjson", b"\n".join(lines))

    assert (report.status, report.rows, report.unreadable_rows) == ("landed", 9, 7)
    rows = house.rows()
    assert [r["_source_row"] for r in rows] == list(range(1, 10))
    assert [r["team_id"] for r in rows] == ["t1", *[None] * 7, "t4"]
    assert [r["_unreadable_line"] for r in rows] == [
        None,
        '{"team_id": "t2", "team_na',
        '["team_id"]',
        '{"team_id": "\\xff"}',
        '{"team_id": "t3"} extra',
        '"xxxxx',
        "[" * 5000,
        lines[8].decode(),
        None,
    ]


def test_elements_that_are_no_object_count_as_rows(house: House) -> None:
    report = house.land_one(
        "standard/teams.json", '[{"team_id":"a"}, 1.50, null, ["x"], {"team_id":"b"}]'
    )
    assert (report.rows, report.unreadable_rows) == (5, 3)
    assert [(r["team_id"], r["_unreadable_line"]) for r in house.rows()] == [
        ("a", None),
        (None, "1.50"),
        (None, "null"),
        (None, '["x"]'),
        ("b", None),
    ]


def test_ndjson_without_one_object_is_a_warning(house: House) -> None:
    report = house.land_one("standard/teams.ndjson", '[{"team_id": "t1"}]\n')
    assert (report.status, report.unreadable_rows) == ("landed", 1)
    assert report.is_warning and "JSON object" in str(report.reason)


@pytest.mark.parametrize("name", ["teams.csv", "teams.ndjson"])
@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_empty_file_is_an_empty_table_with_a_warning(
    house: House, name: str, content: bytes
) -> None:
    report = house.land_one(f"standard/{name}", content)
    assert (report.status, report.rows) == ("landed", 0)
    assert report.is_warning and report.reason == "the file is empty"
    assert house.cells() == []
    assert len(house.stored()) == 1


def test_header_alone_is_an_empty_table_without_a_warning(house: House) -> None:
    report = house.land_one("standard/teams.csv", "team_id,team_name\n")
    assert (report.status, report.rows, report.reason) == ("landed", 0, None)


# Files that cannot be read


def _parquet_with_bad_text() -> bytes:
    bad = pa.StringArray.from_buffers(
        1, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")
    )
    return parquet(pa.table({"team_id": bad}))


def _duplicate_parquet() -> bytes:
    one = pa.array(["a"])
    return parquet(pa.Table.from_arrays([one, one], ["team_id", "team_id"]))


BROKEN: dict[str, tuple[str, bytes, str]] = {
    "csv not utf-8": ("csv", b"team_id\na\n\xe9\n", "line 3 is not UTF-8"),
    "csv utf-16": ("csv", "team_id\na\n".encode("utf-16"), "UTF-16"),
    "csv utf-16 unmarked": (
        "csv",
        "team_id\n".encode("utf-16-le"),
        "line 1 holds a NUL",
    ),
    "csv nul": ("csv", b"team_id,team_name\na,b\nc\0,d\n", "line 3 holds a NUL"),
    "csv open quote": ("csv", b'team_id\n"a\nb\n', "unexpected end of data"),
    "csv stray quote": ("csv", b'team_id,team_name\n"a"b",c\n', "line 2"),
    "csv unknown header": (
        "csv",
        b"foo,bar\n1,2\n",
        "names no column of teams: foo, bar",
    ),
    "csv semicolons": ("csv", b"team_id;team_name\n1;2\n", "names no column"),
    "csv twice": ("csv", b"team_id,team_id\n1,2\n", "'team_id' is there twice"),
    "gzip no gzip": ("csv.gz", CSV, "gzip data is broken"),
    "gzip cut off": ("csv.gz", packed(CSV * 99)[:-9], "gzip data is broken"),
    "gzip flipped": ("ndjson.gz", packed(NDJSON)[:-8] + b"\0" * 8, "gzip data"),
    "gzip without a byte": ("csv.gz", b"", "no bytes at all"),
    "json empty": ("json", b"", "line 1: no valid JSON"),
    "json cut off": ("json", b'[{"team_id": "t1"},\n{"team', "line 2: no valid JSON"),
    "json object": ("json", b'{"team_id": "t1"}', "not a list"),
    "json scalar": ("json", b"1", "not a list"),
    "json two documents": ("json", NDJSON, "line 2: no valid JSON"),
    "json not utf-8": ("json", b'[{\n"team_id": "\xff"}]', "line 2 is not UTF-8"),
    "json deep": ("json", b"[" * 100_000, "nested too deeply"),
    "json deep cell": (
        "json",
        b'[{"team_id":' + b"[" * 150 + b"]" * 150 + b"}]",
        "nested too deeply",
    ),
    "parquet empty": ("parquet", b"", "Parquet data cannot be read"),
    "parquet text": ("parquet", CSV, "Parquet data cannot be read"),
    "parquet cut off": ("parquet", PARQUET[:-20], "Parquet data cannot be read"),
    "parquet holed": (
        "parquet",
        PARQUET[:4] + b"\xff" * 60 + PARQUET[64:],
        "Parquet data cannot be read",
    ),
    "parquet binary": (
        "parquet",
        parquet(pa.table({"team_id": pa.array([b"\xff"])})),
        "'team_id' of type binary cannot be turned into text",
    ),
    "parquet bad text": (
        "parquet",
        _parquet_with_bad_text(),
        "cannot be turned into text",
    ),
    "parquet unknown": ("parquet", parquet(pa.table({"foo": [1]})), "names no column"),
    "parquet twice": ("parquet", _duplicate_parquet(), "is there twice"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_file_is_named_and_leaves_nothing(house: House, name: str) -> None:
    extension, content, reason = BROKEN[name]
    house.put("standard/pages.csv", "page_id\np1\n")
    house.put(f"standard/teams.{extension}", content)

    report = house.land()

    (failed,) = report.failed
    assert not report.ok
    assert failed.path == f"standard/teams.{extension}"
    assert failed.status == "failed" and failed.advice
    assert reason in str(failed.reason)
    assert [p.split("/")[1] for p in house.stored()] == ["pages"]


def test_parquet_that_announces_other_row_counts_fails(house: House) -> None:
    buffer = io.BytesIO()
    pq.write_table(
        pa.table({"team_id": ["t1", "t2"]}),
        buffer,
        compression="none",
        store_schema=False,
    )
    content = buffer.getvalue()
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    # Thrift writes the number 2 as the byte 4, and 0 as the byte 0.
    twos = [i for i in range(footer, len(content) - 8) if content[i] == 4]
    for place in twos:
        changed = content[:place] + b"\0" + content[place + 1 :]
        house.put(f"standard/teams/{place}.parquet", changed)

    report = house.land()

    assert all(f.rows == 2 for f in report.files if f.status == "landed")
    reasons = [str(f.reason) for f in report.failed]
    assert any("announces 2 rows and holds 0" in r for r in reasons), reasons


def test_parquet_page_with_a_wrong_checksum_fails(house: House) -> None:
    buffer = io.BytesIO()
    pq.write_table(
        pa.table({"team_id": ["needle"]}),
        buffer,
        compression="none",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
    )
    assert buffer.getvalue().count(b"needle") == 1
    content = buffer.getvalue().replace(b"needle", b"noodle")
    report = house.land_one("standard/teams.parquet", content)
    assert report.status == "failed"
    assert "Parquet data cannot be read" in str(report.reason)


def test_wide_parquet_rows_come_in_small_batches(house: House) -> None:
    names = [f"{i:03d}" + "x" * 1000 for i in range(100)]
    seen: list[FileProgress] = []
    report = house.land_one(
        "standard/teams.parquet",
        parquet(pa.table({"team_id": names})),
        limits=Limits(row_bytes=5000),
        on_progress=seen.append,
    )
    assert report.rows == 100
    assert len(seen) > 20


def test_semicolons_get_their_own_advice(house: House) -> None:
    report = house.land_one("standard/teams.csv", "team_id;team_name\n")
    assert "semicolons" in str(report.advice)


def test_error_late_in_a_file_leaves_nothing(house: House) -> None:
    content = b"team_id\n" + b"row\n" * 3000 + b"\xff\n"
    report = house.land_one(
        "standard/teams.csv", content, limits=Limits(batch_bytes=1000)
    )
    assert (report.status, report.reason) == ("failed", "line 3002 is not UTF-8")
    assert report.rows == 0
    assert house.stored() == []


def test_all_broken_files_are_named_at_once(house: House) -> None:
    house.put("standard/teams/a.csv", b"\xff\n")
    house.put("standard/teams/b.csv", CSV)
    house.put("standard/teams/c.json", b"{")

    report = house.land()
    kept = house.land(keep_going=True)

    assert [f.status for f in report.files] == ["failed", "landed", "failed"]
    assert (report.ok, report.kept_going, report.rows) == (False, False, 2)
    assert [f.status for f in kept.files] == ["failed", "known", "failed"]
    assert (kept.ok, kept.kept_going, kept.rows) == (False, True, 0)
    # A failed file takes no place in the order.
    assert {r["_landing_order"] for r in house.rows()} == {1}


# Limits


@pytest.mark.parametrize(
    ("extension", "content", "limits", "reason"),
    [
        ("csv", CSV, Limits(file_bytes=20), "more than 20 bytes"),
        ("csv.gz", packed(CSV * 50), Limits(file_bytes=500), "when unpacked"),
        ("json", JSON, Limits(document_bytes=20), "more than 20 bytes"),
        ("parquet", PARQUET, Limits(file_bytes=20), "when unpacked"),
        ("csv", "team_id\n" + "x" * 101, Limits(cell_bytes=100), "line 2: a cell is"),
        ("ndjson", '{"team_id":"%s"}' % ("x" * 101), Limits(cell_bytes=100), "101"),
        ("ndjson", "{}\n" + "x" * 300, Limits(row_bytes=200), "line 2 is longer"),
        (
            "csv",
            "team_id,team_name\na,b\n" + '"c\n",' * 500,
            Limits(batch_bytes=50, row_bytes=200),
            "more than 200 bytes",
        ),
        (
            "parquet",
            parquet(pa.table({"team_id": ["x" * 101]})),
            Limits(cell_bytes=100),
            "a cell of 'team_id' has 101 bytes",
        ),
    ],
)
def test_limits(
    house: House, extension: str, content: bytes | str, limits: Limits, reason: str
) -> None:
    report = house.land_one(f"standard/teams.{extension}", content, limits=limits)
    assert report.status == "failed"
    assert reason in str(report.reason)


def test_csv_field_limit_is_put_back(house: House) -> None:
    before = csv.field_size_limit()
    report = house.land_one("standard/teams.csv", "team_id\n" + "x" * (before + 1))
    assert report.status == "landed"
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("extension", ["csv", "ndjson", "json", "parquet"])
def test_many_batches_are_one_file_in_order(house: House, extension: str) -> None:
    names = [f'name {i}\n"x"' for i in range(500)]
    objects = [{"team_id": str(i), "team_name": n} for i, n in enumerate(names)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([("team_id", "team_name"), *(o.values() for o in objects)])
    content = {
        "csv": text.getvalue().encode(),
        "ndjson": "\n".join(map(json.dumps, objects)).encode(),
        "json": json.dumps(objects).encode(),
        "parquet": parquet(pa.Table.from_pylist(objects)),
    }[extension]
    seen: list[FileProgress] = []
    report = house.land_one(
        f"standard/teams.{extension}",
        content,
        limits=Limits(batch_bytes=100, batch_rows=7),
        on_progress=seen.append,
    )
    assert report.rows == 500
    assert house.cells() == [(str(i), n) for i, n in enumerate(names)]
    assert [r["_source_row"] for r in house.rows()] == list(range(1, 501))
    assert len(seen) > 20
    (stored,) = house.store.rglob("*.parquet")
    assert pq.ParquetFile(stored).num_row_groups == 1
    assert [s.rows for s in seen] == sorted(s.rows for s in seen)
    assert (seen[-1].rows, seen[-1].status) == (500, "landed")
    assert (seen[-1].number, seen[-1].count) == (1, 1)


def test_row_groups_stay_small(house: House) -> None:
    report = house.land_one("standard/teams.csv", "team_id\n" + "x\n" * 250_000)
    assert report.rows == 250_000
    (stored,) = house.store.rglob("*.parquet")
    meta = pq.ParquetFile(stored).metadata
    groups = [meta.row_group(i).num_rows for i in range(meta.num_row_groups)]
    assert len(groups) > 1 and sum(groups) == 250_000


# Order, no-ops, kills


def test_order_is_byte_order_of_the_path(house: House) -> None:
    names = ["teams.csv", "teams/a.csv", "teams/B.csv", "teams/é.csv", "teams/z.csv"]
    for i, name in enumerate(names):
        house.put(f"standard/{name}", f"team_id\n{i}\n")
    house.put("standard/pages.csv", "page_id\np\n")
    house.land()
    # '.' sorts before '/', capitals before small letters, é (two bytes) last.
    assert [(r["_landing_order"], r["_source_file"]) for r in house.rows()] == [
        (2, "standard/teams.csv"),
        (3, "standard/teams/B.csv"),
        (4, "standard/teams/a.csv"),
        (5, "standard/teams/z.csv"),
        (6, "standard/teams/é.csv"),
    ]
    assert house.rows("standard/pages")[0]["_landing_order"] == 1


def test_known_content_is_left_alone(house: House) -> None:
    house.put("standard/teams/a.csv", CSV)
    house.land()
    before = house.stored()
    house.put("standard/teams/a copy.csv", CSV)
    house.put("standard/pages.csv", CSV.replace(b"team_id", b"page_id"))

    report = house.land()

    assert {f.path: f.status for f in report.files} == {
        "standard/pages.csv": "landed",
        "standard/teams/a copy.csv": "known",
        "standard/teams/a.csv": "known",
    }
    assert report.rows == 2 and report.ok
    assert [s for s in house.stored() if "/teams/" in s] == before
    assert house.rows("standard/pages")[0]["_landing_order"] == 2


def test_same_content_of_another_table_is_landed(house: House) -> None:
    both = "team_id,page_id\nt,p\n"
    house.put("standard/teams.csv", both)
    house.put("standard/pages.csv", both)
    assert [f.status for f in house.land().files] == ["landed", "landed"]
    assert house.cells("standard/pages") == [("p", None)]


def test_changed_file_is_landed_beside_the_old_one(house: House) -> None:
    house.land_one("standard/teams.csv", "team_id\nold\n")
    house.land_one("standard/teams.csv", "team_id\nnew\n")
    assert [(r["_landing_order"], r["team_id"]) for r in house.rows()] == [
        (1, "old"),
        (2, "new"),
    ]


def test_order_goes_on_after_tables_that_are_no_more(house: House) -> None:
    gone = house.store / "gone" / "things"
    gone.mkdir(parents=True)
    (gone / f"0000000041-{'a' * 64}.parquet").touch()
    (gone / f"0000000099-{'a' * 63}.parquet").touch()
    house.land_one("standard/teams.csv", CSV)
    assert house.rows()[0]["_landing_order"] == 42


def test_leftovers_are_removed(house: House) -> None:
    house.land_one("standard/teams.csv", CSV)
    torn = house.store / "standard" / "teams" / f"0000000002-{'b' * 64}.parquet.tmp"
    torn.write_bytes(b"PAR1")
    report = house.land()
    assert not torn.exists()
    assert [f.status for f in report.files] == ["known"]


def test_kill_at_any_batch_leaves_a_usable_store(house: House) -> None:
    house.put("standard/pages.csv", "page_id\np1\n")
    house.put("standard/teams.csv", "team_id\n" + "row\n" * 1000)
    program = textwrap.dedent(
        f"""
        import os, signal
        from pathlib import Path
        from scorecard.landing import Limits, land

        def kill(progress):
            if progress.table == "teams":
                os.kill(os.getpid(), signal.SIGKILL)

        land(
            Path({str(house.exports)!r}),
            Path({str(house.store)!r}),
            on_progress=kill,
            limits=Limits(batch_bytes=100),
        )
        """
    )
    run = subprocess.run([sys.executable, "-c", program], check=False)
    assert run.returncode == -signal.SIGKILL
    killed = house.stored()
    assert [Path(p).suffix for p in killed] == [".parquet", ".tmp"]

    report = house.land()

    assert [f.status for f in report.files] == ["known", "landed"]
    assert [Path(p).suffix for p in house.stored()] == [".parquet", ".parquet"]
    assert len(house.rows()) == 1000
    assert house.rows()[0]["_landing_order"] == 2


def test_full_disk_stops_the_run_and_leaves_no_torn_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    house.put("standard/teams.csv", CSV)
    monkeypatch.setattr("scorecard.landing.store.os.fsync", full)
    with pytest.raises(LandingError, match="No space left on device"):
        house.land()
    assert house.stored() == []


def test_file_that_changes_while_it_is_read_is_refused(house: House) -> None:
    file = house.put("standard/teams.csv", CSV)

    def append(progress: FileProgress) -> None:
        if progress.status is None:
            file.write_bytes(CSV + b"t3,late\n")

    report = house.land(on_progress=append)
    assert "changed while" in str(report.failed[0].reason)
    assert house.stored() == []
    assert house.land().rows == 3


# What is left out


def test_strangers_are_skipped_with_a_warning(house: House) -> None:
    for path in (
        "loose.csv",
        "pagerduty/a.json",
        "standard/Teams.csv",
        "standard/readme.txt",
        "standard/teams.parquet.gz",
        "standard/nowhere/a.csv",
        "standard/teams/deep/a.csv",
        "standard/teams/notes.xlsx",
        ".DS_Store",
        ".hidden/a.csv",
        "standard/.DS_Store",
        "standard/teams/.a.csv.swp",
        "standard/teams/.csv",
    ):
        house.put(path, "team_id\nx\n")
    house.put("standard/teams.csv", CSV)

    report = house.land()

    assert report.ok and report.rows == 2
    skipped = {f.path: f.reason for f in report.files if f.status == "skipped"}
    assert skipped == {
        "loose.csv": "a file outside of a source's folder",
        "pagerduty": "no source is called 'pagerduty'",
        "standard/Teams.csv": "standard has no table 'Teams'",
        "standard/readme.txt": "its extension is unknown",
        "standard/teams.parquet.gz": "its extension is unknown",
        "standard/nowhere": "standard has no table 'nowhere'",
        "standard/teams/deep": "a folder inside of a table's folder",
        "standard/teams/notes.xlsx": "its extension is unknown",
    }
    assert {f.path for f in report.warnings} == set(skipped)
    assert all(f.advice for f in report.warnings)
    mistyped = next(f for f in report.files if f.path == "standard/Teams.csv")
    assert "Did you mean 'teams'?" in str(mistyped.advice)


def test_links_out_of_the_exports_folder_are_skipped(
    house: House, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_bytes(CSV)
    beside = tmp_path / "exports_beside.csv"
    beside.write_bytes(CSV)
    teams = house.exports / "standard" / "teams"
    teams.mkdir(parents=True)
    (teams / "a.csv").symlink_to(outside / "secret.csv")
    (teams / "b.csv").symlink_to(beside)
    (teams / "c.csv").symlink_to("nowhere.csv")
    (teams / "d.csv").symlink_to("d.csv")
    (house.exports / "standard" / "pages").symlink_to(outside)
    house.put("kept/real.csv", CSV)
    (teams / "e.csv").symlink_to(house.exports / "kept" / "real.csv")

    report = house.land()

    assert {f.path: f.status for f in report.files} == {
        "kept": "skipped",
        "standard/pages": "skipped",
        "standard/teams/a.csv": "skipped",
        "standard/teams/b.csv": "skipped",
        "standard/teams/c.csv": "skipped",
        "standard/teams/d.csv": "skipped",
        "standard/teams/e.csv": "landed",
    }


def test_links_in_a_circle_are_walked_once(house: House) -> None:
    source = Source("logs", "rows", (TEAMS,))
    house.put("logs/a/x.csv", CSV)
    (house.exports / "logs" / "a" / "up").symlink_to("..")
    (house.exports / "logs" / "again").symlink_to("a")
    report = house.land(sources=[source])
    assert [(f.path, f.status) for f in report.files] == [
        ("logs/a/up", "skipped"),
        ("logs/a/x.csv", "landed"),
        ("logs/again", "skipped"),
    ]


def test_pipes_do_not_hang(house: House) -> None:
    (house.exports / "standard").mkdir()
    os.mkfifo(house.exports / "standard" / "teams.csv")
    report = house.land()
    assert [(f.status, f.reason) for f in report.files] == [
        ("skipped", "neither a file nor a folder")
    ]


def test_pipe_put_in_a_files_place_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileProblem, match="not an ordinary file"):  # noqa: SIM117
        with opened(tmp_path / "pipe"):
            pass


@pytest.mark.parametrize(
    "name",
    [
        b"a b'; drop table x; --.csv",
        b"<script>alert(1)</script>.csv".replace(b"/", b"_"),
        b"=cmd|x.csv",
        b"line\nbreak\x1b[31m.csv",
        b"..csv.csv".lstrip(b"."),
        b"%s{0}.csv",
        "größe 😀.csv".encode(),
        b"not utf-8 \xff.csv",
        b"x" * 200 + b".csv",
    ],
)
def test_hostile_file_names_land_under_the_hash(house: House, name: bytes) -> None:
    folder = house.exports / "standard" / "teams"
    folder.mkdir(parents=True)
    (folder / os.fsdecode(name)).write_bytes(CSV)

    report = house.land()

    shown = "standard/teams/" + name.decode("utf-8", "backslashreplace")
    assert [(f.path, f.status) for f in report.files] == [(shown, "landed")]
    sha = hashlib.sha256(CSV).hexdigest()
    assert house.stored() == [f"standard/teams/0000000001-{sha}.parquet"]
    assert {r["_source_file"] for r in house.rows()} == {shown}


def test_folder_without_the_right_to_read_fails(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.put("standard/teams/a.csv", CSV)
    house.put("standard/pages.csv", "page_id\np\n")
    scandir = os.scandir

    def refuse_teams(folder: Path) -> Any:
        if Path(folder).name == "teams":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr("scorecard.landing.discovery.os.scandir", refuse_teams)
    report = house.land()
    assert not report.ok
    assert [(f.path, f.status) for f in report.files] == [
        ("standard/pages.csv", "landed"),
        ("standard/teams", "failed"),
    ]


def test_file_without_the_right_to_read_fails(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    house.put("standard/teams.csv", CSV)
    with monkeypatch.context() as patch:
        patch.setattr("scorecard.landing.streams.os.open", refuse)
        report = house.land()
    assert report.failed[0].reason == "the file cannot be read: Permission denied"


@pytest.mark.parametrize("make", [lambda p: None, lambda p: p.write_text("x")])
def test_exports_must_be_a_folder(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    exports = tmp_path / "e"
    make(exports)
    with pytest.raises(LandingError, match="exports folder"):
        land(exports, tmp_path / "store", sources=[STANDARD])
    assert not (tmp_path / "store").exists()


def test_empty_exports_folder_is_fine(house: House) -> None:
    report = house.land()
    assert (report.ok, report.files, report.rows) == (True, (), 0)


# Statuspage: whole records

INCIDENT = {
    "id": "abc",
    "name": 'Größe "x"',
    "impact": None,
    "shadow": False,
    "incident_updates": [{"id": "u1", "body": "a\nb"}, {"id": "u2", "body": ""}],
}
OTHER = {"id": "def", "incident_updates": []}
ANSWER = {"page": {"id": "p"}, "incidents": [INCIDENT, OTHER]}


def _records(house: House) -> list[Any]:
    return [r["record"] for r in house.rows("statuspage/incidents")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps(ANSWER, indent=2)),
        ("deep/er/a.json", json.dumps([INCIDENT, OTHER])),
        ("a.ndjson", "\n".join(map(json.dumps, [INCIDENT, OTHER]))),
        ("a.ndjson", json.dumps(ANSWER)),
        ("a.ndjson", json.dumps({"incidents": [INCIDENT]}) + "\n" + json.dumps(OTHER)),
    ],
)
def test_statuspage_records_stay_whole(house: House, name: str, content: str) -> None:
    report = house.land_one(f"statuspage/{name}", content, sources=PROJECT_SOURCES)
    assert (report.status, report.rows, report.ignored_columns) == ("landed", 2, ())
    assert _records(house) == [
        '{"id":"abc","name":"Größe \\"x\\"","impact":null,"shadow":false,'
        '"incident_updates":[{"id":"u1","body":"a\\nb"},{"id":"u2","body":""}]}',
        '{"id":"def","incident_updates":[]}',
    ]


def test_statuspage_csv_and_parquet_rows_become_objects(house: House) -> None:
    updates = '[{"id":"u1","n":1.0}]'
    house.put(
        "statuspage/a.csv",
        'id,incident_updates, name \nabc,"[ {""id"":""u1"",""n"":1.0} ]",[x\ndef\n',
    )
    table = pa.table(
        {"id": ["ghi"], "incident_updates": [updates], "seen": [[{"at": 1}]]}
    )
    house.put("statuspage/b.parquet", parquet(table))
    report = house.land(sources=PROJECT_SOURCES)
    assert report.ok
    assert _records(house) == [
        f'{{"id":"abc","incident_updates":{updates},"name":"[x"}}',
        '{"id":"def","incident_updates":null,"name":null}',
        f'{{"id":"ghi","incident_updates":{updates},"seen":[{{"at":1}}]}}',
    ]


def test_statuspage_unreadable_records_count(house: House) -> None:
    report = house.land_one(
        "statuspage/a.ndjson",
        '{"incidents":[{"id":"a"},7]}\n{"id":\n{"incidents":"none"}\n',
        sources=PROJECT_SOURCES,
    )
    assert (report.rows, report.unreadable_rows) == (4, 2)
    assert [
        (r["record"], r["_unreadable_line"]) for r in house.rows("statuspage/incidents")
    ] == [
        ('{"id":"a"}', None),
        (None, "7"),
        (None, '{"id":'),
        ('{"incidents":"none"}', None),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"page": {}}', "an object without 'incidents'"),
        ('{"incidents": {}}', "not a list"),
        ("7", "not a list"),
    ],
)
def test_statuspage_json_without_records_fails(
    house: House, content: str, reason: str
) -> None:
    report = house.land_one("statuspage/a.json", content, sources=PROJECT_SOURCES)
    assert report.status == "failed" and reason in str(report.reason)


# ServiceNow: rows of one table, anywhere


def test_servicenow_files_are_all_one_table(house: House) -> None:
    house.put(
        "servicenow/2016/march/log.csv.gz",
        packed(
            b"number,incident_state,active,cmdb_ci\r\n"
            b"INC0000045,New,true,?\r\nINC0000045,Closed,false,?\r\n"
        ),
    )
    house.put("servicenow/x.ndjson", '{"number":"INC7","sys_mod_count":3}')
    house.put("servicenow/readme.md", "hello")

    report = house.land(sources=PROJECT_SOURCES)

    assert [(f.path, f.status, f.ignored_columns) for f in report.files] == [
        ("servicenow/2016/march/log.csv.gz", "landed", ("active",)),
        ("servicenow/readme.md", "skipped", ()),
        ("servicenow/x.ndjson", "landed", ()),
    ]
    rows = house.rows("servicenow/incident_events")
    picked = ("number", "incident_state", "cmdb_ci", "sys_mod_count", "opened_at")
    assert [tuple(r[c] for c in picked) for r in rows] == [
        ("INC0000045", "New", "?", None, None),
        ("INC0000045", "Closed", "?", None, None),
        ("INC7", None, None, "3", None),
    ]


# Source descriptions


def test_project_sources() -> None:
    by_name = {s.name: s for s in PROJECT_SOURCES}
    assert {n: s.record_layout for n, s in by_name.items()} == {
        "servicenow": "rows",
        "standard": "table",
        "statuspage": "records",
    }
    assert by_name["statuspage"].records_at == "incidents"
    owners = by_name["standard"].table("service_owners")
    assert owners is not None
    assert owners.key == ("service_id", "valid_from")
    assert owners.column_names == (
        "service_id",
        "team_id",
        "valid_from",
        "valid_to",
        "updated_at",
        "is_deleted",
    )
    valid_from = owners.columns[2]
    assert (valid_from.type, valid_from.required) == ("timestamp", True)
    assert owners.columns[3].required is False
    assert by_name["standard"].table("nothing") is None


def _describe(folder: Path, text: str) -> Path:
    file = folder / "s" / "_s__sources.yml"
    file.parent.mkdir()
    file.write_text(textwrap.dedent(text))
    return folder


def test_jinja_and_sources_filled_by_other_means_are_passed_over(
    tmp_path: Path,
) -> None:
    _describe(
        tmp_path,
        """
        sources:
          - name: s
            database: "{{ var('x', target.database) }}"
            config: {meta: {record_layout: rows}}
            tables: [{name: t, columns: [{name: a}]}]
          - name: elsewhere
            tables: [{name: t}]
        """,
    )
    (source,) = load_sources(tmp_path)
    assert source == Source("s", "rows", (Table("t", (Column("a"),)),))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: [", "cannot be read as YAML"),
        ("models: []", "'sources' must be a list"),
        (
            "sources: [{name: s, config: {meta: {record_layout: odd}}}]",
            "'odd' is none of table, rows, records",
        ),
        (
            "sources: [{name: s, config: {meta: {record_layout: table}}}]",
            "'tables' must be a list",
        ),
        (
            "sources: [{name: ../s, config: {meta: {record_layout: rows}},"
            " tables: [{name: t, columns: [{name: a}]}]}]",
            "must be lower-case letters",
        ),
        (
            "sources: [{name: s, config: {meta: {record_layout: rows}},"
            " tables: [{name: t, columns: [{name: _source_row}]}]}]",
            "must be lower-case letters",
        ),
        (
            "sources: [{name: s, config: {meta: {record_layout: rows}},"
            " tables: [{name: t, columns: [{name: a}, {name: a}]}]}]",
            "'a' is there twice",
        ),
        (
            "sources: [{name: s, config: {meta: {record_layout: records}},"
            " tables: [{name: t, columns: [{name: a}]}]}]",
            "exactly one column, 'record'",
        ),
        (
            "sources: [{name: s, config: {meta: {record_layout: rows}}, tables:"
            " [{name: t, columns: [{name: a}]}, {name: u, columns: [{name: a}]}]}]",
            "exactly one table",
        ),
    ],
)
def test_wrong_source_description_names_the_file(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(LandingError, match=r"_s__sources\.yml") as caught:
        load_sources(_describe(tmp_path, text))
    assert message in str(caught.value)


def test_missing_source_descriptions(tmp_path: Path) -> None:
    with pytest.raises(LandingError, match="No source descriptions"):
        load_sources(tmp_path)

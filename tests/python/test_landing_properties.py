"""Landing: what holds for any table of text and for any bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scorecard.landing import Column, FileReport, Limits, Source, Table, land

COLUMNS = ("a", "b", "c")
TABLE = Table("things", tuple(Column(name) for name in COLUMNS))
PLAIN = Source("plain", "table", (TABLE,))
RECORDS = Source("whole", "records", (Table("things", (Column("record"),)),), "items")
# Small enough that ordinary examples cross batches, large enough to land.
LIMITS = Limits(batch_bytes=40, batch_rows=3)

# NUL is no CSV text, and a lone surrogate is no text at all.
texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from('",\r\n{[ ')
)
tables = st.lists(st.tuples(texts, texts, texts), max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda v: st.lists(v, max_size=3) | st.dictionaries(texts, v, max_size=3),
    max_leaves=8,
)


@contextmanager
def landed(
    source: Source, extension: str, content: bytes
) -> Iterator[tuple[FileReport, list[dict[str, Any]]]]:
    """Land one file; give its report and the rows of the store."""
    with tempfile.TemporaryDirectory() as folder:
        exports, store = Path(folder, "exports"), Path(folder, "store")
        (exports / source.name).mkdir(parents=True)
        (exports / source.name / f"things.{extension}").write_bytes(content)
        (report,) = land(exports, store, sources=[source], limits=LIMITS).files
        rows = [
            row
            for file in store.rglob("*.parquet")
            for row in pq.read_table(file).to_pylist()
        ]
        assert not list(store.rglob("*.tmp"))
        yield report, rows


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()


def written(rows: list[tuple[str, ...]]) -> Iterator[tuple[str, bytes]]:
    objects = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    yield "csv", as_csv(rows)
    yield "csv.gz", gzip.compress(as_csv(rows), mtime=0)
    yield "ndjson", "\n".join(map(json.dumps, objects)).encode()
    yield "json", json.dumps(objects, ensure_ascii=False, indent=1).encode()
    buffer = io.BytesIO()
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    pq.write_table(pa.Table.from_pylist(objects, schema), buffer)
    yield "parquet", buffer.getvalue()


@settings(max_examples=60, deadline=None)
@given(tables)
def test_every_format_lands_the_same_cells(rows: list[tuple[str, ...]]) -> None:
    for extension, content in written(rows):
        with landed(PLAIN, extension, content) as (report, stored):
            assert report.status == "landed", extension
            assert report.rows == len(rows), extension
            assert report.unreadable_rows == 0, extension
            assert [tuple(r[c] for c in COLUMNS) for r in stored] == rows, extension
            numbers = [r["_source_row"] for r in stored]
            assert numbers == list(range(1, len(rows) + 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(texts, json_values, max_size=4), max_size=6))
def test_records_stay_whole(records: list[dict[str, Any]]) -> None:
    contents = {
        "json": json.dumps({"items": records}),
        "ndjson": "\n".join(map(json.dumps, [{"items": [r]} for r in records])),
    }
    for extension, content in contents.items():
        with landed(RECORDS, extension, content.encode()) as (report, stored):
            assert (report.status, report.rows) == ("landed", len(records))
            assert [json.loads(r["record"]) for r in stored] == records


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.dictionaries(st.sampled_from(COLUMNS), json_values).map(json.dumps),
            json_values.map(json.dumps),
            st.text(st.characters(codec="utf-8", exclude_characters="\n\0")),
        ).map(lambda line: line.encode())
        | st.binary().map(lambda line: line.replace(b"\n", b"")),
        max_size=10,
    )
)
def test_ndjson_counts_every_line_that_is_not_blank(lines: list[bytes]) -> None:
    # A first line keeps a byte order mark from opening the file.
    content = b"\n".join([b'{"a":"1"}', *lines])
    filled = [line for line in lines if line.strip(b" \t\r\n")]
    readable = sum(map(_is_object, filled))
    with landed(PLAIN, "ndjson", content) as (report, stored):
        assert report.status == "landed"
        assert report.rows == len(stored) == 1 + len(filled)
        assert report.unreadable_rows == len(filled) - readable
        for row in stored:
            if row["_unreadable_line"] is not None:
                assert [row[c] for c in COLUMNS] == [None] * 3


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.decode().strip(" \t\r\n")), dict)
    except ValueError:
        return False


EXTENSIONS = ("csv", "csv.gz", "ndjson", "ndjson.gz", "json", "json.gz", "parquet")
_, PARQUET = list(written([("x", "y", "z"), ("", "é", "\n")]))[-1]
seeds = st.sampled_from(
    [
        b"",
        b"a,b,c\n1,2,3\n",
        b'{"a":1}\n',
        b'[{"a":[{"b":1}]}]',
        b'{"items":[{"a":1}]}',
        PARQUET,
        gzip.compress(b"a,b\n1,2\n", mtime=0),
        gzip.compress(b'[{"a":1}]', mtime=0),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A well-formed file with some bytes replaced, put in or cut out."""
    content = bytearray(draw(seeds))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 8)))
        content[start:end] = draw(st.binary(max_size=8))
    return bytes(content)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from([PLAIN, RECORDS]),
    st.sampled_from(EXTENSIONS),
    st.binary() | damaged(),
)
@example(PLAIN, "json", b"[" * 100_000)
@example(RECORDS, "ndjson", b'{"a":' * 100_000)
@example(PLAIN, "csv", b'a\n"')
@example(PLAIN, "json", b'[{"a":"\\udfff"}]')
@example(RECORDS, "csv", b'a\n"[""\\ud800""]"')
@example(PLAIN, "csv", b"a\r\r\n\r1\r")
def test_any_bytes_land_or_fail_with_a_reason(
    source: Source, extension: str, content: bytes
) -> None:
    with landed(source, extension, content) as (report, stored):
        if report.status == "failed":
            assert report.reason and report.advice
            assert stored == []
        else:
            assert report.status == "landed"
            assert report.rows == len(stored)
            unreadable = [r for r in stored if r["_unreadable_line"] is not None]
            assert report.unreadable_rows == len(unreadable)
            assert [r["_source_row"] for r in stored] == list(range(1, len(stored) + 1))

"""Writes tables as files, in the mixture of formats that exports come in."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from scorecard.example.dirt import iso
from scorecard.example.timeline import Timeline

Format = Literal["csv", "csv.gz", "ndjson", "ndjson.gz", "json", "json.gz", "parquet"]
Formats = Literal["mixed", "parquet", "csv", "ndjson"]

BATCH_ROWS = 50_000
TRUNCATED_TABLE = "evidence_events"


@dataclass(frozen=True)
class Layout:
    """How one table is written.

    `split_by` puts each month of that column into a file of its own;
    `later_format` is what the months from AI SRE's arrival on are written in.
    """

    format: Format = "csv"
    split_by: str | None = None
    later_format: Format | None = None
    offset_hours: int | None = 0  # of timestamps in text; None: without an offset
    is_from_windows: bool = False  # BOM and CRLF, as spreadsheets save it


MIXED = {
    "teams": Layout("csv", is_from_windows=True),
    "services": Layout("json"),
    "service_owners": Layout("csv"),
    "incidents": Layout("ndjson"),
    "changes": Layout("csv.gz", split_by="changed_at", offset_hours=None),
    "pages": Layout("csv", split_by="paged_at", later_format="ndjson.gz"),
    "handoffs": Layout("csv"),
    "context_packets": Layout("parquet"),
    "context_fields": Layout("csv.gz"),
    "claims": Layout("parquet"),
    "evidence_events": Layout("ndjson"),
    "narrative_corrections": Layout("json"),
    "investigation_steps": Layout("parquet", split_by="executed_at"),
    "actions": Layout("ndjson.gz"),
    "verification_checks": Layout("csv"),
    "updates": Layout("csv", split_by="sent_at", later_format="json"),
    "slo_burn": Layout("json.gz"),
    "time_entries": Layout("csv"),
    "overhead_entries": Layout("csv"),
    "escalations": Layout("csv", offset_hours=2),
    "ai_usage": Layout("ndjson", split_by="occurred_at"),
}


def write(
    folder: Path, name: str, table: pa.Table, formats: Formats, timeline: Timeline
) -> int:
    """Write one table below `folder`; return the number of lines cut short (0 or 1)."""
    layout = MIXED[name]
    if formats != "mixed":
        layout = Layout(formats, split_by=layout.split_by)
    if layout.split_by is None:
        _write_file(folder / f"{name}.{layout.format}", table, layout)
    else:
        arrival = f"{timeline.first_activation:%Y-%m}"
        for month, part in _months(table, layout.split_by):
            is_later = layout.later_format is not None and month >= arrival
            chosen = layout.later_format if is_later else None
            own = replace(layout, format=chosen) if chosen else layout
            _write_file(folder / name / f"{month}.{own.format}", part, own)
    if name != TRUNCATED_TABLE or layout.format != "ndjson" or not table.num_rows:
        return 0
    _cut_last_line(folder / f"{name}.ndjson")
    return 1


def _months(table: pa.Table, column: str) -> Iterator[tuple[str, pa.Table]]:
    """Yield (YYYY-MM, its rows in their order)."""
    if not table.num_rows:
        return
    moments = table[column].cast(pa.int64()).to_numpy()
    months = moments.astype("datetime64[ms]").astype("datetime64[M]")
    order = np.argsort(months, kind="stable")
    values, first = np.unique(months[order], return_index=True)
    ends = [*first[1:], len(order)]
    in_order = table.take(order)
    for value, begin, end in zip(values, first, ends, strict=True):
        yield str(value), in_order.slice(int(begin), int(end - begin))


def _write_file(path: Path, table: pa.Table, layout: Layout) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = layout.format.removesuffix(".gz")
    if kind == "parquet":
        pa.parquet.write_table(table, path)
        return
    text = _as_text(table, layout.offset_hours)
    # No file name and no time in the gzip header: the same rows give the same bytes.
    with path.open("wb") as raw:
        if not layout.format.endswith(".gz"):
            _write_rows(raw, text, kind, layout.is_from_windows)
            return
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
            _write_rows(packed, text, kind, layout.is_from_windows)


def _write_rows(
    out: io.BufferedIOBase, table: pa.Table, kind: str, is_from_windows: bool
) -> None:
    if kind == "csv":
        eol = "\r\n" if is_from_windows else "\n"
        if is_from_windows:
            out.write(b"\xef\xbb\xbf")
        options = pa.csv.WriteOptions(eol=eol, batch_size=BATCH_ROWS)
        pa.csv.write_csv(table, out, options)
    elif kind == "ndjson":
        for batch in _batches(table):
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in batch)
            out.write("".join(lines).encode())
    else:
        rows = [row for batch in _batches(table) for row in batch]
        out.write(json.dumps(rows, ensure_ascii=False, indent=1).encode())


def _batches(table: pa.Table) -> Iterator[list[dict[str, object]]]:
    for batch in table.to_batches(max_chunksize=BATCH_ROWS):
        yield batch.to_pylist()


def _as_text(table: pa.Table, offset_hours: int | None) -> pa.Table:
    columns = [
        iso(column, offset_hours) if pa.types.is_timestamp(column.type) else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def _cut_last_line(path: Path) -> None:
    """Append the beginning of a record, as an interrupted download leaves it."""
    lines = path.read_bytes().splitlines()
    with path.open("ab") as out:
        out.write(lines[-1][: len(lines[-1]) // 2])

"""One reader per format: from a file's bytes to batches of rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scorecard.landing.discovery import FileFormat
from scorecard.landing.json_text import (
    JSON_SPACE,
    JsonValue,
    compact,
    is_deeper,
    parse,
    parse_object,
)
from scorecard.landing.layouts import Batch, Layout
from scorecard.landing.model import FileProblem, Limits, shown
from scorecard.landing.streams import (
    Incoming,
    Unpacked,
    decoded,
    line_blocks,
    without_mark,
)

_EMPTY = (
    "the file is empty",
    "Check that its export finished; it counts as no rows.",
)


@dataclass
class Reading:
    """One file on its way in.

    Attributes:
        records_at: key under which an object wraps its list of records.
        warning: reason and advice, set while reading; the file lands all the same.
    """

    incoming: Incoming
    layout: Layout
    limits: Limits
    is_gzip: bool = False
    records_at: str | None = None
    warning: tuple[str, str] | None = field(default=None, init=False)

    def unpacked(self, limit: int | None = None) -> Unpacked:
        """Return the decompressed bytes, bounded by `limit` or the file limit."""
        return Unpacked(
            self.incoming.file,
            is_gzip=self.is_gzip,
            limit=self.limits.file_bytes if limit is None else limit,
            limits=self.limits,
        )


def read(file_format: FileFormat, task: Reading) -> Iterator[Batch]:
    """Yield the rows of a file in file order.

    Raises:
        FileProblem: the file cannot be read; batches that were yielded before
            must be thrown away.
    """
    return _READERS[file_format](task)


def _read_csv(task: Reading) -> Iterator[Batch]:
    text = _CsvText(task)
    # Strict, because a stray quote would otherwise swallow the rows up to the next
    # one without a sign.
    rows = csv.reader(chain.from_iterable(text.blocks()), strict=True)
    with _field_size_limit(task.limits.cell_bytes), _csv_problems(rows):
        header = next((row for row in rows if not _is_blank(row)), None)
        if header is None:
            task.warning = _EMPTY
            return
        names = [name.strip().strip("\ufeff").strip() for name in header]
        places = task.layout.use_header(names)
        width = len(names)
        batch_bytes = task.limits.batch_bytes
        held: list[list[str]] = []
        for row in rows:
            held.append(row)
            if text.batch_bytes > batch_bytes:
                text.batch_bytes = 0
                yield task.layout.from_cells(places, _without_blanks(held, width))
                held = []
        yield task.layout.from_cells(places, _without_blanks(held, width))


class _CsvText:
    """The text of a CSV file in blocks.

    Attributes:
        batch_bytes: how much of it the rows of the current batch have taken.
    """

    def __init__(self, task: Reading) -> None:
        self._task = task
        self.batch_bytes = 0

    def blocks(self) -> Iterator[io.StringIO]:
        """Yield texts that iterate as lines, their line ends untouched."""
        limits = self._task.limits
        lines = 0
        blocks = line_blocks(self._task.unpacked(), limits, (b"\n", b"\r"))
        for number, block in enumerate(blocks):
            self.batch_bytes += len(block)
            # A full batch is handed over at the end of the row, so a row that goes
            # on and on is what can grow it further.
            if self.batch_bytes > 2 * limits.batch_bytes + limits.row_bytes:
                raise FileProblem(
                    f"the row at line {lines + 1} has more than "
                    f"{limits.row_bytes:,} bytes",
                    "Look for a quote that is not closed.",
                )
            clean = without_mark(block) if number == 0 else block
            text = decoded(clean, lines)
            if "\0" in text:
                line = lines + clean.count(b"\n", 0, clean.index(b"\0")) + 1
                raise FileProblem(
                    f"line {line} holds a NUL character",
                    "The file is damaged or not UTF-8; export it again.",
                )
            lines += block.count(b"\n")
            yield io.StringIO(text, newline="")


@contextmanager
def _field_size_limit(limit: int) -> Iterator[None]:
    previous = csv.field_size_limit(limit)
    try:
        yield
    finally:
        csv.field_size_limit(previous)


@contextmanager
def _csv_problems(rows: Any) -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        reason = str(error)
        advice = "Double the quotes inside of quoted cells and close every quote."
        if "field limit" in reason:
            reason = f"a cell is too long, {reason}"
            advice = "Look for a quote that is not closed, or export shorter texts."
        raise FileProblem(
            f"line {rows.line_num}: {reason}", f"{advice} Or export as NDJSON."
        ) from error


def _is_blank(row: list[str]) -> bool:
    return not any(cell.strip() for cell in row)


def _without_blanks(rows: list[list[str]], width: int) -> list[list[str]]:
    # An empty line parses to no cell at all. In a table of one column, "" is a cell.
    if all(rows) and (width == 1 or min(map(len, rows), default=2) > 1):
        return rows
    return [r for r in rows if r and not (width > 1 and len(r) == 1 and _is_space(r))]


def _is_space(row: list[str]) -> bool:
    return row[0].isspace()


def _read_ndjson(task: Reading) -> Iterator[Batch]:
    held = _Objects(task)
    rows = unreadable = 0
    blocks = line_blocks(task.unpacked(), task.limits, (b"\n",))
    for number, block in enumerate(blocks):
        if block.isspace():
            continue
        held.add_lines(_lines(without_mark(block) if number == 0 else block))
        batch = held.take()
        rows, unreadable = rows + batch.rows, unreadable + batch.unreadable_rows
        yield batch
    if held.is_void:
        task.warning = _EMPTY
    elif rows and rows == unreadable:
        task.warning = (
            "not one line is a JSON object",
            "Check that the file is NDJSON: one object a line, no list around them.",
        )


def _lines(block: bytes) -> list[str]:
    try:
        return block.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return [_line(line) for line in block.split(b"\n")]


class _Undecodable(str):
    """A line that is not UTF-8, odd bytes as escapes; it might look like JSON."""

    __slots__ = ()


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return _Undecodable(line.decode("utf-8", "backslashreplace"))


class _Objects:
    """JSON objects, and what should have been one, until they are taken."""

    def __init__(self, task: Reading) -> None:
        self._task = task
        self._depth = task.limits.json_depth
        self._objects: list[dict[str, JsonValue]] = []
        self._unreadable: dict[int, str] = {}
        self.is_void = True

    def take(self) -> Batch:
        """Return what is held as a batch and begin the next one."""
        batch = self._task.layout.from_objects(self._objects, self._unreadable)
        self._objects, self._unreadable = [], {}
        return batch

    def add_lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            text = line.strip(JSON_SPACE)
            if not text:
                continue
            self.is_void = False
            value = parse_object(text)
            if (
                value is None
                or type(line) is _Undecodable
                or self._is_too_deep(text, value)
            ):
                self._add_unreadable(text)
            elif (wrapped := self._wrapped(value)) is not None:
                self.add_elements(wrapped)
            else:
                self._objects.append(value)

    def add_elements(self, elements: list[JsonValue]) -> None:
        for element in elements:
            if isinstance(element, dict):
                self._objects.append(element)
            else:
                self._add_unreadable(compact(element, self._depth))

    def _wrapped(self, value: dict[str, JsonValue]) -> list[JsonValue] | None:
        if self._task.records_at is None:
            return None
        wrapped = value.get(self._task.records_at)
        return wrapped if isinstance(wrapped, list) else None

    def _is_too_deep(self, text: str, value: JsonValue) -> bool:
        # Looking for a bracket costs little and clears almost every line.
        if text.find("{", 1) < 0 and "[" not in text:
            return False
        return is_deeper(value, self._depth)

    def _add_unreadable(self, text: str) -> None:
        self._unreadable[len(self._objects)] = text
        self._objects.append({})


def _read_json(task: Reading) -> Iterator[Batch]:
    elements = _elements(_document(task), task.records_at)
    held = _Objects(task)
    step = task.limits.batch_rows
    for start in range(0, len(elements), step):
        held.add_elements(elements[start : start + step])
        yield held.take()


def _document(task: Reading) -> JsonValue:
    stream = task.unpacked(min(task.limits.document_bytes, task.limits.file_bytes))
    try:
        data = b"".join(iter(lambda: stream.read(task.limits.batch_bytes), b""))
        return parse(decoded(without_mark(data), 0))
    except json.JSONDecodeError as error:
        advice = "Export it again; one object a line is NDJSON, name it .ndjson."
        raise FileProblem(
            f"line {error.lineno}: no valid JSON: {error.msg}", advice
        ) from error
    except RecursionError as error:
        raise FileProblem(
            "the JSON is nested too deeply", "Export the records with less nesting."
        ) from error


def _elements(document: JsonValue, records_at: str | None) -> list[JsonValue]:
    if records_at is not None and isinstance(document, dict):
        if records_at not in document:
            raise FileProblem(
                f"the JSON is an object without '{records_at}'",
                f"Deliver a list of records, or an object with '{records_at}'.",
            )
        document = document[records_at]
    if not isinstance(document, list):
        raise FileProblem(
            "the JSON is not a list of objects",
            "Wrap the objects in [ and ], or write one a line and name it .ndjson.",
        )
    return document


def _read_parquet(task: Reading) -> Iterator[Batch]:
    rows = 0
    with _parquet_problems():
        file = pq.ParquetFile(
            task.incoming.file, pre_buffer=False, page_checksum_verification=True
        )
        names, places = _parquet_header(file, task.layout)
        unpacked = sum(
            file.metadata.row_group(g).total_byte_size
            for g in range(file.metadata.num_row_groups)
        )
        # Once for what the file announces, once for what really comes out of it.
        _Budget(task.limits.file_bytes).take(unpacked)
        budget = _Budget(task.limits.file_bytes)
        announced = file.metadata.num_rows
        refuse_too_many_rows(announced, task.limits)
        batches = file.iter_batches(
            batch_size=_parquet_batch_rows(announced, unpacked, task.limits),
            columns=names,
            use_threads=False,
        )
    while True:
        with _parquet_problems():
            batch = next(batches, None)
            if batch is None:
                break
            budget.take(batch.nbytes)
            # A column called 'a.b' comes along when 'a' is asked for.
            arrays = {
                places[name]: array
                for name, array in zip(batch.schema.names, batch.columns, strict=True)
                if name in places
            }
            if len(arrays) != len(places):
                raise ValueError("a column that the header names is missing")
            arranged = task.layout.from_arrays(arrays, batch.num_rows)
        rows += batch.num_rows
        yield arranged
    if rows != announced:
        raise FileProblem(
            f"the file announces {announced} rows and holds {rows}",
            "Write or copy the file again.",
        )


def _parquet_header(file: Any, layout: Layout) -> tuple[list[str], Mapping[str, str]]:
    """Return the columns to read, and the name under which each is known."""
    delivered = file.schema_arrow.names
    names = [n.strip().strip("\ufeff").strip() for n in delivered]
    places = layout.use_header(names)
    known = {delivered[place]: name for name, place in places.items()}
    return list(known), known


def _parquet_batch_rows(rows: int, size: int, limits: Limits) -> int:
    # Wide rows come in smaller batches.
    if rows <= 0 or size <= 0:
        return limits.batch_rows
    return max(1, min(limits.batch_rows, limits.row_bytes * rows // size))


def refuse_too_many_rows(rows: int, limits: Limits) -> None:
    """Raise FileProblem for a file with more rows than the limit."""
    if rows > limits.rows:
        raise FileProblem(
            f"the file holds more than {limits.rows:,} rows",
            "Split the export into smaller files.",
        )


class _Budget:
    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken = 0

    def take(self, size: int) -> None:
        self._taken += size
        if self._taken > self._limit:
            raise FileProblem(
                f"the file holds more than {self._limit:,} bytes when unpacked",
                "Split the export into smaller files.",
            )


@contextmanager
def _parquet_problems() -> Iterator[None]:
    try:
        yield
    except FileProblem:
        raise
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        KeyError,
        MemoryError,
        RecursionError,
    ) as error:
        raise FileProblem(
            f"the Parquet data cannot be read: {shown(str(error), 200)}",
            "Write or copy the file again.",
        ) from error


_READERS: dict[FileFormat, Callable[[Reading], Iterator[Batch]]] = {
    "csv": _read_csv,
    "ndjson": _read_ndjson,
    "json": _read_json,
    "parquet": _read_parquet,
}

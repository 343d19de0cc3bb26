"""Arranges what a reader delivers into the columns of a raw table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from scorecard.landing.arrow_text import to_text
from scorecard.landing.json_text import JsonValue, cell_text, compact, decode_cell
from scorecard.landing.model import (
    MAX_REPORTED_COLUMNS,
    FileProblem,
    Limits,
    shown,
)
from scorecard.landing.sources import Source, Table

# Enough to report from; a file of objects with ever new keys must not fill the memory.
_MAX_REMEMBERED_COLUMNS = 10_000


@dataclass(frozen=True)
class Batch:
    """Some rows of a table, in file order.

    Attributes:
        columns: one pa.string() array per column of the table.
        unreadable: pa.string() array, null for every row that was read.
    """

    columns: tuple[Any, ...]
    unreadable: Any

    @property
    def rows(self) -> int:
        """Rows of the batch, unreadable ones included."""
        return len(self.unreadable)

    @property
    def unreadable_rows(self) -> int:
        """Rows that hold only their text."""
        return self.rows - int(self.unreadable.null_count)


class Layout(Protocol):
    """Turns cells, objects or arrays into batches, and notes what it ignores."""

    ignored: set[str]

    def use_header(self, names: Sequence[str]) -> Mapping[str, int]:
        """Take a header; return the place of each name that is read.

        Raises:
            FileProblem: no name is known, or a name that is read is there twice.
        """

    def from_cells(self, places: Mapping[str, int], rows: Sequence[list[str]]) -> Batch:
        """Arrange CSV rows; cells that a row lacks are null."""

    def from_objects(
        self, objects: Sequence[dict[str, JsonValue]], unreadable: Mapping[int, str]
    ) -> Batch:
        """Arrange JSON objects; `unreadable` gives texts by place in `objects`."""

    def from_arrays(self, arrays: Mapping[str, Any], rows: int) -> Batch:
        """Arrange columns of a Parquet file by name."""


def layout_for(source: Source, table: Table, limits: Limits) -> Layout:
    """Choose how the files of a table are arranged."""
    if source.record_layout == "records":
        return _Records(limits)
    return _Columns(table, limits)


class _Columns:
    """One column of text per column of the table."""

    def __init__(self, table: Table, limits: Limits) -> None:
        self._table = table
        self._names = table.column_names
        self._limits = limits
        self.ignored: set[str] = set()

    def use_header(self, names: Sequence[str]) -> Mapping[str, int]:
        places = _places(names, self._names.__contains__)
        if not places:
            raise FileProblem(
                f"the header names no column of {self._table.name}: "
                + (shown(", ".join(names[:10])) or "it is blank"),
                _header_advice(names, self._names),
            )
        self._ignore(n for n in names if n not in places)
        return places

    def from_cells(self, places: Mapping[str, int], rows: Sequence[list[str]]) -> Batch:
        columns: list[Any] = []
        shortest = min(map(len, rows), default=0)
        for name in self._names:
            place = places.get(name)
            if place is None:
                columns.append(pa.nulls(len(rows), pa.string()))
            elif place < shortest:
                cells = list(map(itemgetter(place), rows))
                columns.append(pa.array(cells, pa.string()))
            else:
                padded = [r[place] if len(r) > place else None for r in rows]
                columns.append(pa.array(padded, pa.string()))
        return self._batch(columns, len(rows), {})

    def from_objects(
        self, objects: Sequence[dict[str, JsonValue]], unreadable: Mapping[int, str]
    ) -> Batch:
        columns = [
            _text_array([o.get(name) for o in objects], self._limits.json_depth)
            for name in self._names
        ]
        self._ignore(set().union(*objects).difference(self._names))
        return self._batch(columns, len(objects), unreadable)

    def from_arrays(self, arrays: Mapping[str, Any], rows: int) -> Batch:
        columns = [
            _parquet_text(name, arrays[name], self._limits)
            if name in arrays
            else pa.nulls(rows, pa.string())
            for name in self._names
        ]
        return self._batch(columns, rows, {})

    def _batch(
        self, columns: Sequence[Any], rows: int, unreadable: Mapping[int, str]
    ) -> Batch:
        return _bounded(self._names, columns, rows, unreadable, self._limits)

    def _ignore(self, names: Any) -> None:
        for name in names:
            if len(self.ignored) >= _MAX_REMEMBERED_COLUMNS:
                return
            if name:
                self.ignored.add(name)


class _Records:
    """One column that holds each record as JSON text."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.ignored: set[str] = set()

    def use_header(self, names: Sequence[str]) -> Mapping[str, int]:
        places = _places(names, bool)
        if not places:
            raise FileProblem(
                "the header is blank", "Put the column names into the first line."
            )
        return places

    def from_cells(self, places: Mapping[str, int], rows: Sequence[list[str]]) -> Batch:
        return self._batch(
            [
                {
                    name: decode_cell(row[place]) if place < len(row) else None
                    for name, place in places.items()
                }
                for row in rows
            ],
            {},
        )

    def from_objects(
        self, objects: Sequence[dict[str, JsonValue]], unreadable: Mapping[int, str]
    ) -> Batch:
        return self._batch(objects, unreadable)

    def from_arrays(self, arrays: Mapping[str, Any], rows: int) -> Batch:
        cells = {
            name: _parquet_text(name, array, self._limits).to_pylist()
            for name, array in arrays.items()
        }
        return self._batch(
            [
                {name: decode_cell(column[row]) for name, column in cells.items()}
                for row in range(rows)
            ],
            {},
        )

    def _batch(
        self, records: Sequence[dict[str, JsonValue]], unreadable: Mapping[int, str]
    ) -> Batch:
        depth = self._limits.json_depth
        texts: list[JsonValue] = [
            None if place in unreadable else compact(record, depth)
            for place, record in enumerate(records)
        ]
        column = _text_array(texts, depth)
        return _bounded(["record"], [column], len(records), unreadable, self._limits)


def reported(ignored: set[str]) -> tuple[str, ...]:
    """Ignored names as a report lists them: printable, sorted, not too many."""
    return tuple(shown(name) for name in sorted(ignored)[:MAX_REPORTED_COLUMNS])


def _places(names: Sequence[str], is_read: Callable[[str], bool]) -> Mapping[str, int]:
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if not is_read(name):
            continue
        if name in places:
            raise FileProblem(
                f"the column '{shown(name)}' is there twice",
                "Rename or remove one of the two.",
            )
        places[name] = place
    return places


def _header_advice(names: Sequence[str], known: Sequence[str]) -> str:
    for separator, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(names) == 1 and separator in names[0]:
            return f"The cells look separated by {word}; export with commas."
    return f"The first line must name columns such as {', '.join(known[:5])}."


def _text_array(values: list[JsonValue], depth: int) -> Any:
    # Most columns are plain text, which Arrow takes in one go; it refuses the rest.
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowTypeError, UnicodeEncodeError):
        return pa.array([cell_text(v, depth) for v in values], pa.string())


def _parquet_text(name: str, array: Any, limits: Limits) -> Any:
    try:
        return to_text(array, limits.json_depth)
    except FileProblem:
        raise
    except (pa.ArrowException, ValueError, KeyError, OverflowError) as error:
        raise FileProblem(
            f"the column '{shown(name)}' of type {shown(str(array.type))} cannot be "
            f"turned into text: {shown(str(error), 200)}",
            "Export the column as UTF-8 text.",
        ) from error


def _bounded(
    names: Sequence[str],
    columns: Sequence[Any],
    rows: int,
    unreadable: Mapping[int, str],
    limits: Limits,
) -> Batch:
    texts: Any = pa.nulls(rows, pa.string())
    if unreadable:
        texts = _text_array([unreadable.get(i) for i in range(rows)], 0)
    for name, column in (*zip(names, columns, strict=True), ("a line", texts)):
        longest = pc.max(pc.binary_length(column)).as_py() or 0
        if longest > limits.cell_bytes:
            raise FileProblem(
                f"a cell of '{name}' has {longest:,} bytes, the most is "
                f"{limits.cell_bytes:,}",
                "Export shorter texts, or leave the column out.",
            )
    return Batch(tuple(columns), texts)

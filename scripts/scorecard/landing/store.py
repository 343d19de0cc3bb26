"""The raw store: immutable Parquet files that are their own ledger."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scorecard.landing.layouts import Batch
from scorecard.landing.model import ROW_GROUP_BYTES, ROW_GROUP_ROWS, LandingError
from scorecard.landing.sources import Table

_STORED = re.compile(r"(\d{10,})-([0-9a-f]{64})\.parquet")
_TEMPORARY = ".tmp"
_CONSTANT_COLUMNS = ["_unreadable_line", "_source_file", "_landing_order", "_landed_at"]
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600


@dataclass(frozen=True)
class StoredFile:
    """What a file of the store says about every one of its rows.

    Attributes:
        order: place among all files ever landed, from 1.
        sha256: hash of the incoming file's bytes, in hex.
        source_file: path of the incoming file relative to the exports folder.
        landed_at: landing time of the run, UTC, no zone attached.
    """

    source: str
    table: Table
    order: int
    sha256: str
    source_file: str
    landed_at: datetime

    @property
    def name(self) -> str:
        """The file's name in the store."""
        return f"{self.order:010d}-{self.sha256}.parquet"


def landing_order(name: str) -> int:
    """Return the order that a file's name in the store says; 0 for any other file."""
    match = _STORED.fullmatch(name)
    return int(match[1]) if match else 0


def table_schema(table: Table) -> Any:
    """Return the pyarrow schema of a table's files in the store."""
    return pa.schema(
        [
            *((name, pa.string()) for name in table.column_names),
            ("_unreadable_line", pa.string()),
            ("_source_file", pa.string()),
            ("_source_row", pa.int64()),
            ("_landing_order", pa.int64()),
            ("_landed_at", pa.timestamp("us")),
        ]
    )


class Store:
    """A folder `<store>/<source>/<table>/<order>-<sha256>.parquet`.

    One landing at a time: whoever calls holds the lock on the store.
    """

    def __init__(self, folder: Path) -> None:
        """Open the store, create it if need be, and clear away torn files.

        Raises:
            LandingError: the folder cannot be made or read.
        """
        self._folder = folder
        with store_problems(folder):
            _make_folder(folder)
            for torn in folder.glob(f"*/*/*{_TEMPORARY}"):
                torn.unlink()
            self._known: set[tuple[str, str, str]] = set()
            self._last_order = 0
            for file in folder.glob("*/*/*.parquet"):
                if match := _STORED.fullmatch(file.name):
                    order, sha256 = int(match[1]), match[2]
                    table = file.parent
                    self._known.add((table.parent.name, table.name, sha256))
                    self._last_order = max(self._last_order, order)

    @property
    def next_order(self) -> int:
        """The landing order of the next file."""
        return self._last_order + 1

    def knows(self, source: str, table: str, sha256: str) -> bool:
        """Tell whether this content was landed for this table before."""
        return (source, table, sha256) in self._known

    @contextmanager
    def writing(self, stored: StoredFile) -> Iterator[StoreWriter]:
        """Write one file; it is there, whole, once the block ends without an error.

        Raises:
            LandingError: the store cannot be written.
        """
        folder = self._folder / stored.source / stored.table.name
        with store_problems(folder):
            _make_folder(folder.parent)
            _make_folder(folder)
        final = folder / stored.name
        temporary = folder / (stored.name + _TEMPORARY)
        try:
            with store_problems(folder):
                file = _create(temporary)
            with file:
                writer = StoreWriter(file, stored)
                try:
                    yield writer
                except BaseException:
                    writer.discard()
                    raise
                writer.close()
                with store_problems(folder):
                    file.flush()
                    os.fsync(file.fileno())
            with store_problems(folder):
                temporary.replace(final)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        self._known.add((stored.source, stored.table.name, stored.sha256))
        self._last_order = stored.order


class StoreWriter:
    """Appends batches to one file of the store and counts their rows."""

    def __init__(self, file: BinaryIO, stored: StoredFile) -> None:
        """Begin a Parquet file in `file`."""
        self._stored = stored
        self._schema = table_schema(stored.table)
        self._held: list[Any] = []
        self._held_rows = 0
        self._held_bytes = 0
        self.rows = 0
        self.unreadable_rows = 0
        with store_problems(Path(stored.name)):
            self._writer = pq.ParquetWriter(
                file,
                self._schema,
                compression="zstd",
                # For delivered text zstd alone makes smaller files, in less time.
                use_dictionary=_CONSTANT_COLUMNS,
            )

    def write(self, batch: Batch) -> None:
        """Append the rows of a batch.

        Raises:
            LandingError: the store cannot be written.
        """
        if not batch.rows:
            return
        numbers = np.arange(self.rows + 1, self.rows + batch.rows + 1, dtype=np.int64)
        columns = [
            *batch.columns,
            batch.unreadable,
            pa.repeat(pa.scalar(self._stored.source_file, pa.string()), batch.rows),
            pa.array(numbers),
            pa.repeat(pa.scalar(self._stored.order, pa.int64()), batch.rows),
            pa.repeat(
                pa.scalar(self._stored.landed_at, pa.timestamp("us")), batch.rows
            ),
        ]
        held = pa.record_batch(columns, schema=self._schema)
        self._held.append(held)
        self._held_rows += batch.rows
        self._held_bytes += held.nbytes
        self.rows += batch.rows
        self.unreadable_rows += batch.unreadable_rows
        if self._held_rows >= ROW_GROUP_ROWS or self._held_bytes >= ROW_GROUP_BYTES:
            self._write_held()

    def close(self) -> None:
        """Write what is held and the end of the Parquet file."""
        self._write_held()
        with store_problems(Path(self._stored.name)):
            self._writer.close()

    def discard(self) -> None:
        """Let go of a file that nobody will read."""
        self._held = []
        # Arrow would otherwise try to end the file when the writer is collected.
        with suppress(LandingError):
            self.close()

    def _write_held(self) -> None:
        if not self._held:
            return
        table = pa.Table.from_batches(self._held, self._schema)
        with store_problems(Path(self._stored.name)):
            self._writer.write_table(table, row_group_size=self._held_rows)
        self._held, self._held_rows, self._held_bytes = [], 0, 0


@contextmanager
def store_problems(path: Path) -> Iterator[None]:
    """Turn a failure to write the store into a LandingError."""
    try:
        yield
    except OSError as error:
        raise LandingError(
            f"The raw store cannot be written at {path}: {error.strerror or error}. "
            "Check the space on its disk and the right to write there; what was "
            "landed so far stays usable."
        ) from error


def _make_folder(folder: Path) -> None:
    # mkdir(parents=True) would give the parents the default rights.
    if not folder.is_dir():
        if not folder.parent.is_dir():
            _make_folder(folder.parent)
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)


def _create(path: Path) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, _FILE_MODE), "wb")

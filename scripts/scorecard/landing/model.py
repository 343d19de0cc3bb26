"""What landing is told and what it reports: limits, errors, progress, reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

MAX_FILE_BYTES = 8 * 1024**3
"""Largest decompressed size of one incoming file, in bytes."""

MAX_DOCUMENT_BYTES = 512 * 1024**2
"""Largest decompressed size of a .json document, which is parsed in one piece."""

MAX_ROW_BYTES = 64 * 1024**2
"""Largest size of one CSV row or one NDJSON line, in bytes."""

MAX_CELL_BYTES = 16 * 1024**2
"""Largest size of one stored cell, in bytes of UTF-8."""

MAX_FILE_ROWS = 100_000_000
"""Most rows of one incoming file; a Parquet file of a kilobyte can hold billions."""

MAX_GZIP_RATIO = 200
"""How often a gzipped file may hold its own size. Exports reach 50, bombs 1000."""

FREE_GZIP_BYTES = 64 * 1024**2
"""Decompressed bytes up to which that is nobody's business."""

MAX_JSON_DEPTH = 100
"""Deepest nesting of JSON that is kept; an object in an object is depth 2."""

BATCH_BYTES = 128 * 1024
"""Input that is taken in at once, in bytes; small, to stay in the processor's cache."""

BATCH_ROWS = 50_000
"""Rows that are taken at once from a document or a Parquet file."""

ROW_GROUP_ROWS = 50_000
"""Rows after which the store closes a Parquet row group."""

ROW_GROUP_BYTES = 64 * 1024**2
"""Bytes in memory after which the store closes a row group, however few its rows."""

MAX_REPORTED_COLUMNS = 100
"""Ignored columns that a report lists by name."""

Status = Literal["landed", "known", "failed", "skipped"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds that keep a hostile or broken file from exhausting the machine."""

    file_bytes: int = MAX_FILE_BYTES
    document_bytes: int = MAX_DOCUMENT_BYTES
    row_bytes: int = MAX_ROW_BYTES
    cell_bytes: int = MAX_CELL_BYTES
    rows: int = MAX_FILE_ROWS
    gzip_ratio: int = MAX_GZIP_RATIO
    free_gzip_bytes: int = FREE_GZIP_BYTES
    json_depth: int = MAX_JSON_DEPTH
    batch_bytes: int = BATCH_BYTES
    batch_rows: int = BATCH_ROWS


class LandingError(Exception):
    """Landing cannot run at all: no exports folder, bad source file, full disk."""


class FileProblem(Exception):  # noqa: N818 - a finding about one file, no bug
    """One incoming file cannot be read.

    Attributes:
        reason: what is wrong, with the line number where it is known.
        advice: what the person who exported the file can do.
    """

    def __init__(self, reason: str, advice: str) -> None:
        """Keep both texts; they end up in the file's report."""
        super().__init__(f"{reason}. {advice}")
        self.reason = reason
        self.advice = advice


@dataclass(frozen=True, kw_only=True)
class FileProgress:
    """How far landing has come; sent after every batch and at the end of a file.

    Attributes:
        path: the file, relative to the exports folder.
        number: 1 for the first file of the run.
        count: files of the run.
        rows: rows of this file read so far.
        status: None while the file is being read.
    """

    path: str
    source: str
    table: str
    number: int
    count: int
    rows: int
    status: Status | None


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What became of one file or folder of the exports folder.

    Attributes:
        path: relative to the exports folder, posix; bytes that are no UTF-8 are
            written as backslash escapes.
        source: None where the path belongs to no known source.
        table: None where the path belongs to no known table.
        status: 'landed'; 'known' (this content was landed before); 'failed'
            (cannot be read, nothing stored); 'skipped' (not landing's business).
        rows: rows stored, `unreadable_rows` of them with only their text.
        ignored_columns: delivered names that the table does not have, sorted;
            at most MAX_REPORTED_COLUMNS.
        reason: why it failed or was skipped, or a warning about a landed file.
        advice: the way out that goes with `reason`.
        seconds: wall clock spent on the file.
        bytes: size of the file as delivered.
    """

    path: str
    source: str | None
    table: str | None
    status: Status
    rows: int = 0
    unreadable_rows: int = 0
    ignored_columns: tuple[str, ...] = ()
    reason: str | None = None
    advice: str | None = None
    seconds: float = 0.0
    bytes: int = 0

    @property
    def is_warning(self) -> bool:
        """True for a skipped path and for a landed file with something odd."""
        return self.status != "failed" and self.reason is not None


@dataclass(frozen=True, kw_only=True)
class LandingReport:
    """What one run did.

    Attributes:
        files: files in the order in which they were taken, skipped paths
            among them, all in byte order of their path.
        kept_going: the caller asked to go on in spite of failed files.
        landed_at: the run's landing time, UTC, no zone attached.
        seconds: wall clock of the run.
    """

    files: tuple[FileReport, ...]
    kept_going: bool
    landed_at: datetime
    seconds: float = field(default=0.0, compare=False)

    @property
    def ok(self) -> bool:
        """True when no file failed."""
        return not self.failed

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """The files that could not be read."""
        return tuple(f for f in self.files if f.status == "failed")

    @property
    def warnings(self) -> tuple[FileReport, ...]:
        """Skipped paths and landed files with something odd."""
        return tuple(f for f in self.files if f.is_warning)

    @property
    def rows(self) -> int:
        """Rows that this run added to the store, unreadable ones included."""
        return sum(f.rows for f in self.files if f.status == "landed")

    @property
    def unreadable_rows(self) -> int:
        """Rows of this run that hold only the text that could not be read."""
        return sum(f.unreadable_rows for f in self.files if f.status == "landed")


def shown(text: str, width: int = 80) -> str:
    """Make hostile text fit for one line of a message: printable, at most `width`."""
    safe = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[:width])
    return safe + ("…" if len(text) > width else "")

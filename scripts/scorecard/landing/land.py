"""Lands the files of an exports folder in the raw store."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from scorecard.landing.discovery import IncomingFile, take_inventory
from scorecard.landing.layouts import layout_for, reported
from scorecard.landing.model import (
    FileProblem,
    FileProgress,
    FileReport,
    LandingReport,
    Limits,
    Status,
)
from scorecard.landing.readers import Reading, read, refuse_too_many_rows
from scorecard.landing.sources import Source, load_sources
from scorecard.landing.store import Store, StoredFile
from scorecard.landing.streams import Incoming, opened

_DEFAULT_LIMITS = Limits()

ProgressCallback = Callable[[FileProgress], None]


def land(
    exports: Path,
    store: Path,
    *,
    keep_going: bool = False,
    landed_at: datetime | None = None,
    on_progress: ProgressCallback | None = None,
    sources: Iterable[Source] | None = None,
    limits: Limits = _DEFAULT_LIMITS,
) -> LandingReport:
    """Turn every new file under `exports` into one Parquet file of the raw store.

    Files are taken in byte order of their path. A file whose content was landed for
    its table before is left alone. A file that cannot be read leaves nothing in the
    store; all others are still tried, so that one run names every broken file.

    Args:
        exports: folder with one sub-folder per source.
        store: the raw store; made if it is missing. One landing at a time: the
            caller holds the lock on it.
        keep_going: noted in the report, for a caller that goes on without the
            failed files.
        landed_at: landing time of the rows; now by default, UTC if it has no zone.
        on_progress: called after every batch and at the end of every file.
        sources: what may be landed; the project's dbt sources by default.
        limits: bounds on the incoming files.

    Raises:
        LandingError: there is no exports folder, a source description is wrong, or
            the store cannot be written.
    """
    started = time.perf_counter()
    known = load_sources() if sources is None else tuple(sources)
    inventory = take_inventory(exports, known)
    run = _Run(
        Store(store),
        _utc(landed_at or datetime.now(UTC)),
        limits,
        on_progress,
        len(inventory.files),
    )
    files = [run.land(file, n) for n, file in enumerate(inventory.files, 1)]
    everything = sorted([*files, *inventory.notices], key=lambda f: f.path.encode())
    return LandingReport(
        files=tuple(everything),
        kept_going=keep_going,
        landed_at=run.landed_at,
        seconds=time.perf_counter() - started,
    )


@dataclass(frozen=True)
class _Run:
    store: Store
    landed_at: datetime
    limits: Limits
    on_progress: ProgressCallback | None
    count: int

    def land(self, file: IncomingFile, number: int) -> FileReport:
        started = time.perf_counter()
        try:
            with opened(file.location) as incoming:
                report = self._land_opened(file, incoming, number)
        except FileProblem as problem:
            report = replace(
                _report(file, "failed", _size(file.location)),
                reason=problem.reason,
                advice=problem.advice,
            )
        self._progress(file, number, report.rows, report.status)
        return replace(report, seconds=time.perf_counter() - started)

    def _land_opened(
        self, file: IncomingFile, incoming: Incoming, number: int
    ) -> FileReport:
        sha256 = incoming.sha256()
        source, table = file.source, file.table
        if self.store.knows(source.name, table.name, sha256):
            return _report(file, "known", incoming.size)
        layout = layout_for(source, table, self.limits)
        task = Reading(incoming, layout, self.limits, file.is_gzip, source.records_at)
        stored = StoredFile(
            source.name,
            table,
            self.store.next_order,
            sha256,
            file.path,
            self.landed_at,
        )
        with self.store.writing(stored) as writer:
            for batch in read(file.format, task):
                writer.write(batch)
                refuse_too_many_rows(writer.rows, self.limits)
                self._progress(file, number, writer.rows, None)
            incoming.refuse_if_changed()
        reason, advice = task.warning or (None, None)
        return replace(
            _report(file, "landed", incoming.size),
            rows=writer.rows,
            unreadable_rows=writer.unreadable_rows,
            ignored_columns=reported(layout.ignored),
            reason=reason,
            advice=advice,
        )

    def _progress(
        self, file: IncomingFile, number: int, rows: int, status: Status | None
    ) -> None:
        if self.on_progress is not None:
            self.on_progress(
                FileProgress(
                    path=file.path,
                    source=file.source.name,
                    table=file.table.name,
                    number=number,
                    count=self.count,
                    rows=rows,
                    status=status,
                )
            )


def _report(file: IncomingFile, status: Status, size: int) -> FileReport:
    return FileReport(
        path=file.path,
        source=file.source.name,
        table=file.table.name,
        status=status,
        bytes=size,
    )


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - nothing but the size
    except OSError:
        return 0


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)

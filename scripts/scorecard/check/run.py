"""Runs the audit of a built warehouse."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from scorecard.check.frames import MAX_SHOWN_ROWS, Check, Finding, Warehouse
from scorecard.check.marts_suite import marts_checks
from scorecard.check.raw_suite import RawAudit
from scorecard.check.result import (
    CheckError,
    CheckLimits,
    CheckOutcome,
    CheckProgress,
    CheckResult,
    LandingVolume,
    Suite,
)
from scorecard.landing import load_sources

if TYPE_CHECKING:
    from scorecard.check.audit import Auditor

RESULT_FILE = "checks.json"
"""The outcomes beside the pages; marks a folder as this module's own."""

_OWN_FOLDERS = ("expectations", "validations", "static")


def run_checks(
    database: Path,
    docs_dir: Path,
    *,
    history: Sequence[LandingVolume] = (),
    as_of: datetime | None = None,
    limits: CheckLimits | None = None,
    on_progress: Callable[[CheckProgress], None] | None = None,
) -> CheckResult:
    """Audit a built warehouse and write its Data Docs.

    Args:
        database: the DuckDB file, opened read-only.
        docs_dir: folder for the pages and checks.json; made if need be. An earlier
            audit in it is replaced.
        history: what earlier landings brought, besides what the raw store knows.
        as_of: now; a time without a zone is UTC. Default: the clock.
        limits: how much is too much, for every table alike. Default: what the seed
            `expectations` says.
        on_progress: told after each table.

    Raises:
        CheckError: the database cannot be opened, or docs_dir cannot be written or
            holds something else.
        LandingError: the project's source descriptions cannot be read.
    """
    started = time.monotonic()
    checked_at = _utc(as_of or datetime.now(UTC))
    sources = load_sources()
    with _opened(database) as connection:
        warehouse = Warehouse(connection)
        raw = RawAudit(
            sources=sources,
            limits=limits,
            as_of=checked_at,
            history=history,
        )
        checks = plan(raw, warehouse)
        _prepare(docs_dir)
        auditor = load_auditor(docs_dir, checked_at)
        outcomes: list[CheckOutcome] = []
        tables = [
            (k, list(g)) for k, g in groupby(checks, lambda c: (c.suite, c.table))
        ]
        for number, ((suite, table), group) in enumerate(tables, 1):
            outcomes += judged(auditor, suite, table, map(warehouse.find, group))
            if on_progress:
                on_progress(
                    CheckProgress(
                        suite=suite, table=table, number=number, count=len(tables)
                    )
                )
    result = CheckResult(
        outcomes=tuple(outcomes),
        checked_at=checked_at,
        index=auditor.write_docs(),
        seconds=time.monotonic() - started,
    )
    (docs_dir / RESULT_FILE).write_text(result.to_json(), encoding="utf-8")
    return result


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)


def _opened(database: Path) -> duckdb.DuckDBPyConnection:
    if not database.is_file():
        raise CheckError(f"There is no database {database}. Build it first.")
    try:
        return duckdb.connect(database, read_only=True)
    except duckdb.Error as error:
        raise CheckError(
            f"The database {database} cannot be opened: "
            f"{str(error).splitlines()[0]}. Close whatever writes to it, or build it "
            "again."
        ) from error


def plan(raw: RawAudit, warehouse: Warehouse) -> list[Check]:
    """Return all checks, those of one table beside each other.

    Raises:
        CheckError: the files behind the raw store's views are not there.
    """
    try:
        return [*raw.checks(warehouse), *marts_checks(warehouse)]
    except duckdb.Error as error:
        raise CheckError(
            f"The raw store cannot be read: {str(error).splitlines()[0]}. The database "
            "names its files by their path: run where it was built, with the store "
            "in its place."
        ) from error


def _prepare(docs_dir: Path) -> None:
    """Make the folder, or clear it of an earlier audit and of nothing else."""
    try:
        docs_dir.mkdir(parents=True, exist_ok=True)
        if (docs_dir / RESULT_FILE).is_file():
            for name in _OWN_FOLDERS:
                shutil.rmtree(docs_dir / name, ignore_errors=True)
            (docs_dir / "index.html").unlink(missing_ok=True)
            (docs_dir / RESULT_FILE).unlink()
        elif any(docs_dir.iterdir()):
            raise CheckError(
                f"The folder {docs_dir} holds other files. Give an empty one, or one "
                "that does not exist."
            )
        # A killed audit leaves a folder that the next one knows as its own.
        (docs_dir / RESULT_FILE).touch()
    except OSError as error:
        raise CheckError(
            f"The folder {docs_dir} cannot be written: {error.strerror or error}."
        ) from error


def load_auditor(docs_dir: Path, checked_at: datetime) -> Auditor:
    """Import Great Expectations, with all reporting to others off."""
    # Releases that report their use decide on it while they are imported.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    from scorecard.check.audit import Auditor

    return Auditor(docs_dir.resolve(), checked_at)


def judged(
    auditor: Auditor, suite: Suite, table: str, found: Iterable[Finding]
) -> list[CheckOutcome]:
    """Return the outcomes of one table, in the order of its findings."""
    findings = list(found)
    verdicts = auditor.judge(suite, table, findings)
    return [_outcome(f, v) for f, v in zip(findings, verdicts, strict=True)]


def _outcome(finding: Finding, verdict: bool) -> CheckOutcome:
    check = finding.check
    # An offending row is a failure, whatever a library makes of an odd value.
    success = verdict and finding.total == 0
    count = 0 if success else max(1, finding.total)
    return CheckOutcome(
        suite=check.suite,
        table=check.table,
        expectation=check.name,
        column=check.column,
        severity=check.severity,
        success=success,
        unexpected_count=count,
        unexpected_rows=() if success else finding.rows[:MAX_SHOWN_ROWS],
        message=_message(finding, success, count),
    )


def _message(finding: Finding, success: bool, count: int) -> str:
    check = finding.check
    if success:
        return check.description
    if finding.problem:
        return (
            f"{check.table}: '{check.name}' cannot be checked. The offending row gives "
            "the database's reason."
        )
    if check.measure and finding.value is not None:
        what = f"{check.measure} is {finding.value:.4g}"
    else:
        what = f"{count:,} {'row breaks' if count == 1 else 'rows break'} a rule"
    return (
        f"{check.table}: {what}. Expected: {check.description} {check.advice}"
    ).rstrip()

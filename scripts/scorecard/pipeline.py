"""The parts of a run, each of which tells what it did and whether it went well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from scorecard.build import build
from scorecard.check.frames import offending_rows
from scorecard.check.result import CheckOutcome, CheckProgress
from scorecard.console import Stage, fail, say, stage, warn
from scorecard.dbt import DbtReport, NodeProgress
from scorecard.landing import (
    FileProgress,
    FileReport,
    LandingError,
    LandingReport,
    land,
)
from scorecard.publish import PublishedRun, publish
from scorecard.runs import Run
from scorecard.status import row_accounts
from scorecard.trouble import advice_for, damaged_raw_files
from scorecard.versions import go_back
from scorecard.warehouse import PROJECT, Warehouse

SHOWN_FAILURES = 20


class StageFailed(Exception):  # noqa: N818 - an outcome, no bug
    """A part of the run did not go well; its message is the reason in a sentence."""


def land_exports(
    run: Run, warehouse: Warehouse, exports: Path, *, keep_going: bool
) -> None:
    """Land what is new under `exports` in the raw store.

    Raises:
        StageFailed: a file could not be read, and keep_going is not set; the store
            cannot be written, or the folder cannot be opened.
        LandingError: there is no such folder.
    """
    with _phase(run, "land") as current:

        def show(progress: FileProgress) -> None:
            current.advance(progress.number, progress.count, progress.path)

        try:
            report = land(
                exports, warehouse.raw, keep_going=keep_going, on_progress=show
            )
        except LandingError as problem:
            if isinstance(problem.__cause__, OSError):
                raise StageFailed(str(problem)) from problem
            raise
    run.landing = _landing_summary(report)
    run.save()
    for file in report.warnings:
        warn(f"{file.path}: {_because(file)}")
    for file in report.files:
        if file.ignored_columns:
            names = ", ".join(file.ignored_columns)
            say(f"note: {file.path}: columns not used: {names}", "dim")
    for file in report.failed:
        fail(f"{file.path}: {_because(file)}")
    landed = sum(f.status == "landed" for f in report.files)
    known = sum(f.status == "known" for f in report.files)
    say(
        f"land: {report.rows:,} rows from {landed} new files, {known} known"
        f" ({current.seconds:.1f} s)"
    )
    if report.failed and not keep_going:
        raise StageFailed(
            f"{_files(len(report.failed))} could not be read: mend or remove what is"
            " named above, or use --keep-going to go on without"
        )
    if report.failed:
        warn(f"going on without {_files(len(report.failed))} that could not be read")


def build_warehouse(
    run: Run, warehouse: Warehouse, config: Path | None, *, full_refresh: bool = False
) -> None:
    """Build and test the private file, adding to the last build where that is sound.

    Raises:
        StageFailed: a model or a test failed.
        ConfigError: the configuration is wrong.
    """
    # starting dbt and parsing come first, and take a while
    with _phase(run, "build", doing="parse") as current:

        def show(progress: NodeProgress) -> None:
            if run.phase == "parse":
                run.phase = "build"
                run.save()
            current.advance(progress.number, progress.count, progress.name)

        report = build(
            warehouse,
            config,
            run.artifacts,
            full_refresh=full_refresh,
            on_progress=show,
        )
    run.build = {
        "afresh": report.afresh,
        "nodes": len(report.nodes),
        "tests_passed": report.tests("pass"),
        "tests_warned": report.tests("warn"),
        "failures": [asdict(replace(node, sql=None)) for node in report.failures],
    }
    run.save()
    _show_failures(report, warehouse)
    if not report.ok:
        raise StageFailed(_why_not_built(run, warehouse, report))
    run.rows, run.quarantine = row_accounts(warehouse.build_file)
    run.save()
    models = sum(node.kind == "model" for node in report.nodes)
    say(
        f"build: {models} models, {report.tests('pass')} tests passed,"
        f" {report.tests('warn')} warned ({current.seconds:.1f} s);"
        f" {f'all anew, {report.afresh}' if report.afresh else 'an increment'}"
    )


def _why_not_built(run: Run, warehouse: Warehouse, report: DbtReport) -> str:
    reason = f"the build failed; dbt's log is {run.artifacts / 'dbt.log'}"
    said = "\n".join(
        [*(node.message or "" for node in report.failures), *report.errors]
    )
    if advice := advice_for(said):
        return f"{reason}. Likely cause: {advice}"
    # none at all: dbt could not even begin, as when a footer cannot be read
    if not report.failures or any(node.kind != "test" for node in report.failures):
        for path, why in damaged_raw_files(warehouse):
            fail(
                f"{path} is damaged: {why}. Remove it, and put the export that it came"
                " from back into the exports folder: it is landed again"
            )
    return reason


def check_warehouse(
    run: Run, warehouse: Warehouse, as_of: datetime | None = None
) -> None:
    """Audit what landed and what is about to be published.

    Args:
        as_of: the time to which data should be fresh; now by default.

    Raises:
        StageFailed: an expectation of severity error does not hold.
    """
    # Great Expectations takes seconds to import, so only here
    from scorecard.check import run_checks

    docs = run.folder / "data_docs"
    with _phase(run, "check") as current:

        def show(progress: CheckProgress) -> None:
            current.advance(progress.number, progress.count, progress.table)

        result = run_checks(warehouse.build_file, docs, as_of=as_of, on_progress=show)
    run.checks = {
        "passed": result.passed,
        "warned": result.warned,
        "failed": result.failed,
        "data_docs": str(docs / "index.html"),
        "unmet": [
            {"severity": o.severity, "message": _with_history(o)}
            for o in result.outcomes
            if not o.success
        ],
    }
    run.save()
    _show_unmet(result.outcomes)
    say(
        f"check: {result.passed} expectations held, {result.warned} warned,"
        f" {result.failed} failed ({current.seconds:.1f} s); {docs / 'index.html'}"
    )
    if not result.ok:
        raise StageFailed(
            f"{result.failed} expectations failed; the pages that show the rows start"
            f" at {docs / 'index.html'}"
        )


def publish_marts(run: Run, warehouse: Warehouse, *, group: str | None = None) -> None:
    """Give readers the marts of the private file.

    Args:
        group: whose members may read the published file too.
    """
    with _phase(run, "publish") as current:
        version = publish(
            warehouse,
            PublishedRun(
                run_id=run.run_id,
                started_at=run.started_at,
                checks_passed=run.build.get("tests_passed", 0)
                + run.checks.get("passed", 0),
                checks_warned=run.build.get("tests_warned", 0)
                + run.checks.get("warned", 0),
                checks_failed=0,
            ),
            group=group,
        )
    run.published, run.version = True, version.stem
    run.save()
    say(f"publish: {warehouse.published_file} ({current.seconds:.1f} s)")


def go_back_to(
    run: Run, warehouse: Warehouse, to: str | None, *, group: str | None = None
) -> None:
    """Give readers an earlier version again.

    Args:
        to: its name or its run; by default the one before what readers have.

    Raises:
        VersionError: there is no such version, or it is damaged.
    """
    with _phase(run, "publish"):
        version = go_back(warehouse, to, group=group)
    run.published, run.version = True, version.name
    run.save()
    say(
        f"publish: {warehouse.published_file} is again what run {version.run_id}"
        f" published at {version.published_at:%Y-%m-%d %H:%M} UTC"
    )


@contextmanager
def _phase(run: Run, name: str, doing: str | None = None) -> Iterator[Stage]:
    run.phase = doing or name
    run.save()
    current: Stage | None = None
    try:
        with stage(name) as current:
            yield current
    finally:
        if current is not None:
            run.seconds[name] = round(current.seconds, 3)


def _show_unmet(outcomes: Iterable[CheckOutcome]) -> None:
    """Name every failure, and warnings once for all tables that share them."""
    warnings: dict[str, list[CheckOutcome]] = {}
    for outcome in outcomes:
        if outcome.success:
            continue
        if outcome.severity == "warning":
            warnings.setdefault(outcome.expectation, []).append(outcome)
            continue
        fail(outcome.message)
        _show_rows(outcome)
    for expectation, alike in warnings.items():
        if len(alike) == 1 or alike[0].history:
            for outcome in alike:
                warn(_with_history(outcome))
                if not outcome.history:
                    _show_rows(outcome)
        else:
            tables = ", ".join(dict.fromkeys(outcome.table for outcome in alike))
            warn(f"not so in {len(alike)} tables: {expectation} ({tables})")


def _show_rows(outcome: CheckOutcome) -> None:
    for row in outcome.unexpected_rows[:3]:
        say("    " + ", ".join(f"{k}={v}" for k, v in row.items()), "dim")


def _with_history(outcome: CheckOutcome) -> str:
    """Return the message, and what was usual where that was compared."""
    return f"{outcome.message} {' '.join(outcome.history)}".rstrip()


def _show_failures(report: DbtReport, warehouse: Warehouse) -> None:
    for node in report.failures[:SHOWN_FAILURES]:
        where = f" ({PROJECT / node.path})" if node.path else ""
        fail(f"{node.unique_id}: {node.message}{where}")
        if node.kind == "test" and node.sql:
            for line in offending_rows(warehouse.build_file, node.sql):
                say(f"    {line}", "dim")
    if len(report.failures) > SHOWN_FAILURES:
        fail(f"and {len(report.failures) - SHOWN_FAILURES} more")
    if not report.ok and not report.failures:
        for text in report.errors:
            fail(text)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _landing_summary(report: LandingReport) -> dict[str, object]:
    return {
        "rows": report.rows,
        "unreadable_rows": report.unreadable_rows,
        "files": {
            status: sum(f.status == status for f in report.files)
            for status in ("landed", "known", "failed", "skipped")
        },
        "failed": [
            {"path": f.path, "reason": f.reason, "advice": f.advice}
            for f in report.failed
        ],
    }


def _because(file: FileReport) -> str:
    return " ".join(
        text if text.endswith(".") else text + "."
        for text in (file.reason, file.advice)
        if text
    )

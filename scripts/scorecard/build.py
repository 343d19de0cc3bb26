"""Builds the private file of a warehouse: configuration, seeds, models, tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from scorecard.basis import RawStore, basis, sources_outside
from scorecard.build_file import changing
from scorecard.config import load_config, merge
from scorecard.dbt import DbtReport, NodeProgress, invoke
from scorecard.redaction import redacted
from scorecard.warehouse import PROJECT, Warehouse
from scorecard.workspace import working

ARTIFACTS = ("manifest.json", "run_results.json", "dbt.log")
"""What a run keeps of dbt's target folder; the folder itself is dbt's parse cache."""

BUILD = ["build", "--exclude-resource-type", "unit_test"]

CARRIES_OTHERS_ROWS = "standard"
"""The source whose rows may belong to incidents of any other."""


def build(
    warehouse: Warehouse,
    config: Path | None,
    artifacts: Path,
    *,
    full_refresh: bool = False,
    on_progress: Callable[[NodeProgress], None] | None = None,
) -> DbtReport:
    """Build the private file from the raw store and test it.

    Where nothing has changed since the last build but new files in the raw store, they
    are added to what it has left; else everything is built anew. Only a build in which
    every model and test succeeded leaves a file that counts as complete.

    Args:
        config: folder of configuration in place of the default seeds.
        artifacts: folder that receives dbt's artifacts and log.
        full_refresh: build everything anew in any case.

    Raises:
        ConfigError: the configuration is wrong; nothing has been touched.
        BuildFileError: another process is still writing to the private file.
    """
    settings = load_config(config)
    raw = RawStore.of(warehouse)
    with working(warehouse) as workspace:
        seeds, target = workspace / "seeds", workspace / "target"
        merge(settings, seeds)
        with changing(
            warehouse,
            basis=basis(seeds, settings.vars),
            full_refresh=full_refresh,
            doubt=_doubt(raw),
        ) as change:
            report = invoke(
                BUILD if change.fresh else BUILD + _what_may_change(raw),
                warehouse,
                target=target,
                seeds=seeds,
                variables=settings.vars,
                built_up_to=None if change.fresh else raw.last_built,
                on_progress=on_progress,
            )
            if report.ok:
                raw.note_as_built()
                change.complete()
    _keep_artifacts(target, artifacts)
    return replace(report, afresh=change.reason)


def _doubt(raw: RawStore) -> str | None:
    """Return why a complete build must not be added to; None when it may."""
    if sources := sources_outside(PROJECT):
        return f"{' and '.join(sources)}: not read from the raw store"
    if not raw.continues_the_last_build():
        return "the raw store is not the one that was built, with more files in it"
    return None


def _what_may_change(raw: RawStore) -> list[str]:
    """Select the tables that rest on what lands, and the tests of them.

    Views need no rebuilding, and what rests on seeds alone is as the last build left
    it. Rows without a parent are judged by the rows of their table alone, and stay what
    they are when it has no new ones. Tests that look at several tables run when one of
    them is rebuilt.
    """
    sources = [
        f"path:models/staging/{source}"
        for source in raw.sources_without_news()
        if source != CARRIES_OTHERS_ROWS
    ]
    tables = [
        f"stg_{source}__{table},tag:without_parent"
        for source, tables in raw.tables_without_news().items()
        for table in tables
    ]
    return [
        *("--select", "source:*+"),
        *("--exclude", "config.materialized:view", *sources, *tables),
        *("--indirect-selection", "buildable"),
    ]


def _keep_artifacts(target: Path, artifacts: Path) -> None:
    for name in ARTIFACTS:
        if (target / name).exists():
            # dbt knows of its own secrets only
            text = (target / name).read_text(encoding="utf-8", errors="replace")
            (artifacts / name).write_text(redacted(text), encoding="utf-8")

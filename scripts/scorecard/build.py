"""Builds the private file of a warehouse: configuration, seeds, models, tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scorecard.build_file import changing
from scorecard.config import load_config, merge
from scorecard.dbt import DbtReport, NodeProgress, invoke
from scorecard.redaction import redacted
from scorecard.warehouse import Warehouse
from scorecard.workspace import working

ARTIFACTS = ("manifest.json", "run_results.json", "dbt.log")
"""What a run keeps of dbt's target folder; the folder itself is dbt's parse cache."""


def build(
    warehouse: Warehouse,
    config: Path | None,
    artifacts: Path,
    *,
    on_progress: Callable[[NodeProgress], None] | None = None,
) -> DbtReport:
    """Build everything anew from the raw store and test it.

    Only a build in which every model and test succeeded leaves a file that counts as
    complete.

    Args:
        config: folder of configuration in place of the default seeds.
        artifacts: folder that receives dbt's artifacts and log.

    Raises:
        ConfigError: the configuration is wrong; nothing has been touched.
        BuildFileError: another process is still writing to the private file.
    """
    settings = load_config(config)
    with working(warehouse) as workspace:
        seeds, target = workspace / "seeds", workspace / "target"
        merge(settings, seeds)
        with changing(warehouse, full_refresh=True) as change:
            report = invoke(
                ["build", "--exclude-resource-type", "unit_test"],
                warehouse,
                target=target,
                seeds=seeds,
                variables=settings.vars,
                on_progress=on_progress,
            )
            if report.ok:
                change.complete()
    _keep_artifacts(target, artifacts)
    return report


def _keep_artifacts(target: Path, artifacts: Path) -> None:
    for name in ARTIFACTS:
        if (target / name).exists():
            # dbt knows of its own secrets only
            text = (target / name).read_text(encoding="utf-8", errors="replace")
            (artifacts / name).write_text(redacted(text), encoding="utf-8")

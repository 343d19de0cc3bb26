"""Builds the private file of a warehouse: configuration, seeds, models, tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from scorecard.build_file import changing
from scorecard.config import load_config, merge
from scorecard.dbt import DbtReport, NodeProgress, invoke
from scorecard.warehouse import Warehouse

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
    seeds = warehouse.workspace / "seeds"
    merge(settings, seeds)
    target = warehouse.workspace / "target"
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
    for name in ARTIFACTS:
        if (target / name).exists():
            shutil.copyfile(target / name, artifacts / name)
    return report

"""Builds the private file of a warehouse: configuration, seeds, models, tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

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

    The private file is derived, so it is thrown away first: a damaged one or one of
    an older version can never stand in the way.

    Args:
        config: folder of configuration in place of the default seeds.
        artifacts: folder that receives dbt's artifacts and log.

    Raises:
        ConfigError: the configuration is wrong; nothing has been touched.
    """
    settings = load_config(config)
    seeds = warehouse.workspace / "seeds"
    merge(settings, seeds)
    warehouse.build_file.unlink(missing_ok=True)
    warehouse.build_file.with_suffix(".duckdb.wal").unlink(missing_ok=True)
    target = warehouse.workspace / "target"
    report = invoke(
        ["build", "--exclude-resource-type", "unit_test"],
        warehouse,
        target=target,
        seeds=seeds,
        variables=settings.vars,
        on_progress=on_progress,
    )
    for name in ARTIFACTS:
        if (target / name).exists():
            shutil.copyfile(target / name, artifacts / name)
    if warehouse.build_file.exists():
        warehouse.build_file.chmod(0o600)
    return report

"""Builds the private file of a warehouse: configuration, seeds, models, tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scorecard.config import load_config, merge
from scorecard.dbt import DbtReport, NodeProgress, invoke
from scorecard.warehouse import Warehouse


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
    report = invoke(
        ["build", "--exclude-resource-type", "unit_test"],
        warehouse,
        target=artifacts,
        seeds=seeds,
        variables=settings.vars,
        on_progress=on_progress,
    )
    if warehouse.build_file.exists():
        warehouse.build_file.chmod(0o600)
    return report

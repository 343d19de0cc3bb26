"""The project by itself, the way an analytics engineer works: plain dbt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from scorecard.warehouse import PROJECT


def test_plain_dbt_builds_and_unit_tests_an_empty_warehouse(tmp_path: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SCORECARD_", "DBT_"))
    }
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "--quiet", "build"),
            *("--profiles-dir", "profiles"),
            *("--target-path", str(tmp_path / "target")),
            *("--log-path", str(tmp_path / "logs")),
        ],
        cwd=PROJECT,
        env=environment | {"SCORECARD_WAREHOUSE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout[-5000:]
    results = json.loads((tmp_path / "target" / "run_results.json").read_text())
    ended = [
        (r["unique_id"].split(".")[0], r["unique_id"], r["status"])
        for r in results["results"]
    ]
    assert [r for r in ended if r[2] not in ("success", "pass")] == []
    tested = {name.split(".")[2] for kind, name, _ in ended if kind == "unit_test"}
    metrics = {
        path.stem for path in (PROJECT / "models" / "metrics").glob("layer_*/*.sql")
    }
    assert metrics - tested == set(), "a metric without a unit test"

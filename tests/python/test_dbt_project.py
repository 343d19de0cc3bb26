"""The project by itself, the way an analytics engineer works: plain dbt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scorecard.landing import land
from scorecard.warehouse import PROJECT


def dbt(warehouse: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SCORECARD_", "DBT_"))
    }
    return subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "--quiet", *arguments),
            *("--profiles-dir", "profiles"),
            *("--target-path", str(warehouse / "target")),
            *("--log-path", str(warehouse / "logs")),
        ],
        cwd=PROJECT,
        env=environment | {"SCORECARD_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_plain_dbt_builds_and_unit_tests_an_empty_warehouse(tmp_path: Path) -> None:
    answer = dbt(tmp_path, "build")

    assert answer.returncode == 0, answer.stdout[-5000:]
    results = json.loads((tmp_path / "target" / "run_results.json").read_text())
    ended = [
        (r["unique_id"].split(".")[0], r["unique_id"], r["status"])
        for r in results["results"]
    ]
    # an exposure is only looked at
    done = {"exposure": ("no-op",)}
    assert [r for r in ended if r[2] not in done.get(r[0], ("success", "pass"))] == []
    tested = {name.split(".")[2] for kind, name, _ in ended if kind == "unit_test"}
    metrics = {
        path.stem for path in (PROJECT / "models" / "metrics").glob("layer_*/*.sql")
    }
    assert metrics - tested == set(), "a metric without a unit test"

    # what never landed is not stale, what landed four days ago is
    exports = tmp_path / "exports" / "standard"
    exports.mkdir(parents=True)
    (exports / "incidents.csv").write_text("incident_id,started_at\nI1,2026-01-01\n")
    landed_at = datetime.now(UTC) - timedelta(days=4)
    land(exports.parent, tmp_path / "raw", landed_at=landed_at)
    answer = dbt(tmp_path, "source", "freshness")

    assert answer.returncode == 0, answer.stdout[-5000:]
    results = json.loads((tmp_path / "target" / "sources.json").read_text())["results"]
    assert {r["unique_id"].split(".", 2)[2]: r["status"] for r in results} == {
        "servicenow.incident_events": "pass",
        "standard.incidents": "warn",
        "statuspage.incidents": "pass",
    }

"""The marts against an independent computation, on exports as dirty as real ones."""

import os
from pathlib import Path

import pytest

from agreement import comparison_disagreements, disagreements, roi_disagreements
from conftest import finished, ran
from dirty_exports import write
from reference import compute
from reference.comparisons import compare
from reference.roi import ledger

INCIDENTS = 500
SHOWN = 20
SEEDS = (4, 9)
"""One ends in 9: there nobody captured actions, AI use and escalations."""


def seeds() -> tuple[int, ...]:
    """Return the seeds; SCORECARD_AGREEMENT_SEEDS (blanks between) adds more."""
    more = os.environ.get("SCORECARD_AGREEMENT_SEEDS", "").split()
    return tuple(dict.fromkeys((*SEEDS, *map(int, more))))


@pytest.mark.parametrize("seed", seeds())
def test_the_marts_agree_with_an_independent_computation(
    seed: int, tmp_path: Path
) -> None:
    exports, config = tmp_path / "exports", tmp_path / "config"
    write(exports, config, seed, INCIDENTS)
    ran(tmp_path, "run", "--exports", exports, "--config", config)
    done = finished(tmp_path)
    assert done.outcome.code == 0, done.outcome.stderr
    expected = compute(exports, config)
    assert len(expected.metric_values) > 10_000
    money = ledger(exports, config)
    assert len([row for row in money.ranges.values() if row["has_figure"]]) > 30
    found = [
        *disagreements(done.published, expected),
        *comparison_disagreements(done.published, compare(exports, config)),
        *roi_disagreements(done.published, money),
    ]
    assert not found, "\n".join(
        [f"{len(found)} differences, the first of them:", *found[:SHOWN]]
    )

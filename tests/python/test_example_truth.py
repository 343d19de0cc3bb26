"""The scorecard finds what was planted in the example company, and nothing else.

The generator gives the same bytes for the same arguments and the models draw nothing at
random, so what holds here once holds on every run and machine: none of these tests is a
matter of luck. The company has 20,000 incidents rather than the demo's 1,800, in which
only a handful of the planted effects are large enough to be detectable.

What must hold:

- intervals are 90 %, so nine in ten planted effects lie inside theirs;
- an effect above the smallest detectable change gets its verdict. Chance would let one
  in five of those just above it slip; in this export it lets none;
- what AI SRE made worse is said to have regressed;
- what it left alone gets no verdict, and nothing is found the wrong way round.
"""

from __future__ import annotations

import csv
import math
import pickle
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from conftest import MakeOnce, forget_workspace
from scorecard.config import load_config, merge
from scorecard.dbt import invoke
from scorecard.example import Truth, generate, write_config
from scorecard.landing import land
from scorecard.warehouse import PROJECT, Warehouse

INCIDENTS = 20_000
MONTHS = 18
CLAIMS = {"improved", "regressed", "changed"}


@dataclass(frozen=True)
class Finding:
    """What treated_vs_control says of one metric in segment `all`."""

    scale: str
    change: float
    low: float | None
    high: float | None
    smallest_detectable_change: float | None
    verdict: str


@dataclass(frozen=True)
class Company:
    """What was planted in the company and what was found."""

    truth: Truth
    found: dict[str, Finding]


def fill(folder: Path) -> None:
    """Generate a company and build what its comparisons need, without data tests."""
    exports, config = folder / "exports", folder / "config"
    truth = generate(exports, incidents=INCIDENTS, months=MONTHS, formats="parquet")
    (folder / "truth.pickle").write_bytes(pickle.dumps(truth))
    write_config(config, months=MONTHS)
    warehouse = Warehouse.at(folder / "warehouse")
    assert not land(exports, warehouse.raw).failed
    settings = load_config(config)
    merge(settings, warehouse.workspace / "seeds")
    report = invoke(
        [
            *("build", "--select", "+metric_comparisons"),
            *("--resource-type", "model", "--resource-type", "seed"),
        ],
        warehouse,
        target=warehouse.workspace / "target",
        seeds=warehouse.workspace / "seeds",
        variables=settings.vars,
    )
    assert report.ok, [*report.errors, *(node.message for node in report.failures)]
    forget_workspace(warehouse.folder)


@pytest.fixture(scope="session")
def company(make_once: MakeOnce) -> Company:
    folder = make_once("example_truth", fill)
    build_file = folder / "warehouse" / "build.duckdb"
    with duckdb.connect(str(build_file), read_only=True) as connection:
        rows = connection.execute("""
            select metric_id, scale, change, change_low, change_high,
                smallest_detectable_change, verdict
            from marts.metric_comparisons
            where comparison = 'treated_vs_control' and segment = 'all'
        """).fetchall()
    truth = pickle.loads((folder / "truth.pickle").read_bytes())
    return Company(truth, {row[0]: Finding(*row[1:]) for row in rows})


@pytest.fixture(scope="module")
def better() -> dict[str, str]:
    """Return which way is better, by metric."""
    path = PROJECT / "seeds" / "metric_definitions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["metric_id"]: row["better"] for row in csv.DictReader(file)}


def expected_verdict(direction: str, better: str) -> str:
    """Return what is to be said of a change that is one."""
    if better == "context":
        return "changed"
    return "improved" if direction == better else "regressed"


def test_every_planted_effect_that_a_control_can_show_has_its_row(
    company: Company,
) -> None:
    # rates have no control
    rates = {"prevented_unsafe_actions", "incidents_per_1000_deploys", "sev1_per_month"}
    assert set(company.truth.effects) - set(company.found) == rates
    for metric_id, finding in company.found.items():
        assert finding.scale == company.truth.effects[metric_id].scale, metric_id


def test_nine_in_ten_planted_effects_lie_inside_their_interval(
    company: Company,
) -> None:
    outside, n = [], 0
    for metric_id, finding in company.found.items():
        planted = company.truth.effects[metric_id].in_treated
        if planted is None:
            continue
        assert finding.low is not None and finding.high is not None, metric_id
        n += 1
        if not finding.low <= planted <= finding.high:
            outside.append(metric_id)
    assert n == 31
    assert len(outside) <= math.floor(0.1 * n), outside


def test_what_is_large_enough_to_be_detected_gets_its_verdict(
    company: Company, better: dict[str, str]
) -> None:
    detectable = {}
    for metric_id, finding in company.found.items():
        effect = company.truth.effects[metric_id]
        least = finding.smallest_detectable_change
        assert least is not None, metric_id
        # an effect without a known size follows from several others and is large
        size = math.inf if effect.in_treated is None else abs(effect.in_treated)
        if effect.direction != "none" and size > least:
            detectable[metric_id] = expected_verdict(
                effect.direction, better[metric_id]
            )
    assert len(detectable) >= 18, sorted(detectable)
    assert {"improved", "changed"} <= set(detectable.values())
    found = {metric_id: company.found[metric_id].verdict for metric_id in detectable}
    assert found == detectable


def test_what_ai_made_worse_has_regressed(company: Company) -> None:
    assert company.truth.effects["draft_rework_rate"].direction == "up"
    assert company.found["draft_rework_rate"].verdict == "regressed"


def test_what_ai_left_alone_gets_no_verdict(company: Company) -> None:
    unplanted = {
        metric_id: company.found[metric_id].verdict
        for metric_id, effect in company.truth.effects.items()
        if effect.direction == "none" and metric_id in company.found
    }
    assert len(unplanted) == 11
    assert set(unplanted.values()) == {"no detectable change"}, unplanted


def test_nothing_is_found_the_wrong_way_round(
    company: Company, better: dict[str, str]
) -> None:
    for metric_id, finding in company.found.items():
        if finding.verdict in CLAIMS:
            direction = company.truth.effects[metric_id].direction
            assert (finding.change > 0) == (direction == "up"), metric_id
            assert finding.verdict == expected_verdict(direction, better[metric_id])

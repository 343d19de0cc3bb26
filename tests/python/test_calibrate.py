"""The calibration: its arithmetic by hand, its simulation, and a short run of it.

The short run holds every line to its target, give or take three standard errors; the
seed is fixed, so it says the same every time.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from conftest import Finished
from scorecard.calibrate import __main__ as command
from scorecard.calibrate import draws
from scorecard.calibrate.breaks import BREAKS
from scorecard.calibrate.broken import far_off
from scorecard.calibrate.lines import Line, figure, merged
from scorecard.calibrate.project_sql import CalibrateError, ProjectSql, read_manifest
from scorecard.calibrate.report import as_json
from scorecard.calibrate.run import Job, calibrate, carry_out
from scorecard.calibrate.scenarios import BY_NAME, SCENARIOS
from scorecard.calibrate.tables import STAND_INS, Observations
from scorecard.warehouse import PROJECT

SHORT = 16
"""Simulated years per scenario; ten times as many single cells."""
SHORT_ROI = 5
"""Of those whose replicates are four companies each."""
SLACK = 3.0
SEED = 1


@pytest.fixture(scope="session")
def manifest(hand_checked_run: Finished) -> Path:
    """The compiled project; its models between stand-ins and figures know no vars
    that the hand-checked configuration sets."""
    (found,) = hand_checked_run.folder.glob("runs/*/dbt/manifest.json")
    return found


def broken(manifest: Path, folder: Path, model: str, old: str, new: str) -> Path:
    """Write a manifest in which a model's compiled SQL is wrong."""
    content = json.loads(manifest.read_text(encoding="utf-8"))
    node = content["nodes"][f"model.ai_sre_scorecard.{model}"]
    assert old in node["compiled_code"]
    node["compiled_code"] = node["compiled_code"].replace(old, new)
    path = folder / "manifest.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


# ---------- arithmetic


def test_a_share_and_its_error_by_hand() -> None:
    # 1 of 4; replicates deviate by 1 - 0.5 and 0 - 0.5 from what they should hold
    found = figure(Line(key="k", text="t", high=0.12), [(1, 2), (0, 2)])
    assert found.share == 0.25
    assert found.error == pytest.approx(math.sqrt(0.5 * 2 / 1) / 4)
    assert (found.trials, found.replicates) == (4, 2)


def test_independent_trials_have_the_binomial_error() -> None:
    found = figure(Line(key="k", text="t", low=0.86), [(1, 1)] * 90 + [(0, 1)] * 10)
    assert found.error == pytest.approx(math.sqrt(0.9 * 0.1 / 99))


def test_no_exception_in_few_trials_is_no_certainty() -> None:
    found = figure(Line(key="k", text="t", high=0.96), [(1, 1)] * 20)
    # as if 20.5 of 21 had hit
    assert found.error == pytest.approx(
        math.sqrt(20.5 / 21 * (0.5 / 21) / 20), rel=1e-9
    )
    assert not found.met() and found.met(slack=2)


@pytest.mark.parametrize(
    ("low", "high", "met"),
    [
        (0.85, 0.96, True),
        (0.90, 0.90, True),
        (0.91, 0.96, False),
        (None, 0.89, False),
        (None, 0.90, True),
        (0.90, None, True),
    ],
)
def test_a_target_includes_its_ends(
    low: float | None, high: float | None, met: bool
) -> None:
    line = Line(key="k", text="t", low=low, high=high)
    assert figure(line, [(9, 10), (9, 10)]).met() is met


def test_nothing_counted_is_nothing_met() -> None:
    assert not figure(Line(key="k", text="t", high=1.0), []).met(slack=9)
    assert not figure(Line(key="k", text="t", high=1.0), [(0, 0)]).met(slack=9)


def test_outcomes_are_put_together_by_line() -> None:
    whole = merged([{"a": [(1, 1)]}, {"a": [(0, 1)], "b": [(2, 3)]}])
    assert whole == {"a": [(1, 1), (0, 1)], "b": [(2, 3)]}


def test_far_off_is_three_errors_beyond_the_target() -> None:
    line = {"line": "l", "standard_error": 0.01, "low": 0.86, "high": 0.96}
    shares = (0.82, 0.84, 0.98, 1.0)
    lines = [{**line, "share": share} for share in shares]
    found = [{"scenario": "s", "lines": lines}]
    assert far_off(found) == ["s l 0.820", "s l 1.000"]
    assert far_off(found, {("s", "l"): 0.9}) == [
        "s l 0.820 (0.900)",
        "s l 1.000 (0.900)",
    ]


# ---------- the simulation has the truth that it claims

MANY = 200_000
INCIDENT = np.arange(MANY)


def drawn(observations: Observations, column: str) -> np.ndarray:
    found = getattr(observations, column)
    assert found is not None
    return np.asarray(found)


def test_shares_have_their_chance_and_their_likeness() -> None:
    found = draws.several_shares(
        np.random.default_rng(1),
        "m",
        INCIDENT,
        np.full(MANY, 0.7),
        extra=3.0,
        likeness=0.4,
    )
    hit = drawn(found, "numerator")
    assert hit.mean() == pytest.approx(0.7, abs=0.005)
    assert len(hit) / MANY == pytest.approx(4.0, rel=0.01)
    # pairs of neighbours that belong to one incident
    same = found.incident[1:] == found.incident[:-1]
    likeness = np.corrcoef(hit[1:][same], hit[:-1][same])[0, 1]
    assert likeness == pytest.approx(0.4, abs=0.01)


def test_ratios_have_their_share() -> None:
    found = draws.ratios(
        np.random.default_rng(1),
        "m",
        INCIDENT,
        np.full(MANY, 0.3),
        extra=4.0,
        likeness=0.3,
    )
    numerator, denominator = drawn(found, "numerator"), drawn(found, "denominator")
    assert numerator.sum() / denominator.sum() == pytest.approx(0.3, abs=0.005)
    assert (numerator <= denominator).all() and denominator.min() == 1


def test_counts_hours_and_minutes_have_their_moments() -> None:
    rng = np.random.default_rng(1)
    count = drawn(
        draws.counts(rng, "m", INCIDENT, np.full(MANY, 2.0), spread=0.6), "value"
    )
    assert count.mean() == pytest.approx(2.0, rel=0.01)
    assert count.var() == pytest.approx(2.0 + 0.6 * 4, rel=0.03)
    hour = drawn(
        draws.hours(rng, "m", INCIDENT, np.full(MANY, 3.0), spread=0.8), "value"
    )
    assert hour.mean() == pytest.approx(3.0, rel=0.01)
    assert hour.std() == pytest.approx(2.4, rel=0.02)
    minute = drawn(
        draws.minutes(rng, "m", INCIDENT, np.full(MANY, 4.0), spread=0.9), "value"
    )
    assert np.median(minute) == pytest.approx(math.exp(4.0) - 1, rel=0.01)


# ---------- the project's SQL, and nothing else


def test_a_model_that_nothing_stands_in_for_is_named(manifest: Path) -> None:
    given = [name for name in STAND_INS if name != "incidents"]
    with pytest.raises(CalibrateError, match="no stand-in"):
        ProjectSql(read_manifest(manifest), ["metric_values"], given)


def test_a_statement_that_fails_names_its_model(manifest: Path, tmp_path: Path) -> None:
    wrong = broken(
        manifest, tmp_path, "metric_values", "figures.metric_id", "figures.x"
    )
    with pytest.raises(CalibrateError, match=r"^metric_values: "):
        carry_out(Job(scenario="cells_5", number=0, seed=SEED), wrong)


def test_every_break_is_of_text_that_is_there() -> None:
    for one in BREAKS:
        text = (PROJECT / one.path).read_text(encoding="utf-8")
        assert one.old in text, one.formula
        assert one.old != one.new
        assert set(one.scenarios) <= set(BY_NAME)
    assert len({one.formula for one in BREAKS}) == len(BREAKS)


# ---------- the short run


@pytest.mark.parametrize("name", list(BY_NAME))
def test_targets_are_met(manifest: Path, name: str) -> None:
    (result,) = calibrate(
        manifest,
        [BY_NAME[name]],
        replicates=SHORT_ROI if name.startswith("roi") else SHORT,
        seed=SEED,
        processes=1,
    )
    assert len(result.figures) == len(BY_NAME[name].lines)
    off = [
        f"{one.line.key} {one.share:.3f}, error {one.error:.3f}"
        for one in result.figures
        if not one.met(SLACK)
    ]
    assert off == []


def test_names_of_scenarios_and_lines_are_unique() -> None:
    assert len(BY_NAME) == len(SCENARIOS)
    for scenario in SCENARIOS:
        keys = [line.key for line in scenario.lines]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("model", "old", "new", "scenario", "line"),
    [
        (
            "share_intervals",
            "else greatest(1e0, variance * sum_x / (ratio * (1e0 - ratio)))",
            "else 1e0",
            "cells_30",
            "proportion_several",
        ),
        (
            "rate_values",
            "coalesce(dispersion.phi, 1e0)",
            "1e0",
            "rates_30",
            "prevented_unsafe_actions",
        ),
        (
            "rate_comparisons",
            "coalesce(dispersion.phi, 1e0)",
            "1e0",
            "rates_30",
            "prevented_unsafe_actions_change",
        ),
        (
            "arm_changes",
            "/ sums.df_",
            "/ 2e0 / sums.df_",
            "no_effect",
            "interval_some_duration",
        ),
        (
            "comparison_verdicts",
            "min(p_value * n_tests / p_rank)",
            "min(p_value)",
            "no_effect",
            "headline",
        ),
        (
            "observed_comparisons",
            "treated.squared_margin + control.squared_margin as",
            # so few years cannot tell a half; a quarter of one arm's they can
            "treated.squared_margin / 16e0 as",
            "planted",
            "planted_duration",
        ),
    ],
)
def test_a_wrong_formula_misses_its_line(
    manifest: Path,
    tmp_path: Path,
    model: str,
    old: str,
    new: str,
    scenario: str,
    line: str,
) -> None:
    wrong = broken(manifest, tmp_path, model, old, new)
    (result,) = calibrate(
        wrong, [BY_NAME[scenario]], replicates=SHORT, seed=SEED, processes=1
    )
    assert line in [one.line.key for one in result.figures if not one.met(SLACK)]


# ---------- the command


def run(*arguments: str | int | Path) -> Result:
    app = typer.Typer()
    app.command()(command.main)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_line_is_printed_and_written(manifest: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    outcome = run(
        "--manifest", manifest, "--scenario", "rates_100", "--scenario", "cells_5",
        "--replicates", 40, "--seed", SEED, "--json", file,
    )  # fmt: skip
    assert outcome.exit_code == 0, outcome.output
    written = json.loads(file.read_text(encoding="utf-8"))
    assert (written["replicates"], written["seed"]) == (40, SEED)
    # in the order of the report, not of the command line
    assert [one["scenario"] for one in written["scenarios"]] == ["cells_5", "rates_100"]
    for one in written["scenarios"]:
        assert [line["line"] for line in one["lines"]] == [
            line.key for line in BY_NAME[one["scenario"]].lines
        ]
        for line in one["lines"]:
            assert line["met"] is True
            assert line["trials"] == 400
            assert f"{line['share']:.3f}" in outcome.output
    # two processes, one result
    assert (
        as_json(
            calibrate(
                manifest,
                [BY_NAME["cells_5"], BY_NAME["rates_100"]],
                replicates=40,
                seed=SEED,
                processes=1,
            )
        )
        == written["scenarios"]
    )


def test_a_missed_target_is_exit_code_1(manifest: Path, tmp_path: Path) -> None:
    wrong = broken(
        manifest,
        tmp_path,
        "mean_intervals",
        "* phi / n_incidents",
        "* 1e-6 * phi / n_incidents",
    )
    outcome = run(
        "--manifest", wrong, "--scenario", "cells_5", "--replicates", 10,
        "--processes", 1,
    )  # fmt: skip
    assert outcome.exit_code == 1
    assert "NO" in outcome.output


def test_an_unknown_scenario_is_wrong_use_and_the_known_are_named() -> None:
    outcome = run("--scenario", "cells_31")
    assert outcome.exit_code == 2
    assert "cells_31" in outcome.output and "cells_30" in outcome.output

"""The placebo deals by lot, the same each time, and leaves the export as it was."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from scorecard.config import load_config
from scorecard.placebo.__main__ import main
from scorecard.placebo.designs import CLASSES, TIERS, Cut, draw_design
from scorecard.placebo.report import Found, tallies
from scorecard.placebo.rerun import Rerun, Row, affected

CUT = Cut(date(2016, 3, 1), date(2016, 4, 16), date(2016, 6, 1))
LABELS = [f"Category {i}" for i in range(40)], [f"Group {i}" for i in range(30)]


def row(
    p_value: float | None,
    verdict: str = "no detectable change",
    metric_id: str = "time_to_resolve",
) -> Row:
    return Row(
        comparison="treated_vs_control",
        metric_id=metric_id,
        n=(40, 30, 20, 10),
        change=0.25,
        p_value=p_value,
        verdict=verdict,
        design_effect=2.0,
        smallest_detectable_change=0.5,
    )


def test_a_cut_is_three_days_in_order() -> None:
    assert Cut.parse("2016-03-01, 2016-04-16,2016-06-01") == CUT
    assert Cut.parse(str(CUT)) == CUT
    for wrong in ("2016-03-01,2016-06-01", "2016-04-16,2016-03-01,2016-06-01", "x"):
        with pytest.raises(ValueError, match=r"2016|x"):
            Cut.parse(wrong)


def test_a_design_is_the_same_each_time_and_another_for_another_draw() -> None:
    first = draw_design(*LABELS, CUT, 3, 1)
    assert draw_design(*LABELS, CUT, 3, 1) == first
    for other in (draw_design(*LABELS, CUT, 4, 1), draw_design(*LABELS, CUT, 3, 2)):
        assert other.tables["ai_activation"] != first.tables["ai_activation"]
        assert other.tables["incident_class_map"] != first.tables["incident_class_map"]


def test_a_design_is_a_valid_configuration_with_half_of_the_cells_treated(
    tmp_path: Path,
) -> None:
    design = draw_design(*LABELS, CUT, 0, 1)
    design.write(tmp_path)
    load_config(tmp_path)  # raises ConfigError for a value that is not known
    treated = design.tables["ai_activation"]
    assert len(set(treated)) == len(CLASSES) * len(TIERS) / 2
    assert {day for _, _, day in treated} == {"2016-04-16"}
    mapped = [label for label, _ in design.tables["incident_class_map"]]
    assert mapped == LABELS[0]
    assert {name for _, name in design.tables["incident_class_map"]} == set(CLASSES)


def test_only_what_follows_from_the_seeds_and_leads_to_the_comparisons_is_rerun() -> (
    None
):
    depends = {
        "seed.p.ai_activation": [],
        "seed.p.severity_map": [],
        "model.p.staged": ["source.p.raw"],
        "model.p.incidents": [
            "model.p.staged",
            "seed.p.ai_activation",
            "seed.p.severity_map",
        ],
        "model.p.severities": ["seed.p.severity_map"],
        "model.p.narrative": ["model.p.metric_comparisons"],
        "model.p.other": ["model.p.incidents"],
        "model.p.metric_comparisons": ["model.p.incidents", "model.p.severities"],
        "test.p.incidents": ["model.p.incidents"],
    }
    manifest = {
        "nodes": {
            name: {
                "resource_type": name.split(".")[0],
                "depends_on": {"nodes": parents},
            }
            for name, parents in depends.items()
        }
    }
    assert affected(manifest, {"ai_activation"}) == {"incidents", "metric_comparisons"}


def test_labels_go_round_and_come_back() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema core")
        connection.execute("""
            create table core.incidents_united as
            select 'i' || i as incident_id, 'class ' || i % 7 as incident_class,
                'service ' || i as service_id, i as started_at
            from range(100) as numbers (i)
        """)

        def rows() -> list[tuple[object, ...]]:
            return connection.execute(
                "from core.incidents_united order by incident_id"
            ).fetchall()

        before = rows()
        rerun = Rerun(connection, ())
        with rerun.shuffled("1/0"):
            first = rows()
        assert rows() == before
        with rerun.shuffled("1/1"):
            second = rows()
    # what an incident is stays with it, a class stays with its service
    assert [(r[0], r[3]) for r in first] == [(r[0], r[3]) for r in before]
    assert Counter(r[1:3] for r in first) == Counter(r[1:3] for r in before)
    assert sum(a == b for a, b in zip(first, before, strict=True)) < 10
    assert first != second


def test_a_finding_counts_once_and_a_row_without_a_p_value_not_at_all() -> None:
    found = [
        Found(CUT, "labels", (row(0.1, "improved"), row(0.01, metric_id="sev1_share"))),
        Found(CUT, "labels", (row(0.11),)),
        Found(CUT, "labels", (row(None, "too few data"),)),
        Found(CUT, "incidents", (row(0.05),)),
    ]
    counted = tallies(found)
    assert {key[2]: (t.designs, t.low_p, t.claims) for key, t in counted.items()} == {
        "labels": (2, 1, 1),
        "incidents": (1, 1, 0),
    }
    assert {tally.least_n[0] for tally in counted.values()} == {10}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--cut", "2016-03-01"], "not three days"),
        ([], "no folder servicenow"),
    ],
)
def test_wrong_use_ends_with_two_and_says_why(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    app = typer.Typer()
    app.command()(main)
    given = ["--exports", str(tmp_path), "--keep", str(tmp_path / "keep")]
    answer = CliRunner().invoke(app, [*given, *arguments])
    assert answer.exit_code == 2
    assert said in answer.output.replace("\n", " ")
    assert not (tmp_path / "keep").exists()

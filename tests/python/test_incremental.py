"""When a build may add to the last one, and that it comes to the same."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

import other_tools
from conftest import Finished, forget_workspace
from dirty_exports import write
from reference.schema import TABLES
from scorecard import basis as basis_module
from scorecard.basis import RawStore, basis, sources_outside
from scorecard.build import build
from scorecard.build_file import build_state
from scorecard.landing import land
from scorecard.warehouse import Warehouse
from test_order import (
    Export,
    RawRow,
    differences,
    marts,
    raw_rows,
    with_distinct_times,
    write_part,
)

SHA = "ab" * 32


def store(tmp_path: Path, *names: str) -> RawStore:
    for name in names:
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return RawStore.of(Warehouse.at(tmp_path))


def file(table: str, order: int, sha256: str = SHA) -> str:
    return f"{table}/{order:010d}-{sha256}.parquet"


def test_a_store_that_was_never_built_is_not_continued(tmp_path: Path) -> None:
    assert not store(tmp_path, file("standard/pages", 1)).continues_the_last_build()


def test_a_store_that_has_grown_continues_the_last_build(tmp_path: Path) -> None:
    store(tmp_path, file("standard/pages", 1)).note_as_built()

    grown = store(tmp_path, file("statuspage/incidents", 2))

    assert grown.continues_the_last_build()
    assert sorted(grown.sources_without_news()) == ["servicenow", "standard"]
    assert grown.tables_without_news()["statuspage"] == []
    assert "pages" in grown.tables_without_news()["standard"]


def test_a_table_with_a_new_file_has_news_and_no_other(tmp_path: Path) -> None:
    store(
        tmp_path, file("standard/pages", 1), file("standard/teams", 2)
    ).note_as_built()

    grown = store(tmp_path, file("standard/pages", 3))

    assert "pages" not in grown.tables_without_news()["standard"]
    assert "teams" in grown.tables_without_news()["standard"]
    assert "standard" not in grown.sources_without_news()


def test_a_store_that_has_lost_a_file_does_not(tmp_path: Path) -> None:
    store(
        tmp_path, file("standard/pages", 1), file("standard/pages", 2)
    ).note_as_built()
    (tmp_path / "raw" / file("standard/pages", 1)).unlink()

    assert not store(tmp_path, file("standard/pages", 3)).continues_the_last_build()


def test_nor_does_one_that_was_filled_anew(tmp_path: Path) -> None:
    store(tmp_path, file("standard/pages", 1)).note_as_built()
    shutil.rmtree(tmp_path / "raw")

    other = store(tmp_path, file("standard/pages", 1, "cd" * 32))

    assert not other.continues_the_last_build()


def test_a_damaged_note_is_no_note(tmp_path: Path) -> None:
    raw = store(tmp_path, file("standard/pages", 1))
    raw.note_as_built()
    raw.note.write_text('{"last_order": "many"', encoding="utf-8")

    assert not raw.continues_the_last_build()


def test_the_basis_names_what_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, seeds = tmp_path / "project", tmp_path / "seeds"
    for path in (project / "models" / "a.sql", seeds / "severity_map.csv"):
        path.parent.mkdir(parents=True)
        path.write_text("as it was", encoding="utf-8")
    monkeypatch.setattr(basis_module, "PROJECT", project)
    before = basis(seeds, {"confidence_level": 0.9})
    assert basis(seeds, {"confidence_level": 0.9}) == before

    def changed(variables: dict[str, float]) -> set[str]:
        now = basis(seeds, variables)
        return {name for name in now if now[name] != before[name]}

    assert changed({"confidence_level": 0.95}) == {"vars.yml"}
    (seeds / "severity_map.csv").write_text("otherwise", encoding="utf-8")
    assert changed({"confidence_level": 0.9}) == {"the configuration"}
    (project / "models" / "a.sql").rename(project / "models" / "b.sql")
    assert changed({"confidence_level": 0.9}) == {"the configuration", "the models"}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ("{currency: EUR}", []),
        ("{standard_schema: pagertool}", ["standard"]),
        ("{scorecard: {statuspage_database: lake}}", ["statuspage"]),
    ],
)
def test_tables_of_another_tool_may_change_without_a_new_file(
    tmp_path: Path, variables: str, expected: list[str]
) -> None:
    text = f"name: scorecard\nvars: {variables}\n"
    (tmp_path / "dbt_project.yml").write_text(text, encoding="utf-8")
    assert sources_outside(tmp_path) == expected


# ---------- any split of the same rows over any number of runs


def split(rng: random.Random, rows: list[RawRow], runs: int) -> list[list[RawRow]]:
    """Cut the rows at random places; now and then all of them come in one run."""
    if rng.random() < 0.25:
        whole = rng.randrange(runs)
        return [rows if run == whole else [] for run in range(runs)]
    cuts = sorted(rng.randrange(len(rows) + 1) for _ in range(runs - 1))
    return [
        rows[begin:end]
        for begin, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)
    ]


def shuffled(rng: random.Random, export: Export) -> Export:
    """Put the rows in any order, and let updated_at decide as the order did."""
    found = {table: with_distinct_times(rows) for table, rows in export.items()}
    for rows in found.values():
        rng.shuffle(rows)
    return found


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(12))
def test_any_split_over_several_runs_comes_to_the_same(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    warehouse, artifacts = Warehouse.at(tmp_path / "warehouse"), tmp_path / "artifacts"
    config, runs = tmp_path / "config", rng.randint(2, 4)
    artifacts.mkdir()

    def built(*, full_refresh: bool) -> bool:
        report = build(warehouse, config, artifacts, full_refresh=full_refresh)
        assert report.ok, (report.errors, report.failures)
        return report.afresh is None

    write(tmp_path / "exports", config, seed + 1000, rng.choice((40, 90)))
    for run in range(other_tools.RUNS):
        other_tools.write_run(tmp_path / "exports", run)
    assert not land(tmp_path / "exports", warehouse.raw).failed
    export = raw_rows(warehouse.raw)
    shutil.rmtree(warehouse.raw)
    in_any_order = seed % 2 == 1
    if in_any_order:
        export = shuffled(rng, export)
    parts = {table: split(rng, rows, runs) for table, rows in export.items()}
    tools = sorted(rng.randrange(runs) for _ in range(other_tools.RUNS))
    if in_any_order:
        rng.shuffle(tools)
    try:
        for run in range(runs):
            exports = tmp_path / f"run-{run}"
            exports.mkdir()
            for table in TABLES:
                if parts[table][run]:
                    write_part(exports, table, f"part-{run}", parts[table][run])
            for number in range(other_tools.RUNS):
                if tools[number] == run:
                    other_tools.write_run(exports, number, standard=False)
            assert not land(exports, warehouse.raw).failed
            assert built(full_refresh=False) == (run > 0)
        in_runs = tmp_path / "in_runs.duckdb"
        shutil.copyfile(warehouse.build_file, in_runs)
        assert build_state(warehouse) == "complete"
        assert not built(full_refresh=True)
    finally:
        forget_workspace(warehouse.folder)
    assert differences(marts(in_runs), marts(warehouse.build_file)) == []


def rest_on_what_was_measured(manifest: dict[str, Any]) -> set[str]:
    """Return models that hold no more than the incidents which a build measured."""
    models = {
        name: node
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
    }
    found = {n for n, node in models.items() if node["name"] == "measured_incidents"}
    while True:
        reached = {
            name
            for name, node in models.items()
            if found & set(node["depends_on"]["nodes"])
            # these keep what former builds have measured
            and node["config"]["materialized"] != "incremental"
        }
        if reached <= found:
            return {models[name]["name"] for name in found}
        found |= reached


def test_what_an_increment_may_pass_by_rests_on_its_source_alone(
    hand_checked_run: Finished,
) -> None:
    (path,) = hand_checked_run.folder.glob("runs/*/dbt/manifest.json")
    manifest = json.loads(path.read_text("utf-8"))
    staged = [
        node
        for node in manifest["nodes"].values()
        if node["name"].startswith("stg_standard__")
    ]
    rooted = {
        node["name"]
        for node in staged
        if all(name.startswith("source.") for name in node["depends_on"]["nodes"])
    }
    assert rooted == {
        node["name"] for node in staged if "without_parent" in node["tags"]
    }
    assert {"stg_standard__teams", "stg_standard__incidents"} <= rooted


def test_no_table_that_is_built_whole_rests_on_measured_incidents(
    hand_checked_run: Finished,
) -> None:
    (path,) = hand_checked_run.folder.glob("runs/*/dbt/manifest.json")
    manifest = json.loads(path.read_text("utf-8"))
    measured = rest_on_what_was_measured(manifest)
    assert {"measured_pages", "handoff_count", "metric_stream"} <= measured
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model" or node["name"] not in measured:
            continue
        assert node["schema"] != "marts", node["name"]
        readers = [
            name
            for name in manifest["child_map"][node["unique_id"]]
            if name.startswith("model.")
        ]
        # somebody has to keep it, or it is gone with the next build
        assert readers, node["name"]


def test_incidents_rest_on_what_tells_of_their_news(
    hand_checked_run: Finished,
) -> None:
    (path,) = hand_checked_run.folder.glob("runs/*/dbt/manifest.json")
    manifest = json.loads(path.read_text("utf-8"))
    models = {
        name: node
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
    }
    named = {node["name"]: name for name, node in models.items()}
    upstream = ancestors(
        manifest["parent_map"], named["incidents"], but=named["incidents_with_news"]
    )
    # another one has to be asked for news in incidents_with_news: does it concern the
    # incident that it names, or any?
    assert {
        node["name"]
        for name, node in models.items()
        if name in upstream and node["config"]["materialized"] == "incremental"
    } == {
        "stg_servicenow__incident_events",
        "stg_standard__ai_usage",
        "stg_standard__incidents",
        "stg_standard__service_owners",
        "stg_standard__services",
        "stg_statuspage__incidents",
    }


def ancestors(parents: dict[str, list[str]], name: str, but: str) -> set[str]:
    """Return what a node rests on, without what only `but` rests on."""
    near = set(parents.get(name, [])) - {but}
    return near.union(*(ancestors(parents, one, but) for one in near))

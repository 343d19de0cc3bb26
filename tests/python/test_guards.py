"""The guards against well-known pitfalls see a mart in which somebody fell into one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from conftest import Finished

TOLD = "'Time to mend went from 9 min (n 30) to 7 min in the current window (n 20)"
NEW_BOUNDARY = """
    insert into config.boundaries (occurred_on, kind, description)
    select max(period_end), 'reorg', 'between the windows' from marts.metric_values
    where period_name = 'baseline'
"""
MARKED = """
    update marts.metric_comparisons
    set crosses_boundary = true, verdict = 'not comparable', confidence = 'low'
"""

# guard, what goes wrong, statements that make it so
FALLS = [
    (
        "no_average_without_its_p90",
        "a mean among the figures has no p90",
        "update marts.metric_values set p90 = null where metric_id = 'handoff_count'",
    ),
    (
        "no_average_without_its_p90",
        "a sentence tells an average alone",
        "update marts.metric_narrative set what_moved = 'From a mean of 2 (n 30).'",
    ),
    (
        "a_sentence_has_the_verdict_of_like_for_like",
        "the whole is told with the verdict of before and after",
        f"""
            update marts.metric_comparisons set verdict = 'improved'
            where comparison = 'before_after' and segment = 'all';
            update marts.metric_narrative set what_moved = {TOLD}: improved.'
            where segment = 'all'
        """,
    ),
    (
        "a_sentence_has_the_verdict_of_like_for_like",
        "a sentence has two verdicts",
        """
            update marts.metric_narrative
            set what_moved = what_moved || ' Or rather: regressed.'
        """,
    ),
    (
        "a_sentence_has_the_verdict_of_like_for_like",
        "a sentence has no comparison to stand on",
        "delete from marts.metric_comparisons where comparison = 'standardised'",
    ),
    (
        "no_activity_is_counted_as_value",
        "more handoffs are said to be better",
        """
            update config.metric_definitions set better = 'up'
            where metric_id = 'handoff_count'
        """,
    ),
    (
        "no_activity_is_counted_as_value",
        "packets a month are a gain",
        """
            insert into config.metric_definitions (metric_id, kind, unit, better)
            values ('packets_per_month', 'rate', 'per_month', 'up')
        """,
    ),
    (
        "a_crossed_boundary_is_marked",
        "a boundary lies between the windows and nobody says so",
        NEW_BOUNDARY,
    ),
    (
        "a_crossed_boundary_is_marked",
        "the mark is there, and a verdict all the same",
        f"{NEW_BOUNDARY}; {MARKED}; update marts.metric_comparisons"
        " set verdict = 'improved' where metric_id = 'time_to_mitigate'",
    ),
    (
        "a_crossed_boundary_is_marked",
        "the figures bear the mark, the sentences do not",
        f"{NEW_BOUNDARY}; {MARKED}",
    ),
    (
        "a_crossed_boundary_is_marked",
        "a comparison is marked that crosses nothing",
        "update marts.metric_comparisons set crosses_boundary = true",
    ),
    (
        "a_verdict_rests_on_enough",
        "three incidents have improved",
        """
            update marts.metric_comparisons set verdict = 'improved'
            where verdict = 'too few data'
        """,
    ),
]


@pytest.fixture(scope="module")
def guards(hand_checked_run: Finished) -> dict[str, str]:
    """Return the compiled SQL of the contract tests by name, as the run had it."""
    manifest = next((hand_checked_run.folder / "runs").rglob("manifest.json"))
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return {
        node["name"]: node["compiled_code"]
        for node in nodes
        if node["original_file_path"].startswith("tests/contract/")
    }


@pytest.fixture(scope="module")
def marts(
    hand_checked_run: Finished, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a copy; compiled SQL names the database, which is called after the file."""
    built = hand_checked_run.build_file
    copy: Path = tmp_path_factory.mktemp("guards") / built.name
    shutil.copyfile(built, copy)
    with duckdb.connect(str(copy)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("guard", "statements"),
    [pytest.param(guard, sql, id=f"{guard}: {what}") for guard, what, sql in FALLS],
)
def test_a_guard_sees_the_fall(
    guard: str,
    statements: str,
    guards: dict[str, str],
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert marts.execute(guards[guard]).fetchall() == []
    marts.begin()
    try:
        marts.execute(statements)
        assert marts.execute(guards[guard]).fetchall()
    finally:
        marts.rollback()


def test_a_marked_boundary_is_in_order(
    guards: dict[str, str], marts: duckdb.DuckDBPyConnection
) -> None:
    marts.begin()
    try:
        marts.execute(f"""
            {NEW_BOUNDARY}; {MARKED};
            update marts.metric_narrative
            set why = null, what_moved = '9 min (n 30) and 7 (n 20), not comparable.'
        """)
        for guard in (
            "a_crossed_boundary_is_marked",
            "a_sentence_has_the_verdict_of_like_for_like",
        ):
            assert marts.execute(guards[guard]).fetchall() == []
    finally:
        marts.rollback()

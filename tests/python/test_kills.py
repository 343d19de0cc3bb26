"""Runs that are killed while readers look on; the next one needs no hand.

Kills between any two calls of publishing are in test_publish.py. These are of whole
runs: two here, many in `make test-nightly`, sixty by kill_runs.py itself.
"""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from conftest import HAND_CHECKED, Finished, forget_workspace
from kill_runs import PHASES, Harness, Victim, plan, run_kills, table
from readers import faults, looks, reading
from scorecard.build_file import build_state
from scorecard.runs import summaries
from scorecard.warehouse import Warehouse


def test_every_phase_is_killed_early_and_often() -> None:
    assert {phase for phase, _ in plan(len(PHASES))} == set(PHASES)
    sixty = Counter(phase for phase, _ in plan(60))
    assert min(sixty.values()) >= 4
    assert sixty["build"] >= 12
    victims = Counter(plan(60))
    assert all(victims["build", victim] >= 3 for victim in ("run", "dbt", "all"))


class HandChecked(Harness):
    """The hand-checked export on a copy of its warehouse."""

    def __init__(self, folder: Path, made: Finished) -> None:
        self.folder = folder
        self.exports, self.config = folder / "exports", HAND_CHECKED / "config"
        shutil.copytree(HAND_CHECKED / "exports", self.exports)
        shutil.copytree(made.folder, folder / "warehouse")
        self.house = Warehouse.at(folder / "warehouse")
        self.deliveries = 0
        self.published: list[str] = []


def test_two_kills_in_a_row_and_the_next_run_succeeds(
    hand_checked_run: Finished, tmp_path: Path
) -> None:
    harness = HandChecked(tmp_path, hand_checked_run)
    house = harness.house
    harness.note_published()
    scratch = tmp_path / "readers"
    try:
        with reading(house.published_file, 2, scratch):
            moments: list[tuple[str, Victim]] = [("parse", "run"), ("build", "dbt")]
            for phase, victim in moments:
                harness.deliver()
                process = harness.start()
                harness.await_phase(process, phase)
                # phases are written down before what they say is begun
                while build_state(house) == "complete":
                    assert process.poll() is None
                    time.sleep(0.01)
                harness.strike(process, victim)
                code = process.wait(timeout=120)
                # a run survives its dbt, and says what has happened to it
                assert code == (-signal.SIGKILL if victim == "run" else 1)
                # absent, when dbt had not come to making it anew
                assert build_state(house) in ("absent", "unfinished")
            assert "dbt was ended by SIGKILL: out of memory?" in harness.said()
            code, _ = harness.succeed()
            assert code == 0, harness.said()
        assert harness.left_over() == []
        assert build_state(house) == "complete"
        seen = looks(scratch)
        assert faults(seen, harness.published) == []
        assert len(harness.published) == 2
        last, failed, killed = summaries(house)[:3]
        assert (last["outcome"], failed["outcome"]) == ("succeeded", "failed")
        assert (killed["outcome"], killed["phase"]) == ("killed", "parse")
        # what the killed runs were given has landed once
        (row,) = (r for r in last["rows"] if r["table_name"] == "incidents")
        assert row["raw"] == 18 + 2 * 5
    finally:
        forget_workspace(house.folder)


@pytest.mark.nightly
def test_kills_in_every_phase(tmp_path: Path) -> None:
    done, found, _ = run_kills(
        tmp_path, kills=2 * len(PHASES), incidents=500, readers=4
    )
    print(table(done))
    assert found == []
    assert [json.dumps(kill.faults) for kill in done if kill.faults] == []
    assert {kill.hit for kill in done} >= {"land", "parse", "build", "check", "publish"}

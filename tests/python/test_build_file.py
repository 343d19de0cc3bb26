"""The private build file: what may be built upon, and what is thrown away."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable

import duckdb
import pytest
from filelock import FileLock

import scorecard.build_file as build_file
from scorecard.build_file import (
    BuildFileError,
    build_state,
    changing,
    discard,
    why_damaged,
)
from scorecard.warehouse import Warehouse


def add_row(house: Warehouse, value: int = 1) -> None:
    with duckdb.connect(str(house.build_file)) as connection:
        connection.execute("create table if not exists t (i integer)")
        connection.execute("insert into t values (?)", [value])


def complete(house: Warehouse, **basis: str) -> None:
    with changing(house, basis=basis, full_refresh=True) as change:
        add_row(house)
        change.complete()


def rows(house: Warehouse) -> int:
    with duckdb.connect(str(house.build_file), read_only=True) as connection:
        counted = connection.execute("select count(*) from t").fetchone()
    assert counted
    return int(counted[0])


def test_a_complete_build_is_built_upon(house: Warehouse) -> None:
    assert build_state(house) == "absent"
    complete(house, models="a")
    assert build_state(house) == "complete"
    with changing(house, basis={"models": "a"}) as change:
        assert (change.fresh, change.reason) == (False, None)
        assert build_state(house) == "unfinished"
        add_row(house)
        change.complete()
    assert build_state(house) == "complete"
    assert rows(house) == 2


def test_a_build_that_fails_is_not_built_upon(house: Warehouse) -> None:
    complete(house)
    with changing(house) as change:
        add_row(house)
    assert build_state(house) == "unfinished"
    with changing(house) as change:
        assert change.fresh
        assert change.reason == "the last build did not come to its end"
        assert not house.build_file.exists()


def test_an_exception_leaves_it_unfinished(house: Warehouse) -> None:
    complete(house)
    with pytest.raises(KeyboardInterrupt), changing(house) as change:
        change.complete()
        raise KeyboardInterrupt
    assert build_state(house) == "unfinished"


def touched(house: Warehouse) -> None:
    found = house.build_file.stat()
    os.utime(house.build_file, ns=(found.st_atime_ns, found.st_mtime_ns + 1))


def lost_its_note(house: Warehouse) -> None:
    house.build_note.unlink()


def torn_note(house: Warehouse) -> None:
    house.build_note.write_text('{"state": "comp', encoding="utf-8")


@pytest.mark.parametrize("spoil", [add_row, touched, lost_its_note, torn_note])
def test_what_something_else_wrote_is_not_built_upon(
    spoil: Callable[[Warehouse], None], house: Warehouse
) -> None:
    complete(house)
    spoil(house)
    assert build_state(house) == "foreign"
    with changing(house) as change:
        assert change.fresh
        assert "something other" in (change.reason or "")


def test_another_basis_begins_fresh_and_says_what_changed(house: Warehouse) -> None:
    complete(house, models="a", config="b", engine="c")
    with changing(house, basis={"models": "a", "config": "x"}) as change:
        assert change.reason == "changed since the last build: config, engine"


def test_a_damaged_file_is_thrown_away_even_if_its_size_and_time_fit(
    house: Warehouse,
) -> None:
    complete(house)
    found = house.build_file.stat()
    with house.build_file.open("r+b") as file:
        file.write(b"\0" * 4096)
    os.utime(house.build_file, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert build_state(house) == "complete"
    assert why_damaged(house)
    with changing(house) as change:
        assert "damaged" in (change.reason or "")
        add_row(house)
        change.complete()
    assert rows(house) == 1
    assert why_damaged(house) is None


def test_a_full_refresh_clears_all_that_duckdb_leaves_beside_it(
    house: Warehouse,
) -> None:
    complete(house)
    wal = house.folder / "build.duckdb.wal"
    spilled = house.folder / "build.duckdb.tmp"
    wal.write_bytes(b"left over")
    spilled.mkdir()
    (spilled / "duckdb_temp_storage-0.tmp").write_bytes(b"left over")
    (house.folder / "scorecard.duckdb").write_bytes(b"not ours")
    discard(house)
    assert {path.name for path in house.folder.iterdir()} == {
        ".build.lock",
        "build.json",
        "scorecard.duckdb",
    }


def test_a_file_with_a_log_beside_it_is_not_whole(house: Warehouse) -> None:
    with changing(house) as change:
        add_row(house)
        (house.folder / "build.duckdb.wal").write_bytes(b"not folded in")
        change.complete()
    assert build_state(house) == "unfinished"


def test_a_kill_at_any_moment_leaves_it_unfinished(house: Warehouse) -> None:
    complete(house)
    program = """
        import os, signal, sys
        from pathlib import Path
        from scorecard.build_file import changing
        from scorecard.warehouse import Warehouse
        with changing(Warehouse.at(Path(sys.argv[1]))) as change:
            assert not change.fresh
            os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(house.folder)]
    )
    assert killed.returncode == -signal.SIGKILL
    assert build_state(house) == "unfinished"


def test_nothing_is_touched_when_the_note_cannot_be_written(
    house: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(house)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(build_file, "write_whole", full)
        with pytest.raises(OSError, match="No space"), changing(house):
            pass
    assert build_state(house) == "complete"
    assert rows(house) == 1


def test_the_file_is_its_owners_alone(house: Warehouse) -> None:
    complete(house)
    assert stat.S_IMODE(house.build_file.stat().st_mode) == 0o600


def test_a_dbt_that_outlived_its_run_is_waited_for_and_named(
    house: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_file, "ORPHAN_SECONDS", 0.1)
    with (
        FileLock(house.build_lock_file),
        pytest.raises(BuildFileError, match=r"build\.duckdb.*End that process"),
        changing(house),
    ):
        pass


def test_dbt_ends_with_the_run_that_started_it(house: Warehouse) -> None:
    """The pipe closes when the run is killed, whatever dbt is doing then."""
    child = subprocess.Popen(
        [sys.executable, "-m", "scorecard.dbt_child", "parse"],
        env={**os.environ, "SCORECARD_BUILD_LOCK": str(house.build_lock_file)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdin
    deadline = time.monotonic() + 30
    while not house.build_lock_file.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    child.stdin.close()
    assert child.wait(timeout=10) == 1
    with FileLock(house.build_lock_file, timeout=1):
        pass


def test_the_note_says_who_and_on_what(house: Warehouse) -> None:
    complete(house, models="a")
    note = json.loads(house.build_note.read_text(encoding="utf-8"))
    assert note["state"] == "complete"
    assert note["basis"] == {"models": "a"}
    assert note["pid"] == os.getpid()

"""Publishing: readers have one whole version at every moment, and can go back."""

from __future__ import annotations

import errno
import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conftest import Command, Finished, MakeOnce
from publish_kills import seen
from readers import faults, looks, reading
from scorecard import versions
from scorecard.versions import (
    VersionError,
    give_to_readers,
    go_back,
    list_versions,
    prune_versions,
    why_unreadable,
)
from scorecard.warehouse import Warehouse
from small_marts import make_build, publish_as

HERE = Path(__file__).parent
READERS = 20
PUBLISHES = 10


@pytest.fixture
def house(tmp_path: Path) -> Warehouse:
    house = Warehouse.at(tmp_path / "house")
    make_build(house, 10)
    return house


@pytest.fixture
def three(house: Warehouse) -> list[str]:
    """Three versions of 1, 2 and 3 rows; readers have the third."""
    for rows in (1, 2, 3):
        make_build(house, rows)
        publish_as(house, f"run{rows}")
    return ["run1", "run2", "run3"]


def runs_of(house: Warehouse) -> list[str]:
    return [version.run_id for version in list_versions(house)]


# ---------- what is published


def test_a_version_has_the_marts_their_comments_and_nothing_else(
    house: Warehouse,
) -> None:
    version = publish_as(house, "run1")
    assert version.parent == house.versions
    assert seen(house.published_file) == ["run1", 10, 10]
    with duckdb.connect(str(house.published_file), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name, comment from duckdb_tables()"
            " where table_name <> 'published_run' order by 2"
        ).fetchall()
    assert tables == [
        ("marts", "first", "It's first"),
        ("marts", "second", "It's second"),
    ]


def test_nobody_can_write_to_a_published_file_and_nobody_else_read_it(
    house: Warehouse,
) -> None:
    version = publish_as(house, "run1")
    for path in (version, house.published_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(house.versions.stat().st_mode) == 0o700


def test_a_version_and_the_published_file_share_their_bytes(house: Warehouse) -> None:
    version = publish_as(house, "run1")
    assert version.samefile(house.published_file)


def without_links(*_: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


def test_a_file_system_without_links_gets_copies(
    house: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "hardlink_to", without_links)
    for rows in (1, 2):
        make_build(house, rows)
        version = publish_as(house, f"run{rows}")
    assert not version.samefile(house.published_file)
    assert stat.S_IMODE(house.published_file.stat().st_mode) == 0o400
    assert [v.is_current for v in list_versions(house)] == [True, False]
    assert go_back(house).run_id == "run1"
    assert seen(house.published_file) == ["run1", 1, 1]
    assert [v.is_current for v in list_versions(house)] == [False, True]


def test_the_log_of_somebody_who_wrote_is_not_applied_to_the_next_version(
    house: Warehouse,
) -> None:
    publish_as(house, "run1")
    log = house.folder / "scorecard.duckdb.wal"
    log.write_bytes(b"of another file")
    publish_as(house, "run2")
    assert not log.exists()
    assert seen(house.published_file)[0] == "run2"


# ---------- going back


def test_versions_are_listed_newest_first(house: Warehouse, three: list[str]) -> None:
    found = list_versions(house)
    assert [v.run_id for v in found] == three[::-1]
    assert [v.is_current for v in found] == [True, False, False]
    for version in found:
        stamp = f"{version.published_at:%Y%m%dT%H%M%SZ}"
        assert version.path.name == f"{stamp}-{version.run_id}.duckdb"


def test_rollback_goes_one_version_back_each_time(
    house: Warehouse, three: list[str]
) -> None:
    assert go_back(house).run_id == "run2"
    assert seen(house.published_file) == ["run2", 2, 2]
    assert go_back(house).run_id == "run1"
    with pytest.raises(VersionError, match="no version from before"):
        go_back(house)
    assert seen(house.published_file) == ["run1", 1, 1]
    assert runs_of(house) == three[::-1]
    make_build(house, 4)
    publish_as(house, "run4")
    assert seen(house.published_file) == ["run4", 4, 4]


def test_any_version_can_be_asked_for_by_name_or_run(
    house: Warehouse, three: list[str]
) -> None:
    oldest = list_versions(house)[-1]
    for name in ("run1", oldest.name, oldest.path.name):
        go_back(house, "run3")
        assert go_back(house, name).run_id == "run1"
        assert seen(house.published_file) == ["run1", 1, 1]


def test_the_version_that_readers_have_may_be_asked_for(
    house: Warehouse, three: list[str]
) -> None:
    """A rename over another link of the same file does nothing, nor leaves anything."""
    go_back(house, "run3")
    assert seen(house.published_file) == ["run3", 3, 3]
    assert not list(house.folder.glob("*.new"))


@pytest.mark.parametrize("name", ["run9", "../build", "/etc/passwd", ""])
def test_what_is_no_version_is_refused(
    name: str, house: Warehouse, three: list[str]
) -> None:
    if not name:
        return
    with pytest.raises(VersionError, match="--list"):
        go_back(house, name)
    assert seen(house.published_file) == ["run3", 3, 3]


def spoil(path: Path, offset: int) -> None:
    """Change some bytes of a file, whatever its rights."""
    content = bytearray(path.read_bytes())
    content[offset : offset + 16] = bytes(16)
    path.unlink()
    path.write_bytes(content)


def test_a_damaged_version_is_named_and_not_given_to_readers(
    house: Warehouse, three: list[str]
) -> None:
    version = list_versions(house)[1]
    spoil(version.path, 4096)
    with pytest.raises(VersionError) as refused:
        go_back(house)
    assert str(version.path) in str(refused.value)
    assert "--to" in str(refused.value)
    assert seen(house.published_file) == ["run3", 3, 3]
    assert go_back(house, "run1").run_id == "run1"


def test_damage_is_found_wherever_it_is(house: Warehouse) -> None:
    make_build(house, 100_000)
    version = publish_as(house, "run1")
    assert why_unreadable(version) is None
    size = version.stat().st_size
    content = version.read_bytes()
    for offset in range(3 * 4096 + 8, size, 256 * 1024):
        if not any(content[offset : offset + 16]):
            continue
        copy = house.folder / "copy.duckdb"
        copy.write_bytes(content)
        spoil(copy, offset)
        assert why_unreadable(copy), offset


def test_a_damaged_published_file_is_replaced_by_going_back(
    house: Warehouse, three: list[str]
) -> None:
    spoil(house.published_file, 4096)
    assert go_back(house).run_id == "run3"
    assert seen(house.published_file) == ["run3", 3, 3]


def test_old_versions_go_and_the_one_that_readers_have_stays(
    house: Warehouse, three: list[str]
) -> None:
    go_back(house, "run1")
    prune_versions(house, 1)
    assert runs_of(house) == ["run3", "run1"]
    assert seen(house.published_file) == ["run1", 1, 1]


def test_other_files_among_the_versions_are_left_alone(house: Warehouse) -> None:
    publish_as(house, "run1")
    other = house.versions / "kept by hand.duckdb"
    other.write_bytes(b"mine")
    prune_versions(house, 1)
    publish_as(house, "run2")
    assert other.exists()
    assert runs_of(house) == ["run2", "run1"]


def test_the_command_lists_and_goes_back_with_a_record(
    house: Warehouse, three: list[str], quick: Command
) -> None:
    listed = quick("publish", "--list", "--warehouse", house.folder)
    assert listed.code == 0
    lines = [line.split() for line in listed.stdout.splitlines()]
    assert [line[-1] for line in lines if line[-1:] == ["current"]] == ["current"]
    assert not house.runs.exists()

    back = quick("publish", "--rollback", "--warehouse", house.folder)
    assert back.code == 0, back.stderr
    assert "run2" in back.stderr
    assert seen(house.published_file) == ["run2", 2, 2]
    (summary,) = house.runs.glob("*/summary.json")
    record = json.loads(summary.read_text(encoding="utf-8"))
    assert (record["command"], record["published"]) == ("publish", True)
    assert record["version"] == list_versions(house)[1].name

    none = quick("publish", "--to", "run9", "--warehouse", house.folder)
    assert none.code == 1
    assert "publish --list" in none.stderr


def test_listing_an_empty_warehouse_makes_nothing(
    tmp_path: Path, quick: Command
) -> None:
    outcome = quick("publish", "--list", "--warehouse", tmp_path / "nowhere")
    assert outcome.code == 0
    assert "no versions yet" in outcome.stdout
    assert not (tmp_path / "nowhere").exists()


# ---------- failures


@pytest.mark.parametrize("step", ["hardlink_to", "replace", "chmod"])
def test_a_failure_at_any_step_leaves_readers_what_they_had(
    step: str, house: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_as(house, "run1")
    make_build(house, 2)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, step, full)
        patch.setattr(shutil, "copyfile", full)
        with pytest.raises(OSError, match="No space left"):
            publish_as(house, "run2")
    assert seen(house.published_file) == ["run1", 10, 10]
    assert runs_of(house) == ["run1"]
    assert not list(house.folder.rglob("*.new*"))
    publish_as(house, "run3")
    assert seen(house.published_file) == ["run3", 2, 2]


def test_a_damaged_build_file_publishes_nothing(house: Warehouse) -> None:
    publish_as(house, "run1")
    house.build_file.write_bytes(b"no database at all" * 1000)
    with pytest.raises(duckdb.Error):
        publish_as(house, "run2")
    assert seen(house.published_file) == ["run1", 10, 10]
    assert runs_of(house) == ["run1"]
    assert not list(house.folder.rglob("*.new*"))


def test_a_kill_between_any_two_calls_leaves_one_whole_version(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "publish_kills.py"), str(tmp_path / "house")],
        capture_output=True,
        text=True,
        check=True,
    )
    moments = [json.loads(line) for line in done.stdout.splitlines()]
    killed = moments[:-1]
    assert len(killed) > 30
    assert {moment["signal"] for moment in killed} == {9}
    after = [moment["after"] for moment in killed]
    # the old version up to the rename, the new one from then on, and no other
    assert {tuple(a) for a in after[:-1] if a[0] == "base"} == {("base", 10, 10)}
    for moment in killed:
        new = [f"killed{moment['moment']}", 20, 20]
        assert moment["after"] in (["base", 10, 10], new), moment
        assert moment["then"] == [f"next{moment['moment']}", 20, 20], moment
        assert moment["left"] == [], moment
    assert after[0][0] == "base"
    assert after[-1][0].startswith("killed")


# ---------- readers


def test_readers_see_one_version_per_connection_through_many_publishes(
    house: Warehouse, tmp_path: Path
) -> None:
    allowed = ["run0"]
    publish_as(house, "run0")
    scratch = tmp_path / "readers"
    with reading(house.published_file, READERS, scratch):
        for number in range(1, PUBLISHES + 1):
            make_build(house, 10 + number)
            publish_as(house, f"run{number}")
            allowed.append(f"run{number}")
    seen_by = looks(scratch)
    assert faults(seen_by, allowed) == []
    assert len({look.reader for look in seen_by}) == READERS
    # they were at it while versions changed
    assert len({look.run_id for look in seen_by}) > PUBLISHES / 2


def test_the_faults_of_readers_would_be_found() -> None:
    def line(reader: str, first: Any, second: Any = None, error: Any = None) -> Any:
        from readers import Look

        return Look(reader, 0.0, "", first, second or first, error)

    seen_by = [
        line("a", ["run1", [1]]),
        line("a", ["run1", [2]]),
        line("b", ["run2", [2]], ["run3", [3]]),
        line("b", ["run1", [1]]),
        line("c", ["run9", [1]]),
        line("d", None, None, "IOException: no file"),
    ]
    assert len(faults(seen_by, ["run1", "run2", "run3"])) == 5


@pytest.fixture(scope="session")
def old_client(make_once: MakeOnce) -> Path:
    """A folder with the oldest DuckDB that may read what is published."""

    def install(folder: Path) -> None:
        subprocess.run(
            [
                *(str(Path(sys.executable).with_name("uv")), "pip", "install"),
                *("--quiet", "--python", sys.executable, "--target", str(folder)),
                *("--no-deps", "--require-hashes"),
                *("--requirements", str(HERE / "old_client.txt")),
            ],
            check=True,
        )

    return make_once("old_client", install)


def test_the_oldest_client_reads_every_mart(
    hand_checked_run: Finished, old_client: Path
) -> None:
    program = """
import duckdb, json, sys
with duckdb.connect(sys.argv[1], read_only=True) as marts:
    names = [n for n, in marts.execute(
        "select table_name from duckdb_tables()").fetchall()]
    rows = {n: len(marts.execute(f'from marts."{n}"').fetchall()) for n in names}
    told = marts.execute("select comment from duckdb_tables()").fetchall()
    print(json.dumps([duckdb.__version__, rows, all(t for t, in told)]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(hand_checked_run.published)],
        env={**os.environ, "PYTHONPATH": str(old_client)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    client, rows, is_described = json.loads(done.stdout)
    assert client == "1.2.0"
    assert is_described
    with duckdb.connect(str(hand_checked_run.published), read_only=True) as marts:
        expected = {
            name: len(marts.execute(f'from marts."{name}"').fetchall())
            for (name,) in marts.execute(
                "select table_name from duckdb_tables()"
            ).fetchall()
        }
    assert rows == expected
    assert len(rows) > 25


def test_old_and_new_clients_read_side_by_side(
    house: Warehouse, old_client: Path, tmp_path: Path
) -> None:
    publish_as(house, "run0")
    old, new = tmp_path / "old", tmp_path / "new"
    with (
        reading(house.published_file, 2, old, old_client),
        reading(house.published_file, 2, new),
    ):
        make_build(house, 11)
        publish_as(house, "run1")
    for scratch, version in ((old, "1.2.0"), (new, duckdb.__version__)):
        seen_by = looks(scratch)
        assert faults(seen_by, ["run0", "run1"]) == []
        assert {look.client for look in seen_by} == {version}


# ---------- sharing


def test_a_group_may_read_the_published_file_and_nothing_else(
    house: Warehouse,
) -> None:
    version = publish_as(house, "run1")
    group = house.folder.group()
    give_to_readers(house, version, group=group)
    assert stat.S_IMODE(house.published_file.stat().st_mode) == 0o440
    assert stat.S_IMODE(house.folder.stat().st_mode) == 0o710
    assert stat.S_IMODE(house.versions.stat().st_mode) == 0o700
    with pytest.raises(LookupError):
        give_to_readers(house, version, group="no such group")
    assert seen(house.published_file)[0] == "run1"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_member_of_the_group_reads_it_and_a_stranger_does_not(
    house: Warehouse,
) -> None:
    nobody = pwd.getpwnam("nobody")
    version = publish_as(house, "run1")
    # a folder that pytest has made for its own account is in the way
    moved = Path("/var/tmp") / f"scorecard-shared-{os.getpid()}"
    shutil.rmtree(moved, ignore_errors=True)
    shutil.copytree(house.folder, moved)
    shared = Warehouse.at(moved)
    moved.chmod(0o700)
    shared.build_file.chmod(0o600)
    shared.versions.chmod(0o700)
    try:
        give_to_readers(shared, shared.versions / version.name, group="nogroup")

        def read(path: Path, gid: int) -> int:
            return subprocess.run(
                ["/bin/cat", str(path)],
                user=nobody.pw_uid,
                group=gid,
                extra_groups=[],
                capture_output=True,
            ).returncode

        assert read(shared.published_file, nobody.pw_gid) == 0
        assert read(shared.published_file, 12345) != 0
        assert read(shared.build_file, nobody.pw_gid) != 0
    finally:
        shutil.rmtree(moved, ignore_errors=True)


def test_the_names_of_versions_are_their_contents(house: Warehouse) -> None:
    version = publish_as(house, "run1")
    with duckdb.connect(str(version), read_only=True) as connection:
        row = connection.execute(
            "select published_at, run_id from marts.published_run"
        ).fetchone()
    assert row
    assert versions.version_path(house, row[0], row[1]) == version

"""Full disks, missing rights, damaged files: a clear word, and readers left alone."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conftest import HAND_CHECKED, Command, Finished
from scorecard import pipeline
from scorecard.build_file import changing
from scorecard.runs import Run, last_summary
from scorecard.trouble import damaged_raw_files, in_words
from scorecard.versions import list_versions
from scorecard.warehouse import Warehouse


@pytest.fixture
def house(hand_checked_run: Finished, tmp_path: Path) -> Warehouse:
    """A copy of a good warehouse, to be spoilt."""
    folder = tmp_path / "house"
    shutil.copytree(hand_checked_run.folder, folder)
    return Warehouse.at(folder)


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publishing without its audit, which takes seconds and is tested elsewhere."""

    def check(run: Run, *_: Any, **__: Any) -> None:
        run.checks = {"passed": 1, "warned": 0, "failed": 0}

    monkeypatch.setattr(pipeline, "check_warehouse", check)


def overwritten(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let the system refuse to write beyond so many bytes of any file."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk of its own size; only root can."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("this account may not mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def take(path: Path, size: int) -> None:
    """Take so many bytes of a disk."""
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take the right to write to a folder, of root too where it may mount."""
    if os.geteuid() != 0:
        folder.chmod(0o500)
        try:
            yield
        finally:
            folder.chmod(0o700)
        return
    for options in (["--bind"], ["-o", "remount,ro,bind"]):
        command = ["mount", *options, str(folder), str(folder)]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip("this account may not mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def summary_of(house: Warehouse) -> dict[str, Any]:
    summary = last_summary(house)
    assert summary is not None
    return summary


# ---------- the disk


def test_a_file_that_cannot_grow_publishes_nothing(
    house: Warehouse, quick: Command, unchecked: None
) -> None:
    before = house.published_file.read_bytes()
    with no_file_above(len(before) // 2):
        outcome = quick("publish", "--warehouse", house.folder)
    assert outcome.code == 1
    assert "the disk is full" in outcome.stderr.lower()
    assert "Readers keep what they have" in outcome.stderr
    assert house.published_file.read_bytes() == before
    assert not list(house.folder.rglob("*.new*"))
    assert len(list_versions(house)) == 1
    summary = summary_of(house)
    assert (summary["phase"], summary["exit_code"]) == ("publish", 1)
    assert "disk is full" in summary["reason"].lower()
    assert quick("publish", "--warehouse", house.folder).code == 0
    assert len(list_versions(house)) == 2


def test_a_disk_that_fills_up_while_publishing(
    hand_checked_run: Finished, tmp_path: Path, quick: Command, unchecked: None
) -> None:
    with small_disk(tmp_path / "disk", "160m") as disk:
        house = Warehouse.at(disk / "house")
        shutil.copytree(hand_checked_run.folder, house.folder, dirs_exist_ok=True)
        before = house.published_file.read_bytes()
        ballast = disk / "ballast"
        take(ballast, shutil.disk_usage(disk).free - len(before) // 2)
        outcome = quick("publish", "--warehouse", house.folder)
        assert outcome.code == 1
        assert "disk is full" in outcome.stderr.lower(), outcome.stderr
        assert house.published_file.read_bytes() == before
        ballast.unlink()
        assert quick("publish", "--warehouse", house.folder).code == 0


def test_a_disk_without_a_byte_left_is_told_before_anything_is_touched(
    hand_checked_run: Finished, tmp_path: Path, quick: Command
) -> None:
    with small_disk(tmp_path / "disk", "160m") as disk:
        house = Warehouse.at(disk / "house")
        shutil.copytree(hand_checked_run.folder, house.folder, dirs_exist_ok=True)
        before = house.published_file.read_bytes()
        take(disk / "ballast", shutil.disk_usage(disk).free)
        outcome = quick("build", "--warehouse", house.folder)
        assert outcome.code == 1
        assert "No space left" in outcome.stderr
        assert house.published_file.read_bytes() == before
        status = quick("status", "--json", "--warehouse", house.folder)
        assert status.code == 0
        assert json.loads(status.stdout)["build"] == "complete"
        (disk / "ballast").unlink()
        assert quick("publish", "--rollback", "--warehouse", house.folder).code == 1


def test_a_disk_that_fills_up_while_landing(
    house: Warehouse, tmp_path: Path, quick: Command
) -> None:
    exports = tmp_path / "exports"
    shutil.copytree(HAND_CHECKED / "exports", exports)
    rows = "".join(f"{os.urandom(32).hex()},{number}\n" for number in range(9999))
    (exports / "standard/teams.csv").write_text(f"team_id,name\n{rows}")
    with no_file_above(100_000):
        outcome = quick("land", "--exports", exports, "--warehouse", house.folder)
    assert outcome.code == 1
    assert "raw store cannot be written" in outcome.stderr
    assert "Check the space" in outcome.stderr
    assert not list(house.raw.rglob("*.tmp"))
    outcome = quick("land", "--exports", exports, "--warehouse", house.folder)
    assert outcome.code == 0
    assert "9,999 rows from 1 new files" in outcome.stderr


def test_a_record_that_cannot_be_written_at_the_end_is_a_failure_and_is_said(
    house: Warehouse, quick: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Run) -> None:
        if self.ended_at:
            raise OSError(errno.ENOSPC, "No space left on device", "summary.json")

    monkeypatch.setattr(Run, "save", full)
    outcome = quick(
        *("land", "--exports", HAND_CHECKED / "exports"),
        *("--warehouse", house.folder),
    )
    assert outcome.code == 1
    assert "record of this run: summary.json: No space left" in outcome.stderr


# ---------- rights


def test_a_read_only_warehouse_is_named(house: Warehouse, quick: Command) -> None:
    before = house.published_file.read_bytes()
    with read_only(house.folder):
        outcome = quick("publish", "--warehouse", house.folder)
        # and whoever may only read can still see what is there
        status = quick("status", "--warehouse", house.folder)
    assert outcome.code == 1
    assert str(house.folder) in outcome.stderr
    assert "Readers keep what they have" in outcome.stderr
    assert status.code == 0, status.stderr
    assert house.published_file.read_bytes() == before


def test_a_warehouse_that_cannot_be_made_is_named(
    tmp_path: Path, quick: Command
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    with read_only(closed):
        outcome = quick("build", "--warehouse", closed / "house")
    assert outcome.code == 1
    assert str(closed / "house") in outcome.stderr


def test_a_warehouse_that_is_a_file_is_wrong_use(
    tmp_path: Path, quick: Command
) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        outcome = quick("build", "--warehouse", folder)
        assert outcome.code == 2
        assert "is a file" in outcome.stderr
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("command", [["status"], ["publish", "--list"]])
def test_whoever_may_not_look_is_told_so(
    command: list[str], tmp_path: Path, quick: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "runs"))

    monkeypatch.setattr("scorecard.cli.read_status", refused)
    monkeypatch.setattr("scorecard.versions.list_versions", refused)
    outcome = quick(*command, "--warehouse", tmp_path)
    assert outcome.code == 1
    assert f"{tmp_path / 'runs'}: Permission denied" in outcome.stderr
    assert "the right to it is missing" in outcome.stderr.lower()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EDQUOT, "The disk is full"),
        (errno.EROFS, "mounted read-only"),
        (errno.EACCES, "give it to the account"),
        (errno.EPERM, "give it to the account"),
    ],
)
def test_a_refusal_of_the_system_comes_with_the_way_out(
    number: int, words: str, tmp_path: Path
) -> None:
    problem = OSError(number, os.strerror(number), "some/file")
    told = in_words(problem, Warehouse.at(tmp_path))
    assert told.startswith(f"some/file: {os.strerror(number)}. ")
    assert words in told


# ---------- damage


def test_a_damaged_raw_file_is_found_and_told(house: Warehouse, quick: Command) -> None:
    stored = sorted(house.raw.rglob("*.parquet"))
    assert damaged_raw_files(house) == []
    middle = stored[3].read_bytes()
    cut = len(middle) // 3
    overwritten(stored[3], middle[:40] + bytes(cut) + middle[40 + cut :])
    overwritten(stored[5], b"PAR1 and nothing else")
    assert [path for path, _ in damaged_raw_files(house)] == [stored[3], stored[5]]
    status = quick("status", "--warehouse", house.folder)
    assert status.code == 1
    assert "damaged file" in status.stdout


def test_a_damaged_build_file_is_named_and_publishes_nothing(
    house: Warehouse, quick: Command
) -> None:
    before = house.published_file.read_bytes()
    overwritten(house.build_file, b"no database" * 10_000)
    outcome = quick("publish", "--warehouse", house.folder)
    assert outcome.code == 1
    assert str(house.build_file) in outcome.stderr
    assert "build it again" in outcome.stderr
    assert house.published_file.read_bytes() == before


def test_damage_within_the_build_file_publishes_nothing(
    house: Warehouse, quick: Command, unchecked: None
) -> None:
    before = house.published_file.read_bytes()
    content = bytearray(house.build_file.read_bytes())
    for offset in range(3 * 4096, len(content), 256 * 1024):
        content[offset + 512 : offset + 520] = b"damaged!"
    overwritten(house.build_file, bytes(content))
    outcome = quick("publish", "--warehouse", house.folder)
    assert outcome.code == 1
    assert "scorecard build" in outcome.stderr
    assert house.published_file.read_bytes() == before
    assert not list(house.folder.rglob("*.new*"))


def test_a_build_that_did_not_end_is_never_published(
    house: Warehouse, quick: Command
) -> None:
    before = house.published_file.read_bytes()
    with changing(house):
        pass
    outcome = quick("publish", "--warehouse", house.folder)
    assert outcome.code == 2
    assert "scorecard build" in outcome.stderr
    assert house.published_file.read_bytes() == before


def test_a_damaged_published_file_is_named_with_the_way_out(
    house: Warehouse, quick: Command, unchecked: None
) -> None:
    overwritten(house.published_file, b"no database" * 1000)
    status = quick("status", "--warehouse", house.folder)
    assert status.code == 1
    for word in (str(house.published_file), "damaged", "--rollback"):
        assert word in status.stdout
    as_json = quick("status", "--json", "--warehouse", house.folder)
    assert as_json.code == 1
    assert len(json.loads(as_json.stdout)["problems"]) == 1
    assert quick("publish", "--rollback", "--warehouse", house.folder).code == 0
    assert quick("status", "--warehouse", house.folder).code == 0
    overwritten(house.published_file, b"no database" * 1000)
    assert quick("publish", "--warehouse", house.folder).code == 0
    assert quick("status", "--warehouse", house.folder).code == 0

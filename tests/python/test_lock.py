"""One run at a time, and whoever is refused learns who it is."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import Command
from scorecard.cli import main
from scorecard.lock import LockedError, Owner, only_run, read_owner, running
from scorecard.warehouse import Warehouse


@contextmanager
def somebody_else(house: Warehouse) -> Iterator[subprocess.Popen[str]]:
    """Hold the lock in another process until the block ends."""
    program = """
        import sys
        from pathlib import Path
        from scorecard.lock import only_run
        from scorecard.warehouse import Warehouse
        with only_run(Warehouse.at(Path(sys.argv[1])), "run"):
            print("held", flush=True)
            sys.stdin.read()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(house.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            if holder.poll() is None:
                holder.communicate()


def test_the_lock_says_who_holds_it_and_forgets_it(house: Warehouse) -> None:
    with only_run(house, "land"):
        owner = running(house)
        assert owner is not None
        assert (owner.pid, owner.host) == (os.getpid(), socket.gethostname())
        assert owner.command == "land"
        assert stat.S_IMODE(house.lock_file.stat().st_mode) == 0o600
    assert running(house) is None
    assert read_owner(house) is None


def test_a_second_run_is_refused_with_the_first_ones_name(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    with somebody_else(house) as holder:
        outcome = quick("land", "--exports", exports, "--warehouse", house.folder)
        assert outcome.code == 3
        for word in ("`scorecard run`", f"process {holder.pid}", "--wait"):
            assert word in outcome.stderr
        # nothing of it is written, and readers of the status are not kept out
        assert not house.runs.exists()
        status = quick("status", "--json", "--warehouse", house.folder)
        assert json.loads(status.stdout)["running"]["pid"] == holder.pid
        assert f"process {holder.pid}" in (
            quick("status", "--warehouse", house.folder).stdout
        )


@pytest.mark.parametrize(
    "command", [["build"], ["check"], ["publish"], ["publish", "--rollback"], ["demo"]]
)
def test_whatever_writes_needs_the_lock(
    command: list[str], house: Warehouse, quick: Command
) -> None:
    with only_run(house, "run"):
        outcome = quick(*command, "--warehouse", house.folder)
    assert outcome.code == 3
    assert not house.runs.exists()


def test_listing_versions_needs_no_lock(house: Warehouse, quick: Command) -> None:
    with only_run(house, "run"):
        assert quick("publish", "--list", "--warehouse", house.folder).code == 0


def test_a_run_waits_for_the_one_before(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    with somebody_else(house) as holder:
        threading.Timer(1.5, holder.kill).start()
        outcome = quick(
            "land", "--wait", "--exports", exports, "--warehouse", house.folder
        )
    assert outcome.code == 0, outcome.stderr
    assert "waiting for another run to end: `scorecard run`" in outcome.stderr


def test_a_run_waits_no_longer_than_asked(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    with only_run(house, "run"):
        started = time.monotonic()
        outcome = quick(
            *("land", "--wait", "1", "--exports", exports),
            *("--warehouse", house.folder),
        )
        waited = time.monotonic() - started
    assert outcome.code == 3
    assert 1 <= waited < 10


def test_waiting_less_than_nothing_is_wrong_use(house: Warehouse) -> None:
    assert main(["build", "--wait=-1", "--warehouse", str(house.folder)]) == 2
    assert main(["build", "--wait=soon", "--warehouse", str(house.folder)]) == 2


def test_the_lock_of_a_dead_run_is_no_lock(
    house: Warehouse, exports: Path, quick: Command
) -> None:
    with somebody_else(house) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    # what it has left says that it runs, and is not believed
    assert read_owner(house) is not None
    assert running(house) is None
    outcome = quick("land", "--exports", exports, "--warehouse", house.folder)
    assert outcome.code == 0, outcome.stderr


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"other": 1}'])
def test_an_owner_that_cannot_be_read_is_nobody(text: str, house: Warehouse) -> None:
    house.lock_owner_file.write_text(text, encoding="utf-8")
    assert read_owner(house) is None
    with only_run(house, "run"):
        house.lock_owner_file.write_text(text, encoding="utf-8")
        with pytest.raises(LockedError, match="another run"), only_run(house, "land"):
            pass


def test_an_owner_is_named_in_words() -> None:
    owner = Owner(
        pid=7, host="here", started_at="2026-01-01T00:00:00+00:00", command="run"
    )
    assert str(owner) == (
        "`scorecard run`, process 7 on here, since 2026-01-01T00:00:00+00:00"
    )

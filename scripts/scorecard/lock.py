"""One run at a time on a warehouse, and who it is that runs.

The operating system holds the lock and lets go of it when its holder dies, however
that comes about: there is no stale lock. Who holds it stands in a file beside it, for
the message of those who are refused.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from scorecard.files import write_whole
from scorecard.warehouse import Warehouse

PATIENCE = 0.5
"""Seconds that even a run without --wait tries: `status` looks for an instant."""


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who holds the lock of a warehouse; `started_at` is UTC, in ISO 8601."""

    pid: int
    host: str
    started_at: str
    command: str

    def __str__(self) -> str:
        """Name the run, its process and its start."""
        return (
            f"`scorecard {self.command}`, process {self.pid} on {self.host}, since"
            f" {self.started_at}"
        )


class LockedError(Exception):
    """Another run is using the warehouse; `owner` is None in its first instant."""

    def __init__(self, warehouse: Warehouse, owner: Owner | None) -> None:
        """Say who it is, and what to do."""
        who = f": {owner}" if owner else ""
        super().__init__(
            f"{warehouse.folder}: another run is using this warehouse{who}. Run again"
            " when it has ended, or give --wait to wait for that"
        )
        self.owner = owner


@contextmanager
def only_run(
    warehouse: Warehouse,
    command: str,
    *,
    wait: float = 0.0,
    on_wait: Callable[[Owner | None], None] | None = None,
) -> Iterator[None]:
    """Hold the warehouse's lock within the block.

    Args:
        command: what runs, for those who are refused; no secrets.
        wait: seconds to wait for another run's end; infinity waits for ever.
        on_wait: called once, with who holds the lock, before a wait.

    Raises:
        LockedError: another run holds it, after the wait.
        OSError: the lock cannot be made.
    """
    lock = FileLock(warehouse.lock_file, mode=0o600)
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        if wait <= 0:
            raise LockedError(warehouse, read_owner(warehouse)) from None
        if on_wait:
            on_wait(read_owner(warehouse))
        try:
            lock.acquire(timeout=-1 if wait == float("inf") else wait)
        except Timeout:
            raise LockedError(warehouse, read_owner(warehouse)) from None
    try:
        owner = Owner(
            pid=os.getpid(),
            host=socket.gethostname(),
            started_at=datetime.now(UTC).isoformat(timespec="seconds"),
            command=command,
        )
        write_whole(warehouse.lock_owner_file, json.dumps(asdict(owner)) + "\n")
        yield
    finally:
        with suppress(OSError):
            warehouse.lock_owner_file.unlink(missing_ok=True)
        lock.release()


def running(warehouse: Warehouse) -> Owner | None:
    """Return who is using the warehouse now, or None.

    What a dead run has left beside the lock is not believed.
    """
    if not warehouse.lock_file.exists():
        return None
    owner = read_owner(warehouse)
    try:
        with FileLock(warehouse.lock_file, timeout=0):
            return None
    except Timeout:
        return owner
    except OSError:
        # a reader without the right to lock
        return owner


def read_owner(warehouse: Warehouse) -> Owner | None:
    """Return who took the lock last; None when nobody has, or it was released."""
    try:
        text = warehouse.lock_owner_file.read_text(encoding="utf-8")
        return Owner(**json.loads(text))
    except (OSError, ValueError, TypeError):
        return None

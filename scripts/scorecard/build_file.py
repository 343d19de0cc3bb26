"""The private build file, which outlives a run, and what it is worth to the next one.

A build can go on from what the last one left only if that was left whole. So a note
lies beside the file: it says `changing` from before the first change, and `complete`
only after a build in which every model and test succeeded. Whatever the note does not
vouch for is thrown away and built anew from the raw store, which costs time and never
a row.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
from filelock import FileLock, Timeout

from scorecard.files import keep, write_whole
from scorecard.warehouse import Warehouse

BuildState = Literal["absent", "unfinished", "foreign", "complete"]
"""What lies there:

- absent: nothing was ever built, or the file is gone;
- unfinished: a build was killed or has failed on the way;
- foreign: something other than `scorecard build` wrote it, such as a plain `dbt build`;
- complete: the last build went well, and nobody has touched the file since.
"""

ORPHAN_SECONDS = 60.0
"""How long to wait for the dbt of a killed run to notice that it is alone."""


class BuildFileError(Exception):
    """The build file cannot be used; the message names it and the way out."""


@dataclass
class Change:
    """A build under way.

    Attributes:
        fresh: the file is gone, and everything has to be built; otherwise it holds
            the last complete build and may be added to.
        reason: why it is fresh, in words; None when it is not.
    """

    fresh: bool
    reason: str | None
    is_complete: bool = False

    def complete(self) -> None:
        """Say that every model and every test has succeeded."""
        self.is_complete = True


def build_state(warehouse: Warehouse) -> BuildState:
    """Tell what the build file is worth, without opening it."""
    if not warehouse.build_file.exists():
        return "absent"
    note = _note(warehouse)
    if note.get("state") == "changing":
        return "unfinished"
    if note.get("state") != "complete" or note.get("file") != _identity(warehouse):
        return "foreign"
    return "complete"


@contextmanager
def changing(
    warehouse: Warehouse,
    *,
    basis: Mapping[str, str] | None = None,
    full_refresh: bool = False,
    doubt: str | None = None,
) -> Iterator[Change]:
    """Change the build file; what is not called complete is never built upon.

    The caller holds the warehouse's lock, and writes to the file only within the
    block. If the block ends without `Change.complete()`, by an exception or by a kill,
    the next one begins fresh.

    Args:
        basis: what else the file's content depends on, by name: revision of the
            models, digest of the configuration, version of the engine. When one of
            them differs from the last build's, this one begins fresh.
        full_refresh: begin fresh in any case.
        doubt: why even a complete file must not be added to, in words.

    Raises:
        BuildFileError: another process is still writing to the file.
        OSError: the folder cannot be written; the file is as it was.
    """
    wait_for_orphans(warehouse)
    wanted = dict(basis or {})
    reason = _why_fresh(warehouse, wanted, full_refresh=full_refresh, doubt=doubt)
    _write_note(warehouse, state="changing", basis=wanted)
    if reason is not None:
        discard(warehouse)
    change = Change(fresh=reason is not None, reason=reason)
    yield change
    if change.is_complete and warehouse.build_file.exists():
        warehouse.build_file.chmod(0o600)
        keep(warehouse.build_file)
        # DuckDB folds the log into the file when it closes: one that is left says
        # that the file alone is not the whole of it
        if not _wal(warehouse).exists():
            _write_note(
                warehouse,
                state="complete",
                basis=wanted,
                file=_identity(warehouse),
            )


def discard(warehouse: Warehouse) -> None:
    """Remove the build file with all that DuckDB has left beside it."""
    for path in warehouse.folder.glob(f"{warehouse.build_file.name}*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    keep(warehouse.folder)


def wait_for_orphans(warehouse: Warehouse) -> None:
    """Return when no dbt of an earlier, killed run writes to the file any more.

    Raises:
        BuildFileError: it does not go away.
    """
    try:
        with FileLock(warehouse.build_lock_file, timeout=ORPHAN_SECONDS):
            pass
    except Timeout:
        raise BuildFileError(
            f"{warehouse.build_file}: the dbt of an earlier run still writes to it."
            " End that process, then run again"
        ) from None


def why_damaged(warehouse: Warehouse) -> str | None:
    """Return DuckDB's reason if the build file cannot be opened, else None."""
    try:
        with duckdb.connect(str(warehouse.build_file), read_only=True) as connection:
            connection.execute("select count(*) from duckdb_tables()").fetchone()
    except duckdb.Error as problem:
        return str(problem).splitlines()[0]
    return None


def _why_fresh(
    warehouse: Warehouse,
    basis: Mapping[str, str],
    *,
    full_refresh: bool,
    doubt: str | None,
) -> str | None:
    if full_refresh:
        return "a full refresh was asked for"
    state = build_state(warehouse)
    if state == "absent":
        return "nothing was built before"
    if state == "unfinished":
        return "the last build did not come to its end"
    if state == "foreign":
        return "something other than the last build has written to the build file"
    if doubt is not None:
        return doubt
    former = _note(warehouse).get("basis")
    former = former if isinstance(former, dict) else {}
    changed = [
        name
        for name in sorted({*former, *basis})
        if former.get(name) != basis.get(name)
    ]
    if changed:
        return f"changed since the last build: {', '.join(changed)}"
    if damage := why_damaged(warehouse):
        return f"the build file is damaged: {damage}"
    return None


def _identity(warehouse: Warehouse) -> dict[str, int]:
    found = warehouse.build_file.stat()
    return {"bytes": found.st_size, "mtime_ns": found.st_mtime_ns}


def _wal(warehouse: Warehouse) -> Path:
    return warehouse.build_file.with_name(f"{warehouse.build_file.name}.wal")


def _note(warehouse: Warehouse) -> dict[str, Any]:
    try:
        note = json.loads(warehouse.build_note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _write_note(warehouse: Warehouse, **content: object) -> None:
    note = {
        **content,
        "pid": os.getpid(),
        "noted_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_whole(warehouse.build_note, json.dumps(note, indent=2) + "\n")

"""Readers of a published file, in processes of their own, that never rest.

`python readers.py FILE COUNT STOP OUT` reads FILE from COUNT processes, over and over,
until a file STOP is there. Each look is a line of JSON in OUT/<reader>.jsonl. With
another duckdb first on PYTHONPATH it is that client that reads.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SLOWEST_LOOK = 1.0
"""Seconds for which a look may hold its connection open."""

PATIENT = 30
"""Every fourth reader holds its connection this many times longer, across publishes."""


@dataclass(frozen=True)
class Look:
    """What one connection saw: the run and all row counts, twice."""

    reader: str
    at: float
    client: str
    first: list[Any] | None
    second: list[Any] | None
    error: str | None

    @property
    def run_id(self) -> str:
        """The run that the reader saw."""
        assert self.first is not None
        return str(self.first[0])


@contextmanager
def reading(
    path: Path, count: int, scratch: Path, client: Path | None = None
) -> Iterator[None]:
    """Read a published file all through the block; `looks` has what was seen.

    Args:
        client: a folder with another duckdb.
    """
    scratch.mkdir(exist_ok=True)
    stop = scratch / "stop"
    stop.unlink(missing_ok=True)
    environment = dict(os.environ)
    if client is not None:
        environment["PYTHONPATH"] = str(client)
    readers = subprocess.Popen(
        [sys.executable, __file__, str(path), str(count), str(stop), str(scratch)],
        env=environment,
    )
    try:
        deadline = time.monotonic() + 60
        while len(list(scratch.glob("*.jsonl"))) < count:
            assert time.monotonic() < deadline, "the readers did not start"
            time.sleep(0.01)
        yield
    finally:
        stop.touch()
        assert readers.wait(timeout=60) == 0


def looks(scratch: Path) -> list[Look]:
    """Return all looks, by reader and then by time."""
    return [
        Look(path.stem, **json.loads(line))
        for path in sorted(scratch.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def faults(seen: list[Look], allowed: list[str]) -> list[str]:
    """Return what is wrong with what readers saw; `allowed` is runs in their order.

    A look that failed, a version that changed within a connection, rows of one version
    with the name of another, an unknown version, or a step back in time.
    """
    found = []
    known: dict[str, list[Any]] = {}
    last: dict[str, int] = {}
    for look in seen:
        if look.error is not None or look.first is None:
            found.append(f"{look.reader}: {look.error}")
            continue
        if look.first != look.second:
            found.append(f"{look.reader}: {look.first} became {look.second}")
        if look.run_id not in allowed:
            found.append(f"{look.reader}: saw {look.run_id}, never published")
            continue
        if known.setdefault(look.run_id, look.first) != look.first:
            found.append(f"{look.reader}: {look.run_id} has other rows")
        place = allowed.index(look.run_id)
        if place < last.get(look.reader, 0):
            found.append(f"{look.reader}: went back to {look.run_id}")
        last[look.reader] = place
    return found


def _contents(connection: Any) -> list[Any]:
    (run,) = connection.execute("select run_id from marts.published_run").fetchall()
    tables = connection.execute(
        "select table_name from information_schema.tables"
        " where table_schema = 'marts' order by 1"
    ).fetchall()
    counts = [
        connection.execute(f'select count(*) from marts."{table}"').fetchone()[0]
        for (table,) in tables
    ]
    return [run[0], counts]


def _rest(seconds: float, stop: str) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not os.path.exists(stop):  # noqa: PTH110
        time.sleep(min(left, 0.5))


def _read(path: str, stop: str, out: Path, slowest: float) -> None:
    import duckdb

    # twenty readers on two cores: one thread each is plenty
    alone: Any = {"threads": 1}
    with out.open("w", encoding="utf-8") as lines:
        while not os.path.exists(stop):  # noqa: PTH110 - nothing is imported here
            look: dict[str, Any] = {
                "at": time.time(),
                "client": duckdb.__version__,
                "first": None,
                "second": None,
                "error": None,
            }
            try:
                with duckdb.connect(path, read_only=True, config=alone) as connection:
                    look["first"] = _contents(connection)
                    _rest(random.uniform(0, slowest), stop)
                    look["second"] = _contents(connection)
            except Exception as problem:
                look["error"] = f"{type(problem).__name__}: {problem}"
            lines.write(json.dumps(look) + "\n")
            lines.flush()
            time.sleep(random.uniform(0, 0.1))


def main(path: str, count: str, stop: str, out: str) -> None:
    """Fork the readers and wait until all have ended."""
    import duckdb  # noqa: F401 - before the forks, so that it is loaded once

    children = []
    for number in range(int(count)):
        child = os.fork()
        if child == 0:
            slowest = SLOWEST_LOOK * (1 if number % 4 else PATIENT)
            _read(path, stop, Path(out) / f"{number:02d}.jsonl", slowest)
            os._exit(0)
        children.append(child)
    codes = [os.waitpid(child, 0)[1] for child in children]
    sys.exit(1 if any(codes) else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])

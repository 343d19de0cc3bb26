"""Kills a publishing between any two of its calls, and looks at what is left.

`python publish_kills.py WAREHOUSE` writes a line of JSON per moment: what readers saw
after the kill, what lay about, and what they saw after the next publishing. Forks in
place of new processes, since there are many moments.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb

from scorecard import files, publish, versions
from scorecard.warehouse import Warehouse
from small_marts import make_build, publish_as

WATCHED = {module.__file__ for module in (files, publish, versions)}


def in_a_fork(work: Callable[[], Any]) -> tuple[int, Any]:
    """Return a signal, or 0, and what the work gave back."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, json.dumps(work()).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    status = os.waitpid(child, 0)[1]
    return os.WTERMSIG(status), json.loads(answer) if answer else None


def killed_at(moment: int, house: Warehouse, run_id: str) -> tuple[int, Any]:
    """Publish, and die just before the `moment`th call out of the publishing code."""

    def work() -> str:
        count = 0

        def profile(frame: FrameType, event: str, _: object) -> None:
            nonlocal count
            if event == "c_call" and frame.f_code.co_filename in WATCHED:
                count += 1
                if count == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(profile)
        publish_as(house, run_id)
        sys.setprofile(None)
        return run_id

    return in_a_fork(work)


def published_again(house: Warehouse, moment: int) -> str:
    """Publish as the next run does."""
    return publish_as(house, f"next{moment}").name


def seen(path: Path) -> list[Any]:
    """Return the run and the numbers of rows that a reader finds."""
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute(
            "select (select run_id from marts.published_run),"
            " (select count(*) from marts.first), (select count(*) from marts.second)"
        ).fetchone()
    return list(row or ())


def main(folder: str) -> None:
    """Kill at every moment until a publishing gets through."""
    house = Warehouse.at(Path(folder))
    in_a_fork(lambda: make_build(house, 10))
    in_a_fork(lambda: publish_as(house, "base").name)
    in_a_fork(lambda: make_build(house, 20))
    moment = 0
    while True:
        moment += 1
        ended_by, _ = killed_at(moment, house, f"killed{moment}")
        _, after = in_a_fork(lambda: seen(house.published_file))
        _, healed = in_a_fork(partial(published_again, house, moment))
        _, then = in_a_fork(lambda: seen(house.published_file))
        told = {
            "moment": moment,
            "signal": ended_by,
            "after": after,
            "healed": healed,
            "then": then,
            "left": sorted(
                str(path.relative_to(house.folder))
                for path in house.folder.rglob("*.new*")
            ),
        }
        print(json.dumps(told), flush=True)
        # readers start from the base again
        base = next(v for v in house.versions.iterdir() if v.stem.endswith("-base"))
        for version in house.versions.iterdir():
            if version != base:
                version.unlink()
        versions.give_to_readers(house, base)
        if not ended_by:
            return


if __name__ == "__main__":
    main(sys.argv[1])

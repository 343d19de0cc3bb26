"""Kills runs at moments of every phase, on a warehouse that is being read.

`python tests/python/kill_runs.py --kills 60 --incidents 100000` generates an export,
runs on it, and then, over and over: more incidents arrive, a run is killed in a phase
that was chosen, and the next run has to succeed without a hand, while readers must see
one whole version at any time. It prints a line per kill and a table at the end; exit
code 1 says that something was not as it should be.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Literal

import duckdb
import psutil
from filelock import FileLock

from conftest import COMMAND, forget_workspace
from readers import faults, looks, reading
from scorecard import example
from scorecard.build_file import build_state
from scorecard.lock import running
from scorecard.runs import last_summary
from scorecard.warehouse import Warehouse

Victim = Literal["run", "dbt", "all"]
"""Who is killed: the run alone, the dbt that it has started, or both at once."""

PHASES = ("start", "land", "parse", "build", "check", "publish", "tidy")

SHARES = {"build": 4, "publish": 3, "check": 2, "land": 2}
"""How many kills a phase gets for each of the others'."""

EXPECTED = {
    *("raw", "runs", "versions", "scorecard.duckdb"),
    *("build.duckdb", "build.json", "built_files.json"),
    *(".lock", ".build.lock", "example"),
}
"""What may lie in a warehouse between runs."""

RUN_SECONDS = 3600.0
ORPHAN_SECONDS = 15.0


@dataclass
class Kill:
    """One kill and what came of it."""

    number: int
    victim: Victim
    aimed_at: str
    after_seconds: float
    hit: str
    published_by_the_killed: bool
    exit_code: int | None
    next_exit_code: int
    next_seconds: float
    faults: list[str] = field(default_factory=list)


class Harness:
    """A warehouse, its exports, and runs that are let live or not."""

    def __init__(self, folder: Path, incidents: int, seed: int = 1) -> None:
        """Write the export and its configuration below `folder`."""
        self.folder = folder
        self.exports = folder / "exports"
        self.config = folder / "config"
        self.house = Warehouse.at(folder / "warehouse")
        example.generate(self.exports, incidents=incidents, formats="parquet")
        example.write_config(self.config, months=18)
        self.random = random.Random(seed)
        self.deliveries = 0
        self.published: list[str] = []
        self.seconds: dict[str, float] = {}

    def deliver(self) -> None:
        """Let some more incidents arrive, so that each version differs."""
        self.deliveries += 1
        folder = self.exports / "standard" / "incidents"
        folder.mkdir(exist_ok=True)
        rows = [
            f"late-{self.deliveries}-{number},Late,resolved,2026-06-01T10:00:00Z"
            f",2026-06-01T1{number}:30:00Z,2026-06-02T00:00:00Z"
            for number in range(5)
        ]
        head = "incident_id,title,status,started_at,resolved_at,updated_at"
        text = "\n".join([head, *rows, ""])
        (folder / f"late-{self.deliveries:04d}.csv").write_text(text, encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """Start a run in a process group of its own."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SCORECARD_", "DBT_"))
        }
        with (self.folder / "run.err").open("wb") as said:
            return subprocess.Popen(
                [
                    *(str(COMMAND), "run", "--exports", str(self.exports)),
                    *("--config", str(self.config)),
                    *("--warehouse", str(self.house.folder)),
                ],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )

    def succeed(self) -> tuple[int, float]:
        """Run undisturbed; return the exit code and the seconds."""
        began = time.monotonic()
        process = self.start()
        code = process.wait(timeout=RUN_SECONDS)
        if code == 0:
            self.note_published()
        return code, time.monotonic() - began

    def rehearse(self) -> None:
        """Run undisturbed and take the time of each phase."""
        self.deliver()
        process, began = self.start(), time.monotonic()
        phase = "start"
        while process.poll() is None:
            now = self.phase_of(process.pid)
            if now != phase:
                self.seconds[phase] = time.monotonic() - began
                phase, began = now, time.monotonic()
            time.sleep(0.002)
        self.seconds[phase] = time.monotonic() - began
        assert process.returncode == 0, self.said()
        self.note_published()

    def phase_of(self, pid: int) -> str:
        """Return the phase of the run with a process id, `start` before its record."""
        summary = last_summary(self.house)
        if summary is None or (summary.get("process") or {}).get("pid") != pid:
            return "start"
        return str(summary["phase"] or "start")

    def note_published(self) -> str:
        """Note what readers have now; return its run."""
        with duckdb.connect(str(self.house.published_file), read_only=True) as marts:
            row = marts.execute("select run_id from marts.published_run").fetchone()
        assert row
        if row[0] not in self.published:
            self.published.append(row[0])
        return str(row[0])

    def kill(self, number: int, phase: str, victim: Victim) -> Kill:
        """Kill a run in a phase, then let the next one run, and look at it all."""
        offset = self.random.uniform(0, self.seconds.get(phase, 0.0))
        hit, exit_code = self.strike_at(phase, offset, victim)
        while exit_code == 0 and victim != "dbt":
            # it was faster than its rehearsal, and over before it could be killed
            self.note_published()
            offset /= 2
            hit, exit_code = self.strike_at(phase, offset, victim)
        kill = Kill(
            number=number,
            victim=victim,
            aimed_at=phase,
            after_seconds=round(offset, 3),
            hit=hit,
            published_by_the_killed=False,
            exit_code=exit_code,
            next_exit_code=0,
            next_seconds=0.0,
        )
        before = len(self.published)
        # from here on no dbt of the dead may be at work
        try:
            with FileLock(self.house.build_lock_file, timeout=ORPHAN_SECONDS):
                pass
        except TimeoutError:
            kill.faults.append("dbt outlived its run")
        if running(self.house):
            kill.faults.append("the lock outlived its run")
        self.note_published()
        kill.published_by_the_killed = len(self.published) > before
        if kill.exit_code != 0 and hit in ("parse", "build"):
            state = build_state(self.house)
            if state == "complete" and hit == "build":
                kill.faults.append("a build that was cut off counts as complete")
        kill.next_exit_code, seconds = self.succeed()
        kill.next_seconds = round(seconds, 1)
        if kill.next_exit_code:
            kill.faults.append(f"the next run failed: {self.said()[-500:]}")
        kill.faults += self.left_over()
        return kill

    def strike_at(
        self, phase: str, offset: float, victim: Victim
    ) -> tuple[str, int | None]:
        """Let a run come to a phase and kill it some seconds later.

        Returns:
            The phase that was hit, and the exit code.
        """
        self.deliver()
        process = self.start()
        self.await_phase(process, phase)
        time.sleep(offset)
        hit = self.phase_of(process.pid)
        self.strike(process, victim)
        if victim != "dbt":
            process.wait()
            hit = self.phase_of(process.pid)
        return hit, process.wait(timeout=RUN_SECONDS)

    def left_over(self) -> list[str]:
        """Return what lies about after a run and should not."""
        names = {path.name for path in self.house.folder.iterdir()} - EXPECTED
        names |= {path.name for path in self.house.folder.rglob("*.new*")}
        names |= {path.name for path in self.house.raw.rglob("*.tmp")}
        return [f"left over: {name}" for name in sorted(names)]

    def said(self) -> str:
        """Return what the last run said."""
        return (self.folder / "run.err").read_text(encoding="utf-8", errors="replace")

    def await_phase(self, process: subprocess.Popen[bytes], phase: str) -> None:
        """Wait until a run has come to a phase, or is past it."""
        wanted = PHASES.index(phase)
        while process.poll() is None:
            now = self.phase_of(process.pid)
            if now == "done" or PHASES.index(now) >= wanted:
                return
            time.sleep(0.002)

    def strike(self, process: subprocess.Popen[bytes], victim: Victim) -> None:
        children: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(process.pid).children(recursive=True)
        if victim == "dbt" and children:
            for child in children:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        elif victim == "all":
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def plan(kills: int) -> Iterator[tuple[str, Victim]]:
    """Yield so many phases, all of them in turn, and who is killed in each."""
    # every phase comes early, however few the kills
    order = [
        phase
        for round_ in range(max(SHARES.values()))
        for phase in PHASES
        if round_ < SHARES.get(phase, 1)
    ]
    victims: dict[str, Iterator[Victim]] = {
        phase: cycle(
            ("run", "dbt", "all") if phase in ("parse", "build") else ("run", "all")
        )
        for phase in PHASES
    }
    for phase in islice(cycle(order), kills):
        yield phase, next(victims[phase])


def run_kills(
    folder: Path, *, kills: int, incidents: int, readers: int, seed: int = 1
) -> tuple[list[Kill], list[str], dict[str, float]]:
    """Kill so many runs; return the kills, what readers found fault with, and times."""
    harness = Harness(folder, incidents, seed)
    try:
        code, _ = harness.succeed()
        assert code == 0, harness.said()
        done: list[Kill] = []
        scratch = folder / "readers"
        with reading(harness.house.published_file, readers, scratch):
            harness.rehearse()
            for number, (phase, victim) in enumerate(plan(kills), 1):
                kill = harness.kill(number, phase, victim)
                done.append(kill)
                print(json.dumps(asdict(kill)), flush=True)
        seen = looks(scratch)
        found = faults(seen, harness.published)
        print(f"{len(seen):,} looks of {readers} readers, {len(found)} with a fault")
        return done, found, harness.seconds
    finally:
        forget_workspace(harness.house.folder)


def table(done: list[Kill]) -> str:
    """Return the kills by the phase that they hit and by victim, for the docs."""
    counts = Counter((kill.hit, kill.victim) for kill in done)
    published = Counter(kill.hit for kill in done if kill.published_by_the_killed)
    lines = [
        "| phase | the run | its dbt | both | had published |",
        "| --- | --- | --- | --- | --- |",
    ]
    for phase in (*PHASES, "done"):
        cells = [counts[phase, victim] for victim in ("run", "dbt", "all")]
        if any(cells):
            row = " | ".join(map(str, [*cells, published[phase]]))
            lines.append(f"| {phase} | {row} |")
    return "\n".join(lines)


def main() -> None:
    """Read the options, kill, and say how it went."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=60)
    options.add_argument("--incidents", type=int, default=100_000)
    options.add_argument("--readers", type=int, default=4)
    options.add_argument("--seed", type=int, default=1, help="draws the moments")
    options.add_argument("--keep", type=Path, help="folder for everything, kept")
    told = options.parse_args()
    folder = told.keep or Path(tempfile.mkdtemp(prefix="scorecard-kills-"))
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    try:
        done, found, seconds = run_kills(
            folder,
            kills=told.kills,
            incidents=told.incidents,
            readers=told.readers,
            seed=told.seed,
        )
    finally:
        if told.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    wrong = [*found, *(fault for kill in done for fault in kill.faults)]
    print(f"\n{len(done)} kills in {(time.monotonic() - began) / 60:.0f} min")
    print(
        "an undisturbed run: " + ", ".join(f"{p} {s:.1f} s" for p, s in seconds.items())
    )
    print(table(done))
    for fault in wrong:
        print(f"FAULT {fault}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

"""What the benchmark measures, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorecard.warehouse import Warehouse


class BenchError(Exception):
    """A part of the benchmark failed, so that its figures would mean nothing."""


@dataclass(frozen=True)
class Place:
    """Where the benchmark of one size keeps its files."""

    folder: Path

    @property
    def exports(self) -> Path:
        """The generated export."""
        return self.folder / "exports"

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse that the product builds; its folder is made if missing."""
        return Warehouse.at(self.folder / "warehouse")

    @property
    def next_exports(self) -> Path:
        """What the day after brings; there only where an increment is measured."""
        return self.folder / "exports_next"

    @property
    def artifacts(self) -> Path:
        """What dbt tells about its run."""
        return self.folder / "dbt"

    @property
    def next_artifacts(self) -> Path:
        """What dbt tells about the increment."""
        return self.folder / "dbt_next"

    @property
    def increment(self) -> Path:
        """A copy of what the increment made, to be held against a full build."""
        return self.folder / "increment.duckdb"

    @property
    def day_before(self) -> Path:
        """A copy of the warehouse from before the increment, to measure it again."""
        return self.folder / "day_before"

    @property
    def straight(self) -> Path:
        """The database that the straight SQL builds, named as dbt's own.

        Compiled SQL names the database, which DuckDB calls after the file.
        """
        return self.folder / "straight" / self.warehouse.build_file.name

    @property
    def pages(self) -> Path:
        """The pages of the checks."""
        return self.folder / "pages"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage in a process of its own.

    Attributes:
        seconds: wall clock of the stage's work; the start of Python left out.
        cpu_seconds: processor time of the same work and its child processes, on all
            cores together; hardly changes when others use the machine too.
        peak_bytes: most resident memory of the process and its children together,
            as sampled.
        load: the machine's load average over a minute, before the stage.
        outcome: what the stage tells about itself.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    load: float
    outcome: dict[str, Any] = field(default_factory=dict)

    @property
    def own_seconds(self) -> float:
        """Wall clock without the imports, where the stage tells what they took."""
        imports: float = self.outcome["start"]
        return self.seconds - imports

    @property
    def own_cpu_seconds(self) -> float:
        """The same in processor seconds."""
        imports: float = self.outcome["start_cpu"]
        return self.cpu_seconds - imports


@dataclass(frozen=True, kw_only=True)
class BuildTime:
    """Where the seconds of a `dbt build` went.

    dbt runs nodes on several threads. A kind's wall clock is the time during which
    at least one of its nodes ran; kinds overlap, so they need not add up to the whole.

    Attributes:
        start: process start, imports, parsing, up to the first node.
        hooks: the project's on-run-start.
        models: models, from compiling their SQL to the last statement for them.
        models_executing: the same without compiling.
        models_summed: sum over models of their own seconds, whatever ran beside them.
        models_cpu: processor seconds of dbt while at least one model ran.
        seeds: seeds.
        tests: data tests.
        work: models and data tests together.
        work_cpu: processor seconds of dbt while a model or a data test ran.
        rest: when no node ran after the first: scheduling, artifacts, process end.
        by_model: own seconds of every model, by name.
    """

    start: float
    hooks: float
    models: float
    models_executing: float
    models_summed: float
    models_cpu: float
    seeds: float
    tests: float
    work: float
    work_cpu: float
    rest: float
    by_model: dict[str, float]


@dataclass(frozen=True)
class Try:
    """Landing and building once."""

    land: Stage
    build: Stage
    build_time: BuildTime

    @property
    def seconds(self) -> float:
        """Landing without imports, and the time in which a model or a test ran."""
        return self.land.own_seconds + self.build_time.work


@dataclass(frozen=True)
class Pair:
    """A full build, and the day after, which is added to it at once."""

    full: Try
    day: Try

    @property
    def share(self) -> float:
        """What the day takes of the time that the full build has taken."""
        return self.day.seconds / self.full.seconds


@dataclass(frozen=True, kw_only=True)
class Increment:
    """The day after: what it brings, landed, built and checked on top of the rest.

    Attributes:
        rows: rows that it brings.
        pairs: each from the same raw rows; an odd number of them.
        differences: rows of the marts that are not those of a full build.
    """

    rows: int
    pairs: tuple[Pair, ...]
    check: Stage
    differences: int

    @property
    def middle(self) -> Pair:
        """The pair with the median share."""
        pairs = sorted(self.pairs, key=lambda pair: pair.share)
        return pairs[len(pairs) // 2]


@dataclass(frozen=True, kw_only=True)
class Size:
    """All measurements of one size.

    Attributes:
        rows: rows that landed.
        straight_by_model: seconds of every model as straight SQL, by name.
    """

    incidents: int
    rows: int
    land: Stage
    build: Stage
    build_time: BuildTime
    straight: Stage
    straight_by_model: dict[str, float]
    check: Stage
    publish: Stage
    increment: Increment | None = None

    @property
    def stages(self) -> dict[str, Stage]:
        """The stages by name, in order."""
        return {
            "land": self.land,
            "build": self.build,
            "straight SQL": self.straight,
            "check": self.check,
            "publish": self.publish,
        }

    @property
    def peak_bytes(self) -> int:
        """Most memory of any stage of the product; the straight SQL is none."""
        return max(s.peak_bytes for s in self.stages.values() if s != self.straight)

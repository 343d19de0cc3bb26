"""Runs scenarios, in several processes, and puts their figures together."""

from __future__ import annotations

import math
import multiprocessing
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from scorecard.calibrate.lines import Figure, Outcome, figure, merged
from scorecard.calibrate.project_sql import Manifest, ProjectSql, read_manifest
from scorecard.calibrate.scenario import Scenario
from scorecard.calibrate.scenarios import BY_NAME

OnProgress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True)
class Result:
    """A scenario as measured."""

    scenario: Scenario
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Job:
    """One run of the project's SQL; its random numbers depend on nothing else."""

    scenario: str
    number: int
    seed: int


def calibrate(
    manifest: Path,
    scenarios: Sequence[Scenario],
    *,
    replicates: int,
    seed: int,
    processes: int = 2,
    on_progress: OnProgress | None = None,
) -> list[Result]:
    """Measure every line of the scenarios.

    The figures depend on the seed and on `replicates`, not on `processes`.

    Args:
        manifest: dbt's, of the compiled project.
        replicates: per scenario; those that are cheap take a multiple of it.
        seed: of all random numbers.
        on_progress: called with what is done, what there is to do, and a name.

    Raises:
        CalibrateError: a statement of the project failed.
    """
    jobs = [
        Job(scenario=scenario.name, number=number, seed=seed)
        for scenario in scenarios
        for number in range(
            math.ceil(replicates * scenario.multiple / scenario.per_job)
        )
    ]
    outcomes: dict[str, dict[int, Outcome]] = {one.name: {} for one in scenarios}
    with _carried_out(jobs, manifest, processes) as carried_out:
        for done, (job, outcome) in enumerate(carried_out, 1):
            outcomes[job.scenario][job.number] = outcome
            if on_progress:
                on_progress(done, len(jobs), job.scenario)
    return [
        Result(scenario=scenario, figures=_figures(scenario, outcomes[scenario.name]))
        for scenario in scenarios
    ]


def _figures(scenario: Scenario, by_number: dict[int, Outcome]) -> tuple[Figure, ...]:
    # in order of the jobs' numbers, whichever process was first
    whole = merged(by_number[number] for number in sorted(by_number))
    return tuple(figure(line, whole.get(line.key, [])) for line in scenario.lines)


@contextmanager
def _carried_out(
    jobs: Sequence[Job], manifest: Path, processes: int
) -> Iterator[Iterator[tuple[Job, Outcome]]]:
    if processes == 1:
        yield ((job, carry_out(job, manifest)) for job in jobs)
        return
    with ProcessPoolExecutor(
        processes, mp_context=multiprocessing.get_context("spawn")
    ) as pool:
        futures = {pool.submit(carry_out, job, manifest): job for job in jobs}
        try:
            yield ((futures[one], one.result()) for one in as_completed(futures))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def carry_out(job: Job, manifest: Path) -> Outcome:
    """Simulate one job and run the project's SQL on it."""
    scenario = BY_NAME[job.scenario]
    key = (zlib.crc32(job.scenario.encode()), job.number)
    rng = np.random.default_rng(np.random.SeedSequence(job.seed, spawn_key=key))
    return scenario.measure(_sql(manifest, job.scenario), rng)


@cache
def _manifest(path: Path) -> Manifest:
    return read_manifest(path)


@cache
def _sql(manifest: Path, name: str) -> ProjectSql:
    scenario = BY_NAME[name]
    return ProjectSql(_manifest(manifest), scenario.wanted, scenario.stand_ins)

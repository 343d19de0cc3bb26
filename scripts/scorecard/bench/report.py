"""Ratios from the measurements, and tables of them for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

from rich.console import JustifyMethod
from rich.table import Table

from scorecard.bench.model import Increment, Pair, Size, Stage

Part = tuple[str, float, float, float, float]
"""Name, seconds of a full build and of the increment, processor seconds of both."""

CHECKS = "checks"

AIM_SIZE = 100_000
"""The number of incidents that the aims are for."""
AIM_DBT = 1.4
AIM_COST = 1.0
AIM_INCREMENT = 0.2
AIM_BYTES = 6_000_000_000
HEAVIEST = 5


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A figure that holds on any machine; `aim` is the most it should be, if any."""

    name: str
    value: float
    aim: float | None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without an aim."""
        return None if self.aim is None else self.value <= self.aim


@dataclass(frozen=True, kw_only=True)
class Heavy:
    """A model that takes long: its own seconds in dbt and as straight SQL."""

    model: str
    dbt_seconds: float
    straight_seconds: float


def ratios(sizes: Sequence[Size]) -> list[Ratio]:
    """Return the ratios of sizes in ascending order.

    Cost per incident is of a size against the next smaller one: 1 means that twice
    the incidents take twice the time.
    """
    found = [
        Ratio(
            name=f"dbt models / straight SQL at {size.incidents:,}",
            value=size.build_time.models / size.straight.seconds,
            aim=AIM_DBT if size.incidents == AIM_SIZE else None,
        )
        for size in sizes
    ]
    found += [
        Ratio(
            name=f"the same in processor seconds at {size.incidents:,}",
            value=size.build_time.models_cpu / size.straight.cpu_seconds,
            aim=None,
        )
        for size in sizes
    ]
    for small, large in pairwise(sizes):
        for what, before, after in (
            ("landing", small.land.seconds, large.land.seconds),
            ("dbt models", small.build_time.models, large.build_time.models),
            ("straight SQL", small.straight.seconds, large.straight.seconds),
            ("checks", small.check.seconds, large.check.seconds),
            (
                "dbt models, processor,",
                small.build_time.models_cpu,
                large.build_time.models_cpu,
            ),
            (
                "straight SQL, processor,",
                small.straight.cpu_seconds,
                large.straight.cpu_seconds,
            ),
        ):
            found.append(
                Ratio(
                    name=f"{what} per incident, {large.incidents:,} / "
                    f"{small.incidents:,}",
                    value=after / large.incidents / (before / small.incidents),
                    aim=AIM_COST if large.incidents == AIM_SIZE else None,
                )
            )
    for size in sizes:
        if size.increment:
            found += _increment_ratios(size, size.increment)
    found += [
        Ratio(
            name=f"peak memory in GB at {size.incidents:,}",
            value=size.peak_bytes / 1e9,
            aim=AIM_BYTES / 1e9 if size.incidents == AIM_SIZE else None,
        )
        for size in sizes
    ]
    return found


def increment_parts(size: Size, increment: Increment) -> list[Part]:
    """Return (part, s of a full build, of the increment, and processor s of both).

    Models and tests are the time in which one of them ran; of several pairs of a full
    build and the day after, the one with the median share. Imports, and start and parse
    of dbt, are left out.
    """
    full, day = increment.middle.full, increment.middle.day
    return [
        ("landing", *_without_import(full.land, day.land)),
        (
            "models and data tests",
            full.build_time.work,
            day.build_time.work,
            full.build_time.work_cpu,
            day.build_time.work_cpu,
        ),
        (CHECKS, *_without_import(size.check, increment.check)),
    ]


def _without_import(full: Stage, day: Stage) -> tuple[float, float, float, float]:
    return (
        full.own_seconds,
        day.own_seconds,
        full.own_cpu_seconds,
        day.own_cpu_seconds,
    )


def _increment_ratios(size: Size, increment: Increment) -> list[Ratio]:
    everything = increment_parts(size, increment)
    parts = [part for part in everything if part[0] != CHECKS]
    aim = AIM_INCREMENT if size.incidents == AIM_SIZE else None
    return [
        Ratio(
            name=f"a day's increment / full build at {size.incidents:,}",
            value=_share(parts, "seconds"),
            aim=aim,
        ),
        Ratio(
            name=f"the same in processor seconds at {size.incidents:,}, increment",
            value=_share(parts, "processor"),
            aim=None,
        ),
        Ratio(
            name=f"the same with the checks at {size.incidents:,}, increment",
            value=_share(everything, "seconds"),
            aim=None,
        ),
        Ratio(
            name=f"rows of the marts that differ at {size.incidents:,}",
            value=increment.differences,
            aim=0,
        ),
    ]


def _share(parts: Sequence[Part], what: Literal["seconds", "processor"]) -> float:
    before = 1 if what == "seconds" else 3
    full, day = (sum(float(part[at]) for part in parts) for at in (before, before + 1))
    return day / full


def heaviest(size: Size, count: int = HEAVIEST) -> list[Heavy]:
    """Return the models that take dbt longest, longest first."""
    by_model = size.build_time.by_model
    names = sorted(by_model, key=lambda name: by_model[name], reverse=True)
    return [
        Heavy(
            model=name,
            dbt_seconds=by_model[name],
            straight_seconds=size.straight_by_model[name],
        )
        for name in names[:count]
    ]


def as_json(sizes: Sequence[Size]) -> dict[str, Any]:
    """Return everything that was measured, for bench.json; seconds and bytes."""
    return {
        "sizes": [asdict(size) for size in sizes],
        "ratios": [{**asdict(ratio), "met": ratio.met} for ratio in ratios(sizes)],
        "heaviest": {
            size.incidents: [asdict(heavy) for heavy in heaviest(size)]
            for size in sizes
        },
    }


def tables(sizes: Sequence[Size]) -> list[Table]:
    """Return what people read: stages, where dbt's time goes, ratios, heavy models."""
    return [
        _stages(sizes),
        _where_time_goes(sizes),
        *(_day(size, size.increment) for size in sizes if size.increment),
        _ratios(sizes),
        _heaviest(sizes[-1]),
    ]


def _stages(sizes: Sequence[Size]) -> Table:
    table = Table(title="Stages", title_justify="left")
    for header in ("incidents", "raw rows", "stage"):
        justify: JustifyMethod = "left" if header == "stage" else "right"
        table.add_column(header, justify=justify, no_wrap=True)
    for header in ("seconds", "rows/s", "CPU s", "peak GB", "load"):
        table.add_column(header, justify="right")
    for size in sizes:
        for name, stage in size.stages.items():
            table.add_row(
                f"{size.incidents:,}",
                f"{size.rows:,}",
                name,
                f"{stage.seconds:.1f}",
                f"{size.rows / stage.seconds:,.0f}",
                f"{stage.cpu_seconds:.1f}",
                f"{stage.peak_bytes / 1e9:.2f}",
                f"{stage.load:.1f}",
                end_section=name == "publish",
            )
    return table


def _where_time_goes(sizes: Sequence[Size]) -> Table:
    table = Table(title="dbt build, wall clock seconds", title_justify="left")
    table.add_column("part")
    for size in sizes:
        table.add_column(f"{size.incidents:,}", justify="right")
    for part, field in (
        ("models", "models"),
        ("  without compiling", "models_executing"),
        ("  summed over threads", "models_summed"),
        ("  processor seconds", "models_cpu"),
        ("seeds", "seeds"),
        ("data tests", "tests"),
        ("start and parse", "start"),
        ("on-run-start", "hooks"),
        ("scheduling, artifacts, end", "rest"),
    ):
        table.add_row(part, *(f"{getattr(s.build_time, field):.1f}" for s in sizes))
    return table


def _pair(pair: Pair) -> str:
    return f"{pair.day.seconds:.1f} of {pair.full.seconds:.1f} s ({pair.share:.3f})"


def _day(size: Size, increment: Increment) -> Table:
    table = Table(
        title=f"A day's increment at {size.incidents:,} incidents:"
        f" {increment.rows:,} rows",
        title_justify="left",
        caption="Landing, models and tests of the day and of the full build before it:"
        f" {', '.join(map(_pair, increment.pairs))}. Above, the pair in the middle.",
        caption_justify="left",
    )
    table.add_column("part")
    for header in ("full, s", "increment, s", "full, CPU s", "increment, CPU s"):
        table.add_column(header, justify="right")
    for name, *seconds in increment_parts(size, increment):
        table.add_row(name, *(f"{value:.1f}" for value in seconds))
    full, day = increment.middle.full, increment.middle.day
    apart = (
        ("apart: start and parse", full.build_time.start, day.build_time.start),
        (
            "apart: imports",
            full.land.outcome["start"] + size.check.outcome["start"],
            day.land.outcome["start"] + increment.check.outcome["start"],
        ),
    )
    for name, of_full, of_day in apart:
        table.add_row(name, f"{of_full:.1f}", f"{of_day:.1f}", "", "")
    return table


def _ratios(sizes: Sequence[Size]) -> Table:
    table = Table(title="Ratios", title_justify="left")
    table.add_column("figure")
    for header in ("value", "aim", "met"):
        table.add_column(header, justify="right")
    for ratio in ratios(sizes):
        table.add_row(
            ratio.name,
            f"{ratio.value:.2f}",
            "" if ratio.aim is None else f"at most {ratio.aim:g}",
            {None: "", True: "yes", False: "[bold red]no[/]"}[ratio.met],
        )
    return table


def _heaviest(size: Size) -> Table:
    table = Table(
        title=f"Heaviest models at {size.incidents:,} incidents", title_justify="left"
    )
    table.add_column("model")
    table.add_column("s in dbt", justify="right")
    table.add_column("s straight", justify="right")
    for heavy in heaviest(size):
        table.add_row(
            heavy.model, f"{heavy.dbt_seconds:.1f}", f"{heavy.straight_seconds:.1f}"
        )
    return table

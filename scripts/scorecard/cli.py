"""The command line: `scorecard --help`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer
from filelock import FileLock, Timeout

from scorecard import pipeline
from scorecard.config import ConfigError
from scorecard.console import fail, say
from scorecard.landing import LandingError
from scorecard.runs import Run, start_run
from scorecard.status import read_status, show_status
from scorecard.warehouse import Warehouse

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="""Measures what AI SRE does to incident response, and what it is worth.

    A folder of raw exports goes in, a DuckDB file with the schema `marts` comes out.
    Start with `scorecard demo`; then `scorecard run --exports DIR`.

    Exit codes: 0 success; 1 a file could not be read, or a model, a test or a check
    failed; 2 wrong use or wrong configuration.
    """,
)

WarehouseOption = Annotated[
    Path,
    typer.Option(
        "--warehouse",
        metavar="DIR",
        help="Folder of the warehouse; made if it is missing.",
        envvar="SCORECARD_WAREHOUSE",
    ),
]
ExportsOption = Annotated[
    Path,
    typer.Option(
        "--exports",
        metavar="DIR",
        help="Folder of exports: DIR/standard, DIR/servicenow, DIR/statuspage.",
    ),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="DIR",
        help="Your own label maps, windows and so on, in place of the defaults.",
    ),
]
KeepGoingOption = Annotated[
    bool,
    typer.Option(
        "--keep-going", help="Go on without files that cannot be read, and say so."
    ),
]
DEFAULT_WAREHOUSE = Path("warehouse")


@app.command()
def run(
    exports: ExportsOption,
    config: ConfigOption = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    keep_going: KeepGoingOption = False,
) -> None:
    """Land, build, check and publish: exports in, scorecard out.

    Readers of WAREHOUSE/scorecard.duckdb keep what they have until everything has
    been built and audited; then they get the new file at once. Running it again on
    the same exports changes nothing.

    Example: `scorecard run --exports exports --config config`
    """
    with _recorded(warehouse, "run") as (house, record):
        _keep_the_example_apart(house, exports)
        pipeline.land_exports(record, house, exports, keep_going=keep_going)
        pipeline.build_warehouse(record, house, config)
        pipeline.check_warehouse(record, house)
        pipeline.publish_marts(record, house)
        _say_where_to_look(house)


@app.command()
def land(
    exports: ExportsOption,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    keep_going: KeepGoingOption = False,
) -> None:
    """Take new export files into the raw store, and nothing more.

    A file whose content was landed before is left alone, so landing the same folder
    again costs little and changes nothing. The format: docs/export_format.md.
    """
    with _recorded(warehouse, "land") as (house, record):
        _keep_the_example_apart(house, exports)
        pipeline.land_exports(record, house, exports, keep_going=keep_going)


@app.command()
def build(
    config: ConfigOption = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
) -> None:
    """Build and test all models from what has landed, in a private file.

    The same as `dbt build` with this warehouse's raw store and configuration. Readers
    see nothing of it before `scorecard publish`.
    """
    with _recorded(warehouse, "build") as (house, record):
        pipeline.build_warehouse(record, house, config)


@app.command()
def check(warehouse: WarehouseOption = DEFAULT_WAREHOUSE) -> None:
    """Audit what landed and what was built, with a page per run.

    What makes a figure wrong is an error and gives exit code 1; the rest warns.
    docs/checks.md lists the expectations.
    """
    with _recorded(warehouse, "check") as (house, record):
        _need_build(house)
        pipeline.check_warehouse(record, house)


@app.command()
def publish(warehouse: WarehouseOption = DEFAULT_WAREHOUSE) -> None:
    """Audit what was built and give it to readers."""
    with _recorded(warehouse, "publish") as (house, record):
        _need_build(house)
        pipeline.check_warehouse(record, house)
        pipeline.publish_marts(record, house)


@app.command()
def demo(warehouse: WarehouseOption = DEFAULT_WAREHOUSE) -> None:
    """Generate the exports of an example company and run the scorecard on them.

    Eighteen months of incidents; AI SRE comes in half-way for some classes. The same
    every time. The exports stay in WAREHOUSE/example for you to look at.
    """
    from scorecard.example import CONFIG_FOLDER, DATA_END, generate

    with _recorded(warehouse, "demo") as (house, record):
        exports = house.example
        if house.raw.exists() and not exports.exists():
            raise _WrongUseError(
                f"{house.folder} holds landed exports, which the example would mix"
                " with: choose another folder with --warehouse"
            )
        shutil.rmtree(exports, ignore_errors=True)
        generate(exports)
        say(f"example exports: {exports}")
        pipeline.land_exports(record, house, exports, keep_going=False)
        pipeline.build_warehouse(record, house, CONFIG_FOLDER)
        # the example's clock stands still, so its data is not stale
        pipeline.check_warehouse(
            record, house, as_of=datetime.combine(DATA_END, time())
        )
        pipeline.publish_marts(record, house)
        _say_where_to_look(house)


@app.command()
def status(warehouse: WarehouseOption = DEFAULT_WAREHOUSE) -> None:
    """Say what is in a warehouse: landings, runs, rows, quarantine, metrics.

    A metric that is not measured comes with the reason: what the export lacks.
    """
    house = Warehouse.at(warehouse)
    show_status(house, read_status(house))


class _WrongUseError(Exception):
    """The command cannot be carried out as given."""


def _keep_the_example_apart(house: Warehouse, exports: Path) -> None:
    if house.example.exists() and exports.resolve() != house.example.resolve():
        raise _WrongUseError(
            f"{house.folder} holds the demo's example company, which your exports would"
            " mix with: choose another folder with --warehouse, or delete this one"
        )


def _need_build(house: Warehouse) -> None:
    if not house.build_file.exists():
        raise _WrongUseError(
            f"{house.folder} has nothing built: scorecard build --warehouse"
            f" {house.folder}"
        )


@contextmanager
def _recorded(folder: Path, command: str) -> Iterator[tuple[Warehouse, Run]]:
    """Hold the lock, keep the run's record, turn failures into exit codes."""
    try:
        house = Warehouse.at(folder)
        with FileLock(house.lock_file, timeout=0):
            record = start_run(house, command)
            with _outcome(record):
                yield house, record
    except Timeout:
        fail(f"{folder}: another run is using this warehouse; wait until it has ended")
        raise typer.Exit(2) from None
    except OSError as problem:
        fail(f"{folder}: {problem}")
        raise typer.Exit(2) from None


@contextmanager
def _outcome(record: Run) -> Iterator[None]:
    def end(reason: str, code: int) -> typer.Exit:
        record.outcome, record.reason = "failed", reason
        record.save()
        fail(reason)
        return typer.Exit(code)

    try:
        yield
    except pipeline.StageFailed as problem:
        raise end(str(problem), 1) from None
    except (ConfigError, LandingError, _WrongUseError) as problem:
        raise end(str(problem), 2) from None
    except BaseException as problem:
        record.outcome, record.reason = "failed", repr(problem)
        record.save()
        raise
    record.outcome = "succeeded"
    record.save()


def _say_where_to_look(house: Warehouse) -> None:
    say("")
    say(f"The scorecard is in {house.published_file}, schema marts. For example:")
    say(
        f"  duckdb -readonly {house.published_file}"
        ' "from marts.layer_a_workflow_quality limit 5"'
    )
    say(f"  scorecard status --warehouse {house.folder}")


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return the exit code; argv without the program."""
    try:
        app(args=argv, prog_name="scorecard")
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0

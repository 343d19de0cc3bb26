"""The command line: `scorecard --help`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer

from scorecard import pipeline, versions
from scorecard import runs as run_records
from scorecard.build_file import build_state
from scorecard.console import fail, say
from scorecard.explain.command import app as explain
from scorecard.report.command import Format, ReportError, serve_report, write_report
from scorecard.session import FAILED, WRONG_USE, Manner, WrongUseError, recorded
from scorecard.status import read_status, show_status, show_versions, status_json
from scorecard.trouble import in_words
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
    failed, or the run itself; 2 wrong use or wrong configuration; 3 another run is
    using the warehouse.
    """,
)

app.add_typer(explain, name="explain")

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
WaitOption = Annotated[
    float | None,
    typer.Option(
        "--wait",
        metavar="[SECONDS]",
        min=0,
        help="Wait for another run on this warehouse to end, so many seconds, or"
        " without a number as long as it takes; then exit code 3.",
    ),
]
NotifyOption = Annotated[
    str | None,
    typer.Option(
        "--notify-command",
        metavar="CMD",
        help="Run this at the end, well or not, with the run's summary as JSON on its"
        " standard input. Split into words as a shell would, but run without one.",
        envvar="SCORECARD_NOTIFY_COMMAND",
    ),
]
KeepRunsOption = Annotated[
    int,
    typer.Option(
        min=1,
        help="Records of runs to keep, besides those of kept versions.",
        envvar="SCORECARD_KEEP_RUNS",
    ),
]
KeepVersionsOption = Annotated[
    int,
    typer.Option(
        min=1,
        help="Published versions to keep for `scorecard publish --rollback`.",
        envvar="SCORECARD_KEEP_VERSIONS",
    ),
]
ShareOption = Annotated[
    str | None,
    typer.Option(
        "--share-with",
        metavar="GROUP",
        help="Let the members of this group read scorecard.duckdb, and nothing else.",
        envvar="SCORECARD_SHARE_WITH",
    ),
]
KEEP_RUNS = run_records.KEPT
KEEP_VERSIONS = versions.KEPT
FullRefreshOption = Annotated[
    bool,
    typer.Option(
        "--full-refresh",
        help="Build everything anew, not only what new files concern. A change of"
        " configuration, models or versions does so by itself.",
    ),
]
DEFAULT_WAREHOUSE = Path("warehouse")


@app.command()
def run(
    exports: ExportsOption,
    config: ConfigOption = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    keep_going: KeepGoingOption = False,
    full_refresh: FullRefreshOption = False,
    wait: WaitOption = None,
    notify_command: NotifyOption = None,
    keep_runs: KeepRunsOption = KEEP_RUNS,
    keep_versions: KeepVersionsOption = KEEP_VERSIONS,
    share_with: ShareOption = None,
) -> None:
    """Land, build, check and publish: exports in, scorecard out.

    Readers of WAREHOUSE/scorecard.duckdb keep what they have until everything has
    been built and audited; then they get the new file at once. Running it again on
    the same exports changes nothing.

    Example: `scorecard run --exports exports --config config`
    """
    manner = _manner(wait, notify_command, keep_runs, keep_versions)
    with recorded(warehouse, "run", manner) as (house, record):
        _keep_the_example_apart(house, exports)
        pipeline.land_exports(record, house, exports, keep_going=keep_going)
        pipeline.build_warehouse(record, house, config, full_refresh=full_refresh)
        pipeline.check_warehouse(record, house)
        pipeline.publish_marts(record, house, group=share_with)
        _say_where_to_look(house)


@app.command()
def land(
    exports: ExportsOption,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    keep_going: KeepGoingOption = False,
    wait: WaitOption = None,
    notify_command: NotifyOption = None,
    keep_runs: KeepRunsOption = KEEP_RUNS,
) -> None:
    """Take new export files into the raw store, and nothing more.

    A file whose content was landed before is left alone, so landing the same folder
    again costs little and changes nothing. The format: docs/export_format.md.
    """
    manner = _manner(wait, notify_command, keep_runs)
    with recorded(warehouse, "land", manner) as (house, record):
        _keep_the_example_apart(house, exports)
        pipeline.land_exports(record, house, exports, keep_going=keep_going)


@app.command()
def build(
    config: ConfigOption = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    full_refresh: FullRefreshOption = False,
    wait: WaitOption = None,
    notify_command: NotifyOption = None,
    keep_runs: KeepRunsOption = KEEP_RUNS,
) -> None:
    """Build and test all models from what has landed, in a private file.

    The same as `dbt build` with this warehouse's raw store and configuration. Readers
    see nothing of it before `scorecard publish`.
    """
    manner = _manner(wait, notify_command, keep_runs)
    with recorded(warehouse, "build", manner) as (house, record):
        pipeline.build_warehouse(record, house, config, full_refresh=full_refresh)


@app.command()
def check(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    wait: WaitOption = None,
    notify_command: NotifyOption = None,
    keep_runs: KeepRunsOption = KEEP_RUNS,
) -> None:
    """Audit what landed and what was built, with a page per run.

    What makes a figure wrong is an error and gives exit code 1; the rest warns.
    docs/checks.md lists the expectations.
    """
    manner = _manner(wait, notify_command, keep_runs)
    with recorded(warehouse, "check", manner) as (house, record):
        _need_build(house)
        pipeline.check_warehouse(record, house)


@app.command()
def publish(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    show_list: Annotated[
        bool, typer.Option("--list", help="Only list the versions that are kept.")
    ] = False,
    rollback: Annotated[
        bool,
        typer.Option(
            "--rollback", help="Give readers the version before the one they have."
        ),
    ] = False,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION",
            help="Give readers this version, named as --list does or by its run.",
        ),
    ] = None,
    wait: WaitOption = None,
    notify_command: NotifyOption = None,
    keep_runs: KeepRunsOption = KEEP_RUNS,
    keep_versions: KeepVersionsOption = KEEP_VERSIONS,
    share_with: ShareOption = None,
) -> None:
    """Audit what was built and give it to readers; or give them an earlier version.

    What a rollback gives stays until something is published again, so stop the
    schedule until the cause is mended.
    """
    if show_list:
        house = Warehouse.named(warehouse)
        with _told_of_refusals(house):
            show_versions(house, versions.list_versions(house))
        return
    manner = _manner(wait, notify_command, keep_runs, keep_versions)
    with recorded(warehouse, "publish", manner) as (house, record):
        if rollback or to:
            pipeline.go_back_to(record, house, to, group=share_with)
            return
        _need_build(house)
        if build_state(house) == "unfinished":
            raise WrongUseError(
                f"{house.build_file} is not whole: the last build failed or was"
                f" killed. First: scorecard build --warehouse {house.folder}"
            )
        pipeline.check_warehouse(record, house)
        pipeline.publish_marts(record, house, group=share_with)


@app.command()
def demo(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    wait: WaitOption = None,
    notify_command: NotifyOption = None,
    keep_runs: KeepRunsOption = KEEP_RUNS,
    keep_versions: KeepVersionsOption = KEEP_VERSIONS,
    share_with: ShareOption = None,
) -> None:
    """Generate the exports of an example company and run the scorecard on them.

    Eighteen months of incidents; AI SRE comes in half-way for some classes. The same
    every time. The exports stay in WAREHOUSE/example for you to look at.
    """
    from scorecard.example import CONFIG_FOLDER, DATA_END, generate

    manner = _manner(wait, notify_command, keep_runs, keep_versions)
    with recorded(warehouse, "demo", manner) as (house, record):
        exports = house.example
        if house.raw.exists() and not exports.exists():
            raise WrongUseError(
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
        pipeline.publish_marts(record, house, group=share_with)
        _say_where_to_look(house)


@app.command()
def status(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="For machines; docs/operations.md has the keys."),
    ] = False,
) -> None:
    """Say what is in a warehouse: landings, runs, rows, quarantine, metrics.

    A metric that is not measured comes with the reason: what the export lacks. It
    waits for no run and changes nothing. Exit code 1 says that something is damaged.
    """
    house = Warehouse.named(warehouse)
    if not house.folder.is_dir():
        fail(f"{warehouse} is no folder: give --warehouse, or begin with scorecard run")
        raise typer.Exit(WRONG_USE)
    with _told_of_refusals(house):
        found = read_status(house)
    if as_json:
        typer.echo(status_json(house, found))
    else:
        show_status(house, found)
    if found.problems:
        raise typer.Exit(FAILED)


@app.command()
def report(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="DIR", help="Folder to write; WAREHOUSE/report if none."
        ),
    ] = None,
    form: Annotated[
        Format,
        typer.Option("--format", help="Pages, paper, pictures, or figures as files."),
    ] = Format.html,
    serve: Annotated[
        bool, typer.Option("--serve", help="Show the pages on localhost afterwards.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", help="Of --serve; 0 takes any that is free.")
    ] = 0,
) -> None:
    """Write the pages that people look at, from what is published.

    Four pages that open from disk, without a server and without a network: the
    scorecard (`index.html`, one sheet when printed), diagnostics, the plan and the
    method. They read WAREHOUSE/scorecard.duckdb and write nothing to it. PDF and PNG
    need an installed Chromium. docs/report.md says more.

    Example: `scorecard report --output report && open report/index.html`
    """
    house = Warehouse.named(warehouse)
    target = (output or house.report).expanduser().resolve()
    if serve and form is not Format.html:
        fail("--serve shows pages, so it goes with --format html")
        raise typer.Exit(WRONG_USE)
    try:
        written = write_report(house.published_file, target, form)
        for path in written:
            say(f"report: {path}")
        if serve:
            serve_report(target, port)
    except ReportError as problem:
        fail(str(problem))
        raise typer.Exit(WRONG_USE) from None
    except OSError as problem:
        fail(f"{target}: {problem}")
        raise typer.Exit(WRONG_USE) from None


@contextmanager
def _told_of_refusals(house: Warehouse) -> Iterator[None]:
    """Say what may not be read, to somebody who only looks."""
    try:
        yield
    except OSError as problem:
        fail(in_words(problem, house))
        raise typer.Exit(FAILED) from None


def _manner(
    wait: float | None,
    notify_command: str | None,
    keep_runs: int,
    keep_versions: int = KEEP_VERSIONS,
) -> Manner:
    return Manner(
        wait=wait or 0.0,
        notify_command=notify_command,
        keep_runs=keep_runs,
        keep_versions=keep_versions,
    )


def _keep_the_example_apart(house: Warehouse, exports: Path) -> None:
    if house.example.exists() and exports.resolve() != house.example.resolve():
        raise WrongUseError(
            f"{house.folder} holds the demo's example company, which your exports would"
            " mix with: choose another folder with --warehouse, or delete this one"
        )


def _need_build(house: Warehouse) -> None:
    if not house.build_file.exists():
        raise WrongUseError(
            f"{house.folder} has nothing built: scorecard build --warehouse"
            f" {house.folder}"
        )


def _say_where_to_look(house: Warehouse) -> None:
    say("")
    say(f"The scorecard is in {house.published_file}, schema marts. For example:")
    say(
        f"  duckdb -readonly {house.published_file}"
        ' "from marts.layer_a_workflow_quality limit 5"'
    )
    say(f"  scorecard report --warehouse {house.folder} --serve")
    say(f"  scorecard status --warehouse {house.folder}")


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return the exit code; argv without the program."""
    try:
        app(
            args=_spelled_out(sys.argv[1:] if argv is None else argv),
            prog_name="scorecard",
        )
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def _spelled_out(arguments: list[str]) -> list[str]:
    """Give a bare --wait its value, which typer cannot leave out."""
    return [
        "--wait=inf"
        if argument == "--wait" and not following[:1].isdigit()
        else argument
        for argument, following in zip(arguments, [*arguments[1:], ""], strict=True)
    ]

"""The command group `scorecard explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import duckdb
import typer

from scorecard.console import fail
from scorecard.explain.read import Choice, UnknownError
from scorecard.explain.roi import explain_roi
from scorecard.warehouse import Warehouse

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Show how a published figure comes about, step by step.",
)


@app.callback()
def group() -> None:
    """Show how a published figure comes about, step by step."""


@app.command()
def roi(
    bucket: Annotated[
        str,
        typer.Option(
            help="avoided_downtime, reclaimed_time, reduced_overhead, or total.",
            show_default=False,
        ),
    ],
    month: Annotated[
        str, typer.Option(metavar="YYYY-MM|current", help="Which period.")
    ] = "current",
    severity: Annotated[
        str | None, typer.Option(help="Only lines of this severity, such as sev1.")
    ] = None,
    incident_class: Annotated[
        str | None, typer.Option("--class", help="Only lines of this incident class.")
    ] = None,
    service_tier: Annotated[
        str | None, typer.Option("--tier", help="Only lines of this service tier.")
    ] = None,
    role: Annotated[
        str | None, typer.Option(help="Only lines of this role's time.")
    ] = None,
    component: Annotated[
        str | None,
        typer.Option(
            help="Only this component: a phase, a time sink, a kind of hours."
        ),
    ] = None,
    method: Annotated[
        str | None, typer.Option(help="measured, sampled, tagged or workflow.")
    ] = None,
    attribution: Annotated[
        str | None, typer.Option(help="before_after, trend_adjusted or direct.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The same as JSON, for a program.")
    ] = False,
    warehouse: Annotated[
        Path,
        typer.Option(
            "--warehouse",
            metavar="DIR",
            help="Folder of the warehouse.",
            envvar="SCORECARD_WAREHOUSE",
        ),
    ] = Path("warehouse"),
) -> None:
    """Walk lines of the ROI ledger from minutes to money.

    First the bucket's sum with the lines that it adds, then each of those lines: its
    cells with n and means, what is saved per incident and in how many, margins, the
    trend of the control, what a minute costs and where that is configured, recapture,
    and what the five points of the confidence are given for. Options choose other
    lines; docs/roi.md reads one aloud.

    All of it is computed anew from the published tables. Exit code 1: the ledger says
    something else; 2: there is no such line, and the message says which there are.

    Example: `scorecard explain roi --bucket avoided_downtime --severity sev2`
    """
    choice = Choice(
        severity=severity,
        incident_class=incident_class,
        service_tier=service_tier,
        role=role,
        component=component,
        method=method,
        attribution=attribution,
    )
    path = Warehouse.named(warehouse).published_file
    try:
        same = explain_roi(path, bucket, month, choice, as_json=as_json)
    except UnknownError as problem:
        fail(str(problem))
        raise typer.Exit(2) from None
    except duckdb.Error as problem:
        fail(f"{path}: {problem}")
        raise typer.Exit(2) from None
    if not same:
        raise typer.Exit(1)

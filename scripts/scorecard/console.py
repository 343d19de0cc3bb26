"""What a run shows while it works: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed

console = Console(stderr=True, highlight=False)
"""For people: progress, warnings, errors. What a machine reads goes to stdout."""

Advance = Callable[[int, int, str], None]


@dataclass
class Stage:
    """A part of a run under way; `seconds` is set when it has ended."""

    advance: Advance
    seconds: float = 0.0


@contextmanager
def stage(title: str) -> Iterator[Stage]:
    """Show a part of a run: its progress, and how long it took."""
    started = time.perf_counter()
    with Progress(
        TextColumn("[bold]{task.description:<8}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        Elapsed(),
        TextColumn("{task.fields[doing]}", style="dim"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(title, total=None, doing="")

        def advance(number: int, count: int, doing: str) -> None:
            progress.update(task, completed=number, total=count, doing=escape(doing))

        current = Stage(advance)
        yield current
    current.seconds = time.perf_counter() - started


def say(text: str, style: str = "") -> None:
    """Print a line of plain text; markup in it is shown, not obeyed."""
    console.print(text, style=style or None, markup=False, soft_wrap=True)


def warn(text: str) -> None:
    """Print a line that wants attention and stops nothing."""
    say(f"warning: {text}", "yellow")


def fail(text: str) -> None:
    """Print a line that says why something failed."""
    say(f"error: {text}", "bold red")

"""What a run shows while it works: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed

from scorecard.redaction import redacted

console = Console(stderr=True, highlight=False, emoji=False)
"""For people: progress, warnings, errors. What a machine reads goes to stdout."""

_log: TextIO | None = None

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
            progress.update(
                task, completed=number, total=count, doing=escape(printable(doing))
            )

        current = Stage(advance)
        try:
            yield current
        finally:
            current.seconds = time.perf_counter() - started


@contextmanager
def logged(path: Path) -> Iterator[None]:
    """Write all that is said within the block to a file as well, with the time."""
    global _log
    with path.open("a", encoding="utf-8") as _log:
        try:
            yield
        finally:
            closing, _log = _log, None
            # a full disk has been told of already
            with suppress(OSError):
                closing.flush()


def log(text: str) -> None:
    """Write to the log only, if there is one: for what is too long for a screen."""
    if _log is None:
        return
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    with suppress(OSError):
        _log.write(f"{now}Z {redacted(text)}\n")
        _log.flush()


def printable(text: str) -> str:
    """Write out what a terminal would obey: names of files come from outside."""
    return "".join(
        c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text
    )


def say(text: str, style: str = "") -> None:
    """Print a line of plain text; markup in it is shown, not obeyed, secrets hidden."""
    text = printable(redacted(text))
    log(text)
    console.print(text, style=style or None, markup=False, soft_wrap=True)


def warn(text: str) -> None:
    """Print a line that wants attention and stops nothing."""
    say(f"warning: {text}", "yellow")


def fail(text: str) -> None:
    """Print a line that says why something failed."""
    say(f"error: {text}", "bold red")

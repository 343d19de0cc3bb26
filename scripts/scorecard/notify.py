"""Tells another program how a run ended."""

from __future__ import annotations

import shlex
import subprocess

SECONDS = 60.0
"""How long the program may take."""


class NotifyError(Exception):
    """The program was not told; the message says why."""


def words_of(command: str) -> list[str]:
    """Split a command as a shell would, without a shell: nothing in it is expanded.

    Raises:
        ValueError: a quote is not closed, or there is no word in it.
    """
    words = shlex.split(command)
    if not words:
        raise ValueError("there is no command in it")
    return words


def notify(words: list[str], summary: str) -> None:
    """Run a program with a summary on its standard input.

    What is in the summary is never part of a command line.

    Raises:
        NotifyError: it could not be started, took too long, or left with another code
            than 0.
    """
    try:
        done = subprocess.run(
            words,
            input=summary,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise NotifyError(f"it took longer than {SECONDS:.0f} s") from None
    except OSError as problem:
        raise NotifyError(problem.strerror or str(problem)) from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        last = f": {said[-1]}" if said else ""
        raise NotifyError(f"it left with exit code {done.returncode}{last}")

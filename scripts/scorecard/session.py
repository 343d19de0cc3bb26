"""How a command that writes to a warehouse is carried out, whatever happens.

It holds the lock, keeps the run's record and log, turns every failure into an exit
code and a sentence, and clears away what is old.
"""

from __future__ import annotations

import json
import os
import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import typer

from scorecard.build_file import BuildFileError
from scorecard.check.result import CheckError
from scorecard.config import ConfigError
from scorecard.console import fail, log, logged, say, warn
from scorecard.landing import LandingError
from scorecard.lock import LockedError, Owner, only_run
from scorecard.notify import NotifyError, notify, words_of
from scorecard.pipeline import StageFailed
from scorecard.publish import git_revision
from scorecard.redaction import redacted
from scorecard.runs import FORMAT, Run, bury_the_dead, prune_runs, start_run
from scorecard.runs import KEPT as KEPT_RUNS
from scorecard.trouble import in_words
from scorecard.versions import KEPT as KEPT_VERSIONS
from scorecard.versions import (
    VersionError,
    clear_unfinished,
    list_versions,
    prune_versions,
)
from scorecard.warehouse import Warehouse
from scorecard.workspace import prune_workspaces

FAILED, WRONG_USE, LOCKED = 1, 2, 3


class WrongUseError(Exception):
    """The command cannot be carried out as given."""


class StoppedError(BaseException):
    """Somebody asked the run to stop: Ctrl-C, or a signal to end."""


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a command is to be carried out.

    Attributes:
        wait: seconds to wait for another run's end; infinity waits for ever.
        notify_command: told of the end, with the summary on its standard input.
        keep_runs: records of runs that stay.
        keep_versions: published versions that stay.
    """

    wait: float = 0.0
    notify_command: str | None = None
    keep_runs: int = KEPT_RUNS
    keep_versions: int = KEPT_VERSIONS


@contextmanager
def recorded(
    folder: Path, command: str, manner: Manner
) -> Iterator[tuple[Warehouse, Run]]:
    """Carry out the block as the one run on a warehouse, with a record of it.

    Raises:
        typer.Exit: 1 it failed, 2 wrong use or configuration, 3 another run is using
            the warehouse; the reason has been said.
    """
    words = _notify_words(manner.notify_command)
    run: Run | None = None
    refusal = ""
    try:
        with _private(), _stopped_by_signals():
            house = _opened(folder)
            with only_run(house, command, wait=manner.wait, on_wait=_say_who):
                _clear_up(house)
                run = start_run(house, command, git_revision())
                with logged(run.log), _ended(run, house, manner):
                    yield house, run
    except (
        LockedError,
        WrongUseError,
        OSError,
        StoppedError,
        KeyboardInterrupt,
    ) as problem:
        # before there was a record
        code, reason = _verdict(problem, Warehouse.named(folder))
        fail(reason)
        refusal = _refusal(command, code, reason)
        raise typer.Exit(code) from None
    finally:
        # after the lock's release: a program that hangs must keep no run waiting
        if words:
            _tell(words, run.summary() if run else refusal)


@contextmanager
def _ended(run: Run, house: Warehouse, manner: Manner) -> Iterator[None]:
    code, reason = 0, None
    try:
        yield
        run.phase = "tidy"
        run.save()
    except (Exception, StoppedError, KeyboardInterrupt) as problem:
        code, reason = _verdict(problem, house)
        fail(reason)
    _prune(house, manner, run.run_id)
    run.end(code, reason)
    if not code:
        run.phase = "done"
    try:
        run.save()
    except OSError as problem:
        code = code or FAILED
        run.end(code, reason or in_words(problem, house))
        fail(f"the record of this run: {in_words(problem, house)}")
    if code:
        raise typer.Exit(code)


def _verdict(problem: BaseException, house: Warehouse) -> tuple[int, str]:
    """Return the exit code of a failure and its reason in words."""
    if _stopping:
        return FAILED, f"stopped by {_stopping[-1]}"
    match problem:
        case LockedError():
            return LOCKED, str(problem)
        case ConfigError() | LandingError() | WrongUseError():
            return WRONG_USE, str(problem)
        case StageFailed() | CheckError() | BuildFileError() | VersionError():
            return FAILED, str(problem)
        case KeyboardInterrupt():
            return FAILED, "stopped by Ctrl-C"
        case OSError() | duckdb.Error():
            log("".join(traceback.format_exception(problem)))
            return FAILED, in_words(problem, house)
    log("".join(traceback.format_exception(problem)))
    return FAILED, (
        f"{type(problem).__name__}: {problem}. That was not expected: please report it"
        " with the traceback in this run's run.log"
    )


def _opened(folder: Path) -> Warehouse:
    try:
        return Warehouse.at(folder)
    except (FileExistsError, NotADirectoryError):
        raise WrongUseError(f"{folder} is a file: --warehouse takes a folder") from None


def _clear_up(house: Warehouse) -> None:
    """Remove what killed runs have left, and say of them that they were killed."""
    clear_unfinished(house)
    for run_id in bury_the_dead(house):
        warn(f"run {run_id} did not come to its end; readers have kept what they had")


def _prune(house: Warehouse, manner: Manner, own: str) -> None:
    try:
        prune_versions(house, manner.keep_versions)
        # a clock that was set back makes this very run look old
        needed = {own, *(version.run_id for version in list_versions(house))}
        prune_runs(house, manner.keep_runs, needed)
        prune_workspaces(house.workspace.parent)
    except OSError as problem:
        warn(f"what is old could not be removed: {problem}")


def _notify_words(command: str | None) -> list[str]:
    if command is None:
        return []
    try:
        return words_of(command)
    except ValueError as problem:
        fail(f"--notify-command: {problem}")
        raise typer.Exit(WRONG_USE) from None


def _tell(words: list[str], summary: str) -> None:
    try:
        notify(words, summary)
    except NotifyError as problem:
        warn(f"--notify-command {words[0]}: {problem}")


def _refusal(command: str, code: int, reason: str) -> str:
    """Return what a program is told when there is no run, with a summary's keys."""
    content = {
        "format": FORMAT,
        "run_id": None,
        "command": command,
        "outcome": "locked" if code == LOCKED else "failed",
        "exit_code": code,
        "reason": reason,
        "published": False,
    }
    return redacted(json.dumps(content, indent=2) + "\n")


def _say_who(owner: Owner | None) -> None:
    say(f"waiting for another run to end: {owner or 'it has just begun'}")


@contextmanager
def _private() -> Iterator[None]:
    """Make whatever is written within the block its owner's alone."""
    former = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(former)


_stopping: list[str] = []


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Turn a request to end into an exception, so that the record says so."""

    def stop(number: int, _: object) -> None:
        # some libraries turn whatever is raised in their callbacks into their own
        _stopping.append(signal.Signals(number).name)
        raise StoppedError

    former = {}
    _stopping.clear()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            # nohup has its reasons
            if signal.getsignal(number) is not signal.SIG_IGN:
                former[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)

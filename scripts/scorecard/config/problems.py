"""How a mistake in the configuration is told to the person who made it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

WHOLE_FILE = "(file)"
WHOLE_ROW = "(row)"
_SHOWN = 60


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is (line from 1, column by name), what, and the way out."""

    file: Path
    line: int
    column: str
    text: str
    way_out: str

    def __str__(self) -> str:
        """Return `file:line:column-name: problem. Way out.` on one line."""
        # a file's or a column's name may be as hostile as a cell
        place = f"{_printable(str(self.file))}:{self.line}:{_printable(self.column)}"
        stop = "" if self.way_out.endswith("?") else "."
        return f"{place}: {self.text}. {self.way_out}{stop}"


class ConfigError(Exception):
    """The configuration cannot be used; `problems` has every reason, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Sort the problems by place and drop repetitions."""
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def shown(value: object) -> str:
    """Return a value fit for a message: quoted, on one line, at most 60 characters."""
    text = str(value)
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return f"'{_printable(cut)}'"


def nearest(value: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """Return a way out: the likely spelling, else `otherwise`, else all known ones."""
    names = {name.lower(): name for name in known}
    close = get_close_matches(value.strip().lower(), names, n=1, cutoff=0.75)
    if close:
        return f"Did you mean {names[close[0]]}?"
    return otherwise or f"Use one of {', '.join(names.values())}"


def refuse(text: str, way_out: str) -> PydanticCustomError:
    """Return the error that a validator raises to say its own text and way out."""
    return PydanticCustomError(
        "refused", "{text}. {way_out}", {"text": text, "way_out": way_out}
    )


def explain(error: ErrorDetails, literals: Iterable[str]) -> tuple[str, str]:
    """Return text and way out of a pydantic error.

    `literals` are the values that the field lists, if it lists any.
    """
    kind, value = error["type"], error.get("input")
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind == "refused":
        return context["text"], context["way_out"]
    if kind == "missing":
        return "the cell is blank", "Fill it in, or delete the whole row"
    if kind == "literal_error":
        text = f"{shown(value)} is not one of the values that are allowed here"
        return text, nearest(str(value), literals)
    if kind == "string_too_long":
        return (
            f"the text has {len(str(value))} characters",
            f"Shorten it to {context['max_length']}",
        )
    reason = error["msg"].removeprefix("Input should be ")
    return f"{shown(value)} is not accepted, it has to be: {reason}", "Correct it"


def _printable(text: str) -> str:
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text
    )

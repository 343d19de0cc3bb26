"""Reading one CSV file into validated rows, with every mistake in it."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from scorecard.config.cells import find_control_character
from scorecard.config.models import Row
from scorecard.config.problems import (
    WHOLE_FILE,
    WHOLE_ROW,
    Problem,
    explain,
    nearest,
    shown,
)

Model = TypeVar("Model", bound=BaseModel)

MAX_BYTES = 10_000_000
"""Far above any configuration that people write by hand."""


@dataclass(frozen=True)
class LocatedRow:
    """A row and the line it starts on, from 1."""

    line: int
    row: Row


@dataclass(frozen=True)
class SeedTable:
    """The rows of one seed file. `is_whole` is false when some could not be read."""

    row_type: type[Row]
    file: Path
    rows: tuple[LocatedRow, ...]
    is_whole: bool

    def problem(self, line: int, column: str, text: str, way_out: str) -> Problem:
        """Return a problem of this file."""
        return Problem(self.file, line, column, text, way_out)


def read_text(file: Path) -> str | Problem:
    """Return the file's text without a byte order mark, or why there is none."""
    try:
        if file.stat().st_size > MAX_BYTES:
            text = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
            return Problem(file, 1, WHOLE_FILE, text, "Keep what is needed")
        content = file.read_bytes()
    except OSError as error:
        text = f"the file cannot be read ({error.strerror})"
        return Problem(file, 1, WHOLE_FILE, text, "Check its permissions")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        text = "the file is not UTF-8 from here on"
        return Problem(file, line, WHOLE_FILE, text, "Save it again as UTF-8")


def read_table(file: Path, row_type: type[Row]) -> tuple[SeedTable, list[Problem]]:
    """Return the rows of a seed file that are valid, and the problems of the others.

    Cells are trimmed, a blank one is null, blank lines are skipped. A row whose key
    occurred before is kept, and is a problem; of a label map, one that says the same
    once more, such as Other after other, is dropped.
    """
    reader = _TableReader(file, row_type)
    rows = tuple(reader.read())
    if row_type.folds_repetitions:
        rows = tuple({located.row: located for located in reversed(rows)}.values())
        rows = tuple(reversed(rows))
    is_whole = not reader.problems
    table = SeedTable(row_type, file, rows, is_whole)
    return table, [*reader.problems, *_repeated_keys(table)]


def validate(
    model: type[Model],
    values: dict[str, str],
    report: Callable[[str, str, str], None],
) -> Model | None:
    """Return the model, or None after reporting each (column, text, way out)."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            column = str(details["loc"][0])
            literals = _literals(model.model_fields.get(column))
            report(column, *explain(details, literals))
        return None


class _TableReader:
    """One pass over a file; `problems` fills as `read` goes."""

    def __init__(self, file: Path, row_type: type[Row]) -> None:
        self.file = file
        self.row_type = row_type
        self.columns = list(row_type.model_fields)
        self.problems: list[Problem] = []

    def read(self) -> Iterator[LocatedRow]:
        content = read_text(self.file)
        if isinstance(content, Problem):
            self.problems.append(content)
            return
        records = self._records(content)
        header_line, header = next(records, (1, None))
        if header is None:
            if not self.problems:
                self._report(1, WHOLE_FILE, "the file is empty", self._header_needed())
            return
        names = [name.strip() for name in header]
        if self._is_header_wrong(header_line, names):
            return
        for line, cells in records:
            row = self._row(line, names, cells)
            if row is not None:
                yield LocatedRow(line, row)

    def _records(self, content: str) -> Iterator[tuple[int, list[str]]]:
        # not splitlines, which also breaks at characters that are part of a cell
        reader = csv.reader(StringIO(content, newline=""), strict=True)
        line = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells) or len(cells) > 1:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            self._report(
                line,
                WHOLE_ROW,
                f"the row is not valid CSV ({error})",
                'Close every quote; a quote inside a quoted cell is doubled: "a ""b"""',
            )

    def _is_header_wrong(self, line: int, names: list[str]) -> bool:
        before = len(self.problems)
        if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
            self._report(
                line,
                WHOLE_ROW,
                "the columns are not separated by commas",
                "Save the file as comma-separated",
            )
            return True
        for position, name in enumerate(names):
            if name in names[:position]:
                text = f"column {shown(name)} is there twice"
                self._report(line, name, text, "Delete one of the two")
            elif name not in self.columns:
                text = f"{shown(name)} is no column of {self.row_type.seed}"
                self._report(line, name or WHOLE_ROW, text, nearest(name, self.columns))
        for column in self.columns:
            if column not in names:
                text = "the column is missing"
                self._report(line, column, text, self._header_needed())
        return len(self.problems) > before

    def _row(self, line: int, names: list[str], cells: list[str]) -> Row | None:
        if len(cells) != len(names):
            self._report(
                line,
                names[-1] if len(cells) > len(names) else names[len(cells)],
                f"the row has {len(cells)} cells, the header has {len(names)}",
                "Add or remove commas; put a text that holds a comma in quotes",
            )
            return None
        before = len(self.problems)
        for name, cell in zip(names, cells, strict=True):
            self._check_text(line, name, cell)
        if len(self.problems) > before:
            return None
        filled = {
            name: cell.strip()
            for name, cell in zip(names, cells, strict=True)
            if cell.strip()
        }
        return validate(
            self.row_type,
            filled,
            lambda column, text, way_out: self._report(line, column, text, way_out),
        )

    def _check_text(self, line: int, column: str, cell: str) -> None:
        character = find_control_character(cell)
        if character is not None:
            self._report(
                line,
                column,
                f"the cell holds the control character {character}",
                "Delete it, it does not show; a line break counts as one",
            )
        elif cell.strip().lower() == "null":
            self._report(
                line,
                column,
                "the word null reads as a blank cell in some databases",
                "Leave the cell blank, or delete the row",
            )

    def _header_needed(self) -> str:
        return f"The first line has to be {','.join(self.columns)}"

    def _report(self, line: int, column: str, text: str, way_out: str) -> None:
        self.problems.append(Problem(self.file, line, column, text, way_out))


def _repeated_keys(table: SeedTable) -> Iterator[Problem]:
    key = table.row_type.key
    first_lines: dict[tuple[object, ...], int] = {}
    for located in table.rows:
        values = tuple(getattr(located.row, column) for column in key)
        first = first_lines.setdefault(values, located.line)
        if first != located.line:
            said = " with ".join(
                "blank" if value is None else shown(value) for value in values
            )
            yield table.problem(
                located.line,
                key[0],
                f"{said} is already in line {first}",
                "Delete one of the two rows",
            )


def _literals(field: FieldInfo | None) -> tuple[str, ...]:
    if field is None:
        return ()
    # a field that may be blank is a union with None
    choices = (field.annotation, *get_args(field.annotation))
    literal = next((c for c in choices if get_origin(c) is Literal), None)
    return get_args(literal)

"""Reading vars.yml: a flat mapping of the vars that a team may set."""

from decimal import Decimal
from pathlib import Path

import yaml

from scorecard.config.cells import find_control_character
from scorecard.config.models import Vars
from scorecard.config.problems import WHOLE_FILE, Problem, nearest, shown
from scorecard.config.tables import read_text, validate

VARS_FILE = "vars.yml"

_EXAMPLE = "Write one var a line, such as refresh_target_minutes: 15"

VarValues = dict[str, int | float | str]


def read_vars(file: Path) -> tuple[VarValues, list[Problem]]:
    """Return the vars that the file sets, typed, and the problems of the others.

    Values are read as text and typed by the model, whatever YAML would make of them;
    nothing but plain text leaves this function. A file without content sets none.
    """
    content = read_text(file)
    if isinstance(content, Problem):
        return {}, [content]
    try:
        document = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return {}, [_not_yaml(file, content, error)]
    except RecursionError:
        text, way_out = "the file is nested too deeply", _EXAMPLE
        return {}, [Problem(file, 1, WHOLE_FILE, text, way_out)]
    if document is None:
        return {}, []
    if not isinstance(document, yaml.MappingNode):
        text = "the file is not a mapping of names to values"
        return {}, [Problem(file, 1, WHOLE_FILE, text, _EXAMPLE)]
    return _VarReader(file).read(document)


class _VarReader:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.known = list(Vars.model_fields)

    def read(self, document: yaml.MappingNode) -> tuple[VarValues, list[Problem]]:
        lines: dict[str, int] = {}
        texts: dict[str, str] = {}
        for key, value in document.value:
            line = key.start_mark.line + 1
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "(name)"
            text = self._text(line, name, value)
            if name not in self.known:
                problem = f"{shown(name)} is not a var that can be set"
                self._report(line, name, problem, nearest(name, self.known))
            elif name in lines:
                problem = f"the var is already set in line {lines[name]}"
                self._report(line, name, problem, "Delete one of the two lines")
            else:
                lines[name] = line
                if text is not None:
                    texts[name] = text
        given = self._typed(texts, lines)
        return given, self.problems

    def _text(self, line: int, name: str, value: yaml.Node) -> str | None:
        way_out = "Write a single number or name after the colon"
        if not isinstance(value, yaml.ScalarNode):
            self._report(line, name, "the value is a list or a mapping", way_out)
            return None
        text = str(value.value).strip()
        if not text or value.tag == "tag:yaml.org,2002:null":
            way_out = "Write a value after the colon, or delete the line"
            self._report(line, name, "the value is blank", way_out)
            return None
        character = find_control_character(text)
        if character is not None:
            problem = f"the value holds the control character {character}"
            self._report(line, name, problem, "Delete it, it does not show")
            return None
        return text

    def _typed(self, texts: dict[str, str], lines: dict[str, int]) -> VarValues:
        given: VarValues = {}
        for name, text in texts.items():
            model = validate(
                Vars,
                {name: text},
                lambda column, problem, way_out: self._report(
                    lines[column], column, problem, way_out
                ),
            )
            if model is not None:
                given[name] = _plain(getattr(model, name))
        return given

    def _report(self, line: int, column: str, text: str, way_out: str) -> None:
        self.problems.append(Problem(self.file, line, column, text, way_out))


def _plain(value: Decimal | str) -> int | float | str:
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _not_yaml(file: Path, content: str, error: yaml.YAMLError) -> Problem:
    line, reason = 1, "it cannot be read"
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        reason = error.problem or error.context or reason
    elif isinstance(error, yaml.reader.ReaderError):
        line = content.count("\n", 0, error.position) + 1
        reason = f"it holds the character U+{ord(content[error.position]):04X}"
    text = f"the file is not valid YAML: {reason}"
    return Problem(file, line, WHOLE_FILE, text, _EXAMPLE)

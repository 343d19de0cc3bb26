"""JSON in and out without losing how a number was spelled."""

from __future__ import annotations

import json
import re
from json.scanner import make_scanner

from scorecard.landing.model import FileProblem

JsonValue = object
"""dict, list, str, Number, bool or None."""

JSON_SPACE = " \t\r\n"
"""The white space that JSON knows."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Number(str):
    """A JSON number, kept as it was written."""

    __slots__ = ()


# NaN and Infinity are no JSON; as plain text they stay legible and the JSON that
# they are written back into stays valid.
_decoder = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=str)
_scan = make_scanner(_decoder)  # type: ignore[arg-type]
_quote = json.JSONEncoder(ensure_ascii=False).encode


def parse(text: str) -> JsonValue:
    """Parse a JSON text.

    Raises:
        json.JSONDecodeError: with the line, if the text is no JSON.
        RecursionError: if it is nested deeper than the interpreter can follow.
    """
    return _decoder.decode(text)


def parse_object(line: str) -> dict[str, JsonValue] | None:
    """Parse a line without outer white space; None if it is no JSON object."""
    try:
        value, end = _scan(line, 0)
    except (StopIteration, ValueError, RecursionError):
        return None
    return value if type(value) is dict and end == len(line) else None


def compact(value: JsonValue, depth: int) -> str:
    """Write a value as JSON text without white space, numbers as they were spelled.

    Raises:
        FileProblem: the value is nested deeper than `depth`.
    """
    if isinstance(value, str):
        return str(value) if type(value) is Number else _quote(value)
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if depth <= 0:
        raise FileProblem(
            "a value is nested too deeply", "Export the records with less nesting."
        )
    if isinstance(value, dict):
        items = (f"{_quote(k)}:{compact(v, depth - 1)}" for k, v in value.items())
        return "{" + ",".join(items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(compact(v, depth - 1) for v in value) + "]"
    raise TypeError(f"{type(value).__name__} is no JSON value")


def is_deeper(value: JsonValue, depth: int) -> bool:
    """Tell whether a value has more than `depth` levels of lists and objects."""
    level = [value]
    for _ in range(depth + 1):
        level = [v for v in level if isinstance(v, dict | list)]
        if not level:
            return False
        level = [c for v in level for c in (v.values() if isinstance(v, dict) else v)]  # type: ignore[attr-defined]
    return True


def cell_text(value: JsonValue, depth: int) -> str | None:
    """Text of one value: text as it is, null as None, nested values as JSON text.

    A lone surrogate, legal in JSON but not in UTF-8, becomes U+FFFD.
    """
    if value is None:
        return None
    text = value if isinstance(value, str) else compact(value, depth)
    return _LONE_SURROGATE.sub("\ufffd", text)


def decode_cell(cell: str | None) -> JsonValue:
    """Decode a cell that holds a JSON list or object; leave every other as it is."""
    if cell is None or not cell.lstrip(JSON_SPACE).startswith(("[", "{")):
        return cell
    try:
        return parse(cell)
    except (ValueError, RecursionError):
        return cell

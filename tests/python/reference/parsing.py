"""From the text of a cell to its value; a null is None, nonsense raises ValueError."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone

from .schema import LISTED, NONE_IS_A_VALUE, Type

Value = str | float | bool | datetime | None

_BLANKS = " \t\r\n\v\f"
_NULLS = frozenset({"", "null", "none", "n/a", "-"})
_TRUE = frozenset({"true", "t", "yes", "y", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "0"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)


def trim(text: str) -> str:
    """Take blanks and line breaks off both ends."""
    return text.strip(_BLANKS)


def is_null(column: str, text: str | None) -> bool:
    """Say whether a cell holds nothing, or one of the spellings of nothing."""
    if text is None:
        return True
    token = trim(text).lower()
    if token == "none" and column in NONE_IS_A_VALUE:
        return False
    return token in _NULLS


def parse_timestamp(text: str) -> datetime:
    """Read an ISO 8601 date or timestamp as an instant in UTC."""
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    micros = int((fraction or "0").ljust(6, "0")[:6])
    moment = datetime(
        int(year),
        int(month),
        int(day),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        micros,
        tzinfo=_offset(offset),
    )
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:  # an offset beyond the first or the last year
        raise ValueError(text) from error


def _offset(text: str | None) -> timezone:
    if text is None or text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if minutes > 59:
        raise ValueError(text)
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if text[0] == "-" else size)


def parse_number(text: str) -> float:
    """Read a finite decimal."""
    if _NUMBER.fullmatch(text) is None or not math.isfinite(float(text)):
        raise ValueError(text)
    return float(text)


def parse_minutes(text: str) -> float:
    """Read a finite decimal that is not negative."""
    number = parse_number(text)
    if number < 0:
        raise ValueError(text)
    return number


def parse_boolean(text: str) -> bool:
    """Read one of the ten spellings of true and false, in any case."""
    token = text.lower()
    if token in _TRUE:
        return True
    if token in _FALSE:
        return False
    raise ValueError(text)


def parse(column: str, kind: Type, text: str | None) -> Value:
    """Read one cell; ValueError when it holds something that is no such value."""
    if text is None or is_null(column, text):
        return None
    token = trim(text)
    if kind == "timestamp":
        return parse_timestamp(token)
    if kind == "boolean":
        return parse_boolean(token)
    if kind == "number":
        return parse_number(token)
    if kind == "minutes":
        return parse_minutes(token)
    return token.lower() if column in LISTED else token

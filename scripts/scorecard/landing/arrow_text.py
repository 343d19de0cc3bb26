"""Turns any column of a Parquet file into text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from scorecard.landing.json_text import JsonValue, Number, cell_text


def to_text(array: Any, depth: int) -> Any:
    """Return the array as pa.string(), nulls kept.

    Numbers are written so that they read back to the same value, timestamps in
    ISO 8601 (zoned ones in UTC with +00:00), nested values as JSON text.

    Args:
        array: a pyarrow Array of any type.
        depth: deepest nesting of JSON that is kept.

    Raises:
        pa.ArrowException, ValueError: the type has no text form, or the bytes are
            not UTF-8.
    """
    kind = array.type
    if isinstance(kind, pa.UuidType):
        return _each(array, str)
    if isinstance(kind, pa.BaseExtensionType):
        return to_text(array.storage, depth)
    if pa.types.is_dictionary(kind):
        return to_text(array.dictionary_decode(), depth)
    if pa.types.is_run_end_encoded(kind):
        return to_text(pc.run_end_decode(array), depth)
    if pa.types.is_timestamp(kind):
        return _timestamps(array)
    if pa.types.is_nested(kind):
        return _each(array, lambda v: cell_text(_plain(v), depth))
    text = array.cast(pa.string())
    # Parquet readers take a text column's word for being UTF-8.
    text.validate(full=True)
    return text


def _timestamps(array: Any) -> Any:
    # The stored number is UTC for a zoned column, so dropping the zone gives UTC.
    text = array.view(pa.timestamp(array.type.unit)).cast(pa.string())
    text = pc.replace_substring(text, " ", "T", max_replacements=1)
    if array.type.tz is None:
        return text
    return pc.binary_join_element_wise(text, "+00:00", "")


def _each(array: Any, text: Any) -> Any:
    values = array.to_pylist(maps_as_pydicts="strict")
    return pa.array([None if v is None else text(v) for v in values], pa.string())


def _plain(value: object) -> JsonValue:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return Number(value)
    if isinstance(value, float):
        return Number(repr(value)) if math.isfinite(value) else repr(value)
    if isinstance(value, Decimal):
        return Number(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return str(value)

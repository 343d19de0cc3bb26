"""Small vectorised helpers: random choices, child rows, Arrow columns."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random stream of one table; tables do not disturb each other."""
    return np.random.default_rng([seed, crc32(name.encode())])


def pick(rng: np.random.Generator, weights: Sequence[float] | Floats, n: int) -> Ints:
    """Draw n indexes with the given weights (k,)."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn = rng.random(n) * cumulative[-1]
    index: Ints = np.searchsorted(cumulative, drawn, side="right").astype(np.int64)
    return index


def pick_by(rng: np.random.Generator, weights: Floats, group: Ints) -> Ints:
    """Draw one index per element, with the weights (groups, k) of its group."""
    cumulative = np.cumsum(weights, axis=1)
    cumulative /= cumulative[:, -1:]
    drawn: Ints = (rng.random(len(group))[:, None] >= cumulative[group]).sum(axis=1)
    return drawn


def children(counts: Ints) -> tuple[Ints, Ints]:
    """Return (parent index, position within the parent) of every child row."""
    parent = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return parent, np.arange(len(parent)) - first[parent]


def running_sum(values: Floats, parent: Ints, position: Ints) -> Floats:
    """Sum values up to and including each row, anew for each parent."""
    if not len(values):
        return values
    total = np.cumsum(values)
    first = np.flatnonzero(position == 0)
    before = total[first] - values[first]
    group = np.cumsum(position == 0) - 1
    result: Floats = total - before[group]
    return result


def later(start_ms: Ints, minutes: Floats) -> Ints:
    """Move moments by minutes, to the millisecond."""
    return start_ms + np.rint(minutes * 60_000).astype(np.int64)


def minutes_of(log_minutes: Floats) -> Floats:
    """Undo y = ln(minutes + 1); never below half a minute."""
    result: Floats = np.expm1(np.maximum(log_minutes, np.log(1.5)))
    return result


def numbered(prefix: str, numbers: Ints, width: int = 6) -> pa.Array:
    """Return ids such as PG-000017."""
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def labels(values: Sequence[str | None], codes: Ints) -> pa.Array:
    """Return values[codes]; a code of -1 is null."""
    index = pa.array(codes, mask=codes < 0)
    return pa.array(values, pa.string()).take(index)


def times(moments: Ints, known: Bools | None = None) -> pa.Array:
    """Return UTC timestamps with milliseconds; null where not known."""
    mask = None if known is None else ~known
    return pa.array(moments, pa.timestamp("ms", "UTC"), mask=mask)


def numbers(values: Floats, known: Bools | None = None) -> pa.Array:
    """Return numbers with one decimal; null where not known."""
    mask = None if known is None else ~known
    return pa.array(np.round(values, 1), mask=mask)


def flags(values: Bools, known: Bools | None = None) -> pa.Array:
    """Return booleans; null where not known."""
    return pa.array(values, mask=None if known is None else ~known)


def only(array: pa.Array, known: Bools) -> pa.Array:
    """Return the array with null where not known."""
    return pc.if_else(pa.array(known), array, pa.scalar(None, array.type))

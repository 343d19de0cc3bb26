"""A little of what real exports carry: old versions, deletions, orphans, bad values.

Whatever is added here is refused or replaced by a reader that follows the rules, so the
planted effects stay as they are. About three rows in a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scorecard.example.arrays import Ints, stream
from scorecard.example.truth import RowCount

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Dirt:
    """Rates are shares of a table's rows; a rate above 0 gives at least one row."""

    key: str
    moment: str | None = None  # the column that updated_at follows
    superseded: float = 0.0
    unset: str | None = None  # what the older version did not know yet
    older: tuple[str, str] | None = None  # a column and what it said before
    deleted: float = 0.0
    orphans: float = 0.0
    missing: tuple[str, float] | None = None  # a required column, rate of nulls
    zero: tuple[str, float] | None = None  # a column that must be positive
    garbled: tuple[str, str, float] | None = None  # optional column, text, rate


RULES = {
    "incidents": Dirt(
        "incident_id",
        superseded=0.04,
        unset="resolved_at",
        older=("status", "Investigating"),
        deleted=0.003,
        garbled=("steady_state_at", "unknown", 0.003),
    ),
    "pages": Dirt(
        "page_id",
        moment="paged_at",
        superseded=0.015,
        unset="acknowledged_at",
        deleted=0.002,
        orphans=0.002,
        garbled=("acknowledged_at", "pending", 0.004),
    ),
    "actions": Dirt(
        "action_id", moment="proposed_at", superseded=0.01, unset="outcome"
    ),
    "updates": Dirt(
        "update_id",
        moment="sent_at",
        superseded=0.008,
        unset="edit_reason",
        deleted=0.001,
        orphans=0.001,
        garbled=("promised_next_at", "asap", 0.0015),
    ),
    "evidence_events": Dirt("evidence_id", missing=("arrived_at", 0.001)),
    "slo_burn": Dirt("slo_id", zero=("budget_minutes", 0.001)),
    "time_entries": Dirt("entry_id", orphans=0.002),
}


def soil(
    name: str, table: pa.Table, seed: int, end_ms: int
) -> tuple[pa.Table, RowCount]:
    """Add a table's dirt; return the table and what should become of its rows."""
    count = RowCount(raw=table.num_rows)
    rule = RULES.get(name)
    if rule is None or not table.num_rows:
        return table, count
    rng = stream(seed, f"dirt {name}")
    n = table.num_rows

    def some(rate: float) -> Ints:
        size = max(1, round(rate * n)) if rate else 0
        return np.sort(rng.choice(n, size, replace=False))

    if rule.moment:
        table = _with_updated_at(table, rule.moment, end_ms)
    if rule.deleted:
        table = table.append_column("is_deleted", pa.array(np.zeros(n, np.bool_)))
    parts = [table]
    if rule.superseded:
        parts.append(_older(table.take(some(rule.superseded)), rule))
    if rule.deleted:
        parts.append(_deleted(table.take(some(rule.deleted)), rule.key))
    if rule.orphans:
        parts.append(_orphans(table.take(some(rule.orphans)), rule.key))
    if rule.missing:
        column, rate = rule.missing
        parts.append(_with(table.take(some(rate)), rule.key, column, None))
    if rule.zero:
        column, rate = rule.zero
        parts.append(_with(table.take(some(rate)), rule.key, column, 0.0))
    sizes = [part.num_rows for part in parts[1:]]
    soiled = pa.concat_tables(parts)
    count = replace(
        count,
        raw=soiled.num_rows,
        superseded=sizes[0] if rule.superseded else 0,
        deleted=sizes[1] if rule.deleted else 0,
    )
    count.quarantined = sum(sizes) - count.superseded - count.deleted
    if rule.garbled:
        soiled, count.quality_issues = _garble(soiled, n, rule.garbled, rng)
    return soiled, count


def iso(column: pa.ChunkedArray | pa.Array, offset_hours: int | None = 0) -> pa.Array:
    """Write timestamps as ISO 8601 text at an offset; None: without one."""
    plain = column.cast(pa.timestamp("ms"))
    suffix = ""
    if offset_hours == 0:
        suffix = "Z"
    elif offset_hours is not None:
        shift = pa.scalar(offset_hours * HOUR_MS, pa.duration("ms"))
        plain = pc.add(plain, shift)
        suffix = f"{offset_hours:+03d}:00"
    text = pc.replace_substring(plain.cast(pa.string()), " ", "T", max_replacements=1)
    return pc.binary_join_element_wise(text, suffix, "") if suffix else text


def _set(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(column), column, values)


def _with_updated_at(table: pa.Table, moment: str, end_ms: int) -> pa.Table:
    # Records are touched once more, some hours after they were made.
    stamp = table[moment].cast(pa.int64())
    touched = pc.min_element_wise(pc.add(stamp, 3 * HOUR_MS), end_ms - 1)
    return table.append_column("updated_at", touched.cast(table[moment].type))


def _older(rows: pa.Table, rule: Dirt) -> pa.Table:
    stamp = pc.subtract(rows["updated_at"].cast(pa.int64()), HOUR_MS)
    rows = _set(rows, "updated_at", stamp.cast(rows["updated_at"].type))
    if rule.older:
        column, value = rule.older
        rows = _set(rows, column, pa.array([value] * len(rows), pa.string()))
    if rule.unset:
        kind = rows[rule.unset].type
        rows = _set(rows, rule.unset, pa.nulls(len(rows), kind))
    return rows


def _renamed(rows: pa.Table, key: str, suffix: str) -> pa.Table:
    return _set(rows, key, pc.binary_join_element_wise(rows[key], suffix, "-"))


def _deleted(rows: pa.Table, key: str) -> pa.Table:
    rows = _renamed(rows, key, "void")
    return _set(rows, "is_deleted", pa.array(np.ones(len(rows), np.bool_)))


def _orphans(rows: pa.Table, key: str) -> pa.Table:
    """Give rows to incidents that stayed behind in the previous tool."""
    old = pc.replace_substring(rows["incident_id"], "INC-", "OLD-")
    return _set(_renamed(rows, key, "old"), "incident_id", old)


def _with(rows: pa.Table, key: str, column: str, value: float | None) -> pa.Table:
    kind = rows[column].type
    fixed = pa.array([value] * len(rows), kind)
    return _set(_renamed(rows, key, "bad"), column, fixed)


def _garble(
    table: pa.Table, n: int, rule: tuple[str, str, float], rng: np.random.Generator
) -> tuple[pa.Table, int]:
    """Fill text into an optional timestamp of some rows that have none."""
    column, text, rate = rule
    written = iso(table[column])
    empty = np.flatnonzero(written.is_null().to_numpy(zero_copy_only=False)[:n])
    size = min(len(empty), max(1, round(rate * n)))
    chosen = np.zeros(len(written), dtype=np.bool_)
    chosen[rng.choice(empty, size, replace=False)] = True
    return _set(table, column, pc.if_else(pa.array(chosen), text, written)), size

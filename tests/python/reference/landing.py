"""What becomes of every raw row: one of five fates, and the accepted values."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from .files import RawRow, read_table
from .parsing import Value, is_null, parse
from .schema import TABLES, Table

#: (table_name, rule, column_name, source_file, source_row)
Quarantined = tuple[str, str, str | None, str, int]
#: (table_name, rule, column_name, raw_value, source_file, source_row)
Unparseable = tuple[str, str, str, str, str, int]

_OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """The parsed values of one raw row. Accessors return None for a null."""

    values: dict[str, Value]

    def text(self, column: str) -> str | None:
        """Return a string column."""
        value = self.values.get(column)
        assert value is None or isinstance(value, str)
        return value

    def need(self, column: str) -> str:
        """Return a required string column."""
        value = self.text(column)
        assert value is not None
        return value

    def time(self, column: str) -> datetime | None:
        """Return a timestamp column, in UTC."""
        value = self.values.get(column)
        assert value is None or isinstance(value, datetime)
        return value

    def at(self, column: str) -> datetime:
        """Return a required timestamp column, in UTC."""
        value = self.time(column)
        assert value is not None
        return value

    def number(self, column: str) -> float | None:
        """Return a number column."""
        value = self.values.get(column)
        assert value is None or isinstance(value, float)
        return value

    def amount(self, column: str) -> float:
        """Return a required number column."""
        value = self.number(column)
        assert value is not None
        return value

    def flag(self, column: str) -> bool | None:
        """Return a boolean column."""
        value = self.values.get(column)
        assert value is None or isinstance(value, bool)
        return value


@dataclass(frozen=True)
class _Candidate:
    """A row that passed the checks of its own cells."""

    raw: RawRow
    position: int
    row: Row
    bad: list[tuple[str, str]]  # optional columns that hold nonsense, with the text

    @property
    def is_deleted(self) -> bool:
        return self.row.flag("is_deleted") is True

    @property
    def age(self) -> tuple[datetime, int]:
        """Order of versions: the greatest is the one that counts."""
        return self.row.time("updated_at") or _OLDEST, self.position


@dataclass
class Landed:
    """The fates of all raw rows of an export."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    accounting: dict[str, dict[str, int]] = field(default_factory=dict)
    quarantine: list[Quarantined] = field(default_factory=list)
    unparseable: list[Unparseable] = field(default_factory=list)


def land(exports: Path) -> Landed:
    """Read an exports folder and decide on every row of its standard source."""
    landed = Landed()
    for table in TABLES.values():
        _land_table(exports, table, landed)
    return landed


def _land_table(exports: Path, table: Table, landed: Landed) -> None:
    raw_rows = read_table(exports, table.name)
    before = len(landed.quarantine)
    candidates: list[_Candidate] = []
    for position, raw in enumerate(raw_rows):
        checked = _check(table, raw, position)
        if isinstance(checked, _Candidate):
            candidates.append(checked)
        else:
            landed.quarantine.append(checked)

    winners = _winners(table, candidates)
    alive = [winner for winner in winners if not winner.is_deleted]
    accepted: list[_Candidate] = []
    known = _known_parents(table, landed)
    for winner in alive:
        if table.parent is None or winner.row.need(table.parent[1]) in known:
            accepted.append(winner)
        else:
            landed.quarantine.append(
                _set_aside(table, "unknown_parent", table.parent[1], winner.raw)
            )

    landed.rows[table.name] = [winner.row for winner in accepted]
    landed.accounting[table.name] = {
        "raw": len(raw_rows),
        "accepted": len(accepted),
        "superseded": len(candidates) - len(winners),
        "deleted": len(winners) - len(alive),
        "quarantined": len(landed.quarantine) - before,
    }
    for winner in accepted:
        raw = winner.raw
        for column, text in winner.bad:
            landed.unparseable.append(
                (
                    table.name,
                    "unparseable_value",
                    column,
                    text,
                    raw.source_file,
                    raw.source_row,
                )
            )


def _set_aside(table: Table, rule: str, column: str | None, raw: RawRow) -> Quarantined:
    return (table.name, rule, column, raw.source_file, raw.source_row)


def _check(table: Table, raw: RawRow, position: int) -> _Candidate | Quarantined:
    """Parse a row's cells; the first column that fails decides the rule."""
    if raw.cells is None:
        return _set_aside(table, "unreadable_line", None, raw)
    values: dict[str, Value] = {}
    bad: list[tuple[str, str]] = []
    for column, kind in table.columns.items():
        text = raw.cells.get(column)
        try:
            values[column] = parse(column, kind, text)
        except ValueError:
            assert text is not None
            values[column] = None
            bad.append((column, text))
    row = Row(values)
    nonsense = {column for column, _ in bad}
    needed = table.key if row.flag("is_deleted") else tuple(table.columns)
    for column in needed:
        rule = _violation(table, column, raw.cells.get(column), column in nonsense)
        if rule is not None:
            return _set_aside(table, rule, column, raw)
    return _Candidate(raw, position, row, bad)


def _violation(
    table: Table, column: str, text: str | None, is_nonsense: bool
) -> str | None:
    if column == "budget_minutes" and _is_not_positive(text):
        return "not_positive"
    if column in table.required:
        if is_null(column, text):
            return "missing_required"
        return "unparseable_required" if is_nonsense else None
    # An owner whose end cannot be read would own the service for ever.
    if table.name == "service_owners" and column == "valid_to" and is_nonsense:
        return "unparseable_required"
    return None


def _is_not_positive(text: str | None) -> bool:
    try:
        number = parse("budget_minutes", "number", text)
    except ValueError:
        return False
    return isinstance(number, float) and number <= 0


def _winners(table: Table, candidates: list[_Candidate]) -> list[_Candidate]:
    best: dict[tuple[Value, ...], _Candidate] = {}
    for candidate in candidates:
        key = tuple(candidate.row.values[column] for column in table.key)
        if key not in best or candidate.age > best[key].age:
            best[key] = candidate
    return sorted(best.values(), key=lambda winner: winner.position)


def _known_parents(table: Table, landed: Landed) -> set[str]:
    if table.parent is None:
        return set()
    parent_table, column = table.parent
    return {row.need(column) for row in landed.rows[parent_table]}

"""Reads what a source's tables and columns are from the dbt source files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from scorecard.landing.model import LandingError

RecordLayout = Literal["table", "rows", "records"]

STAGING_FOLDER = Path(__file__).resolve().parents[3] / "models" / "staging"
"""Where the project keeps its dbt source files."""

RECORD_COLUMN = "record"
"""The one column of a source whose records stay whole."""

# As safe as safe_load; the one in C saves a third of a second of every command.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Column:
    """A column of a raw table; `type` is what staging will make of its text."""

    name: str
    type: str = "string"
    required: bool = False
    description: str = ""


@dataclass(frozen=True)
class Table:
    """A raw table; `key` names the columns that identify a row, if any do."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    description: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names in the order of the source file."""
        return tuple(c.name for c in self.columns)


@dataclass(frozen=True)
class Source:
    """One folder of the exports folder.

    Attributes:
        record_layout: 'table', one file or folder per table; 'rows', every file
            holds rows of the one table; 'records', every file holds whole records.
        records_at: key under which an object wraps its list of records.
    """

    name: str
    record_layout: RecordLayout
    tables: tuple[Table, ...]
    records_at: str | None = None
    description: str = ""

    def table(self, name: str) -> Table | None:
        """Return the table of that exact name."""
        return next((t for t in self.tables if t.name == name), None)


def load_sources(staging: Path = STAGING_FOLDER) -> tuple[Source, ...]:
    """Load every source that is landed from files, sorted by name.

    A dbt source without `config.meta.record_layout` is filled by other means and
    left out.

    Args:
        staging: the folder that holds `<source>/_<source>__sources.yml`.

    Raises:
        LandingError: no such file, a file is no YAML, or it lacks what landing needs.
    """
    files = sorted(staging.glob("*/_*__sources.yml"))
    if not files:
        raise LandingError(
            f"No source descriptions (*/_*__sources.yml) in {staging}. "
            "Run from a complete checkout of the project."
        )
    found: dict[str, Source] = {}
    for file in files:
        for source in _load_file(file):
            if source.name in found:
                raise LandingError(f"{file}: source '{source.name}' is there twice.")
            found[source.name] = source
    return tuple(found[name] for name in sorted(found))


def _load_file(file: Path) -> list[Source]:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LandingError(f"{file} cannot be read as YAML: {error}") from error
    try:
        return [
            _source(entry)
            for entry in _list(content, "sources")
            if "record_layout" in _meta(entry)
        ]
    except ValueError as error:
        raise LandingError(f"{file}: {error}") from error


def _source(entry: Mapping[str, Any]) -> Source:
    name = _name(entry)
    meta = _meta(entry)
    layout = meta["record_layout"]
    if layout not in get_args(RecordLayout):
        known = ", ".join(get_args(RecordLayout))
        raise ValueError(f"{name}: record_layout '{layout}' is none of {known}")
    tables = tuple(_table(t) for t in _list(entry, "tables"))
    _refuse_duplicates(name, [t.name for t in tables])
    if layout != "table" and len(tables) != 1:
        raise ValueError(f"{name}: record_layout {layout} needs exactly one table")
    if layout == "records" and tables[0].column_names != (RECORD_COLUMN,):
        raise ValueError(
            f"{name}.{tables[0].name}: record_layout records needs exactly one column, "
            f"'{RECORD_COLUMN}'"
        )
    records_at = meta.get("records_at")
    if records_at is not None and not isinstance(records_at, str):
        raise ValueError(f"{name}: records_at must be text")
    return Source(
        name=name,
        record_layout=cast(RecordLayout, layout),
        tables=tables,
        records_at=records_at,
        description=str(entry.get("description", "")),
    )


def _table(entry: Mapping[str, Any]) -> Table:
    columns = tuple(
        Column(
            name=_name(c),
            type=str(_meta(c).get("type", "string")),
            required=_meta(c).get("required") is True,
            description=str(c.get("description", "")),
        )
        for c in _list(entry, "columns")
    )
    name = _name(entry)
    names = [c.name for c in columns]
    _refuse_duplicates(name, names)
    key = _meta(entry).get("key", [])
    if not isinstance(key, list) or any(k not in names for k in key):
        raise ValueError(f"{name}: key {key} must list columns of the table")
    return Table(name, columns, tuple(key), str(entry.get("description", "")))


def _meta(entry: object) -> Mapping[str, Any]:
    for step in ("config", "meta"):
        entry = entry.get(step) if isinstance(entry, Mapping) else None
    return entry if isinstance(entry, Mapping) else {}


def _list(entry: object, key: str) -> Sequence[Mapping[str, Any]]:
    value = entry.get(key) if isinstance(entry, Mapping) else None
    if (
        not isinstance(value, list)
        or not value
        or not all(isinstance(item, Mapping) for item in value)
    ):
        raise ValueError(f"'{key}' must be a list of mappings with at least one entry")
    return value


def _name(entry: Mapping[str, Any]) -> str:
    # Names become folders of the store and columns of a view.
    name = entry.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(
            f"name {name!r} must be lower-case letters, digits and underscores, "
            "beginning with a letter"
        )
    return name


def _refuse_duplicates(where: str, names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{where}: '{name}' is there twice")

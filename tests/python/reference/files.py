"""Every format of an export file as raw rows of text, in the order of landing."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .parsing import trim
from .schema import TABLES

EXTENSIONS = (
    "csv",
    "csv.gz",
    "ndjson",
    "ndjson.gz",
    "json",
    "json.gz",
    "parquet",
)


@dataclass(frozen=True)
class RawRow:
    """One data row as it came; ``cells`` is None when the row cannot be read."""

    source_file: str
    source_row: int
    cells: dict[str, str | None] | None


def files_of(exports: Path, table: str) -> list[Path]:
    """List a table's files in the byte order of their paths, each content once."""
    root = exports / "standard"
    found = [root / f"{table}.{extension}" for extension in EXTENSIONS]
    for extension in EXTENSIONS:
        found += (root / table).glob(f"*.{extension}")
    present = sorted(
        {path for path in found if path.is_file()},
        key=lambda path: path.relative_to(exports).as_posix().encode(),
    )
    by_content: dict[str, Path] = {}
    for path in present:
        by_content.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
    return list(by_content.values())


def read_table(exports: Path, table: str) -> list[RawRow]:
    """Read all raw rows of a table, in the order in which they are landed."""
    rows: list[RawRow] = []
    for path in files_of(exports, table):
        name = path.relative_to(exports).as_posix()
        for number, cells in enumerate(_read(path), start=1):
            rows.append(RawRow(name, number, cells))
    return rows


def _read(path: Path) -> Iterator[dict[str, str | None] | None]:
    content = path.read_bytes()
    name = path.name
    if name.endswith(".parquet"):
        return _from_parquet(content)
    if name.endswith(".gz"):
        content = gzip.decompress(content)
        name = name.removesuffix(".gz")
    text = content.decode("utf-8-sig")
    if name.endswith(".csv"):
        return _from_csv(text)
    if name.endswith(".ndjson"):
        return _from_ndjson(text)
    return _from_json(text)


def _from_csv(text: str) -> Iterator[dict[str, str | None] | None]:
    rows = csv.reader(io.StringIO(text, newline=""))
    header = [trim(name) for name in next(rows, [])]
    for row in rows:
        if row:  # an empty line is no row
            yield dict(zip(header, row, strict=False))


def _from_ndjson(text: str) -> Iterator[dict[str, str | None] | None]:
    for line in text.split("\n"):
        if not trim(line):
            continue
        try:
            yield _from_object(_loads(line))
        except ValueError:
            yield None


def _from_json(text: str) -> Iterator[dict[str, str | None] | None]:
    loaded = _loads(text) if trim(text) else []
    if not isinstance(loaded, list):
        raise ValueError("a .json export is an array of objects")
    for item in loaded:
        yield _from_object(item)


def _loads(text: str) -> object:
    # Numbers stay the text that was written: 1.50 is not rewritten as 1.5.
    return json.loads(
        text, parse_float=_Literal, parse_int=_Literal, parse_constant=_refuse
    )


class _Literal(str):
    """The text of a JSON number."""


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _from_object(item: object) -> dict[str, str | None] | None:
    if not isinstance(item, dict):
        return None
    return {str(name): _text(value) for name, value in item.items()}


def _from_parquet(content: bytes) -> Iterator[dict[str, str | None] | None]:
    table = pq.read_table(io.BytesIO(content))
    for index, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            # Python has no nanoseconds; the cast cuts them off.
            cut = table.column(index).cast(
                pa.timestamp("us", field.type.tz), safe=False
            )
            table = table.set_column(index, field.name, cut)
    for item in table.to_pylist():
        yield {str(name): _text(value) for name, value in item.items()}


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value)
    return str(value)


assert len(TABLES) == 21

"""Writing a configuration as a folder of seeds that dbt can load."""

import csv
import shutil
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from scorecard.config.load import DEFAULT_SEEDS, SEEDS_YML, Config
from scorecard.config.tables import SeedTable


def merge(config: Config, target: Path) -> None:
    """Write every seed and _seeds.yml into the folder `target`, all or nothing.

    An earlier merge in `target` is replaced. Raises FileExistsError where `target`
    holds anything else, so that a wrong path never costs somebody's files.
    """
    target = target.absolute()
    _refuse_foreign(config, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        fresh, former = beside / "fresh", beside / "former"
        fresh.mkdir()
        for table in config.tables.values():
            _write(table, fresh / f"{table.row_type.seed}.csv")
        shutil.copyfile(config.seeds_yml, fresh / SEEDS_YML)
        if target.exists():
            target.rename(former)
        try:
            fresh.rename(target)
        except OSError:
            if former.exists():
                former.rename(target)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _refuse_foreign(config: Config, target: Path) -> None:
    ours = {SEEDS_YML, *(f"{name}.csv" for name in config.tables)}
    sources = {DEFAULT_SEEDS, config.seeds_yml.parent.resolve()}
    sources |= {table.file.parent.resolve() for table in config.tables.values()}
    if target.resolve() in sources:
        raise FileExistsError(f"{target} is read from; merge into another folder")
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise FileExistsError(f"{target} is not a folder; merge into another one")
    if target.is_dir():
        foreign = {entry.name for entry in target.iterdir()} - ours
        if foreign:
            names = ", ".join(sorted(foreign)[:3])
            raise FileExistsError(
                f"{target} holds other files ({names}); merge into another folder"
            )


def _write(table: SeedTable, file: Path) -> None:
    columns = list(table.row_type.model_fields)
    with file.open("w", encoding="utf-8", newline="") as stream:
        # every cell quoted: left to guess, DuckDB takes 'x' for a quoted x
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(columns)
        for located in table.rows:
            writer.writerow(_text(getattr(located.row, column)) for column in columns)


def _text(value: date | Decimal | str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value

"""Reading a whole configuration: the folder's files, the defaults for the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scorecard.config.checks import check
from scorecard.config.models import ROW_TYPES, Row
from scorecard.config.problems import WHOLE_FILE, ConfigError, Problem, nearest, shown
from scorecard.config.tables import SeedTable, read_table
from scorecard.config.variables import VARS_FILE, VarValues, read_vars

DEFAULT_SEEDS = Path(__file__).resolve().parents[3] / "seeds"
"""The seeds of the project, each the default of the folder's file of that name."""

SEEDS_YML = "_seeds.yml"


@dataclass(frozen=True)
class Config:
    """A valid configuration.

    `tables` has every seed by name, `vars` only the vars that vars.yml sets (numbers
    as int or float), `seeds_yml` is the file that describes the seeds to dbt.
    """

    tables: Mapping[str, SeedTable]
    vars: VarValues
    seeds_yml: Path


def load_config(folder: Path | None, defaults: Path = DEFAULT_SEEDS) -> Config:
    """Return the defaults with the folder's files in their place; None: defaults only.

    A file replaces the default of its name as a whole; a header alone is an empty
    table. Raises ConfigError with every problem of every file.
    """
    problems = [*_unknown_defaults(defaults)]
    given: set[str] = set()
    if folder is not None:
        given = _file_names(folder)
        problems += _unknown_files(folder, given)

    tables: dict[str, SeedTable] = {}
    for row_type in ROW_TYPES:
        name = f"{row_type.seed}.csv"
        is_replaced = folder is not None and name in given and row_type.is_configurable
        source = folder if folder is not None and is_replaced else defaults
        tables[row_type.seed], found = read_table(source / name, row_type)
        problems += found
    problems += check(tables)

    values: VarValues = {}
    if folder is not None and VARS_FILE in given:
        values, found = read_vars(folder / VARS_FILE)
        problems += found
    if problems:
        raise ConfigError(problems)
    return Config(tables, values, defaults / SEEDS_YML)


def _file_names(folder: Path) -> set[str]:
    """Return the names in the folder; hidden ones are the business of editors."""
    try:
        found = {entry.name for entry in folder.iterdir()}
    except OSError as error:
        text = f"the configuration folder cannot be read ({error.strerror})"
        way_out = "Name an existing folder, or leave the option out for the defaults"
        raise ConfigError([Problem(folder, 1, WHOLE_FILE, text, way_out)]) from error
    return {name for name in found if not name.startswith(".")}


def _unknown_files(folder: Path, names: set[str]) -> Iterator[Problem]:
    configurable = {_file_of(row) for row in ROW_TYPES if row.is_configurable}
    fixed = {_file_of(row) for row in ROW_TYPES if not row.is_configurable}
    known = [*sorted(configurable), VARS_FILE]
    for name in sorted(names):
        file = folder / name
        if name in fixed:
            text = f"{name} belongs to the project and cannot be replaced"
            yield Problem(file, 1, WHOLE_FILE, text, "Delete the file")
        elif name not in known:
            text = f"{shown(name)} is not a configuration file"
            yield Problem(file, 1, WHOLE_FILE, text, nearest(name, known))
        elif not file.is_file():
            text = f"{name} is not a regular file"
            yield Problem(file, 1, WHOLE_FILE, text, "Put a file in its place")


def _unknown_defaults(defaults: Path) -> Iterator[Problem]:
    """Yield default seeds that nothing validates: they would be left out silently."""
    known = {_file_of(row_type) for row_type in ROW_TYPES}
    for file in sorted(defaults.glob("*.csv")):
        if file.name not in known:
            text = "the seed has no row type"
            yield Problem(file, 1, WHOLE_FILE, text, "Add it to ROW_TYPES in models.py")


def _file_of(row_type: type[Row]) -> str:
    return f"{row_type.seed}.csv"

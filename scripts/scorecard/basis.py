"""What a build rests on: an increment is allowed while nothing of it has changed.

The raw store only ever grows, so of it the files that the last build has read must
still be there. Everything else must be exactly the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from scorecard.files import write_whole
from scorecard.landing import load_sources
from scorecard.landing.store import landing_order
from scorecard.warehouse import PROJECT, Warehouse

CODE = (
    "dbt_project.yml",
    "macros",
    "models",
    "profiles",
    "tests/contract",
    "tests/generic",
)
"""What dbt builds with, relative to the project."""

PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb")


def basis(seeds: Path, variables: Mapping[str, Any]) -> dict[str, str]:
    """Return, by name, all that the tables depend on besides the raw store.

    Args:
        seeds: folder of the merged seeds.
        variables: vars that the configuration sets.
    """
    return {
        "the models": _digest_of_files(PROJECT / name for name in CODE),
        "the configuration": _digest_of_files([seeds]),
        "vars.yml": json.dumps(dict(variables), sort_keys=True, default=str),
        **{f"the version of {name}": version(name) for name in PACKAGES},
    }


def sources_outside(project: Path) -> list[str]:
    """Return the sources that dbt_project.yml points to another tool's tables.

    Only of the raw store is it known that rows come and neither change nor go.
    """
    settings = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    variables = settings.get("vars") or {}
    names = {*variables, *(variables.get(settings["name"]) or {})}
    return [
        source.name
        for source in load_sources()
        if {f"{source.name}_schema", f"{source.name}_database"} & names
    ]


@dataclass(frozen=True)
class RawStore:
    """The files of a warehouse's raw store, and which of them the last build read.

    Attributes:
        files: <source>/<table>/<order>-<sha256>.parquet, sorted.
        note: file that remembers what was built.
    """

    files: tuple[str, ...]
    note: Path

    @classmethod
    def of(cls, warehouse: Warehouse) -> RawStore:
        """List what has landed in a warehouse."""
        found = warehouse.raw.glob("*/*/*.parquet")
        return cls(
            tuple(sorted(str(path.relative_to(warehouse.raw)) for path in found)),
            warehouse.folder / "built_files.json",
        )

    def continues_the_last_build(self) -> bool:
        """Tell whether the files that the last build read are all still there."""
        built = self._built()
        return built is not None and built[1] == self._digest(built[0])

    @property
    def last_built(self) -> int:
        """Landing order of the last file that a build has read; 0 before the first."""
        built = self._built()
        return built[0] if built else 0

    def tables_without_news(self) -> dict[str, list[str]]:
        """Return, by source, tables without a file since the last build."""
        last = self.last_built
        news = {_table(name) for name in self.files if _order(name) > last}
        return {
            source.name: [
                table.name
                for table in source.tables
                if f"{source.name}/{table.name}" not in news
            ]
            for source in load_sources()
        }

    def sources_without_news(self) -> list[str]:
        """Return the sources without a file since the last build."""
        silent = self.tables_without_news()
        return [
            source.name
            for source in load_sources()
            if len(silent[source.name]) == len(source.tables)
        ]

    def note_as_built(self) -> None:
        """Remember that a build has read all files.

        Raises:
            OSError: the note cannot be written; the old one stands.
        """
        last = max(map(_order, self.files), default=0)
        content = {"last_order": last, "digest": self._digest(last)}
        write_whole(self.note, json.dumps(content) + "\n")

    def _built(self) -> tuple[int, str] | None:
        """Return the last order that was built, and the digest of the files to it."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            return int(note["last_order"]), str(note["digest"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _digest(self, last_order: int) -> str:
        names = (name for name in self.files if _order(name) <= last_order)
        return hashlib.sha256("\n".join(names).encode()).hexdigest()


def _table(name: str) -> str:
    return name.rsplit("/", 1)[0]


def _order(name: str) -> int:
    return landing_order(name.rsplit("/", 1)[-1])


def _digest_of_files(places: Iterable[Path]) -> str:
    """Return a digest of the names and contents of files, folders with all in them."""
    digest = hashlib.sha256()
    for place in places:
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in files:
            if path.is_file():
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{path.relative_to(place.parent)} {content}\n".encode())
    return digest.hexdigest()

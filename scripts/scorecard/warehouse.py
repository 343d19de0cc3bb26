"""Where everything of one warehouse lies."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
"""The dbt project: this package is run from its checkout."""


@dataclass(frozen=True)
class Warehouse:
    """The folder of one warehouse; nothing is created by asking for a path."""

    folder: Path

    @property
    def raw(self) -> Path:
        """The raw store: immutable Parquet, from which all else can be rebuilt."""
        return self.folder / "raw"

    @property
    def example(self) -> Path:
        """The example company's exports; there only in the demo's warehouse."""
        return self.folder / "example"

    @property
    def build_file(self) -> Path:
        """The private DuckDB file that dbt builds; readers never open it."""
        return self.folder / "build.duckdb"

    @property
    def build_note(self) -> Path:
        """Says what the build file is worth; see build_file.py."""
        return self.folder / "build.json"

    @property
    def build_lock_file(self) -> Path:
        """Held by the dbt process that writes the build file."""
        return self.folder / ".build.lock"

    @property
    def published_file(self) -> Path:
        """The DuckDB file for readers; replaced as a whole, never written to."""
        return self.folder / "scorecard.duckdb"

    @property
    def versions(self) -> Path:
        """The last published files, named by when and by which run."""
        return self.folder / "versions"

    @property
    def report(self) -> Path:
        """The pages that people look at, when they are not written elsewhere."""
        return self.folder / "report"

    @property
    def runs(self) -> Path:
        """One folder per run, named by its id."""
        return self.folder / "runs"

    @property
    def lock_file(self) -> Path:
        """Held by the one run that may write."""
        return self.folder / ".lock"

    @property
    def lock_owner_file(self) -> Path:
        """Says which run that is."""
        return self.folder / ".lock.json"

    @property
    def workspace(self) -> Path:
        """Merged seeds and dbt's parse cache, below the project as dbt demands."""
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return PROJECT / ".scorecard" / name

    @classmethod
    def at(cls, folder: Path) -> Warehouse:
        """Return the warehouse in a folder, made if it is missing."""
        warehouse = cls.named(folder)
        warehouse.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return warehouse

    @classmethod
    def named(cls, folder: Path) -> Warehouse:
        """Return the warehouse in a folder, which may not be there."""
        return cls(folder.expanduser().resolve())

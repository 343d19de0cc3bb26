"""The published versions: the one that readers see, and those to go back to."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from scorecard.files import put_in_place
from scorecard.warehouse import Warehouse

KEPT = 5
"""Versions that are kept, unless told otherwise."""

NEW = ".new"
"""Ends the name of whatever is not finished."""

READ_ONLY = 0o400
"""Not even its owner opens a published file for writing by mistake."""

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(\d{8}T\d{6}Z)-([A-Za-z0-9_.-]+)\.duckdb")


class VersionError(Exception):
    """There is no such version, or it is damaged; the message says the way out."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """A published file; `published_at` is UTC, to the second."""

    path: Path
    published_at: datetime
    run_id: str
    is_current: bool

    @property
    def name(self) -> str:
        """The file's name without its ending; sorts by time."""
        return self.path.stem


def version_path(warehouse: Warehouse, published_at: datetime, run_id: str) -> Path:
    """Return where the file of a version lies."""
    return warehouse.versions / f"{published_at:{_STAMP}}-{run_id}.duckdb"


def list_versions(warehouse: Warehouse) -> list[Version]:
    """Return the versions that are kept, newest first."""
    found = [
        (path, match)
        for path in warehouse.versions.glob("*.duckdb")
        if (match := _NAME.fullmatch(path.name))
    ]
    current = _current(warehouse, [path for path, _ in found])
    return [
        Version(
            path=path,
            published_at=datetime.strptime(match[1], _STAMP),
            run_id=match[2],
            is_current=path == current,
        )
        for path, match in sorted(found, key=lambda each: each[0].name, reverse=True)
    ]


def give_to_readers(
    warehouse: Warehouse, version: Path, *, group: str | None = None
) -> None:
    """Put a version in the place of the published file, at once and as a whole.

    Readers who have the former file open keep it; everybody after them gets this one.

    Args:
        group: members of this group may read the published file too, and pass through
            the warehouse's folder to it; all else there stays its owner's alone.

    Raises:
        OSError: the disk is full or the folder cannot be written; readers keep what
            they have.
        LookupError: there is no such group.
    """
    if group is not None:
        _share(warehouse.folder, version, group)
    published = warehouse.published_file
    new = published.with_name(published.name + NEW)
    new.unlink(missing_ok=True)
    try:
        try:
            new.hardlink_to(version)
        except OSError:
            # a file system without links; a full disk will say so again
            shutil.copyfile(version, new)
            shutil.copymode(version, new)
            if group is not None:
                shutil.chown(new, group=group)
        # The log of somebody who wrote to the former file would be applied to this one.
        published.with_name(f"{published.name}.wal").unlink(missing_ok=True)
        put_in_place(new, published)
    finally:
        # Renaming one link over another of the same file does nothing at all.
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _share(folder: Path, version: Path, group: str) -> None:
    shutil.chown(version, group=group)
    version.chmod(READ_ONLY | 0o040)
    shutil.chown(folder, group=group)
    # through, but not to look around
    folder.chmod(folder.stat().st_mode | 0o010)


def go_back(
    warehouse: Warehouse, to: str | None = None, *, group: str | None = None
) -> Version:
    """Give readers an earlier version again.

    Args:
        to: a version's name, or the run that it comes from; by default the version
            before the one that readers have now.
        group: as for `give_to_readers`.

    Raises:
        VersionError: there is no such version, or it is damaged.
        OSError: it cannot be put in place; readers keep what they have.
    """
    versions = list_versions(warehouse)
    version = _named(warehouse, versions, to) if to else _before(warehouse, versions)
    if damage := why_unreadable(version.path):
        raise VersionError(
            f"{version.path} is damaged: {damage}. Choose another one of `scorecard"
            " publish --list` with --to, or build and publish anew"
        )
    give_to_readers(warehouse, version.path, group=group)
    return version


def prune_versions(warehouse: Warehouse, keep: int) -> list[Path]:
    """Remove all but the newest versions, never the one that readers have."""
    gone = [v.path for v in list_versions(warehouse)[keep:] if not v.is_current]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def clear_unfinished(warehouse: Warehouse) -> None:
    """Remove what a killed publishing has left; nothing of it was ever for readers."""
    published = warehouse.published_file
    published.with_name(published.name + NEW).unlink(missing_ok=True)
    for path in warehouse.versions.glob(f"*{NEW}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def why_unreadable(path: Path) -> str | None:
    """Read a published file from end to end; return what is wrong with it, or None."""
    try:
        with duckdb.connect(str(path), read_only=True) as reader:
            tables = reader.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
            if ("published_run",) not in tables:
                return "it has no marts.published_run"
            for (table,) in tables:
                # every block has a checksum, which is looked at when it is read
                name = '"' + table.replace('"', '""') + '"'
                reader.execute(
                    f"select bit_xor(hash({name})) from marts.{name}"  # noqa: S608
                ).fetchone()
    except duckdb.Error as problem:
        return str(problem).splitlines()[0]
    return None


def _current(warehouse: Warehouse, paths: list[Path]) -> Path | None:
    published = warehouse.published_file
    if not published.exists():
        return None
    for path in paths:
        if path.samefile(published):
            return path
    # copied, on a file system without links
    try:
        with duckdb.connect(str(published), read_only=True) as reader:
            row = reader.execute(
                "select published_at, run_id from marts.published_run"
            ).fetchone()
    except duckdb.Error:
        return None
    wanted = version_path(warehouse, row[0], row[1]) if row else None
    return wanted if wanted in paths else None


def _named(warehouse: Warehouse, versions: list[Version], to: str) -> Version:
    wanted = to.removesuffix(".duckdb")
    for version in versions:
        if wanted in (version.name, version.run_id):
            return version
    raise VersionError(
        f"{warehouse.versions} has no version {to}: see `scorecard publish --list"
        f" --warehouse {warehouse.folder}`"
    )


def _before(warehouse: Warehouse, versions: list[Version]) -> Version:
    current = next((n for n, v in enumerate(versions) if v.is_current), None)
    # when what readers have is no version, it is lost or damaged: the newest is next
    earlier = versions if current is None else versions[current + 1 :]
    if not earlier:
        raise VersionError(
            f"{warehouse.versions} holds no version from before the one that readers"
            f" have: see `scorecard publish --list --warehouse {warehouse.folder}`"
        )
    return earlier[0]

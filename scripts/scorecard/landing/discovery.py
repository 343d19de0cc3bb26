"""Finds the files of an exports folder and says which table each belongs to."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scorecard.landing.model import FileReport, LandingError, Status, shown
from scorecard.landing.sources import Source, Table

FileFormat = Literal["csv", "ndjson", "json", "parquet"]

SUFFIXES: dict[str, tuple[FileFormat, bool]] = {
    ".csv": ("csv", False),
    ".csv.gz": ("csv", True),
    ".ndjson": ("ndjson", False),
    ".ndjson.gz": ("ndjson", True),
    ".json": ("json", False),
    ".json.gz": ("json", True),
    ".parquet": ("parquet", False),
}
"""Known extensions, in lower case: the format, and whether it is gzipped."""

_KNOWN_FORMATS = "Known are " + ", ".join(s[1:] for s in SUFFIXES) + "."


@dataclass(frozen=True)
class IncomingFile:
    """A file to land.

    Attributes:
        location: where to open it.
        relative: posix path relative to the exports folder, as the file system
            gave it (surrogate escapes for bytes that are no UTF-8).
    """

    location: Path
    relative: str
    source: Source
    table: Table
    format: FileFormat
    is_gzip: bool

    @property
    def path(self) -> str:
        """The relative path as text that can be encoded."""
        return readable_path(self.relative)


@dataclass(frozen=True)
class Inventory:
    """What an exports folder holds, both lists in byte order of their path.

    Attributes:
        files: the files to land.
        notices: skipped paths, and folders that could not be opened ('failed').
    """

    files: tuple[IncomingFile, ...]
    notices: tuple[FileReport, ...]


def take_inventory(exports: Path, sources: Iterable[Source]) -> Inventory:
    """List the files to land and the paths that are left out, with the reason.

    Names that begin with a dot are left out silently.

    Raises:
        LandingError: `exports` is missing, no folder, or cannot be opened.
    """
    if not exports.is_dir():
        what = "is not a folder" if exports.exists() else "does not exist"
        raise LandingError(
            f"The exports folder {exports} {what}. "
            "Give the folder that holds one sub-folder per source."
        )
    try:
        return _Walk(exports, {s.name: s for s in sources}).run()
    except OSError as error:
        raise LandingError(
            f"The exports folder {exports} cannot be opened: {error.strerror}."
        ) from error


def readable_path(relative: str) -> str:
    """Turn a file system path into valid text; odd bytes become escapes."""
    return os.fsencode(relative).decode("utf-8", "backslashreplace")


def split_name(name: str) -> tuple[str, tuple[FileFormat, bool] | None]:
    """Split a file name into its stem and its format; None is an unknown one."""
    lower = name.lower()
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if lower.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)], SUFFIXES[suffix]
    return name, None


@dataclass(frozen=True)
class _Entry:
    """One name in a folder; `kind` 'link' is a link to a folder."""

    name: str
    relative: str
    location: Path
    kind: Literal["file", "folder", "link"]


class _Walk:
    def __init__(self, exports: Path, sources: dict[str, Source]) -> None:
        self._exports = exports
        self._root = os.path.realpath(exports)
        self._sources = sources
        self._files: list[IncomingFile] = []
        self._notices: list[FileReport] = []

    def run(self) -> Inventory:
        for entry in self._entries(self._exports, "", None):
            source = self._sources.get(entry.name)
            if entry.kind == "file":
                self._skip(
                    entry.relative,
                    None,
                    "a file outside of a source's folder",
                    "Move it into the folder of its source, for example standard/.",
                )
            elif source is None:
                self._skip(
                    entry.relative,
                    None,
                    f"no source is called '{shown(entry.name)}'",
                    _suggest(entry.name, list(self._sources), "sources"),
                )
            elif source.record_layout == "table":
                self._walk_tables(entry, source)
            else:
                self._walk_everything(entry, source)
        return Inventory(
            tuple(sorted(self._files, key=lambda f: os.fsencode(f.relative))),
            tuple(sorted(self._notices, key=lambda n: n.path)),
        )

    def _walk_tables(self, folder: _Entry, source: Source) -> None:
        for entry in self._subfolder(folder, source):
            if entry.kind == "file":
                self._add(entry, source, source.table(split_name(entry.name)[0]))
                continue
            table = source.table(entry.name)
            if table is None:
                self._skip_unknown_table(entry, entry.name, source)
                continue
            for part in self._subfolder(entry, source):
                if part.kind == "file":
                    self._add(part, source, table)
                else:
                    self._skip(
                        part.relative,
                        source,
                        "a folder inside of a table's folder",
                        f"Move its files up into {source.name}/{table.name}/.",
                    )

    def _walk_everything(self, folder: _Entry, source: Source) -> None:
        # Linked folders come last and each real folder is read once: links in a
        # circle, or many links to one folder, would multiply the walk otherwise.
        folders, links = [folder], list[_Entry]()
        seen = {os.path.realpath(folder.location)}
        while folders or links:
            if not folders:
                links.sort(key=lambda e: os.fsencode(e.relative), reverse=True)
                link = links.pop()
                real = os.path.realpath(link.location)
                if real in seen:
                    self._skip(
                        link.relative,
                        source,
                        "a link to a folder that is read by another path",
                        "Nothing needs to be done.",
                    )
                    continue
                seen.add(real)
                folders.append(link)
            for entry in self._subfolder(folders.pop(), source):
                if entry.kind == "file":
                    self._add(entry, source, source.tables[0])
                elif entry.kind == "link":
                    links.append(entry)
                else:
                    seen.add(os.path.realpath(entry.location))
                    folders.append(entry)

    def _add(self, entry: _Entry, source: Source, table: Table | None) -> None:
        stem, file_format = split_name(entry.name)
        if file_format is None:
            self._skip(
                entry.relative, source, "its extension is unknown", _KNOWN_FORMATS
            )
        elif table is None:
            self._skip_unknown_table(entry, stem, source)
        else:
            self._files.append(
                IncomingFile(
                    entry.location, entry.relative, source, table, *file_format
                )
            )

    def _subfolder(self, folder: _Entry, source: Source) -> list[_Entry]:
        try:
            return list(self._entries(folder.location, folder.relative, source))
        except OSError as error:
            self._notice(
                "failed",
                folder.relative,
                source,
                f"the folder cannot be opened: {error.strerror}",
                "Give the landing user the right to read it.",
            )
            return []

    def _entries(
        self, folder: Path, relative: str, source: Source | None
    ) -> Iterator[_Entry]:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda e: os.fsencode(e.name))
        for entry in listed:
            if entry.name.startswith("."):
                continue
            path = f"{relative}/{entry.name}" if relative else entry.name
            if entry.is_symlink() and not self._is_inside(entry.path):
                self._skip(
                    path,
                    source,
                    "a link that leads outside of the exports folder, or nowhere",
                    "Copy the file itself into the exports folder.",
                )
            elif entry.is_dir():
                kind: Literal["folder", "link"] = (
                    "link" if entry.is_symlink() else "folder"
                )
                yield _Entry(entry.name, path, Path(entry.path), kind)
            elif entry.is_file():
                yield _Entry(entry.name, path, Path(entry.path), "file")
            else:
                self._skip(
                    path,
                    source,
                    "neither a file nor a folder",
                    "Write the export to an ordinary file.",
                )

    def _is_inside(self, path: str) -> bool:
        real = os.path.realpath(path)
        return Path(real).is_relative_to(self._root) and Path(real).exists()

    def _skip_unknown_table(self, entry: _Entry, name: str, source: Source) -> None:
        tables = [t.name for t in source.tables]
        self._skip(
            entry.relative,
            source,
            f"{source.name} has no table '{shown(name)}'",
            _suggest(name, tables, f"tables of {source.name}"),
        )

    def _skip(
        self, relative: str, source: Source | None, reason: str, advice: str
    ) -> None:
        self._notice("skipped", relative, source, reason, advice)

    def _notice(
        self,
        status: Status,
        relative: str,
        source: Source | None,
        reason: str,
        advice: str,
    ) -> None:
        self._notices.append(
            FileReport(
                path=readable_path(relative),
                source=source.name if source else None,
                table=None,
                status=status,
                reason=reason,
                advice=advice,
            )
        )


def _suggest(name: str, known: Sequence[str], what: str) -> str:
    close = difflib.get_close_matches(name[:80].lower(), known, n=1)
    if close:
        return f"Did you mean '{close[0]}'? Names are compared exactly."
    return f"The {what} are {', '.join(sorted(known))}."

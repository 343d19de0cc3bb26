"""Writing files so that a power cut or a kill leaves the old one or the new one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a text file: after a crash at any moment it is the old or the new one.

    Raises:
        OSError: it cannot be written; the old file is as it was.
    """
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        put_in_place(new, path)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def put_in_place(new: Path, path: Path) -> None:
    """Rename a finished file over another, once its content is on the disk.

    Both must lie on one file system. Whoever has the old file open keeps it.

    Raises:
        OSError: it cannot be renamed; the old file is as it was.
    """
    keep(new)
    new.replace(path)
    keep(path.parent)


def keep(path: Path) -> None:
    """Return when a file, or the names in a folder, would survive a power cut.

    Raises:
        OSError: the disk has refused what was written to the file.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError:
        # some network and FUSE file systems cannot do it for folders
        if not path.is_dir():
            raise
    finally:
        os.close(handle)

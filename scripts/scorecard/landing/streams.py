"""Opens incoming files and hands out their bytes, with every limit applied."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from scorecard.landing.model import FileProblem, Limits

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS_UTF8 = "Save the file as UTF-8 and deliver it again."


class Incoming:
    """One opened file; what was hashed is what is read, or it is a FileProblem."""

    def __init__(self, file: BufferedReader) -> None:
        """Take over a file that is opened for reading."""
        self.file = file
        self._before = os.fstat(file.fileno())

    @property
    def size(self) -> int:
        """Size in bytes, as delivered."""
        return self._before.st_size

    def sha256(self) -> str:
        """Hash the whole file and go back to its beginning."""
        with reading():
            digest = hashlib.file_digest(self.file, "sha256").hexdigest()
            self.file.seek(0)
        return digest

    def refuse_if_changed(self) -> None:
        """Raise FileProblem if someone wrote to the file since it was opened."""
        now = os.fstat(self.file.fileno())
        before = self._before
        if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise FileProblem(
                "the file changed while it was being read",
                "Land it again when its export has finished.",
            )


@contextmanager
def reading() -> Iterator[None]:
    """Turn a failure of the operating system to read a file into a FileProblem."""
    try:
        yield
    except OSError as error:
        raise FileProblem(
            f"the file cannot be read: {error.strerror or error}",
            "Check the file, its disk and the right to read it.",
        ) from error


@contextmanager
def opened(path: Path) -> Iterator[Incoming]:
    """Open an ordinary file.

    Raises:
        FileProblem: it cannot be opened, or it is no ordinary file.
    """
    with reading():
        # A pipe put in the file's place must not make the run wait for ever.
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
        file = os.fdopen(os.open(path, flags), "rb")
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise FileProblem(
                "not an ordinary file", "Write the export to an ordinary file."
            )
        yield Incoming(file)


class Unpacked:
    """The decompressed bytes of a file, up to a limit."""

    def __init__(
        self, file: BinaryIO, *, is_gzip: bool, limit: int, limits: Limits
    ) -> None:
        """Read from `file`; more than `limit` bytes are a FileProblem."""
        size = os.fstat(file.fileno()).st_size
        # Python reads a gzip file without a single byte as an empty text.
        if is_gzip and size == 0:
            raise _broken_gzip("the file has no bytes at all")
        self._ratio = limits.gzip_ratio
        self._suspicious = (
            max(limits.free_gzip_bytes, size * limits.gzip_ratio) if is_gzip else limit
        )
        self._stream: BinaryIO | gzip.GzipFile = (
            gzip.GzipFile(fileobj=file, mode="rb") if is_gzip else file
        )
        self._when = " when unpacked" if is_gzip else ""
        self._limit = limit
        self._count = 0

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, none at the end.

        Raises:
            FileProblem: the file cannot be read, or the limit is passed.
        """
        with reading():
            try:
                data = self._stream.read(size)
            except (gzip.BadGzipFile, EOFError, zlib.error) as error:
                raise _broken_gzip(str(error)) from error
        self._count += len(data)
        if self._suspicious < self._count <= self._limit:
            raise FileProblem(
                f"the gzip data holds more than {self._ratio} times its own size",
                "Deliver the file without compression if it is meant to.",
            )
        if self._count > self._limit:
            raise FileProblem(
                f"the file holds more than {self._limit:,} bytes{self._when}",
                "Split the export into smaller files.",
            )
        return data


def line_blocks(
    stream: Unpacked, limits: Limits, ends: Sequence[bytes]
) -> Iterator[bytes]:
    """Yield the stream in blocks that end with a line end (the last one may not).

    Args:
        stream: where the bytes come from.
        limits: `batch_bytes` is the size of a block, `row_bytes` bounds a line.
        ends: the bytes that may end a line, the preferred one first.

    Raises:
        FileProblem: a line is too long.
    """
    held: list[bytes] = []
    held_bytes = 0
    lines = 0
    while data := stream.read(limits.batch_bytes):
        cut = next((c for e in ends if (c := data.rfind(e) + 1)), 0)
        if cut:
            block = b"".join([*held, data[:cut]])
            lines += block.count(ends[0])
            yield block
            held, held_bytes = [], 0
            data = data[cut:]
        held.append(data)
        held_bytes += len(data)
        if held_bytes > limits.row_bytes:
            raise FileProblem(
                f"line {lines + 1} is longer than {limits.row_bytes:,} bytes",
                "Check that the file's lines end where its rows end.",
            )
    if held_bytes:
        yield b"".join(held)


def without_mark(block: bytes) -> bytes:
    """Remove the byte order mark of a file's first block.

    Raises:
        FileProblem: the mark says that the file is UTF-16.
    """
    if block.startswith(_UTF16_MARKS):
        raise FileProblem("the file is UTF-16, not UTF-8", _SAVE_AS_UTF8)
    return block.removeprefix(b"\xef\xbb\xbf")


def decoded(block: bytes, lines_before: int) -> str:
    """Decode a block as UTF-8.

    Raises:
        FileProblem: with the line that is not UTF-8.
    """
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError as error:
        line = lines_before + block.count(b"\n", 0, error.start) + 1
        raise FileProblem(f"line {line} is not UTF-8", _SAVE_AS_UTF8) from error


def _broken_gzip(detail: str) -> FileProblem:
    return FileProblem(
        f"the gzip data is broken or cut off: {detail}",
        "Compress or copy the file again.",
    )

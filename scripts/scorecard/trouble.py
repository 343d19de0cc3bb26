"""What a failure of the disk or of a file means, and the way out."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from scorecard.warehouse import Warehouse

_ADVICE = (
    (
        r"No space left|Disk quota exceeded|File too large|max_temp_directory_size",
        "the disk is full: free some space there and run again",
    ),
    (
        r"Read-only file system",
        "it is mounted read-only: mount it for writing, or choose another folder",
    ),
    (
        r"Permission denied|Operation not permitted",
        "the right to it is missing: give it to the account that runs this",
    ),
    (
        r"Conflicting lock|Could not set lock",
        "another program has it open: close that, readers need scorecard.duckdb only",
    ),
)

_NOTHING_LOST = "Readers keep what they have, and what has landed stays"


def advice_for(text: str) -> str | None:
    """Return the way out of a failure of the disk that a text speaks of, or None."""
    for pattern, advice in _ADVICE:
        if re.search(pattern, text, re.IGNORECASE):
            return advice
    return None


def in_words(problem: OSError | duckdb.Error, warehouse: Warehouse) -> str:
    """Return a failure as a sentence that names the file and the way out."""
    if isinstance(problem, OSError):
        what = problem.strerror or str(problem)
        where = problem.filename or warehouse.folder
        text = f"{where}: {what}"
    else:
        text = str(problem).splitlines()[0]
    # an engine's first line is the most telling, but the cause may stand further down
    advice = advice_for(f"{text}\n{problem}")
    if advice is None and isinstance(problem, duckdb.Error):
        advice = (
            f"if {warehouse.build_file} is damaged, `scorecard build --warehouse"
            f" {warehouse.folder}` makes it anew from what has landed"
        )
    return f"{text}. {_sentence(advice) if advice else ''}{_NOTHING_LOST}"


def damaged_raw_files(warehouse: Warehouse) -> list[tuple[Path, str]]:
    """Read the whole raw store; return the files that cannot be read, and why."""
    damaged = []
    for path in sorted(warehouse.raw.glob("*/*/*.parquet")):
        try:
            with pq.ParquetFile(path) as file:
                for number in range(file.num_row_groups):
                    file.read_row_group(number)
        except (OSError, ValueError) as problem:
            # pyarrow's own errors are both of the two
            damaged.append((path, str(problem).splitlines()[0]))
    return damaged


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}. "

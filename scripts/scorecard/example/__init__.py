"""Generates the exports of an example company, with effects that are known.

The libraries that draw and write are imported when `generate` runs, not before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.example.seeds import write_config
from scorecard.example.timeline import DATA_END
from scorecard.example.truth import PlantedEffect, RowCount, Truth

if TYPE_CHECKING:
    from scorecard.example.writer import Formats

__all__ = ["DATA_END", "PlantedEffect", "RowCount", "Truth", "generate", "write_config"]

CONFIG_FOLDER = Path(__file__).parent / "config"
"""The configuration that goes with the default 18 months."""


def generate(
    directory: Path,
    *,
    incidents: int = 1800,
    months: int = 18,
    seed: int = 20260101,
    formats: Formats = "mixed",
) -> Truth:
    """Write `<directory>/standard/` and return what was planted in it.

    The same arguments give the same bytes. `months` whole months end with June 2026.
    Raises ValueError for an argument out of range, FileExistsError when the folder
    already holds files.
    """
    from scorecard.example import generator

    return generator.generate(
        directory, incidents=incidents, months=months, seed=seed, formats=formats
    )

"""Landing: every incoming file, whatever its format, becomes Parquet in the raw store.

`land` does it; `load_sources` says what may be landed, from the project's dbt sources.
"""

from scorecard.landing.land import land
from scorecard.landing.model import (
    FileProgress,
    FileReport,
    LandingError,
    LandingReport,
    Limits,
)
from scorecard.landing.sources import Column, Source, Table, load_sources
from scorecard.landing.store import table_schema

__all__ = [
    "Column",
    "FileProgress",
    "FileReport",
    "LandingError",
    "LandingReport",
    "Limits",
    "Source",
    "Table",
    "land",
    "load_sources",
    "table_schema",
]

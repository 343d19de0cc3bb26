"""The audit of what landed and of what is about to be published.

`run_checks` does it, with Great Expectations as the judge; see docs/checks.md.
"""

from scorecard.check.result import (
    CheckError,
    CheckLimits,
    CheckOutcome,
    CheckProgress,
    CheckResult,
    LandingVolume,
)
from scorecard.check.run import run_checks

__all__ = [
    "CheckError",
    "CheckLimits",
    "CheckOutcome",
    "CheckProgress",
    "CheckResult",
    "LandingVolume",
    "run_checks",
]

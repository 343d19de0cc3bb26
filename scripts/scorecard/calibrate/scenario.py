"""What a scenario is. A new one is a module with one of these, listed in scenarios."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from scorecard.calibrate.lines import Line, Outcome
from scorecard.calibrate.project_sql import ProjectSql


class Scenario(Protocol):
    """Simulated data of one kind, and what the project's figures must show on it."""

    @property
    def name(self) -> str:
        """What --scenario takes; one word."""

    @property
    def title(self) -> str:
        """What is simulated, in a sentence."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """Models whose rows are read."""

    @property
    def stand_ins(self) -> tuple[str, ...]:
        """Models and seeds that `measure` gives as tables."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is measured, in the order of the report."""

    @property
    def per_job(self) -> int:
        """Replicates that one call of `measure` holds."""

    @property
    def multiple(self) -> int:
        """How many times the replicates that are asked for: more where cheap."""

    def measure(self, sql: ProjectSql, rng: np.random.Generator) -> Outcome:
        """Simulate, run the project's SQL, and compare its figures with the truth."""

"""What was planted, so that a reader of the export can be checked against it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

Scale = Literal["difference", "log_ratio"]


@dataclass(frozen=True)
class PlantedEffect:
    """The effect of AI SRE on one metric.

    `in_treated` is the effect on the incidents of the treated class x tier cells in the
    current window, against the same incidents without AI SRE: on the metric's own
    scale (`difference`: shares as 0 to 1, minutes, hours, percent, count or points) or
    on ln(minutes + 1) and ln(rate) (`log_ratio`). `when_used` is the same on the
    incidents in which it was used. None: it moves as `direction` says, by an
    amount that follows from other effects and was not worked out.
    """

    metric_id: str
    scale: Scale
    direction: Literal["up", "down", "none"]
    in_treated: float | None
    when_used: float | None
    note: str = ""


@dataclass
class RowCount:
    """What should become of the raw rows of one table."""

    raw: int = 0
    superseded: int = 0
    deleted: int = 0
    quarantined: int = 0
    quality_issues: int = 0  # values that become null; their rows are accepted

    @property
    def accepted(self) -> int:
        """Rows that remain."""
        return self.raw - self.superseded - self.deleted - self.quarantined


@dataclass(frozen=True)
class Truth:
    """The parameters of an export, its planted effects and its dirt."""

    seed: int
    incidents: int
    months: int
    data_starts_on: date
    data_ends_on: date  # inclusive
    activation: list[tuple[str, str, date]]
    boundaries: list[date]
    baseline: tuple[date, date]  # [start, end)
    current: tuple[date, date]  # [start, end)
    share_used: float  # of the countable treated incidents in the current window
    secular_log_per_year: float  # what durations do without AI SRE, ln(minutes + 1)
    effects: dict[str, PlantedEffect] = field(default_factory=dict)
    rows: dict[str, RowCount] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the truth as JSON; dates are ISO 8601."""
        plain: dict[str, Any] = asdict(self)
        for name, count in self.rows.items():
            plain["rows"][name]["accepted"] = count.accepted
        return json.dumps(plain, indent=2, default=date.isoformat, ensure_ascii=False)

"""What a scenario reports: shares of hits, each beside its target."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Hits = tuple[float, int]
"""How often something held, and out of how many, in one replicate."""

Outcome = dict[str, list[Hits]]
"""By line: one entry per replicate; a replicate that says nothing of it has none."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A share that is measured.

    Attributes:
        key: names the line in an outcome, in JSON and in tests.
        text: says what is counted.
        low, high: the target, both ends allowed; None for an open end.
        is_extra: not among the published targets: it watches a formula to which
            none of their lines reacts.
    """

    key: str
    text: str
    low: float | None = None
    high: float | None = None
    is_extra: bool = False

    @property
    def target(self) -> str:
        """The target in words."""
        if self.low is not None and self.high is not None:
            return f"{self.low:.2f} to {self.high:.2f}"
        if self.low is not None:
            return f"at least {self.low:.2f}"
        return f"at most {self.high:.2f}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A line as measured.

    Attributes:
        share: hits over trials, 0 to 1.
        error: its standard error, one replicate being one independent draw.
        trials: what was counted; several per replicate where a replicate holds
            several metrics of a kind.
    """

    line: Line
    share: float
    error: float
    trials: int
    replicates: int

    def met(self, slack: float = 0.0) -> bool:
        """Tell whether the target is met, give or take `slack` standard errors."""
        allowance = slack * self.error
        above = self.line.low is None or self.share >= self.line.low - allowance
        below = self.line.high is None or self.share <= self.line.high + allowance
        # no trial is no evidence
        return self.trials > 0 and above and below


def figure(line: Line, hits: Sequence[Hits]) -> Figure:
    """Return the share of a line over its replicates."""
    trials = sum(count for _, count in hits)
    if not trials:
        return Figure(line=line, share=0.0, error=0.0, trials=0, replicates=0)
    share = sum(hit for hit, _ in hits) / trials
    squares = sum((hit - share * count) ** 2 for hit, count in hits)
    n = len(hits)
    error = math.sqrt(squares * n / (n - 1)) / trials if n > 1 else math.inf
    if share in (0.0, 1.0):
        # not one exception was seen, which is not to say that there are none
        error = math.sqrt((trials + 0.5) * 0.5 / trials) / (trials + 1)
    return Figure(line=line, share=share, error=error, trials=trials, replicates=n)


def merged(outcomes: Iterable[Mapping[str, list[Hits]]]) -> Outcome:
    """Put the replicates of several outcomes together."""
    whole: Outcome = {}
    for outcome in outcomes:
        for key, hits in outcome.items():
            whole.setdefault(key, []).extend(hits)
    return whole

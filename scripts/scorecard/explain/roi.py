"""`scorecard explain roi`: one bucket of one period, walked from minutes to money."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from scorecard.explain.read import (
    Choice,
    UnknownError,
    chosen,
    evidence,
    lines,
    published,
    summaries,
)
from scorecard.explain.text import bucket_text, total_text
from scorecard.explain.walk import (
    WalkedBucket,
    WalkedLine,
    walk_bucket,
    walk_line,
    walk_total,
)


def explain_roi(
    path: Path, bucket: str, period: str, choice: Choice, *, as_json: bool = False
) -> bool:
    """Print the walk on standard output; return whether the ledger says the same.

    Args:
        path: the published file.
        bucket: one of the three, or total.
        period: current, or a month as 2026-05.
        choice: which lines; without one, the headlines.

    Raises:
        UnknownError: there is no such thing in the ledger; nothing is printed.
    """
    with published(path) as marts:
        rows = summaries(marts, bucket, period)
        if bucket == "total":
            if choice.wanted:
                raise UnknownError(
                    "the total has no lines of its own: choose them in a bucket,"
                    " --bucket avoided_downtime for one"
                )
            others = [row for name, row in rows.items() if name != "total"]
            total = walk_total(rows[bucket], others)
            _print(
                json.dumps(asdict(total), indent=2, default=str)
                if as_json
                else "\n".join(total_text(total))
            )
            return not total.differences
        every = lines(marts, bucket, period)
        selected = chosen(every, choice)
        headlines = {
            line: walk_line(evidence(marts, line)) for line in every if line.is_headline
        }
        walked = walk_bucket(rows[bucket], list(headlines.values()))
        shown = [
            headlines.get(line) or walk_line(evidence(marts, line)) for line in selected
        ]
    _print(_json(walked, shown) if as_json else "\n".join(bucket_text(walked, shown)))
    return not (walked.differences or any(line.differences for line in shown))


def _json(walked: WalkedBucket, shown: list[WalkedLine]) -> str:
    bucket = asdict(walked)
    # they stand below, with what they are made of
    del bucket["headlines"]
    found = {"bucket": bucket, "lines": [asdict(line) for line in shown]}
    return json.dumps(found, indent=2, default=str)


def _print(text: str) -> None:
    # labels are text: no markup, no emoji codes, no folding
    Console(highlight=False, emoji=False).print(text, markup=False, soft_wrap=True)

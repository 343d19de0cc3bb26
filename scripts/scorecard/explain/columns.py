"""Figures and columns of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scorecard.explain.arithmetic import Range


def number(value: float | None, digits: int = 2) -> str:
    """Return a figure with its thousands apart, nothing for None; no minus zero."""
    if value is None:
        return ""
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def money_or_none(value: float | None) -> str:
    """Return an amount of money; without one, none."""
    return "none" if value is None else number(value)


def span(ends: Range) -> str:
    """Return both ends of a range."""
    return f"{number(ends.low)} to {number(ends.high)}"


def money(ends: Range, currency: str) -> str:
    """Return both ends of a range of money, in its currency."""
    return f"{span(ends)} {currency}"


def columns(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    left: int = 1,
    right: int | None = None,
    headed: bool = True,
) -> Iterator[str]:
    """Yield rows in columns, flush left before `left` and from `right` on."""
    table = [[plain(cell) for cell in row] for row in rows]
    if headed:
        table.insert(0, list(headings))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [
            cell.ljust(width)
            if position < left or (right is not None and position >= right)
            else cell.rjust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def plain(text: str) -> str:
    """Return a label without what would move a terminal's cursor."""
    return "".join(
        each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text
    )

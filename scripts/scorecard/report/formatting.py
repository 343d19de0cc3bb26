"""Numbers, dates and names as people read them: the one place where they are made."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

NBSP = "\u00a0"
MINUS = "\u2212"
NOT_MEASURED = "not measured"
TEXT_LIMIT = 160
"""Characters of a foreign text that a page shows; the rest is counted."""

_BIDI = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)

_IDENTIFIER = re.compile("[A-Za-z][a-z0-9]*(?:_[a-z0-9]+)*")

_ACRONYMS = {"ai": "AI", "slo": "SLO", "id": "ID", "sla": "SLA"}


def plain(text: object, limit: int = TEXT_LIMIT) -> str:
    """Return foreign text fit for one line: no control characters, no endless length.

    Marks that turn the direction of the text around them are dropped, other control
    characters become U+FFFD, blanks of any sort become one blank. HTML is not escaped
    here; that is the template's part.
    """
    if text is None:
        return ""
    # far more than is shown, far less than what would take long
    known = str(text)
    line = " ".join(known[: 8 * limit].translate(_BIDI).split())
    line = "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c
        for c in line
    )
    if len(line) <= limit and len(known) <= 8 * limit:
        return line
    return f"{line[:limit].rstrip()}… ({len(known):,} characters)"


def words(name: str | None) -> str:
    """Return an identifier such as critical_revenue_path as words."""
    if not name:
        return "Unknown"
    text = plain(name).replace("_", " ")
    first, *rest = text.split(" ")
    first = _ACRONYMS.get(first, first[:1].upper() + first[1:])
    return " ".join([first, *(_ACRONYMS.get(word, word) for word in rest)])


def phrase(name: str | None) -> str:
    """Return an identifier as words inside a sentence; other text stays as it is."""
    if name and not _IDENTIFIER.fullmatch(name):
        return plain(name)
    text = words(name)
    return text if text.split()[0] in _ACRONYMS.values() else text[0].lower() + text[1:]


def number(value: float | None, decimals: int = 0) -> str:
    """Return a number with thousands set apart and a true minus; '–' for none."""
    if value is None or math.isnan(value):
        return "–"
    text = f"{abs(value):,.{decimals}f}"
    is_zero = not text.strip("0.,")
    return text if value >= 0 or is_zero else MINUS + text


def count(value: float | None) -> str:
    """Return a count of things."""
    return number(value)


def short(*values: float) -> list[str]:
    """Return numbers of any size in few digits, all in the size of the largest.

    950 stays, 12,400 becomes 12.4 k, and 800 beside it 0.8 k. Each says its size: in
    "−98 to 110 k" the first would read as 98 dollars.
    """
    largest = max(abs(value) for value in values)
    for least, size, letter in _SIZES:
        if largest >= 0.9995 * least:
            scaled = [value / size for value in values]
            decimals = 0 if largest >= 99.95 * size else 1
            return [
                f"{number(v, decimals)}{NBSP}{letter}" if v else "0" for v in scaled
            ]
    decimals = 0 if largest >= 9.95 or all(v == int(v) for v in values) else 1
    return [number(value, decimals) for value in values]


_SIZES = ((1e9, 1e9, "bn"), (1e6, 1e6, "M"), (1e4, 1e3, "k"))


def money(low: float, high: float, currency: str | None) -> str:
    """Return a range of money, short, its currency said once."""
    return f"{plain(currency)}{NBSP}{span(*short(low, high))}".strip()


def quantity(
    low: float, high: float, unit: str | None, *, as_hours: bool = False
) -> str:
    """Return a range of what was saved; minutes from 10 hours on are hours.

    With `as_hours` all minutes are, so that a column has one unit.
    """
    if unit == "minutes" and (as_hours or max(abs(low), abs(high)) >= 10 * _HOUR):
        low, high, unit = low / _HOUR, high / _HOUR, "hours"
    decimals = 0 if max(abs(low), abs(high)) >= 10 else 1
    name = {"minutes": "min", "hours": "h"}.get(unit or "", plain(unit))
    return f"{span(number(low, decimals), number(high, decimals))}{NBSP}{name}".strip()


def span(low: str, high: str) -> str:
    """Return a range of two texts that are complete by themselves."""
    return f"{low} to {high}"


def day(value: date | datetime | None) -> str:
    """Return a day as 4 Apr 2025."""
    return f"{value.day} {value:%b %Y}".replace(" ", NBSP) if value else "–"


def moment(value: datetime | None) -> str:
    """Return a time of UTC to the minute."""
    return f"{day(value)}, {value:%H:%M}{NBSP}UTC" if value else "–"


def days(start: date | None, end: date | None) -> str:
    """Return a period whose end is exclusive, by its first and last day."""
    if start is None or end is None:
        return "–"
    last = end - timedelta(days=1)
    if start == last:
        return day(start)
    if start.year == last.year:
        return f"{start.day}{NBSP}{start:%b} to {day(last)}"
    return f"{day(start)} to {day(last)}"


def month(name: str) -> str:
    """Return 2026-05 as May 2026."""
    return f"{datetime.strptime(name, '%Y-%m'):%b %Y}".replace(" ", NBSP)


@dataclass(frozen=True)
class Unit:
    """How a metric's figures are shown, the same on every page.

    Attributes:
        factor: what a figure of the mart is multiplied by.
        suffix: what follows the number, for example " min"; blank included.
        decimals: digits after the point below 100; None above.
        change_suffix: what follows a difference in this unit.
    """

    factor: float = 1.0
    suffix: str = ""
    decimals: int = 1
    change_suffix: str = ""

    @property
    def label(self) -> str:
        """Return the unit as an axis says it; nothing for plain counts."""
        return "per month" if self.suffix == "/month" else self.suffix.strip()

    def bare(self, value: float | None) -> str:
        """Return a figure without its unit."""
        if value is None:
            return "–"
        scaled = value * self.factor
        return number(scaled, self._decimals(scaled))

    def figure(self, value: float | None) -> str:
        """Return a figure with its unit."""
        return "–" if value is None else self.bare(value) + self.suffix

    def interval(self, low: float | None, high: float | None) -> str:
        """Return an interval; its unit is that of the figure beside it."""
        return _interval(
            None if low is None else self.bare(low),
            None if high is None else self.bare(high),
        )

    def change(self, value: float | None, scale: str) -> str:
        """Return a change on its scale: per cent for log ratios, else a difference."""
        if value is None:
            return "–"
        bare, suffix = self._change(value, scale)
        return bare + suffix

    def change_interval(self, low: float | None, high: float | None, scale: str) -> str:
        """Return a change's interval; its unit is that of the change beside it."""
        return _interval(
            None if low is None else self._change(low, scale)[0],
            None if high is None else self._change(high, scale)[0],
        )

    def _change(self, value: float, scale: str) -> tuple[str, str]:
        if scale == "log_ratio":
            return _signed(100 * math.expm1(value), 0), f"{NBSP}%"
        scaled = value * self.factor
        decimals = max(self._decimals(scaled), self.decimals if scaled < 100 else 0)
        return _signed(scaled, decimals), self.change_suffix

    def _decimals(self, scaled: float) -> int:
        return 0 if abs(scaled) >= 99.95 else self.decimals


def _interval(low: str | None, high: str | None) -> str:
    if low is None and high is None:
        return "no interval"
    if high is None:
        return f"from {low}"
    if low is None:
        return f"up to {high}"
    return span(low, high)


def _signed(value: float, decimals: int) -> str:
    text = number(value, decimals)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


_HOUR, _DAY = 60.0, 1440.0

_UNITS = {
    "share": Unit(100.0, f"{NBSP}%", 1, f"{NBSP}points"),
    "percent": Unit(1.0, f"{NBSP}%", 1, f"{NBSP}points"),
    "minutes": Unit(1.0, f"{NBSP}min", 1, f"{NBSP}min"),
    "hours": Unit(1.0, f"{NBSP}h", 1, f"{NBSP}h"),
    "days": Unit(1.0, f"{NBSP}days", 1, f"{NBSP}days"),
    "score": Unit(1.0, "", 1, ""),
    "count": Unit(1.0, "", 2, ""),
    "per_month": Unit(1.0, "/month", 1, "/month"),
    # the metric's name says it
    "per_1000_deploys": Unit(1.0, "", 1, ""),
}


def unit_of(name: str, typical: float | None) -> Unit:
    """Return the unit in which a metric is shown everywhere.

    Args:
        name: the catalogue's unit.
        typical: the metric's largest headline figure; decides between minutes, hours
            (from 10 hours) and days (from 4 days).
    """
    if name == "minutes" and typical is not None:
        if typical >= 4 * _DAY:
            return Unit(1 / _DAY, f"{NBSP}days", 1, f"{NBSP}days")
        if typical >= 10 * _HOUR:
            return Unit(1 / _HOUR, f"{NBSP}h", 1, f"{NBSP}h")
    return _UNITS.get(name, Unit(1.0, f" {words(name).lower()}", 1, ""))

"""Types of single values, shared by seeds and vars. All of them start from text."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import BeforeValidator, StringConstraints

from scorecard.config.problems import nearest, refuse, shown

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9})")
# doubles are not held to the digits of a decimal; what a spreadsheet writes is read
_AMOUNT = re.compile(
    r"[+-]?([0-9]{1,12}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,2})?"
)
_MOST = Decimal(10) ** 12
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_SNAKE_CASE = re.compile(r"[a-z][a-z0-9_]{0,62}")
_SEVERITY = re.compile(r"sev[1-9]")
_CURRENCY = re.compile(r"[A-Z]{3}")
# joiners are part of words and emoji; every other format character is invisible
# and would make two labels that look alike differ
_JOINERS = {"\u200c", "\u200d"}
_UNWANTED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# 'all' marks a segment column that is not used, 'unmapped' a label without a row
UNMAPPED = "unmapped"
_RESERVED = {"all", UNMAPPED}
_ANY = {"all", "any", "*"}


def find_control_character(text: str) -> str | None:
    """Return the first character that no cell may hold as `U+0007`, or None."""
    for character in text:
        unwanted = unicodedata.category(character) in _UNWANTED
        if unwanted and character not in _JOINERS:
            return f"U+{ord(character):04X}"
    return None


def lower(text: str) -> str:
    """Return the text in lower case as SQL's lower() gives it.

    Python treats two letters by their neighbours or as two characters (a final
    sigma, the dotted capital I); a database goes character by character.
    """
    return "".join("i" if c == "\u0130" else c.lower() for c in text)


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    way_out = "Write it as YYYY-MM-DD, for example 2026-01-31"
    if not _DAY.fullmatch(value):
        raise refuse(f"{shown(value)} is not a date", way_out)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise refuse(f"{shown(value)} is no day of the calendar", way_out) from None


def _number(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        if not _NUMBER.fullmatch(value):
            raise InvalidOperation
        return Decimal(value)
    except InvalidOperation:
        raise refuse(
            f"{shown(value)} is not a number",
            "Write digits with at most 9 before and 9 after the point, such as 0.25",
        ) from None


def _not_negative(value: object) -> object:
    number = _number(value)
    if isinstance(number, Decimal) and number < 0:
        raise refuse(f"{shown(value)} is negative", "Write 0 or more")
    return number


def _amount(value: object) -> object:
    if not isinstance(value, str):
        return value
    way_out = (
        "Write digits below a million million with a decimal point, such as 1250.50, "
        "without a currency sign or thousands separators"
    )
    if not _AMOUNT.fullmatch(value):
        raise refuse(f"{shown(value)} is not a number", way_out)
    number = Decimal(value)
    if number < 0:
        raise refuse(f"{shown(value)} is negative", "Write 0 or more")
    if number >= _MOST:
        raise refuse(f"{shown(value)} is too large", way_out)
    # a zero has no sign
    return number.copy_abs()


def _share(value: object) -> object:
    way_out = "Write a share from 0 to 1, such as 0.60"
    if isinstance(value, str) and not _AMOUNT.fullmatch(value):
        raise refuse(f"{shown(value)} is not a number", way_out)
    number = _amount(value)
    if isinstance(number, Decimal) and number > 1:
        raise refuse(f"{shown(value)} is above 1, more than was saved", way_out)
    return number


def _month(value: object) -> object:
    if isinstance(value, str) and (
        not _MONTH.fullmatch(value) or value.startswith("0000")
    ):
        raise refuse(
            f"{shown(value)} is not a month", "Write it as YYYY-MM, such as 2026-01"
        )
    return value


def _confidence_level(value: object) -> object:
    number = _number(value)
    if isinstance(number, Decimal) and not Decimal("0.5") < number < 1:
        raise refuse(
            f"{shown(value)} is not between 0.5 and 1",
            "Write a share above 0.5 and below 1, such as 0.90",
        )
    return number


def _label(value: object) -> object:
    return lower(value) if isinstance(value, str) else value


def _canonical(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not _SNAKE_CASE.fullmatch(value):
        raise refuse(
            f"{shown(value)} is not a name in snake_case",
            "Use lower-case letters, digits and _ and start with a letter, "
            "such as customer_facing",
        )
    if value in _RESERVED:
        raise refuse(
            f"{shown(value)} is reserved",
            "Choose another name; a label without a row is reported as unmapped",
        )
    return value


def _severity(value: object) -> object:
    if isinstance(value, str) and not _SEVERITY.fullmatch(value):
        raise refuse(f"{shown(value)} is not a severity", "Use sev1 to sev9")
    return value


def _any_is_blank(value: object) -> None:
    if isinstance(value, str) and value.lower() in _ANY:
        raise refuse(f"{shown(value)} is not a value", "Leave the cell blank for any")


def _segment(value: object) -> object:
    _any_is_blank(value)
    if isinstance(value, str) and not _SNAKE_CASE.fullmatch(value):
        raise refuse(
            f"{shown(value)} is not a name in snake_case",
            "Write what the map translates the label to, such as customer_facing, "
            "or leave the cell blank for any",
        )
    return value


def _severity_segment(value: object) -> object:
    _any_is_blank(value)
    if isinstance(value, str) and value != UNMAPPED and not _SEVERITY.fullmatch(value):
        raise refuse(
            f"{shown(value)} is not a severity",
            "Write what severity_map translates the label to, such as sev1, "
            "or leave the cell blank for any",
        )
    return value


def _time_zone(value: object) -> object:
    # the system's own zone differs from machine to machine
    zones = available_timezones() - {"localtime"}
    if isinstance(value, str) and value not in zones:
        otherwise = "Use a name of the IANA database, such as Europe/Berlin"
        raise refuse(
            f"{shown(value)} is not a time zone", nearest(value, zones, otherwise)
        )
    return value


def _currency(value: object) -> object:
    if isinstance(value, str) and not _CURRENCY.fullmatch(value):
        raise refuse(
            f"{shown(value)} is not a currency code",
            "Use the three capital letters of ISO 4217, such as USD",
        )
    return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
"""Any text without control characters."""

Label = Annotated[Text, BeforeValidator(_label)]
"""A label as a tool spells it, in lower case."""

CanonicalName = Annotated[Text, BeforeValidator(_canonical)]
"""A class or a tier: snake_case, not reserved."""

Severity = Annotated[Text, BeforeValidator(_severity)]
"""sev1 (worst) to sev9."""

Segment = Annotated[Text, BeforeValidator(_segment)]
"""A class or a tier as figures name it: a canonical name or unmapped."""

SeveritySegment = Annotated[Text, BeforeValidator(_severity_segment)]
"""A severity as figures name it: sev1 to sev9 or unmapped."""

Day = Annotated[date, BeforeValidator(_day)]
"""A day as YYYY-MM-DD."""

Month = Annotated[Text, BeforeValidator(_month)]
"""A calendar month as YYYY-MM; stays text."""

Amount = Annotated[Decimal, BeforeValidator(_amount)]
"""A finite number of at least 0 and below 10^12, which a double holds."""

Share = Annotated[Decimal, BeforeValidator(_share)]
"""A number from 0 to 1, both included."""

NotNegative = Annotated[Decimal, BeforeValidator(_not_negative)]
"""A finite number of at least 0, with at most 9 digits on either side."""

ConfidenceLevel = Annotated[Decimal, BeforeValidator(_confidence_level)]
"""A share above 0.5 and below 1."""

TimeZone = Annotated[Text, BeforeValidator(_time_zone)]
"""A name of the IANA time zone database."""

Currency = Annotated[Text, BeforeValidator(_currency)]
"""An ISO 4217 code."""

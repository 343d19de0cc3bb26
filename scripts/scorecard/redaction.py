"""Secrets come from the environment, and never get into a log or a record."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from functools import cache

HIDDEN = "***"

SHORTEST = 6
"""Values with fewer characters are left: hiding every `1` would hide the log."""

_NAMES_OF_SECRETS = re.compile(
    r"PASS(WORD|WD|PHRASE)?($|_)|PWD$|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_?KEY"
    r"|PRIVATE_?KEY|CONNECTION_STRING|WEBHOOK|(^|_)DSN$",
    re.IGNORECASE,
)
_NOT_SECRET = {"PWD", "OLDPWD"}
_IN_ADDRESSES = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """Return the values of variables whose names say that they are secret.

    Longest first, so that a secret within another one does not leave the rest of it.
    """
    values = {
        value
        for name, value in environment.items()
        if _NAMES_OF_SECRETS.search(name)
        and name not in _NOT_SECRET
        and len(value) >= SHORTEST
    }
    # as JSON they look different
    values |= {json.dumps(value)[1:-1] for value in values}
    return sorted(values, key=lambda value: (-len(value), value))


def redacted(text: str, environment: Mapping[str, str] | None = None) -> str:
    """Return a text without the environment's secrets and passwords of addresses."""
    values = _own_secrets() if environment is None else secrets_of(environment)
    for secret in values:
        text = text.replace(secret, HIDDEN)
    return _IN_ADDRESSES.sub(HIDDEN, text)


@cache
def _own_secrets() -> list[str]:
    return secrets_of(os.environ)

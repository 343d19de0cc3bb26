"""Writes the parts of the documentation that say what the project itself says."""

from __future__ import annotations

from scorecard.docs.pages import Page, pages, stale

__all__ = ["Page", "pages", "stale"]

"""Measures how fast the scorecard is and how much memory it takes.

`python -m scorecard.bench --help`; docs/performance.md says what the figures mean.
"""

"""Checks intervals, margins and verdicts on simulated data whose truth is known.

`python -m scorecard.calibrate --help`; docs/calibration.md says how to read it.
"""

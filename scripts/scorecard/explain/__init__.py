"""Explains a line of the ROI ledger: the walk from minutes to money, computed again."""

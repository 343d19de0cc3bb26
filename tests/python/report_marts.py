"""Published marts that a report is made of: small, known, and one full of harm."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from conftest import Finished, MakeOnce, writable_copy
from hostile_marts import make_hostile


@pytest.fixture(scope="session")
def published(make_once: MakeOnce, hand_checked_run: Finished) -> Path:
    """The hand-checked marts, with a baseline and a current window that compare.

    The hand-checked export has figures for every kind of metric; what it is too small
    for, such as verdicts and money, is written into a copy by hand.
    """

    def fill(folder: Path) -> None:
        path = writable_copy(hand_checked_run.published, folder / "scorecard.duckdb")
        with duckdb.connect(str(path)) as marts:
            marts.execute(VERDICTS)
            marts.execute(ROI)

    return make_once("report_marts", fill) / "scorecard.duckdb"


VERDICTS = """
    update marts.metric_comparisons set
        change = -0.25, change_low = -0.4, change_high = -0.1, scale = 'log_ratio',
        verdict = 'improved', confidence = 'medium', p_adjusted = 0.01,
        points_completeness = 2, points_n = 1, points_segmentation = 2,
        points_design = 1, points_width = 2
    where metric_id = 'time_to_mitigate' and segment = 'all'
    and comparison in ('standardised', 'before_after');
    update marts.metric_comparisons set verdict = 'regressed'
    where comparison = 'before_after' and segment = 'all'
"""

ROI = """
    update marts.roi_summary set
        quantity_low = -20.5, quantity_high = 180, quantity_unit = 'minutes',
        cost_low = -1200, cost_high = 45200.4, confidence = 'low',
        sentence = 'A sentence of the ledger.'
    where period_name = 'current' and bucket = 'avoided_downtime';
    update marts.roi_summary set
        cost_low = null, cost_high = null, quantity_low = null, quantity_high = null,
        sentence = 'Reclaimed time: no figure.'
    where period_name = 'current' and bucket = 'reclaimed_time';
    insert into marts.risk_reduction
        (period_name, risk_severity, kind, reason, period_start, period_end,
         n_actions, n_incidents)
    values ('current', 'sev2', 'stopped', 'made up', '2026-01-01', '2026-02-01', 7, 6)
"""


@pytest.fixture(scope="session")
def hostile(make_once: MakeOnce, published: Path) -> Path:
    def fill(folder: Path) -> None:
        make_hostile(published, folder / "scorecard.duckdb")

    return make_once("report_hostile", fill) / "scorecard.duckdb"

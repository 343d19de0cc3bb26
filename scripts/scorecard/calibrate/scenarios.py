"""Every scenario, in the order of the report."""

from __future__ import annotations

from scorecard.calibrate.cells import Cells
from scorecard.calibrate.changes import NoEffect, Planted
from scorecard.calibrate.company import Company
from scorecard.calibrate.rates import Rates
from scorecard.calibrate.roi import Roi
from scorecard.calibrate.scenario import Scenario

LIKENESS, RATE_SHOCK = 0.02, 0.15
"""Strong month shocks: ignored, they would more than double a margin's error."""

SCENARIOS: tuple[Scenario, ...] = (
    Cells(30),
    Cells(100),
    Cells(5),
    Rates(30),
    Rates(100),
    NoEffect(
        name="no_effect",
        title="Nothing changes but the mix",
        company=Company(),
        most_headlines=0.12,
        watches_few=True,
    ),
    NoEffect(
        name="no_effect_shocks",
        title="Nothing changes but the mix; strong month shocks",
        company=Company(likeness=LIKENESS, rate_shock=RATE_SHOCK),
        most_headlines=0.20,
    ),
    Planted(
        name="planted",
        title="Planted effects, treated against control",
        company=Company(is_changed=True),
        most=0.96,
    ),
    Planted(
        name="planted_shocks",
        title="Planted effects, treated against control; strong month shocks",
        company=Company(is_changed=True, likeness=LIKENESS, rate_shock=RATE_SHOCK),
        most=None,
    ),
    Roi(
        name="roi",
        title="Ranges of what AI saved, by incidents; fall: all fall by 15 % besides",
        sizes=(600, 1_500),
        has_effect=True,
    ),
    Roi(
        name="roi_no_effect",
        title="Ranges where AI saves nothing; fall: all fall by 15 % nevertheless",
        sizes=(1_000,),
        has_effect=False,
    ),
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}

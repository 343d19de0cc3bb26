"""The independent ledger of ROI, on cases worked by hand.

Amounts are chosen so that means, squares and sums can be done in the head; t comes
from scipy.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from scipy import stats

from reference.config import Activation, Config
from reference.facts import Facts, Incident
from reference.landing import Row as Entry
from reference.parsing import Value
from reference.periods import Period
from reference.roi import ledger_of, prices, rows_of
from reference.roi.estimate import (
    Pair,
    Part,
    Trend,
    estimate,
    fit_trend,
    range_of,
    recaptured,
    span,
)
from reference.roi.evidence import Evidence, together, width
from reference.roi.pooling import Rows, cell_rows, class_rows, severity_rows
from reference.roi.risk import kind_and_reason
from reference.roi.row import Row
from reference.roi.scope import Cell
from reference.roi.settings import (
    DowntimeCost,
    Ends,
    HourlyRate,
    Saving,
    Settings,
)
from reference.roi.summary import capacity_used, programme_cost

Z = 1.6448536
BASELINE_ON = date(2026, 1, 5)
ACTIVATED_ON = date(2026, 3, 1)
CURRENT_ON = date(2026, 4, 6)
CELL: Cell = ("sev1", "deploy_related", "customer_facing")


def t(degrees: int) -> float:
    return float(stats.t.ppf(0.95, degrees))


# ---------- a small company


def configured(
    *activations: tuple[str | None, str | None], boundaries: Sequence[date] = ()
) -> Config:
    return Config(
        severity_map={"sev1": "sev1", "sev2": "sev2"},
        incident_class_map={},
        service_tier_map={},
        status_map={},
        required_fields={},
        quality_weights={},
        activations=tuple(Activation(*each, ACTIVATED_ON) for each in activations),
        windows={
            "baseline": (date(2026, 1, 1), ACTIVATED_ON),
            "current": (date(2026, 4, 1), date(2026, 5, 1)),
        },
        boundaries=tuple(boundaries),
        refresh_target_minutes=15,
        cadence_tolerance_minutes=5,
        repeat_window_days=90,
        zone=ZoneInfo("UTC"),
        confidence_level=0.90,
    )


def settings(
    *,
    costs: Sequence[DowntimeCost] = (),
    rates: Sequence[HourlyRate] = (),
    savings: Sequence[Saving] = (),
    shares: dict[str, Ends] | None = None,
    capacity: dict[str, float] | None = None,
    programme: dict[str, Ends] | None = None,
) -> Settings:
    return Settings(
        tuple(costs),
        tuple(rates),
        tuple(savings),
        shares or {},
        capacity or {},
        programme or {},
        "USD",
    )


class Company:
    """Incidents and their children, one call each."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.incidents: list[Incident] = []
        self.children: dict[str, dict[str, list[Entry]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def incident(
        self,
        on: date,
        *,
        minutes: float | None = None,
        cell: Cell = CELL,
        detected: float | None = None,
        ai_used: bool = False,
    ) -> str:
        """Add an incident; minutes and detected count from its start."""
        incident_id = f"i{len(self.incidents)}"
        start = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)

        def after(count: float | None) -> datetime | None:
            return None if count is None else start + timedelta(minutes=count)

        severity, incident_class, tier = cell
        self.incidents.append(
            Incident(
                incident_id=incident_id,
                is_countable=True,
                severity=severity,
                incident_class=incident_class,
                service_tier=tier,
                owner="team",
                failure_mode_id=None,
                change_trigger=None,
                started_at=start,
                started_on=on,
                detected_at=after(detected),
                mitigated_at=after(minutes),
                resolved_at=None,
                steady_state_at=None,
                is_ai_used=ai_used,
                is_ai_active=any(
                    each.matches(incident_class, tier) and each.activated_on <= on
                    for each in self.config.activations
                ),
            )
        )
        return incident_id

    def add(self, table: str, incident_id: str, **values: Value) -> None:
        """Add a child row."""
        self.children[table][incident_id].append(Entry(dict(values)))

    def page(self, incident_id: str, minutes: float) -> None:
        """Page the owner, who acknowledges so long after the start."""
        start = next(
            each.started_at
            for each in self.incidents
            if each.incident_id == incident_id
        )
        at = start + timedelta(minutes=minutes)
        self.add("pages", incident_id, team_id="team", acknowledged_at=at)

    def facts(self) -> Facts:
        """Return what the ledger reads."""
        tables = ("pages", "time_entries", "overhead_entries", "escalations")
        return Facts(
            config=self.config,
            incidents=self.incidents,
            children={
                name: dict(self.children[name])
                for name in (*tables, "actions", "ai_usage")
            },
            deploys=[],
            has_ai_usage=True,
            has_actions=True,
            has_escalations=bool(self.children["escalations"]),
        )

    def rows(self, money: Settings, period: str = "current") -> list[Row]:
        """Return the ledger's rows of a period."""
        return [
            row
            for row in rows_of(self.facts(), money)
            if row.period.period_name == period
        ]


def only(rows: Sequence[Row], component: str, **wanted: object) -> Row:
    found = [
        row
        for row in rows
        if row.component == component
        and all(getattr(row, name) == value for name, value in wanted.items())
    ]
    assert len(found) == 1, [row.key for row in found]
    return found[0]


def middle(row: Row) -> float:
    assert row.quantity is not None
    return row.quantity[0].middle


# ---------- pooling


def pairs(*cells: tuple[str, str, str, int, int]) -> dict[Cell, Pair]:
    return {
        (severity, incident_class, tier): ([1.0] * before, [1.0] * after)
        for severity, incident_class, tier, before, after in cells
    }


def shape(rows: Rows) -> dict[str, set[str]]:
    return {
        " ".join(labels): {" ".join(cell) for cell in cells}
        for labels, cells in rows.items()
    }


def test_small_cells_are_pooled_by_class_and_then_by_severity() -> None:
    rows = cell_rows(
        pairs(
            ("sev1", "a", "x", 10, 10),
            # 6 + 5 and 12 + 3: enough together
            ("sev1", "a", "y", 6, 12),
            ("sev1", "a", "z", 5, 3),
            # 9 each, alone in its class; c is compared with nothing
            ("sev1", "b", "x", 9, 9),
            ("sev1", "c", "x", 0, 30),
            # 4 + 7 over two classes
            ("sev2", "a", "x", 4, 4),
            ("sev2", "b", "x", 7, 7),
        )
    )
    assert shape(rows) == {
        "sev1 a x": {"sev1 a x"},
        "sev1 a all": {"sev1 a y", "sev1 a z"},
        "sev1 all all": {"sev1 b x", "sev1 c x"},
        "sev2 all all": {"sev2 a x", "sev2 b x"},
    }


def test_incidents_of_a_cell_seen_in_one_window_do_not_reach_the_floor() -> None:
    # 9 + 5 before and 9 + 0 after: the second cell is compared with nothing
    rows = cell_rows(pairs(("sev1", "a", "x", 9, 9), ("sev1", "a", "y", 5, 0)))
    assert shape(rows) == {"sev1 all all": {"sev1 a x", "sev1 a y"}}


def test_classes_below_the_floor_are_one_row_and_severities_are_never_pooled() -> None:
    cells = pairs(
        ("sev1", "a", "x", 6, 6),
        ("sev2", "a", "y", 4, 4),
        ("sev1", "b", "x", 3, 3),
        ("sev2", "c", "x", 2, 9),
    )
    assert shape(class_rows(cells)) == {
        "all a all": {"sev1 a x", "sev2 a y"},
        "all all all": {"sev1 b x", "sev2 c x"},
    }
    assert shape(severity_rows(cells)) == {
        "sev1 all all": {"sev1 a x", "sev1 b x"},
        "sev2 all all": {"sev2 a y", "sev2 c x"},
    }


# ---------- trend


def of_logs(*logs: float) -> list[float]:
    return [math.exp(each) - 1 for each in logs]


def control(last: int = 4) -> dict[Cell, Pair]:
    """Mean logs 3 to 2 in one cell (w 3), 5 to 5 in the other (w 2)."""
    return {
        ("sev1", "a", "x"): (of_logs(*[2, 4] * 3), of_logs(*[1, 3] * 3)),
        ("sev2", "a", "x"): (of_logs(*[5] * last), of_logs(*[5] * 4)),
        # never seen again: says nothing
        ("sev3", "a", "x"): (of_logs(*[9] * 30), []),
    }


def test_the_trend_weighs_the_cells_that_both_windows_have() -> None:
    trend = fit_trend(control(), Z)
    assert trend is not None
    # (3 * -1 + 2 * 0) / 5; squares 6 + 6 with 5 + 5 + 3 + 3 degrees
    margin = t(16) * math.sqrt(12 / 16 / 5)
    assert trend.rho == pytest.approx(math.exp(-0.6), rel=1e-12)
    assert trend.low == pytest.approx(math.exp(-0.6 - margin), rel=1e-5)
    assert trend.high == pytest.approx(math.exp(-0.6 + margin), rel=1e-5)


def test_nine_incidents_are_no_control() -> None:
    assert fit_trend(control(last=3), Z) is None


def test_control_without_a_degree_of_freedom_is_no_control() -> None:
    cells: dict[Cell, Pair] = {
        ("sev1", f"class{index}", "x"): ([5.0], [4.0]) for index in range(10)
    }
    assert fit_trend(cells, Z) is None


# ---------- estimates

TEN_TWELVES = [10.0, 14.0] * 5  # squares 40
TEN_TENS = [10.0] * 10


def test_one_cell_is_estimated_by_hand() -> None:
    part = estimate("m", {CELL: (TEN_TWELVES, TEN_TENS)}, {CELL: 20.0}, None, Z)
    # 20 * (12 - 10); the period's own spread is 0, so the baseline's stands for it
    assert part.middle == 40
    assert part.own_margin == pytest.approx(
        math.sqrt(2 * t(9) ** 2 * 40 / 9 * 20**2 / 10), rel=1e-4
    )
    assert (part.trend_below, part.trend_above) == (0, 0)


def test_the_spread_is_that_within_cells() -> None:
    other: Cell = ("sev2", "a", "x")
    # the cells differ by 100 minutes; within them squares are 40 and 40
    far = [each + 100 for each in TEN_TWELVES]
    part = estimate(
        "m",
        {CELL: (TEN_TWELVES, TEN_TENS), other: (far, [110.0] * 10)},
        {CELL: 10.0, other: 10.0},
        None,
        Z,
    )
    assert part.middle == 40
    assert part.own_margin == pytest.approx(
        math.sqrt(2 * t(18) ** 2 * 80 / 18 * (100 / 10 + 100 / 10)), rel=1e-4
    )


def test_a_trend_moves_the_middle_the_spread_and_adds_its_own_part() -> None:
    trend = Trend(rho=0.5, low=0.4, high=0.7)
    part = estimate("m", {CELL: (TEN_TWELVES, TEN_TENS)}, {CELL: 20.0}, trend, Z)
    assert part.middle == 20 * (12 * 0.5 - 10)
    assert part.own_margin == pytest.approx(
        math.sqrt(2 * t(9) ** 2 * 0.25 * 40 / 9 * 20**2 / 10), rel=1e-4
    )
    assert part.trend_below == pytest.approx(240 * 0.1)
    assert part.trend_above == pytest.approx(240 * 0.2)


def test_own_margins_add_in_quadrature_and_a_shared_trend_straight() -> None:
    rows = [Part("m", 10, 3, 5, 1), Part("m", 20, 4, 7, 2)]
    # sqrt(3^2 + 4^2 + 12^2) and sqrt(3^2 + 4^2 + 3^2)
    assert range_of(rows) == pytest.approx((30 - 13, 30 + math.sqrt(34)))


def test_trends_of_two_measures_are_independent() -> None:
    rows = [Part("overhead", 10, 0, 3, 6), Part("compliance", 20, 0, 4, 8)]
    assert range_of(rows) == pytest.approx((30 - 5, 30 + 10))


def test_a_loss_is_greatest_where_a_minute_costs_most() -> None:
    cheap, dear = Part("m", -10, 5), Part("m", -30, 15)
    assert span([(cheap, dear)]) == (-45, -5)
    # a common level: never the one row cheap and the other dear
    assert span([(cheap, dear), (Part("m", 20, 0), Part("m", 60, 0))]) == (5, 45)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((40.0, 100.0), (10.0, 50.0)),
        ((-100.0, 40.0), (-50.0, 20.0)),
        ((-100.0, -40.0), (-50.0, -10.0)),
    ],
)
def test_what_is_put_to_use_is_a_share_and_a_loss_stays_a_loss(
    ends: Ends, expected: Ends
) -> None:
    assert recaptured(ends, (0.25, 0.5)) == expected


# ---------- prices


def cost(
    tier: str | None,
    severity: str | None,
    low: float,
    since: date | None = None,
    component: str = "lost_revenue",
) -> DowntimeCost:
    return DowntimeCost(tier, severity, component, (low, 2 * low), since, None)


def price(
    costs: Sequence[DowntimeCost], rates: Sequence[HourlyRate] = ()
) -> Ends | None:
    company = Company(configured())
    company.incident(date(2026, 4, 10))
    return prices.downtime_cost(
        settings(costs=costs, rates=rates), company.incidents[0]
    )


def test_the_most_specific_cost_wins_and_then_the_latest() -> None:
    tier, severity = "customer_facing", "sev1"
    every = [
        cost(None, None, 1, date(2026, 4, 9)),
        cost(None, severity, 2, date(2026, 1, 1)),
        cost(tier, None, 3),
        cost(tier, None, 4, date(2026, 4, 10)),
        cost(tier, None, 5, date(2026, 4, 11)),  # not yet in force
        cost(tier, severity, 6, date(2026, 4, 11)),
        cost(tier, "sev2", 7),
        cost("internal_tooling", severity, 8),
    ]
    assert price(every) == (4, 8)
    assert price(every[:3]) == (3, 6)
    assert price(every[:2]) == (2, 4)
    assert price(every[:1]) == (1, 2)
    assert price(every[4:]) is None
    assert price([*every, cost(tier, severity, 9)]) == (9, 18)


def test_components_add_up_and_each_is_looked_up_for_itself() -> None:
    costs = [
        cost("customer_facing", "sev1", 5),
        cost(None, None, 100),
        cost(None, None, 7, component="sla_penalties"),
        DowntimeCost(None, None, "brand_impact", None, None, "a survey"),
    ]
    assert price(costs) == (12, 24)
    assert price(costs[3:]) is None


def test_support_is_either_a_cost_of_downtime_or_an_hour() -> None:
    costs = [cost(None, None, 5), cost(None, None, 7, component="support_load")]
    rate = HourlyRate("support", (50, 60), date(2099, 1, 1))
    assert price(costs) == (12, 24)
    assert price(costs, rates=[rate]) == (5, 10)


def test_a_new_rate_does_not_restate_history() -> None:
    rates = [
        HourlyRate("scribe", (50, 60), None),
        HourlyRate("scribe", (70, 80), date(2026, 4, 10)),
    ]
    known = settings(rates=rates)
    assert prices.hourly_rate(known, "scribe", date(2026, 4, 9)) == (50, 60)
    assert prices.hourly_rate(known, "scribe", date(2026, 4, 10)) == (70, 80)
    assert prices.hourly_rate(known, "comms_lead", date(2026, 4, 10)) is None


# ---------- bucket 1


def mitigated(company: Company, on: date, minutes: Sequence[float]) -> None:
    for each in minutes:
        company.incident(on, minutes=each)


def test_downtime_is_estimated_and_priced_at_each_incidents_own_cost() -> None:
    company = Company(configured(("deploy_related", None)))
    mitigated(company, BASELINE_ON, TEN_TWELVES)
    mitigated(company, CURRENT_ON, TEN_TENS[:6])
    mitigated(company, CURRENT_ON + timedelta(days=1), TEN_TENS[6:])
    money = settings(
        costs=[
            DowntimeCost(
                None, None, "lost_revenue", (1, 3), CURRENT_ON + timedelta(days=1), None
            )
        ]
    )
    row = only(company.rows(money), "time_to_mitigate")
    # only the four later incidents have a cost: 4 * 1 to 4 * 3 a minute
    assert middle(row) == 10 * 2
    assert row.money is not None
    assert [part.middle for part in row.money] == [4 * 2, 12 * 2]
    unit = math.sqrt(2 * t(9) ** 2 * 40 / 9 / 10)
    columns = row.as_dict(money)
    assert columns["cost_low"] == pytest.approx(4 * (2 - unit), rel=1e-3)
    assert columns["cost_high"] == pytest.approx(12 * (2 + unit), rel=1e-3)
    assert row.n_applied == row.n_baseline == row.n_current == 10


def test_coverage_below_a_half_gives_minutes_and_no_money() -> None:
    company = Company(configured(("deploy_related", None)))
    mitigated(company, BASELINE_ON, TEN_TWELVES)
    mitigated(company, CURRENT_ON, TEN_TENS)
    for _ in range(11):
        company.incident(CURRENT_ON)
    money = settings(costs=[cost(None, None, 5)])
    row = only(company.rows(money), "time_to_mitigate")
    assert row.quantity is not None and row.money is None
    # one open incident fewer is a half
    company.incidents.pop()
    assert only(company.rows(money), "time_to_mitigate").money is not None


def test_steps_hold_ordered_incidents_only_and_their_middles_add_up() -> None:
    company = Company(configured(("deploy_related", None)))
    for on, (detected, engaged, whole) in (
        (BASELINE_ON, (6.0, 10.0, 40.0)),
        (CURRENT_ON, (5.0, 7.0, 25.0)),
    ):
        for index in range(10):
            one = company.incident(on, minutes=whole + index, detected=detected)
            company.page(one, engaged)
            company.page(one, engaged + 2)  # the earliest acknowledgement counts
        # acknowledged before detection; never acknowledged; engaged after mitigation
        for minutes in (1.0, None, 500.0):
            one = company.incident(on, minutes=whole, detected=detected)
            if minutes is not None:
                company.page(one, minutes)
    rows = company.rows(settings())
    steps = [
        only(rows, name)
        for name in (
            "start_to_detection",
            "detection_to_engaged_owner",
            "engaged_owner_to_mitigation",
        )
    ]
    assert [middle(step) for step in steps] == pytest.approx(
        [10 * (6 - 5), 10 * (4 - 2), 10 * (30 - 18)]
    )
    assert sum(map(middle, steps)) == pytest.approx(10 * (40 - 25))
    assert {(step.n_baseline, step.n_current) for step in steps} == {(10, 10)}
    assert all(step.money is None and not step.is_headline for step in steps)
    total = only(rows, "time_to_mitigate")
    assert (total.n_baseline, total.n_current, total.is_headline) == (13, 13, True)


def test_counted_is_where_ai_is_active_used_or_not() -> None:
    company = Company(configured(("deploy_related", "customer_facing")))
    mitigated(company, BASELINE_ON, TEN_TWELVES)
    mitigated(company, CURRENT_ON, TEN_TENS)
    elsewhere: Cell = ("sev1", "deploy_related", "internal_tooling")
    for on in (BASELINE_ON, CURRENT_ON):
        for _ in range(12):
            company.incident(on, minutes=60, cell=elsewhere, ai_used=True)
    rows = company.rows(settings())
    assert only(rows, "time_to_mitigate").labels == CELL
    # and those who use AI elsewhere are no control
    assert {row.attribution for row in rows} == {"before_after"}


def with_control(ai_used: int = 0) -> Company:
    """Control falls from 39 to 19 minutes, ln 40 to ln 20: rho is a half."""
    company = Company(configured(("deploy_related", None)))
    mitigated(company, BASELINE_ON, TEN_TWELVES)
    mitigated(company, CURRENT_ON, TEN_TENS)
    unmapped: Cell = ("sev2", "unmapped", "unmapped")
    for on, minutes in ((BASELINE_ON, 39), (CURRENT_ON, 19)):
        for index in range(10):
            is_used = index < ai_used
            company.incident(on, minutes=minutes, cell=unmapped, ai_used=is_used)
    return company


def test_both_attributions_have_rows_and_the_adjusted_one_is_the_headline() -> None:
    rows = with_control().rows(settings())
    plain = only(rows, "time_to_mitigate", attribution="before_after")
    adjusted = only(rows, "time_to_mitigate", attribution="trend_adjusted")
    assert (middle(plain), plain.is_headline) == (20, False)
    assert middle(adjusted) == pytest.approx(10 * (12 * 0.5 - 10))
    assert adjusted.is_headline
    assert adjusted.evidence.points(adjusted.quantity_range).design == 2
    # nothing else has a control
    assert {row.component for row in rows if row.attribution == "trend_adjusted"} == {
        "time_to_mitigate"
    }


def test_control_in_which_people_used_ai_is_none() -> None:
    rows = with_control(ai_used=1).rows(settings())
    assert only(rows, "time_to_mitigate").is_headline


# ---------- bucket 2


def entry(company: Company, incident_id: str, **values: Value) -> None:
    company.add("time_entries", incident_id, **values)


def sampled_company() -> tuple[Company, Settings]:
    """Ten of twenty are sampled: 90 + 30 minutes before, 60 + 30 after."""
    company = Company(configured(("deploy_related", None)))
    for on, scribe in ((BASELINE_ON, 90.0), (CURRENT_ON, 60.0)):
        for index in range(20):
            one = company.incident(on, minutes=10)
            if index >= 10:
                continue
            for role, minutes in (("scribe", scribe), ("astronaut", 30.0)):
                entry(
                    company,
                    one,
                    method="sampled",
                    responder_role=role,
                    time_sink="drafting_updates",
                    minutes_spent=minutes,
                )
    money = settings(
        rates=[HourlyRate("scribe", (100, 200), None)],
        shares={"reclaimed_time": (0.5, 0.8)},
    )
    return company, money


def test_a_sample_speaks_for_all_counted_incidents() -> None:
    company, money = sampled_company()
    rows = company.rows(money)
    total = only(rows, "all", method="sampled")
    # half an hour for each of 20; nobody's spread is above 0
    assert middle(total) == pytest.approx(20 * 0.5)
    assert (total.n_current, total.n_applied) == (10, 20)
    assert total.labels == ("all", "deploy_related", "all")
    # half of the entries have no known role: just enough for money
    assert total.evidence.observed == ((10, 20), (10, 20))
    columns = total.as_dict(money)
    assert columns["cost_low"] == pytest.approx(10 * 100 * 0.5)
    assert columns["cost_high"] == pytest.approx(10 * 200 * 0.8)
    assert (columns["recapture_low"], columns["recapture_high"]) == (0.5, 0.8)


def test_role_by_sink_adds_up_to_the_total_and_a_role_without_a_rate_to_no_money() -> (
    None
):
    company, money = sampled_company()
    rows = company.rows(money)
    scribe = only(rows, "drafting_updates", role="scribe")
    unknown = only(rows, "drafting_updates", role="unknown")
    total = only(rows, "all", method="sampled")
    assert middle(scribe) + middle(unknown) == pytest.approx(middle(total))
    assert scribe.money is not None and unknown.money is None
    assert not scribe.is_headline and not unknown.is_headline and total.is_headline


def test_a_rate_that_changes_counts_as_its_mean_over_the_incidents() -> None:
    company, _ = sampled_company()
    # 5 of the 20 counted incidents start a day later, at another rate
    for index in range(35, 40):
        moved = company.incidents[index]
        later = moved.started_on + timedelta(days=1)
        company.incidents[index] = Incident(**{**vars(moved), "started_on": later})
    rates = [
        HourlyRate("scribe", (100, 100), None),
        HourlyRate("scribe", (140, 140), CURRENT_ON + timedelta(days=1)),
    ]
    row = only(company.rows(settings(rates=rates)), "all", method="sampled")
    assert row.money is not None
    assert row.money[0].middle == pytest.approx(10 * (15 * 100 + 5 * 140) / 20)


def used(company: Company, *uses: tuple[str, str]) -> str:
    one = company.incident(CURRENT_ON, ai_used=True)
    for feature, event in uses:
        company.add("ai_usage", one, feature=feature, event=event)
    return one


def test_tagged_minutes_are_those_of_incidents_in_which_ai_was_used() -> None:
    company = Company(configured(("deploy_related", None)))
    one = used(company, ("timeline", "generated"))
    tag = {"method": "tagged", "time_sink": "drafting_updates"}
    entry(company, one, **tag, responder_role="scribe", minutes_saved=30.0)
    entry(company, one, **tag, responder_role="scribe", minutes_saved=60.0)
    entry(company, one, **tag, responder_role=None, minutes_saved=30.0)
    entry(company, one, **tag, responder_role="comms_lead", minutes_saved=None)
    entry(company, company.incident(CURRENT_ON), **tag, minutes_saved=600.0)
    entry(company, one, method="sampled", minutes_saved=600.0)
    money = settings(rates=[HourlyRate("scribe", (100, 200), None)])
    row = only(company.rows(money), "all", method="tagged")
    columns = row.as_dict(money)
    assert (columns["quantity_low"], columns["quantity_high"]) == (2, 2)
    assert (columns["cost_low"], columns["cost_high"]) == (150, 300)
    # two of four entries have minutes, role and sink
    assert row.evidence.observed == ((2, 4),)
    assert (row.attribution, row.n_applied, columns["confidence"]) == (
        "direct",
        1,
        "low",
    )


def test_a_use_saves_once_per_incident_and_row_of_the_seed() -> None:
    company = Company(configured(("deploy_related", None)))
    packets = [("context_packet", "generated")] * 3
    used(company, *packets, ("action", "accepted"))
    used(company, ("context_packet", "generated"), ("action", "executed"))
    money = settings(
        savings=[
            Saving("context_packet", "scribe", "evidence_gathering", (6, 12)),
            Saving("context_packet", None, None, (3, 3)),
            Saving("action", "scribe", "drafting_updates", (60, 120)),
        ]
    )
    rows = company.rows(money)
    total = only(rows, "all", method="workflow").as_dict(money)
    # (6 + 3) * 2 + 60 and (12 + 3) * 2 + 120 minutes
    assert total["quantity_low"] == pytest.approx(78 / 60)
    assert total["quantity_high"] == pytest.approx(150 / 60)
    unknown = only(rows, "unknown").as_dict(money)
    assert unknown["quantity_high"] == pytest.approx(6 / 60)


def test_the_headline_is_the_first_method_with_a_figure_in_the_current_window() -> None:
    company, money = sampled_company()
    entry(company, used(company), method="tagged", minutes_saved=5.0)
    methods = {row.method for row in company.rows(money) if row.is_headline}
    assert "sampled" in methods and "tagged" not in methods
    # without the samples of the current window it is the next one, for all periods
    for one in company.incidents[20:30]:
        company.children["time_entries"].pop(one.incident_id)
    headlines = [row for row in rows_of(company.facts(), money) if row.is_headline]
    assert {row.method for row in headlines if row.bucket == "reclaimed_time"} == {
        "tagged"
    }
    assert {row.period.period_name for row in headlines} >= {"current", "2026-04"}
    # also for a month in which nothing happened
    company.incident(date(2026, 6, 1))
    summary = ledger_of(company.facts(), money).summary
    may = [summary["2026-05", bucket] for bucket in ("reclaimed_time", "total")]
    assert [row["method"] for row in may] == ["tagged", None]
    assert not any(row["has_figure"] for row in may)


# ---------- bucket 3


def test_overhead_is_that_of_incidents_with_an_entry_of_any_function() -> None:
    company = Company(configured(("deploy_related", None)))
    for on, minutes in ((BASELINE_ON, 120.0), (CURRENT_ON, 60.0)):
        for index in range(20):
            one = company.incident(on)
            if index < 10:
                company.add(
                    "overhead_entries",
                    one,
                    org_function="support",
                    minutes_spent=minutes,
                )
            if index < 5:
                company.add(
                    "overhead_entries",
                    one,
                    org_function="leadership",
                    minutes_spent=60.0,
                )
    money = settings(
        rates=[
            HourlyRate("support", (40, 50), None),
            HourlyRate("leadership", (200, 300), None),
        ]
    )
    rows = company.rows(money)
    total = only(rows, "overhead_hours", role="all")
    assert middle(total) == pytest.approx(10 * 1)
    assert (total.n_current, total.n_applied) == (10, 10)
    assert middle(only(rows, "overhead_hours", role="leadership")) == 0
    assert middle(only(rows, "overhead_hours", role="customer_success")) == 0
    assert total.money is not None
    assert [part.middle for part in total.money] == pytest.approx([400, 500])
    compliance = only(rows, "compliance_hours")
    assert compliance.quantity is None and compliance.is_headline


def test_escalations_are_counted_and_never_priced() -> None:
    company = Company(configured(("deploy_related", None)))
    for on, each in ((BASELINE_ON, 2), (CURRENT_ON, 1)):
        for _ in range(10):
            one = company.incident(on)
            for _ in range(each):
                company.add("escalations", one, cause="missing_update")
            company.add("escalations", one, cause="other")
    row = only(company.rows(settings()), "missing_update_escalations")
    assert (middle(row), row.quantity_unit, row.money) == (10, "escalations", None)
    assert not row.is_headline


# ---------- confidence


def evidence(
    n: int = 60, seen: int = 60, covered: int = 60, *, adjusted: bool = True
) -> Evidence:
    return Evidence(
        observed=((seen, 60), (seen, 60)),
        applied=((n, n, n),),
        covered=covered,
        counted=60,
        is_trend_adjusted=adjusted,
    )


@pytest.mark.parametrize(
    ("found", "quantity", "points", "rating"),
    [
        (evidence(), (10, 16), (2, 2, 2, 2, 2), "high"),
        (evidence(n=49, seen=53), (10, 17), (1, 1, 2, 2, 1), "medium"),
        (evidence(seen=54, covered=54), (10, 26), (2, 2, 2, 2, 0), "medium"),
        (evidence(seen=54, covered=54), (-16, -10), (2, 2, 2, 2, 2), "high"),
        (evidence(adjusted=False), (10, 16), (2, 2, 2, 1, 2), "medium"),
        (evidence(seen=44), (10, 16), (0, 2, 2, 2, 2), "low"),
        (evidence(covered=44), (10, 16), (2, 2, 0, 2, 2), "low"),
        (evidence(n=19), (10, 16), (2, 0, 2, 2, 2), "medium"),
        (evidence(n=9), (10, 16), (2, 0, 2, 2, 2), "low"),
        (evidence(), (-1, 16), (2, 2, 2, 2, 0), "medium"),
        (evidence(), None, (2, 2, 2, 2, 0), "low"),
    ],
)
def test_points_are_given_by_the_table(
    found: Evidence, quantity: Ends | None, points: tuple[int, ...], rating: str
) -> None:
    given = found.points(quantity)
    assert given.all() == points
    assert found.rating(given, quantity) == rating


def test_uneven_coverage_costs_a_point_and_a_boundary_all_trust() -> None:
    uneven = Evidence(observed=((57, 60), (60, 60)), applied=((60, 60, 60),))
    assert uneven.points((1, 1)).completeness == 2
    uneven = Evidence(observed=((56, 60), (60, 60)), applied=((60, 60, 60),))
    assert uneven.points((1, 1)).completeness == 1
    crossing = Evidence(
        observed=((60, 60), (60, 60)),
        applied=((60, 60, 60),),
        covered=60,
        counted=60,
        is_trend_adjusted=True,
        crosses_boundary=True,
    )
    assert crossing.rating(crossing.points((10, 16)), (10, 16)) == "low"


def test_the_effective_n_is_that_of_the_poorer_window() -> None:
    # N 30: 30^2 / (20^2/40 + 10^2/2) = 15; 30^2 / (20^2/20 + 10^2/10) = 30
    found = Evidence(observed=(), applied=((20, 40, 20), (10, 2, 10)))
    assert found.effective_n == pytest.approx(15)
    assert Evidence(observed=()).effective_n == 0
    assert Evidence(observed=(), incidents=7).effective_n == 7


def test_a_buckets_points_are_counted_again_over_its_rows() -> None:
    both = together(
        [evidence(), Evidence(observed=((0, 20), (10, 20)), counted=20, covered=0)]
    )
    assert both.observed == ((60, 80), (70, 80))
    assert (both.covered, both.counted) == (60, 80)
    # one row before and after, so the bucket is
    assert not both.is_trend_adjusted
    # .75 and .875 differ by more than .05
    assert both.points((10, 16)).all() == (0, 2, 1, 1, 2)


def test_an_end_at_zero_is_as_wide_as_can_be() -> None:
    assert [width(each) for each in ((0, 5), (0, 0), (5, 5), None)] == [0, 0, 2, 0]


# ---------- summary


def test_the_programme_is_cut_by_days_and_unknown_with_a_month_missing() -> None:
    window = Period("window", "current", date(2026, 1, 16), date(2026, 2, 15))
    known = settings(
        programme={"2026-01": (310, 620), "2026-02": (280, 560)},
        capacity={"2026-01": 31},
    )
    # 16 of 31 days and 14 of 28
    assert programme_cost(window, known) == pytest.approx((300, 600))
    assert capacity_used(window, known) == pytest.approx(16)
    longer = Period("window", "current", date(2026, 1, 16), date(2026, 3, 2))
    assert programme_cost(longer, known) is None


def test_the_total_adds_the_buckets_with_money_and_names_the_others() -> None:
    company, money = sampled_company()
    money = Settings(
        **{
            **vars(money),
            "downtime_costs": (cost(None, None, 5),),
            "programme_costs": {"2026-04": (100.0, 150.0)},
        }
    )
    summary = ledger_of(company.facts(), money).summary
    assert {bucket for period, bucket in summary if period == "current"} == {
        "avoided_downtime",
        "reclaimed_time",
        "reduced_overhead",
        "total",
    }
    downtime, time, overhead, total = (
        summary["current", bucket]
        for bucket in (
            "avoided_downtime",
            "reclaimed_time",
            "reduced_overhead",
            "total",
        )
    )
    # all took ten minutes in both windows
    assert (downtime["cost_low"], downtime["cost_high"]) == (0, 0)
    assert (time["cost_low"], time["cost_high"]) == pytest.approx((500, 1600))
    assert time["fte_weeks_high"] == pytest.approx(10 / 40)
    assert overhead["cost_low"] is None and not overhead["has_figure"]
    assert (total["cost_low"], total["cost_high"]) == pytest.approx((500, 1600))
    assert (total["net_low"], total["net_high"]) == pytest.approx((350, 1500))
    assert total["buckets_missing"] == "reduced_overhead"
    assert total["confidence"] == "low"
    # April is a window of 30 days, and a month
    assert total["cost_per_month_high"] == pytest.approx(1600 / (30 / 30.4375))
    assert summary["2026-04", "total"]["cost_per_month_high"] == pytest.approx(1600)


def test_a_period_without_money_has_its_four_rows_and_says_nothing() -> None:
    company = Company(configured())
    company.incident(CURRENT_ON)
    summary = ledger_of(company.facts(), settings(capacity={"2026-04": 12})).summary
    assert not any(row["has_figure"] for row in summary.values())
    # the baseline is before the first month
    assert {period for period, _ in summary} == {"current", "2026-04"}
    assert len(summary) == 8
    assert summary["current", "reclaimed_time"]["capacity_used_hours"] == 12
    assert summary["current", "total"]["buckets_missing"] == (
        "avoided_downtime, reclaimed_time, reduced_overhead"
    )


def test_a_boundary_counts_until_the_periods_end() -> None:
    for day, expected in (
        (ACTIVATED_ON - timedelta(days=1), False),
        (ACTIVATED_ON, True),
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
    ):
        company = Company(configured(("deploy_related", None), boundaries=[day]))
        company.incident(CURRENT_ON, minutes=5)
        row = only(company.rows(settings()), "time_to_mitigate")
        assert row.evidence.crosses_boundary is expected


# ---------- risk reduction

AT = datetime(2026, 4, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {
                "policy_decision": "blocked",
                "block_reason": "not_allowlisted",
                "stopped_at": AT,
            },
            ("blocked", "not_allowlisted"),
        ),
        ({"policy_decision": "blocked", "stop_reason": "x"}, ("blocked", "unknown")),
        ({"stopped_at": AT, "stop_reason": "x"}, ("stopped", "x")),
        (
            {"stopped_at": AT, "revert_decided_at": AT, "recovery_verified_at": AT},
            ("stopped", "unknown"),
        ),
        (
            {"revert_decided_at": AT, "recovery_verified_at": AT},
            ("rolled_back", "unknown"),
        ),
        (
            {
                "revert_decided_at": AT,
                "recovery_verified_at": AT - timedelta(microseconds=1),
            },
            None,
        ),
        ({"revert_decided_at": AT}, None),
        ({"policy_decision": "maybe", "stop_reason": "x"}, None),
    ],
)
def test_an_action_is_prevented_once(
    values: dict[str, Value], expected: tuple[str, str] | None
) -> None:
    assert kind_and_reason(Entry(values)) == expected


def test_prevented_actions_are_counted_by_what_they_could_have_caused() -> None:
    company = Company(configured(("deploy_related", None)))
    one, two = company.incident(CURRENT_ON), company.incident(CURRENT_ON)
    for incident_id, raw in ((one, "SEV1"), (one, "sev1"), (two, "sev1"), (two, "??")):
        company.add(
            "actions", incident_id, policy_decision="blocked", risk_severity=raw
        )
    company.add("actions", company.incident(BASELINE_ON), policy_decision="blocked")
    found = ledger_of(company.facts(), settings()).risk
    assert {
        key: (row["n_actions"], row["n_incidents"]) for key, row in found.items()
    } == {
        (period, severity, "blocked", "unknown"): counts
        for period in ("current", "2026-04")
        for severity, counts in (("sev1", (3, 2)), ("unmapped", (1, 1)))
    }

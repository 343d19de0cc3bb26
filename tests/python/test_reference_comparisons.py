"""The reference comparisons against figures worked out by hand or by SciPy."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from scipy.stats import f_oneway, false_discovery_control, norm, t

import dirty_exports
from reference import METRIC_IDS, clustering, confidence, standardise, verdicts
from reference.arms import arm_of
from reference.catalogue import CATALOGUE, HEADLINES
from reference.comparison_row import Row
from reference.comparisons import compare, outliers
from reference.config import Activation, load_config
from reference.facts import Incident
from reference.metrics import METRICS
from reference.observations import Observation
from reference.outliers import far_out
from reference.periods import Period
from reference.rate_changes import rate_change
from reference.standardise import Arm, Change
from reference.statistics import t_quantile
from reference.units import Unit, unit_of
from test_reference import CONFIG

Z = 1.6448536
ALL = ("all", "all", "all", "all")


def unit(
    y: float,
    x: float = 1,
    *,
    severity: str = "sev1",
    incident_class: str = "other",
    tier: str = "internal_tooling",
    month: int = 1,
    name: str = "i",
) -> Unit:
    started = datetime(2026, month, 10, tzinfo=UTC)
    return Unit(
        Incident(
            incident_id=name,
            is_countable=True,
            severity=severity,
            incident_class=incident_class,
            service_tier=tier,
            owner=None,
            failure_mode_id=None,
            change_trigger=None,
            started_at=started,
            started_on=started.date(),
            detected_at=None,
            mitigated_at=None,
            resolved_at=None,
            steady_state_at=None,
            is_ai_used=False,
            is_ai_active=False,
        ),
        y,
        x,
    )


def units(severity: str, *figures: float, incident_class: str = "other") -> list[Unit]:
    return [unit(y, severity=severity, incident_class=incident_class) for y in figures]


def two_cells(*, weighted_as: Literal["baseline", "current"] = "baseline") -> Arm:
    return Arm(
        units("sev1", 1, 3) + units("sev2", 4, 6, 5),
        units("sev1", 2, 2, 5) + units("sev2", 4, 6),
        weighted_as,
    )


# ---------- the catalogue


def test_the_catalogue_knows_every_metric_by_its_kind() -> None:
    assert set(CATALOGUE) == set(METRIC_IDS)
    for metric in METRICS:
        assert CATALOGUE[metric.metric_id].kind == metric.kind
    assert len(HEADLINES) == 12
    assert set(CATALOGUE) > HEADLINES


# ---------- from a margin to a verdict


@pytest.mark.parametrize(("v", "tolerance"), [(3, 1e-2), (9, 1e-4), (58, 1e-6)])
def test_t_series(v: int, tolerance: float) -> None:
    assert t_quantile(Z, v) == pytest.approx(t.ppf(0.95, v), abs=tolerance)


def test_p_is_within_the_error_of_its_polynomial() -> None:
    for z in (-4.0, -1.0, 0.01, 0.5, 1.6448536, 1.96, 3.0, 6.0):
        assert verdicts.p_value(z) == pytest.approx(
            2 * norm.sf(abs(z)), rel=0, abs=1.6e-7
        )
    assert verdicts.p_value(0.0) == pytest.approx(1, abs=1.6e-7)


@pytest.mark.parametrize("v", [5, 18, 200])
@pytest.mark.parametrize("statistic", [0.3, 1.7, 2.6])
def test_z_has_the_p_of_students_t(v: int, statistic: float) -> None:
    margin = t_quantile(Z, v)  # of a change with standard error 1
    z = verdicts.z_score(-statistic, margin, Z, v)
    assert z is not None and z < 0
    exact = 2 * t.sf(statistic, v)
    assert verdicts.p_value(z) == pytest.approx(exact, rel=0.02)


def test_z_of_a_rate_is_plain() -> None:
    assert verdicts.z_score(0.5, 0.8224268, Z, None) == pytest.approx(1.0)


def test_a_zero_margin_tests_nothing_but_no_change() -> None:
    assert verdicts.z_score(0.1, 0.0, Z, 9) is None
    assert verdicts.z_score(0.0, 0.0, Z, 9) == 0.0


def test_the_margin_is_the_one_that_faces_zero() -> None:
    assert verdicts.facing_margin(1.0, 0.5, 9.0) == 0.5
    assert verdicts.facing_margin(-1.0, -9.0, -0.25) == 0.75
    assert verdicts.facing_margin(1.0, None, 9.0) is None
    assert verdicts.facing_margin(-1.0, None, 9.0) == 10.0
    assert verdicts.facing_margin(None, None, None) is None


def test_benjamini_hochberg_by_hand_and_by_scipy() -> None:
    # sorted .01 .02 .03 .5: x 4/rank .04 .04 .04 .5
    p = {"a": 0.03, "b": 0.5, "c": 0.01, "d": 0.02}
    by_hand = {"a": 0.04, "b": 0.5, "c": 0.04, "d": 0.04}
    assert verdicts.benjamini_hochberg(p) == pytest.approx(by_hand)
    values = [0.8, 0.001, 0.04, 0.04, 0.9, 0.2, 0.011]
    found = verdicts.benjamini_hochberg(dict(enumerate(values)))
    expected = false_discovery_control(values)
    assert [found[n] for n in range(7)] == pytest.approx(list(expected))
    assert verdicts.benjamini_hochberg({}) == {}


@pytest.mark.parametrize(
    ("metric_id", "counts", "is_below"),
    [
        ("time_to_resolve", [10, 10], False),
        ("time_to_resolve", [10, 9], True),
        ("evidence_link_coverage", [10, 10, 10, 9], True),
        ("handoff_count", [20, 20], False),
        ("handoff_count", [19, 400], True),
        ("sev1_per_month", [5, 3], False),
        ("sev1_per_month", [5, 2], True),
        ("sev1_per_month", [4, 40], True),
        ("sev1_per_month", [8, 0], False),
    ],
)
def test_floors(metric_id: str, counts: list[int], is_below: bool) -> None:
    assert verdicts.is_below_floor(CATALOGUE[metric_id], counts) is is_below


def test_verdicts_follow_the_better_direction() -> None:
    down, up = CATALOGUE["time_to_resolve"], CATALOGUE["evidence_link_coverage"]
    context = CATALOGUE["policy_block_rate"]
    assert verdicts.verdict(down, -0.1, 0.10) == "improved"
    assert verdicts.verdict(down, 0.1, 0.01) == "regressed"
    assert verdicts.verdict(up, 0.1, 0.01) == "improved"
    assert verdicts.verdict(up, -0.1, 0.01) == "regressed"
    assert verdicts.verdict(context, -0.1, 0.01) == "changed"
    assert verdicts.verdict(up, 0.1, 0.1001) == "no detectable change"


def row_of(**columns: Any) -> Row:
    plain: dict[str, Any] = {
        "layer": "A",
        "n_baseline": 10,
        "n_current": 10,
        "baseline_value": 0.5,
        "current_value": 0.6,
        "scale": "difference",
        "crosses_boundary": False,
        "change": 0.1,
        "change_low": 0.1 - Z / 20,
        "change_high": 0.1 + Z / 20,
        "covered_weight": 1.0,
    }
    return Row(**(plain | columns))


def test_the_change_in_per_cent_and_the_smallest_detectable_one() -> None:
    row = row_of()
    row.test(Z, None)
    assert row.change_pct == pytest.approx(0.2)
    assert row.z == pytest.approx(2)
    assert row.p_value == pytest.approx(2 * norm.sf(2), abs=1.6e-7)
    assert row.smallest_detectable_change == pytest.approx(2.49 / 20)
    nothing = row_of(baseline_value=0.0)
    nothing.test(Z, None)
    assert nothing.change_pct is None
    still = row_of(change_low=0.1, change_high=0.1)
    still.test(Z, None)
    assert (still.z, still.p_value, still.smallest_detectable_change) == (None,) * 3


@pytest.mark.parametrize(
    ("columns", "verdict"),
    [
        ({}, "improved"),
        ({"p_adjusted": 0.2}, "no detectable change"),
        ({"n_current": 9}, "too few data"),
        ({"n_control_current": 9}, "too few data"),
        ({"covered_weight": 0.80}, "improved"),
        ({"covered_weight": 0.79}, "too few data"),
        ({"p_adjusted": None}, "too few data"),
        ({"crosses_boundary": True, "n_current": 0}, "not comparable"),
    ],
)
def test_what_comes_before_a_verdict(columns: dict[str, Any], verdict: str) -> None:
    row = row_of(**({"p_adjusted": 0.01} | columns))
    row.judge(CATALOGUE["evidence_link_coverage"])
    assert row.verdict == verdict


# ---------- one change


def test_a_duration_is_its_incidents_mean_log_minutes() -> None:
    incident = unit(0).incident
    found = [Observation("a", 9.0), Observation("b", 99.0)]
    minutes = unit_of(CATALOGUE["rollback_time"], incident, found)
    assert minutes.y == pytest.approx(math.log(10) * 1.5)
    assert minutes.x == 1
    days = unit_of(CATALOGUE["time_between_repeats"], incident, found[:1])
    assert days.y == pytest.approx(math.log(9 * 1440 + 1))
    assert days.values == (9.0,)
    mean = unit_of(CATALOGUE["cadence_delay"], incident, found)
    assert (mean.y, mean.x) == (108.0, 2.0)


def test_a_standardised_change_of_two_cells_by_hand() -> None:
    # weights .4 and .6, figures 2 to 3 and 5 to 5. Residuals: 2 + 2 on 5 - 2 and
    # 6 + 2 on 5 - 2 degrees; .16/2 + .36/3 = .2 and .16/3 + .36/2 = .233333
    found = standardise.standardised(two_cells(), "all", 0.0, Z)
    assert found.change == pytest.approx(0.4)
    assert found.degrees == 3
    expected = t_quantile(Z, 3) ** 2 * (4 / 3 * 0.2 + 8 / 3 * (0.16 / 3 + 0.18))
    assert found.margin2 == pytest.approx(expected)
    assert found.standardised_over == "severity_incident_class_service_tier"
    assert found.covered_weight == 1.0


def test_direct_use_weighs_as_the_current_incidents() -> None:
    # weights .6 and .4
    found = standardise.standardised(two_cells(weighted_as="current"), "all", 0.0, Z)
    assert found.change == pytest.approx(0.6)


def test_a_plain_change_of_a_ratio_by_hand() -> None:
    # 2/6 to 3/4. Residuals +-1/3, on one degree; +-.5 and 0, on two
    before = [unit(1, 2), unit(1, 4)]
    after = [unit(1, 2), unit(1, 1), unit(1, 1)]
    found = standardise.plain(Arm(before, after), 0.0, Z)
    assert found.change == pytest.approx(3 / 4 - 1 / 3)
    squares = 0.5**2 + 2 * 0.25**2
    expected = t_quantile(Z, 1) ** 2 * 2 / 9 * 2 / 36
    expected += t_quantile(Z, 2) ** 2 * squares / 2 * 3 / 16
    assert found.margin2 == pytest.approx(expected)
    assert (found.degrees, found.standardised_over) == (1, None)
    assert found.covered_weight == 1.0


def test_the_design_effect_of_each_window_multiplies_its_own_margin() -> None:
    before = [unit(y, month=m) for y, m in ((1, 1), (2, 1), (3, 2), (6, 2))]
    after = [unit(y) for y in (1, 2, 3)]
    calm = standardise.plain(Arm(before, after), 0.0, Z)
    shaken = standardise.plain(Arm(before, after), 0.1, Z)
    # deff 1 + (4/2 - 1) x .2 and 1 + (3/1 - 1) x .2
    own = t_quantile(Z, 3) ** 2 * (4 + 1 + 0 + 9) / 3 / 4
    other = t_quantile(Z, 2) ** 2 * 2 / 2 / 3
    assert calm.margin2 == pytest.approx(own + other)
    assert shaken.margin2 == pytest.approx(1.2 * own + 1.4 * other)


def level(arm: Arm, segment: str = "all") -> tuple[str | None, float]:
    found = standardise.standardised(arm, segment, 0.0, Z)
    return found.standardised_over, found.covered_weight


def test_the_finest_level_with_four_fifths_of_the_weight_is_taken() -> None:
    common = units("sev1", 1, 2, 3, 4)
    alone = [unit(5, tier="customer_facing")]
    # .8 exactly at the finest level
    arm = Arm(common + alone, units("sev1", 1))
    assert level(arm) == ("severity_incident_class_service_tier", 0.8)
    # .75: one level up the tiers are one
    arm = Arm(common[:3] + alone, units("sev1", 1))
    assert level(arm) == ("severity_incident_class", 1.0)
    # another class: only severity carries
    arm = Arm(units("sev1", 1, incident_class="alert_storm"), units("sev1", 1))
    assert level(arm) == ("severity", 1.0)
    # not even severity
    arm = Arm(units("sev1", 1, 2) + units("sev2", 3), units("sev1", 4))
    name, covered = level(arm)
    assert name == "severity"
    assert covered == pytest.approx(2 / 3)
    # a current-only cell does not count against the baseline's weight
    arm = Arm(units("sev1", 1, 2), units("sev1", 4) + units("sev2", 4, 5, 6))
    assert level(arm) == ("severity_incident_class_service_tier", 1.0)
    backwards = Arm(arm.baseline, arm.current, "current")
    assert level(backwards) == ("severity", 0.25)


def test_a_single_cell_row_is_named_after_its_own_segment() -> None:
    arm = Arm(units("sev1", 1, 2), units("sev1", 4, 7))
    own = standardise.standardised(arm, "severity_incident_class_service_tier", 0.0, Z)
    whole = standardise.plain(arm, 0.0, Z)
    assert own.standardised_over == "severity_incident_class_service_tier"
    assert (own.change, own.margin2) == (whole.change, whole.margin2)
    elsewhere = Arm([unit(1, tier="customer_facing")], units("sev1", 1))
    assert level(elsewhere, "severity_incident_class") == (
        "severity_incident_class",
        1.0,
    )
    other_class = Arm(units("sev1", 1, incident_class="alert_storm"), units("sev1", 1))
    assert level(other_class, "severity") == ("severity", 1.0)
    # a class is not as fine as severity: its severities are its cells
    severities = Arm(units("sev1", 1, 2), units("sev2", 1))
    assert level(severities, "incident_class") == ("severity", 0.0)


def test_what_cannot_be_compared_has_no_change() -> None:
    apart = standardise.standardised(
        Arm(units("sev1", 1), units("sev2", 1)), "all", 0.0, Z
    )
    assert apart == Change(standardised_over="severity", covered_weight=0.0)
    empty = standardise.standardised(Arm(units("sev1", 1), []), "all", 0.0, Z)
    assert empty == Change(covered_weight=0.0)
    # as many cells as incidents: a change without an interval
    thin = standardise.standardised(
        Arm(units("sev1", 1) + units("sev2", 1), units("sev1", 4, 5)), "severity", 0, Z
    )
    assert thin.standardised_over == "severity"
    bare = standardise.plain(Arm(units("sev1", 1), units("sev1", 4, 5)), 0.0, Z)
    assert (bare.change, bare.margin2, bare.degrees) == (3.5, None, 0)


def test_difference_in_differences_adds_four_margins() -> None:
    treated = Arm(units("sev1", 4, 6), units("sev1", 1, 3))  # -3
    control = standardise.standardised(two_cells(), "all", 0.0, Z)  # +.4
    own = standardise.standardised(treated, "all", 0.0, Z)
    found = standardise.difference(own, control)
    assert found.change == pytest.approx(-3.4)
    two = t_quantile(Z, 1) ** 2 * 2 / 1 / 2  # of each of the treated's windows
    rest = t_quantile(Z, 3) ** 2 * (4 / 3 * 0.2 + 8 / 3 * (0.16 / 3 + 0.18))
    assert found.margin2 == pytest.approx(2 * two + rest)
    assert found.degrees == 1


def test_difference_in_differences_takes_the_coarser_and_the_lesser() -> None:
    fine = Change(1.0, 1.0, 9, "severity_incident_class_service_tier", 0.9)
    coarse = Change(0.5, None, 4, "severity_incident_class", 0.85)
    both = standardise.difference(fine, coarse)
    assert both == Change(0.5, None, 4, "severity_incident_class", 0.85)
    assert standardise.difference(coarse, fine).change == -0.5
    apart = Change(standardised_over="severity")
    assert standardise.difference(fine, apart) == apart
    assert standardise.difference(fine, Change()) == Change()


def test_kitagawa_adds_up() -> None:
    # shares .4 .6 to .6 .4, figures 2 5 to 3 5
    within, mix = standardise.kitagawa(two_cells()) or (0.0, 0.0)
    assert within == pytest.approx(0.5 * 1 + 0.5 * 0)
    assert mix == pytest.approx(2.5 * 0.2 + 5 * -0.2)
    plain = standardise.plain(two_cells(), 0.0, Z).change
    assert within + mix == pytest.approx(plain)


def test_kitagawa_lends_a_missing_cell_its_own_figure() -> None:
    # sev2 is new: 0 to .5 of the weight at 9, sev1 1 to .5 at 1 to 3
    arm = Arm(units("sev1", 0, 2), units("sev1", 3) + units("sev2", 9))
    within, mix = standardise.kitagawa(arm) or (0.0, 0.0)
    assert within == pytest.approx(0.75 * 2)
    assert mix == pytest.approx(2 * -0.5 + 9 * 0.5)
    assert within + mix == pytest.approx(6 - 1)
    assert standardise.kitagawa(Arm(arm.baseline, [])) is None


# ---------- clustering


def test_icc_of_a_balanced_layout_is_the_textbooks() -> None:
    months = {1: [4.0, 5.0, 7.0], 2: [9.0, 8.0, 11.0], 3: [2.0, 4.0, 3.0]}
    points = [("all", m, v) for m, values in months.items() for v in values]
    f = f_oneway(*months.values()).statistic
    # (MSB - MSW) / (MSB + (k - 1) MSW), both divided by MSW
    assert clustering.intraclass(points) == pytest.approx((f - 1) / (f + 2))


def test_icc_pools_over_cells_of_unequal_months() -> None:
    # a: months (1, 3), (8), mean 4; b: months (0, 2), (4, 6), mean 3
    points = [("a", 1, 1.0), ("a", 1, 3.0), ("a", 2, 8.0)]
    points += [("b", 1, 0.0), ("b", 1, 2.0), ("b", 3, 4.0), ("b", 3, 6.0)]
    msb = (2 * 4 + 16 + 2 * 4 + 2 * 4) / 2
    msw = (2 + 0 + 2 + 2) / (1 + 0 + 1 + 1)
    n0 = (7 - (4 + 1) / 3 - (4 + 4) / 4) / 2
    expected = (msb - msw) / (msb + (n0 - 1) * msw)
    assert clustering.intraclass(points) == pytest.approx(expected)


def test_icc_is_zero_when_it_cannot_be_known_or_is_negative() -> None:
    assert clustering.intraclass([]) == 0
    assert clustering.intraclass([("a", 1, 1.0), ("a", 1, 3.0)]) == 0
    assert clustering.intraclass([("a", 1, 1.0), ("a", 2, 3.0)]) == 0
    alike = [("a", m, v) for m in (1, 2) for v in (0.0, 1.0)]
    assert clustering.intraclass(alike) == 0
    noise = [("a", m, 1e-17 * m) for m in (1, 1, 2, 2)]
    assert clustering.intraclass(noise) == 0


def test_icc_is_taken_of_what_the_finest_cells_leave() -> None:
    # one cell in each of two months: what differs is the cell, not the month
    baseline = [unit(y, month=1, severity="sev1") for y in (1, 3)]
    baseline += [unit(2 * y, 2, month=2, severity="sev2") for y in (11, 13)]
    points = clustering.points_of(baseline, "all")
    labels = ("all", "all", "all")
    assert points == [
        (labels, "2026-01", -1.0),
        (labels, "2026-01", 1.0),
        (labels, "2026-02", -1.0),
        (labels, "2026-02", 1.0),
    ]
    by_severity = clustering.points_of(baseline, "severity")
    assert {cell for cell, _, _ in by_severity} == {
        ("sev1", "all", "all"),
        ("sev2", "all", "all"),
    }


def test_design_effect_by_hand() -> None:
    six = [unit(1, month=month) for month in (1, 1, 1, 1, 3, 3)]
    assert clustering.design_effect(six, 0.1) == pytest.approx(1.4)
    assert clustering.design_effect(six, 0.9) == pytest.approx(2.9)  # capped at .95
    assert clustering.design_effect(six[3:5], 0.9) == 1


# ---------- rates


def test_the_interval_of_a_rate_ratio_by_hand() -> None:
    # 8 over 4 months to 24 over 3, phi 2: Wilson of .75 on 16
    p, n = 0.75, 16.0
    centre = p + Z * Z / (2 * n)
    spread = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    ends = [(centre + sign * spread) / (1 + Z * Z / n) for sign in (-1, 1)]
    found = rate_change(8, 4.0, 24, 3.0, 2.0, Z)
    assert found.change == pytest.approx(math.log(4))
    assert found.low == pytest.approx(math.log(ends[0] / (1 - ends[0]) * 4 / 3))
    assert found.high == pytest.approx(math.log(ends[1] / (1 - ends[1]) * 4 / 3))


def test_a_zero_count_leaves_one_end_open() -> None:
    # Wilson of 0 in n ends at z^2 / (n + z^2), odds z^2 / n
    gone = rate_change(9, 6.0, 0, 3.0, 1.0, Z)
    assert gone.change == pytest.approx(math.log(0.5 / 9.5 * 2))
    assert gone.low is None
    assert gone.high == pytest.approx(math.log(Z * Z / 9 * 2))
    new = rate_change(0, 6.0, 9, 3.0, 1.0, Z)
    assert new.change == pytest.approx(math.log(9.5 / 0.5 * 2))
    assert new.low == pytest.approx(math.log(9 / (Z * Z) * 2))
    assert new.high is None
    assert rate_change(0, 6.0, 0, 3.0, 1.0, Z).change is None


# ---------- outliers, arms


def test_outliers_lie_beyond_their_cell_of_fifteen() -> None:
    # median 8, absolute deviations 0 1 1 2 2 .. 6 6 7 7 with the last two 7 and 20:
    # MAD 4, limit 3.5 x 1.4826 x 4 = 20.7564
    def cell(last: float, count: int = 15) -> list[Unit]:
        values = [*range(1, count), last]
        return [unit(v, name=f"{v}") for v in values]

    assert far_out(cell(28.7)) == set()
    assert far_out(cell(28.8)) == {"28.8"}
    assert far_out(cell(99, count=14)) == set()
    # a cell without spread: 3.5 x .1
    flat = [unit(1, name=str(n)) for n in range(14)]
    assert far_out([*flat, unit(1.34, name="near")]) == set()
    assert far_out([*flat, unit(0.64, name="far")]) == {"far"}


def test_arms_by_the_earliest_activation(tmp_path: Path) -> None:
    known = {
        "baseline": Period("window", "baseline", date(2026, 1, 1), date(2026, 4, 1)),
        "current": Period("window", "current", date(2026, 5, 1), date(2026, 7, 1)),
    }
    for name, text in CONFIG.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    plain = load_config(tmp_path)

    def arm(*days: str, label: str = "other", tier: str = "gold") -> str | None:
        rows = tuple(Activation(None, "gold", date.fromisoformat(d)) for d in days)
        config = type(plain)(**(vars(plain) | {"activations": rows}))
        return arm_of(config, known, label, tier)

    assert arm("2026-04-01") == "treated"
    assert arm("2026-05-01", "2026-09-01") == "treated"
    assert arm("2026-03-31", "2026-05-01") is None  # active in the baseline
    assert arm("2026-05-02") is None  # in the midst of the current window
    assert arm("2026-07-01") == "control"
    assert arm() == "control"
    assert arm("2026-05-01", tier="silver") == "control"
    assert arm("2026-05-01", label="unmapped") is None
    assert arm(tier="unmapped") is None


# ---------- confidence


@pytest.mark.parametrize(
    ("counts", "points"),
    [
        ([(9, 10), (90, 100)], 2),
        ([(89, 100), (89, 100)], 1),
        ([(3, 4), (3, 4)], 1),
        ([(74, 100), (74, 100)], 0),
        ([(95, 100), (100, 100)], 2),  # .05 apart and not more
        ([(94, 100), (100, 100)], 1),
        ([(80, 100), (100, 100)], 0),
        ([(0, 100), (100, 100)], 0),
        ([(0, 0), (100, 100)], 0),
        ([(100, 100), (100, 100), (100, 100), (91, 100)], 1),
    ],
)
def test_completeness_points(counts: list[tuple[int, int]], points: int) -> None:
    assert confidence.completeness(counts) == points


def test_size_points() -> None:
    assert confidence.size([(50, 1.0), (100, 2.0)]) == 2
    assert confidence.size([(50, 1.0), (99, 2.0)]) == 1
    assert confidence.size([(20, 1.0), (500, 1.0)]) == 1
    assert confidence.size([(19, 1.0), (500, 1.0)]) == 0
    assert confidence.size([(0, None), (500, 1.0)]) == 0


def test_design_points() -> None:
    found = [
        confidence.design(name)
        for name in ("treated_vs_control", "standardised", "direct_use", "before_after")
    ]
    assert found == [2, 1, 1, 0]


def test_width_points() -> None:
    def log(width: float) -> int:
        return confidence.width("log_ratio", 1.0, -0.1, -0.1 + math.log(width))

    assert [log(1.59), log(1.61), log(2.49), log(2.51)] == [2, 1, 1, 0]
    assert confidence.width("log_ratio", 1.0, None, 2.0) == 0
    assert confidence.width("log_ratio", 1.0, -900.0, 900.0) == 0
    # .5 and .8; .4 and .9; .4 and 1.1; 0 and .5
    difference = [(0.0, 0.3, 2), (-0.1, 0.4, 1), (-0.1, 0.6, 0), (-0.5, 0.0, 0)]
    for low, high, points in difference:
        assert confidence.width("difference", 0.5, low, high) == points
    assert confidence.width("difference", 0.1, -0.5, -0.3) == 0


def test_confidence_of_points() -> None:
    def of(points: Sequence[int], verdict: str = "improved", n: int = 10) -> str:
        return confidence.confidence(confidence.Points(*points), verdict, [99, n])

    assert of([2, 1, 2, 2, 1]) == "high"
    assert of([2, 1, 2, 1, 2]) == "medium"  # not against a control
    assert of([2, 2, 2, 2, 0]) == "medium"
    assert of([1, 0, 2, 2, 0]) == "medium"
    assert of([1, 0, 1, 1, 1]) == "low"
    assert of([0, 2, 2, 2, 2]) == "low"
    assert of([2, 2, 2, 0, 2]) == "low"
    assert of([2, 2, 2, 2, 2], n=9) == "low"
    assert of([2, 2, 2, 2, 2], "too few data") == "low"
    assert of([2, 2, 2, 2, 2], "not comparable") == "low"


# ---------- from an export

WINDOWS = (
    "window_name,starts_on,ends_on\n"
    "baseline,2026-01-01,2026-02-01\ncurrent,2026-03-01,2026-04-01\n"
)
ACTIVATION = (
    "incident_class,service_tier,activated_on\n,critical_revenue_path,2026-02-01\n"
)
MAPS = {
    "service_tier_map.csv": (
        "raw_value,service_tier\ngold,critical_revenue_path\nlead,internal_tooling\n"
    ),
    "analysis_windows.csv": WINDOWS,
    "ai_activation.csv": ACTIVATION,
}
#: Minutes plus one; three of each make twelve.
SPREAD = (80.0, 90.0, 110.0, 130.0)
Tables = dict[str, list[dict[str, object]]]


def company(*, treated_by: float = 0.7, per_window: int = 12) -> Tables:
    """Two tiers in two windows; only the gold one changes, by a factor."""
    incidents: list[dict[str, object]] = []
    usage: list[dict[str, object]] = []
    for tier in ("gold", "lead"):
        for month in (1, 3):
            for n in range(per_window):
                started = datetime(2026, month, 1 + n, tzinfo=UTC)
                factor = treated_by if (tier, month) == ("gold", 3) else 1.0
                minutes = SPREAD[n % 4] * factor - 1
                incident_id = f"{tier}-{month}-{n:02}"
                incidents.append(
                    {
                        "incident_id": incident_id,
                        "service_id": tier,
                        "severity": "sev1",
                        "incident_class": "deploy",
                        "started_at": started.isoformat(),
                        "resolved_at": (
                            started + timedelta(minutes=minutes)
                        ).isoformat(),
                    }
                )
                if month == 3 and n < 4:
                    usage.append(
                        {
                            "usage_id": incident_id,
                            "incident_id": incident_id,
                            "feature": "timeline",
                            "event": "generated",
                            "occurred_at": started.isoformat(),
                        }
                    )
    services: list[dict[str, object]] = [
        {"service_id": tier, "service_tier": tier} for tier in ("gold", "lead")
    ]
    return {"incidents": incidents, "services": services, "ai_usage": usage}


def export(
    folder: Path, tables: Tables, config: Mapping[str, str] | None = None
) -> tuple[Path, Path]:
    """Write an export and its configuration; return both folders."""
    (folder / "exports" / "standard").mkdir(parents=True)
    (folder / "config").mkdir()
    for table, rows in tables.items():
        text = "\n".join(json.dumps(row) for row in rows)
        path = folder / "exports" / "standard" / f"{table}.ndjson"
        path.write_text(text, encoding="utf-8")
    for name, text in (CONFIG | MAPS | dict(config or {})).items():
        (folder / "config" / name).write_text(text, encoding="utf-8")
    return folder / "exports", folder / "config"


TTR = "time_to_resolve"


def test_treated_against_control_from_an_export(tmp_path: Path) -> None:
    found = compare(*export(tmp_path, company()))
    row = found[TTR, "treated_vs_control", *ALL]
    counts = [row[n] for n in ("n_baseline", "n_current")]
    control = [row[n] for n in ("n_control_baseline", "n_control_current")]
    assert counts == control == [12, 12]
    assert row["baseline_value"] == pytest.approx(99)
    assert row["current_value"] == pytest.approx(69)
    assert row["change"] == pytest.approx(math.log(0.7))
    assert row["change_pct"] == pytest.approx(-0.3)
    assert row["change_control"] == 0.0
    logs = [math.log(a) for a in SPREAD] * 3
    mean = sum(logs) / 12
    error = math.sqrt(4 * sum((a - mean) ** 2 for a in logs) / 11 / 12)
    margin = t_quantile(Z, 11) * error
    assert row["change_low"] == pytest.approx(math.log(0.7) - margin)
    assert row["change_high"] == pytest.approx(math.log(0.7) + margin)
    assert row["smallest_detectable_change"] == pytest.approx(2.49 * margin / Z)
    assert row["p_value"] == pytest.approx(2 * t.sf(-math.log(0.7) / error, 11), 0.05)
    assert row["standardised_over"] == "severity_incident_class_service_tier"
    assert (row["scale"], row["layer"]) == ("log_ratio", "B")
    assert (row["covered_weight"], row["design_effect"]) == (1.0, 1.0)
    assert (row["family"], row["verdict"]) == ("headline", "improved")
    # all resolved, 12 incidents, everything covered, a control; exp(2 margin) is 1.51
    points = ("completeness", "n", "segmentation", "design", "width")
    assert [row[f"points_{name}"] for name in points] == [2, 0, 2, 2, 2]
    assert row["confidence"] == "medium"
    severity = found[TTR, "treated_vs_control", "severity", "sev1", "all", "all"]
    assert severity["family"] == "drill_down"
    assert severity["standardised_over"] == "severity_incident_class_service_tier"
    assert severity["change"] == pytest.approx(math.log(0.7))


def test_before_after_standardised_and_direct_use_from_an_export(
    tmp_path: Path,
) -> None:
    found = compare(*export(tmp_path, company()))
    half = math.log(0.7) / 2  # one of two tiers of the same size
    plain = found[TTR, "before_after", *ALL]
    assert plain["change"] == pytest.approx(half)
    assert plain["within_effect"] == pytest.approx(half)
    assert plain["mix_effect"] == pytest.approx(0)
    assert (plain["standardised_over"], plain["covered_weight"]) == (None, 1.0)
    assert (plain["n_baseline"], plain["n_control_baseline"]) == (24, None)
    assert plain["points_design"] == 0
    assert plain["confidence"] == "low"
    like = found[TTR, "standardised", *ALL]
    assert like["change"] == pytest.approx(half)
    assert like["within_effect"] is None
    # 22 degrees: the tiers' figures are taken out, where the plain row leaves them in
    assert like["change_high"] < plain["change_high"]  # type: ignore[operator]
    used = found[TTR, "direct_use", *ALL]
    assert (used["n_baseline"], used["n_current"]) == (24, 8)
    assert used["change"] == pytest.approx(half)
    assert used["verdict"] == "too few data"
    tier = ("service_tier", "all", "all", "critical_revenue_path")
    alone = found[TTR, "standardised", *tier]
    assert alone["change"] == pytest.approx(math.log(0.7))
    assert alone["standardised_over"] == "severity_incident_class_service_tier"


def test_direct_use_follows_the_mix_of_the_incidents_that_used_it(
    tmp_path: Path,
) -> None:
    tables = company()
    tables["ai_usage"] = [
        one for one in tables["ai_usage"] if "gold" in str(one["usage_id"])
    ]
    row = compare(*export(tmp_path, tables))[TTR, "direct_use", *ALL]
    # the other tier has half of the baseline and none of the use
    assert row["change"] == pytest.approx(math.log(0.7))
    assert row["covered_weight"] == 1.0
    assert row["standardised_over"] == "severity_incident_class_service_tier"


def test_missing_observations_cost_completeness(tmp_path: Path) -> None:
    tables = company()
    for one in tables["incidents"]:
        if one["incident_id"] in ("gold-3-00", "gold-3-01"):
            del one["resolved_at"]
    found = compare(*export(tmp_path, tables))
    # 10 of 12, which is a point less for being far from the others' 12 of 12
    row = found[TTR, "treated_vs_control", *ALL]
    assert (row["n_current"], row["points_completeness"]) == (10, 0)
    # 22 of 24 against 24 of 24
    assert found[TTR, "standardised", *ALL]["points_completeness"] == 1


def test_the_greatest_design_effect_is_shown(tmp_path: Path) -> None:
    tables = company()
    for n, one in enumerate(tables["incidents"]):
        started = datetime.fromisoformat(str(one["started_at"]))
        if started.month == 1:
            # every other one in February, and ten times as long
            started = started.replace(month=1 + n % 2)
            minutes = (100 + n) * (1, 10)[n % 2]
            one["started_at"] = started.isoformat()
            one["resolved_at"] = (started + timedelta(minutes=minutes)).isoformat()
    windows = {
        "analysis_windows.csv": WINDOWS.replace("2026-02-01", "2026-03-01"),
        "ai_activation.csv": ACTIVATION.replace("2026-02-01", "2026-03-01"),
    }
    row = compare(*export(tmp_path, tables, windows))[TTR, "before_after", *ALL]
    assert (row["n_baseline"], row["n_current"]) == (24, 24)
    # the ICC is near 1: 24 in one month against 12 in each of two
    assert row["design_effect"] == pytest.approx(1 + 23 * 0.95)


def test_rates_are_compared_twice_and_against_no_control(tmp_path: Path) -> None:
    found = compare(*export(tmp_path, company()))
    kinds = {key[1] for key in found if key[0] == "sev1_per_month"}
    assert kinds == {"before_after", "standardised"}
    row = found["sev1_per_month", "standardised", *ALL]
    assert (row["n_baseline"], row["n_current"]) == (24, 24)
    # both windows have 31 days: Wilson is symmetric about one half
    assert row["change"] == 0.0
    assert row["change_low"] == pytest.approx(-row["change_high"])  # type: ignore[operator]
    q = 0.5 + 0.5 * Z / math.sqrt(48 + Z * Z)
    assert row["change_high"] == pytest.approx(math.log(q / (1 - q)))
    assert (row["z"], row["p_value"]) == (0.0, pytest.approx(1))
    assert row["verdict"] == "no detectable change"
    for column in ("within_effect", "mix_effect", "covered_weight"):
        assert row[column] is None
    points = ("completeness", "n", "segmentation", "design", "width")
    # the interval is (.6155 / .3845)^2 = 2.56 wide
    assert [row[f"points_{name}"] for name in points] == [2, 1, 2, 1, 0]
    twin = found["sev1_per_month", "before_after", *ALL]
    same = row.keys() - {"points_design", "confidence", "p_adjusted", "verdict"}
    assert {name: twin[name] for name in same} == {name: row[name] for name in same}


def test_a_boundary_between_the_windows_is_not_comparable(tmp_path: Path) -> None:
    def rows(day: str) -> list[dict[str, object]]:
        text = f"occurred_on,kind,description\n{day},reorg,x\n"
        folders = export(tmp_path / day, company(), {"boundaries.csv": text})
        return list(compare(*folders).values())

    for day in ("2026-02-01", "2026-03-31"):
        for row in rows(day):
            assert row["crosses_boundary"] is True
            assert (row["verdict"], row["confidence"]) == ("not comparable", "low")
            for column in ("z", "p_value", "p_adjusted", "smallest_detectable_change"):
                assert row[column] is None
    # a boundary in the baseline's first half moves its start and crosses nothing
    for day in ("2026-01-02", "2026-04-01"):
        assert not any(row["crosses_boundary"] for row in rows(day))


def test_a_row_stands_with_one_window_or_one_arm_alone(tmp_path: Path) -> None:
    tables = company()
    tables["incidents"] = [
        one for one in tables["incidents"] if "gold-3" not in str(one["incident_id"])
    ]
    found = compare(*export(tmp_path, tables))
    row = found[TTR, "treated_vs_control", *ALL]
    assert (row["n_baseline"], row["n_current"]) == (12, 0)
    assert (row["n_control_baseline"], row["n_control_current"]) == (12, 12)
    assert (row["change"], row["change_low"], row["p_value"]) == (None, None, None)
    assert (row["change_control"], row["standardised_over"]) == (0.0, None)
    assert (row["current_value"], row["verdict"]) == (None, "too few data")
    assert row["design_effect"] == 1.0
    tier = ("service_tier", "all", "all", "critical_revenue_path")
    alone = found[TTR, "before_after", *tier]
    assert (alone["change"], alone["within_effect"]) == (None, None)
    assert alone["verdict"] == "too few data"


def test_outliers_are_flagged_and_the_change_is_shown_without_them(
    tmp_path: Path,
) -> None:
    tables = company(treated_by=1.0, per_window=16)
    far = tables["incidents"][16]  # gold, current
    assert far["incident_id"] == "gold-3-00"
    far["resolved_at"] = "2026-03-05T00:00:00Z"
    folders = export(tmp_path, tables)
    assert outliers(*folders) == {("gold-3-00", TTR, "current")}
    row = compare(*folders)[TTR, "standardised", *ALL]
    logs = [math.log(a) for a in SPREAD]
    old = sum(logs) / 4
    new = (4 * sum(logs) - logs[0] + math.log(5761)) / 16
    left = (4 * sum(logs) - logs[0]) / 15
    assert row["n_outliers"] == 1
    assert row["change"] == pytest.approx((new - old) / 2)
    assert row["change_without_outliers"] == pytest.approx((left - old) / 2)
    lead = ("service_tier", "all", "all", "internal_tooling")
    calm = compare(*folders)[TTR, "standardised", *lead]
    assert (calm["n_outliers"], calm["change_without_outliers"]) == (0, None)


def test_headline_metrics_can_be_configured(tmp_path: Path) -> None:
    chosen = {"headline_metrics.csv": "metric_id\nsev1_share\n"}
    found = compare(*export(tmp_path, company(), chosen))
    assert {key[0] for key, row in found.items() if row["family"] == "headline"} == {
        "sev1_share"
    }
    row = found["sev1_share", "standardised", *ALL]
    # all are sev1 in both windows: no change, and nothing that varies
    assert (row["change"], row["change_low"], row["z"]) == (0.0, 0.0, 0.0)
    assert row["p_value"] == pytest.approx(1)
    assert row["verdict"] == "no detectable change"


def test_no_baseline_leaves_rows_without_a_change(tmp_path: Path) -> None:
    empty = {
        "analysis_windows.csv": CONFIG["analysis_windows.csv"],
        "ai_activation.csv": CONFIG["ai_activation.csv"],
    }
    found = compare(*export(tmp_path, company(), empty))
    assert {row["verdict"] for row in found.values()} == {"too few data"}
    assert {row["change"] for row in found.values()} == {None}
    # nothing is activated, so everybody with a known class and tier is control
    row = found[TTR, "treated_vs_control", *ALL]
    assert (row["n_current"], row["n_control_current"]) == (0, 48)


# ---------- from dirty exports


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> dict[Any, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("dirty")
    dirty_exports.write(folder / "exports", folder / "config", 1, 500)
    return dict(compare(folder / "exports", folder / "config"))


def test_dirty_exports_have_every_metric_and_comparison(
    dirty: dict[Any, dict[str, Any]],
) -> None:
    assert {key[0] for key in dirty} == set(METRIC_IDS)
    segments: dict[str, set[str]] = {}
    for key in dirty:
        segments.setdefault(key[1], set()).add(key[2])
    assert {name: len(kinds) for name, kinds in segments.items()} == {
        "before_after": 7,
        "standardised": 7,
        "direct_use": 7,
        "treated_vs_control": 2,
    }
    assert segments["treated_vs_control"] == {"all", "severity"}


def test_kitagawa_adds_up_in_every_row(dirty: dict[Any, dict[str, Any]]) -> None:
    checked = 0
    for key, row in dirty.items():
        if row["within_effect"] is None:
            continue
        checked += 1
        assert key[1] == "before_after"
        effects = row["within_effect"] + row["mix_effect"]
        assert effects == pytest.approx(row["change"], abs=1e-9)
        if key[2] == "severity_incident_class_service_tier":
            assert row["mix_effect"] == pytest.approx(0, abs=1e-9)
    assert checked > 500


def test_the_finest_rows_are_the_same_standardised(
    dirty: dict[Any, dict[str, Any]],
) -> None:
    finest = "severity_incident_class_service_tier"
    checked = 0
    for key, row in dirty.items():
        if key[1:3] == ("standardised", finest) and row["change"] is not None:
            twin = dirty[key[0], "before_after", *key[2:]]
            checked += 1
            for column in ("change", "change_low", "change_high", "z", "n_outliers"):
                assert row[column] == twin[column]
    assert checked > 100


def test_families_are_adjusted_on_their_own(dirty: dict[Any, dict[str, Any]]) -> None:
    families: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for key, row in dirty.items():
        if row["p_value"] is not None:
            families.setdefault((key[1], row["family"]), []).append(row)
        else:
            assert row["p_adjusted"] is None
    assert len(families) == 8
    for rows in families.values():
        expected = false_discovery_control([row["p_value"] for row in rows])
        assert [row["p_adjusted"] for row in rows] == pytest.approx(list(expected))

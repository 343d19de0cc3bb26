"""Formulas and how to make them wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Break:
    """A formula made wrong.

    Attributes:
        formula: what it computes.
        how: what is done to it, for people.
        path: the file, below the project.
        old, new: text that occurs in the file and what replaces it everywhere.
        scenarios: where it should be noticed.
        times: how many times the usual replicates that takes.
    """

    formula: str
    how: str
    path: str
    old: str
    new: str
    scenarios: tuple[str, ...]
    times: int = 1


BREAKS = (
    Break(
        formula="z",
        how="one-sided",
        path="macros/statistics/z.sql",
        old="| float + 1) / 2 -%}",
        new="| float) -%}",
        scenarios=("cells_30",),
    ),
    Break(
        formula="Wilson",
        how="centred on the share, as Wald's",
        path="macros/statistics/wilson_interval.sql",
        old="({{ p }} + {{ z }} * {{ z }} / (2e0 * ({{ n }}))",
        new="({{ p }}",
        scenarios=("cells_30",),
    ),
    Break(
        formula="deff of shares",
        how="1",
        path="models/metrics/share_intervals.sql",
        old="else greatest(1e0, variance * sum_x / (ratio * (1e0 - ratio)))",
        new="else 1e0",
        scenarios=("cells_30",),
    ),
    Break(
        formula="t of shares",
        how="left out",
        path="models/metrics/share_intervals.sql",
        old="* ({{ z() }} / {{ t_quantile('(n_incidents - 1)') }})",
        new="",
        scenarios=("cells_5",),
        times=4,
    ),
    Break(
        formula="residual squares",
        how="covariance of y and x left out",
        path="macros/statistics/residual_squares.sql",
        old="- 2e0 * {{ ratio }} * {{ cell }}.products_yx",
        new="",
        scenarios=("cells_30",),
    ),
    Break(
        formula="phi of means",
        how="variance not divided by the mean",
        path="models/metrics/mean_intervals.sql",
        old="/ nullif(sums.ratio, 0e0)",
        new="",
        scenarios=("cells_30",),
    ),
    Break(
        formula="phi of counts",
        how="may fall below 1",
        path="models/metrics/mean_intervals.sql",
        old="then 1e0 else 0e0 end",
        new="then 0e0 else 0e0 end",
        scenarios=("cells_30",),
    ),
    Break(
        formula="interval of means",
        how="symmetric around the mean",
        path="macros/statistics/mean_interval.sql",
        old="{{ mean }} + ({{ a }}) / 2e0",
        new="{{ mean }}",
        scenarios=("cells_5",),
    ),
    Break(
        formula="ranks: spread",
        how="observations counted as incidents",
        path="macros/statistics/quantile_interval.sql",
        old="* sqrt(1e0 * {{ m }} / {{ n }})",
        new="",
        scenarios=("cells_30",),
    ),
    Break(
        formula="ranks: width",
        how="q (1 - q) squared instead of its root",
        path="macros/statistics/quantile_interval.sql",
        old="{{ q * (1 - q) }}e0)",
        new="{{ (q * (1 - q)) ** 2 }}e0)",
        scenarios=("cells_30",),
    ),
    Break(
        formula="t quantile",
        how="the normal quantile",
        path="macros/statistics/t_quantile.sql",
        old="({{ z }}e0 + {{ first }}e0",
        new="({{ z }}e0 + 0 * {{ first }}e0",
        scenarios=("cells_5", "no_effect"),
    ),
    Break(
        formula="scale of durations",
        how="minutes themselves",
        path="models/metrics/incident_measures.sql",
        old="avg(ln(minutes + 1e0))",
        new="avg(minutes)",
        scenarios=("planted",),
    ),
    Break(
        formula="Byar",
        how="squared instead of cubed",
        path="macros/statistics/byar_interval.sql",
        old="{{ cube_root }} * {{ cube_root }} * {{ cube_root }}",
        new="{{ cube_root }} * {{ cube_root }}",
        scenarios=("rates_30", "rates_100"),
    ),
    Break(
        formula="phi of rates",
        how="1 in the interval of a cell",
        path="models/metrics/rate_values.sql",
        old="coalesce(dispersion.phi, 1e0)",
        new="1e0",
        scenarios=("rates_30",),
    ),
    Break(
        formula="phi of rates: squares",
        how="not divided by what is expected",
        path="models/metrics/rate_dispersion.sql",
        old="* (n_events - n_expected) / n_expected)",
        new="* (n_events - n_expected))",
        scenarios=("rates_30",),
    ),
    Break(
        formula="change of a rate: phi",
        how="1",
        path="models/comparisons/rate_comparisons.sql",
        old="coalesce(dispersion.phi, 1e0)",
        new="1e0",
        scenarios=("rates_30",),
    ),
    Break(
        formula="change of a rate: exposure",
        how="left out",
        path="models/comparisons/rate_comparisons.sql",
        old="* exposure_ratio",
        new="",
        scenarios=("rates_30",),
    ),
    Break(
        formula="margin: s²",
        how="halved",
        path="models/comparisons/arm_changes.sql",
        old="/ sums.df_",
        new="/ 2e0 / sums.df_",
        scenarios=("no_effect",),
    ),
    Break(
        formula="margin: windows",
        how="of the baseline alone",
        path="models/comparisons/arm_changes.sql",
        old="* current_effects.design_effect * sums.spread_current",
        new="* 0e0",
        scenarios=("no_effect",),
    ),
    Break(
        formula="margin: t",
        how="not squared",
        path="models/comparisons/arm_changes.sql",
        old="') }}, 2)",
        new="') }}, 1)",
        scenarios=("no_effect",),
    ),
    Break(
        formula="margin: weights",
        how="not squared",
        path="models/comparisons/arm_changes.sql",
        old="share * share * n_",
        new="share * n_",
        scenarios=("planted",),
    ),
    Break(
        formula="month shocks: deff",
        how="1",
        path="models/comparisons/design_effects.sql",
        old="* least(0.95e0, 2e0 * coalesce(correlations.icc, 0e0))",
        new="* 0e0",
        scenarios=("no_effect_shocks",),
    ),
    Break(
        formula="month shocks: ICC",
        how="sum of squares within months for their mean square",
        path="models/comparisons/month_correlations.sql",
        old="within_months.squares / nullif(sizes.within_degrees, 0)",
        new="within_months.squares",
        scenarios=("no_effect_shocks",),
    ),
    Break(
        formula="standardisation: cells",
        how="compared as a whole",
        path="models/comparisons/arm_comparisons.sql",
        old="and (designs.comparison = 'before_after') = (changes.choice = 'whole')",
        new="and changes.choice = 'whole'",
        scenarios=("no_effect",),
    ),
    Break(
        formula="standardisation: weights",
        how="those of the current window",
        path="models/comparisons/cell_pairs.sql",
        old="else baseline_cells.sum_x end",
        new="else current_cells.sum_x end",
        scenarios=("planted",),
    ),
    Break(
        formula="z from t",
        how="t taken for a normal deviate",
        path="macros/statistics/normal_from_t.sql",
        old="(sqrt({{ v }} * ln(1e0 + ({{ t }}) * ({{ t }}) / {{ v }}))\n"
        "    * (8e0 * {{ v }} + 1e0) / (8e0 * {{ v }} + 3e0))",
        new="abs({{ t }})",
        scenarios=("no_effect",),
    ),
    Break(
        formula="p value",
        how="one-sided",
        path="macros/statistics/normal_p_value.sql",
        old="(2e0 * 0.3989422804014327e0",
        new="(0.3989422804014327e0",
        scenarios=("no_effect",),
    ),
    Break(
        formula="false discoveries",
        how="p not adjusted",
        path="models/comparisons/comparison_verdicts.sql",
        old="min(p_value * n_tests / p_rank)",
        new="min(p_value)",
        scenarios=("no_effect",),
    ),
    Break(
        formula="treated vs control: margin",
        how="of the treated alone",
        path="models/comparisons/observed_comparisons.sql",
        old="treated.squared_margin + control.squared_margin as",
        new="treated.squared_margin as",
        scenarios=("no_effect", "planted"),
    ),
    Break(
        formula="treated vs control: change",
        how="of the treated alone",
        path="models/comparisons/observed_comparisons.sql",
        old="(treated.change - control.change)",
        new="(treated.change)",
        scenarios=("planted",),
    ),
    Break(
        formula="ROI: trend",
        how="not taken out, and without its margin",
        path="models/roi/roi_sums.sql",
        old="trends.rho,\n        trends.rho_low,\n        trends.rho_high",
        new="1e0 as rho,\n        1e0 as rho_low,\n        1e0 as rho_high",
        scenarios=("roi_no_effect",),
    ),
    Break(
        formula="ROI: margin",
        how="weights not squared",
        path="models/roi/roi_sums.sql",
        old="sum(weight * weight / n_",
        new="sum(weight / n_",
        scenarios=("roi_no_effect",),
    ),
)

"""What the example company's minutes, hours and AI SRE cost. All of it is made up.

The figures are an illustration of a filled configuration and no benchmark: they say
nothing about what any real company loses in a minute or pays for an hour.
"""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.example.timeline import DATA_END, Timeline, add_months

Table = tuple[str, list[list[str]]]

# role, low and high until the pay round, and after it where it moved them
_RATES = (
    ("primary_responder", (78, 104), (82, 110)),
    ("secondary_responder", (72, 98), (76, 103)),
    ("incident_commander", (92, 128), (97, 134)),
    ("comms_lead", (60, 84), None),
    ("scribe", (52, 72), None),
    ("support", (31, 44), (33, 47)),
    ("customer_success", (46, 64), None),
    ("leadership", (120, 190), None),
    ("compliance", (68, 95), None),
)
_SAVINGS = (
    ("context_packet", "primary_responder", "evidence_gathering", "6", "14"),
    ("context_packet", "secondary_responder", "context_explanation", "2.5", "7"),
    ("routing_suggestion", "primary_responder", "chasing_ownership", "3", "9"),
    ("action", "secondary_responder", "evidence_gathering", "1", "5"),
    ("comms_draft", "comms_lead", "drafting_updates", "5", "11"),
    ("timeline", "scribe", "timeline_reconstruction", "8", "18"),
)


def tables(timeline: Timeline) -> Iterator[tuple[str, Table]]:
    """Yield (seed, (header, rows)) of every seed that holds money or minutes."""
    yield "downtime_costs", _downtime_costs(timeline)
    yield "hourly_rates", _hourly_rates(timeline)
    yield (
        "workflow_savings",
        (
            "feature,responder_role,time_sink,minutes_low,minutes_high",
            [list(row) for row in _SAVINGS],
        ),
    )
    # saved overhead has no row: it counts in full, and the reason says so
    yield (
        "recapture_shares",
        ("bucket,share_low,share_high", [["reclaimed_time", "0.5", "0.75"]]),
    )
    yield "capacity_uses", _capacity_uses(timeline)
    yield "programme_costs", _programme_costs(timeline)


def _pay_round(timeline: Timeline) -> str:
    """Return the day, a third of the way through AI SRE, from which costs are new."""
    months = timeline.months - timeline.months // 2
    return add_months(timeline.first_activation, months // 3).isoformat()


def _downtime_costs(timeline: Timeline) -> Table:
    critical, facing = "critical_revenue_path", "customer_facing"
    since = _pay_round(timeline)
    # inside the current window, so that one period has incidents at both prices
    contracts = add_months(DATA_END, -2).isoformat()
    sales = "Finance: margin of the sales lost in a minute, low and high season"
    terms = "Legal: service credits in the contracts of the largest customers"
    leavers = "Finance: refunds and cancellations in the week after an outage"
    header = (
        "service_tier,severity,component,cost_per_minute_low,cost_per_minute_high,"
        "effective_from,source"
    )
    return header, [
        [critical, "sev1", "lost_revenue", "220", "480", "", sales],
        [critical, "sev1", "lost_revenue", "240", "520", since, sales],
        [critical, "sev2", "lost_revenue", "60", "140", "", sales],
        [critical, "", "lost_revenue", "8", "25", "", sales],
        [facing, "sev1", "lost_revenue", "45", "110", "", sales],
        [facing, "", "lost_revenue", "4", "14", "", sales],
        ["", "", "lost_revenue", "0", "2", "", "Finance: orders that tools hold up"],
        [critical, "sev1", "sla_penalties", "15", "40", "", terms],
        [critical, "sev1", "sla_penalties", "18", "48", contracts, terms],
        ["", "sev1", "sla_penalties", "2", "8", "", terms],
        ["", "sev1", "churn_and_refunds", "6", "20", "", leavers],
        ["", "", "churn_and_refunds", "0.2", "1", "", leavers],
        # left out, because support also has an hourly rate
        ["", "", "support_load", "1", "3", "", "Support: contacts in an outage"],
        [
            *(critical, "sev1", "brand_impact", "", "", ""),
            "Two outages of the checkout were in the press; nobody could put a figure "
            "on it",
        ],
    ]


def _hourly_rates(timeline: Timeline) -> Table:
    since = _pay_round(timeline)
    rows = []
    for role, before, after in _RATES:
        rows.append([role, *map(str, before), ""])
        if after is not None:
            rows.append([role, *map(str, after), since])
    return "role,rate_low,rate_high,effective_from", rows


def _months(timeline: Timeline) -> list[str]:
    """Return the months with AI SRE as YYYY-MM."""
    first = timeline.first_activation
    count = timeline.months - timeline.months // 2
    return [f"{add_months(first, month):%Y-%m}" for month in range(count)]


def _capacity_uses(timeline: Timeline) -> Table:
    rows = []
    # in the first month nobody has got used to the time yet
    for position, month in enumerate(_months(timeline)[1:]):
        reached = min(position, 5)
        rows += [
            [month, "prevention", str(5 + 2 * reached)],
            [month, "backlog", str(4 + position % 3)],
            [month, "on_call_relief", str(3 + reached)],
        ]
        if position % 3 == 2:
            rows.append([month, "other", "2.5"])
    return "month,use,hours", rows


def _programme_costs(timeline: Timeline) -> Table:
    rows = []
    for position, month in enumerate(_months(timeline)):
        work = [("24000", "36000"), ("4000", "8000")]
        integration = work[position] if position < len(work) else ("400", "1200")
        # review is closest in the beginning
        oversight = ("3000", "5000") if position < 3 else ("1200", "2400")
        usage = 350 + 20 * min(position, 8)
        rows += [
            [month, "licence", "6500", "6500"],
            [month, "model_usage", str(usage), str(2 * usage)],
            [month, "integration", *integration],
            [month, "oversight", *oversight],
        ]
    return "month,item,cost_low,cost_high", rows

"""The reference computation against figures worked out by hand or by SciPy."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from scipy.stats import binomtest, chi2, t

import dirty_exports
from reference import METRIC_IDS, Reference, compute, statistics
from reference.parsing import parse, parse_timestamp

Z = 1.6448536
SEGMENT_ALL = ("all", "all", "all", "all")
Rows = Mapping[str, Sequence[Mapping[str, object]]]

CONFIG = {
    "severity_map.csv": "raw_value,severity\nsev1,sev1\n Sev2 ,sev2\n",
    "incident_class_map.csv": "raw_value,incident_class\ndeploy,deploy_related\n",
    "service_tier_map.csv": "raw_value,service_tier\ngold,critical_revenue_path\n",
    "status_map.csv": "raw_value,status\ncancelled,cancelled\ndup,duplicate\n",
    "required_context_fields.csv": (
        "service_tier,field_name\ncritical_revenue_path,likely_owner\n"
        "critical_revenue_path,recent_changes\n"
    ),
    "context_quality_weights.csv": (
        "component,weight\ncompleteness,0.4\nevidence,0.3\n"
        "freshness,0.15\nconsistency,0.15\n"
    ),
    "ai_activation.csv": "incident_class,service_tier,activated_on\n",
    "analysis_windows.csv": "window_name,starts_on,ends_on\n",
    "boundaries.csv": "occurred_on,kind,description\n",
    "vars.yml": (
        "refresh_target_minutes: 15\ncadence_tolerance_minutes: 5  # both ends\n"
        "repeat_window_days: 90\nreporting_timezone: UTC\nconfidence_level: 0.90\n"
    ),
}


class Bench:
    """An empty export and a plain configuration, to be filled by a test."""

    def __init__(self, folder: Path) -> None:
        self.exports = folder / "exports"
        self.config = folder / "config"
        (self.exports / "standard").mkdir(parents=True)
        self.config.mkdir()
        for name, text in CONFIG.items():
            self.configure(name, text)

    def configure(self, name: str, text: str) -> None:
        (self.config / name).write_text(text, encoding="utf-8")

    def file(self, name: str, content: str | bytes) -> None:
        path = self.exports / "standard" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def compute(self, tables: Rows | None = None) -> Reference:
        for table, rows in (tables or {}).items():
            self.file(f"{table}.ndjson", "\n".join(json.dumps(row) for row in rows))
        return compute(self.exports, self.config)

    def observed(self, metric_id: str, tables: Rows) -> dict[object, object]:
        """Return subject_id to value of one metric's observations."""
        return {
            each["subject_id"]: each["value"]
            for each in self.compute(tables).metric_observations
            if each["metric_id"] == metric_id
        }


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def at(minute: float, day: int = 10) -> str:
    """Return a moment so many minutes after noon of a day in May 2026."""
    whole = datetime(2026, 5, day, 12, tzinfo=UTC).timestamp() + 60 * minute
    return datetime.fromtimestamp(whole, UTC).isoformat()


def incident(incident_id: str = "i", **cells: object) -> dict[str, object]:
    return {"incident_id": incident_id, "started_at": at(0)} | cells


def row(key: str, value: str, **cells: object) -> dict[str, object]:
    return {key: value, "incident_id": "i"} | cells


# ---------- parsing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)),
        ("2026-05-01T10:00", datetime(2026, 5, 1, 10, tzinfo=UTC)),
        ("2026-05-01 10:00:00+02:00", datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("2026-05-01T23:30:00-0130", datetime(2026, 5, 2, 1, tzinfo=UTC)),
        (
            "2026-05-01T10:00:00.123456999Z",
            datetime(2026, 5, 1, 10, microsecond=123456, tzinfo=UTC),
        ),
        (
            "2026-05-01T10:00:00.5",
            datetime(2026, 5, 1, 10, microsecond=500000, tzinfo=UTC),
        ),
    ],
)
def test_timestamps_of_every_spelling(text: str, expected: datetime) -> None:
    assert parse_timestamp(text) == expected


@pytest.mark.parametrize("text", dirty_exports.BAD_TIMESTAMPS)
def test_bad_timestamps_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse("started_at", "timestamp", text)


@pytest.mark.parametrize("text", dirty_exports.BAD_MINUTES)
def test_bad_minutes_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse("bad_minutes", "minutes", text)


def test_none_is_a_value_in_two_columns_only() -> None:
    assert parse("change_trigger", "string", " None ") == "none"
    assert parse("edit_level", "string", "NONE") == "none"
    assert parse("title", "string", " None ") is None
    assert parse("change_trigger", "string", "-") is None


# ---------- fates


def test_a_dozen_rows_meet_their_fates(bench: Bench) -> None:
    bench.file(
        "incidents/b.csv",
        "\ufeffstarted_at,title,incident_id,updated_at,detected_at,is_deleted\r\n"
        '2026-05-01,"two\r\nlines", a ,2026-05-02,,\r\n'  # 1 older than a.ndjson's
        "2026-05-01,x,b,,soon,\r\n"  # 2 accepted, with an issue
        "2026-05-01,x,c,,,\r\n"  # 3 superseded by 4: the later of a tie
        "2026-05-01,y,c,,,no,surplus\r\n"  # 4 accepted
        "NULL,x,d,,,\r\n"  # 5 missing_required
        "2026-02-30,x,e,,,\r\n"  # 6 unparseable_required
        ",,f,,,YES\r\n"  # 7 deleted: a tombstone needs its key alone
        "2026-05-01,x,f\r\n"  # 8 superseded? no: it lands later, so it wins
        ",,g,2026-05-03,,1\r\n"  # 9 deleted: newer than 10
        "2026-05-01,x,g,2026-05-02,bad,\r\n"  # 10 superseded, no issue
        "2026-05-01,x,A,,,\r\n",  # 11 accepted: ids are case-sensitive
    )
    bench.file(
        "incidents/a.ndjson",
        '{"incident_id": "a", "started_at": "2026-05-01", "updated_at": "2026-05-03"}\n'
        '{"incident_id": "h", "started_at"\n'
        "[1]\n",
    )
    reference = bench.compute()
    assert reference.row_accounting["incidents"] == {
        "raw": 14,
        "accepted": 5,  # a, b, c, f, A
        "superseded": 4,
        "deleted": 1,
        "quarantined": 4,
    }
    a_file, b_file = "standard/incidents/a.ndjson", "standard/incidents/b.csv"
    assert sorted(reference.quarantine, key=str) == sorted(
        [
            ("incidents", "unreadable_line", None, a_file, 2),
            ("incidents", "unreadable_line", None, a_file, 3),
            ("incidents", "missing_required", "started_at", b_file, 5),
            ("incidents", "unparseable_required", "started_at", b_file, 6),
        ],
        key=str,
    )
    assert reference.quality_issues == [
        ("incidents", "unparseable_value", "detected_at", "soon", b_file, 2)
    ]
    assert reference.row_accounting["pages"] == dict.fromkeys(
        ("raw", "accepted", "superseded", "deleted", "quarantined"), 0
    )


def test_unknown_parents_cascade_and_cancelled_ones_are_known(bench: Bench) -> None:
    reference = bench.compute(
        {
            "incidents": [
                incident("gone"),
                incident("gone", is_deleted=True, updated_at=at(1)),
                incident("cancelled", status="Cancelled"),
            ],
            "context_packets": [
                {"packet_id": "p", "incident_id": "gone", "generated_at": at(1)},
                {"packet_id": "q", "incident_id": "cancelled", "generated_at": at(1)},
            ],
            "claims": [
                {"claim_id": "1", "packet_id": "p"},
                {"claim_id": "2", "packet_id": "q"},
                {"claim_id": "3", "packet_id": "Q"},
            ],
        }
    )
    assert reference.quarantine == [
        (
            "context_packets",
            "unknown_parent",
            "incident_id",
            "standard/context_packets.ndjson",
            1,
        ),
        ("claims", "unknown_parent", "packet_id", "standard/claims.ndjson", 1),
        ("claims", "unknown_parent", "packet_id", "standard/claims.ndjson", 3),
    ]
    assert reference.metric_observations == []  # cancelled: nothing is measured
    assert reference.metric_values == {}


def test_the_same_content_counts_once_and_path_order_breaks_a_tie(
    bench: Bench,
) -> None:
    first = "incident_id,started_at,severity\ni,2026-05-01,sev1\n"
    second = "incident_id,started_at,severity\ni,2026-05-01,sev2\n"
    bench.file("incidents.csv", first)  # '.' comes before '/'
    bench.file("incidents/Z.csv", second)
    bench.file("incidents/a.csv", first)  # a copy: not landed again
    bench.file("incidents/b.csv.gz", gzip.compress(b"incident_id\n", mtime=0))
    reference = bench.compute()
    assert reference.row_accounting["incidents"]["raw"] == 2
    assert [each.severity for each in reference.incidents] == ["sev2"]


def test_a_budget_must_be_positive_and_an_owner_needs_a_readable_end(
    bench: Bench,
) -> None:
    reference = bench.compute(
        {
            "incidents": [incident()],
            "slo_burn": [
                row("slo_id", "1", bad_minutes="2", budget_minutes="-1"),
                row("slo_id", "2", bad_minutes="-2", budget_minutes="1"),
                row("slo_id", "3", bad_minutes="1e1", budget_minutes="40"),
                row("slo_id", "4", bad_minutes="5", budget_minutes="10"),
            ],
            "service_owners": [
                {
                    "service_id": "s",
                    "team_id": "t",
                    "valid_from": "2026-01-01",
                    "valid_to": "later",
                }
            ],
        }
    )
    found = [(rule, column) for _, rule, column, _, _ in reference.quarantine]
    assert found == [
        ("unparseable_required", "valid_to"),
        ("not_positive", "budget_minutes"),
        ("unparseable_required", "bad_minutes"),
    ]
    burn = [
        each["value"]
        for each in reference.metric_observations
        if each["metric_id"] == "error_budget_burn"
    ]
    assert burn == [pytest.approx(75)]


# ---------- metrics, by their hardest exclusions


def test_the_owner_is_the_latest_valid_and_an_early_ack_is_void(bench: Bench) -> None:
    tables: dict[str, list[dict[str, object]]] = {
        "incidents": [incident(service_id="s", detected_at=at(5))],
        "service_owners": [
            {"service_id": "s", "team_id": "old", "valid_from": "2026-01-01"},
            {
                "service_id": "s",
                "team_id": "new",
                "valid_from": "2026-05-01",
                "valid_to": at(1),
            },
            {
                "service_id": "s",
                "team_id": "past",
                "valid_from": "2026-05-02",
                "valid_to": at(0),  # the end is exclusive
            },
        ],
        "pages": [
            row("page_id", "2", team_id="old", paged_at=at(1), acknowledged_at=at(9)),
            row("page_id", "1", team_id="new", paged_at=at(1), acknowledged_at=at(7)),
        ],
    }
    metric = "time_to_engaged_owner"
    assert bench.observed(metric, tables) == {"i": 2.0}
    assert bench.observed("first_page_correct_owner_rate", tables) == {"i": 1.0}
    tables["pages"].append(
        row("page_id", "3", team_id="new", paged_at=at(1), acknowledged_at=at(4))
    )
    assert bench.observed(metric, tables) == {}
    assert bench.compute(tables).negative_durations == [(metric, "i")]


def test_evidence_counts_inside_its_window_and_a_packet_at_once_refreshes(
    bench: Bench,
) -> None:
    def packet(packet_id: str, minute: float) -> dict[str, object]:
        return row("packet_id", packet_id, generated_at=at(minute))

    arrivals = {"early": 9, "first": 10, "mid": 20, "edge": 45, "late": 61}
    tables = {
        "incidents": [incident(resolved_at=at(60))],
        "context_packets": [packet("1", 10), packet("2", 35), packet("3", 70)],
        "evidence_events": [
            row("evidence_id", name, arrived_at=at(minute))
            for name, minute in arrivals.items()
        ],
    }
    # the packet that refreshes 'edge' came after the resolution
    latency = bench.observed("context_refresh_latency", tables)
    assert latency == {"first": 0.0, "mid": 15.0, "edge": 25.0}
    rate = bench.observed("context_refresh_rate", tables)
    assert rate == {"first": 1.0, "mid": 1.0, "edge": 0.0}


def test_quality_score_renormalises_over_the_components_it_has(bench: Bench) -> None:
    tables: dict[str, list[dict[str, object]]] = {
        "services": [{"service_id": "s", "service_tier": " GOLD "}],
        "incidents": [incident(service_id="s")],
        "context_packets": [
            row("packet_id", "p1", generated_at=at(1)),
            row("packet_id", "p2", generated_at=at(2), shared_at=at(3)),
        ],
        "context_fields": [
            {"packet_id": "p1", "field_name": "likely_owner", "is_filled": "t"},
            {"packet_id": "p1", "field_name": "recent_changes", "is_filled": "t"},
            {"packet_id": "p2", "field_name": "likely_owner", "is_filled": "Y"},
            {"packet_id": "p2", "field_name": "recent_changes", "is_filled": 0},
        ],
        "claims": [
            {
                "claim_id": "1",
                "packet_id": "p1",
                "evidence_type": "LOG_CLUSTER",
                "evidence_ref": "x",
            },
            {
                "claim_id": "2",
                "packet_id": "p2",
                "evidence_type": "hunch",
                "evidence_ref": "x",
            },
            {
                "claim_id": "3",
                "packet_id": "p2",
                "evidence_type": "log_cluster",
                "evidence_ref": "N/A",
            },
        ],
        "narrative_corrections": [
            row("correction_id", "c", corrected_at=at(2.9), magnitude="major"),
        ],
    }
    # completeness 1/2 (the shared packet), evidence 1/3, consistency 1, no freshness
    expected = 100 * (0.4 * 0.5 + 0.3 / 3 + 0.15) / 0.85
    score = bench.observed("context_quality_score", tables)
    assert score == {"i": pytest.approx(expected)}
    assert bench.observed("context_completeness_rate", tables) == {"i": 0.0}
    assert bench.observed("contradiction_rate", tables) == {"i": 0.0}
    tables["narrative_corrections"][0]["corrected_at"] = at(3)
    assert bench.observed("contradiction_rate", tables) == {"i": 1.0}


def test_handoffs_count_when_the_teams_are_distinct(bench: Bench) -> None:
    teams = [("a", "b"), ("a", "a"), (None, "a"), (None, None)]
    handoffs = [
        row("handoff_id", str(n), from_team_id=a, to_team_id=b, occurred_at=at(1))
        for n, (a, b) in enumerate(teams)
    ]
    tables = {"incidents": [incident()], "handoffs": handoffs}
    assert bench.observed("handoff_count", tables) == {"i": 2.0}


def test_duplicate_effort_needs_another_responder_before(bench: Bench) -> None:
    steps = [
        ("1", "ann", "q", None),
        ("2", "ann", "q", None),  # her own
        ("3", "bob", "q", None),  # ann's; null equals null
        ("4", "ann", "q", None),  # bob's
        ("5", "bob", "Q", None),  # another fingerprint
        ("6", "bob", "q", "check"),  # another kind
    ]
    rows = [
        row(
            "step_id",
            n,
            responder_id=who,
            fingerprint=f,
            step_kind=k,
            executed_at=at(1),
        )
        for n, who, f, k in steps
    ]
    tables = {"incidents": [incident()], "investigation_steps": rows}
    value = bench.observed("duplicate_effort_ratio", tables)
    assert value == {"i": pytest.approx(2 / 6)}


def test_checks_count_when_defined_by_execution(bench: Bench) -> None:
    done = {"proposed_at": at(1), "approved_at": at(2), "executed_at": at(3)}
    audited = {"proposed_by": "ai", "approved_by": "bob", "outcome": "failed"}

    def check(
        check_id: str, action_id: str, defined: float | None, evaluated: float | None
    ) -> dict[str, object]:
        return {
            "check_id": check_id,
            "action_id": action_id,
            "defined_at": None if defined is None else at(defined),
            "evaluated_at": None if evaluated is None else at(evaluated),
            "passed": True,
        }

    tables = {
        "incidents": [incident()],
        "actions": [
            row("action_id", "ok", **done, **audited),
            row("action_id", "late", **done, **audited),
            row("action_id", "unevaluated", **done, **audited),
            row("action_id", "unapproved", **(done | {"approved_at": None})),
        ],
        "verification_checks": [
            check("1", "ok", 3, 4),
            check("2", "ok", 3.1, None),  # defined too late to matter
            check("3", "late", 3.1, 4),
            check("4", "unevaluated", 2, None),
            check("5", "unapproved", 2, 4),
        ],
    }
    assert bench.observed("verification_coverage", tables) == {
        "ok": 1.0,
        "late": 0.0,
        "unevaluated": 1.0,
    }
    passed = bench.observed("verification_pass_rate", tables)
    assert passed == {"ok": 1.0, "unevaluated": 0.0}
    assert bench.observed("audit_completeness_rate", tables) == {
        "ok": 1.0,
        "late": 1.0,
        "unevaluated": 0.0,
        "unapproved": 0.0,
    }


def test_promises_are_met_missed_or_open(bench: Bench) -> None:
    def update(
        n: str, sent: float, promised: float | None, who: str = "internal"
    ) -> dict[str, object]:
        until = None if promised is None else at(promised)
        return row(
            "update_id", n, audience=who, sent_at=at(sent), promised_next_at=until
        )

    tables: dict[str, list[dict[str, object]]] = {
        "incidents": [incident(resolved_at=at(200))],
        "updates": [
            update("1", 0, 30),
            update("x", 31, 40, "external"),
            update("2", 35, 65),  # 5 minutes late: within tolerance
            update("3", 70.5, 60),  # 5.5 late; its own promise lies in the past
            update("4", 80, 195),  # no next: resolved exactly at promised + 5
        ],
    }
    adherence = bench.observed("cadence_adherence_rate", tables)
    assert adherence == {"1": 1.0, "2": 0.0}
    assert bench.observed("cadence_delay", tables) == {"1": 5.0, "2": 5.5}
    tables["incidents"][0]["resolved_at"] = at(200.1)
    adherence = bench.observed("cadence_adherence_rate", tables)
    assert adherence == {"1": 1.0, "2": 0.0, "4": 0.0}


def test_only_another_update_of_the_incident_corrects(bench: Bench) -> None:
    def update(n: str, owner: str, corrects: str, reason: str) -> dict[str, object]:
        return {
            "update_id": n,
            "incident_id": owner,
            "audience": "internal",
            "sent_at": at(1),
            "corrects_update_id": corrects,
            "correction_reason": reason,
        }

    tables = {
        "incidents": [incident(), incident("j")],
        "updates": [
            update("1", "i", "1", "impact"),
            update("2", "i", "3", "Scope"),
            update("3", "i", "2", "other"),
            update("4", "j", "1", "severity"),
        ],
    }
    assert bench.observed("comms_consistency_rate", tables) == {
        "1": 1.0,
        "2": 1.0,
        "3": 0.0,
        "4": 1.0,
    }


def test_repeats_are_censored_and_ninety_days_still_count(bench: Bench) -> None:
    def one(n: str, started: str, trigger: str = "deploy") -> dict[str, object]:
        return {
            "incident_id": n,
            "started_at": started,
            "failure_mode_id": "m",
            "change_trigger": trigger,
        }

    tables = {
        "incidents": [
            one("first", "2026-01-01T00:00:00Z"),
            one("censored", "2026-03-31T23:59:59Z"),
            one("cancelled", "2026-05-01T00:00:00Z") | {"status": "cancelled"},
            one("exact", "2026-06-29T23:59:59Z", "none"),
            one("tie", "2026-06-29T23:59:59Z", "none"),
            one("far", "2026-09-28T00:00:00Z"),  # 90 days and a second later
        ]
    }
    rate = bench.observed("repeat_incident_rate", tables)
    assert rate == {"exact": 1.0, "tie": 1.0, "far": 0.0}
    assert bench.observed("time_between_repeats", tables) == {"exact": 90.0, "tie": 0.0}
    same = bench.observed("repeat_same_trigger_rate", tables)
    assert same == {"exact": 0.0, "tie": 0.0}


def test_overhead_of_unknown_functions_is_no_input(bench: Bench) -> None:
    def entry(n: str, owner: str, who: str | None) -> dict[str, object]:
        return {
            "entry_id": n,
            "incident_id": owner,
            "org_function": who,
            "minutes_spent": 30,
        }

    tables = {
        "incidents": [incident(), incident("j")],
        "overhead_entries": [
            entry("1", "i", "Support"),
            entry("2", "i", "leadership"),
            entry("3", "i", "compliance"),
            entry("4", "j", "astrology"),
        ],
    }
    assert bench.observed("overhead_hours", tables) == {"i": 1.0}
    assert bench.observed("compliance_hours", tables) == {"i": 0.5}
    # no escalation in the export: no zeros either
    assert bench.observed("missing_update_escalations", tables) == {}


# ---------- figures


def test_windows_start_at_boundaries_and_current_after_the_baseline(
    bench: Bench,
) -> None:
    bench.configure(
        "ai_activation.csv",
        "incident_class,service_tier,activated_on\n,,2026-04-01\nother,,2026-06-01\n",
    )
    bench.configure(
        "boundaries.csv",
        "occurred_on,kind,description\n2025-10-03,reorg,at its start\n"
        "2025-12-24,reorg,a\n2026-01-10,reorg,b\n2026-04-01,reorg,at its end\n",
    )
    reference = bench.compute({"incidents": [incident()]})
    known = {
        name: (window.period_start, window.period_end)
        for name, window in reference.windows.items()
    }
    assert known == {
        "baseline": (date(2026, 1, 10), date(2026, 4, 1)),
        "current": (date(2026, 4, 1), date(2026, 5, 11)),
    }


def test_months_follow_the_reporting_time_zone(bench: Bench) -> None:
    bench.configure("vars.yml", CONFIG["vars.yml"].replace("UTC", "America/New_York"))
    first = incident(started_at="2026-05-01T03:59:59Z", resolved_at="2026-05-01T05:00Z")
    reference = bench.compute({"incidents": [first]})
    found = {key[2] for key in reference.metric_values if key[0] == "time_to_resolve"}
    assert found == {"2026-04", "current"}


def test_rates_stand_with_zero_events_wherever_there_is_exposure(bench: Bench) -> None:
    reference = bench.compute(
        {
            "services": [{"service_id": "s", "service_tier": "gold"}],
            "incidents": [
                incident("1", severity="sev1", service_id="s"),
                incident("2", severity="sev2", started_at="2026-07-01"),
            ],
            "changes": [
                {
                    "change_id": n,
                    "change_kind": kind,
                    "changed_at": day,
                    "service_id": s,
                }
                for n, kind, day, s in (
                    ("1", "Deploy", at(0), "s"),
                    ("2", "deploy", at(0), "nowhere"),
                    ("3", "flag", at(0), "s"),
                    ("4", "deploy", "2026-08-01", "s"),  # after the last incident
                )
            ],
        }
    )

    def figure(
        metric_id: str, month: str, segment: tuple[str, str, str, str]
    ) -> dict[str, object] | None:
        key = (metric_id, "month", month, *segment, "all")
        return reference.metric_values.get(key)

    of_unmapped = ("service_tier", "all", "all", "unmapped")
    of_sev2 = ("severity", "sev2", "all", "all")
    per_deploy = figure("incidents_per_1000_deploys", "2026-05", SEGMENT_ALL)
    assert per_deploy is not None
    assert (per_deploy["n"], per_deploy["denominator"]) == (1, 0.002)
    unmapped = figure("incidents_per_1000_deploys", "2026-05", of_unmapped)
    assert unmapped is not None
    assert (unmapped["value"], unmapped["denominator"]) == (0.0, 0.001)
    assert figure("incidents_per_1000_deploys", "2026-06", SEGMENT_ALL) is None
    june = figure("sev1_per_month", "2026-06", of_sev2)
    assert june is not None
    assert (june["n"], june["value"], june["n_open"]) == (0, 0.0, 0)
    current = reference.metric_values[
        "sev1_per_month", "window", "current", *SEGMENT_ALL, "all"
    ]
    assert current["value"] == pytest.approx(30.4375 / 90)
    # nobody captured actions or AI use
    assert {key[0] for key in reference.metric_values}.isdisjoint(
        {"prevented_unsafe_actions"}
    )
    assert {key[7] for key in reference.metric_values} == {"all"}


def test_dispersion_comes_from_the_baselines_clipped_months(bench: Bench) -> None:
    bench.configure(
        "analysis_windows.csv",
        "window_name,starts_on,ends_on\nbaseline,2026-01-16,2026-03-01\n",
    )
    days = ["2026-01-20"] * 10 + ["2026-01-02"] * 3 + ["2026-03-01"] * 2
    reference = bench.compute(
        {
            "incidents": [
                incident(str(n), started_at=day, severity="SEV1")
                for n, day in enumerate(days)
            ]
        }
    )
    # 10 and 0 events in 16 and 28 days, expected 3.636364 and 6.363636: phi 17.5;
    # k .571429: .571429 x (1 - .194444 - .725310)^3 = .000295; exposure 44 / 30.4375
    figure = reference.metric_values[
        "sev1_per_month", "window", "baseline", *SEGMENT_ALL, "all"
    ]
    assert figure["value"] == pytest.approx(10 / 1.445585, rel=1e-6)
    assert figure["interval_low"] == pytest.approx(0.0035746, rel=1e-3)
    assert figure["interval_high"] == pytest.approx(48.5600, rel=1e-4)


def test_a_figure_with_its_attribution(bench: Bench) -> None:
    reference = bench.compute(
        {
            "incidents": [
                incident(str(n), resolved_at=at(n) if n else None, detected_at=at(n))
                for n in range(6)
            ],
            "ai_usage": [
                {
                    "usage_id": feature,
                    "incident_id": owner,
                    "feature": feature,
                    "event": "Generated",
                    "occurred_at": at(1),
                }
                for feature, owner in (("timeline", "1"), ("action", "2"))
            ],
        }
    )
    key = ("time_to_detect", "month", "2026-05", *SEGMENT_ALL)
    everything = reference.metric_values[*key, "all"]
    assert (everything["n"], everything["n_open"], everything["value"]) == (6, 1, 2.5)
    assert everything["p90"] == pytest.approx(4.5)
    assert everything["p90_high"] is None
    used = reference.metric_values[*key, "ai_used"]
    assert (used["n"], used["value"], used["interval_low"]) == (1, 1.0, None)
    assert reference.metric_values[*key, "ai_not_used"]["n"] == 5


# ---------- intervals


def test_t_quantile_is_close_to_the_exact_one() -> None:
    for v, tolerance in ((4, 2e-3), (9, 1e-4), (29, 1e-5), (200, 1e-6)):
        exact = t.ppf(0.95, v)
        assert statistics.t_quantile(Z, v) == pytest.approx(exact, abs=tolerance)


@pytest.mark.parametrize(("hits", "n"), [(0, 7), (8, 10), (30, 30)])
def test_wilson_agrees_with_scipy(hits: int, n: int) -> None:
    exact = binomtest(hits, n).proportion_ci(0.90, method="wilson")
    low, high = statistics.wilson(hits / n, n, Z)
    assert low == pytest.approx(exact.low, abs=1e-7)
    assert high == pytest.approx(exact.high, abs=1e-7)


def test_clustered_share_by_hand() -> None:
    # R .6, residuals -1.2 -.2 .8 .8 -.2, v .035, deff .035 x 10 / .24 = 1.458333,
    # t(4) 2.129914, n_eff 6.857143 x .596394 = 4.08956
    low, high = statistics.clustered_share([0, 1, 2, 2, 1], [2] * 5, Z)
    assert low == pytest.approx(0.248506, abs=2e-5)
    assert high == pytest.approx(0.871864, abs=2e-5)


def test_clustered_share_of_all_hits_by_hand() -> None:
    # deff is the incidents' mean size 2, n_eff 5 x .596394 = 2.98197
    low, high = statistics.clustered_share([2] * 5, [2] * 5, Z)
    assert low == pytest.approx(0.524300, abs=1e-5)
    assert high == pytest.approx(1)


def test_proportion_with_one_subject_each_is_plain_wilson() -> None:
    assert statistics.proportion([1, 1, 0, 1, 1], [1] * 5, Z) == statistics.wilson(
        0.8, 5, Z
    )
    mixed = statistics.proportion([1, 1, 0, 1, 1], [1, 1, 1, 1, 2], Z)
    assert mixed == statistics.clustered_share([1, 1, 0, 1, 1], [1, 1, 1, 1, 2], Z)
    assert statistics.proportion([1] * 4, [1] * 4, Z) == (None, None)


def test_mean_by_hand() -> None:
    # R 3, v .5, phi .833333, a = 2.129914^2 x .833333 / 5 = .756089
    low, high = statistics.mean([1, 2, 3, 4, 5], [1] * 5, Z, is_count=False)
    assert low == pytest.approx(1.825245, abs=1e-5)
    assert high == pytest.approx(4.930843, abs=1e-5)
    # a count is at least Poisson: a = 2.129914^2 / 5 = .907307
    low, high = statistics.mean([1, 2, 3, 4, 5], [1] * 5, Z, is_count=True)
    assert low == pytest.approx(1.742595, abs=1e-5)
    assert high == pytest.approx(5.164713, abs=1e-5)


def test_mean_of_zeros() -> None:
    assert statistics.mean([0] * 5, [1] * 5, Z, is_count=False) == (0, 0)
    low, high = statistics.mean([0] * 5, [1] * 5, Z, is_count=True)
    assert low == 0
    assert high == pytest.approx(0.907307, abs=1e-5)


def test_quantile_interval_by_hand() -> None:
    # ranks 10.5 -/+ 3.678004 and 18.272594 -/+ 2.206801; the last is beyond 20
    values = [float(n) for n in range(20, 0, -1)]
    s = 1 / 60
    low, high = statistics.quantile_interval(values, 20, 0.5, Z, s)
    assert low == pytest.approx((6 + s) * ((7 + s) / (6 + s)) ** 0.821996 - s)
    assert high == pytest.approx((14 + s) * ((15 + s) / (14 + s)) ** 0.178004 - s)
    low, high = statistics.quantile_interval(values, 20, 0.9, Z, s)
    assert low == pytest.approx((16 + s) * ((17 + s) / (16 + s)) ** 0.065793 - s)
    assert high is None
    # twice as many observations an incident: the margin grows by sqrt(2)
    low, _ = statistics.quantile_interval(values, 10, 0.5, Z, s)
    assert low == pytest.approx((5 + s) * ((6 + s) / (5 + s)) ** 0.298516 - s)


def test_byar_is_close_to_the_exact_poisson_interval() -> None:
    for events in (5, 10, 60):
        low, high = statistics.byar(events, 2.0, 1.0, Z)
        exact_low = chi2.ppf(0.05, 2 * events) / 2 / 2.0
        exact_high = chi2.ppf(0.95, 2 * events + 2) / 2 / 2.0
        assert low == pytest.approx(exact_low, rel=5e-3)
        assert high == pytest.approx(exact_high, rel=5e-3)
    assert statistics.byar(4, 2.0, 1.0, Z) == (None, None)


def test_byar_with_dispersion_by_hand() -> None:
    # k 5: 5 x (1 - .022222 - .245200)^3 = 1.965936; up 6: 6 x (.981481 + .223836)^3
    low, high = statistics.byar(10, 4.0, 2.0, Z)
    assert low == pytest.approx(2 * 1.965936 / 4, abs=1e-4)
    assert high == pytest.approx(2 * 10.506461 / 4, abs=1e-4)


def test_dispersion_by_hand() -> None:
    # 12 in 3 equal months, expected 4: (16 + 0 + 16) / 4 = 8 on 2 degrees. The cell
    # without events and the month without exposure stay out.
    cells = [
        [(8.0, 1.0), (4.0, 1.0), (0.0, 1.0), (5.0, 0.0)],
        [(0.0, 1.0), (0.0, 1.0)],
    ]
    assert statistics.dispersion(cells) == pytest.approx(4)
    # a second cell: exposures 1 and 3, expected 2 and 6: 1/2 + 1/6 on 1 degree
    cells.append([(3.0, 1.0), (5.0, 3.0)])
    assert statistics.dispersion(cells) == pytest.approx((8 + 2 / 3) / 3)
    assert statistics.dispersion([[(1.0, 1.0), (1.0, 1.0)]]) == 1.0
    assert statistics.dispersion([]) == 1.0


# ---------- the generator


def _digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        dirty_exports.write(folder / "exports", folder / "config", 5, 30)
    assert _digest(tmp_path / "one") == _digest(tmp_path / "two")


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("dirty")
    dirty_exports.write(folder / "exports", folder / "config", 1, 700)
    return compute(folder / "exports", folder / "config")


def test_dirty_exports_hold_every_metric_and_every_rule(dirty: Reference) -> None:
    assert {key[0] for key in dirty.metric_values} == set(METRIC_IDS)
    assert len(METRIC_IDS) == 37
    rules = Counter(rule for _, rule, _, _, _ in dirty.quarantine)
    assert set(rules) == {
        "unreadable_line",
        "missing_required",
        "unparseable_required",
        "not_positive",
        "unknown_parent",
    }
    assert {column for _, _, column, _, _, _ in dirty.quality_issues} > {
        "detected_at",
        "updated_at",
        "passed",
        "minutes_spent",
    }
    assert {metric for metric, _ in dirty.negative_durations} >= {
        "time_to_detect",
        "time_to_resolve",
        "rollback_time",
    }


def test_dirty_rows_are_all_accounted_for(dirty: Reference) -> None:
    for counts in dirty.row_accounting.values():
        assert counts["raw"] == sum(counts.values()) - counts["raw"]
    total = Counter[str]()
    for counts in dirty.row_accounting.values():
        total.update(counts)
    assert min(total.values()) > 50
    assert total["quarantined"] == len(dirty.quarantine)


def test_attributions_and_months_add_up_to_their_whole(dirty: Reference) -> None:
    parts: Counter[tuple[str, ...]] = Counter()
    for key, figure in dirty.metric_values.items():
        count = figure["n"]
        assert isinstance(count, int)
        if key[7] != "all":
            parts[key[:7]] += count
    for key, figure in dirty.metric_values.items():
        if key[7] == "all":
            assert parts[key[:7]] == figure["n"]


def test_uncaptured_tables_leave_no_zeros(tmp_path: Path) -> None:
    dirty_exports.write(tmp_path / "exports", tmp_path / "config", 9, 60)
    reference = compute(tmp_path / "exports", tmp_path / "config")
    found = {key[0] for key in reference.metric_values}
    assert found.isdisjoint(
        {"prevented_unsafe_actions", "missing_update_escalations", "policy_block_rate"}
    )
    assert {key[7] for key in reference.metric_values} == {"all"}

"""The example export: same bytes each time, all tables, known dirt, visible effects."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import math
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from scorecard.config import load_config
from scorecard.example import CONFIG_FOLDER, Truth, generate, write_config

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "models/staging/standard/_standard__sources.yml"
TABLES = {
    "teams",
    "services",
    "service_owners",
    "incidents",
    "changes",
    "pages",
    "handoffs",
    "context_packets",
    "context_fields",
    "claims",
    "evidence_events",
    "narrative_corrections",
    "investigation_steps",
    "actions",
    "verification_checks",
    "updates",
    "slo_burn",
    "time_entries",
    "overhead_entries",
    "escalations",
    "ai_usage",
}
PARENTS = {
    "context_fields": ("packet_id", "context_packets"),
    "claims": ("packet_id", "context_packets"),
    "verification_checks": ("action_id", "actions"),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Export:
    folder: Path
    truth: Truth
    rows: dict[str, list[Row]]
    unreadable: Counter[str]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files(folder)
    }


def read(path: Path) -> tuple[list[Row], int]:
    """Return a file's rows, with blanks as None, and its number of broken lines."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[1]
    broken = 0
    rows: list[Row]
    if kind == "parquet":
        rows = pq.read_table(path).to_pylist()
    elif kind == "csv":
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    elif kind == "json":
        rows = json.loads(raw)
    else:
        rows = []
        for line in raw.decode().split("\n"):
            try:
                rows += [json.loads(line)] if line else []
            except json.JSONDecodeError:
                broken += 1
    return [{k: None if v == "" else v for k, v in row.items()} for row in rows], broken


def moment(value: Any) -> datetime | None:
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    assert value is None or isinstance(value, datetime)
    return value


def load(folder: Path, truth: Truth) -> Export:
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    unreadable: Counter[str] = Counter()
    for path in files(folder / "standard"):
        name = path.relative_to(folder / "standard").parts[0].split(".")[0]
        found, broken = read(path)
        rows[name] += found
        unreadable[name] += broken
    return Export(folder, truth, rows, unreadable)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Export:
    folder = tmp_path_factory.mktemp("mixed")
    return load(folder, generate(folder))


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    text = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return {table["name"]: table for table in text["sources"][0]["tables"]}


# ---------------------------------------------------------------- bytes and files


@pytest.mark.parametrize("formats", ["mixed", "parquet", "csv", "ndjson"])
def test_the_same_arguments_give_the_same_bytes_at_any_time(
    formats: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = []
    for now in (0.0, 2e9):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        target = tmp_path / str(now)
        generate(target, incidents=150, months=6, seed=5, formats=formats)
        digests.append(digest(target))
    assert digests[0] == digests[1]
    assert digests[0]


def test_another_process_and_time_zone_gives_the_same_bytes(tmp_path: Path) -> None:
    generate(tmp_path / "here", incidents=80, months=4, seed=9)
    command = [sys.executable, "-m", "scorecard.example", "--output"]
    arguments = ["--incidents", "80", "--months", "4", "--seed", "9"]
    subprocess.run(
        [*command, str(tmp_path / "there"), *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7"},
    )
    assert digest(tmp_path / "here") == digest(tmp_path / "there")


def test_another_seed_gives_other_bytes(tmp_path: Path) -> None:
    for seed in (1, 2):
        generate(tmp_path / str(seed), incidents=50, months=4, seed=seed)
    first, second = digest(tmp_path / "1"), digest(tmp_path / "2")
    assert first["standard/incidents.ndjson"] != second["standard/incidents.ndjson"]


def test_gzip_headers_carry_neither_time_nor_file_name(mixed: Export) -> None:
    packed = [path for path in files(mixed.folder) if path.suffix == ".gz"]
    assert packed
    for path in packed:
        header = path.read_bytes()[:10]
        assert header[3] == 0, path  # no flags: no name
        assert header[4:8] == bytes(4), path  # no time


def test_all_tables_are_there_in_every_format(mixed: Export) -> None:
    assert {name for name, rows in mixed.rows.items() if rows} == TABLES
    endings = {path.name.split(".", 1)[1] for path in files(mixed.folder)}
    assert {"csv", "csv.gz", "ndjson", "ndjson.gz", "json", "json.gz", "parquet"} == (
        endings
    )


def test_columns_are_those_of_the_contract(
    mixed: Export, contract: dict[str, Any]
) -> None:
    assert set(contract) == TABLES
    for name, rows in mixed.rows.items():
        allowed = {column["name"] for column in contract[name]["columns"]}
        optional = {"updated_at", "is_deleted"}
        assert {key for row in rows for key in row} - optional == allowed - optional


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    old = tmp_path / "standard" / "incidents.csv"
    old.parent.mkdir()
    old.write_text("mine")
    with pytest.raises(FileExistsError, match=r"Delete it, or choose another folder"):
        generate(tmp_path, incidents=10)
    assert files(tmp_path) == [old]


@pytest.mark.parametrize(
    "arguments", [{"incidents": 0}, {"months": 1}, {"months": 121}, {"seed": -1}]
)
def test_arguments_out_of_range_are_refused(
    arguments: dict[str, int], tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=next(iter(arguments))):
        generate(tmp_path, **arguments)  # type: ignore[arg-type]
    assert not files(tmp_path)


@pytest.mark.parametrize("incidents", [1, 3])
def test_a_tiny_export_works(incidents: int, tmp_path: Path) -> None:
    truth = generate(tmp_path, incidents=incidents, months=2)
    json.loads(truth.to_json())
    accepted = truth.rows["incidents"].accepted
    assert accepted == incidents


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, scorecard.example;"
        "print([m for m in ('numpy','pyarrow','pandas','duckdb') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


# ------------------------------------------------------------------- believability


def test_about_55_raw_rows_per_incident(mixed: Export) -> None:
    total = sum(len(rows) for rows in mixed.rows.values()) + mixed.unreadable.total()
    assert 52 <= total / 1800 <= 58
    assert total == sum(count.raw for count in mixed.truth.rows.values())


def test_nothing_happens_after_the_last_day_or_long_before_the_first(
    mixed: Export,
) -> None:
    text = "2026-07-01T00:00:00+00:00"
    end = datetime.fromisoformat(text)
    for name, rows in mixed.rows.items():
        for row in rows:
            for key, value in row.items():
                promise = key in {"promised_next_at", "valid_from", "valid_to"}
                if not key.endswith("_at") or promise or value is None:
                    continue
                if value in {"pending", "unknown"}:
                    continue
                at = moment(value)
                assert at is not None
                at = at if at.tzinfo else at.replace(tzinfo=end.tzinfo)
                assert at < end, (name, key, row)
                assert at.year >= 2025 or at.month == 12, (name, key, row)
    starts = [str(row["started_at"])[:10] for row in mixed.rows["incidents"]]
    assert min(starts) >= "2025-01-01"
    assert max(starts) == "2026-06-30"


def test_the_company_has_forty_services_twelve_teams_and_moving_owners(
    mixed: Export,
) -> None:
    assert len(mixed.rows["services"]) == 40
    assert len(mixed.rows["teams"]) == 12
    owners = Counter(row["service_id"] for row in mixed.rows["service_owners"])
    assert len(owners) == 40
    assert sum(count > 1 for count in owners.values()) >= 10


def test_incidents_follow_the_week_and_the_day(mixed: Export) -> None:
    starts = [moment(row["started_at"]) for row in mixed.rows["incidents"]]
    days = Counter(at.weekday() for at in starts if at)
    hours = Counter(at.hour for at in starts if at)
    assert sum(days[d] for d in range(5)) / 5 > 1.4 * (days[5] + days[6]) / 2
    assert sum(hours[h] for h in range(11, 17)) > 2 * sum(hours[h] for h in range(6))


def test_labels_are_in_the_default_maps(mixed: Export) -> None:
    seen = {
        "severity_map": {row["severity"] for row in mixed.rows["incidents"]},
        "incident_class_map": {
            row["incident_class"] for row in mixed.rows["incidents"]
        },
        "status_map": {row["status"] for row in mixed.rows["incidents"]},
        "service_tier_map": {row["service_tier"] for row in mixed.rows["services"]},
    }
    for name, labels in seen.items():
        with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8") as lines:
            known = {row["raw_value"] for row in csv.DictReader(lines)}
        spelled = {label.strip().lower() for label in labels if label}
        assert len(labels) > 3, name
        assert spelled <= known, name


# ---------------------------------------------------------------------------- dirt


def accepted_keys(
    export: Export, contract: dict[str, Any], name: str, known: dict[str, set[Any]]
) -> tuple[Counter[str], set[Any]]:
    """Count what becomes of a table's rows, by the rules of the export format."""
    meta = contract[name]["config"]["meta"]
    required = [
        column["name"]
        for column in contract[name]["columns"]
        if column.get("config", {}).get("meta", {}).get("required")
    ]
    parent_key, parent = PARENTS.get(name, ("incident_id", "incidents"))
    counted: Counter[str] = Counter(quarantined=export.unreadable[name])
    versions: dict[Any, list[Row]] = {}
    for row in export.rows[name]:
        counted["raw"] += 1
        is_deleted = row.get("is_deleted") in {True, "true"}
        complete = all(row[column] is not None for column in required)
        positive = float(row.get("budget_minutes", 1)) > 0
        if not is_deleted and not (complete and positive):
            counted["quarantined"] += 1
            continue
        key = tuple(row[column] for column in meta["key"])
        versions.setdefault(key, []).append(row)
    accepted = set()
    for key, rows in versions.items():
        counted["superseded"] += len(rows) - 1
        winner = max(rows, key=lambda row: str(row.get("updated_at")))
        if winner.get("is_deleted") in {True, "true"}:
            counted["deleted"] += 1
        elif (
            name != "incidents"
            and parent_key in required
            and winner[parent_key] not in known[parent]
        ):
            counted["quarantined"] += 1
        else:
            counted["accepted"] += 1
            accepted.add(key[0])
    counted["raw"] += export.unreadable[name]
    return counted, accepted


def test_every_row_becomes_what_the_truth_says(
    mixed: Export, contract: dict[str, Any]
) -> None:
    parents_first = ["incidents", "context_packets", "actions"]
    known: dict[str, set[Any]] = {}
    for name in [*parents_first, *sorted(TABLES - set(parents_first))]:
        counted, known[name] = accepted_keys(mixed, contract, name, known)
        told = mixed.truth.rows[name]
        expected = (told.raw, told.superseded, told.deleted, told.quarantined)
        found = tuple(
            counted[what] for what in ("raw", "superseded", "deleted", "quarantined")
        )
        assert found == expected, name
        assert counted["accepted"] == told.accepted, name


def test_about_three_rows_in_a_thousand_are_dirty(mixed: Export) -> None:
    counts = mixed.truth.rows.values()
    raw = sum(count.raw for count in counts)
    dirty = sum(count.raw - count.accepted + count.quality_issues for count in counts)
    assert 0.002 <= dirty / raw <= 0.004
    for kind in ("superseded", "deleted", "quarantined", "quality_issues"):
        assert sum(getattr(count, kind) for count in counts) > 0, kind
    assert mixed.unreadable == Counter({"evidence_events": 1})


def test_unparseable_values_are_as_many_as_the_truth_says(mixed: Export) -> None:
    for name, column, text in (
        ("incidents", "steady_state_at", "unknown"),
        ("pages", "acknowledged_at", "pending"),
        ("updates", "promised_next_at", "asap"),
    ):
        found = sum(row[column] == text for row in mixed.rows[name])
        assert found == mixed.truth.rows[name].quality_issues > 0


# ------------------------------------------------------------------ configuration


def test_the_demo_configuration_is_that_of_eighteen_months(tmp_path: Path) -> None:
    write_config(tmp_path, months=18)
    assert digest(tmp_path) == digest(CONFIG_FOLDER)
    text = (CONFIG_FOLDER / "ai_activation.csv").read_text()
    assert text.splitlines()[:2] == [
        "incident_class,service_tier,activated_on",
        "deploy_related,critical_revenue_path,2025-10-01",
    ]


@pytest.mark.parametrize("months", [2, 3, 12, 18, 120])
def test_the_configuration_of_any_length_is_valid(months: int, tmp_path: Path) -> None:
    write_config(tmp_path, months=months)
    load_config(tmp_path)


def test_the_demo_shows_every_kind_of_cost() -> None:
    def rows(seed: str) -> list[dict[str, str]]:
        with (CONFIG_FOLDER / f"{seed}.csv").open(encoding="utf-8") as lines:
            return list(csv.DictReader(lines))

    costs = rows("downtime_costs")
    # AI SRE arrives with October; a price and a rate move after that, before the end
    for seed in ("downtime_costs", "hourly_rates"):
        since = {row["effective_from"] for row in rows(seed)} - {""}
        assert since
        assert all("2025-10-01" < day < "2026-07-01" for day in since)
    kinds = {(row["service_tier"] > "", row["severity"] > "") for row in costs}
    assert kinds == {(True, True), (True, False), (False, True), (False, False)}
    brand = [row for row in costs if row["component"] == "brand_impact"]
    assert [row["cost_per_minute_low"] for row in brand] == [""]
    assert [float(row["share_high"]) < 1 for row in rows("recapture_shares")] == [True]
    months = {row["month"] for row in rows("programme_costs")}
    assert months == {
        *("2025-10", "2025-11", "2025-12"),
        *("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"),
    }
    assert {row["use"] for row in rows("capacity_uses")} == {
        *("prevention", "backlog", "on_call_relief", "other")
    }
    features = {row["feature"] for row in rows("workflow_savings")}
    assert len(features) == 5


def test_the_truth_has_the_windows_that_follow_from_the_activation(
    mixed: Export,
) -> None:
    truth = mixed.truth
    # 180 days before 2025-10-01, and the 90 days that end with 2026-06-30
    assert truth.baseline == (date(2025, 4, 4), date(2025, 10, 1))
    assert truth.current == (date(2026, 4, 2), date(2026, 7, 1))
    assert truth.boundaries == [date(2025, 3, 1)]
    assert json.loads(truth.to_json())["current"] == ["2026-04-02", "2026-07-01"]


# ------------------------------------------------------------------------- effects


@pytest.fixture(scope="module")
def large(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[duckdb.DuckDBPyConnection, Truth]:
    """An export with enough incidents to see effects, as views of accepted rows."""
    folder = tmp_path_factory.mktemp("large")
    truth = generate(folder, incidents=20_000, seed=11, formats="parquet")
    db = duckdb.connect()
    db.execute("set timezone = 'UTC'")
    for name in TABLES:
        single = folder / "standard" / f"{name}.parquet"
        pattern = single if single.exists() else single.with_suffix("") / "*.parquet"
        db.execute(f"create table {name} as from read_parquet('{pattern}')")
    # The planted rows: neither older versions, nor deleted ones, nor orphans.
    for name, key in (
        ("incidents", "incident_id"),
        ("pages", "page_id"),
        ("updates", "update_id"),
        ("actions", "action_id"),
    ):
        db.execute(
            f"delete from {name} where ({key}, updated_at) not in "
            f"(select ({key}, max(updated_at)) from {name} group by {key})"
        )
        db.execute(f"delete from {name} where regexp_matches({key}, '-(void|old)$')")
    db.execute("delete from evidence_events where arrived_at is null")
    db.execute("delete from slo_burn where budget_minutes <= 0")
    db.execute("delete from time_entries where entry_id like '%-old'")
    for name, label in (("severity", "severity"), ("class", "incident_class")):
        db.execute(
            f"create table {name}_map as from read_csv("
            f"'{ROOT}/seeds/{label}_map.csv', all_varchar = true)"
        )
    db.execute(
        f"create table tier_map as from read_csv("
        f"'{ROOT}/seeds/service_tier_map.csv', all_varchar = true)"
    )
    activation = ", ".join(f"('{c}', '{t}')" for c, t, _ in truth.activation)
    db.execute(f"""
        create table cell as
        select i.incident_id, i.started_at,
            (c.incident_class, t.service_tier) in ({activation}) as is_treated,
            case when i.started_at >= timestamptz '{truth.current[0]}' then 1
                when i.started_at >= timestamptz '{truth.baseline[0]}'
                    and i.started_at < timestamptz '{truth.baseline[1]}' then 0
            end as is_current
        from incidents i
        join services s using (service_id)
        join tier_map t on t.raw_value = lower(trim(s.service_tier))
        join class_map c on c.raw_value = lower(trim(i.incident_class))
        where lower(i.status) not in ('canceled', 'duplicate')
    """)
    return db, truth


OWNER = """
    select i.incident_id, i.detected_at, coalesce(i.owning_team_id, o.team_id) as owner
    from incidents i left join service_owners o
        on o.service_id = i.service_id and o.valid_from <= i.started_at
        and (o.valid_to is null or i.started_at < o.valid_to)
"""
INTERNAL = """
    select u.*, try_cast(promised_next_at as timestamptz) as promised,
        lead(sent_at) over (partition by incident_id order by sent_at, update_id)
            as next_at
    from updates u where audience = 'internal'
"""
SHARED = (
    "select incident_id, min(shared_at) as first_at from context_packets group by 1"
)
LOG = "ln(date_diff('microsecond', {}, {}) / 6e7 + 1)"
CHECKED = """
    select a.*, (select count(*) from verification_checks c
            where c.action_id = a.action_id and c.defined_at <= a.executed_at) as n,
        (select count(*) from verification_checks c where c.action_id = a.action_id
            and c.defined_at <= a.executed_at and c.evaluated_at is not null
            and c.passed) as n_passed,
        (select count(*) from verification_checks c where c.action_id = a.action_id
            and c.evaluated_at is not null) as n_evaluated
    from actions a where executed_at is not null
"""

# metric -> a query of (incident_id, y, x), and how far from the truth it may be.
# The tolerance is some three to four standard errors of the estimate below.
QUERIES: dict[str, tuple[str, float]] = {
    "context_completeness_rate": (
        """
        with chosen as (
            select incident_id, arg_min(packet_id, (shared_at is null,
                coalesce(shared_at, generated_at))) as packet_id
            from context_packets group by 1),
        filled as (
            select packet_id, count(*) as n from context_fields
            where is_filled and field_name != 'customer_note' group by 1)
        select incident_id, (coalesce(n, 0) = 6)::int as y, 1 as x
        from chosen left join filled using (packet_id)""",
        0.09,
    ),
    "evidence_link_coverage": (
        """select incident_id, (evidence_ref is not null
            and evidence_type != 'hunch')::int as y, 1 as x
        from claims join context_packets using (packet_id)""",
        0.05,
    ),
    "contradiction_rate": (
        f"""select s.incident_id, exists (from narrative_corrections c
            where c.incident_id = s.incident_id and c.magnitude = 'major'
            and c.corrected_at >= s.first_at)::int as y, 1 as x
        from ({SHARED}) s where s.first_at is not null""",
        0.1,
    ),
    "first_page_correct_owner_rate": (
        f"""select incident_id, (arg_min(team_id, (paged_at, page_id))
            = any_value(owner))::int as y, 1 as x
        from pages join ({OWNER}) o using (incident_id) group by 1""",
        0.07,
    ),
    "time_to_engaged_owner": (
        f"""select incident_id, {LOG.format("detected_at", "first_at")} as y, 1 as x
        from (select incident_id, any_value(detected_at) as detected_at,
                min(try_cast(acknowledged_at as timestamptz)) as first_at
            from pages join ({OWNER}) o using (incident_id)
            where team_id = owner group by 1)
        where first_at >= detected_at""",
        0.09,
    ),
    "handoff_count": (
        """select incident_id, count(handoff_id) as y, 1 as x
        from incidents left join handoffs using (incident_id) group by 1""",
        0.13,
    ),
    "duplicate_effort_ratio": (
        """select a.incident_id, exists (from investigation_steps b
            where b.incident_id = a.incident_id and b.step_kind = a.step_kind
            and b.fingerprint = a.fingerprint and b.responder_id != a.responder_id
            and (b.executed_at, b.step_id) < (a.executed_at, a.step_id))::int as y,
            1 as x
        from investigation_steps a""",
        0.02,
    ),
    "verification_coverage": (
        f"""select incident_id, (n > 0)::int as y, 1 as x from ({CHECKED})
        where approved_at is not null""",
        0.07,
    ),
    "verification_pass_rate": (
        f"""select incident_id, (n = n_passed)::int as y, 1 as x from ({CHECKED})
        where approved_at is not null and n > 0""",
        0.06,
    ),
    "audit_completeness_rate": (
        f"""select incident_id, (proposed_by is not null and approved_by is not null
            and approved_at is not null and outcome is not null
            and n_evaluated > 0)::int as y, 1 as x from ({CHECKED})""",
        0.07,
    ),
    "policy_block_rate": (
        """select incident_id, (policy_decision = 'blocked')::int as y, 1 as x
        from actions where policy_decision is not null""",
        0.028,
    ),
    "stop_condition_rate": (
        """select incident_id, (stopped_at is not null)::int as y, 1 as x
        from actions where executed_at is not null""",
        0.03,
    ),
    "time_to_first_update": (
        f"""select incident_id, {LOG.format("started_at", "first_at")} as y, 1 as x
        from incidents join (select incident_id, min(sent_at) as first_at from updates
            where audience = 'internal' group by 1) using (incident_id)""",
        0.08,
    ),
    "cadence_adherence_rate": (
        f"""select incident_id,
            (next_at <= promised + interval 5 minute)::int as y, 1 as x
        from ({INTERNAL}) where promised is not null and next_at is not null""",
        0.05,
    ),
    "cadence_delay": (
        f"""select incident_id,
            greatest(0, date_diff('microsecond', promised, next_at) / 6e7) as y, 1 as x
        from ({INTERNAL}) where promised is not null and next_at is not null""",
        1.2,
    ),
    "comms_consistency_rate": (
        """select incident_id, (not exists (from updates c
            where c.corrects_update_id = u.update_id))::int as y, 1 as x
        from updates u where audience = 'internal'""",
        0.02,
    ),
    "draft_rework_rate": (
        """select incident_id, (edit_level = 'major' and edit_reason in
            ('missing_key_fact', 'inaccurate_claim'))::int as y, 1 as x
        from updates where edit_level is not null""",
        0.04,
    ),
    "time_to_detect": (
        f"""select incident_id, {LOG.format("started_at", "detected_at")} as y, 1 as x
        from incidents where detected_at >= started_at""",
        0.09,
    ),
    "time_to_mitigate": (
        f"""select incident_id, {LOG.format("started_at", "mitigated_at")} as y,
            1 as x
        from incidents where mitigated_at is not null""",
        0.09,
    ),
    "time_to_resolve": (
        f"""select incident_id, {LOG.format("started_at", "resolved_at")} as y, 1 as x
        from incidents where resolved_at is not null""",
        0.11,
    ),
    "sev1_share": (
        """select incident_id, (m.severity = 'sev1')::int as y, 1 as x
        from incidents i
        join severity_map m on m.raw_value = lower(trim(i.severity))""",
        0.05,
    ),
    "missing_update_escalations": (
        """select incident_id, count(e.escalation_id) as y, 1 as x
        from incidents left join (from escalations where cause = 'missing_update') e
        using (incident_id) group by 1""",
        0.1,
    ),
}


def change_in_difference(db: duckdb.DuckDBPyConnection, query: str) -> float:
    """Return the treated cells' change less that of the others, unadjusted."""
    found = db.execute(f"""
        select is_treated, is_current, sum(y) / sum(x)
        from ({query}) join cell using (incident_id)
        where is_current is not null group by all
    """).fetchall()
    figure = {(treated, current): value for treated, current, value in found}
    assert len(figure) == 4
    treated = figure[True, 1] - figure[True, 0]
    return float(treated - (figure[False, 1] - figure[False, 0]))


@pytest.mark.parametrize("metric", sorted(QUERIES))
def test_a_rough_computation_finds_the_planted_effect(
    metric: str, large: tuple[duckdb.DuckDBPyConnection, Truth]
) -> None:
    db, truth = large
    query, tolerance = QUERIES[metric]
    planted = truth.effects[metric].in_treated
    assert planted is not None
    assert change_in_difference(db, query) == pytest.approx(planted, abs=tolerance)


def test_planted_effects_are_larger_than_their_tolerance(
    large: tuple[duckdb.DuckDBPyConnection, Truth],
) -> None:
    _, truth = large
    for metric, (_, tolerance) in QUERIES.items():
        planted = truth.effects[metric].in_treated
        assert planted == 0 or abs(planted or 0) > tolerance, metric


def test_time_to_mitigate_falls_by_about_22_percent(
    large: tuple[duckdb.DuckDBPyConnection, Truth],
) -> None:
    db, truth = large
    assert 0.70 <= truth.share_used <= 0.82  # not every activated incident uses it
    fall = 1 - math.exp(change_in_difference(db, QUERIES["time_to_mitigate"][0]))
    assert 0.14 <= fall <= 0.30
    planted = truth.effects["time_to_mitigate"].in_treated
    assert planted is not None
    assert 0.20 <= 1 - math.exp(planted) <= 0.24


# metric -> its value per incident, the factor on an incident in which AI was used
# (a fall of 0.328 in ln(minutes + 1); a quarter less; 15 % less), and how far ln(value)
# may be from the truth, some three standard errors.
EFFORT = {
    "error_budget_burn": (
        """select incident_id, 100 * sum(bad_minutes / budget_minutes) as y
        from slo_burn group by 1""",
        math.exp(-0.328),
        0.16,
    ),
    "responder_hours": (
        """select incident_id, sum(minutes_spent) / 60 as y from time_entries
        where method = 'sampled' group by 1""",
        0.75,
        0.15,
    ),
    "overhead_hours": (
        """select incident_id, sum(minutes_spent) / 60 as y
        from overhead_entries where org_function != 'compliance' group by 1""",
        0.85,
        0.20,
    ),
}
USED = """
    select incident_id from ai_usage where (feature, event) in (
        ('context_packet', 'generated'), ('routing_suggestion', 'accepted'),
        ('action', 'executed'), ('comms_draft', 'accepted'), ('timeline', 'generated'))
"""


@pytest.mark.parametrize("metric", sorted(EFFORT))
def test_effort_falls_by_the_planted_factor(
    metric: str, large: tuple[duckdb.DuckDBPyConnection, Truth]
) -> None:
    db, truth = large
    query, factor, tolerance = EFFORT[metric]
    # On the log scale the trend is the same in both arms, whatever their level.
    logs = f"select incident_id, ln(y) as y, 1 as x from ({query}) where y > 0"
    expected = truth.share_used * math.log(factor)
    assert change_in_difference(db, logs) == pytest.approx(expected, abs=tolerance)
    # What was saved, from what was spent: y - y / factor where AI was used.
    found = db.execute(f"""
        select sum(y * (1 - 1 / {factor})) filter (incident_id in ({USED})) / count(*)
        from ({query}) join cell using (incident_id)
        where is_current = 1 and is_treated
    """).fetchone()
    assert found is not None
    assert truth.effects[metric].in_treated == pytest.approx(found[0], rel=0.05)


def test_control_cells_never_use_ai_and_packets_exist_before(
    large: tuple[duckdb.DuckDBPyConnection, Truth],
) -> None:
    db, _ = large
    control = db.execute(
        "select count(*) from ai_usage join cell using (incident_id) "
        "where not is_treated"
    ).fetchone()
    assert control == (0,)
    share = db.execute(
        "select avg((incident_id in (select incident_id from context_packets))::int) "
        "from cell where is_current = 0"
    ).fetchone()
    assert share is not None
    assert 0.25 <= share[0] <= 0.35


def test_failure_modes_repeat_within_ninety_days(
    large: tuple[duckdb.DuckDBPyConnection, Truth],
) -> None:
    db, _ = large
    found = db.execute("""
        select avg((gap <= 90)::int) from (
            select started_at, coalesce(date_diff('day', lag(started_at) over (
                partition by failure_mode_id order by started_at), started_at), 999)
                as gap
            from incidents where failure_mode_id is not null)
        where started_at >= timestamptz '2025-05-01'
    """).fetchone()
    assert found is not None
    assert 0.2 <= found[0] <= 0.7


def test_one_metric_gets_worse_and_some_do_not_move(mixed: Export) -> None:
    effects = mixed.truth.effects
    assert effects["draft_rework_rate"].direction == "up"  # more rework is worse
    still = {name for name, effect in effects.items() if effect.direction == "none"}
    assert {"time_to_detect", "contradiction_rate", "sev1_share"} <= still
    assert len(effects) == 37  # every metric


# -------------------------------------------------------------------- command line


def test_the_command_writes_export_truth_and_config(tmp_path: Path) -> None:
    command = [
        *(sys.executable, "-m", "scorecard.example", "--output", str(tmp_path / "x")),
        *("--incidents", "20", "--months", "4", "--format", "csv"),
        *("--truth", str(tmp_path / "truth.json"), "--config", str(tmp_path / "seeds")),
    ]
    first = subprocess.run(command, capture_output=True, text=True)
    assert first.returncode == 0, first.stderr
    assert "20 incidents" in first.stdout
    assert {path.suffix for path in files(tmp_path / "x")} == {".csv"}
    told = json.loads((tmp_path / "truth.json").read_text())
    assert told["rows"]["incidents"]["accepted"] == 20
    seeds = (tmp_path / "seeds" / "ai_activation.csv").read_text()
    # four months from 2026-03: half-way is the first of May
    assert seeds.splitlines()[1].endswith(",2026-05-01")

    again = subprocess.run(command, capture_output=True, text=True)
    assert again.returncode == 2
    assert "is not empty" in again.stderr

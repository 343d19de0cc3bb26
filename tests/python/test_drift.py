"""Drift of what landed: tables whose weeks, gaps and filled cells are set by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from scorecard.check import CheckLimits
from scorecard.check.expectations import Expectation, Expectations, expectations_of
from scorecard.check.frames import Check, Finding, Warehouse
from scorecard.check.raw_suite import RawAudit
from scorecard.config import ConfigError, load_config
from scorecard.landing import load_sources

AS_OF = datetime(2026, 6, 29, 12)
"""A Monday; the newest events of the sound tables are of that morning."""

SOURCES = load_sources()
Counts = Sequence[int]


class House:
    """A warehouse with the raw and staged tables that the checks look at."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("create schema raw_standard; create schema staging")
        self.connection.execute("create schema config")

    def table(self, name: str, time: str, weekly: Counts, end: datetime) -> None:
        """Spread rows evenly over weeks; the last count is of the week up to `end`."""
        self.connection.execute(
            f"create table raw_standard.{name} (incident_id text, {time} text,"
            " _unreadable_line text, _source_file text, _source_row bigint,"
            " _landing_order bigint, _landed_at timestamp);"
            f" create table staging.stg_standard__{name} (source_file text,"
            f" source_row bigint, {time} timestamp, row_fate text)"
        )
        for age, count in enumerate(reversed(weekly)):
            self.connection.execute(
                f"insert into staging.stg_standard__{name} select '{name}.csv', 7,"
                " ? - (interval 1 minute) * (i * 10080 // ?), 'accepted'"
                " from range(?) t(i)",
                [end - timedelta(weeks=age), count, count],
            )
        self.landing(name, AS_OF - timedelta(hours=1), rows=1)

    def event(self, name: str, at: datetime, fate: str = "accepted") -> None:
        self.connection.execute(
            f"insert into staging.stg_standard__{name} values ('{name}.csv', 7, ?, ?)",
            [at, fate],
        )

    def landing(
        self, name: str, at: datetime, rows: int, filled: int | None = None
    ) -> None:
        self.connection.execute(
            f"insert into raw_standard.{name} select if(i < ?, 'I1', ' '),"
            " '2026-06-01', null, 'f.csv', i, 1, ? from range(?) t(i)",
            [rows if filled is None else filled, at, rows],
        )

    def findings(self, limits: CheckLimits | None = None) -> dict[str, list[Finding]]:
        """Return what is not as expected, by table."""
        warehouse = Warehouse(self.connection)
        audit = RawAudit(sources=SOURCES, limits=limits, as_of=AS_OF)
        found: dict[str, list[Finding]] = {}
        for check in audit.checks(warehouse):
            # this test is about drift: tables here lack the other required columns
            finding = warehouse.find(check)
            if "required" not in check.name and is_unmet(check, finding):
                found.setdefault(check.table, []).append(finding)
        return found

    def names(self, limits: CheckLimits | None = None) -> set[tuple[str, str]]:
        return {
            (table, finding.check.name)
            for table, findings in self.findings(limits).items()
            for finding in findings
        }


def is_unmet(check: Check, finding: Finding) -> bool:
    assert finding.problem is None, finding.rows
    if check.measure is None:
        return finding.total > 0
    value = finding.value
    return value is not None and (
        (check.minimum is not None and value < check.minimum)
        or (check.maximum is not None and value > check.maximum)
    )


@pytest.fixture
def house() -> House:
    """Three tables that have kept their volume for ten weeks."""
    made = House()
    made.table("incidents", "started_at", [30] * 10, AS_OF)
    made.table("pages", "paged_at", [40] * 10, AS_OF - timedelta(hours=3))
    made.table("updates", "sent_at", [50] * 10, AS_OF - timedelta(hours=6))
    return made


WEEK = "the newest week has the usual volume"
SILENT = "the table is not silent"
FILLED = "columns stay filled"
PAST = "no event lies in the distant past"


def test_sound_tables_have_no_finding(house: House) -> None:
    assert house.findings() == {}


# ---------- a volume that collapses


def rebuilt(house: House, weekly: Counts, end: datetime = AS_OF) -> House:
    house.connection.execute(
        "drop table raw_standard.pages; drop table staging.stg_standard__pages"
    )
    house.table("pages", "paged_at", weekly, end)
    return house


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (10, set()),  # exactly a quarter of 40
        (9, {("standard.pages", WEEK)}),
    ],
)
def test_a_week_below_a_quarter_of_the_median_is_told(
    house: House, newest: int, expected: set[tuple[str, str]]
) -> None:
    assert rebuilt(house, [*[40] * 9, newest]).names() == expected


def test_the_finding_tells_the_weeks_before(house: House) -> None:
    weekly = [90, 38, 39, 40, 41, 42, 43, 44, 45, 9]
    (finding,) = rebuilt(house, weekly).findings()["standard.pages"]
    # eight weeks are looked back on, so the 90 is not among them: median 41.5
    assert finding.rows == (
        {
            "newest_rows": "9.0",
            "median_rows": "41.5",
            "share_of_median": "0.21686746987951808",
            "history": "38, 39, 40, 41, 42, 43, 44, 45, then 9",
        },
    )


def test_small_tables_and_young_ones_have_no_usual_week(house: House) -> None:
    assert rebuilt(house, [*[19] * 9, 1]).names() == set()
    assert rebuilt(house, [40, 40, 40, 40, 1]).names() == set()


def test_rows_that_are_not_used_do_not_count(house: House) -> None:
    for _ in range(40):
        house.event("pages", AS_OF - timedelta(weeks=11), "superseded")
    assert house.findings() == {}


# ---------- a table that goes silent


def test_a_table_that_stops_is_silent(house: House) -> None:
    rebuilt(house, [3] * 10, AS_OF - timedelta(days=15))
    (finding,) = house.findings()["standard.pages"]
    assert finding.check.name == SILENT
    assert finding.check.severity == "warning"
    # pages are compared with the older of the two other tables, six hours before now
    assert finding.value == pytest.approx(14.75)
    assert "longest pause before 2.3 days" in finding.rows[0]["history"]


def test_what_is_rare_may_pause_as_long_as_before(house: House) -> None:
    rebuilt(house, [], AS_OF)
    for days in (100, 80, 50, 20):
        house.event("pages", AS_OF - timedelta(days=days))
    assert house.names() == set()
    house.connection.execute(
        "delete from staging.stg_standard__pages where paged_at > ?",
        [AS_OF - timedelta(days=45)],
    )
    # the newest is now 50 days old, and the longest pause before it was 30 days
    assert ("standard.pages", SILENT) in house.names()


def test_one_odd_date_elsewhere_makes_nobody_silent(house: House) -> None:
    house.event("incidents", AS_OF + timedelta(hours=13))
    house.event("updates", AS_OF.replace(year=2999))
    assert house.names() == {("standard.updates", "no event lies in the future")}


# ---------- a column that disappears


def test_a_column_that_disappears_is_named_with_its_shares(house: House) -> None:
    for days, filled in ((30, 20), (20, 18), (10, 19)):
        house.landing("pages", AS_OF - timedelta(days=days), rows=20, filled=filled)
    house.landing("pages", AS_OF, rows=20, filled=1)
    (finding,) = house.findings()["standard.pages"]
    assert finding.check.name == FILLED
    (row,) = finding.rows
    assert row["column_name"] == "incident_id"
    # with the one row of the fixture's own landing: 58 of 61, and 100 % of it
    assert float(row["usual_share"]) == pytest.approx(58 / 61)
    assert float(row["newest_share"]) == pytest.approx(0.05)
    assert row["history"] == "100%, 90%, 95%, 100%, then 5%"


@pytest.mark.parametrize(
    ("rows", "filled"),
    [
        (20, 3),  # more than a tenth of what is usual
        (9, 0),  # nine cells would be filled: that none is may be chance
    ],
)
def test_a_column_that_is_filled_less_is_no_loss(
    house: House, rows: int, filled: int
) -> None:
    house.landing("pages", AS_OF - timedelta(days=10), rows=20)
    house.landing("pages", AS_OF, rows=rows, filled=filled)
    assert house.names() == set()


# ---------- dates that cannot be meant, and landings that stop


def test_a_year_that_cannot_be_meant_is_named_with_its_row(house: House) -> None:
    house.event("pages", datetime(1, 1, 1))
    (finding,) = house.findings()["standard.pages"]
    assert finding.check.name == PAST
    assert finding.rows == (
        {
            "source_file": "pages.csv",
            "source_row": "7",
            "paged_at": "0001-01-01 00:00:00",
        },
    )


def test_a_source_that_no_longer_lands_is_told_once(house: House) -> None:
    house.connection.execute(
        "update raw_standard.incidents set _landed_at = _landed_at - interval 9 day;"
        "update raw_standard.pages set _landed_at = _landed_at - interval 8 day;"
        "update raw_standard.updates set _landed_at = _landed_at - interval 10 day"
    )
    assert house.names() == {("standard.pages", "standard still lands")}


# ---------- by configuration


def seed(house: House, rows: str) -> None:
    house.connection.execute(
        "create table config.expectations (source text, table_name text, kind text,"
        " threshold decimal(18, 9), level text);"
        f" insert into config.expectations {rows}"
    )


def test_the_seed_makes_it_an_error_or_switches_it_off(house: House) -> None:
    rebuilt(house, [*[40] * 9, 9])
    seed(
        house,
        "values (null, null, 'weekly_rows', 0.25, 'warning'),"
        " ('standard', 'pages', 'weekly_rows', 0.5, 'error'),"
        " ('standard', null, 'weekly_rows', null, 'error')",
    )
    levels = [f.check.severity for f in house.findings()["standard.pages"]]
    assert levels == ["error", "warning"]
    house.connection.execute(
        "update config.expectations set threshold = null where table_name = 'pages'"
    )
    (finding,) = house.findings()["standard.pages"]
    assert finding.check.severity == "warning"


def test_what_the_seed_does_not_list_is_not_looked_at(house: House) -> None:
    rebuilt(house, [*[40] * 9, 9])
    seed(house, "values (null, null, 'silent_days', 14, 'warning')")
    assert house.names() == set()


def test_the_row_that_names_a_table_most_closely_counts() -> None:
    def row(source: str | None, table: str | None, limit: float) -> Expectation:
        return Expectation(source, table, "silent_days", limit, "warning")

    all_rows = [row(None, None, 1), row("standard", None, 2), row(None, "incidents", 3)]
    expected = Expectations([*all_rows, row("standard", "incidents", 4)])
    limits = [
        expected.limits("silent_days", source, table)
        for source, table in (
            ("servicenow", "incident_events"),
            ("standard", "pages"),
            ("statuspage", "incidents"),
            ("standard", "incidents"),
        )
    ]
    assert limits == [(("warning", float(n)),) for n in (1, 2, 3, 4)]


def test_the_shipped_seed_says_what_the_limits_say() -> None:
    """Whoever audits a warehouse without the seed gets the same judgement."""
    table = load_config(None).tables["expectations"]
    house = House()
    with_defaults = expectations_of(Warehouse(house.connection))
    values = ", ".join(
        f"(null, null, '{r.row.kind}', {r.row.threshold}, '{r.row.level}')"  # type: ignore[attr-defined]
        for r in table.rows
    )
    seed(house, f"values {values}")
    seeded = expectations_of(Warehouse(house.connection))
    kinds = {r.row.kind for r in table.rows}  # type: ignore[attr-defined]
    assert len(kinds) == 10
    for kind in kinds:
        (warning,) = seeded.limits(kind, "standard", "pages")
        assert with_defaults.limits(kind, "standard", "pages")[-1] == warning


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            ",,weekly_rows,25,warning",
            "expectations.csv:2:threshold: '25' is no share. Write a number from 0 to"
            " 1, such as 0.25.",
        ),
        (
            "standart,,silent_days,3,error",
            "expectations.csv:2:source: 'standart' is not a source. Did you mean"
            " standard?",
        ),
        (
            "statuspage,pages,silent_days,3,error",
            "expectations.csv:2:table_name: 'pages' is not a table of it.",
        ),
        (",,silence,3,error", "expectations.csv:2:kind: 'silence' is not one of"),
    ],
)
def test_a_wrong_expectation_is_named(tmp_path: Path, row: str, problem: str) -> None:
    content = f"source,table_name,kind,threshold,level\n{row}\n"
    (tmp_path / "expectations.csv").write_text(content)
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert problem in str(caught.value)

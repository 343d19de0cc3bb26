"""One export in which everything is hostile, from the files to what people read.

Nothing of it may be carried out, leave its folder or stop the rest; what cannot be
read is named. It is landed, audited, published and shown by the command in this
process; the models are those that dbt compiled.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import conftest
from compiled import CompiledProject, build, failing, register
from conftest import Finished
from scorecard.cli import main
from scorecard.landing import Limits, land, load_sources
from scorecard.warehouse import PROJECT

SOURCES = load_sources()
MARKER = "HOSTILE"

TEXTS = [
    "'; drop table marts.fct_incidents; --",
    "\"); attach '/tmp/x.db' as x; --",
    "{{ 1 / 0 }}{% do run_query('drop schema marts') %}",
    "{{ env_var('PATH') }}",
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd|'/c calc'!A1",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</title><iframe src=https://example.com>",
    "$(touch /tmp/HOSTILE_ran) `touch /tmp/HOSTILE_ran`",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "[bold red]markup[/bold red] [link=file:///etc/passwd]x[/link]",
    "\x1b]0;title\x07\x1b[2J\x1b[31m",
    "bell \x07 nul \x00 backspace \x08\x08\x08",
    "\u202e txet desrever \u2066",
    "line\nbreak\r\nand\ttab",
    "%s %n ${PATH} $PATH #{1+1}",
    "\ud83d lone surrogate",
    "x" * 1_000_000,
]
"""Each is a title, an id, and a label of its own."""


def incidents() -> bytes:
    lines = [
        {
            "incident_id": f"{MARKER} {number} {text[:500]}",
            "title": text,
            "status": text[:500],
            "severity": text[:500],
            "incident_class": text[:500],
            "service_id": text[:500],
            "owning_team_id": text[:500],
            "started_at": f"2026-03-{1 + number:02d}T09:00:00Z",
            "resolved_at": f"2026-03-{1 + number:02d}T10:00:00Z",
        }
        for number, text in enumerate(TEXTS)
    ]
    deep: Any = "core"
    for _ in range(99):
        deep = {"a": deep}
    lines.append(
        {"incident_id": "deep", "title": deep, "started_at": "2026-03-30T09:00:00Z"}
    )
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def parquet(**columns: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


LANDS = {
    "standard/incidents.ndjson": incidents(),
    # a hundred levels are kept, more are no readable line; lone braces are none either
    "standard/pages.ndjson": b'{"page_id": ' + b"[" * 150 + b"]" * 150 + b"}\n{\n",
    "standard/teams.csv": ",".join(["team_id", *(f"c{i}" for i in range(200_000))])
    .encode()
    .ljust(8)
    + b"\nT1,a,b\n",
    "standard/services.parquet": parquet(
        service_id=["S1", "S2"],
        service_name=pa.array(
            [[{"a": "=1+1"}], None], pa.list_(pa.struct({"a": pa.string()}))
        ),
        service_tier=pa.array([b"<b>", b"x"], pa.binary()),
    ),
    "standard/updates/{{ 1 / 0 }} '; drop --.csv": b"update_id,incident_id,sent_at\n",
    "standard/updates/\x1b[2J<b>=cmd().csv": (
        b"update_id,incident_id,sent_at,<b>\nU,I,x\n"
    ),
    "statuspage/a b/$(id).json": json.dumps(
        [{"id": text[:50], "name": text[:500]} for text in TEXTS]
    ).encode(),
}
"""Files that are hostile and can be read."""

FAILS = {
    "standard/actions.csv": (b"action_id,action_id\na,b\n", "is there twice"),
    "standard/handoffs.csv": (b"handoff_id\nH\x00\n", "NUL"),
    "standard/claims.csv": (b"claim_id\n\xff\xfe\xfd\n", "not UTF-8"),
    "standard/changes.csv": (b'change_id\n"never closed\n', "unexpected end of data"),
    "standard/slo_burn.json": (b"[" * 100_000, "nested too deeply"),
    "standard/escalations.csv.gz": (
        gzip.compress(b"escalation_id\n" + b"\0" * 70_000_000),
        "times its own size",
    ),
    "standard/ai_usage.ndjson.gz": (
        gzip.compress(b"\n" * 70_000_000),
        "times its own size",
    ),
    "standard/time_entries.parquet": (b"PAR1" + b"\xff" * 60 + b"PAR1", "Parquet"),
    "standard/overhead_entries.csv": (
        b"entry_id\n" + b"x" * (16 * 1024**2 + 1) + b"\n",
        "too long",
    ),
    "standard/evidence_events.parquet": (
        parquet(evidence_id=pa.array([b"\xff\xfe"], pa.binary())),
        "cannot be turned into text",
    ),
}
"""Files that cannot be read, and a word of what is said about each."""

LINKS = {
    "standard/context_packets.csv": "/etc/passwd",
    "standard/context_fields": "/etc",
    "standard/narrative_corrections.csv": "../../outside.csv",
    "statuspage/loop": ".",
}
"""Links that lead out of the exports, or round in a circle."""


@dataclass(frozen=True)
class Said:
    """How a command ended and what it wrote to the terminal."""

    code: int
    text: str


@dataclass(frozen=True)
class Hostile:
    """The folder with outside.csv, exports and warehouse, and what was said of it."""

    folder: Path
    first: Said
    landed: Said
    checked: Said
    published: Said
    status: Said

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse"

    @property
    def everything(self) -> str:
        said = (self.first, self.landed, self.checked, self.published, self.status)
        return "".join(each.text for each in said)


@pytest.fixture(scope="module")
def hostile(
    hand_checked_run: Finished, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    exports, warehouse = folder / "exports", folder / "warehouse"
    (folder / "outside.csv").write_text("correction_id,title\nC1,OUTSIDE\n")
    contents = LANDS | {name: content for name, (content, _) in FAILS.items()}
    for name, content in contents.items():
        path = exports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name, target in LINKS.items():
        (exports / name).symlink_to(target)

    with pytest.MonkeyPatch.context() as patch:
        # what a table does not have room for would be folded into several lines
        patch.setenv("COLUMNS", "250")
        capture = pytest.MonkeyPatch()

        def said(*arguments: str) -> Said:
            out, err = io.StringIO(), io.StringIO()
            capture.setattr("sys.stdout", out)
            capture.setattr("sys.stderr", err)
            try:
                code = main([*arguments, "--warehouse", str(warehouse)])
            finally:
                capture.undo()
            return Said(code, out.getvalue() + err.getvalue())

        first = said("land", "--exports", str(exports))
        landed = said("land", "--exports", str(exports), "--keep-going")
        project = CompiledProject(hand_checked_run.folder)
        with project.database(warehouse / "build.duckdb") as connection:
            register(connection, SOURCES, warehouse / "raw")
            build(connection, project.models())
            assert failing(connection, project.tests()) == {}
        yield Hostile(
            folder, first, landed, said("check"), said("publish"), said("status")
        )


def query(house: Hostile, sql: str) -> list[tuple[Any, ...]]:
    path = str(house.warehouse / "scorecard.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


# ---------- landing


def test_what_cannot_be_read_is_named_with_its_reason(hostile: Hostile) -> None:
    assert hostile.first.code == 1
    for name, (_, word) in FAILS.items():
        (line,) = (
            line
            for line in hostile.first.text.splitlines()
            if line.startswith(f"error: {name}: ")
        )
        assert word in line
    assert f"{len(FAILS)} files could not be read" in hostile.first.text


def test_the_rest_goes_all_the_way_to_the_readers(hostile: Hostile) -> None:
    codes = [hostile.landed, hostile.checked, hostile.published, hostile.status]
    assert [each.code for each in codes] == [0, 0, 0, 0], hostile.everything
    assert "Traceback" not in hostile.everything


def test_nothing_outside_of_the_exports_is_read(hostile: Hostile) -> None:
    for name in LINKS:
        assert re.search(f"^warning: {name}: a link", hostile.first.text, re.MULTILINE)
    raw = hostile.warehouse / "raw"
    for table in ("context_packets", "context_fields", "narrative_corrections"):
        assert not (raw / "standard" / table).exists()


def test_nothing_is_written_outside_of_the_warehouse(hostile: Hostile) -> None:
    expected = {"outside.csv", "exports", "warehouse"}
    assert {path.name for path in hostile.folder.iterdir()} == expected
    exports = hostile.folder / "exports"
    files = {
        str(path.relative_to(exports))
        for path in exports.rglob("*")
        if path.is_symlink() or path.is_file()
    }
    assert files == {*LANDS, *FAILS, *LINKS}
    assert not Path("/tmp/HOSTILE_ran").exists()
    assert not Path("/tmp/x.db").exists()


def test_names_in_the_store_are_the_projects_own(hostile: Hostile) -> None:
    for path in (hostile.warehouse / "raw").rglob("*"):
        assert re.fullmatch(r"[a-z_]+|\d{10}-[0-9a-f]{64}\.parquet", path.name)


# ---------- the figures


def test_every_row_has_its_fate(hostile: Hostile) -> None:
    rows = query(
        hostile,
        "select table_name, raw, accepted, quarantined from marts.row_accounting"
        " where source = 'standard' and raw > 0 order by 1",
    )
    assert rows == [
        ("incidents", len(TEXTS) + 1, len(TEXTS) + 1, 0),
        ("pages", 2, 0, 2),
        ("services", 2, 2, 0),
        ("teams", 1, 1, 0),
        ("updates", 1, 0, 1),
    ]


def test_text_arrives_as_it_was_sent(hostile: Hostile) -> None:
    found = dict(
        query(
            hostile,
            "select cast(split_part(incident_id, ' ', 2) as int), title"
            f" from marts.fct_incidents where incident_id like '{MARKER} %'",
        )
    )
    expected = {n: text.strip() for n, text in enumerate(TEXTS)}
    # what UTF-8 cannot hold is replaced, and a trailing bell is no white space
    expected = {n: t.replace("\ud83d", "\ufffd") for n, t in expected.items()}
    assert found == expected


def test_a_hostile_label_is_an_unmapped_one(hostile: Hostile) -> None:
    labels = query(
        hostile,
        "select distinct severity, incident_class, service_tier, status"
        f" from marts.fct_incidents where incident_id like '{MARKER} %'",
    )
    assert labels == [("unmapped", "unmapped", "unmapped", "unmapped")]


# ---------- what people look at


def test_a_terminal_is_given_nothing_to_obey(hostile: Hostile) -> None:
    odd = {c for c in hostile.everything if not c.isprintable() and c != "\n"}
    assert odd == set()
    assert "standard/updates/\\x1b[2J<b>=cmd().csv" in hostile.everything


def test_markup_in_a_name_is_shown_and_not_obeyed(
    hostile: Hostile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "[bold]b.csv"
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / name).write_text("x")
    house = str(tmp_path / "w")
    assert main(["land", "--exports", str(tmp_path / "e"), "--warehouse", house]) == 0
    assert f"warning: {name}: " in capsys.readouterr().err


def test_the_pages_hold_no_markup_of_an_export(hostile: Hostile) -> None:
    pages = list((hostile.warehouse / "runs").rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for tag in ("<script", "<iframe", "<img", "onerror=", "\x1b", "\x00"):
            assert tag not in text, (page.name, tag)
        # $name would be filled in by the renderer, and is written as an entity
        assert os.environ["PATH"] not in text


def test_records_of_runs_are_plain_json(hostile: Hostile) -> None:
    found = list((hostile.warehouse / "runs").rglob("*.json"))
    assert {"summary.json", "checks.json"} <= {path.name for path in found}
    for path in found:
        text = path.read_text(encoding="ascii")
        json.loads(text)
        assert all(c.isprintable() or c == "\n" for c in text)


# ---------- limits


def limited(tmp_path: Path, name: str, content: bytes, limits: Limits) -> str:
    folder = tmp_path / "e" / "standard"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(content)
    (file,) = land(tmp_path / "e", tmp_path / "s", limits=limits, sources=SOURCES).files
    assert (file.status == "failed") == bool(file.advice)
    return file.reason or ""


def test_a_gzip_bomb_is_known_by_what_it_becomes(tmp_path: Path) -> None:
    content = b"team_id\n" + b"T\n" * 100_000
    bomb = gzip.compress(content)
    ratio = len(content) // len(bomb)
    assert ratio > 200
    refused = Limits(gzip_ratio=ratio, free_gzip_bytes=1_000)
    said = limited(tmp_path / "1", "teams.csv.gz", bomb, refused)
    assert said == f"the gzip data holds more than {ratio} times its own size"
    for number, limits in enumerate(
        (
            Limits(gzip_ratio=ratio + 1, free_gzip_bytes=1_000),
            Limits(gzip_ratio=1, free_gzip_bytes=len(content)),
        ),
        2,
    ):
        folder = tmp_path / str(number)
        assert limited(folder, "teams.csv.gz", bomb, limits) == ""
    assert limited(tmp_path / "4", "teams.csv", content, refused) == ""


@pytest.mark.parametrize("suffix", ["csv", "ndjson", "json", "parquet"])
@pytest.mark.parametrize("rows", [3, 4])
def test_rows_are_limited_in_every_format(
    tmp_path: Path, suffix: str, rows: int
) -> None:
    names = [f"T{n}" for n in range(rows)]
    content = {
        "csv": "\n".join(["team_id", *names, ""]).encode(),
        "ndjson": b"".join(b'{"team_id": "%s"}\n' % n.encode() for n in names),
        "json": json.dumps([{"team_id": n} for n in names]).encode(),
        "parquet": parquet(team_id=names),
    }[suffix]
    said = limited(tmp_path, f"teams.{suffix}", content, Limits(rows=3))
    assert said == ("" if rows == 3 else "the file holds more than 3 rows")


def test_a_small_parquet_file_of_endless_rows_is_refused_before_it_is_read(
    tmp_path: Path,
) -> None:
    content = parquet(team_id=pa.nulls(3_000_000, pa.string()))
    assert len(content) < 10_000
    said = limited(tmp_path, "teams.parquet", content, Limits(rows=1_000_000))
    assert said == "the file holds more than 1,000,000 rows"


# ---------- secrets


def test_no_file_of_a_run_holds_a_secret_of_the_environment(
    hand_checked_run: Finished,
) -> None:
    """conftest.scorecard gives them to every command."""
    assert len(conftest.PLANTED) == 3
    for path in hand_checked_run.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for name, secret in conftest.PLANTED.items():
                assert secret.encode() not in content, (path, name)
    said = hand_checked_run.outcome.stdout + hand_checked_run.outcome.stderr
    assert not any(secret in said for secret in conftest.PLANTED.values())


def test_the_project_holds_no_secret_and_asks_the_environment() -> None:
    profiles = (PROJECT / "profiles" / "profiles.yml").read_text()
    for line in profiles.splitlines():
        if re.search(r"password|token|secret", line.split("#")[0], re.IGNORECASE):
            assert "env_var(" in line

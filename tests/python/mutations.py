"""Small exports that are valid but for what a seed spoils: rows, cells, bytes, names.

One seed is one export, the same on every machine.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, Any]

TABLES: dict[str, list[Row]] = {
    "standard/incidents": [
        {
            "incident_id": f"I{n}",
            "title": "Checkout fails, for some",
            "status": "resolved",
            "severity": f"sev{1 + n % 3}",
            "service_id": "S1",
            "owning_team_id": "T1",
            "started_at": f"2026-0{1 + n % 6}-1{n}T09:30:00Z",
            "detected_at": f"2026-0{1 + n % 6}-1{n}T09:34:00Z",
            "mitigated_at": f"2026-0{1 + n % 6}-1{n}T10:30:00Z",
            "resolved_at": f"2026-0{1 + n % 6}-1{n} 11:30:00+02:00",
            "updated_at": f"2026-07-0{n}",
            "is_deleted": "false",
        }
        for n in range(1, 7)
    ],
    "standard/services": [
        {"service_id": "S1", "service_name": "Checkout", "service_tier": "tier 1"},
        {"service_id": "S2", "service_name": "Ledger", "service_tier": None},
    ],
    "standard/service_owners": [
        {
            "service_id": "S1",
            "team_id": "T1",
            "valid_from": "2025-01-01",
            "valid_to": None,
        },
        {
            "service_id": "S2",
            "team_id": "T2",
            "valid_from": "2025-01-01",
            "valid_to": "2026-03-01",
        },
    ],
    "standard/pages": [
        {
            "page_id": f"P{n}",
            "incident_id": f"I{1 + n % 7}",
            "team_id": "T1",
            "paged_at": f"2026-02-1{n}T09:35:00Z",
            "acknowledged_at": f"2026-02-1{n}T09:37:00Z",
        }
        for n in range(1, 7)
    ],
    "standard/actions": [
        {
            "action_id": f"A{n}",
            "incident_id": f"I{n}",
            "action_kind": "rollback",
            "proposed_at": f"2026-03-1{n}T10:00:00Z",
            "executed_at": f"2026-03-1{n}T10:05:00Z",
            "policy_decision": "allowed",
        }
        for n in range(1, 5)
    ],
    "standard/verification_checks": [
        {
            "check_id": f"V{n}",
            "action_id": f"A{n}",
            "defined_at": "2026-03-11T10:01:00Z",
            "evaluated_at": "2026-03-11T10:10:00Z",
            "passed": "true",
        }
        for n in range(1, 6)
    ],
    "standard/updates": [
        {
            "update_id": f"U{n}",
            "incident_id": f"I{n}",
            "sent_at": f"2026-04-1{n}T10:00:00Z",
            "promised_next_at": f"2026-04-1{n}T11:00:00Z",
            "corrects_update_id": "U1" if n == 3 else None,
        }
        for n in range(1, 6)
    ],
    "standard/slo_burn": [
        {
            "incident_id": "I1",
            "slo_id": "O1",
            "bad_minutes": 3.5,
            "budget_minutes": "43.2",
        },
        {"incident_id": "I2", "slo_id": "O1", "bad_minutes": 1, "budget_minutes": 0},
    ],
    "servicenow/incident_events": [
        {
            "number": f"INC000{n}",
            "incident_state": "Resolved" if n % 2 else "New",
            "sys_mod_count": n,
            "opened_at": f"{n}/3/2026 09:30",
            "sys_updated_at": f"{n}/3/2026 1{n}:30",
            "priority": "2 - High",
            "assignment_group": f"Group {n % 2}",
            "resolved_at": "?",
        }
        for n in (1, 2, 3)
    ],
    "statuspage/incidents": [
        {
            "id": f"sp{n}",
            "name": "Slow queries",
            "impact": "major",
            "status": "resolved",
            "started_at": f"2026-05-0{n}T09:00:00Z",
            "created_at": f"2026-05-0{n}T09:01:00Z",
            "resolved_at": f"2026-05-0{n}T10:00:00Z",
            "incident_updates": [
                {
                    "id": f"u{n}",
                    "status": "monitoring",
                    "created_at": f"2026-05-0{n}T09:30:00Z",
                }
            ],
        }
        for n in (1, 2, 3)
    ],
}

PARENTS = {
    "standard/verification_checks": ("standard/actions", "standard/incidents"),
    "standard/actions": ("standard/incidents",),
    "standard/pages": ("standard/incidents",),
    "standard/updates": ("standard/incidents",),
    "standard/slo_burn": ("standard/incidents",),
}

CELLS: list[Any] = [
    None,
    "",
    " ",
    "null",
    "N/A",
    "-",
    "?",
    "0001-01-01T00:00:00Z",
    "0000-00-00",
    "9999-12-31T23:59:59.999999Z",
    "2026-02-30",
    "2026-13-01T00:00:00Z",
    "20260501T0930",
    "31/12/2026 23:59",
    "1700000000",
    "2026-05-01T09:30:00.123456789-23:59",
    "NaN",
    "inf",
    "-0",
    "1e308",
    "1e309",
    "9" * 400,
    "-5",
    True,
    3.5,
    10**30,
    "I1",
    "i1",
    "I1 ",
    "{{ 1 / 0 }}{% raw %}",
    "{{ env_var('HOME') }}",
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd",
    "<script>alert(1)</script>",
    "'; drop table t; --",
    '"" "',
    "a\nb\r\nc",
    "\t\x0b\x0c\x1b[31m\x07",
    "\x00",
    "\u202egnp.exe",
    "\ud800",
    "é́",
    "../../etc/passwd",
    "$HOME $(id) `id`",
    "%s %d %n",
    "x" * 70_000,
    '{"a": [1, {"b": null}]}',
    "[" * 200,
    {"a": {"b": ["c", None]}},
    ["x", 1, None],
]

NAMES = [
    "incidents.csv",
    "incidents.json",
    "INCIDENTS.CSV",
    "incidents.csv.csv",
    ".hidden.csv",
    "incidents",
    "incidents.parquet",
    "in\ncidents.csv",
    "\x1b[2J.csv",
    "{{ 1 / 0 }}.csv",
    "=cmd().csv",
    "'; drop table t; --.csv",
    "<b>.csv",
    "*.csv",
    "..csv",
    "-rf.csv",
    "a" * 200 + ".csv",
    "\u202evsc.csv",
    "pages.ndjson.gz",
    "[bold]x[/bold].json",
]


@dataclass
class Export:
    """A folder in the making: bytes by relative path, and links by theirs."""

    files: dict[bytes, bytes] = field(default_factory=dict)
    links: dict[bytes, bytes] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write it below a folder; what the file system refuses is left out."""
        folder.mkdir(parents=True)
        for name in (*self.files, *self.links):
            path = folder / os.fsdecode(name)
            # a name that is too long, or a folder where the file should be
            with suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                if name in self.links:
                    path.symlink_to(os.fsdecode(self.links[name]))
                else:
                    path.write_bytes(self.files[name])


def mutated(seed: int) -> Export:
    """Return the export of a seed."""
    chance = random.Random(seed)
    tables = {name: [dict(r) for r in TABLES[name]] for name in _chosen(chance)}
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        rows = tables[chance.choice(sorted(tables))]
        chance.choice(ROW_MUTATIONS)(chance, rows)
    export = Export()
    for name, rows in tables.items():
        suffix, content = _serialised(chance, rows)
        path = f"{name}.{suffix}"
        if chance.random() < 0.2:
            path = f"{name}/part {chance.randint(1, 9)}.{suffix}"
        export.files[path.encode()] = content
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        if export.files:
            chance.choice(FILE_MUTATIONS)(chance, export)
    return export


def _chosen(chance: random.Random) -> set[str]:
    chosen = {"standard/incidents"}
    for name in chance.sample(sorted(TABLES), 2):
        chosen |= {name, *PARENTS.get(name, ())}
    return chosen


# ---------- rows and cells


def _spoil_a_cell(chance: random.Random, rows: list[Row]) -> None:
    if rows:
        row = chance.choice(rows)
        row[chance.choice(sorted(row) or ["x"])] = chance.choice(CELLS)


def _spoil_a_column(chance: random.Random, rows: list[Row]) -> None:
    if rows and rows[0]:
        column = chance.choice(sorted(rows[0]))
        for row in rows:
            row[column] = chance.choice(CELLS)


def _rename_a_column(chance: random.Random, rows: list[Row]) -> None:
    if rows and rows[0]:
        column = chance.choice(sorted(rows[0]))
        name = chance.choice((column.upper(), f" {column} ", "", "title", "x" * 300))
        for row in rows:
            row[name] = row.pop(column, None)


def _drop_a_column(chance: random.Random, rows: list[Row]) -> None:
    if rows and rows[0]:
        column = chance.choice(sorted(rows[0]))
        for row in rows:
            row.pop(column, None)


def _drop_a_row(chance: random.Random, rows: list[Row]) -> None:
    if rows:
        rows.pop(chance.randrange(len(rows)))


def _repeat_a_row(chance: random.Random, rows: list[Row]) -> None:
    if rows:
        copy = dict(chance.choice(rows))
        copy["updated_at"] = chance.choice([*CELLS, "2026-08-01"])
        rows.append(copy)


def _delete_a_row(chance: random.Random, rows: list[Row]) -> None:
    if rows:
        chance.choice(rows)["is_deleted"] = chance.choice(("true", "yes", "maybe", 1))


def _shuffle(chance: random.Random, rows: list[Row]) -> None:
    chance.shuffle(rows)


ROW_MUTATIONS: list[Callable[[random.Random, list[Row]], None]] = [
    _spoil_a_cell,
    _spoil_a_cell,
    _spoil_a_cell,
    _spoil_a_column,
    _rename_a_column,
    _drop_a_column,
    _drop_a_row,
    _repeat_a_row,
    _delete_a_row,
    _shuffle,
]


# ---------- formats


def _serialised(chance: random.Random, rows: list[Row]) -> tuple[str, bytes]:
    suffix = chance.choice(("csv", "csv", "ndjson", "ndjson", "json", "parquet"))
    if suffix == "parquet":
        try:
            return suffix, _parquet(rows)
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            suffix = "json"
    if suffix == "csv":
        content = _csv(rows)
    elif suffix == "ndjson":
        content = b"".join(_json(row) + b"\n" for row in rows)
    else:
        content = b"[" + b",".join(map(_json, rows)) + b"]"
    if chance.random() < 0.25:
        return f"{suffix}.gz", gzip.compress(content, mtime=0)
    return suffix, content


def _json(row: Row) -> bytes:
    # a lone surrogate can be told in JSON, and only as an escape
    return json.dumps(row, ensure_ascii=True).encode()


def _csv(rows: list[Row]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        writer.writerow(
            [
                json.dumps(c) if isinstance(c := row.get(n), dict | list) else c
                for n in names
            ]
        )
    return text.getvalue().encode("utf-8", "surrogatepass")


def _parquet(rows: list[Row]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


# ---------- files and bytes


def _any(chance: random.Random, export: Export) -> bytes:
    return chance.choice(sorted(export.files))


def _spoil_bytes(chance: random.Random, export: Export) -> None:
    name = _any(chance, export)
    content = bytearray(export.files[name])
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(content))
        end = min(len(content), start + chance.choice((0, 1, 4, 40)))
        content[start:end] = chance.choice(
            (b"", b"\x00", b"\xff", b'"', b"\n", b"{", b",,", chance.randbytes(6))
        )
    export.files[name] = bytes(content)


def _cut_off(chance: random.Random, export: Export) -> None:
    name = _any(chance, export)
    content = export.files[name]
    export.files[name] = content[: chance.randint(0, len(content))]


def _repeat_bytes(chance: random.Random, export: Export) -> None:
    name = _any(chance, export)
    content = export.files[name]
    start = chance.randint(0, len(content))
    export.files[name] = content[:start] + content[max(0, start - 60) :]


def _mark(chance: random.Random, export: Export) -> None:
    name = _any(chance, export)
    marks = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"PAR1")
    export.files[name] = chance.choice(marks) + export.files[name]


def _other_line_ends(chance: random.Random, export: Export) -> None:
    name = _any(chance, export)
    end = chance.choice((b"\r\n", b"\r", b"\n\n"))
    export.files[name] = export.files[name].replace(b"\n", end)


def _other_extension(chance: random.Random, export: Export) -> None:
    name = _any(chance, export)
    stem = name.split(b".")[0]
    suffix = chance.choice((b"csv", b"json", b"ndjson.gz", b"parquet", b"xlsx", b""))
    export.files[stem + b"." + suffix] = export.files.pop(name)


def _other_name(chance: random.Random, export: Export) -> None:
    name = _any(chance, export)
    folder = chance.choice(
        (b"standard/", b"standard/incidents/", b"statuspage/a/", b"")
    )
    other = chance.choice([*(n.encode() for n in NAMES), b"\xff\xfe.csv"])
    export.files[folder + other] = export.files.pop(name)


def _file_twice(chance: random.Random, export: Export) -> None:
    name = _any(chance, export)
    table = chance.choice(sorted(TABLES)).encode()
    suffix = name.split(b".", 1)[-1]
    export.files[table + b"/again." + suffix] = export.files[name]


def _drop_a_file(chance: random.Random, export: Export) -> None:
    export.files.pop(_any(chance, export))


def _swap_files(chance: random.Random, export: Export) -> None:
    one, other = _any(chance, export), _any(chance, export)
    files = export.files
    files[one], files[other] = files[other], files[one]


def _add_a_link(chance: random.Random, export: Export) -> None:
    target = chance.choice(
        (b"/etc/passwd", b"/", b"../../..", b"nowhere", b".", b"incidents.csv")
    )
    name = chance.choice((b"pages.csv", b"incidents/link.csv", b"updates", b"x.json"))
    export.links[b"standard/" + name] = target


FILE_MUTATIONS: list[Callable[[random.Random, Export], None]] = [
    _spoil_bytes,
    _spoil_bytes,
    _spoil_bytes,
    _cut_off,
    _repeat_bytes,
    _mark,
    _other_line_ends,
    _other_extension,
    _other_name,
    _other_name,
    _file_twice,
    _drop_a_file,
    _swap_files,
    _add_a_link,
]

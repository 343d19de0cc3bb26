"""A small export of ServiceNow and of a status page that comes in three runs.

What a later run brings changes what an earlier one gave: a handoff between two known
groups, a record that was maintenance after all, an update that another page shows
too, and rows of the standard export that restate what these tools say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_HEADER = (
    "number,opened_at,sys_mod_count,sys_updated_at,incident_state,priority,"
    "assignment_group,resolved_at,reopen_count"
)
_OPENED = {
    "INC1": "1/3/2026 08:00",
    "INC2": "2/3/2026 09:00",
    "INC3": "3/3/2026 10:00",
}

# number, version, updated at, state, priority, group, resolved at, times reopened
_AUDIT = (
    (
        ("INC1", 0, "1/3/2026 08:05", "New", "3 - Moderate", "Blue", "?", 0),
        (
            "INC1",
            4,
            "1/3/2026 12:30",
            "Resolved",
            "2 - High",
            "Red",
            "1/3/2026 12:00",
            0,
        ),
        ("INC2", 0, "2/3/2026 09:01", "New", "4 - Low", "?", "?", 0),
    ),
    (
        # between the two that are known, and a reopening after them
        ("INC1", 2, "1/3/2026 09:00", "Active", "1 - Critical", "Green", "?", 0),
        ("INC1", 5, "2/3/2026 07:00", "Active", "2 - High", "Red", "?", 1),
        ("INC3", 0, "3/3/2026 10:02", "New", "3 - Moderate", "Green", "?", 0),
        ("INC3", "none", "3/3/2026 10:04", "Active", "3 - Moderate", "Blue", "?", 0),
    ),
    (
        ("INC2", 1, "2/3/2026 09:30", "Canceled", "4 - Low", "Blue", "?", 0),
        ("INC3", 3, "3/3/2026 11:00", "Resolved", "?", "Red", "3/3/2026 11:00", 0),
    ),
)


def _record(record_id: str, updated_at: str, **fields: Any) -> dict[str, Any]:
    shown = fields.pop("shown", [])
    return {
        "id": record_id,
        "name": f"Trouble {record_id}",
        "status": "resolved",
        "impact": "major",
        "created_at": "2026-03-05T10:00:00Z",
        "updated_at": f"2026-03-{updated_at}:00Z",
        "resolved_at": "2026-03-05T12:00:00Z",
        "incident_updates": [
            {"id": update, "display_at": f"2026-03-05T{at}:00Z"} for update, at in shown
        ],
        **fields,
    }


_PAGES = (
    (
        _record("a", "05T12:00", shown=[("u1", "10:10"), ("u2", "11:00")]),
        _record("b", "05T12:00", shown=[("u3", "10:30")]),
    ),
    (
        # u2 is now shown later, and by another page
        _record("c", "06T09:00", impact="minor", shown=[("u2", "11:30")]),
        _record(
            "a", "06T08:00", shown=[("u1", "10:10"), ("u2", "11:00"), ("u4", "12:00")]
        ),
    ),
    (
        _record("b", "07T08:00", impact="maintenance", shown=[("u3", "10:30")]),
        _record("c", "07T09:00", impact="minor", resolved_at=None),
    ),
)

_STANDARD: tuple[dict[str, list[dict[str, str]]], ...] = (
    {
        # its incident comes in the second run
        "pages": [
            {
                "page_id": "page-of-another-tool",
                "incident_id": "servicenow:INC3",
                "team_id": "servicenow:Green",
                "paged_at": "2026-03-03T10:03:00Z",
                "acknowledged_at": "2026-03-03T10:09:00Z",
            }
        ],
    },
    {
        "incidents": [
            {
                "incident_id": "servicenow:INC2",
                "started_at": "2026-03-02T08:58:00Z",
                "severity": "sev1",
                "status": "resolved",
                "resolved_at": "2026-03-02T09:40:00Z",
            }
        ],
        # an update of the page, told as one of another incident
        "updates": [
            {
                "update_id": "statuspage:u1",
                "incident_id": "servicenow:INC1",
                "audience": "internal",
                "sent_at": "2026-03-01T08:20:00Z",
            }
        ],
    },
    {
        # a handoff that ServiceNow's own rows gave so far
        "handoffs": [
            {
                "handoff_id": "servicenow:INC1:4:2026-03-01 12:30:00",
                "incident_id": "servicenow:INC3",
                "from_team_id": "servicenow:Green",
                "to_team_id": "servicenow:Red",
                "occurred_at": "2026-03-03T10:30:00Z",
            }
        ],
        "services": [
            {
                "service_id": "servicenow:Red",
                "service_name": "Red",
                "service_tier": "critical path",
            }
        ],
    },
)

RUNS = len(_AUDIT)


def write_run(exports: Path, run: int, *, standard: bool = True) -> int:
    """Write what one run brings, and return the number of files.

    Args:
        exports: folder of exports.
        run: 0, 1 or 2.
        standard: also the rows of the standard export.
    """
    texts = {
        f"servicenow/audit-{run}.csv": "\n".join(
            [
                _HEADER,
                *(
                    ",".join([row[0], _OPENED[row[0]], *map(str, row[1:])])
                    for row in _AUDIT[run]
                ),
                "",
            ]
        ),
        f"statuspage/page-{run}.json": json.dumps({"incidents": _PAGES[run]}),
    }
    if standard:
        texts |= {
            f"standard/{table}/other-tools-{run}.ndjson": "".join(
                json.dumps(row) + "\n" for row in rows
            )
            for table, rows in _STANDARD[run].items()
        }
    for name, text in texts.items():
        path = exports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(texts)

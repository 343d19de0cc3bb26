"""Puts text that means harm, or only looks like it, into a copy of published marts."""

from __future__ import annotations

from pathlib import Path

import duckdb

from conftest import writable_copy

TEXTS = (
    "<script>window.harmed = 1</script>",
    '"><img src=x onerror="window.harmed = 1">',
    "'><svg onload='window.harmed = 1'>",
    '=HYPERLINK("http://example.invalid","here")',
    "A" * 4000,
    "\u202eright to left\u202c",
    "control \x07\x1b[31m\x9f\r\n characters",
    "שלום עולם مرحبا",
    "</script><script>window.harmed = 1</script>",
    "<!-- <script>",
    "{{ 7 * 7 }}{% raw %}",
    "Z\u0334\u0348\u0344\u0353" * 60,
    "line\u2028separator",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+1",
    "-2+3",
    "\uff1d1+1",
    "'; drop table marts.fct_incidents; --",
    "javascript:window.harmed=1",
    "&lt;b&gt; &amp;",
    "😀" * 300,
)

COLUMNS = (
    ("fct_incidents", "title"),
    ("fct_incidents", "failure_mode_id"),
    ("dim_teams", "team_name"),
    ("timeline_marks", "kind"),
    ("timeline_marks", "description"),
    ("quarantine", "raw_row"),
    ("quarantine", "source_file"),
    ("quality_issues", "raw_value"),
    ("risk_reduction", "reason"),
    ("policy_block_reasons", "block_reason"),
    ("contradiction_causes", "cause"),
    ("metric_narrative", "what_moved"),
    ("metric_narrative", "why"),
    ("metric_catalog", "name"),
    ("plan_readiness", "step"),
    ("roi_summary", "qualitative_note"),
    ("roi_summary", "sentence"),
)
IDS = ("fct_incidents", "metric_observations", "incident_outliers", "fct_handoffs")


def make_hostile(published: Path, target: Path) -> None:
    """Copy a published file and fill what comes from exports with hostile text.

    Keys stay unique, and an incident has the same hostile id in every table.
    """
    writable_copy(published, target)
    with duckdb.connect(str(target)) as marts:
        marts.execute("create temp table bad as select ? as texts", [list(TEXTS)])
        text = f"(select texts from bad)[1 + rowid % {len(TEXTS)}]"
        for table, column in COLUMNS:
            # the old text stays behind it, so that keys stay unique
            marts.execute(
                f"update marts.{table} set {column} = {text} || {column}"
                f" where {column} is not null"
            )
        marts.execute(
            f"create temp table ids as select incident_id as old, {text} || incident_id"
            " as new from marts.fct_incidents where rowid % 3 = 0"
        )
        for table in IDS:
            marts.execute(
                f"update marts.{table} set incident_id = ids.new from ids"
                f" where {table}.incident_id = ids.old"
            )

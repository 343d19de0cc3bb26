"""Draws the example company and writes its export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pyarrow as pa

from scorecard.example import (
    communication,
    company,
    context,
    effects,
    effort,
    incidents,
    response,
)
from scorecard.example.dirt import soil
from scorecard.example.ledger import Ledger
from scorecard.example.timeline import DATA_END, Timeline
from scorecard.example.truth import Scale, Truth
from scorecard.example.writer import Formats, write

LOG_SCALED: Final = {
    "rollback_time",
    "time_to_detect",
    "residual_degradation_time",
    "time_between_repeats",
    "incidents_per_1000_deploys",
    "sev1_per_month",
}


def generate(
    directory: Path,
    *,
    incidents: int = 1800,
    months: int = 18,
    seed: int = 20260101,
    formats: Formats = "mixed",
) -> Truth:
    """Write `<directory>/standard/` and return what was planted in it.

    The same arguments give the same bytes. `months` whole months end with June 2026.
    Raises ValueError for an argument out of range, FileExistsError when the folder
    already holds files.
    """
    if incidents < 1:
        raise ValueError(f"incidents must be at least 1, not {incidents}")
    if seed < 0:
        raise ValueError(f"seed must not be negative, not {seed}")
    timeline = Timeline(months)
    folder = directory / "standard"
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(
            f"{folder} is not empty: files of another export would mix with these. "
            "Delete it, or choose another folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    return _generate(folder, incidents, timeline, seed, formats)


def _generate(
    folder: Path, n: int, timeline: Timeline, seed: int, formats: Formats
) -> Truth:
    firm = company.found(seed, timeline)
    inc = incidents.simulate(seed, n, firm, timeline)
    ledger = Ledger(inc, timeline)
    rows = {}
    for name, clean in _tables(seed, firm, inc, timeline, ledger):
        table, count = soil(name, clean, seed, timeline.end_ms)
        cut = write(folder, name, table, formats, timeline)
        count.raw += cut
        count.quarantined += cut
        rows[name] = count
    return Truth(
        seed=seed,
        incidents=n,
        months=timeline.months,
        data_starts_on=timeline.starts_on,
        data_ends_on=DATA_END - timedelta(days=1),
        activation=timeline.activation,
        boundaries=[boundary.occurred_on for boundary in timeline.boundaries],
        baseline=timeline.baseline,
        current=ledger.current,
        share_used=ledger.share_used() or 0.0,
        secular_log_per_year=effects.SECULAR_LOG_PER_YEAR,
        effects=ledger.effects,
        rows=rows,
    )


def _tables(
    seed: int,
    firm: company.Company,
    inc: incidents.Incidents,
    timeline: Timeline,
    ledger: Ledger,
) -> Iterator[tuple[str, pa.Table]]:
    yield "teams", company.teams_table()
    yield "services", company.services_table(firm)
    yield "service_owners", company.service_owners_table(firm)
    records, changes = incidents.tables(seed, inc, firm, timeline)
    yield "incidents", records
    yield "changes", changes
    yield from context.draw(seed, inc, ledger)
    yield from response.draw(seed, inc, ledger)
    yield from communication.draw(seed, inc, ledger)
    yield from effort.draw(seed, inc, firm, ledger)

    ledger.plant("time_to_mitigate", "log_ratio", effects.TIME_TO_MITIGATE)
    ledger.plant(
        "time_to_resolve", "log_ratio", effects.TIME_TO_MITIGATE + effects.CLEAN_UP
    )
    for metric in effects.UNCHANGED:
        scale: Scale = "log_ratio" if metric in LOG_SCALED else "difference"
        ledger.plant_nothing(metric, scale)

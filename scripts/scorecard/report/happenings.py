"""What counts on pages are made of: handoffs, blocks, prevented actions, by incident.

A count leads to the incidents in which it happened. A key names what happened, the same
on the page that links and on the page that lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scorecard.report.book import Book
from scorecard.report.cells import incidents_link
from scorecard.report.formatting import phrase, plain
from scorecard.report.marts import Row

SHOWN_PAIRS = 100
"""Pairs of teams that a page lists."""
_PART = 80
"""Characters by which keys tell texts of an export apart."""


@dataclass
class Happenings:
    """What happened, by incident, and what each key says to people."""

    keys: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, incident_id: str, key: str, text: str) -> None:
        """Say that something happened in an incident."""
        known = self.keys.setdefault(incident_id, [])
        if key not in known:
            known.append(key)
        self.texts[key] = text


def handoff_key(giver: str | None, taker: str | None) -> str:
    """Return the key of a handoff between two teams."""
    return _key("handoff", giver, taker)


def block_key(reason: str) -> str:
    """Return the key of an action that policy blocked."""
    return _key("blocked", reason)


def prevented_key(kind: str, severity: str | None, reason: str) -> str:
    """Return the key of an unsafe action that was prevented."""
    return _key("prevented", kind, severity, reason)


def _key(*parts: str | None) -> str:
    return "|".join((part or "")[:_PART] for part in parts)


def happening_link(key: str, window: str, page: str = "") -> str:
    """Return the address of the incidents in which something happened."""
    return incidents_link("", page, happening=key, window=window)


def handoff_pairs(book: Book) -> list[Row]:
    """Return who hands over to whom in the current window, the busiest pairs first."""
    current = book.windows.get("current")
    if current is None:
        return []
    return book.marts.query(
        f"""
        select
            coalesce(givers.team_name, handoffs.from_team_id) as giver,
            coalesce(takers.team_name, handoffs.to_team_id) as taker,
            count(*) as n_handoffs,
            list_sort(list(distinct handoffs.incident_id)) as incident_ids
        from marts.fct_handoffs as handoffs
        inner join marts.fct_incidents as incidents using (incident_id)
        left join marts.dim_teams as givers
            on handoffs.from_team_id = givers.team_id
        left join marts.dim_teams as takers
            on handoffs.to_team_id = takers.team_id
        where
            incidents.is_countable
            and handoffs.from_team_id is distinct from handoffs.to_team_id
            and incidents.started_on >= date '{current.start}'
            and incidents.started_on < date '{current.end}'
        group by 1, 2
        order by n_handoffs desc, giver nulls last, taker nulls last
        """,  # noqa: S608 - dates of the marts
        needs=("fct_handoffs", "fct_incidents", "dim_teams"),
    )


def happenings(book: Book, pairs: Sequence[Row]) -> Happenings:
    """Return what happened in each incident, for the pairs and counts on pages."""
    found = Happenings()
    for pair in pairs[:SHOWN_PAIRS]:
        giver, taker = team(pair["giver"]), team(pair["taker"])
        for incident_id in pair["incident_ids"]:
            found.add(
                incident_id,
                handoff_key(pair["giver"], pair["taker"]),
                f"handed over from {giver} to {taker}",
            )
    for row in _prevented(book):
        kind, reason, severity = row["kind"], row["reason"], row["risk_severity"]
        what = f"{phrase(kind)}: {phrase(reason)}"
        if kind == "blocked":
            found.add(
                row["incident_id"],
                block_key(reason),
                f"action {what}",
            )
        found.add(
            row["incident_id"],
            prevented_key(kind, severity, reason),
            f"action {what}, worst case {phrase(severity)}",
        )
    return found


def team(name: str | None) -> str:
    """Return a team's name fit for a line."""
    return plain(name, 40) or "nobody known"


def _prevented(book: Book) -> list[Row]:
    """Return blocked, stopped and rolled-back actions as risk_reduction counts them."""
    return book.marts.query(
        """
        select
            incident_id,
            risk_severity,
            case
                when policy_decision = 'blocked' then 'blocked'
                when stopped_at is not null then 'stopped'
                else 'rolled_back'
            end as kind,
            case
                when policy_decision = 'blocked' then coalesce(block_reason, 'unknown')
                when stopped_at is not null then coalesce(stop_reason, 'unknown')
                else 'unknown'
            end as reason
        from marts.fct_actions
        where
            policy_decision = 'blocked'
            or stopped_at is not null
            or recovery_verified_at >= revert_decided_at
        order by action_id
        """,
        needs=("fct_actions",),
    )

"""The example company: its services, its teams, and who owns what since when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scorecard.example.arrays import Floats, Ints, labels, stream, times
from scorecard.example.timeline import DAY_MS, Timeline

TIERS = ("critical_revenue_path", "customer_facing", "internal_tooling")
CLASSES = (
    "deploy_related",
    "dependency_outage",
    "capacity_saturation",
    "config_regression",
    "alert_storm",
    "other",
)
SEVERITIES = ("sev1", "sev2", "sev3")

# As people spell them; each column of a row is one team's habit.
RAW_TIERS = (
    ("Tier 1", "Tier 0", "critical"),
    ("Tier 2", "tier 2", "customer-facing"),
    ("Tier 3", "internal", "Internal "),
)
RAW_SEVERITIES = (
    ("SEV1", "P1", "sev-1", "sev1"),
    ("SEV2", "P2", "sev-2", "sev2"),
    ("SEV3", "P3", "sev-3", "sev3"),
)
RAW_CLASSES = (
    ("deploy_related", "Deploy", "bad deploy"),
    ("dependency_outage", "Dependency", "upstream outage"),
    ("capacity_saturation", "Capacity", "saturation"),
    ("config_regression", "Config change", "misconfiguration"),
    ("alert_storm", "Alert storm", "noisy alert"),
    ("other", "Other", "misc"),
)

SERVICES = (
    (
        "checkout-api",
        "payment-gateway",
        "cart",
        "pricing",
        "order-service",
        "auth",
        "session-store",
        "ledger",
        "fraud-screening",
        "billing",
        "inventory",
        "api-edge",
    ),
    (
        "search",
        "recommendations",
        "catalogue",
        "profile",
        "reviews",
        "notifications",
        "email-delivery",
        "mobile-bff",
        "web-frontend",
        "media-cdn",
        "loyalty",
        "shipping-quotes",
        "returns",
        "store-locator",
        "chat-support",
        "gift-cards",
    ),
    (
        "ci-runners",
        "artifact-registry",
        "feature-flags",
        "data-warehouse",
        "etl-scheduler",
        "backoffice",
        "admin-console",
        "metrics-store",
        "log-pipeline",
        "secrets",
        "ml-training",
        "wiki",
    ),
)

TEAMS = (
    "Checkout",
    "Payments",
    "Identity",
    "Pricing & Promotions",
    "Search and Discovery",
    "Storefront Web",
    "Mobile (Kraków)",
    "Fulfilment",
    "Messaging",
    "Data Platform",
    "Developer Experience",
    "Infrastructure, Core",
)
RESPONDERS_PER_TEAM = 8
MAX_OWNERS = 3
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Company:
    """S services, T teams; an owner's period lasts until the next one begins."""

    tier: Ints  # (S,) index into TIERS
    names: tuple[str, ...]  # (S,)
    propensity: Floats  # (S,) relative number of incidents
    owner_from: Ints  # (S, 3) milliseconds, ascending, NEVER where there is none
    owner_team: Ints  # (S, 3)

    @property
    def service_ids(self) -> list[str]:
        """One id per service."""
        return [f"svc-{name}" for name in self.names]

    def owner_at(self, service: Ints, moments: Ints) -> Ints:
        """Return the catalogue's owner at a moment; -1 where it knows none."""
        period = (self.owner_from[service] <= moments[:, None]).sum(axis=1) - 1
        team = self.owner_team[service, np.maximum(period, 0)]
        return np.where(period < 0, -1, team)

    def stale_owner_at(self, service: Ints, moments: Ints) -> Ints:
        """Return the owner before the current one; -1 where there was none."""
        period = (self.owner_from[service] <= moments[:, None]).sum(axis=1) - 2
        team = self.owner_team[service, np.maximum(period, 0)]
        return np.where(period < 0, -1, team)


def team_ids() -> list[str]:
    """One id per team."""
    return [f"team-{number:02d}" for number in range(1, len(TEAMS) + 1)]


def found(seed: int, timeline: Timeline) -> Company:
    """Draw the company's ownership and how prone its services are to incidents."""
    rng = stream(seed, "company")
    names = tuple(name for tier in SERVICES for name in tier)
    tier = np.repeat(np.arange(3), [len(tier) for tier in SERVICES])
    n = len(names)
    in_tier = np.array([0.40, 0.40, 0.20])
    appetite = rng.gamma(3.0, 1.0, n)
    share = np.bincount(tier, weights=appetite, minlength=3)
    propensity = in_tier[tier] * appetite / share[tier]

    first_team = rng.integers(0, len(TEAMS), n)
    hops = rng.integers(1, len(TEAMS), (n, MAX_OWNERS - 1))
    teams = np.column_stack([first_team, hops]).cumsum(axis=1) % len(TEAMS)
    changes = np.sort(rng.random((n, MAX_OWNERS - 1)), axis=1)
    # Whole days: ownership changes at midnight, when the catalogue is synchronised.
    days = np.floor(changes * timeline.n_days).astype(np.int64)
    days[:, 1] = np.maximum(days[:, 1], days[:, 0] + 1)
    began = np.column_stack([np.full(n, -400), days]) * DAY_MS + timeline.start_ms
    n_owners = 1 + (rng.random((n, 1)) < 0.55) + (rng.random((n, 1)) < 0.2)
    began[np.arange(MAX_OWNERS)[None, :] >= n_owners] = NEVER
    # One service was nobody's for the first months.
    orphan = names.index("gift-cards")
    began[orphan] = [timeline.start_ms + timeline.n_days // 4 * DAY_MS, NEVER, NEVER]
    return Company(tier, names, propensity, began, teams)


def teams_table() -> pa.Table:
    """Return the table teams."""
    return pa.table({"team_id": team_ids(), "team_name": list(TEAMS)})


def services_table(company: Company) -> pa.Table:
    """Return the table services, tiers as their teams spell them."""
    habit = np.arange(len(company.names)) % 3
    raw = [RAW_TIERS[t][h] for t, h in zip(company.tier, habit, strict=True)]
    names = [name.replace("-", " ").title() for name in company.names]
    return pa.table(
        {
            "service_id": company.service_ids,
            "service_name": names,
            "service_tier": raw,
        }
    )


def service_owners_table(company: Company) -> pa.Table:
    """Return the table service_owners, one row per period of ownership."""
    service, period = np.nonzero(company.owner_from != NEVER)
    following = np.column_stack(
        [company.owner_from[:, 1:], np.full(len(company.names), NEVER)]
    )
    until = following[service, period]
    return pa.table(
        {
            "service_id": labels(company.service_ids, service),
            "team_id": labels(team_ids(), company.owner_team[service, period]),
            "valid_from": times(company.owner_from[service, period]),
            "valid_to": times(np.where(until == NEVER, 0, until), until != NEVER),
        }
    )

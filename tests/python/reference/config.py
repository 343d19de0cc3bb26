"""The configuration folder: label maps, windows, boundaries, activation, vars."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import NormalDist
from zoneinfo import ZoneInfo

from .parsing import trim

UNMAPPED = "unmapped"


@dataclass(frozen=True)
class Activation:
    """AI was switched on for a class and tier on a date; None stands for any."""

    incident_class: str | None
    service_tier: str | None
    activated_on: date

    def matches(self, incident_class: str, service_tier: str) -> bool:
        """Say whether the row speaks about this class and tier."""
        return self.incident_class in (None, incident_class) and (
            self.service_tier in (None, service_tier)
        )


@dataclass(frozen=True)
class Config:
    """Everything a team configures, read from one folder that holds all files."""

    severity_map: dict[str, str]
    incident_class_map: dict[str, str]
    service_tier_map: dict[str, str]
    status_map: dict[str, str]
    required_fields: dict[str, frozenset[str]]  # by tier
    quality_weights: dict[str, float]  # by component
    activations: tuple[Activation, ...]
    windows: dict[str, tuple[date, date]]  # by name; the end is exclusive
    boundaries: tuple[date, ...]
    refresh_target_minutes: float
    cadence_tolerance_minutes: float
    repeat_window_days: float
    zone: ZoneInfo
    confidence_level: float

    @property
    def z(self) -> float:
        """Two-sided normal quantile of the confidence level, to seven decimals."""
        return round(NormalDist().inv_cdf((1 + self.confidence_level) / 2), 7)


def mapped(labels: dict[str, str], raw: str | None) -> str:
    """Translate a raw label; 'unmapped' when it is null or not in the map."""
    if raw is None:
        return UNMAPPED
    return labels.get(trim(raw).lower(), UNMAPPED)


def load_config(folder: Path) -> Config:
    """Read a configuration folder; KeyError or OSError when a part is missing."""
    values = read_vars(folder / "vars.yml")
    return Config(
        severity_map=_label_map(folder, "severity"),
        incident_class_map=_label_map(folder, "incident_class"),
        service_tier_map=_label_map(folder, "service_tier"),
        status_map=_label_map(folder, "status"),
        required_fields=_required_fields(folder),
        quality_weights={
            row["component"]: float(row["weight"])
            for row in seed_rows(folder / "context_quality_weights.csv")
        },
        activations=tuple(
            Activation(
                row["incident_class"] or None,
                row["service_tier"] or None,
                date.fromisoformat(row["activated_on"]),
            )
            for row in seed_rows(folder / "ai_activation.csv")
        ),
        windows={
            row["window_name"]: (
                date.fromisoformat(row["starts_on"]),
                date.fromisoformat(row["ends_on"]),
            )
            for row in seed_rows(folder / "analysis_windows.csv")
        },
        boundaries=tuple(
            date.fromisoformat(row["occurred_on"])
            for row in seed_rows(folder / "boundaries.csv")
        ),
        refresh_target_minutes=float(values["refresh_target_minutes"]),
        cadence_tolerance_minutes=float(values["cadence_tolerance_minutes"]),
        repeat_window_days=float(values["repeat_window_days"]),
        zone=ZoneInfo(values["reporting_timezone"]),
        confidence_level=float(values["confidence_level"]),
    )


def seed_rows(path: Path) -> list[dict[str, str]]:
    """Read a seed file; cells are trimmed, a blank one is an empty text."""
    text = path.read_bytes().decode("utf-8-sig")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    return [{name: trim(value or "") for name, value in row.items()} for row in reader]


def _label_map(folder: Path, column: str) -> dict[str, str]:
    return {
        row["raw_value"].lower(): row[column]
        for row in seed_rows(folder / f"{column}_map.csv")
    }


def _required_fields(folder: Path) -> dict[str, frozenset[str]]:
    fields: dict[str, set[str]] = {}
    for row in seed_rows(folder / "required_context_fields.csv"):
        fields.setdefault(row["service_tier"], set()).add(row["field_name"])
    return {tier: frozenset(names) for tier, names in fields.items()}


def read_vars(path: Path) -> dict[str, str]:
    """Read flat ``name: value`` lines; no other YAML is understood."""
    values: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            values[name.strip()] = value.strip().strip("'\"")
    return values

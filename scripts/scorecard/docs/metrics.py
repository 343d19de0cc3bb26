"""The reference of the metrics, from the catalogue and the models' YAML."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scorecard.docs.markdown import table
from scorecard.docs.models import read_tables

LAYERS = {
    "A": "Layer A: workflow quality",
    "B": "Layer B: reliability",
    "C": "Layer C: business",
}
BETTER = {"up": "more", "down": "less", "context": "neither"}

Row = Mapping[str, str]


def metrics_reference(project: Path) -> str:
    """Return every metric and every capture as Markdown, in the catalogue's order."""
    metrics = _rows(project / "seeds" / "metric_definitions.csv")
    captures = _rows(project / "seeds" / "captures.csv")
    questions = {model.name: model.description for model in read_tables(project)}
    names = {capture["capture_id"]: capture["capture_name"] for capture in captures}
    parts: list[str] = []
    for layer, heading in LAYERS.items():
        members = [metric for metric in metrics if metric["layer"] == layer]
        parts += [f"## {heading}\n", _overview(members)]
        for metric in members:
            parts += _metric(metric, questions[metric["metric_id"]], names)
    parts += ["## Captures\n", _captures(captures, metrics)]
    return "\n".join(parts)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _overview(metrics: Sequence[Row]) -> str:
    return table(
        ("metric", "family", "kind", "unit", "better"),
        [
            (
                _link(metric["metric_id"]),
                _words(metric["family"]),
                metric["kind"],
                _words(metric["unit"]),
                BETTER[metric["better"]],
            )
            for metric in metrics
        ],
    )


def _metric(metric: Row, question: str, names: Mapping[str, str]) -> Iterator[str]:
    metric_id = metric["metric_id"]
    model = f"../models/metrics/layer_{metric['layer'].lower()}/{metric_id}.sql"
    needs = ", ".join(
        f"[{names[capture]}](#captures)" for capture in metric["requires"].split()
    )
    yield f"### {metric_id}\n"
    yield f"**{metric['metric_name']}.** {question}\n"
    yield f"- Computed: {metric['computation']} [SQL]({model})"
    yield f"- Decides: {metric['decision']}"
    yield f"- Misleads: {metric['pitfall']}"
    yield f"- Needs: {needs}\n"


def _captures(captures: Sequence[Row], metrics: Sequence[Row]) -> str:
    def waiting(capture_id: str) -> str:
        return ", ".join(
            _link(metric["metric_id"])
            for metric in metrics
            if capture_id in metric["requires"].split()
        )

    return table(
        ("capture", "what is known", "how to capture it", "metrics that need it"),
        [
            (
                f"{capture['capture_name']} (`{capture['capture_id']}`)",
                capture["description"],
                capture["how_to_capture"],
                waiting(capture["capture_id"]),
            )
            for capture in captures
        ],
    )


def _link(metric_id: str) -> str:
    return f"[{metric_id}](#{metric_id})"


def _words(name: str) -> str:
    return name.replace("_", " ")

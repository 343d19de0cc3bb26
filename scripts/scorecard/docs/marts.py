"""The reference of the tables that readers query, from the models' YAML."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from scorecard.docs.markdown import table
from scorecard.docs.models import Column, Table, read_tables

HEADINGS = {
    "metrics": "Figures",
    "comparisons": "Comparisons",
    "scorecard": "Layers and breakdowns",
    "core": "Facts and dimensions",
    "quality": "Quality of the data",
}


def marts_reference(project: Path) -> str:
    """Return the tables of the schema `marts` as Markdown, figures first."""
    marts = [table for table in read_tables(project) if table.schema == "marts"]
    ordered = sorted(marts, key=lambda mart: (_place(mart), mart.name))
    described: dict[tuple[Column, ...], str] = {}
    parts = []
    for folder, group in groupby(ordered, key=_folder):
        parts.append(f"## {HEADINGS.get(folder, folder.capitalize())}\n")
        for mart in group:
            parts += [f"### {mart.name}\n", f"{mart.description} {_grain(mart)}\n"]
            twin = described.setdefault(mart.columns, mart.name)
            if twin == mart.name:
                parts.append(_columns(mart))
            else:
                parts.append(f"Its columns are those of [{twin}](#{twin}).\n")
    return "\n".join(parts)


def _folder(mart: Table) -> str:
    return mart.folder.split("/")[0]


def _place(mart: Table) -> tuple[int, str]:
    folder = _folder(mart)
    known = list(HEADINGS)
    return (known.index(folder) if folder in known else len(known), folder)


def _grain(mart: Table) -> str:
    if not mart.grain:
        return "It has no key."
    return f"Key: {', '.join(f'`{column}`' for column in mart.grain)}."


def _columns(mart: Table) -> str:
    return table(
        ("column", "type", "meaning"),
        [
            (f"`{column.name}`", column.data_type, column.description)
            for column in mart.columns
        ],
    )

"""What the models' YAML says: tables, columns, their descriptions and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_DOC_BLOCK = re.compile(r"{%\s*docs (\w+)\s*%}(.*?){%\s*enddocs\s*%}", re.DOTALL)
_DOC_CALL = re.compile(r"""{{\s*doc\(['"](\w+)['"]\)\s*}}""")


@dataclass(frozen=True)
class Column:
    """A column of a table: `data_type` is empty where no contract names it."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """A model as its YAML describes it.

    Attributes:
        folder: path of the YAML's folder below models/, such as metrics/layer_a.
        schema: the schema it is built in.
        grain: columns that a test holds unique; empty when none does.
    """

    name: str
    folder: str
    schema: str
    description: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]


def read_tables(project: Path) -> list[Table]:
    """Return every described model, in the order of files and of models in them.

    Raises:
        ValueError: a description refers to a doc block that does not exist.
    """
    models = project / "models"
    blocks = _doc_blocks(models)
    schemas = _default_schemas(project)
    return [
        _table(model, path.parent.relative_to(models), schemas, blocks)
        for path in sorted(models.rglob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]


def _doc_blocks(models: Path) -> dict[str, str]:
    return {
        name: " ".join(text.split())
        for path in sorted(models.rglob("*.md"))
        for name, text in _DOC_BLOCK.findall(path.read_text(encoding="utf-8"))
    }


def _default_schemas(project: Path) -> dict[str, str]:
    text = (project / "dbt_project.yml").read_text(encoding="utf-8")
    configured = yaml.safe_load(text)
    folders = configured["models"][configured["name"]]
    return {
        folder: settings["+schema"]
        for folder, settings in folders.items()
        if isinstance(settings, dict) and "+schema" in settings
    }


def _table(
    model: Mapping[str, Any],
    folder: Path,
    schemas: Mapping[str, str],
    blocks: Mapping[str, str],
) -> Table:
    default = schemas.get(folder.parts[0], "main") if folder.parts else "main"
    return Table(
        name=model["name"],
        folder=folder.as_posix(),
        schema=model.get("config", {}).get("schema", default),
        description=_described(model, blocks),
        grain=tuple(_grain(model)),
        columns=tuple(
            Column(
                column["name"], column.get("data_type", ""), _described(column, blocks)
            )
            for column in model.get("columns", [])
        ),
    )


def _grain(model: Mapping[str, Any]) -> Iterator[str]:
    for test in model.get("data_tests", []):
        if isinstance(test, dict) and "grain" in test:
            yield from test["grain"]["arguments"]["columns"].split(", ")


def _described(thing: Mapping[str, Any], blocks: Mapping[str, str]) -> str:
    def block(call: re.Match[str]) -> str:
        if call[1] not in blocks:
            raise ValueError(
                f"{thing['name']}: there is no doc block {call[1]!r}; add it to"
                " models/_columns.md"
            )
        return blocks[call[1]]

    return " ".join(_DOC_CALL.sub(block, thing.get("description", "")).split())

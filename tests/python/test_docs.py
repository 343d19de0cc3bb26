"""The documentation agrees with the project: pages, links, commands, tables, SQL."""

import csv
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import typer
import typer.main

from conftest import Finished
from scorecard.cli import app
from scorecard.docs import pages, stale
from scorecard.docs.__main__ import main as write_docs
from scorecard.docs.markdown import table
from scorecard.docs.models import read_tables
from scorecard.warehouse import PROJECT

MARKDOWN = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")])
README = PROJECT / "README.md"
ANALYSES = sorted((PROJECT / "analyses").glob("*.sql"))

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def prose(page: Path) -> str:
    """Return a page without its code blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def anchor(heading: str) -> str:
    """Return the anchor that code hosts give a heading."""
    text = re.sub(r"[^\w\- ]", "", heading.lower())
    return text.strip().replace(" ", "-")


def broken_links(page: Path) -> Iterator[str]:
    for link in _LINK.findall(prose(page)):
        if "://" in link:
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            yield link
        elif fragment and target.suffix == ".md":
            headings = _HEADING.findall(prose(target))
            if fragment not in map(anchor, headings):
                yield link


def shell_lines(page: Path) -> list[str]:
    """Return the commands of a page's shell blocks, without comments."""
    lines = [
        line.split("#")[0].strip()
        for language, code in _FENCE.findall(page.read_text(encoding="utf-8"))
        if language == "sh"
        for line in code.replace("\\\n", " ").splitlines()
    ]
    return [line for line in lines if line.startswith(("make ", ".venv/bin/scorecard"))]


def scorecard_commands() -> dict[str, set[str]]:
    """Return every command of the command line with its options."""
    found: dict[str, set[str]] = {}

    def collect(group: object, prefix: str) -> None:
        commands: dict[str, object] = getattr(group, "commands", {})
        for name, command in commands.items():
            found[f"{prefix}{name}"] = {
                option
                for parameter in getattr(command, "params", [])
                for option in parameter.opts
            }
            collect(command, f"{prefix}{name} ")

    collect(typer.main.get_command(app), "")
    return found


def make_targets() -> set[str]:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def wrong_command(line: str) -> str | None:
    """Say what is wrong with a documented command, None when nothing is."""
    words = shlex.split(line)
    if words[0] == "make":
        targets = [word for word in words[1:] if "=" not in word]
        unknown = set(targets) - make_targets()
        return f"no such target: {unknown}" if unknown else None
    commands = scorecard_commands()
    if words[1] not in commands:
        return f"no such command: {words[1]}"
    # a command may be one of a group
    pair = " ".join(words[1:3])
    options = {word for word in words[2:] if word.startswith("--")}
    unknown = options - commands.get(pair, commands[words[1]]) - {"--help"}
    return f"no such options: {unknown}" if unknown else None


# ---------- generated pages


def test_the_generated_pages_are_fresh() -> None:
    assert [page.path.name for page in stale(PROJECT)] == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of what the generated pages are made of."""
    for folder in ("docs", "models", "seeds"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    shutil.copy(PROJECT / "dbt_project.yml", tmp_path)
    return tmp_path


def test_a_changed_catalogue_makes_the_page_of_metrics_stale(copied: Path) -> None:
    catalogue = copied / "seeds" / "metric_definitions.csv"
    text = catalogue.read_text(encoding="utf-8")
    assert "Handoffs per incident" in text
    catalogue.write_text(text.replace("Handoffs per incident", "Hops"), "utf-8")
    assert [page.path.name for page in stale(copied)] == ["metrics.md"]
    for page in pages(copied):
        page.write()
    assert stale(copied) == []
    assert "**Hops.**" in (copied / "docs" / "metrics.md").read_text("utf-8")


def test_what_is_written_by_hand_stays(copied: Path) -> None:
    page = copied / "docs" / "marts.md"
    text = page.read_text(encoding="utf-8")
    page.write_text("By hand.\n" + text.replace("### dim_dates", "### gone"), "utf-8")
    for each in pages(copied):
        each.write()
    assert page.read_text(encoding="utf-8") == "By hand.\n" + text


@pytest.mark.parametrize("damage", ["", "twice"])
def test_a_page_without_its_markers_is_an_error(copied: Path, damage: str) -> None:
    page = copied / "docs" / "marts.md"
    marker = "<!-- generated by: python -m scorecard.docs -->\n"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace(marker, marker * 2 if damage else ""), "utf-8")
    with pytest.raises(ValueError, match=r"marts\.md: it needs the line"):
        stale(copied)


def test_an_unknown_doc_block_is_an_error(copied: Path) -> None:
    yaml = copied / "models" / "core" / "_core.yml"
    text = yaml.read_text(encoding="utf-8")
    yaml.write_text(text.replace("doc('date_day')", "doc('dat_day')"), "utf-8")
    with pytest.raises(ValueError, match="no doc block 'dat_day'"):
        read_tables(copied)


def test_the_check_ends_with_1_when_a_page_is_stale(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecard.docs.__main__.PROJECT", copied)
    with pytest.raises(typer.Exit) as fresh:
        write_docs(check=True)
    assert fresh.value.exit_code == 0
    page = copied / "docs" / "metrics.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("## Captures", "## Captured"), "utf-8")
    with pytest.raises(typer.Exit) as outdated:
        write_docs(check=True)
    assert outdated.value.exit_code == 1
    write_docs(check=False)
    assert page.read_text(encoding="utf-8") == text


def test_a_pipe_or_a_line_break_does_not_end_a_cell() -> None:
    assert table(("a", "b"), [("x|y", "one\ntwo")]) == (
        "| a | b |\n| --- | --- |\n| x\\|y | one two |\n"
    )


def test_every_metric_and_every_capture_is_described() -> None:
    text = (PROJECT / "docs" / "metrics.md").read_text(encoding="utf-8")
    for seed, column, form in (
        ("metric_definitions", "metric_id", "\n### {}\n"),
        ("captures", "capture_id", "(`{}`)"),
    ):
        with (PROJECT / "seeds" / f"{seed}.csv").open(encoding="utf-8") as file:
            ids = [row[column] for row in csv.DictReader(file)]
        assert [name for name in ids if text.count(form.format(name)) != 1] == []


# ---------- against what a run leaves


def documented_marts() -> dict[str, list[tuple[str, str]]]:
    """Return the tables of docs/marts.md with their columns and types."""
    text = (PROJECT / "docs" / "marts.md").read_text(encoding="utf-8")
    found: dict[str, list[tuple[str, str]]] = {}
    for title, body in re.findall(
        r"^###? (?:The run: )?(\w+)\n(.*?)(?=^##|\Z)", text, re.DOTALL | re.MULTILINE
    ):
        columns = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", body, re.MULTILINE)
        twin = re.search(r"columns are those of \[(\w+)\]", body)
        if columns or twin:
            found[title] = found[twin[1]] if twin else columns
    return found


def test_the_documented_tables_are_those_that_readers_get(
    hand_checked_run: Finished,
) -> None:
    with duckdb.connect(str(hand_checked_run.published), read_only=True) as marts:
        rows = marts.execute(
            "select table_name, column_name, lower(data_type) from duckdb_columns()"
            " where schema_name = 'marts' order by table_name, column_index"
        ).fetchall()
    published: dict[str, list[tuple[str, str]]] = {}
    for name, column, data_type in rows:
        published.setdefault(name, []).append((column, data_type))
    documented = documented_marts()
    assert documented.keys() == published.keys()
    for name, columns in published.items():
        assert sorted(documented[name]) == sorted(columns), name


def test_the_example_queries_run(hand_checked_run: Finished) -> None:
    text = (PROJECT / "docs" / "marts.md").read_text(encoding="utf-8")
    queries = [code for language, code in _FENCE.findall(text) if language == "sql"]
    assert len(queries) == 3
    with duckdb.connect(str(hand_checked_run.published), read_only=True) as marts:
        for query in queries:
            marts.execute(query).fetchall()


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda path: path.stem)
def test_an_analysis_runs_for_readers(
    analysis: Path, hand_checked_run: Finished
) -> None:
    sql = re.sub(
        r"{{ ref\('(\w+)'\) }}", r"marts.\1", analysis.read_text(encoding="utf-8")
    )
    assert "{{" not in sql
    with duckdb.connect(str(hand_checked_run.published), read_only=True) as marts:
        marts.execute(sql).fetchall()


def test_an_analysis_leads_from_a_figure_to_its_observations(
    hand_checked_run: Finished,
) -> None:
    sql = (PROJECT / "analyses" / "incidents_behind_a_figure.sql").read_text("utf-8")
    sql = sql.replace("period_name = 'current'", "period_name = '2026-01'")
    sql = sql.replace("segment = 'severity'", "segment = 'all'")
    sql = sql.replace("severity = 'sev1'", "severity = 'all'")
    sql = re.sub(r"{{ ref\('(\w+)'\) }}", r"marts.\1", sql)
    with duckdb.connect(str(hand_checked_run.published), read_only=True) as marts:
        rows = marts.execute(sql).fetchall()
    # by hand from exports/standard/incidents: started in January in Berlin, mitigated,
    # not cancelled, slowest first; I04 has no mitigation
    assert [row[1] for row in rows] == ["I05", "I02", "I01", "I03"]


# ---------- links, commands, headers


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda path: path.name)
def test_every_relative_link_resolves(page: Path) -> None:
    assert list(broken_links(page)) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A b\n[1](#a-b) [2](#c) [3](no.md) [4](https://x.org)\n", "utf-8")
    assert list(broken_links(page)) == ["#c", "no.md"]


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda path: path.name)
def test_every_documented_command_exists(page: Path) -> None:
    problems = {line: wrong_command(line) for line in shell_lines(page)}
    assert {line: why for line, why in problems.items() if why} == {}


def test_the_readme_has_the_commands_that_people_need() -> None:
    lines = shell_lines(README)
    assert "make demo" in lines
    assert "make test" in lines
    assert any(line.startswith(".venv/bin/scorecard run ") for line in lines)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("make coffee", "no such target: {'coffee'}"),
        (".venv/bin/scorecard runn", "no such command: runn"),
        (".venv/bin/scorecard run --export x", "no such options: {'--export'}"),
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str, why: str) -> None:
    assert wrong_command(line) == why


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda path: path.stem)
def test_an_analysis_begins_with_its_question_and_a_warning(analysis: Path) -> None:
    lines = analysis.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("-- ")
    assert lines[0].endswith("?")
    assert lines[1].startswith("-- ")
    assert not lines[2].startswith("--")


def test_there_are_enough_analyses() -> None:
    assert len(ANALYSES) >= 8

"""Runs dbt in a process of its own and tells how it went.

A process of its own, because dbt keeps its connection to the DuckDB file open for as
long as it lives, and nobody else could open the file until then.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorecard.dbt_child import LOCK as BUILD_LOCK
from scorecard.warehouse import PROJECT, Warehouse

FAILED = ("error", "fail", "runtime error")


@dataclass(frozen=True, kw_only=True)
class NodeProgress:
    """One model, seed or test has finished: the `number`th of `count`."""

    number: int
    count: int
    name: str
    status: str


@dataclass(frozen=True, kw_only=True)
class NodeResult:
    """How one model, seed or test ended; `seconds` of wall clock, `sql` as it ran."""

    unique_id: str
    kind: str
    status: str
    message: str | None
    seconds: float
    path: str | None
    sql: str | None = None

    @property
    def failed(self) -> bool:
        """True when dbt says that it went wrong."""
        return self.status in FAILED


@dataclass(frozen=True, kw_only=True)
class DbtReport:
    """What one invocation of dbt did.

    Attributes:
        ok: dbt left with exit code 0.
        nodes: every node that dbt ran or skipped; empty when it never got so far.
        errors: what dbt said when it could not even start on the nodes.
        afresh: why a build built everything anew; None when it added to the last one.
    """

    ok: bool
    nodes: tuple[NodeResult, ...]
    errors: tuple[str, ...]
    afresh: str | None = None

    @property
    def failures(self) -> tuple[NodeResult, ...]:
        """Nodes that went wrong; what was skipped because of them is left out."""
        return tuple(node for node in self.nodes if node.failed)

    def tests(self, status: str) -> int:
        """Count the data tests that ended in a status."""
        return sum(n.kind == "test" and n.status == status for n in self.nodes)


def invoke(
    arguments: list[str],
    warehouse: Warehouse,
    *,
    target: Path,
    seeds: Path | None = None,
    variables: Mapping[str, Any] | None = None,
    built_up_to: int | None = None,
    on_progress: Callable[[NodeProgress], None] | None = None,
) -> DbtReport:
    """Run `dbt <arguments>` on the project against a warehouse's private file.

    Args:
        arguments: the dbt command and its flags, such as ["build"].
        warehouse: whose raw store is read and whose private file is built.
        target: folder that receives dbt's artifacts and log.
        seeds: merged seeds, below the project; the project's own by default.
        variables: dbt vars.
        built_up_to: landing order of the last file that the private file holds, to
            which later ones are added; None builds everything anew.
        on_progress: called as nodes finish.
    """
    command = [sys.executable, "-m", "scorecard.dbt_child", "--log-format", "json"]
    command += ["--no-use-colors"]
    # dbt writes every event twice if it may, a tenth of its time; what it says is kept
    command += ["--log-level-file", "none"]
    command += [*arguments, "--project-dir", str(PROJECT)]
    command += ["--profiles-dir", str(PROJECT / "profiles")]
    command += ["--target-path", str(target), "--log-path", str(target)]
    if variables:
        command += ["--vars", json.dumps(dict(variables))]
    results, log = target / "run_results.json", target / "dbt.log"
    results.unlink(missing_ok=True)
    target.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=_environment(warehouse, seeds, built_up_to),
        # never written to: dbt ends when it closes, be it because this run was killed
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    errors: list[str] = []
    with process, log.open("w", encoding="utf-8") as lines:
        assert process.stdout is not None
        for event in _events(process.stdout):
            lines.write(f"{event.at} {event.level:5} {event.text}\n")
            if event.level == "error" and event.text.strip():
                errors.append(event.text)
            if on_progress and event.progress:
                on_progress(event.progress)
    nodes = tuple(_node_results(results)) if results.exists() else ()
    ok = process.returncode == 0
    if process.returncode < 0:
        ended_by = signal.Signals(-process.returncode)
        hint = ": out of memory?" if ended_by is signal.SIGKILL else ""
        errors.insert(0, f"dbt was ended by {ended_by.name}{hint}")
    return DbtReport(ok=ok, nodes=nodes, errors=() if ok else tuple(errors))


@dataclass(frozen=True)
class _Event:
    at: str
    level: str
    text: str
    progress: NodeProgress | None = None


def _environment(
    warehouse: Warehouse, seeds: Path | None, built_up_to: int | None
) -> dict[str, str]:
    environment = dict(os.environ)
    environment["SCORECARD_WAREHOUSE"] = str(warehouse.folder)
    environment[BUILD_LOCK] = str(warehouse.build_lock_file)
    environment.pop("SCORECARD_DATABASE", None)
    order = "" if built_up_to is None else str(built_up_to)
    environment["SCORECARD_BUILT_UP_TO"] = order
    if seeds is not None:
        environment["SCORECARD_SEEDS"] = str(seeds.relative_to(PROJECT))
    return environment


def _events(lines: Iterator[str] | Any) -> Iterator[_Event]:
    for line in lines:
        try:
            event = json.loads(line)
            info, data = event["info"], event.get("data", {})
        except (ValueError, KeyError, TypeError):
            # whatever is no event comes from Python itself: a traceback, a warning
            yield _Event("", "error", line.rstrip())
            continue
        at = str(info.get("ts", ""))
        yield _Event(at, info["level"], info["msg"], _progress(data))


def _progress(data: Mapping[str, Any]) -> NodeProgress | None:
    node = data.get("node_info")
    if not node or "total" not in data or data.get("status") is None:
        return None
    return NodeProgress(
        number=int(data["index"]),
        count=int(data["total"]),
        name=str(node.get("node_name", "")),
        status=str(data["status"]),
    )


def _node_results(path: Path) -> Iterator[NodeResult]:
    try:
        results = json.loads(path.read_text(encoding="utf-8"))["results"]
    except ValueError:
        # dbt was killed, or the disk was full, while it wrote them
        return
    for result in results:
        unique_id = result["unique_id"]
        yield NodeResult(
            unique_id=unique_id,
            kind=unique_id.split(".", 1)[0],
            status=result["status"],
            message=result.get("message"),
            seconds=result.get("execution_time", 0.0),
            path=result.get("compiled_path"),
            sql=result.get("compiled_code"),
        )

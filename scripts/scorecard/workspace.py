"""The corner of the checkout in which dbt works for one warehouse: seeds, parse cache.

dbt wants its seeds below the project, so this cannot lie in the warehouse's folder.
All of it is derived, and what nobody has used for a while is removed.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scorecard.warehouse import Warehouse

UNUSED_DAYS = 30
"""Days after which a workspace that no run has used is removed."""

_OWNER = "warehouse.txt"
_UNFINISHED = "unfinished"
_NAME = re.compile(r"[0-9a-f]{12}")


@contextmanager
def working(warehouse: Warehouse) -> Iterator[Path]:
    """Give dbt its workspace for the block; what a killed run left torn is removed.

    Raises:
        OSError: the checkout cannot be written.
    """
    folder = warehouse.workspace
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / _UNFINISHED).exists():
        shutil.rmtree(folder / "target", ignore_errors=True)
    for torn in folder.glob(".seeds-*"):
        shutil.rmtree(torn, ignore_errors=True)
    (folder / _OWNER).write_text(f"{warehouse.folder}\n", encoding="utf-8")
    (folder / _UNFINISHED).touch()
    yield folder
    # the last that dbt writes: without it, its parse cache may be torn too
    if (folder / "target" / "run_results.json").exists():
        (folder / _UNFINISHED).unlink(missing_ok=True)


def prune_workspaces(root: Path) -> int:
    """Remove the workspaces of warehouses that are gone or long unused.

    Args:
        root: the folder that holds them, `.scorecard` of the checkout.

    Returns:
        How many were removed.
    """
    if not root.is_dir():
        return 0
    gone = [path for path in root.iterdir() if _NAME.fullmatch(path.name)]
    gone = [path for path in gone if path.is_dir() and _is_unused(path)]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)


def _is_unused(folder: Path) -> bool:
    owner = folder / _OWNER
    try:
        if not owner.exists():
            return _days_since(folder) > UNUSED_DAYS
        warehouse = Path(owner.read_text(encoding="utf-8").removesuffix("\n"))
        return not warehouse.exists() or _days_since(owner) > UNUSED_DAYS
    except OSError:
        # another run is removing it, or it belongs to somebody else
        return False


def _days_since(path: Path) -> float:
    return (time.time() - path.stat().st_mtime) / 86_400

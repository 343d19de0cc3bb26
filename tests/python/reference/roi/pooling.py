"""Which cells make up a row."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from .estimate import LEAST_INCIDENTS, Pair
from .measures import ALL
from .scope import Cell

#: A row's labels, 'all' where several are in it, and its cells.
Rows = dict[Cell, list[Cell]]


def compared(cells: Iterable[Cell], pairs: Mapping[Cell, Pair]) -> dict[Cell, Pair]:
    """Return the pairs of the cells that have an observation in both windows."""
    return {cell: pairs[cell] for cell in cells if all(pairs[cell])}


def is_enough(cells: Iterable[Cell], pairs: Mapping[Cell, Pair]) -> bool:
    """Say whether both windows reach the floor over compared cells."""
    both = compared(cells, pairs).values()
    return all(
        sum(len(pair[window]) for pair in both) >= LEAST_INCIDENTS for window in (0, 1)
    )


def cell_rows(pairs: Mapping[Cell, Pair]) -> Rows:
    """A row per cell; small ones together by severity and class, then by severity."""
    rows: Rows = {}
    left = list(pairs)
    for labels_of in (
        lambda cell: cell,
        lambda cell: (cell[0], cell[1], ALL),
    ):
        grouped = _grouped(left, labels_of)
        left = []
        for labels, cells in grouped.items():
            if is_enough(cells, pairs):
                rows[labels] = cells
            else:
                left += cells
    return rows | _grouped(left, lambda cell: (cell[0], ALL, ALL))


def class_rows(pairs: Mapping[Cell, Pair]) -> Rows:
    """A row per class; the small ones together."""
    rows: Rows = {}
    left: list[Cell] = []
    for labels, cells in _grouped(pairs, lambda cell: (ALL, cell[1], ALL)).items():
        if is_enough(cells, pairs):
            rows[labels] = cells
        else:
            left += cells
    return rows | ({(ALL, ALL, ALL): left} if left else {})


def severity_rows(pairs: Mapping[Cell, Pair]) -> Rows:
    """A row per severity."""
    return _grouped(pairs, lambda cell: (cell[0], ALL, ALL))


def _grouped(cells: Iterable[Cell], labels_of: Callable[[Cell], Cell]) -> Rows:
    rows: Rows = defaultdict(list)
    for cell in cells:
        rows[labels_of(cell)].append(cell)
    return dict(rows)

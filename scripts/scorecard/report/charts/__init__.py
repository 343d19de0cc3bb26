"""Charts as SVG, drawn while the page is written: a page ships no chart library.

Vega-Lite specifications go in, plain shapes come out. Colours are CSS variables, so
one drawing serves light, dark and print.
"""

from scorecard.report.charts.grids import Cell, grid
from scorecard.report.charts.ranges import Range, ranges
from scorecard.report.charts.spreads import Strip, strips
from scorecard.report.charts.trends import Mark, Point, Window, next_month, trend

__all__ = [
    "Cell",
    "Mark",
    "Point",
    "Range",
    "Strip",
    "Window",
    "grid",
    "next_month",
    "ranges",
    "strips",
    "trend",
]

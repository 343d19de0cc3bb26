"""Turns a Vega-Lite specification into an SVG that a page can hold."""

from __future__ import annotations

import re
from typing import Any

import vl_convert
from markupsafe import Markup, escape

VEGA_LITE = "6.4"
FONT = "DejaVu Sans, Arial, sans-serif"
"""What Vega measures text in: wide, so that labels fit in any font of the reader."""

Spec = dict[str, Any]

MONTH_LABEL = (
    "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"
    "[toNumber(slice(datum.value, 5)) - 1] + ' ' + slice(datum.value, 0, 4)"
)
"""An axis label of a month such as 2026-05; a date would be read in the local zone."""

_CONFIG: Spec = {
    "background": None,
    "font": FONT,
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--muted)",
        "labelFontSize": 9,
        "tickColor": "var(--axis)",
        "domainColor": "var(--axis)",
        "tickSize": 3,
        "grid": False,
    },
    "axisY": {"domain": False, "ticks": False, "labelPadding": 4},
}

_ATTRIBUTES = re.compile(
    r" (?:role|aria-[a-z]+|xmlns:xlink|version|pointer-events|stroke-miterlimit"
    r'|font-family)="[^"]*"'
)
_EMPTY_BACKGROUND = re.compile(r'<path class="(?:background|foreground)"[^>]*/>')
_CLASS = re.compile(r' class="[^"]*"')
_SIZE = re.compile(r'<svg xmlns="[^"]*" width="([\d.]+)" height="([\d.]+)"')
_LONG = re.compile(r"(\d+\.\d\d)\d+")


def draw(spec: Spec, label: str, kind: str) -> Markup:
    """Draw a specification; the label is what a screen reader says."""
    drawn = vl_convert.vegalite_to_svg(
        {"config": _CONFIG, "padding": 2, **spec}, vl_version=VEGA_LITE
    )
    # a page says for itself what a chart is; Vega's roles are for its own runtime
    for pattern in (_ATTRIBUTES, _EMPTY_BACKGROUND, _CLASS):
        drawn = pattern.sub("", drawn)
    drawn = _LONG.sub(r"\1", drawn)
    size = _SIZE.search(drawn)
    if size is None:
        raise ValueError("the chart library answered without a size")
    start = drawn.index(">")
    width = size.group(1)
    view = f"0 0 {width} {size.group(2)}"
    # drawn here from figures and plain texts, which Vega escapes
    return Markup(  # noqa: S704
        f'<svg class="chart {kind}" role="img" aria-label="{escape(label)}"'
        f' viewBox="{view}" style="--natural:{width}px">{drawn[start + 1 :]}'
    )


def when(test: str, then: str, otherwise: str) -> Spec:
    """Return an encoding of one colour or another, both CSS variables."""
    return {
        "condition": {"test": test, "value": f"var({then})"},
        "value": f"var({otherwise})",
    }

"""Data Docs pages that need nothing but the disk.

The pages that Great Expectations brings load scripts and styles from public hosts:
without a network their index stays empty, and with one foreign scripts would run
beside a company's incidents. These templates take the place of theirs, without any
script.

Imports Great Expectations; import it only where that is wanted.
"""

from __future__ import annotations

from typing import Any

from great_expectations.render.view.view import (
    DefaultJinjaIndexPageView,
    DefaultJinjaPageView,
)
from jinja2 import ChoiceLoader, DictLoader

CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for a page: its own inline styles, and nothing else."""

_STYLES = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem;
  padding: 1rem 1.5rem 4rem; color: #1c2733; }
nav { border-bottom: 1px solid #d5dce3; padding-bottom: .5rem; margin-bottom: 1rem; }
nav span { color: #66727f; margin-left: .75rem; }
a { color: #0b5cad; }
table { border-collapse: collapse; margin: .5rem 0; }
td, th { border: 1px solid #d5dce3; padding: .3rem .6rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
th { background: #f2f5f8; white-space: nowrap; }
h5, h6 { font-size: 1rem; margin: 0; }
.alert { background: #f2f5f8; padding: .5rem .75rem; margin-top: 1.25rem; }
.h6 { font-weight: 600; }
.fas { font-style: normal; }
.fa-check-circle::before { content: "\\2714"; color: #17703b; }
.fa-times::before { content: "\\2716"; color: #b3261e; }
.fa-exclamation-triangle::before { content: "\\26a0"; color: #b3261e; }
.text-danger { color: #b3261e; }
.cooltip > span { display: none; }
"""

_PAGE = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">
<title>{{{{ page_title or "Checks" }}}}</title>
<style>{_STYLES}</style>
</head>
<body>
{{% include "top_navbar.j2" %}}
{{% for section in sections %}}
{{% set section_loop = loop %}}
{{% include "section.j2" %}}
{{% endfor %}}
</body>
</html>
"""

_NAVBAR = """
{% if "ValidationResults" in renderer_type %}{% set home = "../../../../index.html" %}
{% elif "ExpectationSuite" in renderer_type %}{% set home = "../index.html" %}
{% endif %}
<nav>{% if home %}<a href="{{ home }}">All checks</a>{% endif %}
<span>{{ page_title or "Checks of what landed and of what is published" }}</span></nav>
"""

_TABLE = """
{% set shown = ["validation_success", "run_time", "expectation_suite_name"] %}
{% set columns = content_block["table_columns"]
  | selectattr("field", "in", shown) | list %}
{% set rows = content_block["table_data"] | render_bootstrap_table_data
  | sort(attribute="_table_row_link_path") %}
{% if "validation_success" in columns | map(attribute="field") %}
{% set rows = rows | sort(attribute="_validation_success_text") %}
{% endif %}
<table>
<thead><tr>
{% for column in columns %}
<th>{{ column["title"] }}</th>{% endfor %}
</tr></thead>
<tbody>
{% for row in rows %}
<tr>{% for column in columns %}
<td>{% if column["field"] == "expectation_suite_name" %}
<a href="{{ row["_table_row_link_path"] }}">{{ row[column["field"]] | striptags }}</a>
{% else %}{{ row[column["field"]] }}{% endif %}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
"""

_TABS = """
{% for tab in content_block["tabs"] %}
<h5 class="alert">{{ tab["tab_name"] }}</h5>
{{ tab["tab_content"] | render_content_block(content_block_id=content_block_id) }}
{% endfor %}
"""

TEMPLATES = {
    "page.j2": _PAGE,
    "index_page.j2": _PAGE,
    "top_navbar.j2": _NAVBAR,
    "bootstrap_table.j2": _TABLE,
    "tabs.j2": _TABS,
    # what folds away is how to query a frame that is gone by then
    "collapse.j2": "",
}


def _take_templates(view: Any) -> None:
    view.env.loader = ChoiceLoader([DictLoader(TEMPLATES), view.env.loader])


class LocalPageView(DefaultJinjaPageView):  # type: ignore[misc]
    """Renders the page of a validation or of a suite."""

    def __init__(self, **settings: Any) -> None:
        """Put this module's templates before those of Great Expectations."""
        super().__init__(**settings)
        _take_templates(self)


class LocalIndexView(DefaultJinjaIndexPageView):  # type: ignore[misc]
    """Renders the first page."""

    def __init__(self, **settings: Any) -> None:
        """Put this module's templates before those of Great Expectations."""
        super().__init__(**settings)
        _take_templates(self)

"""Great Expectations: judges the frames and writes the Data Docs.

Imports Great Expectations, which takes seconds; import it only where it is used.
"""

from __future__ import annotations

import html
import logging
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)

from scorecard.check.frames import Finding, as_line
from scorecard.check.result import Severity, Suite

MAX_PAGE_ROWS = 50
"""Offending rows of one check that its page shows."""

_SITE = "checks"
_VIEWS = "scorecard.check.pages"
_GX_SEVERITY: dict[Severity, str] = {"error": "critical", "warning": "warning"}


class Auditor:
    """One audit: a context that lives in memory, and a site on disk."""

    def __init__(self, docs_dir: Path, checked_at: datetime) -> None:
        """Prepare a site in `docs_dir`, which must be there."""
        # It reports failing expectations to its own log as well.
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        self.docs_dir = docs_dir
        self._run = RunIdentifier(
            run_name="checks", run_time=checked_at.replace(tzinfo=UTC)
        )
        self._context = gx.get_context(
            mode="ephemeral",
            project_config=DataContextConfig(
                store_backend_defaults=InMemoryStoreBackendDefaults(),
                data_docs_sites={_SITE: _site(docs_dir)},
                analytics_enabled=False,
                progress_bars=ProgressBarsConfig(
                    globally=False, metric_calculations=False
                ),
            ),
        )
        self._source = self._context.data_sources.add_pandas("warehouse")

    def judge(
        self, suite: Suite, table: str, findings: Sequence[Finding]
    ) -> list[bool]:
        """Validate the findings of one table; one verdict each, in their order."""
        name = f"{suite} {table.replace('.', ' ')}"
        expectations = gx.ExpectationSuite(name=name)
        for finding in findings:
            expectations.add_expectation(_expectation(finding))
        expectations = self._context.suites.add(expectations)
        asset = self._source.add_dataframe_asset(name)
        definition = self._context.validation_definitions.add(
            gx.ValidationDefinition(
                name=name,
                data=asset.add_batch_definition_whole_dataframe("findings"),
                suite=expectations,
            )
        )
        result = definition.run(
            batch_parameters={"dataframe": _frame(findings)},
            result_format={
                "result_format": "SUMMARY",
                "partial_unexpected_count": MAX_PAGE_ROWS,
            },
            run_id=self._run,
        )
        verdicts = {
            r.expectation_config.meta["check"]: bool(r.success) for r in result.results
        }
        return [verdicts[_key(finding)] for finding in findings]

    def write_docs(self) -> Path:
        """Write the site and return its first page."""
        self._context.build_data_docs(site_names=[_SITE])
        # fonts and pictures of pages that are not used, 4 MB
        shutil.rmtree(self.docs_dir / "static", ignore_errors=True)
        return self.docs_dir / "index.html"


def _site(docs_dir: Path) -> dict[str, Any]:
    page = {"module_name": _VIEWS, "class_name": "LocalPageView"}
    index = {"module_name": _VIEWS, "class_name": "LocalIndexView"}
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(docs_dir),
        },
        "site_index_builder": {
            "class_name": "DefaultSiteIndexBuilder",
            "show_cta_footer": False,
            "view": index,
        },
        "site_section_builders": {
            "expectations": {
                "class_name": "DefaultSiteSectionBuilder",
                "source_store_name": "expectations_store",
                "renderer": {"class_name": "ExpectationSuitePageRenderer"},
                "view": page,
            },
            "validations": {
                "class_name": "DefaultSiteSectionBuilder",
                "source_store_name": "validation_results_store",
                "renderer": {"class_name": "ValidationResultsPageRenderer"},
                "view": page,
            },
            "profiling": "None",
        },
    }


def _key(finding: Finding) -> str:
    return f"{finding.check.name} ({finding.check.severity})"


def _expectation(finding: Finding) -> Any:
    check = finding.check
    settings: dict[str, Any] = {
        "column": check.name,
        "severity": _GX_SEVERITY[check.severity],
        "description": f"{check.description} ({check.severity}{_more(finding)})",
        "meta": {"check": _key(finding)},
    }
    if finding.problem is None and check.measure:
        return gxe.ExpectColumnValuesToBeBetween(
            min_value=check.minimum, max_value=check.maximum, **settings
        )
    return gxe.ExpectColumnValuesToBeNull(**settings)


def _more(finding: Finding) -> str:
    # the page counts the rows of the frame, and these are more
    if finding.total > len(finding.rows):
        return f"; {finding.total:,} rows in all"
    return ""


def _frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return one frame with a column per check, a cell per offending row."""
    columns: dict[str, pd.Series[Any]] = {}
    for finding in findings:
        cells: list[object]
        if finding.problem is None and finding.check.measure:
            columns[finding.check.name] = pd.Series([finding.value], dtype="float64")
        else:
            cells = [_harmless(as_line(row)) for row in finding.rows]
            columns[finding.check.name] = pd.Series(cells, dtype="object")
    frame = pd.DataFrame(columns)
    # a frame without a row has nothing to say that it passed
    return frame if len(frame) else frame.reindex([0])


def _harmless(text: str) -> str:
    """Escape text of an export: the pages show cells as HTML and fill in $names."""
    return html.escape(text).replace("$", "&#36;")

"""The pages in a real Chromium: what people click, type and see."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from conftest import MakeOnce, hand_checked_run, make_once
from report_marts import hostile, published
from scorecard.report.browser import (
    NoBrowserError,
    find_browser,
    print_pdf,
    take_picture,
)
from scorecard.report.command import Format, write_report
from scorecard.warehouse import PROJECT

__all__ = ["hand_checked_run", "hostile", "make_once", "published"]

PAGES = ("index", "diagnostics", "plan", "method")
WIDTHS = (360, 1280, 2560)
LOOKS = [(width, theme) for width in WIDTHS for theme in ("light", "dark")]
HIGHEST = 4000
PICTURES = PROJECT / "target" / "screenshots"
NEEDED = "SCORECARD_NEEDS_BROWSER" in os.environ


@dataclass
class Heard:
    """What a page said and asked for while it was open."""

    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    try:
        path = find_browser()
    except NoBrowserError as problem:
        if NEEDED:
            pytest.fail(str(problem))
        pytest.skip(f"{problem}; make test-browser installs one")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def folder(make_once: MakeOnce, published: Path) -> Path:
    def fill(to: Path) -> None:
        write_report(published, to, Format.html)

    return make_once("report_pages", fill)


@pytest.fixture(scope="session")
def hostile_folder(make_once: MakeOnce, hostile: Path) -> Path:
    def fill(to: Path) -> None:
        write_report(hostile, to, Format.html)

    return make_once("report_hostile_pages", fill)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def page(chromium: Browser, heard: Heard) -> Iterator[Page]:
    with opened(chromium, heard, 1280, "light") as page:
        yield page
    assert not heard.messages
    assert all(address.startswith("file://") for address in heard.requests)


class opened:  # noqa: N801 - reads as a word at its use
    """A fresh page of a width and theme that writes down what it hears."""

    def __init__(self, browser: Browser, heard: Heard, width: int, theme: str) -> None:
        size: ViewportSize = {"width": width, "height": 900}
        self.context = browser.new_context(
            viewport=size,
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.page.on("console", lambda message: heard.messages.append(message.text))
        self.page.on("pageerror", lambda error: heard.messages.append(str(error)))
        self.page.on("request", lambda request: heard.requests.append(request.url))

    def __enter__(self) -> Page:
        return self.page

    def __exit__(self, *_: object) -> None:
        self.context.close()


def show(page: Page, folder: Path, name: str, place: str = "") -> None:
    page.goto(f"{(folder / name).with_suffix('.html').as_uri()}{place}")


def rows(page: Page, table: str) -> list[list[str]]:
    """Return the texts of a table's visible rows."""
    found: list[list[str]] = page.eval_on_selector_all(
        f"[data-table={table}] tbody tr",
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))",
    )
    return found


def status(page: Page, table: str) -> str:
    return page.locator(f"[data-table={table}] [role=status]").inner_text()


# ---------- opening


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("texts", ["own", "hostile"])
def test_a_page_opens_from_disk_without_a_word_or_a_request(
    chromium: Browser, folder: Path, hostile_folder: Path, name: str, texts: str
) -> None:
    where = folder if texts == "own" else hostile_folder
    heard = Heard()
    looks = LOOKS if texts == "own" else [LOOKS[0], LOOKS[3]]
    for width, theme in looks:
        with opened(chromium, heard, width, theme) as page:
            show(page, where, name)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} pixels wide at {width}"
            assert page.evaluate("window.harmed") is None
            picture(page, f"{texts}-{name}-{width}-{theme}")
    assert heard.messages == []
    own = (where / f"{name}.html").as_uri()
    assert set(heard.requests) == {own}


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page's upper part for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    assert size is not None
    high = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(high, HIGHEST)})
    page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture(scope="session")
def empty_folder(make_once: MakeOnce) -> Path:
    def fill(to: Path) -> None:
        write_report(to / "nowhere.duckdb", to, Format.html)

    return make_once("report_empty_pages", fill)


def test_an_empty_page_fits_every_screen_and_says_what_to_do(
    chromium: Browser, empty_folder: Path
) -> None:
    heard = Heard()
    for width, theme in LOOKS:
        with opened(chromium, heard, width, theme) as page:
            show(page, empty_folder, "index")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{wide} pixels wide at {width}"
            assert page.locator(".steps li").count() == 4
            picture(page, f"empty-index-{width}-{theme}")
    assert heard.messages == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_serious(
    chromium: Browser, folder: Path, name: str, width: int, theme: str
) -> None:
    with opened(chromium, Heard(), width, theme) as page:
        show(page, folder, name)
        # what is folded away is read as well
        page.eval_on_selector_all(
            "details", "all => all.forEach(d => { d.open = true })"
        )
        answer: dict[str, Any] = Axe().run(page).response
    serious = {
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in answer["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:3]
    }
    assert serious == set()


def test_a_page_is_usable_within_a_second(page: Page, folder: Path) -> None:
    """The best of three, as the machine may be busy with something else."""
    for name in PAGES:
        times = []
        for _ in range(3):
            show(page, folder, name)
            times.append(
                page.evaluate(
                    "performance.getEntriesByType('navigation')[0].domInteractive"
                )
            )
        assert min(times) < 1000, (name, times)


# ---------- mouse


def test_the_theme_is_switched_and_kept(page: Page, folder: Path) -> None:
    show(page, folder, "index")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Switch to dark theme").click()
    dark = page.evaluate(colour)
    assert dark != light
    page.get_by_role("link", name="Method", exact=True).click()
    assert page.evaluate(colour) == dark
    page.get_by_role("button", name="Switch to light theme").click()
    assert page.evaluate(colour) == light


def test_tables_sort_both_ways(page: Page, folder: Path) -> None:
    show(page, folder, "plan")
    heading = page.locator("[data-table=coverage] th", has_text="Complete")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    shares = [int(re.sub(r"\D", "", row[5]) or -1) for row in rows(page, "coverage")]
    assert shares == sorted(shares, reverse=True)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    shares = [int(re.sub(r"\D", "", row[5]) or -1) for row in rows(page, "coverage")]
    assert shares == sorted(shares)
    name = page.locator("[data-table=coverage] th", has_text="Capture").first
    name.get_by_role("button").click()
    names = [row[0].lower() for row in rows(page, "coverage")]
    assert names == sorted(names)


def test_tables_filter_search_and_turn_pages(page: Page, folder: Path) -> None:
    show(page, folder, "diagnostics")
    table = page.locator("[data-table=drill]")
    metric = table.get_by_label("Metric")
    assert {row[0] for row in rows(page, "drill")} == {
        metric.evaluate("select => select.value")
    }
    metric.select_option("")
    first = rows(page, "drill")
    total = int(status(page, "drill").split(" of ")[1].replace(",", ""))
    assert total > len(first) == 15
    table.get_by_role("button", name="Next").click()
    assert status(page, "drill").startswith("16 to 30")
    assert rows(page, "drill") != first
    table.get_by_role("button", name="Previous").click()
    assert rows(page, "drill") == first
    table.get_by_label("Severity").select_option("Sev1")
    assert {row[1] for row in rows(page, "drill")} == {"Sev1"}
    table.get_by_label("Find").fill("no such thing")
    assert rows(page, "drill") == [["Nothing matches."]]
    assert status(page, "drill") == "0 rows"


def test_a_figure_leads_to_its_incidents(page: Page, folder: Path) -> None:
    show(page, folder, "index")
    link = page.locator("#time_to_mitigate .n a").first
    n_stated = int(re.sub(r"\D", "", link.inner_text()))
    link.click()
    page.wait_for_url("**/diagnostics.html#incidents?**")
    box = page.locator("[data-explorer]")
    assert box.locator("[data-filter=metric]").input_value() == "time_to_mitigate"
    assert box.locator("[data-filter=window]").input_value() == "baseline"
    shown = status(page, "incidents-table")
    n_shown = int(re.findall(r"\d+", shown)[-1])
    assert n_shown == n_stated
    assert page.evaluate("document.activeElement.id") == "incidents"
    box.locator("[data-filter=window]").select_option("")
    box.locator("[data-filter=severity]").select_option("sev1")
    assert {row[3] for row in rows(page, "incidents-table")} == {"Sev1"}
    box.get_by_role("button", name="Show all").click()
    assert int(re.findall(r"\d+", status(page, "incidents-table"))[-1]) >= n_shown


def test_a_segment_leads_to_its_incidents(page: Page, folder: Path) -> None:
    show(page, folder, "diagnostics")
    row = page.locator("[data-table=drill] tbody tr", has_text="Sev2").first
    row.get_by_role("link", name="show").click()
    assert page.locator("[data-filter=severity]").input_value() == "sev2"
    assert {row[3] for row in rows(page, "incidents-table")} <= {"Sev2"}


def test_a_handoff_leads_to_its_incidents(page: Page, folder: Path) -> None:
    show(page, folder, "diagnostics")
    row = page.locator("[data-table=handoffs] tbody tr").first
    n_stated = int(row.locator("td").nth(3).inner_text())
    row.get_by_role("link", name="show").click()
    assert (
        page.locator("[data-chosen]")
        .inner_text()
        .startswith("Only incidents with: handed over from")
    )
    assert len(rows(page, "incidents-table")) == n_stated


def test_a_prevented_action_leads_to_its_incidents(page: Page, folder: Path) -> None:
    show(page, folder, "index")
    page.locator("#risk tr", has_text="Sev1").get_by_role("link").first.click()
    page.wait_for_url("**/diagnostics.html#incidents?**")
    assert page.locator("[data-chosen]").inner_text() == (
        "Only incidents with: action blocked: not allowlisted, worst case sev1."
    )
    assert len(rows(page, "incidents-table")) == 1


def test_a_verdict_leads_to_its_metrics(page: Page, folder: Path) -> None:
    show(page, folder, "index")
    page.locator(".tally").get_by_role("link", name="Time to mitigate").click()
    assert page.evaluate("location.hash") == "#time_to_mitigate"


def test_what_was_chosen_is_not_repeated_in_each_row(page: Page, folder: Path) -> None:
    show(page, folder, "diagnostics")
    table = page.locator("[data-table=drill]")
    heading = table.locator("th", has_text="Metric")
    assert not heading.is_visible()
    assert table.locator("tbody tr:first-child td:visible").count() == 12
    table.get_by_label("Metric").select_option("")
    assert heading.is_visible()
    assert table.locator("tbody tr:first-child td:visible").count() == 13


def test_on_a_narrow_screen_a_row_is_a_card(chromium: Browser, folder: Path) -> None:
    with opened(chromium, Heard(), 360, "light") as page:
        show(page, folder, "diagnostics")
        table = page.locator("[data-table=drill]")
        # every value is on the screen, with the name of its column
        for cell in table.locator("tbody tr:first-child td:visible").all():
            box = cell.bounding_box()
            assert box is not None and box["x"] >= 0
            assert box["x"] + box["width"] <= 360
            label = cell.evaluate("td => getComputedStyle(td, '::before').content")
            assert label.strip('"') == cell.get_attribute("data-label")
        heading = table.locator("th", has_text="n then")
        heading.get_by_role("button").click()
        assert heading.get_attribute("aria-sort") == "descending"


def test_the_months_of_the_ledger_unfold(page: Page, folder: Path) -> None:
    show(page, folder, "index")
    months = page.locator(".by-month")
    assert months.locator("svg").count() == 1
    months.locator("summary").focus()
    page.keyboard.press("Enter")
    assert months.get_by_role("row", name="Mar 2026").is_visible()


def test_an_incident_is_found_by_a_hostile_id(page: Page, hostile_folder: Path) -> None:
    show(page, hostile_folder, "diagnostics")
    wanted = page.evaluate(
        "JSON.parse(document.querySelector('[data-explorer] script').textContent)"
        ".incidents.map(i => i.id).find(id => id.includes('<') || id.includes('='))"
    )
    show(page, hostile_folder, "diagnostics", "#nothing")
    page.evaluate(
        "id => { location.hash = '#incidents?' + new URLSearchParams({id}) }", wanted
    )
    page.wait_for_selector("[data-chosen]:visible")
    assert len(rows(page, "incidents-table")) == 1
    assert page.evaluate("window.harmed") is None


def test_one_distribution_is_shown_at_a_time(page: Page, folder: Path) -> None:
    show(page, folder, "diagnostics")
    assert page.locator("figure.spread:visible").count() == 1
    box = page.locator("[data-switch]")
    for metric in box.locator("[data-part=metric] option").all():
        box.locator("[data-part=metric]").select_option(metric.get_attribute("value"))
        for way in ("severity", "incident_class", "service_tier"):
            box.locator("[data-part=dimension]").select_option(way)
            visible = page.locator("figure.spread:visible")
            assert visible.count() == 1
            assert visible.get_attribute("data-dimension") == way


def test_a_metric_is_found_and_opened(page: Page, folder: Path) -> None:
    show(page, folder, "method", "#time_to_mitigate")
    entry = page.locator("#time_to_mitigate")
    assert entry.get_attribute("open") is not None
    page.get_by_label("Find a metric").fill("handoff")
    assert not entry.is_visible()
    assert page.locator("#handoff_count").is_visible()
    page.locator("#handoff_count summary").click()
    assert page.locator("#handoff_count .entry-body").is_visible()


def test_why_unfolds(page: Page, folder: Path) -> None:
    show(page, folder, "index")
    row = page.locator("#time_to_mitigate")
    row.locator("summary").click()
    assert row.get_by_text("Like for like.").is_visible()
    assert row.locator("table tbody tr").count() > 1


# ---------- keyboard


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_by_tab_and_seen(
    page: Page, folder: Path, name: str
) -> None:
    show(page, folder, name)
    expected = page.evaluate(
        """() => [...document.querySelectorAll(
            'a[href], button, select, input, summary')].filter(
            e => e.checkVisibility() && !e.disabled).length"""
    )
    seen = set()
    for _ in range(3 * expected):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const e = document.activeElement;
            if (e === document.body) return null;
            const style = getComputedStyle(e);
            return [[...document.querySelectorAll('*')].indexOf(e),
                e.matches('a[href], button, select, input, summary'),
                style.outlineStyle !== 'none' && style.outlineWidth !== '0px'] }"""
        )
        if at is None:
            break
        place, is_control, is_marked = at
        assert is_marked, "what has the focus has to show it"
        if is_control:
            seen.add(place)
    assert len(seen) == expected


def test_controls_work_by_keyboard(page: Page, folder: Path) -> None:
    show(page, folder, "plan")
    page.locator("[data-theme-button]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    heading = page.locator("[data-table=coverage] th", has_text="Expected")
    heading.get_by_role("button").focus()
    page.keyboard.press("Space")
    assert heading.get_attribute("aria-sort") == "descending"
    turn = page.locator("[data-table=coverage]").get_by_role("button", name="Next")
    turn.focus()
    page.keyboard.press("Enter")
    assert status(page, "coverage").startswith("13 to")
    state = page.locator("[data-table=coverage]").get_by_label("State")
    state.focus()
    before = len(rows(page, "coverage"))
    page.keyboard.press("ArrowDown")
    assert state.input_value()
    assert rows(page, "coverage") and before
    show(page, folder, "index")
    page.locator("#time_to_mitigate summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#time_to_mitigate .more-body").is_visible()
    page.keyboard.press("Control+Home")


def test_the_skip_link_is_first_and_works(page: Page, folder: Path) -> None:
    show(page, folder, "index")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_without_scripts_the_figures_are_there(chromium: Browser, folder: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    show(page, folder, "diagnostics")
    assert len(page.locator("[data-table=drill] tbody tr").all()) > 1
    assert not page.locator("[data-theme-button]").is_visible()
    context.close()


# ---------- paper and pictures


@pytest.mark.parametrize("texts", ["own", "hostile"])
def test_the_scorecard_is_one_sheet(
    chromium: Browser, folder: Path, hostile_folder: Path, tmp_path: Path, texts: str
) -> None:
    target = tmp_path / "scorecard.pdf"
    where = folder if texts == "own" else hostile_folder
    print_pdf(where / "index.html", target, one_sheet=texts == "hostile")
    paper = target.read_bytes()
    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1


def test_a_picture_is_as_high_as_its_page(
    chromium: Browser, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "plan.png"
    take_picture(folder / "plan.html", target)
    head = target.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = (int.from_bytes(head[at : at + 4]) for at in (16, 20))
    with opened(chromium, Heard(), 1280, "light") as page:
        show(page, folder, "plan")
        high = page.evaluate("document.documentElement.scrollHeight")
    assert width == 1280
    assert abs(height - high) <= 2

"""What the eye needs: small screens, large letters, the reader's own colours, paper. In ten languages."""

import json

import pytest
from playwright.sync_api import expect

from kb.core import languages
from tests.journeys.conftest import FLAGS, NARROW, WIDE
from tests.journeys.content import BEANS, OTOP, PAGES
from tests.journeys.test_every_page import fits
from tools import chromium

SMALLEST = {"width": 320, "height": 640}
SEEN = ("home", "words", "case", "chart")
# Elements whose content is wider than they are, though nobody can scroll them on purpose.
CUT = """() => [...document.querySelectorAll("body *")]
  .filter(each => !each.closest(".jump, .skip, .hidden-text, .loading, svg, .weave-band, .details dt"))
  .filter(each => each.checkVisibility() && getComputedStyle(each).display !== "inline")
  .filter(each => each.clientWidth && each.scrollWidth > each.clientWidth + 1)
  .map(each => each.outerHTML.slice(0, 80))"""
PARTED = """() => [...document.querySelectorAll(".digits")].filter(each => each.getClientRects().length > 1).length"""
OUT_OF_CHART = """() => [...document.querySelectorAll(".chart text")]
  .filter(each => { const box = each.getBBox(); return box.x < 0 || box.x + box.width > 360; })
  .map(each => each.textContent)"""


def whole(page):
    fits(page)
    assert page.evaluate(CUT) == []
    assert page.evaluate(PARTED) == 0
    assert page.evaluate(OUT_OF_CHART) == []


@pytest.mark.parametrize("code", languages.CODES)
def test_nothing_is_cut_on_the_smallest_screen(open_page, code):
    page = open_page(f"/{code}/{PAGES[SEEN[0]]}", size=SMALLEST)
    for name in SEEN:
        page.goto(f"/{code}/{PAGES[name]}")
        whole(page)


@pytest.fixture(scope="module")
def large_letters(tmp_path_factory, browser):
    """A window of a browser whose reader asks for letters twice as large, as its settings keep it."""
    profile = tmp_path_factory.mktemp("profile")
    settings = profile / "Default" / "Preferences"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"webkit": {"webprefs": {"default_font_size": 32}}}))
    window = browser.browser_type.launch_persistent_context(
        profile, executable_path=chromium.program(), args=FLAGS, viewport=WIDE
    )
    yield window.new_page()
    window.close()


@pytest.mark.parametrize("code", languages.CODES)
def test_nothing_is_cut_in_letters_of_twice_the_size(large_letters, base, code):
    for name in SEEN:
        large_letters.goto(f"{base}/{code}/{PAGES[name]}")
        assert large_letters.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 34
        whole(large_letters)


def test_a_table_on_a_narrow_screen_says_the_column_of_every_value(open_page):
    page = open_page(f"/en/{BEANS}", size=NARROW)
    row = page.locator("#figures tbody tr").first
    expect(page.locator("#figures thead")).to_be_hidden()
    labels = row.locator("td").evaluate_all(
        "all => all.map(each => getComputedStyle(each, '::before').content)"
    )
    assert labels == ['"Before"', '"After"', '"As of"']
    lefts = {round(row.locator("td > div").nth(at).bounding_box()["x"]) for at in range(3)}
    assert len(lefts) == 1
    page.set_viewport_size(WIDE)
    expect(page.locator("#figures thead")).to_be_visible()
    assert row.locator("td").first.evaluate("each => getComputedStyle(each, '::before').content") == "none"


def test_what_is_chosen_can_be_told_in_the_readers_own_colours(open_page):
    page = open_page(f"/en/{PAGES['words']}", forced_colors="active")
    look = "(each, part) => { const s = getComputedStyle(each, part); return [s.backgroundColor, s.borderBottomColor]; }"
    for chosen, other, part in (
        (".tabs [aria-current]", ".tabs a:not([aria-current])", None),
        (".facet a[aria-current]", ".facet li a:not([aria-current])", "::before"),
    ):
        looks = [page.locator(each).first.evaluate(look, part) for each in (chosen, other)]
        assert looks[0] != looks[1], chosen
    colours = "each => { const s = getComputedStyle(each); return [s.color, s.backgroundColor]; }"
    for written in ("button.main", "mark", "h3 mark", ".skip"):
        letters, ground = page.locator(written).first.evaluate(colours)
        assert letters != ground, written
    page.goto(f"/en/{OTOP}")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert page.locator(".chart text").first.evaluate("each => getComputedStyle(each).fill") == ink


@pytest.mark.parametrize("code", ["en", "km"])
def test_on_paper_nothing_covers_the_heading_and_letters_are_small(open_page, code):
    page = open_page(f"/{code}/{PAGES['words']}")
    page.emulate_media(media="print")
    head, title, first = (
        page.locator(each).first.bounding_box() for each in (".site-head", "h1", ".hits > li")
    )
    assert head["y"] + head["height"] <= title["y"]
    assert title["y"] + title["height"] <= first["y"]
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") < 15


def test_on_paper_what_belongs_together_stays_on_a_page(open_page):
    page = open_page(f"/en/{OTOP}")
    page.emulate_media(media="print")
    together = (".figure", ".chart", "tbody tr", ".sources > li", ".facts > div", ".steps > li")
    for name in together:
        assert page.locator(name).first.evaluate("each => getComputedStyle(each).breakInside") == "avoid", (
            name
        )
    for name in ("h2", "h3", "h4", "caption", "thead"):
        assert page.locator(name).first.evaluate("each => getComputedStyle(each).breakAfter") == "avoid", name


def test_a_printed_collection_says_where_its_cases_are(open_page):
    page = open_page(f"/en/{PAGES['collection']}")
    page.emulate_media(media="print")
    link = page.locator(".chapter .card h3 a").first
    shown = link.evaluate("each => getComputedStyle(each, '::after').content")
    assert link.get_attribute("href") in shown
    assert "http" in shown

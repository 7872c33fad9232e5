"""Suggestions while typing: by keyboard, by touch, in two scripts without spaces, and not at all where bytes are dear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, OFFLINE

LONG = 1_000  # milliseconds, longer than the page waits for the next letter
SAVING = "Object.defineProperty(navigator, 'connection', {value: {saveData: true, effectiveType: '4g'}})"
COMPOSING = """(text) => {
  const box = document.querySelector("main input[type=search]");
  box.focus();
  box.value = text;
  box.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}));
}"""
COMPOSED = """() => document.querySelector("main input[type=search]")
  .dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}))"""


def typing(page, text, box="main input[type=search]"):
    found = page.locator(box)
    found.press_sequentially(text, delay=20)
    return found, page.get_by_role("listbox")


def test_a_work_is_found_by_keyboard_alone(open_page, accessible):
    page = open_page("/en/")
    accessible(page)
    box, options = typing(page, "watre")
    expect(page.get_by_role("combobox", expanded=True)).to_have_count(1)
    first = options.get_by_role("option").first
    expect(first).to_contain_text("ater")
    expect(page.locator("main form [role=status]")).to_contain_text("suggestion")
    accessible(page)
    box.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
    expect(box).to_be_focused()
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", "suggestion-1")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("watre")
    box.press("Backspace")
    expect(options).to_have_count(1)
    box.press("ArrowDown")
    href = options.get_by_role("option").first.get_attribute("href")
    box.press("Enter")
    page.wait_for_url(f"**{href}")


def test_enter_without_a_choice_searches_as_ever_and_the_new_box_suggests_too(open_page):
    page = open_page("/en/search/")
    box, options = typing(page, "water")
    expect(options).to_have_count(1)
    box.press("Enter")
    page.wait_for_url("**/en/search/?q=water")
    expect(options).to_have_count(0)
    expect(page.locator("ol.hits > li").first).to_be_visible()
    box.fill("road")
    expect(options).to_have_count(1)
    page.locator("h1, footer").last.click()
    expect(options).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "size", "text", "name"),
    [("km", NARROW, "ទឹក", "khmer-narrow"), ("zh-hans", None, "农", "chinese-wide")],
)
def test_scripts_without_spaces(open_page, accessible, shoot, language, size, text, name):
    page = open_page(f"/{language}/", **({"size": size} if size else {}))
    _, options = typing(page, text)
    expect(options.get_by_role("option").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(page, f"suggestions-{name}")
    accessible(page)
    option = options.get_by_role("option").first
    assert option.bounding_box()["height"] >= 44
    href = option.get_attribute("href")
    option.click()
    page.wait_for_url(f"**{href}")


def test_the_box_in_the_head_of_a_page(open_page, accessible, shoot):
    page = open_page("/zh-hans/country/la/")
    _, options = typing(page, "gongshui", "header input[type=search]")
    expect(options.get_by_role("option").first).to_be_visible()
    shoot(page, "suggestions-pinyin-head")
    accessible(page)
    page = open_page("/my/country/la/", size=NARROW)
    _, options = typing(page, "ရေ", "header input[type=search]")
    expect(options.get_by_role("option").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(page, "suggestions-burmese-head")


@pytest.fixture
def suggestions_asked() -> Callable[[Page], list[str]]:
    """The addresses of suggestions that a page asks for from now on; its clock stands until it is told to run."""

    def heard(page: Page) -> list[str]:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "suggest/?" in request.url else None)
        page.clock.install()
        page.clock.pause_at(datetime.now() + timedelta(minutes=1))
        return asked

    return heard


def test_what_is_asked_for(open_page, suggestions_asked):
    """Nothing for one letter or while a word is composed, once for what is typed quickly, and never twice."""
    page = open_page("/en/")
    asked = suggestions_asked(page)
    box, options = typing(page, "w")
    page.clock.run_for(LONG)
    assert asked == []
    page.evaluate(COMPOSING, "water")
    page.clock.run_for(LONG)
    assert asked == []
    page.evaluate(COMPOSED)
    page.clock.run_for(LONG)
    expect(options).to_have_count(1)
    assert len(asked) == 1
    box.fill("wate")
    page.clock.run_for(LONG)
    expect(options).to_have_count(1)
    box.fill("water")
    page.clock.run_for(LONG)
    assert len(asked) == 2
    box.press_sequentially("ing")
    page.clock.run_for(LONG)
    assert len(asked) == 3


def test_who_saves_data_is_asked_for_nothing(open_page, suggestions_asked):
    page = open_page("/en/")
    page.evaluate(SAVING)
    asked = suggestions_asked(page)
    typing(page, "water")
    page.clock.run_for(LONG)
    assert asked == []


def test_without_a_network_the_box_is_a_box(open_page, suggestions_asked):
    page = open_page("/en/", expected=(OFFLINE,))
    asked = suggestions_asked(page)
    page.context.set_offline(True)
    box, options = typing(page, "water")
    with page.expect_event("requestfailed"):
        page.clock.run_for(LONG)
    assert len(asked) == 1
    expect(options).to_have_count(0)
    expect(box).to_have_value("water")


def test_what_was_meant_is_one_link_away(open_page, accessible, shoot):
    page = open_page("/en/search/?q=Thailnad&exact=1")
    accessible(page)
    shoot(page, "did-you-mean")
    page = open_page("/en/search/?q=Thailnad&exact=1")  # htmx would keep what axe has put into the other
    page.get_by_role("link", name="thailand", exact=True).click()
    page.wait_for_url("**/en/search/?q=thailand&exact=1")
    expect(page.locator("ol.hits > li").first).to_be_visible()

"""Everything can be reached and used without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.journeys.content import PAGES

# The focus as the reader sees it: where it is, and whether something shows it.
FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  window.before = window.before || document.documentElement;
  const follows = Boolean(window.before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.before = at;
  return {
    name: (at.innerText || at.getAttribute("aria-label") || at.id).trim(),
    follows: follows || at === document.body,
    shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0,
    end: at === document.body,
  };
}"""


def test_the_first_key_skips_to_the_content(open_page):
    page = open_page("/en/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("element => element === document.activeElement")
    skip.wait_for(state="visible")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


@pytest.mark.parametrize("name", ["home", "words", "case", "collection"])
def test_the_focus_goes_through_the_page_in_its_order_and_is_seen(open_page, name):
    page = open_page(f"/en/{PAGES[name]}", reduced_motion="reduce")  # no scrolling while we look
    for _number in range(400):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["end"]:
            break
        assert focus["follows"], focus
        assert focus["shown"], focus
        assert focus["inside"], focus
    else:
        pytest.fail("the focus never came to the end")


def test_a_search_from_the_keyboard(open_page):
    page = open_page("/en/")
    while page.evaluate("document.activeElement.type") != "search":
        page.keyboard.press("Tab")
    page.keyboard.type("beans")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?*q=beans*")
    hit = page.locator('.hit h3 a[href*="/cases/"]').first
    hit.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")


def test_the_menu_of_languages_closes_with_escape(open_page):
    page = open_page("/en/")
    summary = page.locator("header .languages summary")
    summary.focus()
    page.keyboard.press("Enter")
    first = page.locator("header .languages a").first
    first.wait_for(state="visible")
    page.keyboard.press("Tab")
    assert first.evaluate("element => element === document.activeElement")
    page.keyboard.press("Escape")
    first.wait_for(state="hidden")
    assert summary.evaluate("element => element === document.activeElement")

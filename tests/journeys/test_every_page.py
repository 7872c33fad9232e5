"""Every type of page: accessible, inside the screen, with targets for a thumb, in one language after another."""

import pytest

from kb.core import languages
from tests.journeys.conftest import NARROW, WIDE
from tests.journeys.content import PAGES

CHECKED_WHOLE = ("en", "zh-hans", "km")
ONE_PAGE = "words"
# What is wider than the screen, and what a thumb cannot hit: the names of such elements.
OUTSIDE = """() => {
  const width = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > width) found.push("the page");
  for (const each of document.querySelectorAll("body *")) {
    const box = each.getBoundingClientRect();
    if (box.right > width + 1 && !each.closest(".scroll, .jump, .skip, .hidden-text, .loading, svg, .weave-band"))
      found.push(each.outerHTML.slice(0, 80));
  }
  return found;
}"""
SMALL = """() => [...document.querySelectorAll("nav a, button, .button, summary, input, a.chip, .tile a")]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.closest(".hidden-text"))
  .filter(each => each.getBoundingClientRect().height < 43.5)
  .map(each => each.outerHTML.slice(0, 80))"""


def fits(page):
    # After a click the page that comes may have no document yet.
    page.wait_for_load_state()
    assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("code", CHECKED_WHOLE)
def test_a_page_is_accessible_and_fits(open_page, accessible, shoot, code, name):
    page = open_page(f"/{code}/{PAGES[name]}", size=NARROW)
    accessible(page)
    fits(page)
    assert page.evaluate(SMALL) == []
    shoot(page, f"{name}-{code}-narrow")
    page.set_viewport_size(WIDE)
    accessible(page)
    fits(page)
    shoot(page, f"{name}-{code}-wide")


@pytest.mark.parametrize("code", [code for code in languages.CODES if code not in CHECKED_WHOLE])
def test_a_page_in_the_other_languages(open_page, accessible, shoot, code):
    page = open_page(f"/{code}/{PAGES[ONE_PAGE]}", size=NARROW)
    accessible(page)
    for name in ("home", "case", "country", ONE_PAGE):
        page.goto(f"/{code}/{PAGES[name]}")
        assert page.locator("html").get_attribute("lang") == languages.get(code).tag
        fits(page)
        shoot(page, f"{name}-{code}-narrow")

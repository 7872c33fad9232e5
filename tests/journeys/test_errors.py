"""A reader who takes a wrong turn, in every language, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from kb.core import languages
from tests.journeys.conftest import NARROW, WIDE


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_wrong_turn_leads_to_the_search(open_page, javascript):
    page = open_page("/en/nowhere/", javascript=javascript)
    assert page.locator("h1").inner_text() == "There is no page here"
    page.locator("main input[type=search]").fill("water")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?*q=water*")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("code", languages.CODES)
def test_the_error_page_is_accessible(open_page, accessible, shoot, code):
    for size in (WIDE, NARROW):
        page = open_page(f"/{code}/nowhere/", size=size)
        assert page.locator("html").get_attribute("lang") == languages.get(code).tag
        accessible(page)
        shoot(page, f"error-{code}-{size['width']}")

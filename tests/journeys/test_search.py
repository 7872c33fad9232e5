"""Searching in a browser: with JavaScript it is quicker, without it everything works all the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW


@pytest.mark.parametrize("javascript", [True, False])
def test_search_narrow_sort_and_go_back(open_page, javascript):
    page = open_page("/en/search/", javascript=javascript)
    if javascript:
        page.evaluate("window.sameDocument = true")
    box = page.locator("main input[type=search]")
    box.fill("water")
    box.press("Enter")
    page.wait_for_url("**/en/search/?q=water")
    page.locator("mark").first.wait_for()
    everything = page.locator("ol.hits > li").count()
    laos = page.locator("main a[href*='country=LA']").first
    count = int(laos.locator(".count").inner_text())
    laos.click()
    page.wait_for_url("**country=LA**")
    page.locator(".chips").wait_for()
    expect(page.locator("ol.hits > li")).to_have_count(count)
    assert count < everything
    page.get_by_role("link", name="Newest").click()
    page.wait_for_url("**sort=newest**")
    if javascript:
        assert page.evaluate("window.sameDocument") is True
    page.go_back()
    page.wait_for_url("**country=LA")
    page.wait_for_function("!window.sameDocument")  # the whole page comes again, as the browser has it
    expect(page.locator("ol.hits > li")).to_have_count(count)
    page.go_back()
    page.wait_for_url("**/en/search/?q=water")
    expect(page.locator("ol.hits > li")).to_have_count(everything)
    expect(page.locator("header.site-head")).to_have_count(1)
    assert box.input_value() == "water"
    page.reload()
    expect(page.locator("header.site-head")).to_have_count(1)
    expect(page.locator("ol.hits > li")).to_have_count(everything)


@pytest.mark.parametrize("javascript", [True, False])
def test_on_a_phone_filters_have_a_page_of_their_own(open_page, shoot, javascript):
    page = open_page("/en/search/?q=water", javascript=javascript, size=NARROW)
    page.get_by_role("link", name="Filter").click()
    page.wait_for_url("**view=filters**")
    page.locator("a[href*='country=LA']").first.click()
    page.wait_for_url("**country=LA**view=filters**")
    shoot(page, "search-filters")
    show = page.get_by_role("link", name="Show")
    assert "case" in show.inner_text()
    show.click()
    page.wait_for_url("**/en/search/?q=water&country=LA")
    expect(page.get_by_role("link", name="Filter (1)")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["?q=water", "?q=water&view=filters", "?q=water&country=ZZ&sort=password", ""]
)
def test_every_state_is_accessible(open_page, accessible, path):
    accessible(open_page(f"/lo/search/{path}"))


def test_what_others_wrote_follows_below_a_line_and_says_its_language(open_page):
    page = open_page("/my/search/?q=OTOP")
    others = page.get_by_role("heading", name="(")
    others.first.wait_for()
    assert page.locator("ol.hits h3[lang='en'], ol.hits h3[lang='th']").count() > 0

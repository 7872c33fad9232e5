"""A list is taken along: as a file, in the reader's own list, as a link for somebody else."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, WIDE
from tests.journeys.content import BEANS, EXPERT

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])


def downloaded(page, label):
    with page.expect_download() as download:
        page.get_by_role("link", name=label, exact=True).click()
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


@SCRIPT
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_list_is_kept_taken_and_shared(open_page, accessible, javascript, size):
    page = open_page("/en/search/?q=beans", javascript=javascript, size=size)
    hit = page.locator(".hit").filter(has=page.locator(f'a[href="/en/{BEANS}"]'))
    expect(page.locator("#kept-link a")).to_have_count(0)
    hit.get_by_role("button", name=re.compile("^Keep:")).click()
    link = page.get_by_role("link", name="Kept (1)")
    link.wait_for()
    assert "/en/search/?q=beans" in page.url
    assert hit.get_by_role("button").inner_text() == "Kept"
    expect(hit.get_by_role("button")).to_be_visible()

    page.goto(f"/en/{EXPERT}")
    page.get_by_role("button", name=re.compile("^Keep:")).click()
    page.get_by_role("link", name="Kept (2)").click()
    page.wait_for_url("**/en/kept/")
    if javascript:
        accessible(page)
    titles = page.locator(".hit h3").all_inner_texts()
    assert len(titles) == 2
    rows = list(csv.DictReader(downloaded(page, "CSV").splitlines()))
    assert [row["Title"] for row in rows] == titles
    assert downloaded(page, "RIS").count("TY  - ELEC") == 2

    shared = open_page(page.locator("#share a").get_attribute("href"), javascript=javascript, size=size)
    assert shared.locator(".hit h3").all_inner_texts() == titles
    shared.get_by_role("button", name="Keep all of these").click()
    shared.get_by_role("link", name="Kept (2)").wait_for()

    page.get_by_role("button", name=re.compile("^Kept, remove:")).first.click()
    page.get_by_role("link", name="Kept (1)").wait_for()
    page.get_by_role("button", name="Remove all").click()
    page.get_by_text("Nothing is here yet").wait_for()
    expect(page.locator("#kept-link a")).to_have_count(0)


@SCRIPT
def test_what_a_search_finds_is_taken_as_a_file(open_page, javascript):
    page = open_page("/lo/search/?kind=case", javascript=javascript)
    titles = page.locator(".hit h3").all_inner_texts()
    table = downloaded(page, "CSV")
    assert all(title in table for title in titles)
    assert downloaded(page, "RIS").count("ER  - ") == len(titles)
    printing = page.locator("button[data-print]")
    assert printing.is_visible() is javascript
    page.emulate_media(media="print")
    expect(page.locator("input[type=search]:visible")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_keeping_with_a_script_leaves_the_place_and_what_was_found_by_one_is_printable(open_page):
    page = open_page("/en/search/", size=NARROW)
    page.get_by_role("link", name="Title", exact=True).click()
    page.wait_for_url("**sort=title*")
    # The address changes before the new list has settled and its button is shown.
    page.locator("button[data-print]").wait_for()
    button = page.locator(".hit button").last
    code = button.get_attribute("value")
    button.scroll_into_view_if_needed()
    button.click()
    kept = page.locator(f"#keep-{code}.kept")
    kept.wait_for()
    assert page.evaluate("window.scrollY") > 0
    assert page.evaluate("document.activeElement.id") == f"keep-{code}"

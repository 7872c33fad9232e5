"""A case is written on a telephone in Khmer, from the first line to the editors, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, PASSWORD
from tests.journeys.test_every_page import fits
from tests.word import filled, saved

TITLE = "ទឹកស្អាតសម្រាប់ភូមិបាកង"


def save(page):
    page.click("form.entry button.main")
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_case_is_begun_filled_in_and_sent(new_person, open_page, accessible, shoot, javascript):
    name = new_person("sophea")
    page = open_page("/km/share/", javascript=javascript, size=NARROW)
    if javascript:
        accessible(page)
        fits(page)
    page.locator("main a[href*='accounts/login']").click()
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("form.entry button")
    page.wait_for_url("**/km/share/")
    page.locator("main a[href$='/share/new/']").click()
    page.fill("#id_title", f"{TITLE} {javascript}")
    page.select_option("#id_country", "KH")
    save(page)
    overview = page.url
    if javascript:
        accessible(page)
        fits(page)
    shoot(page, "share-overview-km-narrow")

    page.goto(f"{overview}places/")
    page.fill("#id_sites-0-province", "Siem Reap")
    page.locator("button[name=add]").click()
    page.wait_for_load_state()
    assert page.input_value("#id_sites-0-province") == "Siem Reap"
    expect(page.locator("[data-typed]")).to_be_hidden()
    page.select_option("#id_sites-1-country", "KH")
    page.fill("#id_sites-1-village", "Bakong")
    if javascript:
        accessible(page)
        fits(page)
    shoot(page, "share-places-km-narrow")
    save(page)

    page.goto(f"{overview}basics/")
    page.fill("#id_summary", "ទឹកស្អាត " * 60)
    save(page)
    page.goto(f"{overview}themes/")
    page.locator("input[name=themes]").nth(3).check()
    if javascript:
        accessible(page)
    save(page)
    page.goto(f"{overview}licence/")
    page.check("#id_original_statement")
    save(page)
    page.locator("form[action$='/send/'] button").click()
    page.wait_for_load_state()
    expect(page.locator("form[action$='/take-back/']")).to_have_count(1)
    expect(page.locator("main a[href$='/basics/']")).to_have_count(0)
    page.goto("/km/share/")
    assert TITLE in page.locator("main").inner_text()
    if javascript:
        accessible(page)
        fits(page)
    shoot(page, "share-mine-km-narrow")


def test_what_was_typed_without_a_network_is_offered_again(new_person, open_page):
    name = new_person("dara")
    page = open_page("/en/share/new/", size=NARROW)
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("form.entry button")
    page.wait_for_url("**/en/share/new/")
    page.fill("#id_title", "Rice banks")
    page.select_option("#id_country", "KH")
    save(page)
    address = f"{page.url}problem/"
    page.goto(address)
    expect(page.locator("[data-typed]")).to_be_hidden()
    page.fill("#id_problem", "Typed on the way")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    assert page.input_value("#id_problem") == ""
    page.click("[data-typed-back]")
    assert page.input_value("#id_problem") == "Typed on the way"
    save(page)
    page.goto(address)
    assert page.input_value("#id_problem") == "Typed on the way"
    expect(page.locator("[data-typed]")).to_be_hidden()


def test_a_case_is_written_in_word_and_sent(new_person, open_page, accessible, shoot):
    name = new_person("sopheap")
    page = open_page("/km/share/", size=NARROW)
    page.locator("main a[href$='/share/word/']").click()
    page.wait_for_url("**/km/share/word/")
    accessible(page)
    fits(page)
    shoot(page, "share-word-km-narrow")
    with page.expect_download() as taken:
        page.locator("main a.button[href$='/km.docx']").click()
    content = Path(taken.value.path()).read_bytes()
    document = filled(content, {"basics.title": TITLE, "basics.summary": "ទឹក", "period.start": "ថ្មីៗនេះ"}, {})

    page.locator("main a[href*='accounts/login']").click()
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("form.entry button")
    page.wait_for_url("**/km/share/word/")
    page.set_input_files("#id_file", {"name": "a.docx", "mimeType": "text/plain", "buffer": b"no document"})
    page.select_option("#id_country", "KH")
    save(page)
    expect(page.locator("#id_file_error")).to_have_count(1)
    assert page.input_value("#id_country") == "KH"
    accessible(page)
    fits(page)
    shoot(page, "share-word-refused-km-narrow")
    page.set_input_files("#id_file", {"name": "a.docx", "mimeType": "", "buffer": saved(document)})
    save(page)
    assert TITLE in page.locator("h1").inner_text()
    left = page.locator("[aria-labelledby=left-over]")
    assert "ថ្មីៗនេះ" in left.inner_text()
    accessible(page)
    fits(page)
    shoot(page, "share-word-left-over-km-narrow")
    left.locator("button").click()
    page.wait_for_load_state()
    expect(page.locator("[aria-labelledby=left-over]")).to_have_count(0)
    page.goto(f"{page.url}basics/")
    assert page.input_value("#id_summary") == "ទឹក"

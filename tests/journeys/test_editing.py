"""The editors' guide, walked through: a case is written by one, approved by another, translated and found."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD

TITLE, SUMMARY = (
    "Weaving lamps from bamboo",
    "Families of one valley weave lamps and sell them together. " * 6,
)
KHMER = "ការត្បាញចង្កៀងពីឫស្សី"


@pytest.fixture
def editors(new_person, open_page):
    """Three editors by name, each with the page of a browser in which they are signed in."""
    names = [new_person(name, "Editors") for name in ("dara", "linh", "mei")]

    def signed_in(name):
        # The admin saves by itself while one writes; of a row that is half written it answers 400.
        page = open_page("/en/accounts/login/?next=/admin/", expected=(400,))
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("form.entry button")
        page.wait_for_url("**/admin/")
        return page

    return [(name, signed_in(name)) for name in names]


def button(page, name):
    return page.get_by_role("button", name=re.compile(f"^\\s*{name}"))


def tab(page, name):
    page.get_by_role("tab", name=re.compile(f"^{name}")).click()


def submit(page):
    button(page, "More actions").click()
    button(page, "Submit to").click()


def write(page, shoot):
    """From the title alone to a case that waits for approval."""
    page.goto("/admin/pages/usage/cases/caseshardpage/?locale=en")
    country = page.locator("main td.title a[href$='/edit/']", has_text="Lao").first.get_attribute("href")
    page.goto(f"{country.removesuffix('edit/')}add_subpage/")
    page.fill("#id_title", TITLE)
    button(page, "Save draft").click()
    expect(page.locator(".messages .success")).to_contain_text("created")
    submit(page)
    expect(page.locator(".error-message", has_text="The summary is missing")).to_be_visible()
    shoot(page, "editing-lacking")
    page.fill("#id_summary", SUMMARY)
    tab(page, "Facts")
    expect(page.get_by_text("No place is given.")).to_be_visible()
    button(page, "Add place").click()
    page.fill("#id_sites-0-key", "p1")
    page.select_option("#id_sites-0-country", "LA")
    button(page, "Add theme").click()
    page.select_option("#id_theme_rows-0-term", index=1)
    shoot(page, "editing-facts")
    tab(page, "Figures")
    button(page, "Add source").click()
    page.fill("#id_references-0-key", "s1")
    page.fill("#id_references-0-title", "Lamps of the valley: a report")
    shoot(page, "editing-figures")
    submit(page)
    expect(page.locator(".messages .success")).to_contain_text("submitted")


def translate(page, shoot):
    """Into Khmer, by the words alone."""
    page.goto("/admin/pages/usage/cases/casepage/?locale=en")
    original = page.locator("main td.title a", has_text=TITLE).get_attribute("href")
    page.goto(original)
    page.get_by_role("button", name="Actions", exact=True).click()
    page.get_by_role("link", name="Translate").click()
    page.get_by_label("Khmer").check()
    button(page, "Submit").click()
    expect(page.locator(".messages .success")).to_contain_text("translation into Khmer")
    page.fill("#id_title", KHMER)
    page.select_option("#id_translation_state", label="translation checked")
    shoot(page, "editing-translation")
    submit(page)
    expect(page.locator(".messages .success")).to_contain_text("submitted")


def approve(page, title, author, shoot):
    """From the dashboard to the window that names the version, and through it."""
    page.goto("/admin/")
    page.get_by_role("link", name=title).first.click()
    button(page, "More actions").click()
    button(page, "Approve and Publish").click()
    window = page.get_by_role("dialog")
    expect(window).to_contain_text(f"You approve “{title}” as {author} saved it")
    shoot(page, "editing-approve")
    window.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator(".messages .success")).to_contain_text("is approved and published")


def found(reader, address, title):
    """Ask until the worker has put the case into the index."""
    for _attempt in range(30):
        reader.goto(address)
        try:
            return expect(reader.get_by_role("link", name=title).first).to_be_visible(timeout=1_000)
        except AssertionError:
            continue
    raise AssertionError(f"{title} is not found at {address}")


def refused(page, title):
    """Who wrote it is offered everything but to approve it."""
    page.goto("/admin/")
    page.get_by_role("link", name=title).first.click()
    button(page, "More actions").click()
    expect(button(page, "Request changes")).to_be_visible()
    expect(button(page, "Approve")).to_have_count(0)


def test_a_case_is_written_approved_found_and_translated(editors, open_page, shoot):
    (author, first), (translator, second), (_name, third) = editors
    write(first, shoot)
    refused(first, TITLE)
    approve(second, TITLE, author, shoot)
    reader = open_page("/en/")
    found(reader, "/en/search/?q=bamboo", TITLE)
    reader.get_by_role("link", name=TITLE).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(reader.locator("main")).to_contain_text("Lamps of the valley: a report")

    translate(second, shoot)
    refused(second, KHMER)
    approve(third, KHMER, translator, shoot)  # the first owns the original, and so its translation
    reader.goto(reader.url.replace("/en/", "/km/"))
    expect(reader.get_by_role("heading", level=1)).to_have_text(KHMER)
    expect(reader.locator("p.state.reviewed")).to_be_visible()
    shoot(reader, "editing-khmer")

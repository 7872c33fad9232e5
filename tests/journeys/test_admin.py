"""The admin's editors in a real browser: their scripts build the blocks and the rows."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import ADMINISTRATOR


@pytest.fixture
def admin(open_page):
    """A page of a logged-in administrator."""
    page = open_page("/en/accounts/login/?next=/admin/")
    page.fill("input[name=login]", ADMINISTRATOR[0])
    page.fill("input[name=password]", ADMINISTRATOR[1])
    page.click("form.entry button")
    page.wait_for_url("**/admin/")
    return page


def versions(page, model):
    """Addresses of the edit forms of an English original and of a Chinese translation of that type."""
    for locale in ("en", "zh-hans"):
        page.goto(f"/admin/pages/usage/{model}/?locale={locale}")
        yield page.locator("main td.title a[href$='/edit/']").first.get_attribute("href")


@pytest.mark.parametrize("model", ["cases/casepage", "experts/expertpage", "cases/collectionpage"])
def test_an_original_and_its_translation_are_edited(admin, model, shoot):
    for number, address in enumerate(versions(admin, model)):
        admin.goto(address)
        title = admin.locator("#id_title")
        title.fill(f"{title.input_value()} (2)")
        tabs = admin.locator("[role=tab][href^='#tab-']")
        assert tabs.count() >= 2
        for tab in tabs.all():
            tab.click()
            shoot(admin, f"admin-{model.replace('/', '-')}-{number}-{tab.get_attribute('href')[1:]}")
        facts = admin.locator("input[name$='-TOTAL_FORMS']:not([name^=comments])")
        assert (facts.count() == 0) == (number == 1)
        admin.locator("button.action-save").first.click()
        admin.locator(".messages .success").first.wait_for()

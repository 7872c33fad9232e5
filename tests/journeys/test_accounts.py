"""One's own account in a real browser: log in, set up a second factor, log in with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import ADMINISTRATOR, NARROW, PASSWORD
from tests.kb.accounts.codes import code_of


@pytest.fixture
def person(new_person):
    return new_person("somchai")


def press(page):
    page.click("form.entry button")


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_second_factor_is_set_up_and_asked_for(person, open_page, accessible, shoot, javascript):
    page = open_page("/km/accounts/email/", javascript=javascript, size=NARROW)
    page.fill("input[name=login]", person)
    page.fill("input[name=password]", PASSWORD)
    press(page)
    page.wait_for_url("**/km/accounts/email/")
    page.goto("/km/accounts/2fa/app/")
    page.fill("input[name=password]", PASSWORD)
    press(page)
    secret = page.locator("code").inner_text()
    assert page.locator(".qr svg").bounding_box()["width"] > 150
    if javascript:
        accessible(page)
    shoot(page, "second-factor-km-narrow")
    page.fill("input[name=code]", code_of(secret))
    press(page)
    recovery = page.locator("ul.plain code").first.inner_text()
    expect(page.locator("ul.plain code")).to_have_count(10)
    shoot(page, "recovery-codes-km-narrow")
    page.goto("/km/accounts/logout/")
    press(page)
    page.goto("/km/accounts/login/")
    page.fill("input[name=login]", person)
    page.fill("input[name=password]", PASSWORD)
    press(page)
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.fill("input[name=code]", recovery)
    press(page)
    page.goto("/km/accounts/email/")
    assert person in page.locator("main").inner_text()


def test_a_desk_opens_an_account_and_shows_its_link(open_page, accessible, shoot):
    page = open_page("/km/accounts/opened/", size=NARROW)
    page.fill("input[name=login]", ADMINISTRATOR[0])
    page.fill("input[name=password]", ADMINISTRATOR[1])
    press(page)
    page.wait_for_url("**/km/accounts/opened/")
    for name in ("village1", "village2"):
        page.goto("/km/accounts/opened/")
        page.fill("input[name=username]", name)
        press(page)
        assert "/km/accounts/password/reset/key/" in page.locator("#link").inner_text()
    accessible(page)
    shoot(page, "account-link-km-narrow")
    page.goto("/km/accounts/opened/")
    accessible(page)
    shoot(page, "accounts-km-narrow")
    page.locator("form.row button").first.click()
    expect(page.locator(".qr svg")).to_be_visible()
    page.goto(page.locator("#link").inner_text())
    accessible(page)
    expect(page.locator("input[type=password]")).to_have_count(2)

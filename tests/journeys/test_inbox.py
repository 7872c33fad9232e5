"""One's own inbox in a real browser, and the mail that the server's own thread sends about it."""

from __future__ import annotations

import time
from urllib.request import urlopen

import pytest

from kb.core import languages
from tests.journeys.conftest import NARROW, PASSWORD, WIDE
from tests.journeys.test_every_page import SMALL, fits
from tests.server import manage

NAME = "bopha"
TELL = f"""
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from kb.inbox.kinds import Kind, register
from kb.inbox.models import MailChoice
from kb.inbox.telling import tell
register(Kind("tried.done", _("“%(title)s” is withdrawn.")), Kind("tried.todo", _("“%(title)s” is withdrawn."), must_act=True))
users = get_user_model().objects
by = users.create_user("desk", first_name="Somchai", last_name="Keo")
person = users.create_user({NAME!r}, "bopha@example.org", {PASSWORD!r})
MailChoice.objects.create(user=person, language="km")
for number in range(11):
    kind = "tried.todo" if number == 3 else "tried.done"
    tell([person], kind, words={{"title": f"Water for the villages above the second dam {{number}}"}}, route="account_email",
         by=by if number % 2 else None, comment="Who pays for it?\\nPlease say more." if number == 3 else "")
"""


@pytest.fixture(scope="module")
def told(prepared, address):
    manage(prepared, "shell", "-c", TELL)
    return prepared


def log_in(page):
    page.fill("input[name=login]", NAME)
    page.fill("input[name=password]", PASSWORD)
    page.click("form.entry button")


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_line_is_opened_and_counts_no_longer(told, open_page, accessible, shoot, javascript):
    page = open_page("/en/inbox/", javascript=javascript, size=NARROW)
    log_in(page)
    page.wait_for_url("**/en/inbox/")
    before = page.locator(".mine a").last.inner_text()
    shoot(page, "inbox-en-narrow")
    if javascript:
        accessible(page)
        fits(page)
    page.locator("li.open button[value=open]").nth(1).click()
    page.wait_for_url("**/en/accounts/email/")
    after = page.locator(".mine a").last.inner_text()
    assert int(after.strip("Inbox ()")) == int(before.strip("Inbox ()")) - 1


def test_the_head_has_room_for_it_in_every_language(told, open_page, accessible, shoot):
    page = open_page("/en/inbox/", size=NARROW)
    log_in(page)
    page.wait_for_url("**/en/inbox/")
    for code in languages.CODES:
        for size, name in ((NARROW, "narrow"), ({"width": 900, "height": 800}, "middle"), (WIDE, "wide")):
            page.set_viewport_size(size)
            page.goto(f"/{code}/inbox/")
            fits(page)
            if size is NARROW:
                assert page.evaluate(SMALL) == []
            shoot(page, f"inbox-{code}-{name}")
    page.goto("/my/inbox/choices/")
    accessible(page)
    shoot(page, "inbox-choices-my-wide")


def test_the_server_sends_the_mail_by_itself(told, address):
    """The development settings write mails into the log. What was opened on the site before needs no mail any more."""
    log = told / "server.log"
    urlopen(f"{address}/en/").close()  # the thread that sends begins with the first request
    end = time.monotonic() + 60
    while (text := log.read_text()).count("To: bopha@example.org") < 9 and time.monotonic() < end:
        time.sleep(0.2)
    assert 9 <= text.count("To: bopha@example.org") <= 11
    assert text.count("Content-Language: km") == text.count("To: bopha@example.org")
    assert "/km/inbox/choices/" in text

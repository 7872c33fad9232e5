"""An expert's own profile in a real browser: the link of a desk, a row more, a look at how others see it, sending it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from experts.parts import PARTS
from tests.journeys.conftest import NARROW, PASSWORD, WIDE
from tests.journeys.test_every_page import SMALL, fits
from tests.server import manage

HOME = re.compile(r"/en/profile/(#\w+)?$")
#: Somebody, and the link that a desk has made for an imported profile.
INVITE = """
from django.contrib.auth import get_user_model
from experts import invitations
from experts.models import ExpertIndexPage, ExpertPage
users = get_user_model().objects
users.create_user({name!r}, password={password!r})
index = ExpertIndexPage.objects.get(locale__language_code="en")
page = ExpertPage(title="Water engineer", name="Noy Keo", slug={name!r}, country="LA", live=False)
index.shard("la", "Laos").add_child(instance=page)
print("link", invitations.link(invitations.invite(page, None)))
"""


@pytest.fixture
def link(prepared, address, javascript):
    name = f"noy-{'with' if javascript else 'without'}"
    out = manage(prepared, "shell", "-c", INVITE.format(name=name, password=PASSWORD))
    return name, "/en/" + out.split("link ")[1].split()[0].split("/en/")[1]


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_an_expert_takes_a_profile_over_and_sends_it(link, open_page, accessible, shoot, javascript):
    name, path = link
    page = open_page(path, javascript=javascript, size=NARROW)

    def look(what):
        fits(page)
        if javascript:
            # The label around a box is as large as a finger.
            assert [each for each in page.evaluate(SMALL) if 'type="checkbox"' not in each] == [], what
            accessible(page)
        shoot(page, f"profile-{what}-narrow")

    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("form.entry button")
    page.wait_for_url(f"**{path}")
    look("invitation")
    page.click("main form button.main")
    page.wait_for_url(HOME)
    look("overview")
    page.goto("/en/profile/edit/languages/")
    page.select_option("#id_languages-0-language", "lo")
    page.click("button[name=add]")
    expect(page.locator("fieldset.entry-row")).to_have_count(2)
    assert page.input_value("#id_languages-0-language") == "lo"
    page.select_option("#id_languages-1-language", "en")
    page.click("button[value=languages-1]")
    expect(page.locator("#id_languages-1-language")).to_have_value("")
    look("languages")
    page.focus("#id_languages-0-language")
    page.click("main form button.main")
    page.wait_for_url(HOME)
    for part in PARTS:
        page.goto(f"/en/profile/edit/{part}/")
        look(part)
    for other in (
        "words/en",
        "words/lo",
        "photograph",
        "confirm",
        "delegates",
        "data",
        "preview/public",
        "consent",
    ):
        page.goto(f"/en/profile/{other}/")
        look(other.replace("/", "-"))
    page.click("main form button.main")  # of the consent
    page.wait_for_url(HOME)
    page.click("text=Send it to the editors")
    expect(page.locator("main")).to_contain_text("It is with the editors")
    page.set_viewport_size(WIDE)
    for code in ("km", "my", "fil"):
        page.goto(f"/{code}/profile/edit/positions/")
        shoot(page, f"profile-positions-{code}-wide")

"""A case goes from its author over the desks of two countries and an editor, back, and out to readers of another language."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, PASSWORD, WIDE
from tests.journeys.test_every_page import fits
from tests.server import manage

MAKE = """
from django.contrib.auth import get_user_model
from kb.editorial.models import Responsibility
from tests.factories import make_case
users = get_user_model().objects
people = {{name: users.create_user(f"{{name}}-{key}", password={password!r}) for name in ("author", "desk", "second", "editor")}}
people["editor"].groups.add(__import__("django.contrib.auth.models", fromlist=["Group"]).Group.objects.get(name="Editors"))
Responsibility.objects.create(user=people["desk"], area="country:MY")
Responsibility.objects.create(user=people["second"], area="country:ID")
case = make_case("Seaweed drying racks {key}", code="racks-{key}", live=False, owner=people["author"], original_statement=True,
                 sites=[dict(key="here", country="MY"), dict(key="there", country="ID")])
case.save_revision(user=people["author"])
case.get_workflow().start(case, people["author"])
"""


@pytest.fixture
def entered(open_page):
    """Opens the site as one of the people, in a language and a size."""

    def enter(name, language="en", size=WIDE, **how):
        page = open_page(f"/{language}/accounts/login/", size=size, **how)
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("form.entry button")
        page.wait_for_load_state()
        return page

    return enter


def to_review(page, language, key):
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + f"/{language}/review/")
    page.locator(f"form .notices a:has-text('{key}')").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_desk_then_editor_then_back_then_public(prepared, entered, accessible, shoot, javascript, open_page):
    key = uuid.uuid4().hex[:6]
    manage(prepared, "shell", "-c", MAKE.format(key=key, password=PASSWORD))
    desk = entered(f"desk-{key}", "km", NARROW, javascript=javascript)
    to_review(desk, "km", key)
    if javascript:
        accessible(desk)
        fits(desk)
    shoot(desk, "review-desk-km-narrow")
    desk.locator("button[value=approve]").click()
    desk.wait_for_load_state()
    expect(desk.locator("button[value=approve]")).to_have_count(0)

    second = entered(f"second-{key}", "id", NARROW, javascript=javascript)
    to_review(second, "id", key)
    second.locator("button[value=approve]").click()
    second.wait_for_load_state()

    editor = entered(f"editor-{key}", "zh-hans", javascript=javascript)
    to_review(editor, "zh-hans", key)
    editor.select_option("#id_point-field", "summary")
    editor.fill("#id_point-text", "Say for how many families")
    editor.locator("form[action$='/points/'] button").last.click()
    editor.wait_for_load_state()
    editor.fill("#id_comment", "Please add who dried how much")
    if javascript:
        accessible(editor)
        fits(editor)
    shoot(editor, "review-editor-zh-wide")
    editor.locator("button[value=reject]").click()
    editor.wait_for_load_state()

    author = entered(f"author-{key}", "my", NARROW, javascript=javascript)
    author.goto("/".join([*author.url.split("/")[:3], "my", "inbox", ""]))
    assert "Please add who dried how much" in author.locator("main").inner_text()
    author.locator("button[value=open]").first.click()
    author.wait_for_load_state()
    if javascript:
        accessible(author)
        fits(author)
    shoot(author, "review-author-my-narrow")
    assert "Say for how many families" in author.locator("main").inner_text()
    author.locator(f"a[href$='/share/racks-{key}/']").click()
    author.wait_for_load_state()
    author.locator("#points ~ ul a").first.click()
    author.wait_for_load_state()
    assert "Say for how many families" in author.locator("main").inner_text()
    author.fill("#id_summary", f"Forty families dry seaweed on racks {key}: what was done, and what changed.")
    author.click("form.entry button.main")
    author.wait_for_load_state()
    author.locator("form[action$='/send/'] button").click()
    author.wait_for_load_state()

    to_review(editor, "zh-hans", key)
    assert editor.locator(".changes ins").count()
    editor.locator("button[value=approve]").click()
    editor.wait_for_load_state()
    manage(prepared, "search_index", "drain")
    reader = open_page(f"/id/search/?q={key}", javascript=javascript)
    assert f"Seaweed drying racks {key}" in reader.locator("main").inner_text()


def test_the_queue_can_be_used_on_a_telephone_in_every_language(prepared, entered, accessible, shoot):
    key = uuid.uuid4().hex[:6]
    manage(prepared, "shell", "-c", MAKE.format(key=key, password=PASSWORD))
    page = entered(f"desk-{key}", size=NARROW)
    origin = "/".join(page.url.split("/")[:3])
    for language in ("en", "zh-hans", "id", "ms", "th", "vi", "lo", "km", "my", "fil"):
        page.goto(f"{origin}/{language}/review/")
        accessible(page)
        fits(page)
    shoot(page, "review-queue-fil-narrow")

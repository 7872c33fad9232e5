"""An author translates a case into Lao, a reviewer of Lao approves it, and a reader sees what is translated and what is not."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, PASSWORD, WIDE
from tests.journeys.test_every_page import fits
from tests.server import manage

MAKE = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from kb.editorial.models import Responsibility
from tests.factories import make_case
users = get_user_model().objects
people = {{name: users.create_user(f"{{name}}-{key}", password={password!r}) for name in ("author", "lao", "editor")}}
people["editor"].groups.add(Group.objects.get(name="Editors"))
Responsibility.objects.create(user=people["lao"], area="language:lo")
make_case("Bamboo bridges {key}", code="bridges-{key}", owner=people["author"], original_statement=True,
          problem='<p>Far from <b>any</b> road, says <a href="https://example.org/">a report</a>.</p>'
                  "<p>In the rain nobody came.</p>",
          steps=[("step", dict(title="Cut bamboo", text="<p>In the dry season.</p>"))])
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


def go(page, path):
    page.goto("/".join(page.url.split("/")[:3]) + path)


def said(page, original):
    """The field beside what the original says."""
    return page.locator(".passage", has_text=original).locator("textarea")


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_author_then_reviewer_then_editor_then_reader(
    prepared, entered, accessible, shoot, javascript, open_page
):
    key = uuid.uuid4().hex[:6]
    manage(prepared, "shell", "-c", MAKE.format(key=key, password=PASSWORD))

    def looked(page, name):
        if javascript:
            accessible(page)
            fits(page)
        shoot(page, name)

    author = entered(f"author-{key}", size=NARROW, javascript=javascript)
    go(author, f"/en/share/bridges-{key}/")
    author.click(f"main a[href$='/translate/bridges-{key}/']")
    author.wait_for_load_state()
    looked(author, "translate-languages-en-narrow")
    author.click(f"main a[href$='/translate/bridges-{key}/lo/']")
    author.wait_for_load_state()
    looked(author, "translate-en-narrow")
    said(author, f"Bamboo bridges {key}").first.fill(f"ຂົວໄມ້ໄຜ່ {key}")
    said(author, "what was done, for whom").fill("ຊາວບ້ານສ້າງຂົວ")
    said(author, "Far from").fill("ໄກ")
    author.click("form.passages button.main")
    author.wait_for_load_state()
    assert "Link 1 of the original is missing" in author.locator("main").inner_text()
    looked(author, "translate-refused-en-narrow")
    said(author, "Far from").fill("ໄກຈາກ **ທຸກ** ທາງ, [ບົດລາຍງານ](1) ກ່າວ")
    author.click("form.passages button.main")
    author.wait_for_load_state()
    author.locator("form[action$='/send/'] button").click()
    author.wait_for_load_state()
    assert "3 of 6" in author.locator("main").inner_text()
    expect(author.locator("textarea")).to_have_count(0)

    reviewer = entered(f"lao-{key}", "lo", javascript=javascript)
    go(reviewer, "/lo/review/")
    reviewer.locator(f"form .notices a:has-text('{key}')").first.click()
    reviewer.wait_for_load_state()
    reviewer.click(f"main a[href$='/translate/bridges-{key}/lo/']")
    reviewer.wait_for_load_state()
    looked(reviewer, "translate-reviewer-lo-wide")
    reviewer.go_back()
    reviewer.locator("button[value=approve]").click()
    reviewer.wait_for_load_state()
    editor = entered(f"editor-{key}", javascript=javascript)
    go(editor, "/en/review/")
    editor.locator(f"form .notices a:has-text('{key}')").first.click()
    editor.wait_for_load_state()
    editor.locator("button[value=approve]").click()
    editor.wait_for_load_state()

    reader = open_page(f"/lo/cases/la/bridges-{key}/", size=NARROW, javascript=javascript)
    expect(reader.locator("p.state.reviewed")).to_have_count(1)
    assert reader.locator("h1").inner_text() == f"ຂົວໄມ້ໄຜ່ {key}"
    assert "ໄກຈາກ ທຸກ ທາງ" in reader.locator("#story").inner_text()
    left = reader.locator("#story p[lang=en].foreign")
    assert [text.splitlines()[-1].strip() for text in left.all_inner_texts()] == [
        "In the rain nobody came.",
        "In the dry season.",
    ]
    looked(reader, "translated-lo-narrow")


def test_translating_fits_a_telephone_in_every_language(prepared, entered, accessible, shoot):
    key = uuid.uuid4().hex[:6]
    manage(prepared, "shell", "-c", MAKE.format(key=key, password=PASSWORD))
    page = entered(f"author-{key}", size=NARROW)
    for language in ("en", "zh-hans", "id", "ms", "th", "vi", "lo", "km", "my", "fil"):
        go(page, f"/{language}/translate/bridges-{key}/km/")
        accessible(page)
        fits(page)
    page.set_viewport_size(WIDE)
    shoot(page, "translate-fil-wide")

"""An editor looks at what is translated: the grid, what has changed in an original, and what can be read where."""

from __future__ import annotations

import uuid

import pytest

from tests.journeys.conftest import NARROW, PASSWORD, WIDE
from tests.journeys.test_every_page import fits
from tests.server import manage

MAKE = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from tests.factories import make_case, publish, translate
person = get_user_model().objects.create_user("editor-{key}", password={password!r})
person.groups.add(Group.objects.get(name="Editors"))
case = make_case("Seaweed drying racks {key}", code="drying-{key}", country="MY")
translate(case, "ms", "Rak pengering rumpai laut", translation_state="reviewed")
translate(case, "id", "Rak pengering", live=False)
case.title = "Seaweed racks {key}"
publish(case)
translate(case, "th", "ราวตากสาหร่าย", translation_state="machine")
"""


@pytest.fixture
def editor(prepared, open_page):
    """Opens a path as an editor, in a size; there is a case in several states."""
    key = uuid.uuid4().hex[:6]
    manage(prepared, "shell", "-c", MAKE.format(key=key, password=PASSWORD))

    def enter(size=WIDE, **how):
        page = open_page("/en/accounts/login/", size=size, **how)
        page.fill("input[name=login]", f"editor-{key}")
        page.fill("input[name=password]", PASSWORD)
        page.click("form.entry button")
        page.wait_for_load_state()
        return page

    enter.key = key
    return enter


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_grid_in_every_language(editor, accessible, shoot, size):
    page = editor(size)
    origin = "/".join(page.url.split("/")[:3])
    for language in ("en", "km", "my", "fil"):
        for name, path in (
            ("grid", "translate/"),
            ("older", "translate/?state=outdated"),
            ("counts", "translate/coverage/counts/"),
        ):
            page.goto(f"{origin}/{language}/{path}")
            accessible(page)
            fits(page)
            shoot(page, f"translations-{name}-{language}-{'narrow' if size is NARROW else 'wide'}")


def test_from_the_account_to_what_has_changed_without_scripts(editor, shoot):
    page = editor(NARROW, javascript=False)
    page.goto(
        page.url.split("/accounts")[0] + "/accounts/email/"
        if "/accounts" in page.url
        else "/en/accounts/email/"
    )
    page.click("main a[href$='/translate/']")
    page.select_option("#id_state", "outdated")
    page.click("form.entry button")
    page.wait_for_load_state()
    row = page.locator(f"tr:has-text('Seaweed racks {editor.key}')")
    assert "Older than the original" in row.inner_text()
    row.locator("a[href$='/ms/changed/']").click()
    page.wait_for_load_state()
    assert page.locator(".changes del").count()
    shoot(page, "translations-changed-en-narrow")


def test_by_keyboard_to_the_last_cell(editor):
    page = editor()
    page.goto("/en/translate/?language=ms")
    page.locator(".scroll").focus()
    links = page.locator(".grid td a").count()
    seen = set()
    for _ in range(4 * links + 40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.getAttribute('href')"))
    assert {link.get_attribute("href") for link in page.locator(".grid a").all()} <= seen


def test_works_are_given_and_a_file_comes_back(editor, open_page, accessible, shoot, tmp_path):
    page = editor(NARROW)
    page.goto(page.url.split("/en/")[0] + "/en/translate/?kind=case&country=MY&state=missing&language=lo")
    page.locator(f"tr:has-text('Seaweed racks {editor.key}') input[type=checkbox]").check()
    page.select_option("#id_into", "lo")
    page.locator("fieldset button").click()
    page.wait_for_load_state()
    accessible(page)
    fits(page)
    shoot(page, "translations-give-en-narrow")
    page.fill("#id_person", f"editor-{editor.key}")
    page.locator("form.entry button").last.click()
    page.wait_for_load_state()
    accessible(page)
    fits(page)
    shoot(page, "translations-batch-en-narrow")
    with page.expect_download() as waited:
        page.locator(".links a:has-text('XLF')").click()
    path = tmp_path / "texts.xlf"
    text = waited.value.path().read_text(encoding="utf-8")
    path.write_text(
        text.replace('<target state="needs-translation"/>', "<target>ສາຫຼ່າຍ</target>", 1), encoding="utf-8"
    )
    page.set_input_files("#id_file", path)
    page.locator("form[action$='/bring/'] button").click()
    page.wait_for_load_state()
    assert "Texts taken: 1" in page.locator("main").inner_text()
    accessible(page)
    fits(page)

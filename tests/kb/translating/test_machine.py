"""What a machine suggests: asked for by somebody, marked until a person has looked at it, and never in the way."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.checks import run_checks
from wagtail_localize.models import StringTranslation

from cases.models import CasePage
from kb.core.models import TranslationState
from kb.translating.machine import CALLS
from tests.factories import locale, make_case, make_user
from tests.kb.translating.conftest import LAO, draft, fields, form, save, words_of
from tests.kb.translating.machines import Backwards, Hanging

HERE = "tests.kb.translating.machines"


@pytest.fixture(autouse=True)
def machine(settings):
    settings.MACHINE_TRANSLATOR = f"{HERE}.Backwards"
    Backwards.asked.clear()
    yield settings
    Hanging.let_go()


def ask(client, path=LAO, **typed):
    return client.post(path, {**form(client.get(path), **typed), "machine": "1"}, follow=True)


def test_nothing_is_sent_until_somebody_asks_and_the_page_says_to_whom(writing, machine):
    assert "The texts go to: Backwards at words.example." in words_of(writing.get(LAO))
    save(writing, {"A spring": "ນ້ຳພຸ"})
    assert Backwards.asked == []
    machine.MACHINE_TRANSLATOR = ""
    assert "machine" not in words_of(writing.get(LAO))
    assert ask(writing).status_code == 200 and Backwards.asked == []


def test_what_is_empty_is_translated_and_what_was_typed_is_kept(writing, author):
    answer = ask(writing, **{"A spring": "ນ້ຳພຸ"})
    assert [(source, target) for _texts, source, target in Backwards.asked] == [("en", "lo")]
    sent = [text for texts, *_languages in Backwards.asked for text in texts]
    assert sent[:2] == ["Water for all.", "Far from <b>any</b> well."] and "A spring" not in sent
    assert "7 passages come from Backwards at words.example." in words_of(answer)
    assert "8 of 8 passages are translated. 7 come from a machine" in words_of(answer)
    page = draft()
    assert page.title == "ນ້ຳພຸ" and page.summary == ".lla rof retaW"
    assert '<p>eeS<a href="https://example.org/a">troper eht</a>.9102 fo</p>' in page.problem
    assert page.untranslated == {} and page.translation_state == TranslationState.MACHINE
    row = StringTranslation.objects.get(data=".lla rof retaW")
    assert (row.translation_type, row.tool_name, row.last_translated_by) == (
        "machine",
        "Backwards at words.example",
        author,
    )


def test_it_is_a_machines_until_a_person_has_changed_or_confirmed_it(writing):
    ask(writing)
    answer = writing.get(LAO)
    names = fields(answer)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert len(soup.find_all("input", type="checkbox")) == 8
    sure = {name.replace("text-", "sure-"): "on" for said, name in names.items() if said != "No road"}
    writing.post(LAO, {**form(answer), **sure})
    assert "1 comes from a machine" in words_of(writing.get(LAO))
    assert draft().translation_state == TranslationState.MACHINE
    save(writing, {"No road": "ບໍ່ມີທາງ"})
    assert "from a machine" not in words_of(writing.get(LAO))
    assert draft().translation_state == TranslationState.HUMAN
    assert not StringTranslation.objects.filter(translation_type="machine").exists()


def test_who_asks_the_machine_approves_nothing_of_it(client, case, site):
    from kb.editorial.permissions import contributors
    from tests.kb.translating.conftest import lao

    editor = make_user("editor", "Editors")
    client.force_login(editor)
    ask(client)
    assert editor.pk in contributors(lao())


def test_an_answer_without_the_marks_is_not_taken(writing, machine):
    machine.MACHINE_TRANSLATOR = f"{HERE}.Plain"
    answer = ask(writing)
    assert "Some passages came back without a link or emphasis and were left empty." in words_of(answer)
    assert "6 of 8 passages are translated." in words_of(answer)
    assert "Far from <b>any</b> well." in draft().problem


def test_an_answer_that_is_too_long_or_strange_is_not_taken(writing, machine):
    machine.MACHINE_TRANSLATOR = f"{HERE}.Endless"
    assert "0 of 8 passages are translated." in words_of(ask(writing))
    assert not CasePage.objects.filter(locale=locale("lo")).exists()


def test_a_machine_that_hangs_holds_nobody(writing, machine):
    machine.MACHINE_TRANSLATOR, machine.MACHINE_TIMEOUT = f"{HERE}.Hanging", 0.05
    answer = ask(writing, **{"A spring": "ນ້ຳພຸ"})
    assert "The machine takes too long." in words_of(answer)
    assert draft().title == "ນ້ຳພຸ", "what was typed was kept before"


def test_a_machine_that_hangs_takes_no_more_than_a_few_threads(writing, machine):
    machine.MACHINE_TRANSLATOR, machine.MACHINE_TIMEOUT = f"{HERE}.Hanging", 0.05
    for _press in range(CALLS):
        ask(writing)
    machine.MACHINE_TRANSLATOR, machine.MACHINE_TIMEOUT = f"{HERE}.Backwards", 60
    assert "The machine takes too long." in words_of(ask(writing))
    Hanging.let_go()
    Backwards.asked.clear()
    assert "8 passages come from" in words_of(ask(writing)) and len(Backwards.asked) == 1


@pytest.mark.parametrize("name", ["Failing", "Short"])
def test_a_machine_that_fails_is_told_and_what_it_answered_before_is_kept(
    client, author, machine, name, caplog
):
    machine.MACHINE_TRANSLATOR = f"{HERE}.{name}"
    make_case(
        code="long", owner=author, problem="".join(f"<p>Paragraph {number}</p>" for number in range(1, 16))
    )
    client.force_login(author)
    answer = ask(client, "/en/translate/long/lo/")
    assert "The machine did not answer. Try again later" in words_of(answer)
    assert f"{10 if name == 'Failing' else 0} of 17 passages" in words_of(answer)
    assert "The machine translator failed" in caplog.text


def test_the_old_translation_of_what_has_changed_is_not_replaced(writing, case):
    save(writing, {"First we dug.": "ທຳອິດພວກເຮົາຂຸດ"})
    case.steps[0].value["text"].source = "<p>First we dug two wells.</p>"
    case.save_revision().publish(skip_permission_checks=True)
    ask(writing)
    assert "First we dug two wells." not in [text for texts, *_rest in Backwards.asked for text in texts]
    assert "ທຳອິດພວກເຮົາຂຸດ" in form(writing.get(LAO)).values()


def test_nothing_is_sent_while_it_is_reviewed_or_by_who_may_not(client, writing, case):
    save(writing, {"A spring": "ນ້ຳພຸ", "Water for all.": "ນ້ຳ"})
    sent = {**form(writing.get(LAO)), "machine": "1"}
    writing.post(f"{LAO}send/")
    assert writing.post(LAO, sent).status_code == 409
    client.force_login(make_user("reader"))
    assert client.post(LAO, sent).status_code == 404
    assert Backwards.asked == []


@pytest.mark.parametrize(
    ("name", "said"), [("Nothing", "cannot be made"), ("Nameless", "has no name"), ("", "")]
)
def test_a_start_says_when_there_is_no_such_machine(machine, name, said):
    machine.MACHINE_TRANSLATOR = f"{HERE}.{name}" if name else ""
    found = [each.msg for each in run_checks() if each.id == "translating.E001"]
    assert (said in found[0]) if said else found == []

"""Reading and answering letters: who may, what follows, and what is forgotten."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.inbox import daily
from kb.inbox.models import Mail, Notice
from kb.letters import handling
from kb.letters.forgetting import forget
from kb.letters.models import Letter
from tests import factories
from tests.kb.letters.conftest import WORDS, inside, sent, the_letter, write

pytestmark = pytest.mark.django_db
LETTERS = "/en/letters/"


def page_of(letter) -> str:
    return f"{LETTERS}{letter.pk}/"


def do(user, letter, what, **given):
    return inside(user).post(page_of(letter), {"do": what, **given})


def test_recipients_editors_and_administrators_read_a_letter_and_nobody_else(case, desk, editor, superuser):
    write()
    letter, stranger = the_letter(), factories.make_user("stranger", "Contributors")
    for user in (desk, editor, superuser):
        answer = inside(user).get(page_of(letter))
        assert answer.status_code == 200, user
        assert WORDS["text"] in answer.text
        assert WORDS["email"] not in answer.text
        assert f'href="{page_of(letter)}"' in inside(user).get(LETTERS).text
    assert inside(stranger).get(page_of(letter)).status_code == 404
    assert do(stranger, letter, "spam").status_code == 404
    assert page_of(letter) not in inside(stranger).get(LETTERS).text
    assert Client().get(page_of(letter)).status_code == 302
    assert the_letter().state == "new"


def test_a_recipient_sees_no_link_to_what_they_cannot_open(case, desk, editor, superuser):
    write()
    letter = the_letter()
    edit, public = f"/admin/pages/{case.pk}/edit/", "/en/cases/la/ban-na/"
    assert edit in inside(superuser).get(page_of(letter)).text
    text = inside(desk).get(page_of(letter)).text
    assert edit not in text
    assert public in text
    case.unpublish()
    assert public not in inside(desk).get(page_of(letter)).text


def test_an_answer_is_mailed_in_the_language_of_the_writer_and_ends_the_matter(case, desk, editor):
    write("question", language="vi")
    letter = the_letter()
    sent()
    assert do(desk, letter, "answer", text=" ").status_code == 400
    assert do(desk, letter, "answer", text="It has 31.\nThank you.").status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.handled_by, letter.answer) == ("answered", desk, "It has 31.\nThank you.")
    assert not Notice.objects.filter(done_at=None).exists()
    [mail] = sent()
    assert (mail.to, mail.from_email) == ([WORDS["email"]], "webmaster@localhost")
    assert "It has 31.\nThank you." in mail.body
    assert f"> {WORDS['text']}" in mail.body
    assert "\n" not in mail.subject
    row = Mail.objects.get(user=None)
    assert (row.state, row.address, row.subject, row.body) == ("sent", "", "", "")
    assert "It has 31." in inside(desk).get(page_of(letter)).text


def test_two_who_deal_with_it_at_once_send_one_answer(case, desk, editor):
    write()
    letter = the_letter()
    handling.answer(letter, desk, "First")
    with pytest.raises(handling.Settled):
        handling.answer(letter, editor, "Second")
    answer = inside(editor).post(page_of(letter), {"do": "close", "reason": "Typed meanwhile"})
    assert answer.status_code == 409
    assert "Typed meanwhile" in answer.text
    assert "Somebody else has just dealt with this letter." in answer.text
    assert Mail.objects.filter(user=None).count() == 1


def test_closing_asks_for_a_reason_and_writes_to_nobody(case, desk):
    write(email="")
    letter = the_letter()
    assert 'value="answer"' not in inside(desk).get(page_of(letter)).text
    assert do(desk, letter, "answer", text="Thanks").status_code == 404
    assert do(desk, letter, "close", reason="").status_code == 400
    assert do(desk, letter, "close", reason="Corrected.").status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("closed", "Corrected.")
    assert not Mail.objects.filter(user=None).exists()


def test_suspected_spam_is_for_editors_who_say_what_it_is(case, desk, editor):
    write(website="x", text="First")
    write(website="x", text="Second")
    first, second = Letter.objects.get(text="First"), Letter.objects.get(text="Second")
    assert inside(desk).get(page_of(first)).status_code == 404
    assert "suspected" not in inside(desk).get(LETTERS).text
    assert page_of(first) not in inside(desk).get(f"{LETTERS}?show=suspected").text
    assert page_of(first) in inside(editor).get(f"{LETTERS}?show=suspected").text
    assert "A field that people do not see was filled in." in inside(editor).get(page_of(first)).text
    assert not Notice.objects.exists()
    assert do(editor, first, "no_spam").status_code == 302
    assert [notice.user for notice in Notice.objects.all()] == [desk]
    assert inside(desk).get(page_of(first)).status_code == 200
    do(editor, first, "no_spam")  # pressed twice
    assert Notice.objects.count() == 1
    do(editor, second, "spam")
    second.refresh_from_db()
    assert (second.state, second.spam, second.handled_by) == ("closed", True, editor)
    assert Notice.objects.count() == 1
    do(desk, first, "spam")
    assert Letter.objects.filter(state="closed", spam=True).count() == 2


def test_the_list_costs_the_same_however_long_it_is(case, desk, editor):
    write()
    client = inside(editor)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert client.get(LETTERS).status_code == 200
        return len(counted)

    queries()
    few = queries()
    Letter.objects.bulk_create(
        Letter(key=f"{n}", kind="error", work=case.work, title="Water", language="en", text="x")
        for n in range(60)
    )
    assert queries() == few
    assert (
        client.get(LETTERS).text.count('<a href="/en/letters/') - client.get(LETTERS).text.count("?show")
        <= 51
    )
    assert 'page=2"' in client.get(LETTERS).text


def test_a_year_after_it_was_closed_a_letter_is_gone_and_what_nobody_saw_stays(case, desk):
    write(text="Answered")
    write(text="Waits")
    write(text="Suspected", website="x")
    handling.answer(Letter.objects.get(text="Answered"), desk, "Yes.")
    assert forget() == 0
    with time_machine.travel(timezone.now() + timedelta(days=364)):
        assert forget() == 0
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        out = io.StringIO()
        call_command("forget_old", stdout=out)
    assert out.getvalue().startswith("Deleted: ")
    assert sorted(Letter.objects.values_list("text", flat=True)) == ["Suspected", "Waits"]
    assert not Mail.objects.filter(user=None).exists()  # it never went out, and named the writer


def test_forgetting_is_done_every_day_and_a_job_that_fails_stops_no_other(case, desk, monkeypatch, caplog):
    write()
    handling.close(the_letter(), desk, "Done.")
    monkeypatch.setattr(daily, "_jobs", [lambda: 1 / 0, *daily._jobs])
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        daily.run()
    assert not Letter.objects.exists()
    assert "A daily job failed" in caplog.text


def test_a_work_that_is_deleted_leaves_its_letters_to_the_editors(case, desk, editor):
    write()
    case.delete()
    letter = the_letter()
    assert letter.work is None
    assert inside(editor).get(page_of(letter)).status_code == 200
    assert do(editor, letter, "answer", text="The page is gone.").status_code == 302
    assert any("The page is gone." in mail.body for mail in sent())

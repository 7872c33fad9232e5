"""What is typed in Zawgyi arrives in Unicode, and the person is told."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories
from tests.kb.letters.conftest import case, nobody_registered, the_letter, write

__all__ = ["case", "nobody_registered"]
pytestmark = pytest.mark.django_db

SAID = "What you typed in Zawgyi is now in Unicode."


def test_what_is_typed_in_zawgyi_is_kept_in_unicode_and_told_once(case):
    client = Client()
    answer = write(client=client, text="ေရ သန္႔ 31", name="ေမာင္ေမာင္")
    letter = the_letter()
    assert (letter.text, letter.name) == ("ရေ သန့် 31", "မောင်မောင်")
    assert SAID in client.get(answer["Location"]).text
    assert SAID not in client.get(answer["Location"]).text


@pytest.mark.parametrize("around", ["[%s](1) one", "{%s} one", "[31] %s"])
def test_brackets_at_the_beginning_do_not_keep_it_in_zawgyi(case, around):
    write(text=around % "ေရ သန္႔")
    assert the_letter().text == around % "ရေ သန့်"


@pytest.mark.parametrize("text", ['{"text": "ေရ သန္႔"}', '["ေရ သန္႔"]'])
def test_json_is_left_as_it_is(case, text):
    write(text=text)
    assert the_letter().text == text


def test_brackets_without_end_are_text(case):
    assert write(text="[" * 4_000 + "ေရ သန္႔").status_code == 302
    assert the_letter().text == "[" * 4_000 + "ရေ သန့်"


def test_a_form_with_a_mistake_comes_back_in_unicode(case):
    answer = write(text="ေရ သန္႔", email="no address")
    assert answer.status_code == 400
    assert "ရေ သန့်" in answer.text
    assert SAID in answer.text


@pytest.mark.parametrize("text", ["ရေသန့် စီမံကိန်း", "မႂ်ႇသုင်ၶႃႈ", "ေရ ိက"])
def test_what_may_be_unicode_is_kept_as_it_was_typed(case, text):
    client = Client()
    answer = write(client=client, text=text)
    assert the_letter().text == text
    assert SAID not in client.get(answer["Location"]).text


def test_what_is_sent_to_a_view_that_reads_nothing_is_not_read(site, client, settings):
    """A gigabyte would be."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert client.post("/en/kept/", {"codes": "ဒီ" * 10}).status_code == 403


def test_a_password_stays_as_it_was_typed(site):
    password = "ေရသန္႔-ေရသန္႔-77"
    user = factories.make_user("hla")
    user.set_password(password)
    user.save()
    client = Client()
    client.post("/en/accounts/login/", {"login": "hla", "password": password})
    assert client.session.get("_auth_user_id") == str(user.pk)

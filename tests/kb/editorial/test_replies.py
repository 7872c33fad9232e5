"""Saved replies are read and deleted by whoever has saved them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kb.editorial.models import SavedReply
from tests.factories import make_case, make_user
from tests.kb.editorial.test_reviews import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site, client):
    person = make_user("editor", "Editors")
    client.force_login(person)
    return person


def test_a_reply_is_found_from_the_review_and_deleted_after_asking_once_more(editor, client):
    reply = SavedReply.objects.create(user=editor, text="Say <b>who</b> counted.")
    kept = SavedReply.objects.create(user=editor, text="Thank you.")
    author = make_user("author", "Contributors")
    page = sent(make_case(live=False, owner=author, country="TH"), author)
    assert reverse("review_replies") in client.get(reverse("review", args=[page.pk])).text
    text = client.get(reverse("review_replies")).text
    assert "Say &lt;b&gt;who&lt;/b&gt; counted." in text
    delete = reverse("review_reply_delete", args=[reply.pk])
    assert delete in text
    assert "counted" in client.get(delete).text
    assert SavedReply.objects.count() == 2
    assert "The reply is deleted." in client.post(delete, follow=True).text
    assert list(SavedReply.objects.all()) == [kept]
    assert client.post(delete).status_code == 404


def test_nobody_sees_or_deletes_the_replies_of_others(editor, client):
    reply = SavedReply.objects.create(user=editor, text="Mine")
    delete = reverse("review_reply_delete", args=[reply.pk])
    other = Client()
    other.force_login(make_user("other", "Editors"))
    assert "Mine" not in other.get(reverse("review_replies")).text
    assert other.get(delete).status_code == other.post(delete).status_code == 404
    assert Client().post(delete).status_code == 302
    assert SavedReply.objects.exists()


def test_a_form_of_another_site_deletes_nothing(editor):
    reply = SavedReply.objects.create(user=editor, text="Mine")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(reverse("review_reply_delete", args=[reply.pk])).status_code == 403
    assert SavedReply.objects.exists()

"""One document of Word that is sent more than once."""

from __future__ import annotations

import pytest

from cases.models import CasePage
from tests.cases.sharing.conftest import SHARE, code_of, left_of, send, template
from tests.factories import make_user
from tests.word import filled, saved

pytestmark = pytest.mark.django_db


def test_S04_the_same_document_is_one_draft_and_the_second_time_says_so(author, client):
    content = saved(filled(template(client), {"basics.title": "Water", "period.start": "soon"}, {}))
    first = code_of(send(client, content))
    client.post(f"{SHARE}{first}/left-over/")
    answer = send(client, content, "again.docx")
    assert code_of(answer) == first
    assert "You have sent this document before" in client.get(answer["Location"]).text
    assert CasePage.objects.count() == 1 and left_of(first) == []
    client.force_login(make_user("other"))
    assert code_of(send(client, content)) != first


def test_S04_a_document_whose_draft_somebody_else_has_now_begins_another(author, client):
    content = saved(filled(template(client), {"basics.title": "Water"}, {}))
    first = code_of(send(client, content))
    CasePage.objects.filter(slug=first).update(owner=make_user("other"))
    again = send(client, content)
    second = code_of(again)
    assert second != first and client.get(again["Location"]).status_code == 200
    assert code_of(send(client, content)) == second
    CasePage.objects.filter(slug=second).update(owner=None)
    assert code_of(send(client, content)) not in (first, second)

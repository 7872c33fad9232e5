"""Somebody who writes a case on the public site, and what a browser sends back from its pages."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import CasePage, Submission
from tests.factories import make_user, term
from tests.forms import sent_from

SHARE = "/en/share/"
WORD = f"{SHARE}word/"
SUMMARY = " ".join(["water"] * 60)


def page_of(code: str) -> CasePage:
    return CasePage.objects.get(slug=code)


def draft_of(code: str) -> CasePage:
    return page_of(code).get_latest_revision_as_object()


def begin(client: Any, title: str = "Clean water for Ban Xor", **changes: Any) -> str:
    """Begins a case and returns its code."""
    form = sent_from(
        client.get(f"{SHARE}new/"), **{"title": title, "country": "LA", "language": "en", **changes}
    )
    answer = client.post(f"{SHARE}new/", form)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"].split("/")[-2]


def template(client: Any, language: str = "en") -> bytes:
    """The document to be filled in."""
    answer = client.get(f"{WORD}{language}.docx")
    assert answer.status_code == 200
    return answer.content


def send(client: Any, content: bytes, name: str = "case.docx", **changes: Any) -> Any:
    """Sends a document from the page on Word."""
    form = sent_from(client.get(WORD), country="KH", language="en", **changes)
    return client.post(WORD, {**form, "file": SimpleUploadedFile(name, content)})


def code_of(answer: Any) -> str:
    """The code of the draft to which an answer leads."""
    assert answer.status_code == 302, BeautifulSoup(answer.content, "html.parser").main.text
    return answer["Location"].split("/")[-2]


def left_of(code: str) -> Any:
    """What could not be placed in a draft."""
    return Submission.objects.get(page__slug=code).left_over


def queries(client: Any, address: str) -> int:
    """How many queries a page costs. The next request forgets them, so they are counted here."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
        return len(asked)


@pytest.fixture
def author(site, client):
    """A contributor, logged in."""
    person = make_user("khamla", "Contributors")
    client.force_login(person)
    return person


@pytest.fixture
def code(author, client):
    """The code of a draft that the author has begun."""
    return begin(client)


@pytest.fixture
def fill_in(client):
    """`fill_in(code, "basics", title="…")`: opens a part, changes what is named, presses the button."""

    def send(code: str, part: str, **changes: Any) -> Any:
        address = f"{SHARE}{code}/{part}/"
        return client.post(address, sent_from(client.get(address), **changes))

    return send


@pytest.fixture
def listed(code, fill_in):
    """The code of a draft that is complete enough to be sent."""
    assert fill_in(code, "basics", summary=SUMMARY).status_code == 302
    assert fill_in(code, "themes", themes=[str(term("theme", "water_supply").pk)]).status_code == 302
    assert fill_in(code, "licence", original_statement="on").status_code == 302
    return code

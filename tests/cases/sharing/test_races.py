"""A form that arrives twice at the same moment, from one browser or from two people."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.images import get_image_model
from wagtail.models import Page, WorkflowState

from cases.models import CaseIndexPage, CasePage, PhotographPiece, SentPhotograph, Submission
from kb.editorial.models import Step
from kb.inbox.models import Notice
from tests.cases.sharing.conftest import SHARE, draft_of, page_of
from tests.cases.sharing.test_writing import picture
from tests.factories import locale, make_user
from tests.forms import sent_from
from tests.races import MARKS, at_once

pytestmark = MARKS


def post(person, address, data):
    """What a browser of this person sends; the file of a photograph is opened anew each time."""

    def action():
        client = Client()
        client.force_login(person)
        given = {name: value() if callable(value) else value for name, value in data.items()}
        return client.post(address, given)

    return action


def shard(country):
    return Page.objects.child_of(CaseIndexPage.objects.get(locale=locale("en"))).get(slug=country)


def test_S10_one_form_that_arrives_twice_at_once_begins_one_draft(author, client):
    form = sent_from(client.get(f"{SHARE}new/"), title="Clean water", country="LA", language="en")
    answers = at_once(shard("la"), *[post(author, f"{SHARE}new/", form)] * 3)
    assert {answer["Location"] for answer in answers} == {f"{SHARE}clean-water/"}
    assert CasePage.objects.count() == Submission.objects.count() == 1
    assert not Page.find_problems()[0]


@pytest.mark.parametrize("language", ["en", "km"])
def test_two_people_begin_at_once_in_a_country_that_has_no_case_yet(author, client, language):
    people = [make_user(name, "Contributors") for name in ("first", "second")]
    form = sent_from(client.get(f"{SHARE}new/"), title="Clean water", country="MM", language="en")
    forms = [{**form, "key": str(uuid.uuid4())}, {**form, "key": str(uuid.uuid4()), "language": language}]
    both = [post(each, f"{SHARE}new/", sent) for each, sent in zip(people, forms, strict=True)]
    answers = at_once(CaseIndexPage.objects.get(locale=locale("en")), *both)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert {page.owner for page in CasePage.objects.all()} == set(people)
    assert Page.objects.filter(slug="mm", locale=locale("en")).count() == 1
    assert not any(Page.find_problems())


def test_S10_a_case_that_is_sent_twice_at_once_has_one_review(author, listed):
    editor = make_user("editor", "Editors")
    answers = at_once(Page.objects.get(slug=listed), *[post(author, f"{SHARE}{listed}/send/", {})] * 2)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert WorkflowState.objects.count() == 1
    assert Step.objects.open().count() == 1
    assert Notice.objects.filter(user=editor, kind="review.asked").count() == 1


def test_what_is_saved_in_two_windows_at_once_is_one_of_them(author, code, client):
    address = f"{SHARE}{code}/problem/"
    form = sent_from(client.get(address))
    words = ("From the first", "From the second")
    answers = at_once(
        Page.objects.get(slug=code), *[post(author, address, {**form, "problem": each}) for each in words]
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    saved = next(each for each, answer in zip(words, answers, strict=True) if answer.status_code == 302)
    assert saved in draft_of(code).problem


def test_S10_a_photograph_that_is_sent_twice_at_once_is_there_once(author, code):
    data = {
        "key": str(uuid.uuid4()),
        "file": lambda: SimpleUploadedFile("a.jpg", picture()),
        "caption": "Well",
    }
    both = [post(author, f"{SHARE}{code}/photographs/add/", data)] * 2
    answers = at_once(Page.objects.get(slug=code), *both)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert draft_of(code).photos.count() == get_image_model().objects.count() == 1


@pytest.mark.parametrize("begun", [True, False], ids=["its row is there", "its first piece"])
def test_a_piece_that_arrives_twice_at_once_is_there_once(author, code, begun):
    key, page = uuid.uuid4(), page_of(code)
    held = Page.objects.get(pk=page.pk)  # a new row waits for its page
    if begun:
        held = SentPhotograph.objects.create(page=page, user=author, key=key, size=9)
    data = {
        "key": str(key),
        "size": "9",
        "offset": "0",
        "piece": lambda: SimpleUploadedFile("piece", b"12345"),
    }
    answers = at_once(held, *[post(author, f"{SHARE}{code}/photographs/pieces/", data)] * 2)
    assert [answer.json()["received"] for answer in answers] == [5, 5]
    assert [bytes(each.content) for each in PhotographPiece.objects.all()] == [b"12345"]

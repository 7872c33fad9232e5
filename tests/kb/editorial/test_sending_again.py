"""A text that was sent back and comes again goes to all who must see what has changed, by its form and in the admin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.sharing import works
from kb.editorial.models import Responsibility
from tests.factories import make_case, make_user
from tests.forms import form_of
from tests.kb.editorial.test_reviews import again, decide, open_areas, sent, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site):
    names = {"author": "Editors", "editor": "Editors", "laos": "", "china": ""}
    found = {name: make_user(name, *([group] if group else [])) for name, group in names.items()}
    for name, area in (("laos", "country:LA"), ("china", "country:CN")):
        Responsibility.objects.create(user=found[name], area=area)
    return found


def in_the_admin(page, people, client):
    client.force_login(people["author"])
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(edit, form_of(client.get(edit), **{"action-submit": "1"}))
    assert response.status_code == 302


def by_its_form(page, people, client):
    works.send(page, people["author"])


WAYS = pytest.mark.parametrize("send", [by_its_form, in_the_admin])


def sent_back(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    decide(client, people["laos"], page, "approve")
    decide(client, people["editor"], page, "reject", comment="And China?")
    return page


def add_china(page, people):
    draft = again(page).get_latest_revision_as_object()
    draft.sites.all()[0].country = "CN"
    draft.sites = [*draft.sites.all()]
    draft.save_revision(user=people["author"])


@WAYS
def test_a_country_that_is_new_gets_its_desk_first(people, client, send):
    page = sent_back(people, client)
    add_china(page, people)
    send(page, people, client)
    assert open_areas(page) == ["country:CN"]
    assert told(people["author"], "text.returned")[0].done_at is not None
    assert [bool(each.done_at) for each in told(people["editor"], "review.asked")] == [True]
    decide(client, people["china"], page, "approve")
    decide(client, people["editor"], page, "reject", comment="One more word")
    send(page, people, client)
    assert open_areas(page) == [""]
    decide(client, people["editor"], page, "approve")
    assert again(page).live


@WAYS
def test_otherwise_it_goes_to_who_sent_it_back(people, client, send):
    page = sent_back(people, client)
    send(page, people, client)
    assert open_areas(page) == [""]


def test_a_country_that_is_added_during_the_review_gets_its_desk(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    add_china(page, people)
    decide(client, people["laos"], page, "approve")
    assert open_areas(page) == ["country:CN"]

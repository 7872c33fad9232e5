"""A desk opens accounts for people who may have no e-mail, and hands them a link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from kb.accounts.permissions import may_send_link
from tests.factories import make_user
from tests.kb.accounts.test_log_in import is_in, log_in

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk through the hills"
OPENED = "/en/accounts/opened/"


@pytest.fixture
def desk(site, client):
    editor = make_user("desk", "Editors")
    client.force_login(editor)
    return editor


def open_for(client, username="noy", **given):
    return client.post(OPENED, {"username": username, "first_name": "Noy", **given})


def path_of(answer):
    return re.search(r'id="link">http://testserver(/[^<]+)<', answer.text)[1]


def choose(client, path):
    form = client.get(path, follow=True).redirect_chain[-1][0]
    return client.post(form, {"password1": PASSWORD, "password2": PASSWORD})


def test_somebody_without_an_address_gets_in_by_a_link(client, desk):
    answer = open_for(client)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "<svg" in answer.text
    person = get_user_model().objects.get(username="noy")
    assert not person.has_usable_password()
    client.logout()
    choose(client, path_of(answer))
    log_in(client, "noy", PASSWORD)
    assert is_in(client)
    assert [group.name for group in person.groups.all()] == ["Contributors"]


def test_a_link_works_once(client, desk):
    path = path_of(open_for(client))
    client.logout()
    choose(client, path)
    client.logout()
    assert client.get(path).context["token_fail"]


def test_a_link_works_for_three_days(client, desk):
    path = path_of(open_for(client))
    client.logout()
    assert timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) == timedelta(days=3)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert client.get(path).context["token_fail"]


def test_a_lost_link_is_made_anew_and_both_are_in_the_log(client, desk):
    first = path_of(open_for(client))
    person = get_user_model().objects.get(username="noy")
    answer = client.post(f"{OPENED}{person.pk}/link/")
    second = path_of(answer)
    client.logout()
    choose(client, second)
    client.logout()
    assert client.get(first).context["token_fail"]
    actions = ModelLogEntry.objects.filter(object_id=person.pk).values_list("action", "user__username")
    assert list(actions.order_by("pk")) == [("accounts.opened", "desk"), *2 * [("accounts.linked", "desk")]]


def test_a_link_is_made_by_a_pressed_button_only(client, desk):
    open_for(client)
    person = get_user_model().objects.get(username="noy")
    assert client.get(f"{OPENED}{person.pk}/link/").status_code == 405


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "desk"}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": ""}, "username"),
        ({"email": "DESK@example.org"}, "email"),
        ({"email": "nothing"}, "email"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_kept(client, desk, given, field):
    answer = open_for(client, **{"username": "noy", "last_name": "Keo", **given})
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Keo"' in answer.text
    assert get_user_model().objects.count() == 1


def test_nothing_but_the_fields_of_the_form_is_taken(client, desk):
    open_for(client, is_superuser="on", is_staff="on", groups="1", password="x")
    person = get_user_model().objects.get(username="noy")
    assert (person.is_superuser, person.is_staff) == (False, False)
    assert not person.has_usable_password()


def test_a_link_is_no_way_to_become_an_editor(client, desk):
    open_for(client)
    person = get_user_model().objects.get(username="noy")
    assert may_send_link(desk, person)
    others = [make_user("other", "Editors"), make_user("c", "Contributors"), desk]
    others.append(get_user_model().objects.create_superuser("root", password="password"))
    for other in others:
        assert client.post(f"{OPENED}{other.pk}/link/").status_code == 403
    person.groups.set(desk.groups.all())  # has become an editor since
    assert client.post(f"{OPENED}{person.pk}/link/").status_code == 403
    person.groups.clear()
    get_user_model().objects.filter(pk=person.pk).update(is_active=False)
    assert client.post(f"{OPENED}{person.pk}/link/").status_code == 403


def test_only_desks_open_accounts(client, site):
    client.force_login(make_user("noy", "Contributors"))
    assert client.get(OPENED).status_code == 403
    assert open_for(client, "kham").status_code == 403
    client.logout()
    assert client.get(OPENED)["Location"].startswith("/en/accounts/login/")
    assert not get_user_model().objects.filter(username="kham").exists()


def test_it_needs_the_second_factor_of_the_role(client, desk, settings):
    settings.SECOND_FACTOR = True
    assert client.get(OPENED)["Location"] == "/en/accounts/2fa/app/"
    assert open_for(client)["Location"] == "/en/accounts/2fa/app/"
    assert get_user_model().objects.count() == 1


def test_the_list_costs_the_same_however_long_it_is(client, desk, django_assert_num_queries):
    open_for(client)
    client.get(OPENED)
    with CaptureQueriesContext(connection) as queries:
        client.get(OPENED)
    few = len(queries)
    for number in range(60):
        open_for(client, f"person{number}")
    with django_assert_num_queries(few):
        answer = client.get(f"{OPENED}?page=2")
    assert "person1" in answer.text
    assert client.get(f"{OPENED}?page=nonsense").status_code == 200

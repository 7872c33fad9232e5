"""Logging in: by name or address, from any door, and what happens to whoever guesses."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from kb.core import languages
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/"


@pytest.fixture
def user(site):
    return make_user("noy", "Contributors")


def log_in(client, login="noy", password="password", path=LOGIN, **more):  # noqa: S107 - of the tests' users
    return client.post(path, {"login": login, "password": password, **more.pop("fields", {})}, **more)


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["noy", "noy@example.org", " noy ", "Noy@Example.org"])
def test_a_name_and_an_address_will_do(client, user, login):
    assert log_in(client, login).status_code == 302
    assert is_in(client)


def test_an_account_without_an_address_will_do(client, site):
    get_user_model().objects.create_user("village", password="password")
    log_in(client, "village")
    assert is_in(client)


def test_what_does_not_fit_is_told_and_the_name_is_kept(client, user):
    answer = log_in(client, "noy", "wrong")
    assert answer.status_code == 200
    assert "Name and password do not fit each other" in answer.text
    assert 'value="noy"' in answer.text
    assert "wrong" not in answer.text
    unknown = log_in(client, "nobody", "wrong")
    assert "Name and password do not fit each other" in unknown.text


def test_it_leads_on_to_where_the_reader_wanted(client, user):
    answer = client.get("/admin/")
    assert answer["Location"].startswith("/en/accounts/login/?next=")
    page = client.get(answer["Location"]).text
    assert 'name="next" value="/admin/"' in page
    assert log_in(client, fields={"next": "/admin/"})["Location"] == "/admin/"


@pytest.mark.parametrize("door", ["/admin/login/?next=/admin/pages/", "/km/_util/login/?next=/admin/pages/"])
def test_wagtails_own_doors_lead_to_this_one(client, site, door):
    for answer in (client.get(door), client.post(door, {"username": "noy", "password": "password"})):
        assert answer.status_code == 302
        assert "/accounts/login/?next=%2Fadmin%2Fpages%2F" in answer["Location"]
    assert not is_in(client)


@pytest.mark.parametrize("door", ["/admin/password_reset/", "/admin/password_reset/confirm/MQ/a-b/"])
def test_wagtails_own_way_to_a_new_password_leads_to_this_one(client, site, door):
    assert client.get(door)["Location"] == "/en/accounts/password/reset/"


def test_whoever_guesses_has_to_wait_and_others_behind_the_address_do_not(client, user):
    make_user("kham")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = log_in(client, "noy", "wrong")
    assert answer.status_code == 429
    answer = log_in(client)
    assert answer.status_code == 429
    assert "password" not in answer.text.split("<form")[1]
    assert not is_in(client)
    log_in(client, "kham")
    assert is_in(client)
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    log_in(elsewhere)
    assert is_in(elsewhere)


def test_another_spelling_of_the_name_is_the_same_name(client, user):
    spellings = ["noy", "NOY", "Noy", "noY", "noy@example.org", "NOY@example.org", " nOy "]
    codes = [log_in(client, spellings[number % 7], "wrong").status_code for number in range(11)]
    assert codes[-1] == 429


def test_a_name_that_nobody_has_is_counted_and_kept_unreadable(client, site):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = log_in(client, "MySecretPassword1", "wrong")
    assert answer.status_code == 429
    attempt = AccessAttempt.objects.get()
    assert "MySecret" not in f"{attempt.username}{attempt.post_data}{attempt.get_data}"
    assert log_in(client, "x" * 5000, "wrong").status_code == 200


def test_who_may_not_read_a_page_is_told_and_can_log_in_as_somebody_else(client, user):
    client.force_login(get_user_model().objects.create_user("kham", password="password"))
    answer = client.get("/admin/", follow=True)
    assert "Your account may not read this page" in answer.text
    assert log_in(client, "noy", fields={"next": "/admin/"})["Location"] == "/admin/"


@pytest.mark.parametrize(
    "path", ["login/", "email/", "2fa/app/", "password/reset/", "confirm-email/x/", "reauthenticate/"]
)
def test_no_browser_keeps_a_page_about_an_account(client, user, path):
    client.force_login(user)
    assert client.get(f"/en/accounts/{path}")["Cache-Control"] == "no-store, private"


def test_wagtails_own_forms_for_address_and_password_are_off(client, site):
    client.force_login(make_user("desk", "Editors"))
    page = client.get("/admin/account/").text
    assert 'type="password"' not in page
    assert 'type="email"' not in page


def test_after_a_quarter_of_an_hour_it_is_forgotten(client, user):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, "noy", "wrong")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        log_in(client)
        assert is_in(client)


@pytest.mark.parametrize("name", ["noy", "noy@example.org", "NOY"])
def test_a_right_password_forgets_the_wrong_ones(client, user, name):
    for _ in range(3):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            log_in(client, name, "wrong")
        assert log_in(client, name).status_code == 302
        client.logout()


def test_a_session_from_before_is_not_the_session_after(client, user):
    client.get(LOGIN)
    client.session["x"] = 1
    before = client.session.session_key
    log_in(client)
    inside = client.session.session_key
    assert before != inside
    client.post("/en/accounts/logout/")
    client.cookies[settings.SESSION_COOKIE_NAME] = inside
    assert client.get("/admin/").status_code == 302


def test_a_get_never_logs_out(client, user):
    client.force_login(user)
    assert "Do you want to log out?" in client.get("/en/accounts/logout/").text
    assert is_in(client)
    client.post("/en/accounts/logout/")
    assert not is_in(client)


@pytest.mark.parametrize("address", ["/en/accounts/logout/", "/admin/logout/"])
def test_whoever_logs_out_leaves_nothing_in_a_browser_that_others_use(client, user, address):
    user.groups.add(Group.objects.get(name="Editors"))  # who enters the admin, too
    client.force_login(user)
    assert "Clear-Site-Data" not in client.get("/en/inbox/")
    assert client.post(address)["Clear-Site-Data"] == '"storage"'


@pytest.mark.parametrize("code", languages.CODES)
def test_the_pages_are_in_the_readers_language(client, user, code):
    """No sentence of the English page is left on another; an error is one of the form's own."""
    client.force_login(user)
    for path in ("accounts/email/", "accounts/password/", "accounts/2fa/", "accounts/2fa/app/"):
        text = client.get(f"/{code}/{path}", follow=True).text
        assert f'lang="{languages.get(code).tag}"' in text
        assert (code == "en") == ("Second factor" in text or "A new password" in text or "Is it you?" in text)
    client.logout()
    text = log_in(client, "", "", path=f"/{code}/accounts/login/").text
    assert (code == "en") == ("This field is required." in text)
    assert (code == "en") == ("I forgot my password" in text)
    with override(code):
        assert f" · {settings.WAGTAIL_SITE_NAME}</title>" in text


@pytest.mark.parametrize(
    "path", ["email/change/", "2fa/webauthn/", "login/code/", "signup/passkey/", "phone/change/"]
)
def test_what_the_site_does_not_use_is_not_there(client, site, path):
    assert client.get(f"/en/accounts/{path}").status_code == 404

"""Mails with links: a new password, the confirmation of an address."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache

from tests.factories import make_user
from tests.kb.accounts.test_log_in import is_in, log_in

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk through the hills"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def link():
    (message,) = mail.outbox
    mail.outbox.clear()
    return re.search(r"http://testserver(/\S+)", message.body)[1], message


def _forgot(client, email, language="en"):
    return client.post(f"/{language}/accounts/password/reset/", {"email": email}, follow=True)


def test_a_new_password_by_mail_in_the_readers_language(client, site):
    make_user("noy")
    _forgot(client, "noy@example.org", "km")
    path, message = link()
    assert message.to == ["noy@example.org"]
    assert path.startswith("/km/accounts/password/reset/key/")
    assert not re.search("somebody|password", message.subject + message.body.replace(path, ""))
    page = client.get(path, follow=True)
    form = page.redirect_chain[-1][0]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    log_in(client, "noy", PASSWORD)
    assert is_in(client)
    client.logout()
    assert client.get(path).context["token_fail"]


def test_the_host_of_a_request_gets_into_no_mail(client, site):
    make_user("noy")
    client.post(
        "/en/accounts/password/reset/", {"email": "noy@example.org"}, headers={"host": "evil.example"}
    )
    assert "evil" not in mail.outbox[0].body


def test_nobody_learns_who_has_an_account(client, site):
    make_user("noy")
    known, unknown = _forgot(client, "noy@example.org").text, _forgot(client, "nobody@example.org").text
    token = re.compile(r'value="[^"]{20,}"')
    assert token.sub("", known) == token.sub("", unknown)


@pytest.mark.parametrize("weak", ["12345678", "password", "noy"])
def test_a_weak_password_is_refused_with_a_reason(client, site, weak):
    make_user("noy")
    _forgot(client, "noy@example.org")
    path, _message = link()
    form = client.get(path, follow=True).redirect_chain[-1][0]
    answer = client.post(form, {"password1": weak, "password2": weak})
    assert answer.context["form"].errors["password1"]


def test_sign_up_is_closed_unless_the_site_opens_it(client, site):
    given = {"username": "noy", "email": "noy@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert "the editors open accounts" in client.get("/en/accounts/signup/").text
    client.post("/en/accounts/signup/", given)
    assert not get_user_model().objects.exists()
    assert "/accounts/signup/" not in client.get("/en/accounts/login/").text


def test_who_signs_up_confirms_the_address_by_a_pressed_button(client, site, settings):
    settings.SIGN_UP = True
    assert "/en/accounts/signup/" in client.get("/en/accounts/login/").text
    given = {"username": "noy", "email": "noy@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/lo/accounts/signup/", given)
    path, message = link()
    assert message.to == ["noy@example.org"]
    assert path.startswith("/lo/accounts/confirm-email/")
    log_in(client, "noy", PASSWORD)
    assert not is_in(client)
    client.get(path)  # messengers open links
    assert not EmailAddress.objects.get().verified
    client.post(path)
    assert EmailAddress.objects.get().verified
    log_in(client, "noy", PASSWORD)
    assert is_in(client)
    assert not get_user_model().objects.get().has_perm("wagtailadmin.access_admin")


def test_what_was_typed_at_sign_up_is_kept_but_for_the_password(client, site, settings):
    settings.SIGN_UP = True
    given = {"username": "noy", "email": "no address", "password1": PASSWORD, "password2": "another"}
    answer = client.post("/en/accounts/signup/", given)
    assert 'value="noy"' in answer.text
    assert 'value="no address"' in answer.text
    assert PASSWORD not in answer.text
    assert set(answer.context["form"].errors) == {"email", "password2"}


def test_an_address_that_has_an_account_gets_a_mail_and_the_page_says_the_same(client, site, settings):
    settings.SIGN_UP = True
    make_user("noy")
    given = {"username": "kham", "email": "noy@example.org", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/en/accounts/signup/", given, follow=True)
    assert "We have sent you a mail" in answer.text
    assert "There is one already" in mail.outbox[0].body
    assert not get_user_model().objects.filter(username="kham").exists()


def test_an_address_that_was_changed_takes_the_place_of_the_confirmed_one(client, site, settings):
    settings.SIGN_UP = True
    given = {"username": "noy", "email": "noy@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/en/accounts/signup/", given)
    client.post(link()[0])
    user = get_user_model().objects.get()
    user.email = "new@example.org"
    user.save()
    _forgot(client, "noy@example.org")
    assert "There is no such account" in mail.outbox[0].body
    client.logout()
    log_in(client, "new@example.org", PASSWORD)
    assert is_in(client)


def test_nobody_signs_up_under_an_address_as_a_name(client, site, settings):
    settings.SIGN_UP = True
    given = {
        "username": "a@example.org",
        "email": "b@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    answer = client.post("/en/accounts/signup/", given)
    assert list(answer.context["form"].errors) == ["username"]


@pytest.mark.parametrize("code", ["lo", "km", "my", "fil"])
def test_every_error_of_sign_up_is_in_the_readers_language(client, site, settings, code):
    settings.SIGN_UP = True
    given = {"username": "a", "email": "x" * 400 + "@example.org", "password1": "1", "password2": "2"}
    errors = client.post(f"/{code}/accounts/signup/", given).context["form"].errors
    assert set(errors) == {"username", "email", "password1"}
    assert not re.search("(?i)ensure|enter|least|must|common", str([list(each) for each in errors.values()]))

"""A second factor: set up, asked for, and demanded of those who decide."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import ModelLogEntry, PageViewRestriction

from kb.accounts.permissions import needs_second_factor
from kb.editorial.roles import ORGANIZERS_OF
from tests.factories import make_case, make_user
from tests.kb.accounts.codes import code_of
from tests.kb.accounts.test_log_in import is_in, log_in

pytestmark = pytest.mark.django_db
APP = "/en/accounts/2fa/app/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What follows a commit follows at once: the transaction of a test has none."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda action, **kwargs: action())


@pytest.fixture
def editor(site, settings):
    settings.SECOND_FACTOR = True
    return make_user("desk", "Editors")


def set_up(client):
    """Sets a second factor up as a person does; returns the secret of the app and the recovery codes."""
    client.post("/en/accounts/reauthenticate/", {"password": "password"})
    secret = client.get(APP).context["form"].secret
    answer = client.post(APP, {"code": code_of(secret)}, follow=True)
    return secret, answer.context["unused_codes"]


def test_an_editor_sets_one_up_before_entering_the_admin(client, editor):
    log_in(client, "desk")
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[0][0] == APP
    assert "Your role needs a second factor" in answer.text
    assert "Is it you?" in answer.text
    assert "<svg" in client.post(answer.redirect_chain[-1][0], {"password": "password"}, follow=True).text
    set_up(client)
    assert client.get("/admin/").status_code == 200
    assert mail.outbox[-1].to == ["desk@example.org"]
    assert "second factor" in mail.outbox[-1].body


def test_whoever_has_one_is_asked_for_it(client, editor):
    log_in(client, "desk")
    secret, _codes = set_up(client)
    client.post("/en/accounts/logout/")
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    cache.clear()  # a code counts once
    answer = log_in(client, "desk", fields={"next": "/admin/"})
    assert answer["Location"].startswith("/en/accounts/2fa/authenticate/")
    assert not is_in(client)
    assert client.get("/admin/").status_code == 302
    refused = client.post("/en/accounts/2fa/authenticate/", {"code": "000000"})
    assert "This code does not fit" in refused.text
    answer = client.post("/en/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert answer["Location"] == "/admin/"
    assert is_in(client)


def test_a_code_that_was_read_just_before_it_changed_is_taken(client, editor):
    log_in(client, "desk")
    secret, _codes = set_up(client)
    client.post("/en/accounts/logout/")
    log_in(client, "desk")
    refused = client.post("/en/accounts/2fa/authenticate/", {"code": code_of(secret, ago=90)})
    assert "This code does not fit" in refused.text
    client.post("/en/accounts/2fa/authenticate/", {"code": code_of(secret, ago=30)})
    assert is_in(client)


def test_a_recovery_code_opens_once(client, editor):
    log_in(client, "desk")
    _secret, codes = set_up(client)
    assert len(codes) == 10
    for expected in (True, False):
        client.post("/en/accounts/logout/")
        log_in(client, "desk")
        client.post("/en/accounts/2fa/authenticate/", {"code": codes[0]})
        assert is_in(client) is expected


def test_codes_cannot_be_guessed(client, editor):
    log_in(client, "desk")
    set_up(client)
    client.post("/en/accounts/logout/")
    log_in(client, "desk")
    answers = [client.post("/en/accounts/2fa/authenticate/", {"code": "000000"}) for _ in range(12)]
    assert "That was too often" in answers[-1].text or answers[-1].status_code == 429


def test_who_must_have_one_is_in_the_table_of_roles_or_decides_about_others(site):
    assert needs_second_factor(make_user("a", "Editors"))
    assert not needs_second_factor(make_user("b", "Contributors"))
    assert not needs_second_factor(make_user("c"))
    organizer = make_user("d")
    organizer.groups.create(name=f"{ORGANIZERS_OF}forum")
    assert needs_second_factor(organizer)
    other = make_user("e")
    other.groups.create(name="Administrators").permissions.add(Permission.objects.get(codename="change_user"))
    assert needs_second_factor(other)


def test_a_contributor_enters_without(client, editor):
    make_user("noy", "Contributors")
    log_in(client, "noy")
    assert client.get("/en/share/new/").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_a_session_from_before_gets_nowhere(client, editor):
    """A thief who knows the password was in first."""
    thief = Client()
    log_in(thief, "desk")
    log_in(client, "desk")
    set_up(client)
    assert thief.get("/admin/")["Location"] == APP
    answer = thief.post("/en/accounts/reauthenticate/", {"password": "password"})
    assert answer["Location"].startswith("/en/accounts/2fa/reauthenticate/")
    for path in (APP, f"{APP}remove/", "/en/accounts/2fa/codes/", "/en/accounts/2fa/codes/new/"):
        shown = thief.get(path, follow=True).context
        assert "unused_codes" not in shown, path
        assert "totp_svg" not in shown, path
        thief.post(path)
    assert Authenticator.objects.count() == 2
    assert client.get("/admin/").status_code == 200


def test_who_has_to_give_one_sees_no_more_than_the_public_before(client, editor):
    case = make_case("For editors", country="LA")
    restriction = PageViewRestriction.objects.create(page=case, restriction_type="groups")
    restriction.groups.set(editor.groups.all())
    log_in(client, "desk")
    answer = client.get(case.get_url(), follow=True)
    assert "For editors" not in answer.text
    assert [address for address, _status in answer.redirect_chain][-2] == APP
    set_up(client)
    assert "For editors" in client.get(case.get_url()).text


def test_a_site_below_a_path_is_no_way_in(client, editor):
    log_in(client, "desk")
    answer = client.get("/admin/pages/", SCRIPT_NAME="/x")
    assert answer.status_code == 302


def test_nobody_is_sent_away_from_public_pages_or_from_logging_out(client, editor):
    client.force_login(editor)
    assert client.get("/en/").status_code == 200
    assert client.post("/admin/logout/").status_code == 302
    assert not is_in(client)


def test_no_path_of_the_admin_is_open_without(client, editor):
    log_in(client, "desk")
    for path in ("/admin/pages/", "/admin/api/main/pages/", "/admin/account/", "/admin/reports/"):
        assert client.get(path)["Location"] == APP, path


def test_removing_it_asks_who_it_is_and_tells_by_mail(client, editor):
    log_in(client, "desk")
    _secret, recovery = set_up(client)
    client.post("/en/accounts/2fa/reauthenticate/", {"code": recovery[0]})
    client.post(f"{APP}remove/", follow=True)
    assert not Authenticator.objects.exists()
    assert "removed" in mail.outbox[-1].body
    assert client.get("/admin/")["Location"] == APP


def test_who_has_lost_telephone_and_codes_is_let_in_again_by_an_administrator(client, editor, capsys):
    log_in(client, "desk")
    set_up(client)
    client.logout()
    call_command("remove_second_factor", "desk")
    assert "removed" in capsys.readouterr().out
    log_in(client, "desk")
    assert is_in(client)
    assert client.get("/admin/")["Location"] == APP
    entry = ModelLogEntry.objects.get(object_id=editor.pk)
    assert entry.action == "accounts.factor_removed"
    for name in ("desk", "nobody"):
        with pytest.raises(CommandError, match=name):
            call_command("remove_second_factor", name)

"""Whose profile it is: by a link, or by asking; opening a page decides nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageLogEntry

from experts import claims, invitations
from experts.models import Account, ClaimRequest, Delegate, ExpertPage, Invitation
from tests.experts.conftest import PROFILE
from tests.factories import make_expert, make_user

pytestmark = pytest.mark.django_db
REQUESTS = "/en/profiles/requests/"
INVITE, CLAIM = "/en/profiles/bounmy/invite/", "/en/profiles/bounmy/claim/"


@pytest.fixture
def desk(expert, client):
    editor = make_user("desk", "Editors")
    client.force_login(editor)
    return editor


@pytest.fixture
def path(desk, client):
    """The link of an invitation that an editor has made; the editor has left."""
    found = path_of(client.post(INVITE, {"person": ""}))
    client.logout()
    return found


def path_of(answer):
    return re.search(r'id="link">http://testserver(/[^<]+)<', answer.text)[1]


def log_in(client, name, *groups):
    person = make_user(name, *groups)
    client.force_login(person)
    return person


def holder_of(expert):
    account = Account.objects.filter(profile=expert).first()
    return account and account.holder


def state_of(expert):
    return ExpertPage.objects.get(pk=expert.pk).profile_status_key


def test_an_editor_makes_a_link_to_copy_or_to_scan(expert, desk, client):
    assert client.get(INVITE).status_code == 200
    assert not Invitation.objects.exists()
    answer = client.post(INVITE, {"person": ""})
    assert "<svg" in answer.text and answer["Cache-Control"] == "private, no-store"
    assert state_of(expert) == "invited"
    assert path_of(answer) not in client.get(REQUESTS).text  # it is shown once


def test_the_person_takes_the_profile_over_after_logging_in(expert, path, client):
    answer = client.get(path)
    assert answer["Location"].startswith(f"/en/accounts/login/?next={path[:15]}")
    make_user("noy")
    answer = client.post(answer["Location"], {"login": "noy", "password": "password", "next": path})
    assert answer["Location"] == path
    page = client.get(path)
    assert "Bounmy Phommasan" in page.text and "This is me" in page.text
    assert holder_of(expert) is None  # messengers open links, too
    assert client.head(path).status_code == 200 and holder_of(expert) is None
    assert client.post(path)["Location"] == PROFILE
    account = Account.objects.get(profile=expert)
    assert (account.holder.username, account.invited_by.username) == ("noy", "desk")
    assert state_of(expert) == "claimed"
    assert PageLogEntry.objects.filter(page=expert.pk, action=claims.TAKEN_OVER, user=account.holder).exists()
    assert "unclaimed profile" not in client.get(expert.url).text


def refused(client, path, expert):
    opened, pressed = client.get(path), client.post(path)
    assert (opened.status_code, pressed.status_code) == (404, 404)
    assert "Bounmy" not in opened.text + pressed.text
    return True


def test_a_link_works_once(expert, path, client):
    first = log_in(client, "first")
    client.post(path)
    log_in(client, "second")
    assert refused(client, path, expert)
    assert holder_of(expert) == first


def test_a_link_works_for_two_weeks(expert, path, client):
    late = log_in(client, "late")
    with time_machine.travel(timezone.now() + timedelta(days=13, hours=23)):
        assert client.get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        client.force_login(late)  # a session lasts as long
        assert refused(client, path, expert)
    assert holder_of(expert) is None


def test_an_editor_ends_an_invitation(expert, path, client, desk):
    client.force_login(desk)
    made = Invitation.objects.get()
    revoke = f"/en/profiles/invitations/{made.pk}/revoke/"
    assert client.get(revoke).status_code == 405
    assert client.post(revoke).status_code == 302
    assert state_of(expert) == "imported"
    log_in(client, "noy")
    assert refused(client, path, expert)


@pytest.mark.parametrize(
    "change", [lambda path: path[:-3] + "xx/", lambda path: re.sub(r"invitation/\d+", "invitation/999", path)]
)
def test_a_link_is_not_to_be_guessed(expert, path, client, change):
    log_in(client, "noy")
    assert refused(client, change(path), expert)


def test_a_link_for_somebody_is_for_nobody_else(expert, desk, client):
    noy = make_user("noy")
    assert "no such account" in client.post(INVITE, {"person": "nobody"}).text
    path = path_of(client.post(INVITE, {"person": "NOY@example.org"}))
    log_in(client, "other")
    assert refused(client, path, expert)
    client.force_login(noy)
    client.post(path)
    assert holder_of(expert) == noy


def test_whoever_makes_a_link_cannot_use_it(expert, desk, client):
    assert refused(client, path_of(client.post(INVITE, {"person": ""})), expert)


def test_one_person_has_one_profile_and_one_profile_has_one_person(expert, holder, client, desk):
    with pytest.raises(claims.NotClaimable):
        claims.take_over(make_expert("Second", code="second"), holder)
    with pytest.raises(claims.NotClaimable):
        claims.take_over(expert, make_user("other"))
    assert "taken this profile over already" in client.post(INVITE, {"person": ""}).text
    assert not Invitation.objects.exists()


def test_a_link_of_before_does_not_take_a_profile_from_its_holder(expert, path, client):
    made = Invitation.objects.get()
    claims.take_over(expert, make_user("holder"))
    log_in(client, "noy")
    assert refused(client, path, expert)
    with pytest.raises(claims.NotClaimable):
        invitations.accept(made, make_user("third"))
    assert holder_of(expert).username == "holder"


@pytest.fixture
def asked(expert, client):
    """Somebody's request for the profile."""
    assert "Is this you?" in client.get(expert.url).text
    log_in(client, "noy")
    assert client.get(CLAIM).status_code == 200
    assert not ClaimRequest.objects.exists()
    assert client.post(CLAIM, {"words": "qzask@ministry.la"}).status_code == 302
    client.post(CLAIM, {"words": "qzask@ministry.la, again"})  # one at a time
    return ClaimRequest.objects.get()


def test_whoever_says_that_it_is_theirs_waits_for_an_editor(expert, asked, client, desk):
    assert holder_of(expert) is None
    address = f"{REQUESTS}{asked.pk}/"
    assert address in client.get(REQUESTS).text
    assert "qzask" in client.get(address).text
    assert holder_of(expert) is None
    assert client.post(address, {"answer": "approve", "reason": "She phoned."}).status_code == 302
    assert holder_of(expert).username == "noy"
    done = ClaimRequest.objects.get()
    assert (done.approved, done.decided_by, done.reason) == (True, desk, "She phoned.")
    assert address not in client.get(REQUESTS).text


def test_a_refusal_says_why(expert, asked, client, desk):
    address = f"{REQUESTS}{asked.pk}/"
    answer = client.post(address, {"answer": "refuse", "reason": ""})
    assert "id_reason_error" in answer.text
    client.post(address, {"answer": "refuse", "reason": "Another person"})
    assert ClaimRequest.objects.get().approved is False
    client.post(address, {"answer": "approve", "reason": ""})  # of an old window
    assert holder_of(expert) is None and ClaimRequest.objects.get().approved is False


def test_who_asks_does_not_answer(expert, client):
    editor = log_in(client, "asking", "Editors")
    client.post(CLAIM, {"words": "I am"})
    asked = ClaimRequest.objects.get(person=editor)
    address = f"{REQUESTS}{asked.pk}/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "approve"}).status_code == 404
    assert holder_of(expert) is None


def test_others_who_have_asked_are_refused_with_the_approval(expert, asked, client):
    other = claims.ask(expert, make_user("other"), "me too")
    claims.answer(asked, make_user("desk", "Editors"), approved=True, reason="")
    assert ClaimRequest.objects.get(pk=other.pk).approved is False


@pytest.mark.parametrize("hidden", ["draft", "held", "has one"])
def test_there_is_no_asking_for_what_is_hidden_or_held(hidden, site, client):
    page = make_expert("Somebody", code="bounmy", live=hidden != "draft")
    person = log_in(client, "noy")
    if hidden == "held":
        claims.take_over(page, make_user("holder"))
    if hidden == "has one":
        claims.take_over(make_expert("Own", code="own"), person)
    status = 302 if hidden == "has one" else 404
    assert client.get(CLAIM).status_code == client.post(CLAIM, {"words": "I"}).status_code == status
    assert not ClaimRequest.objects.exists()
    assert client.get("/en/profiles/nothing/claim/").status_code == 404


def test_only_editors_decide(expert, asked, client):
    made = Invitation.objects.create(profile=expert)
    paths = [REQUESTS, f"{REQUESTS}{asked.pk}/", INVITE, f"/en/profiles/invitations/{made.pk}/revoke/"]
    for name, groups in (("reader", ()), ("contributor", ("Contributors",))):
        log_in(client, name, *groups)
        for path in paths:
            assert client.get(path).status_code in (404, 405)
            assert client.post(path, {"answer": "approve", "person": ""}).status_code in (404, 405)
    client.logout()
    for path in paths[:3]:
        assert client.post(path, {"answer": "approve"})["Location"].startswith("/en/accounts/login/")
    assert holder_of(expert) is None
    assert Invitation.objects.get().revoked_at is None


def test_editors_need_their_second_factor(expert, asked, client, desk, settings):
    settings.SECOND_FACTOR = True
    for path in (REQUESTS, f"{REQUESTS}{asked.pk}/", INVITE):
        answer = client.post(path, {"answer": "approve", "reason": "", "person": ""})
        assert answer["Location"].startswith("/en/accounts/login/")
    assert holder_of(expert) is None and not Invitation.objects.exists()


def test_a_new_holder_gets_nothing_of_the_one_before(expert, desk):
    first = make_user("first")
    account = claims.take_over(expert, first)
    Delegate.objects.create(account=account, typed="helper", user=make_user("helper"))
    Account.objects.update(agreed_to="x", agreed_at=timezone.now(), withdrawn_at=timezone.now(), reminders=2)
    first.delete()
    account = claims.take_over(expert, make_user("second"))
    account.refresh_from_db()
    assert (account.agreed_to, account.agreed_at, account.reminders) == ("", None, 0)
    assert account.withdrawn_at is not None
    assert not Delegate.objects.exists()

"""Two people, or one twice, take a profile over at the same moment: it has one holder."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageLogEntry

from experts import claims, invitations
from experts.models import Account, ClaimRequest
from tests.factories import make_expert, make_user
from tests.races import MARKS, at_once, raised

pytestmark = MARKS


@pytest.fixture
def invitation(expert):
    return invitations.invite(expert, make_user("desk", "Editors"))


def profile_row(expert):
    return Page.objects.get(pk=expert.pk)


def test_an_invitation_that_two_use_at_once_gives_the_profile_to_one(expert, invitation):
    people = [make_user(name) for name in ("first", "second")]
    token = invitations.token_of(invitation)

    def use(person):
        return lambda: invitations.accept(invitations.find(token), person)

    outcomes = at_once(profile_row(expert), *map(use, people))
    assert raised(outcomes) == [claims.NotClaimable]
    account = Account.objects.get()
    assert account.profile == expert and account.holder in people
    assert PageLogEntry.objects.filter(page=expert.pk, action=claims.TAKEN_OVER).count() == 1


def test_one_person_who_takes_two_profiles_over_at_once_has_one(expert, invitation):
    person, other = make_user("first"), make_expert("Khamla Sisouk", code="khamla")
    second = invitations.invite(other, make_user("editor", "Editors"))

    def use(each):
        return lambda: invitations.accept(each, person)

    outcomes = at_once(person, use(invitation), use(second))
    assert raised(outcomes) == [claims.NotClaimable]
    assert Account.objects.filter(holder=person).count() == 1


def test_a_request_that_arrives_twice_at_once_is_one(expert):
    person = make_user("first")
    outcomes = at_once(person, *[lambda: claims.ask(expert, person, "It is me")] * 2)
    assert raised(outcomes) == []
    assert ClaimRequest.objects.count() == 1


def test_of_two_editors_who_answer_at_once_one_has_answered(expert):
    request = claims.ask(expert, make_user("first"), "It is me")
    editors = [make_user(name, "Editors") for name in ("one", "two")]

    def answer(editor, approved):
        return lambda: claims.answer(request, editor, approved=approved, reason="")

    outcomes = at_once(request, answer(editors[0], True), answer(editors[1], False))
    assert raised(outcomes) == [claims.NotClaimable]
    request.refresh_from_db()
    assert Account.objects.filter(holder=request.person).exists() is request.approved


def test_two_requests_that_are_approved_at_once_make_one_holder(expert):
    requests = [claims.ask(expert, make_user(name), "It is me") for name in ("first", "second")]
    editor = make_user("desk", "Editors")

    def approve(request):
        return lambda: claims.answer(request, editor, approved=True, reason="")

    outcomes = at_once(profile_row(expert), *map(approve, requests))
    assert raised(outcomes) == [claims.NotClaimable]
    assert Account.objects.filter(holder__isnull=False).count() == 1
    assert ClaimRequest.objects.filter(approved=True).count() == 1

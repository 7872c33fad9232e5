"""Whom a name or an address means."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from kb.accounts.people import find
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_name_or_an_address_that_is_confirmed_or_was_given():
    user = make_user("Sophea")
    assert find("sophea") == find("SOPHEA@example.org") == user
    assert find("nobody") is None
    address = EmailAddress.objects.create(user=user, email=user.email, verified=False)
    assert find(user.email) is None
    assert find("sophea") == user
    address.verified = True
    address.save()
    assert find(user.email) == user


def test_nobody_is_meant_where_two_could_be_or_the_account_is_closed():
    first, second = make_user("first"), make_user("second")
    second.email = first.email
    second.save()
    assert find(first.email) is None
    second.is_active = False
    second.save()
    assert find(first.email) == first

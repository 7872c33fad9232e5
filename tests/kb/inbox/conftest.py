"""Kinds of notices that no app has."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy as _

from kb.inbox import kinds
from kb.inbox.kinds import Kind
from tests.factories import make_user

#: Sentences whose translations the catalogues have, so that the language of a mail can be seen.
RETURNED = Kind("tried.returned", _("“%(title)s” cannot be published. %(reasons)s"), must_act=True)
WITHDRAWN = Kind("tried.withdrawn", _("“%(title)s” is withdrawn."))


@pytest.fixture(autouse=True)
def tried_kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(RETURNED, WITHDRAWN)


def user(request, name):
    if "site" in request.fixturenames:
        request.getfixturevalue("site")  # first: it puts all rows back, those of users too
    return make_user(name)


@pytest.fixture
def noy(db, request):
    return user(request, "noy")


@pytest.fixture
def kham(db, request):
    return user(request, "kham")

"""A public case of Laos, its desk, an editor, and a browser that writes as a person does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from kb.editorial.models.responsibilities import Responsibility
from kb.inbox.sending import send_due
from kb.letters import recipients
from kb.letters.models import Letter
from tests import factories

WORDS = {"text": "The village has 31 households, not 13.", "email": "somchai@example.net", "name": "Somchai"}


@pytest.fixture(autouse=True)
def nobody_registered(monkeypatch):
    """Who is registered in a test is not in the next."""
    monkeypatch.setattr(recipients, "_finders", [])


@pytest.fixture
def case(site):
    return factories.make_case("Clean water for Ban Na", code="ban-na")


@pytest.fixture
def desk(site):
    person = factories.make_user("desk")
    Responsibility.objects.create(user=person, area="country:LA")
    return person


@pytest.fixture
def editor(site):
    return factories.make_user("editor", "Editors")


def address(kind="error", code="ban-na", language="en"):
    return f"/{language}/write/{code}/{kind}/"


def opened(client, path) -> dict[str, str]:
    """The fields of the form as a browser has them when it is opened."""
    form = BeautifulSoup(client.get(path).content, "html.parser").select_one("main form")
    found = {each["name"]: each.get("value", "") for each in form.select("input[name]")}
    return {**found, **{each["name"]: each.text.strip() for each in form.select("textarea[name]")}}


def write(kind="error", *, code="ban-na", language="en", client=None, after=30, **given):
    """Open the form, think for so many seconds, and send it."""
    client, path = client or Client(), address(kind, code, language)
    form = {**opened(client, path), **WORDS, **given}
    with time_machine.travel(timezone.now() + timedelta(seconds=after), tick=True):
        return client.post(path, form)


def the_letter() -> Letter:
    return Letter.objects.get()


def inside(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent():
    """Send what waits; returns the mails."""
    outbox.outbox.clear()
    with time_machine.travel(
        timezone.now() + timedelta(minutes=2), tick=True
    ):  # after what `write` has thought for
        send_due()
    return list(outbox.outbox)

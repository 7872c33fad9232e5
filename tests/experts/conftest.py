"""A profile, somebody who holds it, and what a browser sends back from its pages."""

from __future__ import annotations

from typing import Any

import pytest

from experts import claims, consent, drafts
from experts.models import Account, ExpertPage
from tests.factories import make_expert, make_user
from tests.forms import sent_from

__all__ = ["PROFILE", "draft_of", "sent_from"]
PROFILE = "/en/profile/"


def draft_of(page: ExpertPage) -> ExpertPage:
    return drafts.newest(ExpertPage.objects.get(pk=page.pk))


@pytest.fixture
def expert(site):
    """A public profile that came from a list."""
    return make_expert(
        "Bounmy Phommasan",
        code="bounmy",
        profile_status="imported",
        summary="Knows wells.",
        biography="<p>Born in Luang Prabang.</p>",
        languages=[{"language": "lo", "level": "native"}, {"language": "en"}],
        positions=[{"title": "Engineer", "organisation": "Ministry", "start": "2015"}],
        expertise=[{"theme": "water_supply"}],
        contacts=[{"type": "email", "value": "qzmail@example.org", "visibility": "public"}],
        kinds=["official"],
    )


@pytest.fixture
def holder(expert, client):
    """Somebody who has taken the profile over and agreed, logged in."""
    person = make_user("bounmy", "Contributors")
    account = claims.take_over(expert, person)
    Account.objects.filter(pk=account.pk).update(agreed_to=consent.VERSION, agreed_at=account.since)
    client.force_login(person)
    return person


@pytest.fixture
def fill_in(client):
    """`fill_in("who", name="…")`: opens a part, changes what is named, presses the button."""

    def send(part: str, start: str = PROFILE, **changes: Any) -> Any:
        address = f"{start}{part}/" if "/" in part else f"{start}edit/{part}/"
        return client.post(address, sent_from(client.get(address), **changes))

    return send

"""Reviews that have to wait."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from kb.editorial.models import seen
from tests.factories import make_case, make_user
from tests.kb.editorial.test_reviews import again, decide, open_areas, sent

pytestmark = pytest.mark.django_db
REASON = "The ministry checks a figure"


@pytest.fixture
def people(site):
    names = {"author": "Contributors", "editor": "Editors", "other": "Editors"}
    return {name: make_user(name, group) for name, group in names.items()}


# --- a review that has to wait -----------------------------------------------------------------------------------


@pytest.fixture
def held(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="TH"), people["author"])
    decide(client, people["editor"], page, "hold", comment=REASON)
    return again(page)


def current():
    return TaskState.objects.get(status="in_progress")


def test_what_has_to_wait_is_approved_by_nobody_and_whoever_tries_is_told_why(people, held, client):
    for name in ("other", "editor"):
        response = decide(client, people[name], held, "approve", comment="Fine by me")
        text = response.content.decode()
        assert response.status_code == 409
        assert "editor has let it wait" in text
        assert str(timezone.localdate().year) in text
        assert f"“{REASON}”" in text
        assert "Fine by me" in text
        assert 'value="approve"' not in text
    assert not again(held).live
    assert open_areas(held) == [""]


def test_the_admin_refuses_it_in_the_same_words(people, held, client):
    client.force_login(people["other"])
    shown = {"revision": seen(held.latest_revision)}
    window = reverse("wagtailadmin_pages:workflow_action", args=[held.pk, "approve", current().pk])
    response = client.post(window, shown, follow=True)
    assert f"editor has let it wait ({today()}): “{REASON}”" in said(response)
    editor = reverse("wagtailadmin_pages:edit", args=[held.pk])
    data = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    data["workflow-action-extra-data"] = f'{{"revision": "{shown["revision"]}"}}'
    response = client.post(editor, data, follow=True)
    assert REASON in said(response)
    assert not again(held).live


def said(response) -> str:
    return " ".join(map(str, response.context["messages"]))


def today() -> str:
    return f"{timezone.localdate().day} {timezone.localdate():%B %Y}"


def test_no_code_gets_round_it(people, held):
    with pytest.raises(PermissionDenied, match=REASON):
        current().specific.approve(user=people["other"])
    assert not again(held).live
    assert current()


def test_it_goes_on_with_one_button_of_anybody_who_decides(people, held, client):
    client.force_login(people["other"])
    assert 'value="go_on"' in client.get(reverse("review", args=[held.pk])).content.decode()
    decide(client, people["other"], held, "go_on")
    decide(client, people["other"], held, "approve")
    assert again(held).live


def test_what_has_to_wait_can_be_sent_back(people, held, client):
    decide(client, people["other"], held, "reject", comment="The ministry says no")
    assert open_areas(held) == []

"""Reviews that have to wait, and desks that are silent for too long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState

from kb.editorial.models import Responsibility, Step, seen
from kb.editorial.models.tasks import TAKEN_OVER
from kb.inbox.models import Notice
from tests.factories import make_case, make_user
from tests.kb.editorial.test_reviews import again, decide, open_areas, sent, told

pytestmark = pytest.mark.django_db
REASON = "The ministry checks a figure"


@pytest.fixture
def people(site):
    names = {"author": "Contributors", "editor": "Editors", "other": "Editors", "laos": "", "china": ""}
    found = {name: make_user(name, *([group] if group else [])) for name, group in names.items()}
    for name, area in (("laos", "country:LA"), ("china", "country:CN")):
        Responsibility.objects.create(user=found[name], area=area)
    return found


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


# --- desks that are silent ---------------------------------------------------------------------------------------


@pytest.fixture
def silent(people, settings):
    places = [{"key": f"s{n}", "country": code} for n, code in enumerate(("LA", "CN"))]
    page = sent(make_case(live=False, owner=people["author"], sites=places), people["author"])
    late = timezone.now() - timedelta(days=settings.REVIEW_PATIENCE, hours=1)
    Step.objects.update(waits_from=late, created=late)
    Step.objects.filter(area="country:CN").update(waits_from=late - timedelta(hours=1))
    return page


def test_whoever_decides_for_a_silent_desk_decides_for_no_other(people, silent, client):
    client.force_login(people["editor"])
    assert "in place of: China" in client.get(reverse("review", args=[silent.pk])).content.decode()
    decide(client, people["editor"], silent, "approve", comment="Nobody answers in China")
    assert open_areas(silent) == ["country:LA"]
    assert Step.objects.get(area="country:CN").done_by == people["editor"]
    left = Step.objects.get(area="country:LA")
    assert (left.done_by, left.outcome, left.comment) == (None, "", "")
    [noted] = PageLogEntry.objects.filter(page=silent.pk, action=TAKEN_OVER)
    assert (noted.user, noted.data) == (people["editor"], {"area": "country:CN"})


def test_the_other_desks_are_asked_again_and_have_their_time(people, silent, client, settings):
    decide(client, people["editor"], silent, "approve")
    first, second = told(people["laos"], "review.asked")
    assert sorted([bool(first.done_at), bool(second.done_at)]) == [False, True]
    assert all(notice.done_at for notice in told(people["china"], "review.asked"))
    for name in ("editor", "other"):  # not before Laos has had its week
        assert decide(client, people[name], silent, "approve").status_code == 403
    Step.objects.update(waits_from=timezone.now() - timedelta(days=settings.REVIEW_PATIENCE, hours=1))
    decide(client, people["other"], silent, "approve")
    assert open_areas(silent) == [""]
    assert [notice.user for notice in Notice.objects.to_do()] == [people["editor"]]  # the other did it


def test_how_long_a_step_has_waited_in_all_is_not_forgotten(people, silent, client):
    before = Step.objects.get(area="country:LA").created
    decide(client, people["editor"], silent, "approve")
    assert Step.objects.get(area="country:LA").created == before


def test_a_desk_that_answers_after_all_takes_nothing_over(people, silent, client):
    decide(client, people["laos"], silent, "approve")
    assert open_areas(silent) == ["country:CN"]
    assert not PageLogEntry.objects.filter(action=TAKEN_OVER).exists()
    assert len(told(people["china"], "review.asked")) == 1


def test_an_administrator_decides_for_one_desk_at_a_time_too(people, client, superuser):
    places = [{"key": f"s{n}", "country": code} for n, code in enumerate(("LA", "CN"))]
    page = sent(make_case(live=False, owner=people["author"], sites=places), people["author"])
    decide(client, superuser, page, "approve")
    assert len(open_areas(page)) == 1
    assert len(told(people["laos"], "review.asked")) == len(told(people["china"], "review.asked")) == 1

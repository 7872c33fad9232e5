"""Two reviewers at the same moment: one decision, one mail a person, one who has taken it on."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client
from wagtail.models import Page, TaskState, WorkflowState

from kb.editorial.models import Responsibility, Review, Step
from kb.inbox.models import Mail, Notice
from tests.factories import make_case, make_user
from tests.kb.editorial.test_reviews import again, decide, sent
from tests.races import MARKS, at_once

pytestmark = MARKS


@pytest.fixture
def people(site):
    found = {
        "author": make_user("author", "Contributors"),
        "editor": make_user("editor", "Editors"),
        "other": make_user("other", "Editors"),
        "laos": make_user("laos"),
        "china": make_user("china"),
    }
    for name, person in found.items():
        person.email = f"{name}@example.org"
        person.save()
    for name, area in (("laos", "country:LA"), ("china", "country:CN")):
        Responsibility.objects.create(user=found[name], area=area)
    return found


@pytest.fixture
def page(people):
    """A case that waits for its last decision."""
    return sent(make_case(live=False, owner=people["author"], country="TH"), people["author"])


def once(person, kind):
    """Whether the person was told so once, on the site and by mail."""
    mails = Mail.objects.filter(user=person, notice__kind=kind)
    return Notice.objects.filter(user=person, kind=kind).count() == mails.count() == 1


def press(person, page, do, **given):
    def action():
        return decide(Client(), person, page, do, **given).status_code

    return action


def test_of_two_who_approve_at_once_one_has_decided(people, page):
    both = [press(people[name], page, "approve", comment=f"From {name}") for name in ("editor", "other")]
    assert sorted(at_once(Page.objects.get(pk=page.pk), *both)) == [302, 409]
    assert again(page).live
    (step,) = Step.objects.filter(page=page.pk)
    assert step.outcome == "approved" and step.comment == f"From {step.done_by}"
    assert TaskState.objects.filter(status="approved").count() == 1
    assert once(people["author"], "text.published")


def test_of_an_approval_and_a_return_at_once_one_holds(people, page):
    outcomes = at_once(
        Page.objects.get(pk=page.pk),
        press(people["editor"], page, "approve"),
        press(people["other"], page, "reject", comment="Add figures"),
    )
    assert sorted(outcomes) == [302, 409]
    approved = outcomes[0] == 302
    (step,) = Step.objects.filter(page=page.pk)
    assert step.outcome == ("approved" if approved else "returned")
    assert again(page).live is approved
    assert WorkflowState.objects.get().status == ("approved" if approved else "needs_changes")
    assert once(people["author"], "text.published" if approved else "text.returned")
    assert (
        Notice.objects.filter(user=people["author"], kind__in=("text.published", "text.returned")).count()
        == 1
    )


def test_two_desks_that_approve_at_once_ask_the_editors_once(people):
    places = [{"key": f"s{n}", "country": code} for n, code in enumerate(("LA", "CN"))]
    page = sent(make_case(live=False, owner=people["author"], sites=places), people["author"])
    both = [press(people[name], page, "approve") for name in ("laos", "china")]
    assert at_once(Page.objects.get(pk=page.pk), *both) == [302, 302]
    assert Counter(Step.objects.filter(page=page.pk).values_list("area", "outcome")) == {
        ("country:LA", "approved"): 1,
        ("country:CN", "approved"): 1,
        ("", ""): 1,
    }
    assert once(people["editor"], "review.asked") and once(people["other"], "review.asked")


def test_a_review_that_two_take_on_at_once_is_of_one(people, page):
    both = [press(people[name], page, "claim") for name in ("editor", "other")]
    assert at_once(Page.objects.get(pk=page.pk), *both) == [302, 302]
    assert Review.objects.get().claimed_by in (people["editor"], people["other"])


def test_what_changes_while_it_is_approved_is_not_published(people, page):
    def write():
        draft = again(page).get_latest_revision_as_object()
        draft.title = "Nobody has read this"
        return draft.save_revision(user=people["author"])

    at_once(Page.objects.get(pk=page.pk), press(people["editor"], page, "approve"), write)
    assert again(page).title != "Nobody has read this"

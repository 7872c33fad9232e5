"""What is not finished is not published, whatever way is tried; and whoever tries is told why."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from cases.models import CasePage, CaseShardPage
from kb.core import publication
from kb.core.publication import NotPublishable
from tests.factories import locale, make_case, make_expert, publish, translate
from tests.forms import form_of

UNSOURCED = [{"indicator": "people_reached", "after": 500, "source": ""}]


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


@pytest.fixture
def draft(site):
    return make_case("A spring", code="spring", live=False, summary="")


@pytest.fixture
def admin(client, superuser):
    client.force_login(superuser)
    return client


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


LACKS = [
    (make_case, {"summary": " "}, "The summary is missing"),
    (make_case, {"sites": []}, "No place is given"),
    (make_case, {"themes": []}, "No theme is chosen"),
    (make_case, {"results": UNSOURCED}, "“People reached” has no source"),
    (make_case, {"results": [{**UNSOURCED[0], "source": "s9"}]}, "points to the source “s9”"),
    (make_case, {"costs": [{"item_text": "Pipes", "amount": 5, "source": ""}]}, "“Pipes” has no source"),
    (make_expert, {"consent_given": False}, "Bounmy Phommasan has not agreed"),
    (make_expert, {"consent_date": None}, "on which day"),
    (make_expert, {"consent_text": ""}, "to which text"),
    (make_expert, {"name": ""}, "The name of the person is missing"),
]


@pytest.mark.parametrize(("make", "given", "sentence"), LACKS)
def test_each_thing_that_is_missing_is_named(site, make, given, sentence):
    page = make(live=False, **given)
    with pytest.raises(NotPublishable, match=sentence):
        publish(page)
    assert not is_live(page)


def test_what_is_complete_goes_out(site):
    for page in (make_case(results=[{"indicator": "people_reached", "after": 5}]), make_expert()):
        publication.demand(page)
        assert is_live(page)


@pytest.mark.parametrize("way", ["revision", "save", "new", "later"])
def test_no_way_in_code_publishes_it(draft, way):
    page = CasePage.objects.get(pk=draft.pk)
    with pytest.raises(ValidationError, match="summary"):
        if way == "revision":
            page.save_revision().publish(skip_permission_checks=True)
        elif way == "save":
            page.live = True
            page.save()
        elif way == "later":
            page.go_live_at = timezone.now() + timedelta(days=1)
            page.save_revision().publish(skip_permission_checks=True)
        else:
            page.get_parent().add_child(instance=CasePage(title="Another", live=True, locale=page.locale))
    assert not CasePage.objects.filter(live=True).exists()
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_live_page_stays_as_it_was(site):
    case = make_case("A spring")
    case.summary = ""
    with pytest.raises(NotPublishable):
        publish(case)
    assert CasePage.objects.get(pk=case.pk).summary


def test_a_translation_needs_its_summary_and_the_consent_of_its_original(site):
    lao = translate(make_case(), "lo", live=False)
    lao.summary = ""
    with pytest.raises(NotPublishable, match="summary"):
        publish(lao)
    expert = make_expert(live=False, consent_given=False)
    with pytest.raises(NotPublishable, match="agreed"):
        publish(translate(expert, "lo", live=False))


def test_the_scheduler_skips_it_says_so_and_goes_on(draft, caplog):
    past = timezone.now() - timedelta(hours=1)
    late, fine = draft.get_latest_revision(), make_case("Fine", live=False).get_latest_revision()
    for revision in (late, fine):
        revision.approved_go_live_at = past
        revision.save()
    with caplog.at_level(logging.WARNING, logger="kb.core.publication"):
        call_command("publish_scheduled")
    assert not is_live(draft)
    assert is_live(fine.content_object)
    assert "A spring" in caplog.text
    assert "The summary is missing" in caplog.text
    entry = PageLogEntry.objects.get(page=draft.pk, action=publication.REFUSED)
    assert "The summary is missing" in entry.message
    caplog.clear()
    call_command("publish_scheduled")
    assert not caplog.records


# --- in the admin -----------------------------------------------------------------------------------------


def test_publishing_in_bulk_publishes_none_and_says_why(admin, draft):
    fine = make_case("Fine", live=False)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin.post(f"{bulk}?id={draft.pk}&id={fine.pk}&next=/admin/", follow=True)
    assert "The summary is missing" in told(response)
    assert not is_live(draft)
    assert not is_live(fine)
    below = {"include_descendants": "on"}
    response = admin.post(f"{bulk}?id={draft.get_parent().pk}&next=/admin/", below, follow=True)
    assert "The summary is missing" in told(response)
    assert not is_live(fine)


def test_a_refusal_in_any_view_is_a_sentence_at_the_page(admin, draft):
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    revert = draft.get_latest_revision()
    data = form_of(admin.get(edit), **{"action-publish": "1", "revision": str(revert.pk)})
    response = admin.post(edit, data)
    assert response.status_code == 200
    assert "The summary is missing" in str(response.context["form"].errors["summary"])
    assert not is_live(draft)


def test_a_missing_source_is_told_at_its_row_and_the_typed_words_stay(admin, site):
    case = make_case(live=False, results=UNSOURCED)
    edit = reverse("wagtailadmin_pages:edit", args=[case.pk])
    data = form_of(admin.get(edit), title="Typed for an hour", **{"action-submit": "1"})
    response = admin.post(edit, data)
    assert response.status_code == 200
    row = response.context["form"].formsets["results"].forms[0]
    assert "has no source" in str(row.errors["source"])
    assert "Typed for an hour" in response.content.decode()
    saved = admin.post(edit, {**data, "action-submit": ""})  # a draft may be unfinished
    assert saved.status_code == 302
    assert CasePage.objects.get(pk=case.pk).get_latest_revision_as_object().title == "Typed for an hour"


def test_a_draft_may_lack_everything_but_its_title(admin, site):
    shard = CaseShardPage.objects.get(slug="la", locale=locale("en"))
    add = reverse("wagtailadmin_pages:add", args=["cases", "casepage", shard.pk])
    nothing = {"sites-TOTAL_FORMS": "0", "theme_rows-TOTAL_FORMS": "0"}
    assert admin.post(add, form_of(admin.get(add), title="Only this", **nothing)).status_code == 302
    assert not CasePage.objects.get(title="Only this").live


def test_a_row_that_is_taken_away_does_not_count(admin, site):
    case = make_case(live=False, references=[{"key": "s1", "title": "Report"}], results=[{
        "indicator": "people_reached", "after": 5, "source": "s1"}])  # fmt: skip
    edit = reverse("wagtailadmin_pages:edit", args=[case.pk])
    data = form_of(admin.get(edit), **{"references-0-DELETE": "1", "action-publish": "1"})
    response = admin.post(edit, data)
    assert response.status_code == 200
    assert "not listed" in str(response.context["form"].formsets["results"].forms[0].errors["source"])

"""The admin: an original with its facts, a translation with its words, and every door that would break a work."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation
from wagtail.models import GroupPagePermission, Page
from wagtail.users.models import UserProfile

from cases.models import CasePage, CaseResult, CaseShardPage
from experts.models import ExpertPage
from kb.core import facts
from kb.core.guards import MANY
from kb.core.models import Work
from tests.factories import (
    locale,
    make_case,
    make_collection,
    make_expert,
    make_user,
    publish,
    term,
    translate,
)
from tests.forms import form_of
from tests.kb.core.conftest import has_no_facts, sync, url

# --- editing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_case, make_expert, make_collection])
def test_originals_and_translations_can_be_opened_and_saved(admin, site, make):
    page = make()
    lao = translate(page, "lo")
    for each in (page, lao):
        edit = url("edit", each.pk)
        response = admin.post(edit, form_of(admin.get(edit), title="New title"))
        assert response.status_code == 302, response.context["form"].errors
        assert type(each).objects.get(pk=each.pk).get_latest_revision_as_object().title == "New title"
    assert list(facts.strays()) == []


def test_a_translation_offers_no_fact_and_points_to_the_original(admin, case):
    lao = translate(case, "lo")
    response = admin.get(url("edit", lao.pk))
    offered = set(form_of(response))
    for name in (*CasePage.FACTS, "slug"):
        assert name not in offered
        assert f"{name}-TOTAL_FORMS" not in offered
    assert "translation_state" in offered
    assert url("edit", case.pk) in response.content.decode()
    assert "translation_state" not in form_of(admin.get(url("edit", case.pk)))


def facts_seen(response) -> str:
    assert response.status_code == 200
    text = BeautifulSoup(response.content, "html.parser").get_text(" ")
    return " ".join(text.split())


@pytest.mark.parametrize("by_sentences", [False, True])
def test_who_translates_reads_the_facts_in_the_language_of_the_admin(client, case, by_sentences):
    case.results.add(
        CaseResult(
            indicator=term("indicator", "income_per_person"),
            before=1200,
            after=2500,
            as_of="2020-10",
            source="s1",
        )
    )
    publish(case)
    user = make_user("translator", "Editors")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "id"})
    client.force_login(user)
    if by_sentences:
        sync(case, "lo")
    else:
        translate(case, "lo")
    lao = CasePage.objects.get(locale=locale("lo"))
    seen = facts_seen(client.get(url("edit", lao.pk)))
    for value in ("Orang yang dijangkau", "1.200", "2.500", "Oktober 2020", "Report of the district", "Laos"):
        assert value in seen, value
    with translation.override("id"):
        assert term("theme", "water_supply").label in seen
    draft = CasePage.objects.get(pk=case.pk)
    draft.results = [CaseResult(indicator_text="Not public yet", after=1, source="s1")]
    draft.save_revision()
    assert "Not public yet" not in facts_seen(client.get(url("edit", lao.pk)))


def test_who_may_not_edit_the_original_reads_its_private_facts_nowhere(client, site):
    contact = {"type": "email", "value": "secret@example.org", "visibility": "nobody"}
    translator = make_user("translator", "Contributors")
    translator.user_permissions.add(Permission.objects.get(codename="access_admin"))
    expert = make_expert(contacts=[contact])
    lao = translate(expert, "lo")
    ExpertPage.objects.filter(pk=lao.pk).update(owner=translator)
    shard = lao.get_parent()
    right = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=translator.groups.get(), page=shard, permission=right)
    client.force_login(translator)
    response = client.get(url("edit", lao.pk))
    assert response.status_code == 200
    assert "secret@example.org" not in response.content.decode()
    assert expert.get_url() in response.content.decode()
    client.force_login(make_user("editor", "Editors"))
    assert "secret@example.org" in client.get(url("edit", lao.pk)).content.decode()


def test_a_crafted_post_sets_no_fact(admin, case):
    lao = translate(case, "lo")
    edit = url("edit", lao.pk)
    data = form_of(admin.get(edit), start="1999", tags="forged", slug="forged", original=str(lao.pk))
    data |= {
        "status": str(term("status", "running").pk),
        "results-TOTAL_FORMS": "1",
        "results-INITIAL_FORMS": "0",
        "results-0-indicator_text": "Forged",
        "results-0-after": "1",
        "results-0-ORDER": "1",
        "action-publish": "1",
    }
    assert admin.post(edit, data).status_code == 302
    lao = CasePage.objects.get(pk=lao.pk)
    assert lao.slug == "spring"
    assert lao.original == case
    assert has_no_facts(lao)
    assert not lao.get_latest_revision().content["results"]


def test_publishing_asks_for_what_a_case_needs(admin, case):
    edit = url("edit", case.pk)
    data = form_of(admin.get(edit))
    data |= {"theme_rows-0-DELETE": "1", "action-publish": "1"}
    response = admin.post(edit, data)
    assert response.status_code == 200
    assert response.context["form"].formsets["theme_rows"].non_form_errors()


def test_an_empty_new_case_is_refused_with_reasons(admin, site):
    shard = CaseShardPage.objects.get(slug="la", locale=locale("en"))
    add = reverse("wagtailadmin_pages:add", args=["cases", "casepage", shard.pk])
    response = admin.post(add, form_of(admin.get(add), **{"action-publish": "1"}))
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert list(errors) == ["title", "summary"]
    for name in ("sites", "theme_rows"):
        assert response.context["form"].formsets[name].non_form_errors()


def test_a_code_that_is_taken_is_an_error_at_the_field(admin, case):
    other = make_case(code="other", country="VN")
    edit = url("edit", other.pk)
    response = admin.post(edit, form_of(admin.get(edit), slug="spring"))
    assert response.status_code == 200
    assert "taken" in str(response.context["form"].errors["slug"])


def test_a_preview_of_a_translation_shows_the_facts(admin, case):
    lao = translate(case, "lo")
    response = admin.get(url("view_draft", lao.pk))
    assert response.status_code == 200
    assert "500" in response.content.decode()


# --- copying, deleting, moving ----------------------------------------------------------------------------


def test_a_translation_cannot_be_copied(admin, case):
    lao = translate(case, "lo")
    count = Page.objects.count()
    response = admin.post(url("copy", lao.pk), {"new_title": "x", "new_slug": "x", "new_parent_page": "3"})
    assert response.status_code == 302
    assert Page.objects.count() == count


def test_an_original_is_copied_as_a_new_work_and_never_as_an_alias(admin, case):
    form = admin.get(url("copy", case.pk)).context["form"]
    assert form["new_slug"].initial == "spring-2"
    assert "alias" not in form.fields
    data = {
        "new_title": "Copy",
        "new_slug": "spring",
        "new_parent_page": str(case.get_parent().pk),
        "alias": "on",
        "publish_copies": "on",
    }
    assert admin.post(url("copy", case.pk), data).status_code == 200
    data["new_slug"] = "copy"
    assert admin.post(url("copy", case.pk), data).status_code == 302
    copy = CasePage.objects.get(slug="copy")
    assert copy.alias_of is None
    assert not copy.live
    assert copy.results.count() == 1
    assert Work.objects.get(code="copy").original_id == copy.pk


def test_a_page_that_holds_works_cannot_be_copied(admin, case):
    for page in (case.get_parent(), case.get_parent().get_parent()):
        assert admin.get(url("copy", page.pk)).status_code == 302


def test_an_original_with_translations_and_what_holds_works_cannot_be_deleted(admin, case):
    lao = translate(case, "lo")
    home = case.get_ancestors()[1]
    for page in (case, case.get_parent(), case.get_parent().get_parent(), home):
        for method in (admin.get, admin.post):
            response = method(url("delete", page.pk))
            assert response.status_code == 302
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert admin.post(f"{bulk}?id={case.pk}&id={lao.get_parent().pk}&next=/admin/").status_code == 302
    assert CasePage.objects.count() == 2
    for page in (lao, case):
        admin.post(url("delete", page.pk))
    assert CasePage.objects.count() == 0
    assert not Work.objects.exists()


def test_a_page_stays_in_the_tree_of_its_language(admin, case):
    lao = translate(case, "lo")
    admin.post(url("move_confirm", case.pk, lao.get_parent().pk))
    assert CasePage.objects.get(pk=case.pk).get_parent() == case.get_parent()


def test_many_pages_are_not_listed_for_ordering_by_hand(admin, case):
    shard = case.get_parent()
    explore = reverse("wagtailadmin_explore", args=[shard.pk])
    assert admin.get(f"{explore}?ordering=ord").status_code == 200
    Page.objects.filter(pk=shard.pk).update(numchild=MANY + 1)
    assert admin.get(f"{explore}?ordering=ord").status_code == 302
    assert admin.get(explore).status_code == 200


def test_a_new_country_is_there_in_every_language(admin, site):
    index = CaseShardPage.objects.get(slug="la", locale=locale("en")).get_parent()
    add = reverse("wagtailadmin_pages:add", args=["cases", "caseshardpage", index.pk])
    refused = admin.post(
        add, form_of(admin.get(add), title="Atlantis", slug="atlantis", **{"action-publish": "1"})
    )
    assert refused.status_code == 200
    admin.post(add, form_of(admin.get(add), title="Thailand", slug="th"))
    shards = CaseShardPage.objects.filter(slug="th")
    assert shards.count() == 10
    assert all(shard.live for shard in shards)
    assert shards.get(locale=locale("lo")).title == "ໄທ"

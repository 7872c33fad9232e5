"""A withdrawn work leaves its title, a date and a reason, and nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from kb.core.models import Work
from tests.factories import make_case, make_collection, make_expert, make_user, publish, translate

pytestmark = pytest.mark.django_db
REASON = "The figures could not be confirmed."


@pytest.fixture
def case(site):
    made = make_case("Clean water", country="LA", summary="Springs and pipes for a village.")
    translate(made, "lo", "ນ້ຳສະອາດ")
    return made


def _withdraw(client, page, name="desk", reason=REASON):
    client.force_login(make_user(name, "Editors"))
    answer = client.post(reverse("withdraw", args=[page.pk]), {"reason": reason})
    client.logout()
    return answer


def test_its_address_tells_title_date_and_reason_in_every_language(client, case):
    assert _withdraw(client, case).status_code == 302
    for language, title in (("en", "Clean water"), ("lo", "ນ້ຳສະອາດ"), ("km", "Clean water")):
        answer = client.get(f"/{language}/cases/la/{case.slug}/")
        assert answer.status_code == 410
        assert title in answer.text
        assert REASON in answer.text
        assert "2026" in answer.text or "၂၀၂၆" in answer.text
        assert "Springs and pipes" not in answer.text
        assert answer["X-Robots-Tag"] == "noindex"


def test_no_title_is_told_that_was_not_public(client, case):
    lao = case.get_translations().get()
    PageViewRestriction.objects.create(page=lao, restriction_type=PageViewRestriction.LOGIN)
    _withdraw(client, case)
    page = Page.objects.get(pk=case.pk).specific
    page.title = "A draft that nobody has approved"
    page.save()
    for language in ("en", "lo"):
        answer = client.get(f"/{language}/cases/la/{case.slug}/")
        assert answer.status_code == 410
        assert "Clean water" in answer.text
        assert "ນ້ຳສະອາດ" not in answer.text
        assert "draft" not in answer.text


def test_it_leaves_the_search_at_once_and_versions_say_the_same(client, case, search_index):
    search_index()
    assert "Clean water" in client.get("/en/search/?q=water").text
    _withdraw(client, case)
    assert "Clean water" not in client.get("/en/search/?q=water").text
    for address in (f"/en/versions/{case.slug}/1/", f"/en/versions/{case.slug}/"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert REASON in answer.text
    assert client.get(f"/records/{case.slug}.json").status_code == 404


def test_publishing_it_again_ends_that(client, case):
    _withdraw(client, case)
    publish(Page.objects.get(pk=case.pk).specific)
    assert client.get(case.get_url()).status_code == 200
    work = Work.objects.get(pk=case.translation_key)
    assert (work.withdrawn_at, work.withdrawal) == (None, "")
    Page.objects.filter(pk=case.pk).update(live=False)
    assert client.get(case.get_url()).status_code == 404


def test_what_was_never_withdrawn_leaves_no_trace(client, case):
    Page.objects.filter(pk=case.pk).update(live=False)
    assert client.get(case.get_url()).status_code == 404


def test_what_is_private_beside_leaves_no_trace(client, case):
    _withdraw(client, case)
    restriction = PageViewRestriction.objects.create(
        page=case.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get(case.get_url()).status_code == 404
    restriction.page = case
    restriction.save()
    assert client.get(case.get_url()).status_code == 404
    assert client.get(f"/en/versions/{case.slug}/1/").status_code == 404


def test_an_address_that_the_work_never_had_is_not_found(client, case):
    _withdraw(client, case)
    assert client.get(f"/en/cases/kh/{case.slug}/").status_code == 404


def test_a_reason_is_asked_for_and_what_was_typed_is_kept(client, case):
    answer = _withdraw(client, case, reason="x" * 501)
    assert answer.status_code == 200
    assert "x" * 501 in answer.text
    assert answer.context["form"].errors["reason"]
    assert Page.objects.get(pk=case.pk).live


@pytest.mark.parametrize("group", ["Contributors", None])
def test_only_editors_withdraw(client, case, group):
    client.force_login(make_user("somebody", *([group] if group else [])))
    assert client.post(reverse("withdraw", args=[case.pk]), {"reason": REASON}).status_code in (302, 403)
    assert client.get(case.get_url()).status_code == 200
    assert Work.objects.get(pk=case.translation_key).withdrawn_at is None


def test_the_button_stands_where_it_can_be_pressed(client, case):
    client.force_login(make_user("desk", "Editors"))
    editor = reverse("wagtailadmin_pages:edit", args=[case.pk])
    assert reverse("withdraw", args=[case.pk]) in client.get(editor).text
    draft = make_case("Draft", live=False)
    editor = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert reverse("withdraw", args=[draft.pk]) not in client.get(editor).text


def test_a_collection_is_withdrawn_alike_and_a_profile_is_not(client, case):
    collection, expert = make_collection("Water", entries=[case]), make_expert("Noy")
    _withdraw(client, collection)
    assert client.get(collection.get_url()).status_code == 410
    assert _withdraw(client, expert, "other").status_code in (302, 403)
    assert client.get(expert.get_url()).status_code == 200


def test_the_reason_is_text(client, case):
    _withdraw(client, case, reason="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(case.get_url()).text

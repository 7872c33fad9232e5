"""Versions: every publication can be read again, with words and facts of that day, and cited."""

from __future__ import annotations

import importlib
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry, Page, PageViewRestriction, Revision

from kb.catalogue.citations import citation
from kb.core.deletion import delete_work
from kb.core.models import Work
from kb.editorial.models import Edition
from tests.factories import make_case, make_collection, make_expert, make_user, publish, translate
from tests.kb.core.test_images import photograph

pytestmark = pytest.mark.django_db


def _figure(after):
    return [{"indicator": "people_tap_water", "after": after, "unit": "people", "as_of": "2021"}]


def _set_after(case, after, note=""):
    draft = case.get_latest_revision_as_object()
    row = draft.results.all()[0]
    row.after = after
    draft.results = [row]
    draft.change_note = note
    return publish(draft)


def _retitle(page, title, note=""):
    draft = page.get_latest_revision_as_object()
    draft.title, draft.change_note = title, note
    return publish(draft)


@pytest.fixture
def case(site):
    """Two versions: the case, which a Lao translation joins, and a corrected figure."""
    made = make_case("Clean water", country="LA", results=_figure(517))
    translate(made, "lo", "ນ້ຳສະອາດ")
    return _set_after(made, 643, "The village counted again.")


def read(client, case, number, language="en"):
    return client.get(f"/{language}/versions/{case.slug}/{number}/")


def test_each_publication_has_a_number_a_date_and_a_note(case):
    rows = Edition.objects.filter(work=case.translation_key).order_by("number", "pk")
    assert [(row.number, row.page.locale.language_code, row.note) for row in rows] == [
        (1, "en", ""),
        (1, "lo", ""),
        (2, "en", "The village counted again."),
    ]
    assert all(timezone.now() - row.published_at < timedelta(minutes=5) for row in rows)


def test_a_version_has_the_facts_of_its_day_in_every_language(client, case):
    now, then = client.get(case.get_url()).text, read(client, case, 1).text
    assert "643" in now
    assert "517" not in now
    assert "517" in then
    assert "643" not in then
    lao = read(client, case, 1, "lo").text
    assert "ນ້ຳສະອາດ" in lao
    assert "517" in lao
    assert "643" not in lao


def test_a_version_has_the_words_of_its_day(client, case):
    _retitle(case, "Clean water for two villages")
    assert '<h1 lang="en">Clean water</h1>' in read(client, case, 2).text
    assert '<h1 lang="en">Clean water for two villages</h1>' in read(client, case, 3).text


def test_a_new_language_joins_the_present_version_and_a_corrected_one_makes_its_own(client, case):
    khmer = translate(case, "km", "ទឹកស្អាត")
    assert Edition.objects.get(page=khmer).number == 2
    assert read(client, case, 1, "km").context["page"].title == "Clean water"
    assert read(client, case, 2, "km").context["page"].title == "ទឹកស្អាត"
    _retitle(khmer, "ទឹកស្អាតសម្រាប់ភូមិ")
    assert read(client, case, 2, "km").context["page"].title == "ទឹកស្អាត"
    assert read(client, case, 3, "km").context["page"].title == "ទឹកស្អាតសម្រាប់ភូមិ"


def test_a_version_says_that_it_is_one_and_leads_to_the_present_one(client, case):
    response = read(client, case, 1, "km")
    assert f'href="/km/cases/la/{case.slug}/"' in response.text
    assert response["X-Robots-Tag"] == "noindex"
    assert f'<link rel="canonical" href="http://testserver{case.get_url()}"' in response.text
    links = [version.url for version in response.context["versions"]]
    assert links == [f"/en/versions/{case.slug}/1/", f"/lo/versions/{case.slug}/1/"]


def test_nothing_is_written_when_a_version_is_read(client, case, django_assert_max_num_queries):
    before = Page.objects.get(pk=case.pk).specific.to_json()
    with django_assert_max_num_queries(60) as queries:
        read(client, case, 1)
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert Page.objects.get(pk=case.pk).specific.to_json() == before


@pytest.mark.parametrize(
    "address", ["versions/{}/3/", "versions/{}/0/", "versions/nothing/1/", "versions/nothing/"]
)
def test_what_is_no_version_is_not_found(client, case, address):
    assert client.get("/en/" + address.format(case.slug)).status_code == 404


def test_profiles_have_no_versions(client, site):
    """People may take back what they have said about themselves."""
    expert = make_expert("Noy")
    _retitle(expert, "Noy Keo")
    assert not Edition.objects.exists()
    assert client.get(f"/en/versions/{expert.slug}/").status_code == 404


def test_a_hidden_work_has_no_public_version(client, case):
    Page.objects.filter(pk=case.pk).update(live=False)
    assert read(client, case, 1).status_code == 404
    assert client.get(f"/en/versions/{case.slug}/").status_code == 404


def test_the_words_of_a_hidden_translation_stay_hidden_in_every_version(client, case):
    lao = case.get_translations().get()
    Page.objects.filter(pk=lao.pk).update(live=False)
    assert "ນ້ຳສະອາດ" not in read(client, case, 1, "lo").text
    assert "ນ້ຳສະອາດ" not in client.get(f"/lo/versions/{case.slug}/").text


def test_drafts_are_no_versions(client, case):
    draft = case.get_latest_revision_as_object()
    draft.title = "C-DRAFT"
    draft.save_revision()
    assert "C-DRAFT" not in read(client, case, 2).text
    assert client.get(f"/en/versions/{case.slug}/3/").status_code == 404


def test_what_is_scheduled_becomes_a_version_when_it_begins(case):
    draft = case.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.save_revision().publish()
    assert Edition.objects.count() == 3
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    assert Edition.objects.count() == 4


def test_the_page_names_its_versions_and_those_of_its_original(client, case):
    vietnamese = translate(case, "vi", "Nước sạch")
    _retitle(vietnamese, "Nước sạch cho làng")
    shown = client.get(case.get_url()).context["page"].editions
    assert [row.number for row in shown] == [2, 1]
    text = client.get(vietnamese.get_url()).text
    named = [number for number in range(1, 9) if f"/vi/versions/{case.slug}/{number}/" in text]
    assert named == [1, 2, 3]
    assert "The village counted again." in text
    _retitle(case.get_translations().get(locale__language_code="lo"), "ນ້ຳ")
    assert f"/vi/versions/{case.slug}/4/" not in client.get(vietnamese.get_url()).text
    whole = client.get(f"/vi/versions/{case.slug}/").text
    named = [number for number in range(1, 9) if f"/vi/versions/{case.slug}/{number}/" in whole]
    assert named == [1, 2, 3, 4]


def test_of_many_versions_a_page_names_ten_and_leads_to_all(client, case):
    for number in range(9):
        _retitle(case, f"Clean water {number}")
    text = client.get(case.get_url()).text
    assert text.count(f"/en/versions/{case.slug}/") == 11
    assert f'href="/en/versions/{case.slug}/"' in text


def test_a_citation_names_the_version(client, case):
    assert citation(case, "Site").number == 2
    text = client.get(case.get_url()).text
    assert "version 2" in text
    then = read(client, case, 1).text.split('id="citation"')[1]
    assert "version 1" in then
    assert f"/en/versions/{case.slug}/1/" in then
    assert "ET  - 2" in client.get(f"/records/{case.slug}.ris").content.decode()
    assert "version = {2}" in client.get(f"/records/{case.slug}.bib").content.decode()


def test_a_list_of_references_names_versions_in_two_queries(client, case, search_index):
    make_expert("Noy")
    search_index()
    references = b"".join(client.get("/lo/search/export.ris").streaming_content).decode()
    assert references.count("ET  - ") == 1
    assert "ET  - 2" in references


def test_a_collection_has_versions_too(client, case):
    collection = make_collection("Water", entries=[case])
    _retitle(collection, "Water and homes")
    assert '<h1 lang="en">Water</h1>' in read(client, collection, 1).text


def test_what_was_published_survives_the_clean_up_of_revisions(client, case):
    draft = case.get_latest_revision_as_object()
    draft.save_revision()
    _retitle(case, "Newest")
    kept = set(Edition.objects.values_list("revision_id", flat=True))
    call_command("purge_revisions")
    assert kept <= set(Revision.objects.values_list("pk", flat=True))
    assert read(client, case, 1).status_code == 200
    with pytest.raises(ProtectedError):
        Revision.objects.filter(pk__in=kept).delete()


def test_versions_go_with_their_work(case):
    delete_work(Work.objects.get(pk=case.translation_key))
    assert not Edition.objects.exists()


def test_an_editor_takes_a_version_back(client, case):
    editor = make_user("desk", "Editors")
    client.force_login(editor)
    row = Edition.objects.get(number=1, page=case)
    answer = client.post(reverse("versions:edit", args=[row.pk]), {"note": "", "hidden": "on"})
    assert answer.status_code == 302
    client.logout()
    for language in ("en", "lo"):
        answer = read(client, case, 1, language)
        assert answer.status_code == 410
        assert "517" not in answer.text
    assert "643" in read(client, case, 2).text
    assert "taken back" in client.get(case.get_url()).text
    client.force_login(editor)
    assert client.get(reverse("versions:index")).status_code == 200
    assert client.get("/admin/versions/new/").status_code in (302, 403, 404)
    other = make_user("other", "Editors")
    client.force_login(other)
    assert client.post(reverse("versions:edit", args=[row.pk]), {"note": ""}).status_code == 302
    assert "517" in read(client, case, 1).text
    assert [entry.user for entry in ModelLogEntry.objects.for_instance(row).order_by("pk")] == [editor, other]


def test_a_translation_that_is_taken_back_gives_way_to_the_original(client, case):
    lao = case.get_translations().get()
    _retitle(lao, "ນ້ຳ")
    Edition.objects.filter(number=1, page=lao).update(hidden=True)
    assert read(client, case, 1, "lo").context["page"].title == "Clean water"


def test_what_nobody_could_read_then_stays_unread(client, site):
    case = make_case("SECRETNAME", country="LA", code="once-private")
    restriction = PageViewRestriction.objects.create(page=case.get_parent(), restriction_type="login")
    _retitle(case, "ALSOSECRET")
    _retitle(case, "Clean water")
    restriction.delete()
    assert client.get(case.get_url()).status_code == 200
    for number in (1, 2):
        answer = read(client, case, number)
        assert answer.status_code == 410
        assert "SECRET" not in answer.text
    assert read(client, case, 3).status_code == 200  # what stands there now
    _retitle(case, "Clean water for all")
    assert read(client, case, 4).status_code == 200


@pytest.mark.parametrize("how", ["unpublished", "withdrawn"])
def test_what_left_public_view_comes_back_without_its_past(client, case, how):
    if how == "unpublished":
        case.unpublish()
    else:
        client.force_login(make_user("desk", "Editors"))
        client.post(reverse("withdraw", args=[case.pk]), {"reason": "It named a child."})
        client.logout()
    _retitle(Page.objects.get(pk=case.pk).specific, "Clean water, corrected")
    for number in (1, 2):
        assert read(client, case, number).status_code == 410
    assert read(client, case, 3).status_code == 200
    assert "taken back" in client.get(case.get_url()).text


def test_a_version_stays_where_it_was_cited_when_the_code_changes(
    client, case, django_capture_on_commit_callbacks
):
    cited = case.slug
    draft = case.get_latest_revision().as_object()
    draft.slug = "new-code"
    with django_capture_on_commit_callbacks(execute=True):
        now = publish(draft)
    old = client.get(f"/lo/versions/{cited}/1/")
    assert (old.status_code, old["Location"]) == (301, "/lo/versions/new-code/1/")
    text = read(client, now, 1).text
    assert "/versions/new-code/1/" in text
    assert f"/{cited}/" not in text
    Page.objects.filter(pk=case.pk).update(live=False)
    assert client.get(f"/lo/versions/{cited}/1/").status_code == 404


def test_a_note_is_told_once(client, case):
    lao = case.get_translations().get()
    assert lao.change_note == ""
    translate(case, "vi", "Nước")
    publish(Page.objects.get(pk=case.pk).specific)  # again, as it is
    copied = case.copy(update_attrs={"slug": "a-copy", "title": "A copy"}, copy_revisions=False)
    assert copied.change_note == ""
    case.get_latest_revision().publish()
    notes = list(Edition.objects.filter(work=case.translation_key).values_list("note", flat=True))
    assert notes.count("The village counted again.") <= 2


def test_files_to_take_along_are_those_of_the_present_version_alone(client, case):
    assert f"/records/{case.slug}.ris" in client.get(case.get_url()).text
    assert "/records/" not in read(client, case, 1).text


def _photo(title):
    stored = get_image_model()(title=title, file=ContentFile(photograph(), f"{title}.jpg"))
    stored.save()
    return stored


@pytest.fixture
def pictured(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rows = [{"image": _photo(name), "credit": name, "consent": True} for name in ("AAA", "BBB")]
    texts = [("photo", {"caption": f"Caption of {name}", "alt": name}) for name in ("AAA", "BBB")]
    made = make_case("Pictures", country="LA", photos=rows, photo_texts=texts)
    return _retitle(made, "Pictures again")


def test_a_photograph_leaves_earlier_versions_with_the_consent(client, pictured):
    assert "AAA" in read(client, pictured, 1).text
    draft = pictured.get_latest_revision_as_object()
    first, second = draft.photos.all()
    first.consent = False
    draft.photos = [first, second]
    publish(draft)
    text = read(client, pictured, 1).text
    assert "AAA" not in text
    assert "Caption of BBB" in text


def test_no_caption_moves_to_another_photograph(client, pictured):
    get_image_model().objects.get(title="AAA").delete()
    text = read(client, pictured, 1).text
    assert "BBB" in text
    assert "Caption of" not in text


def test_a_new_draft_begins_without_a_note(client, case):
    client.force_login(make_user("desk", "Editors"))
    form = client.get(reverse("wagtailadmin_pages:edit", args=[case.pk])).context["form"]
    assert form.initial["change_note"] == ""
    draft = case.get_latest_revision_as_object()
    draft.change_note = "A source was added."
    draft.save_revision()
    form = client.get(reverse("wagtailadmin_pages:edit", args=[case.pk])).context["form"]
    assert form.initial["change_note"] == "A source was added."


def test_what_was_public_before_there_were_versions_is_the_first(client, case):
    Edition.objects.all().delete()
    migration = importlib.import_module("kb.editorial.migrations.0003_first_editions")
    migration.note(apps, connection.schema_editor())
    rows = Edition.objects.order_by("number", "pk")
    assert [(row.number, row.page.locale.language_code) for row in rows] == [(1, "en"), (1, "lo")]
    assert "643" in read(client, case, 1).text

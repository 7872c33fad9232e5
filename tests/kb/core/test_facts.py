"""Facts live on the original: every door by which a stale copy could come in is tried."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, transaction
from django.db.models import ForeignObjectRel, ProtectedError
from wagtail.models import Page, ReferenceIndex

from cases.models import CasePage, CaseResult, CollectionPage
from experts.models import ExpertPage
from kb.core import facts
from kb.core.models import Work
from kb.editorial.models import VersionedPage
from tests.factories import locale, make_case, make_collection, make_expert, publish, term, translate

RESULTS = [{"indicator": "people_reached", "after": 500}]


def holds_no_fact(page) -> bool:
    """Whether every fact of a page is empty, in its columns, rows and tags."""
    page = type(page).objects.get(pk=page.pk)
    for name in (*page.FACTS, *page.CHILD_ACCESSORS):
        field = page._meta.get_field(name)
        if isinstance(field, ForeignObjectRel) or field.many_to_many:
            if getattr(page, name).exists():
                return False
        elif getattr(page, field.attname) != field.get_default():
            return False
    return True


@pytest.fixture
def case(site):
    return make_case(
        tags=["spring"],
        status="finished",
        start="2015",
        licence="CC BY 4.0",
        original_statement=True,
        results=RESULTS,
    )


@pytest.fixture
def lao(case):
    return translate(case, "lo", "ນ້ຳ")


def test_a_translation_begins_without_facts_and_keeps_the_words(case):
    lao = case.copy_for_translation(locale("lo"))
    assert holds_no_fact(lao)
    assert lao.original == case
    assert lao.title == case.title
    assert lao.translation_state == "human"
    assert lao.translation_date == date.today()
    assert Work.objects.get(pk=case.translation_key).original_id == case.pk
    assert case.results.count() == 1


def test_a_published_translation_shows_the_facts_of_the_original(case, lao):
    assert holds_no_fact(lao)
    assert [figure.after for figure in lao.facts.figures] == [500]


def test_a_translation_of_a_translation_belongs_to_the_original(case, lao):
    km = translate(lao, "km")
    assert km.original == case
    assert holds_no_fact(km)


def test_a_revision_with_forged_facts_publishes_none(case, lao):
    revision = lao.save_revision()
    content = case.get_latest_revision().content
    held = {name: content[name] for name in (*CasePage.FACTS, "tagged_items") if name in content}
    assert held["results"]
    revision.content = {**revision.content, **held, "original": None, "slug": "forged"}
    revision.save()
    revision.publish(skip_permission_checks=True)
    lao.refresh_from_db()
    assert lao.original == case
    assert lao.slug == case.slug
    assert holds_no_fact(lao)


def test_saving_with_facts_in_memory_saves_none(lao):
    lao.start = "1999"
    lao.status = term("status", "running")
    lao.results = [CaseResult(indicator_text="Forged", after=1)]
    lao.tags.add("forged")
    lao.save()
    assert holds_no_fact(lao)
    publish(lao)
    assert holds_no_fact(lao)


@pytest.mark.parametrize("model", [CasePage, ExpertPage, CollectionPage])
def test_the_database_refuses_a_fact_in_any_column_of_a_translation(site, model):
    made = {CasePage: make_case, ExpertPage: make_expert, CollectionPage: make_collection}[model]()
    lao = translate(made, "lo")
    for name in model.FACTS:
        field = model._meta.get_field(name)
        if isinstance(field, ForeignObjectRel) or field.many_to_many:
            continue
        value = {"BooleanField": True, "DateField": date(2020, 1, 1)}.get(field.get_internal_type(), 1)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=lao.pk).update(**{field.attname: value})


@pytest.mark.parametrize("model", [CasePage, ExpertPage, CollectionPage])
def test_every_field_is_a_fact_words_or_bookkeeping(model):
    ours = {"original", "translation_state", "translation_date", "words_hash", "words_changed_at", "based_on"}
    ours |= {"untranslated", "translated_from"}
    if issubclass(model, VersionedPage):
        ours.add("change_note")
    taken = {*model.FACTS, *model.CHILD_ACCESSORS, *model.WORDS, *ours}
    inherited = {field.name for field in Page._meta.get_fields()}
    pointing_here = {
        "page_ptr", "translated_pages", "adapted_as_rows", "collection_entries", "case_roles", "tagged_items",
        "account", "invitations", "claim_requests", "submission", "coauthors", "draft_links", "reader_comments",
    }  # fmt: skip
    names = {field.name for field in model._meta.get_fields()}
    assert names - inherited - taken - pointing_here == set()
    assert [field.field_name for field in model.translatable_fields] == list(model.WORDS)


def test_rows_that_slip_in_are_found(lao):
    assert list(facts.strays()) == []
    CaseResult.objects.create(page=lao, indicator_text="Slipped in", after=1)
    assert [(page.pk, relation) for page, relation in facts.strays()] == [(lao.pk, "results")]
    with pytest.raises(SystemCheckError, match="results of its own"):
        call_command("check", databases=["default"])


def test_a_correction_changes_every_language(case, lao):
    case.results = [CaseResult(indicator=term("indicator", "people_reached"), after=600, source="s1")]
    publish(case)
    lao = CasePage.objects.get(pk=lao.pk)
    assert [figure.after for figure in lao.facts.figures] == [600]
    assert not lao.has_unpublished_changes


def test_an_old_revision_brings_its_facts_back_and_no_translation_is_outdated(case, lao):
    first = case.get_latest_revision()
    case.results = [CaseResult(indicator=term("indicator", "people_reached"), after=600, source="s1")]
    publish(case)
    first.publish(skip_permission_checks=True)
    lao = CasePage.objects.get(pk=lao.pk)
    assert [figure.after for figure in lao.facts.figures] == [500]
    assert lao.outdated_since is None


def test_the_reference_index_sees_what_a_case_uses(case):
    assert ReferenceIndex.get_references_to(term("theme", "water_supply")).exists()


def test_vocabulary_in_use_cannot_be_deleted(case):
    with pytest.raises(ProtectedError):
        term("theme", "water_supply").delete()


# --- a work and its identity ------------------------------------------------------------------------------


def test_the_original_may_be_in_any_language(site):
    case = make_case("ទឹក", code="tuk", country="KH", language="km")
    english = translate(case, "en", "Water")
    assert english.original == case
    assert english.url == "/en/cases/kh/tuk/"
    assert holds_no_fact(english)


def test_codes_are_unique_over_all_works(case):
    with pytest.raises(ValidationError, match="is taken"):
        make_expert(code=case.slug)
    with pytest.raises(ValidationError, match="is taken"):
        make_case(code=case.slug, country="VN", live=False)


@pytest.mark.parametrize("code", ["Big", "ນ້ຳ", "a_b", "-a", "a-", "x" * 61])
def test_a_code_is_plain(site, code):
    with pytest.raises(ValidationError):
        make_case(code=code)


def test_a_code_is_made_where_none_is_given(site):
    assert make_case("Clean water", code="").slug == "clean-water"


def test_a_title_without_latin_letters_gets_a_code_of_its_own(site):
    pages = [CasePage(title="ນ້ຳ", locale=locale("lo"), live=False) for _ in range(2)]
    shard = make_case(language="lo").get_parent()
    for page in pages:
        shard.add_child(instance=page)
    assert [page.slug for page in pages] == ["case", "case-2"]


def test_a_second_page_of_a_work_is_a_translation_whoever_makes_it(case):
    shard = case.get_parent().get_translation(locale("km"))
    made = CasePage(title="ទឹក", translation_key=case.translation_key, locale=locale("km"), live=False)
    shard.add_child(instance=made)
    assert made.original == case
    assert made.slug == case.slug
    assert Work.objects.get(pk=case.translation_key).original_id == case.pk


def test_a_copy_is_a_new_work_with_the_facts(case, lao):
    copy = case.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=False)
    copy = CasePage.objects.get(pk=copy.pk)
    assert copy.original is None
    assert copy.translation_key != case.translation_key
    assert Work.objects.get(code="copy").original_id == copy.pk
    assert [row.after for row in copy.results.all()] == [500]
    assert [tag.name for tag in copy.tags.all()] == ["spring"]
    assert copy.start == "2015"


def test_a_new_code_reaches_every_language_and_old_addresses_lead_there(
    case, lao, client, django_capture_on_commit_callbacks
):
    old = lao.url
    case.slug = "new-code"
    with django_capture_on_commit_callbacks(execute=True):
        publish(case)
    lao = CasePage.objects.get(pk=lao.pk)
    assert Work.objects.get(pk=case.translation_key).code == "new-code"
    assert lao.url == "/lo/cases/la/new-code/"
    response = client.get(old)
    assert response.status_code == 301
    assert response["Location"].endswith(lao.url)
    lao.get_latest_revision().publish(skip_permission_checks=True)
    assert CasePage.objects.get(pk=lao.pk).slug == "new-code"


def test_the_state_of_a_text_says_the_truth(case, lao):
    lao.translation_state = "original"
    with pytest.raises(ValidationError):
        publish(lao)
    case.translation_state = "machine"
    with pytest.raises(ValidationError):
        publish(case)


# --- older than the original ------------------------------------------------------------------------------


def outdated(page) -> bool:
    return CasePage.objects.get(pk=page.pk).outdated_since is not None


def test_new_facts_do_not_make_a_translation_old(case, lao):
    case.licence = "CC BY-SA 4.0"
    publish(case)
    assert not outdated(lao)


def test_new_words_make_a_translation_old_until_it_follows(case, lao):
    case.problem = "<p>The spring dried up.</p>"
    publish(case)
    assert outdated(lao)
    lao = CasePage.objects.get(pk=lao.pk)
    lao.problem = "<p>…</p>"
    publish(lao)
    assert not outdated(lao)


def test_saying_that_the_text_was_checked_again_makes_it_current(case, lao):
    case.title = "Clean water for the village"
    publish(case)
    lao = CasePage.objects.get(pk=lao.pk)
    lao.translation_state = "reviewed"
    publish(lao)
    assert not outdated(lao)


def test_a_draft_of_the_original_makes_nothing_old(case, lao):
    case.title = "Something else"
    case.save_revision()
    assert not outdated(lao)


def test_what_an_editor_does_to_the_markup_makes_nothing_old(case, lao):
    case.problem = "<p>Water &amp; work.</p>"
    case.steps = [("step", {"title": "Dig", "text": "<p>Deep</p>"})]
    publish(case)
    lao = CasePage.objects.get(pk=lao.pk)
    lao.title = "ນ້ຳສະອາດ"
    publish(lao)
    assert not outdated(lao)
    case = CasePage.objects.get(pk=case.pk)
    case.problem = '<p data-block-key="abcde">Water &amp; work.</p>'
    case.steps = [
        ("step", {"title": "Dig", "text": '<p data-block-key="x1">Deep</p>'})
    ]  # blocks with new ids
    publish(case)
    assert not outdated(lao)
    case.problem = '<p>Water &amp; <a href="https://example.org/">work</a>.</p>'
    publish(case)
    assert outdated(lao)

"""Translating in the admin sentence by sentence: words alone, and never a fact or an alias."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail_localize.models import (
    LocaleSynchronization,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.operations import translate_object

from cases.models import CasePage
from kb.core import translating, untranslated
from kb.core.models import TranslationState
from tests.factories import (
    locale,
    translate,
)
from tests.forms import form_of
from tests.kb.core.conftest import has_no_facts, sync, url


def say(translation, words, language):
    """Translates every sentence of the source that has these words."""
    for segment in StringSegment.objects.filter(source=translation.source, string__data__contains=words):
        StringTranslation.objects.create(
            translation_of=segment.string, locale=locale(language), context=segment.context, data="ນ້ຳພຸ"
        )


def test_translate_this_page_makes_a_draft_without_facts(editor, case):
    submit = reverse("wagtail_localize:submit_page_translation", args=[case.pk])
    response = editor.post(submit, {"locales": [locale("lo").pk]})
    assert response.status_code == 302
    lao = CasePage.objects.get(locale=locale("lo"))
    assert not lao.live
    assert lao.original == case
    assert has_no_facts(lao)
    # The ordinary editor opens, which has the workflow.
    assert "title" in form_of(editor.get(url("edit", lao.pk)))


def test_the_editor_of_sentences_has_words_only_and_sets_no_fact(admin, case):
    translation = sync(case, "lo")
    paths = set(
        StringSegment.objects.filter(source=translation.source).values_list("context__path", flat=True)
    )
    assert {path.split(".")[0] for path in paths} <= set(CasePage.WORDS)
    assert not translation.source.overridablesegment_set.exists()
    lao = CasePage.objects.get(locale=locale("lo"))
    assert admin.get(url("edit", lao.pk)).status_code == 200
    say(translation, "A spring", "lo")
    response = admin.post(url("edit", lao.pk), {"action": "publish", "start": "1999", "results-0-after": "1"})
    assert response.status_code == 302
    lao.refresh_from_db()
    assert lao.title == "ນ້ຳພຸ"
    assert has_no_facts(lao)


def test_leaving_the_editor_of_sentences_makes_a_draft_and_publishes_nothing(editor, case):
    lao = translate(case, "lo", "ຫົວຂໍ້ເກົ່າ")
    translation = sync(case, "lo")
    say(translation, "A spring", "lo")
    editor.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    lao = CasePage.objects.get(pk=lao.pk)
    assert lao.live
    assert lao.title == "ຫົວຂໍ້ເກົ່າ"
    assert lao.get_latest_revision_as_object().title == "ນ້ຳພຸ"
    assert lao.has_unpublished_changes
    assert has_no_facts(lao)


def test_who_may_not_publish_cannot_publish_by_synchronizing(editor, case):
    lao = translate(case, "lo", "ຫົວຂໍ້ເກົ່າ")
    translation = sync(case, "lo")
    say(translation, "A spring", "lo")
    update = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    editor.post(update, {"publish_translations": "on"})
    assert CasePage.objects.get(pk=lao.pk).title == "ຫົວຂໍ້ເກົ່າ"
    editor.post(url("edit", lao.pk), {"action": "publish"})
    assert CasePage.objects.get(pk=lao.pk).title == "ຫົວຂໍ້ເກົ່າ"


def test_synchronizing_after_new_facts_copies_none(admin, case, django_capture_on_commit_callbacks):
    translation = sync(case, "lo")
    say(translation, "A spring", "lo")
    lao = CasePage.objects.get(locale=locale("lo"))
    case.start = "2001"
    case.save_revision().publish(skip_permission_checks=True)
    update = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(update, {"publish_translations": "on"}).status_code == 302
    assert has_no_facts(lao)
    assert CasePage.objects.get(pk=lao.pk).outdated_since is None


def test_one_source_for_one_language_and_never_into_the_original(case):
    sync(case, "km")
    km = CasePage.objects.get(locale=locale("km"))
    source, _made = TranslationSource.update_or_create_from_instance(km)
    with pytest.raises(ValidationError, match="original"):
        Translation.objects.create(source=source, target_locale=locale("en"))
    translate_object(case, [locale("lo")])
    with pytest.raises(ValidationError, match="another language"):
        Translation.objects.create(source=source, target_locale=locale("lo"))


def test_a_translation_never_becomes_an_alias(admin, case):
    sync(case, "lo")
    lao = CasePage.objects.get(locale=locale("lo"))
    Translation.objects.update(enabled=False)
    assert "localize-convert-to-alias" not in admin.get(url("edit", lao.pk)).content.decode()
    convert = reverse("wagtail_localize:convert_to_alias", args=[lao.pk])
    for method in (admin.get, admin.post):
        assert method(convert).status_code == 302
    assert CasePage.objects.get(pk=lao.pk).alias_of is None


def test_aliases_of_a_synchronized_language_are_never_shown(case, client):
    synchronization = LocaleSynchronization.objects.create(locale=locale("lo"), sync_from=locale("en"))
    synchronization.sync_trees()
    alias = CasePage.objects.filter(locale=locale("lo")).first()
    if alias is not None:
        assert alias.alias_of_id == case.pk
    response = client.get("/lo/cases/la/spring/")
    assert response.status_code == 200
    assert 'href="http://testserver/en/cases/la/spring/"' in response.content.decode()
    assert [page.pk for page in case.public_versions()] == [case.pk]


def test_the_draft_says_what_is_left_and_from_which_words_it_was_made(editor, case):
    translation = sync(case, "lo")
    say(translation, "what was done", "lo")  # the summary
    editor.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    page = CasePage.objects.get(locale=locale("lo"))
    words = page.get_latest_revision_as_object()
    assert words.untranslated == untranslated.left(case, [case.title]) != {}
    assert words.translated_from == case.words_hash
    machine = StringTranslation.objects.filter(locale=locale("lo"))
    machine.update(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
    translating.draft(translation)
    words = CasePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert words.translation_state == TranslationState.MACHINE


def test_whoever_writes_in_the_page_has_the_original_as_it_is(editor, case):
    page = translate(case, "lo", "ນ້ຳພຸ", live=False).get_latest_revision_as_object()
    page.translated_from = "of an earlier day"
    page.save_revision()
    editor.post(url("edit", page.pk), form_of(editor.get(url("edit", page.pk))))
    assert CasePage.objects.get(pk=page.pk).get_latest_revision_as_object().translated_from
    editor.post(url("edit", page.pk), form_of(editor.get(url("edit", page.pk)), title="ນ້ຳ"))
    assert not CasePage.objects.get(pk=page.pk).get_latest_revision_as_object().translated_from

"""What happens around works rather than to them: fixtures, tags, languages, dates above, consent, approvals."""

from __future__ import annotations

from datetime import timedelta

from django.core import serializers
from django.core.management import call_command
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page

from cases.models import CasePage, CaseSite
from experts import consent
from kb.core.models import Work
from kb.editorial.models import seen
from tests import factories

from .conftest import ask, assert_index_tells_the_truth, assert_nothing_hidden_is_shown, counted
from .events import event, new_words_are_published, restrict


def fixture(world, tmp_path, *, live=True):
    """A file with the case as it stands, under another title; `live` says whether it is public there."""
    page = world.fresh(world.case)
    rows = [Page.objects.get(pk=page.pk), page, *page.sites.all()]
    rows[0].title, rows[0].live = "Springwater from a file", live
    file = tmp_path / "case.json"
    file.write_text(serializers.serialize("json", rows))
    return file


@event()
def a_fixture_is_loaded(world, tmp_path):
    call_command("loaddata", fixture(world, tmp_path), verbosity=0)
    assert_index_tells_the_truth()
    assert ask(q="springwater file").cards[0].title_text == "Springwater from a file"


@event(found=False)
def a_fixture_hides_a_page(world, tmp_path):
    call_command("loaddata", fixture(world, tmp_path, live=False), verbosity=0)


@event()
def rows_are_made_in_bulk_by_code_that_says_so(world, tmp_path):
    from search import changes

    CaseSite.objects.bulk_create([CaseSite(page_id=world.case.pk, key="s2", country="VN", sort_order=1)])
    changes.page_changed(world.case)
    assert_index_tells_the_truth()
    assert counted(ask(), "country")["VN"] == 2  # the case, and the collection that holds it


@event()
def a_tag_is_renamed(world, tmp_path):
    tag = Tag.objects.get(name="springs")
    tag.name = "fountains"
    tag.save()
    assert_index_tells_the_truth()
    assert counted(ask(), "tag") == {"fountains": 1}


@event()
def a_tag_is_deleted(world, tmp_path):
    Tag.objects.get(name="springs").delete()
    assert_index_tells_the_truth()
    assert counted(ask(), "tag") == {}


@event()
def a_language_gets_the_page_as_an_alias(world, tmp_path):
    world.fresh(world.case).copy_for_translation(factories.locale("th"), copy_parents=True, alias=True)


@event(found=False)
def privacy_above_an_alias_s_source_comes_while_the_alias_stands_elsewhere(world, tmp_path):
    world.fresh(world.case).create_alias(parent=world.fresh(world.other).get_parent(), update_slug="alias")
    restrict(world.cases)
    assert_nothing_hidden_is_shown()


@event()
def the_home_of_another_language_is_unpublished(world, tmp_path):
    world.fresh(world.khmer).get_parent().get_parent().get_parent().specific.unpublish()
    assert ask(q="ទឹកស្អាត").total == 0


@event(found=False)
def the_page_above_is_over(world, tmp_path):
    shard = world.shard.specific
    shard.expire_at = timezone.now() - timedelta(minutes=1)
    shard.save()


@event()
def the_page_above_is_over_and_begins_again(world, tmp_path):
    the_page_above_is_over(world, tmp_path)
    assert_index_tells_the_truth()
    shard = world.shard.specific
    shard.expire_at = None
    shard.save()


@event()
def an_expert_takes_consent_back(world, tmp_path):
    consent.withdraw(world.fresh(world.expert))
    assert ask(q="bounmy").total == 0


@event()
def an_editor_approves_what_another_wrote(world, tmp_path):
    author, editor = factories.make_user("author", "Contributors"), factories.make_user("editor", "Editors")
    page = world.fresh(world.case)
    page.summary = "Approved words"
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    state = page.current_workflow_state.current_task_state.specific
    shown = seen(page.get_latest_revision())
    state.task.specific.on_action(state, editor, "approve", revision=shown)
    assert_index_tells_the_truth()
    assert ask(q="approved words", exact="1").total == 1


@event()
def a_work_is_published_twice_before_the_index_hears(world, tmp_path):
    new_words_are_published(world)
    page = world.fresh(world.case)
    page.summary = "The later words"
    factories.publish(page)
    assert_index_tells_the_truth()
    assert (ask(q="bamboo", exact="1").total, ask(q="later words", exact="1").total) == (0, 1)


@event(found=False)
def the_pages_of_a_work_go_and_its_identity_stays(world, tmp_path):
    world.fresh(world.khmer).delete()
    CasePage.objects.get(pk=world.case.pk).delete()
    assert Work.objects.filter(pk=world.case.translation_key, original=None).count() <= 1

"""What can happen to pages, each as a function of the world, with whether the case is found afterwards."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cases.models import CaseIndexPage, CasePage, CasePhoto, CaseSite, CaseTheme
from kb.core.deletion import delete_work
from kb.core.models import Work
from kb.vocabulary.models import Term, TermLabel
from tests import factories

from .conftest import ask, assert_index_tells_the_truth, assert_nothing_hidden_is_shown, counted

EVENTS = {}


def event(*, found: bool = True):
    """An event, and whether the case is found after it."""

    def register(function):
        EVENTS[function.__name__] = (function, found)
        return function

    return register


def restrict(page, kind="login"):
    return PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type=kind)


# --- publishing


@event()
def a_draft_is_made(world):
    factories.make_case("Draftling", live=False)


@event()
def a_live_page_is_added_without_being_published(world):
    page = CasePage(title="Sudden", slug="sudden", summary="A well.", live=True, locale=world.case.locale)
    page.sites = [CaseSite(key="a", country="LA")]
    page.theme_rows = [CaseTheme(term=factories.term("theme", "crops"), sort_order=0)]
    world.shard.add_child(instance=page)


@event()
def new_words_are_published(world):
    page = world.fresh(world.case)
    page.summary = "Pipes of bamboo"
    factories.publish(page)


@event()
def a_newer_draft_lies_over_the_published_page(world):
    page = world.fresh(world.case)
    page.summary = "C-DRAFT"
    page.save_revision()
    assert ask(q="C-DRAFT").total == 0


@event()
def a_page_that_was_never_live_will_go_live_later(world):
    page = factories.make_case("Tomorrow", live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish(skip_permission_checks=True)


@event()
def a_live_page_gets_a_version_for_later(world):
    page = world.fresh(world.case)
    page.go_live_at, page.summary = timezone.now() + timedelta(hours=1), "C-LATER"
    page.save_revision().publish(skip_permission_checks=True)
    assert ask(q="C-LATER").total == 0


@event()
def an_earlier_version_is_published_again(world):
    first = world.fresh(world.case).latest_revision
    new_words_are_published(world)
    first.as_object().save_revision(previous_revision=first).publish(skip_permission_checks=True)


@event(found=False)
def the_page_is_unpublished(world):
    world.fresh(world.case).unpublish()


@event(found=False)
def the_page_is_unpublished_as_the_base_class(world):
    Page.objects.get(pk=world.case.pk).unpublish(set_expired=True)


@event(found=False)
def the_page_above_is_unpublished_alone(world):
    world.shard.specific.unpublish()


@event()
def the_page_above_is_unpublished_and_published_again(world):
    world.shard.specific.unpublish()
    assert_index_tells_the_truth()
    factories.publish(world.shard.specific)


@event(found=False)
def a_page_is_unpublished_with_all_below(world):
    UnpublishPageAction(world.shard, include_descendants=True, user=world.user).execute(
        skip_permission_checks=True
    )


@event(found=False)
def a_queryset_is_unpublished(world):
    CasePage.objects.filter(pk=world.case.pk).unpublish()


# --- translations


@event()
def a_translation_is_begun(world):
    factories.translate(world.case, "lo", "ນ້ຳສະອາດ", live=False)


@event()
def a_translation_is_published(world):
    factories.translate(world.case, "lo", "ນ້ຳສະອາດ")


@event()
def a_translation_is_hidden_while_the_original_stays(world):
    world.fresh(world.khmer).unpublish()
    assert ask(q="ទឹកស្អាត").total == 0


@event(found=False)
def the_original_is_hidden_while_the_translation_stays(world):
    world.fresh(world.case).unpublish()
    assert world.fresh(world.khmer).live


@event()
def a_translation_is_deleted(world):
    world.fresh(world.khmer).delete()


@event()
def a_language_is_deleted_with_its_pages(world):
    locale = Locale.objects.get(language_code="km")
    Page.objects.filter(locale=locale, depth=2).first().specific.delete()
    Page.objects.filter(locale=locale).delete()
    locale.delete()


# --- privacy


@event(found=False)
def the_page_becomes_private(world):
    restrict(world.case)


@event(found=False)
def the_page_above_becomes_private(world):
    restrict(world.shard, "password")


@event(found=False)
def the_page_three_levels_up_becomes_private(world):
    restrict(world.home)


@event()
def privacy_two_levels_up_comes_and_goes(world):
    restriction = restrict(world.cases)
    assert_nothing_hidden_is_shown()
    assert_index_tells_the_truth()
    assert not world.found()
    restriction.delete()


@event(found=False)
def privacy_changes_its_groups(world):
    restriction = restrict(world.cases, "groups")
    assert_index_tells_the_truth()
    restriction.groups.add(Group.objects.first())


@event()
def a_section_beside_becomes_private(world):
    restrict(world.fresh(world.other).get_parent())
    assert not world.found(world.other)


# --- the tree


@event()
def the_address_of_the_page_changes(world):
    page = world.fresh(world.case)
    page.slug = "renamed"
    factories.publish(page)


@event()
def the_address_of_the_page_above_changes(world):
    shard = world.shard.specific
    shard.slug = "region"
    factories.publish(shard)


@event()
def the_page_is_moved(world):
    world.fresh(world.case).move(world.fresh(world.other).get_parent(), pos="last-child")


@event(found=False)
def the_page_is_moved_into_a_private_section(world):
    restrict(world.fresh(world.other).get_parent())
    assert_index_tells_the_truth()
    world.fresh(world.case).move(world.fresh(world.other).get_parent(), pos="last-child")


@event(found=False)
def the_section_is_moved_below_an_unpublished_page(world):
    index = CaseIndexPage.objects.get(locale__language_code="en")
    cellar = factories.add(CaseIndexPage(title="Cellar", slug="cellar"), index.get_parent(), live=False)
    world.shard.move(Page.objects.get(pk=cellar.pk), pos="last-child")


@event()
def the_page_is_copied(world):
    world.fresh(world.case).copy(
        update_attrs={"slug": "copied", "title": "Copied", "live": False}, keep_live=False
    )


@event(found=False)
def the_page_is_deleted(world):
    delete_work(Work.objects.get(pk=world.case.translation_key))


@event(found=False)
def the_section_is_deleted(world):
    world.fresh(world.khmer).delete()
    world.shard.specific.delete()


@event(found=False)
def a_queryset_is_deleted(world):
    world.fresh(world.khmer).delete()
    CasePage.objects.filter(pk=world.case.pk).delete()


# --- aliases


def alias(world):
    page = world.fresh(world.case)
    return page.create_alias(parent=world.fresh(world.other).get_parent(), update_slug="alias")


@event()
def an_alias_is_made(world):
    alias(world)


@event()
def the_source_of_an_alias_is_published(world):
    alias(world)
    new_words_are_published(world)


@event(found=False)
def the_source_of_an_alias_is_unpublished(world):
    alias(world)
    assert_index_tells_the_truth()
    world.fresh(world.case).unpublish()


@event(found=False)
def the_source_of_an_alias_becomes_private(world):
    alias(world)
    restrict(world.shard)


@event(found=False)
def the_source_of_an_alias_is_deleted(world):
    alias(world)
    world.fresh(world.khmer).delete()
    world.fresh(world.case).delete()


# --- what a work shows but does not own


@event()
def a_term_is_renamed(world):
    label = TermLabel.objects.get(term__scheme="theme", term__key="water_supply", language="en")
    label.label = "Rivulets"
    label.save()
    assert world.found()
    assert_index_tells_the_truth()
    assert ask(q="rivulets").total == 2  # the case, and the collection that holds it


@event()
def a_term_is_retired(world):
    term = Term.objects.get(scheme="theme", key="water_supply")
    term.retired = True
    term.save()


@event()
def a_picture_is_replaced_and_deleted(world):
    file = io.BytesIO()
    Pillow.new("RGB", (320, 240)).save(file, "PNG")
    image = get_image_model().objects.create(title="Well", file=ImageFile(file, "well.png"))
    page = world.fresh(world.case)
    page.photos = [CasePhoto(image=image, consent=True)]
    factories.publish(page)
    assert_index_tells_the_truth()
    assert next(card for card in ask(q="springwater").cards).image.width == 240
    file.seek(0)
    image.file = ImageFile(file, "other.png")
    image.save()
    assert_index_tells_the_truth()
    CasePhoto.objects.all().delete()
    image.delete()


@event()
def a_case_of_a_collection_is_hidden_by_privacy_above_it(world):
    restrict(world.fresh(world.other).get_parent())
    assert_index_tells_the_truth()
    assert "KH" not in counted(ask(), "country")


@event()
def the_site_gets_another_host(world):
    site = Site.objects.get()
    site.hostname = "elsewhere.example.org"
    site.save()


# --- what is undone


class Undone(Exception):
    pass


@event()
def a_publication_is_rolled_back(world):
    with pytest.raises(Undone), transaction.atomic():
        factories.make_case("Phantom")
        new_words_are_published(world)
        raise Undone
    assert ask(q="phantom").total == 0


@event()
def a_deletion_is_rolled_back(world):
    with pytest.raises(Undone), transaction.atomic():
        the_page_is_deleted(world)
        raise Undone

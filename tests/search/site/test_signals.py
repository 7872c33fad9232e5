"""Every event that may change what the search holds; each test ends with the index telling the truth."""

from __future__ import annotations

import io

import pytest
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from search import changes
from search.models import IndexState, Outbox
from tests.search.tiny.models import PlantName, PlantPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(garden):
    """A section with a plant in it, both found."""
    section = garden.section()
    plant = garden.plant("Cassava", under=section)
    assert garden.truth() == []
    assert garden.titles("cassava") == ["Cassava"]
    return section, plant


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def gone_at_once(garden, query="cassava"):
    """Not found before the index heard of it, nor after, and no hit was refused on the way."""
    results = garden.ask(query, exact="1")
    assert (results.total, results.cards) == (0, ())
    assert {facet.name: facet.values for facet in results.facets if facet.name == "grown_in"} == {
        "grown_in": ()
    }
    assert garden.truth() == []
    assert garden.ask(query, exact="1").total == 0
    assert IndexState.values()["drift"] == 0


def test_a_draft_is_not_found_until_it_is_published(garden):
    plant = garden.plant("Cassava", live=False)
    assert garden.truth() == []
    assert garden.titles("cassava") == []
    plant.save_revision().publish()
    assert garden.truth() == []
    assert garden.titles("cassava") == ["Cassava"]


def test_a_newer_draft_of_a_live_page_is_not_found(garden, shown):
    plant = fresh(shown[1])
    plant.body = "C-DRAFT"
    plant.save_revision()
    assert garden.truth() == []
    assert garden.titles("C-DRAFT", exact="1") == []
    assert garden.titles("cassava") == ["Cassava"]


def test_publishing_replaces_old_words(garden, shown):
    plant = fresh(shown[1])
    plant.title = "Manioc"
    plant.save_revision().publish()
    assert garden.truth() == []
    assert garden.titles("manioc") == ["Manioc"]
    assert garden.titles("cassava", exact="1") == []


def test_a_page_that_will_go_live_later_is_not_found(garden):
    plant = garden.plant("Cassava", live=False)
    plant.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    plant.save_revision().publish()
    assert garden.truth() == []
    assert garden.titles("cassava") == []


def test_expiry_is_by_the_clock_and_then_by_the_base_class(garden, shown):
    plant = fresh(shown[1])
    plant.expire_at = timezone.now() + timezone.timedelta(milliseconds=1)
    plant.save_revision().publish()
    garden.drain()
    gone_at_once(garden)
    Page.objects.get(pk=plant.pk).unpublish(set_expired=True)
    gone_at_once(garden)


def test_unpublishing(garden, shown):
    fresh(shown[1]).unpublish()
    gone_at_once(garden)


def test_unpublishing_a_section_hides_what_is_below(garden, shown):
    fresh(shown[0]).unpublish()
    gone_at_once(garden)
    Page.objects.get(pk=shown[0].pk).save_revision().publish()
    assert garden.truth() == []
    assert garden.titles("cassava") == ["Cassava"]


def test_a_section_that_was_never_live_shows_its_plants_when_it_goes_live(garden):
    section = garden.section(live=False)
    garden.plant("Cassava", under=section)
    assert garden.truth() == []
    assert garden.titles("cassava") == []
    section = fresh(section)
    section.live = True
    section.save()
    assert garden.truth() == []
    assert garden.titles("cassava") == ["Cassava"]


def test_a_restriction_two_levels_up(garden, shown):
    restriction = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=shown[0].get_parent().pk), restriction_type="login"
    )
    gone_at_once(garden)
    restriction.delete()
    assert garden.truth() == []
    assert garden.titles("cassava") == ["Cassava"]


def test_a_restriction_on_another_section_hides_nothing_here(garden, shown):
    other = garden.section()
    PageViewRestriction.objects.create(page=fresh(other), restriction_type="login")
    assert garden.titles("cassava") == ["Cassava"]
    assert garden.truth() == []


def test_a_move_into_a_private_section_and_out_of_it(garden, shown):
    private = garden.section("Private")
    PageViewRestriction.objects.create(page=fresh(private), restriction_type="login")
    assert garden.truth() == []
    fresh(shown[0]).move(fresh(private), pos="last-child")
    gone_at_once(garden)
    fresh(shown[0]).move(Page.objects.get(pk=garden.homes["en"].pk), pos="last-child")
    assert garden.truth() == []
    assert garden.titles("cassava") == ["Cassava"]


def test_a_new_slug_above_changes_the_address_and_hides_nothing(garden, shown):
    section = fresh(shown[0])
    section.slug = "renamed"
    section.save_revision().publish()
    assert garden.titles("cassava") == ["Cassava"]
    assert garden.truth() == []
    assert "/renamed/" in garden.ask("cassava").cards[0].url


def test_deleting_a_page_and_deleting_its_section(garden, shown):
    other = garden.plant("Cassava two", under=shown[0])
    assert garden.truth() == []
    fresh(other).delete()
    assert garden.titles("two", exact="1") == []
    assert garden.truth() == []
    Page.objects.get(pk=shown[0].pk).delete()
    gone_at_once(garden)


def test_hiding_one_translation_hides_its_words_alone(garden, shown):
    lao = garden.plant("ມັນຕົ້ນ", code="lo", of=shown[1])
    assert garden.truth() == []
    assert garden.titles("ມັນຕົ້ນ", language="lo") == ["ມັນຕົ້ນ"]
    fresh(lao).unpublish()
    assert garden.titles("ມັນຕົ້ນ", exact="1") == []
    assert garden.truth() == []
    assert garden.titles("ມັນຕົ້ນ", exact="1") == []
    assert garden.titles("cassava", language="lo") == ["Cassava"]
    assert garden.ask().facet("language").values[0].key == "en"


def test_an_alias_is_no_work_of_its_own_and_a_detached_one_neither(garden, shown):
    plant = fresh(shown[1])
    plant.create_alias(parent=Page.objects.get(pk=garden.homes["en"].pk), update_slug="alias")
    assert garden.truth() == []
    assert garden.titles("cassava") == ["Cassava"]
    fresh(plant).delete()
    gone_at_once(garden)


def test_a_child_row_saved_on_its_own(garden, shown):
    PlantName.objects.create(plant=shown[1], name="Manihot")
    assert garden.truth() == []
    assert garden.titles("manihot") == ["Cassava"]
    PlantName.objects.get().delete()
    assert garden.truth() == []
    assert garden.titles("manihot", exact="1") == []


def test_a_picture_that_changes_or_goes(garden, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO()
    Pillow.new("RGB", (320, 240)).save(file, "PNG")
    image = get_image_model().objects.create(title="Leaf", file=ImageFile(file, "leaf.png"))
    plant = garden.plant("Cassava", photo=image)
    assert garden.truth() == []
    assert garden.ask("cassava").cards[0].image.width == 240
    image.title = "Root"
    image.save()
    assert Outbox.objects.filter(identity=f"plant:{plant.translation_key}", hides=False).exists()
    assert garden.truth() == []
    image.delete()
    assert garden.truth() == []
    assert garden.ask("cassava").cards[0].image is None


def test_a_change_of_everything_of_a_kind_hides_nothing(garden, shown):
    changes.kind_changed("plant")
    assert garden.titles("cassava") == ["Cassava"]
    assert garden.truth() == []


def test_nothing_is_left_behind_by_a_transaction_that_was_rolled_back(garden):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        garden.plant("Cassava")
        raise ZeroDivisionError
    assert not Outbox.objects.exists()
    assert garden.truth() == []


def test_an_update_that_sends_nothing_is_found_by_verify(garden, shown):
    PlantPage.objects.filter(pk=shown[1].pk).update(live=False)
    assert garden.truth() == [("surplus", f"plant:{shown[1].translation_key}")]


def test_an_update_that_sends_nothing_is_never_served_and_mended_when_it_is_met(garden, shown):
    PlantPage.objects.filter(pk=shown[1].pk).update(live=False)
    results = garden.ask("cassava")
    assert (results.total, results.cards) == (0, ())
    assert IndexState.values()["drift"] == 1
    assert garden.truth() == []


def test_pages_of_no_source_write_nothing(garden):
    garden.section()
    assert not Outbox.objects.exists()

"""Cards and parts of pages are kept, and still say what the index and the visibility rule say now."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template import Context, Template, TemplateSyntaxError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from search import describing, finished, hits
from search.models import Projection, Record
from tests.search.tiny.search import PlantSource

pytestmark = pytest.mark.django_db


@pytest.fixture
def plants(garden):
    """Two works, one of them in two languages, whose cards have been finished."""
    found = {"cassava": garden.plant("Cassava", country="KH"), "ginger": garden.plant("Ginger", country="LA")}
    found["khmer"] = garden.plant("ដំឡូង", code="km", of=found["cassava"])
    garden.drain()
    garden.ask()
    return found


@pytest.fixture
def made(monkeypatch):
    """The names of works whose cards were made, in order."""
    names = []
    really = hits.cards

    def noted(works, order, *rest):
        names.extend(order)
        return really(works, order, *rest)

    monkeypatch.setattr(hits, "cards", noted)
    return names


def test_a_card_is_made_once_for_a_question_and_a_language(garden, plants, made):
    first = garden.ask().cards
    assert made == []
    assert garden.ask(grown_in="KH").cards[0] is next(card for card in first if card.title_text == "Cassava")
    assert made == []
    garden.ask("cassava")
    garden.ask(language="km")
    assert len(made) == 3
    garden.ask("cassava")
    assert len(made) == 3


@pytest.fixture
def said(monkeypatch):
    """The languages in which facts of works were said anew, in order."""
    said = []
    really = PlantSource.describe

    def describe(self, display, language):
        said.append(language)
        return really(self, display, language)

    monkeypatch.setattr(PlantSource, "describe", describe)
    describing._made.clear()
    return said


def test_what_is_said_of_a_work_is_the_same_for_every_question(garden, plants, said):
    for query, language in [("cassava", "en"), ("Cassava", "en"), ("cassava KH", "en"), ("cassava", "km")]:
        garden.ask(query, language)
    assert said == ["en", "km"]
    plants["cassava"].country = "LA"
    plants["cassava"].save_revision().publish()
    garden.drain()
    assert garden.ask("cassava").cards[0].details[0].value == "Laos"


def test_what_is_hidden_is_not_shown_though_its_card_is_kept(garden, plants):
    type(plants["ginger"]).objects.filter(pk=plants["ginger"].pk).update(live=False)  # nobody hears of it
    assert garden.titles() == ["Cassava"]


def test_a_translation_that_is_hidden_leaves_the_card(garden, plants, made):
    assert [version.language for version in card(garden, "Cassava").versions] == ["en", "km"]
    type(plants["khmer"]).objects.filter(pk=plants["khmer"].pk).update(live=False)
    assert [version.language for version in card(garden, "Cassava").versions] == ["en"]
    type(plants["khmer"]).objects.filter(pk=plants["khmer"].pk).update(live=True)
    assert [version.language for version in card(garden, "Cassava").versions] == ["en", "km"]


def test_what_has_changed_is_made_anew_and_the_rest_is_not(garden, plants, made):
    plants["cassava"].title = "Manioc"
    plants["cassava"].save()
    garden.drain()
    assert sorted(garden.titles()) == ["Ginger", "Manioc"]
    assert made == [f"plant:{plants['cassava'].translation_key}"]


@pytest.mark.parametrize("how", ["taken out", "hidden", "in other languages only"])
def test_what_changes_between_two_looks_is_not_shown(garden, plants, monkeypatch, how):
    """The Khmer text is hidden, which is seen by the first look, and more happens before the second."""
    model, khmer = type(plants["khmer"]), plants["khmer"].pk
    model.objects.filter(pk__in=[khmer, plants["ginger"].pk]).update(live=False)
    really = finished.read

    def read(names, heavy, **options):
        if how == "taken out":
            Record.objects.update(listed=False)
        elif how == "in other languages only":
            Projection.objects.filter(language="en").delete()
        model.objects.update(live=False)
        return really(names, heavy, **options)

    monkeypatch.setattr(finished, "read", read)
    assert garden.ask().cards == ()


def test_labels_that_change_are_shown_at_once(garden, plants, monkeypatch):
    assert card(garden, "Cassava").details[0].value == "Cambodia"
    monkeypatch.setattr(PlantSource, "wording", lambda self: 2)
    monkeypatch.setitem(PlantSource.describe.__globals__["COUNTRIES"], "KH", {"en": "Kampuchea"})
    assert card(garden, "Cassava").details[0].value == "Kampuchea"
    values = {value.key: value.label for value in garden.ask().facet("grown_in").values}
    assert values["KH"] == "Kampuchea"


def test_a_picture_is_looked_for_each_time(garden, plants):
    image = get_image_model().objects.create(title="Field", file=get_test_image_file())
    plants["ginger"].photo = image
    plants["ginger"].save()
    garden.drain()
    assert card(garden, "Ginger").image is not None
    get_image_model().objects.filter(pk=image.pk).delete()
    assert card(garden, "Ginger").image is None


def test_a_page_that_is_kept_costs_no_more_queries(garden, plants):
    with CaptureQueriesContext(connection) as warm:
        garden.ask()
    with CaptureQueriesContext(connection) as cold:
        garden.ask("cassava")
    assert len(warm) <= len(cold)
    garden.plant("Taro")
    garden.drain()
    with CaptureQueriesContext(connection) as mixed:
        garden.ask()
    assert len(mixed) == len(warm) + 1


def test_no_more_cards_are_kept_than_there_is_room_for(garden, plants, monkeypatch):
    monkeypatch.setattr(finished._kept, "most", 1)
    assert len(garden.ask("cassava").cards) == 1
    assert sorted(garden.titles()) == ["Cassava", "Ginger"]
    assert len(finished._kept) == 1


def test_the_button_of_a_kept_work_is_that_of_its_reader(garden, plants, client):
    code = card(garden, "Ginger").code
    for _again in range(2):
        assert f'name="keep" value="{code}"' in client.get("/en/search/").text
    client.post(
        reverse("kept"), {"keep": code, "next": "/en/search/"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    page = client.get("/en/search/").text
    assert f'name="drop" value="{code}"' in page
    assert f'name="keep" value="{code}"' not in page


def test_parts_of_a_page_say_what_the_work_says_now(garden, plants, client):
    assert "Keep: Cassava" in client.get("/en/search/").text
    plants["cassava"].title = "Manioc"
    plants["cassava"].save()
    garden.drain()
    page = client.get("/en/search/").text
    assert "Keep: Manioc" in page
    assert "Cassava" not in page
    [khmer] = [version for version in card(garden, "Manioc").versions if version.language == "km"]
    link = f'href="{khmer.url}"'
    assert link in page
    type(plants["khmer"]).objects.filter(pk=plants["khmer"].pk).update(live=False)
    assert link not in client.get("/en/search/").text


def test_each_language_has_its_own_parts(garden, plants, client):
    """Twice each: the second time everything is kept."""
    pages = {code: [client.get(f"/{code}/search/").text for _again in range(2)] for code in ("en", "km")}
    assert pages["en"][0].count("Cambodia") == pages["en"][1].count("Cambodia") > 0
    assert pages["km"][0].count("កម្ពុជា") == pages["km"][1].count("កម្ពុជា") > 0
    with translation.override("km"):
        assert translation.gettext("Keep: %(title)s") % {"title": "Ginger"} in pages["km"][1]


def test_a_part_without_a_number_is_made_each_time():
    part = Template('{% load remembering %}{% remember "hit" number %}{{ text }}{% endremember %}')
    shown = [part.render(Context({"number": 0, "text": text})) for text in "ab"]
    assert shown == ["a", "b"]
    shown = [part.render(Context({"number": 123_456_789, "text": text})) for text in "ab"]
    assert shown == ["a", "a"]
    with pytest.raises(TemplateSyntaxError):
        Template('{% load remembering %}{% remember "nothing" 1 %}{% endremember %}')


def card(garden, title):
    return next(card for card in garden.ask().cards if card.title_text == title)

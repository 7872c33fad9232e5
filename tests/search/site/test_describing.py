"""What is kept of a work whatever was asked, as facts and as parts of a page, says what the index says now."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from django.db.models import F
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from search import describing, finished, hits, rebuilding
from search.documents import Detail
from search.models import Projection, Record
from search.rows import read
from search.templatetags import remembering
from search.words import question
from tests.search.tiny.search import PlantSource

pytestmark = pytest.mark.django_db

HITS = "/en/search/"


@pytest.fixture
def water(garden):
    """A work in English and Lao."""
    page = garden.plant("Water", country="KH")
    garden.plant("ນ້ຳ", code="lo", of=page)
    garden.drain()
    return page


def hits_of(client, path=HITS):
    found = BeautifulSoup(client.get(path).text, "html.parser").select("ol.hits > li")
    assert found
    return found


def said(client, garden):
    """What a page and the interface say of works, and by which values files name them."""
    results = client.get("/api/v1/search/").json()["results"]
    return list(map(str, hits_of(client))), results, [card.facets for card in garden.ask().cards]


def forget():
    for store in (describing._made, finished._kept, *remembering._parts.values()):
        store.clear()


def of_texts(**values):
    return lambda: Projection.objects.filter(language="lo").update(**values)


def of_work(**values):
    return lambda: Record.objects.update(**values)


def in_document(**values):
    def change():
        for record in Record.objects.all():
            record.document = json.dumps(json.loads(record.document) | values)
            record.save()

    return change


@pytest.mark.parametrize(
    "change",
    [
        of_texts(state="machine"),
        of_texts(url="/lo/elsewhere/"),
        of_work(display=json.dumps({"country": "LA"})),
        in_document(**{"facet.grown_in": ["LA"]}),
    ],
    ids=["state", "address", "facts", "facets"],
)
def test_what_changes_is_said_at_once(garden, water, client, change):
    before = said(client, garden)
    change()
    Record.objects.update(version=F("version") + 1)  # as the worker leaves it
    after = said(client, garden)
    assert after != before
    forget()
    assert said(client, garden) == after


def test_a_card_says_which_of_its_languages_it_shows(water, client):
    """To a reader in whose language there is none, the one that has the words."""
    for _again in range(2):
        for words, tag in [("Water", "en"), ("ນ້ຳ", "lo")]:
            [hit] = hits_of(client, f"/km/search/?q={words}")
            [current] = hit.select("[aria-current]")
            assert current["lang"] == tag
            assert words in hit.select_one("button")["aria-label"]


def test_labels_are_those_of_the_language_of_the_page(water, monkeypatch):
    """A program asks for works in one language on an address of another."""
    monkeypatch.setattr(
        PlantSource,
        "describe",
        lambda self, display, language: (Detail("place", "", translation.get_language()),),
    )
    asked = hits.Asked(question(""), "en")
    for code in ("en", "km", "en"):
        with translation.override(code):
            [name] = Record.objects.values_list("identity", flat=True)
            [card] = hits.cards(read([name]), [name], asked)
        assert card.details[0].value == code


def test_a_new_picture_takes_the_place_of_the_old_one(garden, water, client):
    def picture():
        [hit] = hits_of(client)
        return hit.select_one("img.portrait")

    assert picture() is None
    seen = set()
    for title in ("Well", "Pump"):
        water.photo = get_image_model().objects.create(title=title, file=get_test_image_file(f"{title}.png"))
        water.save()
        garden.drain()
        seen.add(picture()["src"])
    assert len(seen) == 2
    get_image_model().objects.all().delete()
    assert picture() is None


def test_parts_are_made_once_whatever_is_asked(water, client):
    parts = [remembering._parts[name] for name in ("picture", "facts")]

    def kept():
        return [set(store._values) for store in (describing._made, *parts)]

    forget()
    hits_of(client)
    before = kept()
    assert all(before)
    hits_of(client, HITS + "?q=water")
    rebuilding.rebuild()
    hits_of(client, HITS + "?q=ນ້ຳ")
    hits_of(client)
    assert kept() == before

"""Works are found by what their words mean in the thesaurus, on both engines, and follow it when it changes."""

from __future__ import annotations

import pytest

from search.concepts import registry
from search.concepts.changing import concepts_changed
from search.concepts.thesaurus import Concept
from search.models import Outbox
from search.results import Reason

pytestmark = pytest.mark.django_db

ROOT = Concept("root", None, {"en": ("root crop", "tuber", "root"), "lo": ("ພືດຫົວ",), "km": ("ដំណាំមើម", "មើម")})
CASSAVA = Concept("cassava", "root", {"en": ("cassava", "manioc"), "lo": ("ມັນຕົ້ນ",), "km": ("ដំឡូងមី",)})


@pytest.fixture
def engine(engine_name):
    return engine_name


class Shelf:
    """The concepts that the search is given; `put` changes them as a transaction would."""

    def __init__(self, *concepts):
        self.concepts = {concept.key: concept for concept in concepts}
        self.state = 0

    def read(self):
        return self.state, lambda: self.concepts.values()

    def put(self, concept):
        self.concepts[concept.key] = concept
        self.state += 1
        concepts_changed([concept.key])


@pytest.fixture
def shelf(garden):
    shelf = Shelf(ROOT, CASSAVA)
    before = registry._read
    registry.register(shelf.read)
    yield shelf
    registry.register(before)


def test_a_work_is_found_by_another_name_in_any_language(garden, shelf):
    garden.plant("Feeding a village", summary="They plant manioc on the hills.")
    garden.plant("Maize", summary="grain")
    garden.drain()
    for query, language in (
        ("cassava", "en"),
        ("ມັນຕົ້ນ", "lo"),
        ("ដំឡូងមី", "km"),
        ("tuber", "en"),
        ("មើម", "km"),
    ):
        results = garden.ask(query, language)
        assert [card.title_text for card in results.cards] == ["Feeding a village"], query
        assert not results.loosened
        snippet = results.cards[0].snippet
        assert [piece.text for piece in snippet if piece.marked] == ["manioc"], query
        assert results.cards[0].snippet_language == "en"
    assert garden.ask("ມັນຕົ້ນ", "lo").concepts == (("cassava", "ມັນຕົ້ນ"),)
    assert garden.ask("maize").concepts == ()


def test_each_concept_of_a_question_must_be_there(garden, shelf):
    garden.plant("Manioc", summary="grows on poor soil")
    garden.drain()
    assert garden.titles("cassava soil") == ["Manioc"]
    assert garden.ask("cassava market", exact="1").total == 0


def test_exact_words_are_only_themselves(garden, shelf):
    garden.plant("Manioc")
    garden.drain()
    assert garden.titles("cassava") == ["Manioc"]
    assert garden.titles("cassava", exact="1") == []
    assert garden.ask("cassava", exact="1").concepts == ()
    assert garden.titles('"cassava"') == []


def test_a_narrower_question_does_not_find_what_is_broader(garden, shelf):
    garden.plant("Tubers of the hills", summary="yam")
    garden.drain()
    assert garden.titles("root crop") == ["Tubers of the hills"]
    assert garden.titles("cassava", exact="1") == garden.titles("ມັນຕົ້ນ", "lo") == []


def test_a_title_without_the_word_says_why_it_is_there(garden, shelf):
    page = garden.plant("Manioc")
    garden.plant("មើម", code="km", of=page)
    garden.drain()
    [card] = garden.ask("ມັນຕົ້ນ", "lo").cards
    assert card.reason is Reason.TITLE
    assert [piece.text for piece in card.title if piece.marked] == ["Manioc"]


def test_a_new_name_is_found_without_a_rebuild_and_touches_nothing_else(garden, shelf):
    garden.plant("Yuca of the hills")
    garden.plant("Manioc")
    garden.plant("Maize")
    garden.drain()
    assert garden.titles("cassava") == ["Manioc"]
    shelf.put(Concept("cassava", "root", {"en": ("cassava", "yuca")}))
    assert Outbox.objects.count() == 2
    assert garden.truth() == []
    assert garden.titles("cassava") == ["Yuca of the hills"]
    assert garden.titles("tuber") == ["Yuca of the hills"]


def test_where_many_concepts_change_every_work_is_looked_at(garden, shelf):
    garden.plant("Manioc")
    garden.drain()
    concepts_changed([f"new{number}" for number in range(50)])
    assert "plant:" in Outbox.objects.values_list("identity", flat=True)
    assert garden.truth() == []

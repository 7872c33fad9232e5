"""What a reader finds, end to end: pages in the database, a real index, cards with their reasons."""

from __future__ import annotations

import pytest

from search.results import Degraded, Reason

pytestmark = pytest.mark.django_db


def test_a_work_is_found_by_its_words_once_the_outbox_is_drained(garden):
    garden.plant("Cassava", summary="A root that grows on poor soil")
    assert garden.titles("cassava") == []
    assert garden.drain() == 1
    assert garden.titles("cassava") == ["Cassava"]
    assert garden.titles("poor ROOT") == ["Cassava"]
    assert garden.ask("cassava").degraded is Degraded.NO


def test_every_word_has_to_be_found_in_one_language(garden):
    page = garden.plant("Cassava", summary="root")
    garden.plant("ມັນຕົ້ນ", code="lo", of=page, summary="ຮາກ")
    garden.plant("Maize", summary="grain")
    garden.drain()
    assert garden.titles("cassava root") == ["Cassava"]
    assert garden.titles("cassava ຮາກ", exact="1") == []
    assert garden.titles("cassava grain", exact="1") == []
    assert garden.titles("ຮາກ") == ["Cassava"]
    assert garden.titles("ຮາກ", language="lo") == ["ມັນຕົ້ນ"]


def test_names_count_in_every_language(garden):
    page = garden.plant("Cassava", names=["Manihot", "木薯"])
    garden.plant("ມັນຕົ້ນ", code="lo", of=page, summary="ຮາກ")
    garden.drain()
    card = garden.ask("manihot").cards[0]
    assert card.reason is Reason.NAME
    assert garden.titles("木薯") == ["Cassava"]


def test_a_theme_is_found_in_a_language_in_which_nobody_wrote(garden):
    garden.plant("Cassava", uses="food")
    garden.drain()
    results = garden.ask("ອາຫານ", language="lo")
    assert [card.title_text for card in results.cards] == ["Cassava"]
    assert results.cards[0].reason is Reason.THEME
    assert results.cards[0].language == "en"


def test_when_nothing_matches_most_words_and_nearly_the_same_are_searched_and_said(garden):
    garden.plant("Cassava", summary="A root")
    garden.drain()
    results = garden.ask("casava")
    assert results.loosened
    assert [card.title_text for card in results.cards] == ["Cassava"]
    assert not garden.ask("cassava").loosened
    assert garden.titles("casava", exact="1") == []
    assert garden.titles("cassava root tree") == ["Cassava"]


def test_words_in_quotes_stand_together(garden):
    garden.plant("One", summary="sweet potato")
    garden.plant("Two", summary="potato that is sweet")
    garden.drain()
    assert sorted(garden.titles("sweet potato")) == ["One", "Two"]
    assert garden.titles('"sweet potato"') == ["One"]
    assert garden.titles("“sweet potato”") == ["One"]
    assert garden.ask('"sweet potato').unclosed_quote

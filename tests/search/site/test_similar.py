"""Similar works, asked of the library as an app asks it."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from search import service
from search.documents import identity
from search.similar import Like, similar
from tests.search.site.test_api import break_engine

pytestmark = pytest.mark.django_db
WEIGHTS = {"use": 4.0, "grown_in": 1.0}


def ask(page, language="en", **facets):
    like = Like(
        identity("plant", str(page.translation_key)),
        "plant",
        facets,
        WEIGHTS,
        page.title,
        page.locale.language_code,
    )
    return similar(like, language)


def titles(found):
    return [each.card.title_text for each in found]


def test_what_shares_most_comes_first_and_says_what_it_shares(garden):
    asked = garden.plant("Rambutan", uses="fruit", country="KH")
    garden.plant("Ramie", uses="fibre", country="KH")
    garden.plant("Longan", uses="fruit", country="KH")
    garden.plant("Cassava", uses="food", country="LA")
    garden.plant("Hemp", uses="fibre", country="CN")
    garden.drain()
    found = ask(asked, use=["fruit"], grown_in=["KH"])
    assert titles(found)[0] == "Longan"
    assert sorted(titles(found)) == ["Cassava", "Longan", "Ramie"]
    shared = {each.card.title_text: dict(each.shared) for each in found}
    assert shared["Longan"] == {"use": ("fruit",), "grown_in": ("KH",)}
    assert shared["Ramie"] == {"grown_in": ("KH",)}
    assert shared["Cassava"] == {"use": ("food",)}  # the value above


def test_words_of_the_title_decide_between_equals(garden):
    asked = garden.plant("Sweet potato", uses="food")
    for number in range(5):
        garden.plant(f"Root {number}", uses="food")
    garden.plant("Potato", uses="food")
    garden.drain()
    assert titles(ask(asked, use=["food"]))[0] == "Potato"
    assert len(ask(asked, use=["food"])) == 4


def test_words_alone_make_nothing_similar(garden):
    asked = garden.plant("Sweet potato", uses="food")
    garden.plant("Sweet potato of another use", uses="fibre")
    garden.drain()
    assert ask(asked, use=["food"]) == []
    assert ask(asked) == []


def test_a_hidden_work_is_gone_at_once(garden):
    asked = garden.plant("Rambutan", uses="fruit")
    section = garden.section()
    garden.plant("Longan", under=section, uses="fruit")
    later = garden.plant("Durian", uses="fruit")
    garden.drain()
    assert sorted(titles(ask(asked, use=["fruit"]))) == ["Durian", "Longan"]
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    type(later).objects.filter(pk=later.pk).update(live=False)  # nobody told the outbox
    assert titles(ask(asked, use=["fruit"])) == []


def test_the_reader_gets_their_language(garden):
    asked = garden.plant("Rambutan", uses="fruit")
    page = garden.plant("Longan", uses="fruit")
    garden.plant("ລຳໄຍ", code="lo", of=page, uses="fruit")
    garden.drain()
    assert titles(ask(asked, "lo", use=["fruit"])) == ["ລຳໄຍ"]


def test_without_the_engine_nothing_is_similar(garden, settings, tmp_path):
    asked = garden.plant("Rambutan", uses="fruit")
    garden.plant("Longan", uses="fruit")
    garden.drain()
    break_engine(settings, tmp_path)
    assert ask(asked, use=["fruit"]) == []


def test_it_costs_four_queries_or_three(garden, django_assert_num_queries):
    asked = garden.plant("Rambutan", uses="fruit")
    garden.plant("Longan", uses="fruit")
    garden.drain()
    with django_assert_num_queries(4):
        ask(asked, use=["fruit"])
    at = service.moment()
    like = Like("plant:x", "plant", {"use": ["fruit"]}, WEIGHTS)
    with django_assert_num_queries(3):
        assert len(similar(like, "en", at=at)) == 2

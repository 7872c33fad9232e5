"""Over all pages of an answer each hit stands once, where meaning takes part in its order, too."""

from __future__ import annotations

import pytest

from search import service
from search.meaning.held import Near
from search.models import Record
from search.params import Params
from search.presenting import present

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(garden, monkeypatch):
    """130 works that have a word and 30 that have not, of which every fifth is near to whatever is asked."""
    for number in range(160):
        title = f"{'Cassava' if number < 130 else 'Taro'} {number}"
        garden.plant(title, dormant=number % 7 == 0, country="KH" if number % 2 else "LA")
    garden.drain()
    names = list(Record.objects.order_by("identity").values_list("identity", flat=True))
    near = [Near(name, "en", 0, 0.9 - place / 100) for place, name in enumerate(names[::5][:30])]
    monkeypatch.setattr(service, "_near", lambda request: near)
    return garden


@pytest.mark.parametrize("words", ["cassava", "casava"])
@pytest.mark.parametrize("chosen", [{}, {"grown_in": ("KH",)}])
def test_each_hit_stands_on_one_page_whatever_its_size(many, words, chosen):
    orders = []
    for size in (7, 45, 90, 100):
        first = service.search(Params(q=words, page_size=size, filters=chosen), "en")
        pages = [
            service.search(Params(q=words, page_size=size, filters=chosen, page=page), "en")
            for page in range(1, first.pages + 1)
        ]
        assert {page.total for page in pages} == {first.total}
        orders.append([card.identity for page in pages for card in page.cards])
        assert len(set(orders[-1])) == len(orders[-1]) == first.total
    assert all(order == orders[0] for order in orders)


def test_a_page_far_down_of_words_that_were_mistyped_is_there(many, client):
    first = service.search(Params(q="casava"), "en")
    assert first.loosened
    assert first.pages > 5
    assert client.get("/en/search/", {"q": "casava", "page": first.pages}).status_code == 200


def test_without_meaning_works_stand_by_their_language_whatever_was_hidden(garden):
    for number in range(3):
        plant = garden.plant(f"Cassava {number}")
        garden.plant(f"cassava ដំឡូង {number}", code="km", of=plant)
    garden.drain()
    top = garden.ask("cassava", "km").cards[0]
    type(plant).objects.filter(pk=top.page).update(live=False)  # nobody hears of it
    view = present(garden.ask("cassava", "km"), "km")
    assert [item.card.in_own_language for item in view.own] == [True, True]
    assert [item.card.in_own_language for item in view.others] == [False]

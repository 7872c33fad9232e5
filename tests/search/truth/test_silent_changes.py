"""What sends no signal is never served when it is hidden; the worker's sweep finds what is hidden, verify all."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cases.models import CasePage, CaseSite
from search import sweeping
from search.models import Outbox

from .conftest import ask, assert_index_tells_the_truth, counted, make_world, public

pytestmark = [pytest.mark.django_db, pytest.mark.content(make=make_world)]


def hide_without_a_word(world):
    CasePage.objects.filter(pk=world.case.pk).update(live=False)


def rename_without_a_word(world):
    CasePage.objects.filter(pk=world.case.pk).update(title="Springwater anew")


def add_rows_in_bulk(world):
    CaseSite.objects.bulk_create([CaseSite(page_id=world.case.pk, key="s2", country="VN", sort_order=1)])


def restrict_in_bulk(world):
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=world.shard, restriction_type="login")])


@pytest.mark.parametrize(
    ("happen", "drift", "found"),
    [
        (hide_without_a_word, 1, False),
        (rename_without_a_word, 0, True),
        (add_rows_in_bulk, 0, True),
        (restrict_in_bulk, 1, False),
    ],
)
def test_verify_heals_what_sends_nothing(happen, drift, found, world):
    happen(world)
    before = ask()
    assert {card.key for card in before.cards} <= {key for _, key in public()}
    assert before.total == len(before.cards)
    assert_index_tells_the_truth(repair=True)
    assert world.found() is found


def expire_without_a_word(world):
    CasePage.objects.filter(pk=world.case.pk).update(expire_at=timezone.now() - timedelta(hours=1))


def postpone_without_a_word(world):
    CasePage.objects.filter(pk=world.case.pk).update(go_live_at=timezone.now() + timedelta(hours=1))


def hide_the_page_above_without_a_word(world):
    Page.objects.filter(pk=world.cases.pk).update(live=False)


def hide_a_translation_without_a_word(world):
    CasePage.objects.filter(pk=world.khmer.pk).update(live=False)


def make_an_alias_without_a_word(world):
    CasePage.objects.filter(pk=world.khmer.pk).update(alias_of=world.case.pk)


OF_THE_WORK = [
    hide_without_a_word,
    restrict_in_bulk,
    expire_without_a_word,
    postpone_without_a_word,
    hide_the_page_above_without_a_word,
]
OF_A_TRANSLATION = [hide_a_translation_without_a_word, make_an_alias_without_a_word]


@pytest.mark.parametrize("hide", OF_THE_WORK + OF_A_TRANSLATION, ids=lambda hide: hide.__name__)
def test_the_sweep_finds_what_was_hidden_without_a_word(hide, world):
    hide(world)
    assert sweeping.sweep() > 0
    results = ask()  # the index is as it was: what the sweep found is left out of every count
    assert results.total == len(results.cards)
    countries = Counter(code for card in results.cards for code in card.facets["country"])
    assert counted(results, "country") == countries
    assert {(card.kind, card.key) for card in results.cards} <= set(public())
    assert_index_tells_the_truth()
    assert ask(q="ទឹកស្អាត").total == 0


@pytest.mark.parametrize("hide", OF_THE_WORK, ids=lambda hide: hide.__name__)
def test_an_answer_that_meets_what_was_hidden_has_it_counted_no_more(hide, world):
    hide(world)
    ask()
    assert Outbox.objects.exists()
    after = ask()
    assert after.total == len(after.cards)
    assert counted(after, "kind") == Counter(kind for kind, _ in public())
    assert_index_tells_the_truth()

"""Facts point at facts: whichever version of another work somebody chose, its original is kept."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cases.models import CaseAdaptedFrom, CaseCost, CollectionEntry
from kb.core.publication import NotPublishable
from tests.factories import make_case, make_collection, make_expert, publish, translate

pytestmark = pytest.mark.django_db


def test_a_collection_shows_a_case_that_was_chosen_in_a_translation(site, client):
    case = make_case("Clean water")
    lao = translate(case, "lo", "ນ້ຳສະອາດ")
    collection = make_collection("Water", entries=[lao])
    assert CollectionEntry.objects.get(page=collection).case_id == case.pk
    assert "Clean water" in client.get(collection.url).content.decode()


def test_the_people_and_the_origin_of_a_case_are_kept_by_their_originals(site):
    expert = make_expert("Boun My")
    origin = make_case("Origin")
    lao = translate(origin, "lo", "ຕົ້ນກຳເນີດ")
    case = make_case("Adapted", people=[{"expert": translate(expert, "lo", "ຊ່ຽວຊານ"), "role": "author"}])
    case.adapted_from_rows.add(CaseAdaptedFrom(case=lao))
    case = publish(case)
    assert [row.expert_id for row in case.people.all()] == [expert.pk]
    assert [page.pk for page in case.facts.adapted_from] == [origin.pk]


def test_a_currency_is_one_in_every_door(site):
    with pytest.raises(ValidationError, match="no currency"):
        CaseCost(amount=1, currency="<b>").clean_fields(exclude=["page"])
    CaseCost(amount=1, currency="LAK").clean_fields(exclude=["page"])


def test_the_untouched_copy_of_an_original_is_no_translation(site):
    case = make_case("Clean water")
    lao = translate(case, "lo", case.title, live=False)
    with pytest.raises(NotPublishable, match="words of the original"):
        publish(lao)
    lao.title = "ນ້ຳສະອາດ"
    assert publish(lao).live

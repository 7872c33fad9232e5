"""“Did you mean”: in every script, only what finds more, and only words of public texts."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from search.suggesting import held
from tests.search.site.test_api import break_engine

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(engine_name):
    return engine_name


@pytest.fixture
def texts(garden):
    garden.plant("Clean water for the villages", summary="Wells were dug")
    garden.plant("Clean watches")
    garden.plant("ទឹកស្អាតសម្រាប់ភូមិ", code="km")
    garden.plant("ນ້ຳສະອາດສຳລັບບ້ານ", code="lo")
    garden.plant("产业扶贫与绿色发展", code="zh-hans")
    garden.plant("โครงการน้ำสะอาดเพื่อชุมชน", code="th")
    garden.drain()
    return garden


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("watre", "en", "water"),
        ("claen watr", "en", "clean water"),
        ("wells vilages", "en", "wells villages"),
        ("ស្អាក", "km", "ស្អាត"),
        ("ទឹកស្អាក", "km", "ទឹកស្អាត"),
        ("ສະອາກ", "lo", "ສະອາດ"),
        ("扶平", "zh-hans", "扶贫"),
        ("产业扶平", "zh-hans", "产业扶贫"),
        ("สะอาก", "th", "สะอาด"),
        ("โครงกาล", "th", "โครงการ"),
    ],
)
def test_a_word_that_is_nowhere_is_corrected(texts, typed, language, meant):
    assert texts.ask(typed, language).meant == meant


@pytest.mark.parametrize(
    "typed",
    ["water", "clean", "zzzzzz", "wat", '"claen water"', "2021", "", "clean wells", "ទឹក", "watre zzzzzz"],
)
def test_what_is_right_or_leads_nowhere_is_not(texts, typed):
    assert texts.ask(typed).meant == ""


def test_a_word_of_what_was_hidden_is_not_offered(texts):
    page = texts.plant("Rambutan")
    texts.drain()
    assert texts.ask("rambutna").meant == "rambutan"
    page.unpublish()
    assert texts.ask("rambutna").meant == ""
    Page.objects.filter(title="Rambutan").delete()
    texts.drain()
    assert texts.ask("rambutna").meant == ""


def test_accents_come_back_as_a_text_has_them(texts):
    texts.plant("Café com leite")
    texts.drain()
    assert texts.ask("cfae").meant == "café"


def test_the_link_stands_beside_what_was_found_and_in_the_api(texts, client):
    html = client.get("/en/search/", {"q": "watre", "kind": "plant"}).content.decode()
    assert '<a href="?q=water&amp;kind=plant"><bdi>water</bdi></a>' in html
    assert "Clean <mark>" in html or "Clean water" in html
    assert client.get("/api/v1/search/", {"q": "watre"}).json()["did_you_mean"] == "water"
    assert client.get("/api/v1/search/", {"q": "water"}).json()["did_you_mean"] is None


def test_nothing_is_offered_while_nothing_is_held_or_the_engine_is_down(texts, settings, tmp_path):
    held.forget()
    settings.SEARCH_WORKER = True
    assert texts.ask("watre").meant == ""
    settings.SEARCH_WORKER = False
    settings.SEARCH_ENGINE = "embedded"  # whichever it was
    break_engine(settings, tmp_path)
    assert texts.ask("watre").meant == ""

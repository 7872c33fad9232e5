"""The first page, and what it says while there is nothing yet."""

from __future__ import annotations

import pytest
from django.utils.html import strip_tags

from kb.core import cldr, languages
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_empty_site_tells_a_reader_that_it_is_not_open(client, site, index):
    text = client.get("/en/").content.decode()
    assert "The first cases are being prepared." in text
    assert "Open the editing desk" not in text


def test_an_empty_site_tells_an_editor_what_to_do(client, site, index, superuser):
    client.force_login(superuser)
    assert "Open the editing desk" in client.get("/en/").content.decode()


@pytest.mark.parametrize("code", languages.CODES)
def test_the_first_page_names_every_country_in_its_language(client, site, code):
    text = client.get(f"/{code}/").content.decode()
    words = strip_tags(text)
    for country in cldr.REGION:
        assert cldr.country_name(country, code) in words
        assert f'href="/{code}/country/{country.lower()}/"' in text


@pytest.mark.parametrize("path", ["/en/country/la/", "/en/theme/water_supply/"])
def test_a_door_without_cases_says_so(client, site, index, path):
    assert "There is no case here yet." in client.get(path).content.decode()


def test_a_door_counts_what_is_behind_it(client, site, index):
    factories.make_case("Water for a village", themes=["water_supply"], country="LA")
    index()
    for path in ("/en/country/la/", "/en/theme/water_supply/"):
        text = " ".join(client.get(path).content.decode().split())
        assert '<span class="tall">1</span> case' in text
        assert "Water for a village" in text


def test_without_the_index_pages_open_and_say_so(client, site, index_folder):
    for path in ("/en/", "/en/country/la/", "/en/theme/water_supply/"):
        assert "The counts are not available right now." in client.get(path).content.decode()


def test_an_expert_shows_only_what_everybody_may_see(client, site):
    expert = factories.make_expert(
        contacts=[
            {"type": "email", "value": "open@example.org", "visibility": "public"},
            {"type": "phone", "value": "+856 20 555", "visibility": "nobody"},
        ]
    )
    text = client.get(expert.get_url()).content.decode()
    assert "open@example.org" in text
    assert "+856 20 555" not in text

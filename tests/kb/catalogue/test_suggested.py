"""Themes and countries are suggested by every name that they have, and lead to their pages."""

from __future__ import annotations

import pytest
from django.test import Client

from kb.core import cldr, countries, languages
from kb.vocabulary.models import Term, TermLabel
from search.suggesting.answers import suggest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_site(site):
    pass


def addresses(typed, language="en"):
    return [each.href for each in suggest(typed, language)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Laos", "la"),
        ("lao pdr", "la"),
        ("老挝", "la"),
        ("laowo", "la"),
        ("ປະເທດລາວ", "la"),
        ("ລາວ", "la"),
        ("ประเทศลาว", "la"),
        ("Vietnam", "vn"),
        ("viet nam", "vn"),
        ("Việt N", "vn"),
        ("Atlantis", ""),
        ("Burma", "mm"),
        ("mynamar", "mm"),
        ("缅甸", "mm"),
        ("mian dian", "mm"),
        ("พม่า", "mm"),
        ("Miến Điện", "mm"),
        ("Kampuchea", "kh"),
        ("Kamboja", "kh"),
        ("កម្ពុ", "kh"),
        ("Tiongkok", "cn"),
        ("中国", "cn"),
        ("East Timor", "tl"),
        ("Pilipinas", "ph"),
        ("印尼", "id"),
    ],
)
@pytest.mark.parametrize("language", ["en", "km"])
def test_a_country_by_any_of_its_names(typed, code, language):
    found = addresses(typed, language)
    assert [each for each in found if "/country/" in each] == (
        [f"/{language}/country/{code}/"] if code else []
    )


def test_it_is_named_as_the_reader_names_it():
    (found,) = [each for each in suggest("Burma", "lo") if "country" in each.href]
    assert (found.title, str(found.label), found.language_name) == (
        cldr.country_name("MM", "lo"),
        "Country",
        "",
    )


def test_every_name_of_every_country_leads_to_it():
    for code in cldr.REGION:
        for language in languages.CODES:
            for name in countries.names(code, language):
                assert f"/en/country/{code.lower()}/" in addresses(name), (code, name)


@pytest.mark.parametrize("language", languages.CODES)
def test_themes_are_suggested_in_every_language(language):
    found = suggest("drinking water", language) or suggest("water", language)
    themes = [each for each in found if "/theme/" in each.href]
    assert themes
    for each in themes:
        label = TermLabel.objects.get(label=each.title, language=language, term__scheme="theme")
        assert each.href == f"/{language}/theme/{label.term.key}/"
        assert each.href in addresses(label.label, language)
        assert Client().get(each.href).status_code == 200


def test_a_label_that_changes_and_a_theme_that_is_retired_are_heard_of():
    term = Term.objects.get(scheme="theme", key="roads")
    label = term.labels.get(language="en")
    label.label = "Zigzag tracks"
    label.save()
    assert addresses("zigzag") == ["/en/theme/roads/"]
    term.retired = True
    term.save()
    assert addresses("zigzag") == []

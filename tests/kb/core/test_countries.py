"""Countries as choices: all of ISO 3166, the region first, in the reader's language."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from kb.core import cldr, countries


def test_every_country_is_offered_and_nothing_else():
    codes = countries.codes()
    assert {"KH", "PG", "FJ", "RW", "ZA"} <= codes
    assert codes.isdisjoint({"EU", "UN", "XK", "ZZ"})
    assert len(codes) == 249  # officially assigned in ISO 3166-1


@pytest.mark.parametrize("language", ["en", "lo", "zh-hans"])
def test_the_region_comes_first_and_is_named_in_the_readers_language(language):
    with translation.override(language):
        offered = countries.choices()
    assert {code for code, _ in offered[: len(cldr.REGION)]} == set(cldr.REGION)
    assert dict(offered)["LA"] == cldr.country_name("LA", language)


@pytest.mark.parametrize("code", ["XX", "kh", "EU", "K", "KHM"])
def test_what_is_no_country_is_refused(code):
    with pytest.raises(ValidationError):
        countries.CountryField().clean(code, None)
    assert countries.CountryField().clean("PG", None) == "PG"

"""The site that stands between tests is what the next test is promised."""

import pytest
from wagtail.models import Locale, Page

from tests.factories import make_case
from tests.site import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    standing = Standing()
    yield standing
    standing.end()


def test_a_test_without_the_site_sees_what_the_migrations_wrote():
    assert Locale.objects.count() == 1


def test_a_test_with_it_sees_the_site_and_nothing_that_another_left(site):
    assert Locale.objects.count() == 10
    assert not Page.objects.filter(title="Left").exists()
    make_case("Left")


test_and_so_does_the_next = test_a_test_with_it_sees_the_site_and_nothing_that_another_left


def test_content_stands_on_the_site_as_long_as_it_is_wanted_and_each_gets_a_copy(own):
    def make():
        made.append(make_case("Standing"))
        return made[-1]

    made = []
    for _ in range(2):
        own.begin(make)
        assert Page.objects.filter(title="Standing").exists()
        own.content.title = "Changed by a test"
    assert own.content.title == "Standing"
    assert len(made) == 1
    own.begin()
    assert not Page.objects.filter(title="Standing").exists()
    assert Locale.objects.count() == 10
    own.end()
    assert Locale.objects.count() == 1


def test_content_that_fails_is_made_again(own):
    def make():
        tries.append(make_case("Half"))
        if len(tries) == 1:
            raise ValueError
        return "whole"

    tries = []
    with pytest.raises(ValueError):
        own.begin(make)
    own.begin(make)
    assert own.content == "whole"
    assert Page.objects.filter(title="Half").count() == 1

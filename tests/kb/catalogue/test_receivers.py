"""The index hears of what a work shows but does not own."""

import pytest
from taggit.models import Tag

from kb.vocabulary.models import TermLabel
from search.models import Outbox
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(site):
    def identities():
        return set(Outbox.objects.values_list("identity", flat=True))

    yield identities


def test_renaming_a_term_announces_the_works_that_use_it(heard):
    uses = factories.make_case(themes=["water_supply"])
    other = factories.make_case(themes=["crops"])
    Outbox.objects.all().delete()
    label = TermLabel.objects.get(term__scheme="theme", term__key="water_supply", language="en")
    label.label = "Water for all"
    label.save()
    assert f"case:{uses.translation_key}" in heard()
    assert f"case:{other.translation_key}" not in heard()


def test_renaming_a_tag_announces_the_works_that_have_it(heard):
    uses, _other = factories.make_case(tags=["springs"]), factories.make_case(tags=["wells"])
    Outbox.objects.all().delete()
    tag = Tag.objects.get(name="springs")
    tag.name = "fountains"
    tag.save()
    assert heard() == {f"case:{uses.translation_key}"}

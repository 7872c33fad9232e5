import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import ListBlock

from kb.vocabulary.blocks import TermBlock
from kb.vocabulary.models import Term

pytestmark = pytest.mark.django_db


def test_a_block_lists_the_terms_of_its_scheme(vocabulary):
    block = TermBlock(scheme="place_precision")
    assert block.clean("village") == "village"
    assert [str(text) for _, text in block.field.choices][1:] == ["Village", "District", "Province", "Hidden"]
    with pytest.raises(ValidationError):
        block.clean("roads")


def test_a_retired_term_comes_last_and_is_still_saved(vocabulary):
    Term.objects.filter(scheme="place_precision", key="village").update(retired=True)
    block = TermBlock(scheme="place_precision")
    assert next(reversed([str(text) for _, text in block.field.choices])) == "Village (no longer used)"
    assert block.clean("village") == "village"


def test_reading_blocks_asks_the_database_nothing(vocabulary, django_assert_num_queries):
    blocks = ListBlock(TermBlock(scheme="place_precision"))
    with django_assert_num_queries(0):
        assert list(blocks.to_python(["village", "district"])) == ["village", "district"]


def test_a_block_survives_a_migration():
    path, args, kwargs = TermBlock(scheme="unit", required=False, label="Unit").deconstruct()
    assert (path, args, kwargs) == (
        "kb.vocabulary.blocks.TermBlock",
        [],
        {"scheme": "unit", "required": False, "label": "Unit"},
    )

"""Similar cases at the foot of a case."""

from __future__ import annotations

import re

import pytest

from search.engines import reset_engine
from tests import factories

pytestmark = pytest.mark.django_db


def _block(client, page, language="en"):
    response = client.get(f"/{language}/" + page.get_url().split("/", 2)[2])
    assert response.status_code == 200
    text = re.sub(r"\s+", " ", response.content.decode())
    found = re.search(r'<section class="section[^"]*" aria-labelledby="similar">.*?</section>', text)
    return found.group() if found else ""


@pytest.fixture
def case(index):
    made = factories.make_case("Water for a hill", country="KH", themes=["water_supply"])
    other = factories.make_case("Taps in every house", country="KH", themes=["water_supply", "roads"])
    factories.translate(other, "km", "ម៉ាស៊ីនទឹក")
    factories.make_case("Silk", country="VN", themes=["crops"])
    factories.make_collection("Water", entries=[made, other])
    index()
    return made


def test_the_reason_is_named_in_the_readers_language(client, case):
    block = _block(client, case)
    assert "Same theme: Water supply · also Cambodia" in block
    assert "Taps in every house" in block
    assert "Silk" not in block
    assert block.count("<article") == 1  # neither the case itself nor a collection
    khmer = _block(client, case, "km")
    assert "ម៉ាស៊ីនទឹក" in khmer
    assert "កម្ពុជា" in khmer
    assert "also" not in khmer


def test_without_the_index_the_page_opens_without_the_block(client, case, settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    reset_engine()
    assert _block(client, case) == ""


def test_a_case_that_shares_nothing_has_no_block(client, case):
    lonely = factories.make_case("Bees", country="PH", themes=["schooling"])
    assert _block(client, lonely) == ""

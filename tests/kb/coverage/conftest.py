"""People, a case and a batch."""

from __future__ import annotations

import pytest

from kb.coverage.models import Batch
from tests import factories
from tests.kb.coverage.batches import PROBLEM, give


@pytest.fixture
def people(site):
    return {
        "editor": factories.make_user("editor", "Editors"),
        "dara": factories.make_user("dara"),
        "stranger": factories.make_user("stranger", "Contributors"),
    }


@pytest.fixture
def case(people):
    return factories.make_case("=Clean water", code="clean-water", summary="One line.", problem=PROBLEM)


@pytest.fixture
def batch(case, people, client):
    """That case, given to Dara to be translated into Lao; Dara is logged in."""
    other = factories.make_case("Roads", code="roads")
    give(client, people["editor"], [case.slug, other.slug])
    client.force_login(people["dara"])
    return Batch.objects.get()

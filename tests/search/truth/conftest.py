"""A small site on each engine in turn, and the question whether its search tells the truth."""

from __future__ import annotations

import io
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.http import QueryDict
from wagtail.models import Page

from cases.models import CasePage, CollectionPage
from experts.models import ExpertPage
from kb.core import visibility
from search import draining, params, rebuilding, service, verifying
from search.engines import get_engine, reset_engine
from search.models import IndexState, Outbox
from tests import factories

KINDS = {"case": CasePage, "expert": ExpertPage, "collection": CollectionPage}


@pytest.fixture
def index(site, settings, tmp_path, engine_name, request):
    """An empty live index of the engine under test."""
    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = engine_name, tmp_path / "index"
    if engine_name == "elasticsearch":
        settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
        settings.SEARCH_INDEX_PREFIX = f"truth{uuid.uuid4().hex[:12]}"
        settings.SEARCH_TIMEOUT = 20
    reset_engine()
    rebuilding.rebuild()
    yield get_engine()
    if engine_name == "elasticsearch":
        for generation in get_engine().generations():
            get_engine()._client().indices.delete(index=f"{settings.SEARCH_INDEX_PREFIX}.{generation}")
    reset_engine()


@dataclass
class World:
    """Works of every kind; ``case`` is the one to which things happen, ``other`` stays as it is."""

    case: CasePage
    khmer: CasePage
    other: CasePage
    expert: ExpertPage
    collection: CollectionPage
    user: Any

    def fresh(self, page: Any) -> Any:
        return type(page).objects.get(pk=page.pk)

    @property
    def shard(self) -> Page:
        """The page of the country, above the case."""
        return Page.objects.get(pk=self.case.pk).get_parent()

    @property
    def cases(self) -> Page:
        return self.shard.get_parent()

    @property
    def home(self) -> Page:
        return self.cases.get_parent()

    def found(self, page: Any = None) -> bool:
        """Whether the search finds this work (the case) by a word of its title alone."""
        page = page or self.case
        return str(page.translation_key) in {card.key for card in ask(q=page.title.split()[0]).cards}


def ask(**given: Any):
    """What a reader who is nobody gets."""
    query = QueryDict(mutable=True)
    for name, value in {"page_size": "100", "exact": "1", **given}.items():
        query[name] = value
    return service.search(params.parse(query), "en")


def public() -> dict[tuple[str, str], set[str]]:
    """Works by kind and key, each with the languages that the visibility rule shows, asked page by page."""
    found: dict[tuple[str, str], set[str]] = {}
    for kind, model in KINDS.items():
        for page in model.objects.all():
            if visibility.is_public(page):
                key = (kind, str(page.translation_key))
                found.setdefault(key, set()).add(page.locale.language_code)
    return found


def shown(results: Any) -> dict[tuple[str, str], set[str]]:
    return {(card.kind, card.key): {version.language for version in card.versions} for card in results.cards}


def assert_nothing_hidden_is_shown(*, drift: int = 0) -> None:
    """Before the index has heard of a change: nothing hidden is shown, counted or offered as a choice."""
    results, known = ask(), public()
    for work, languages in shown(results).items():
        assert work in known
        assert languages <= known[work]
    assert results.total == len(results.cards)
    assert IndexState.values()["drift"] == drift


def assert_index_tells_the_truth(*, repair: bool = False) -> None:
    """After the index has caught up: it holds what the database says, and a reader who is nobody sees just that."""
    draining.drain()
    if repair:
        call_command("search_index", "verify", "--repair", stdout=io.StringIO())
    assert [(each.what, each.identity) for each in verifying.verify()] == []
    assert not Outbox.objects.exists()
    results, known = ask(), public()
    assert shown(results) == known
    assert results.total == len(known)
    kinds = Counter(kind for kind, _ in known)
    languages = Counter(code for codes in known.values() for code in codes)
    below: Counter[str] = Counter()
    read = counted(results, "language")
    for key in [key for key in read if ":" in key]:
        below[key.partition(":")[0]] += read.pop(key)
    assert read == below == languages  # each text is in one state
    for kind in KINDS:
        assert ask(kind=kind).total == kinds[kind]
    countries: Counter[str] = Counter()
    for card in results.cards:
        countries.update(card.facets["country"])
    assert counted(results, "country") == countries


def counted(results: Any, name: str) -> dict[str, int]:
    facet = results.facet(name)
    return {value.key: value.count for value in facet.values if value.count} if facet else {}


def make_world() -> World:
    """The content of a `World`; stands from one test to the next (`pytest.mark.content`)."""
    case = factories.make_case("Springwater for Xieng", themes=["water_supply"], tags=["springs"])
    other = factories.make_case(
        "Orchard of Kampot", country="KH", sites=[{"key": "a", "country": "KH"}], themes=["crops"]
    )
    return World(
        case=case,
        khmer=factories.translate(case, "km", "ទឹកស្អាត"),
        other=other,
        expert=factories.make_expert("Bounmy Phommasan"),
        collection=factories.make_collection("Forum gathering", entries=[case, other]),
        user=get_user_model().objects.create_superuser("root", "root@example.org", "password"),
    )


@pytest.fixture
def world(index, standing) -> World:
    made = standing.content
    assert_index_tells_the_truth()
    assert made.found()
    return made

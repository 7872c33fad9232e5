"""A site in three languages with plants in it, and an empty index in a folder of the test's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from wagtail.models import Locale, Page, Site

from search import draining, params, rebuilding, service, verifying
from search.engines import get_engine
from tests.search.conftest import using
from tests.search.tiny.models import PlantName, PlantPage


@pytest.fixture
def engine():
    """The engine under test; a module that asks both overrides it."""
    return "embedded"


@pytest.fixture
def index(db, settings, tmp_path, engine, request):
    """A live, empty index with the tiny app joined."""
    with using(engine, settings, tmp_path / "index", request):
        apps.get_app_config("tiny").join_search()
        rebuilding.rebuild()
        yield get_engine()
        apps.get_app_config("tiny").leave_search()


@pytest.fixture
def homes(db):
    """Home pages by language code; the English one is the root of the site."""
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    found = {}
    for code in ("en", "km", "lo", "zh-hans", "th"):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        home = Page(title=f"Home {code}", slug=f"home-{code}", locale=locale, live=True)
        root.add_child(instance=home)
        found[code] = home
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=found["en"], is_default_site=True)
    return found


class Garden:
    """Makes plants and asks the search about them."""

    def __init__(self, homes):
        self.homes = homes
        self.count = 0

    def plant(self, title="Cassava", *, under=None, code="en", live=True, names=(), of=None, **facts):
        """A page; ``of`` makes it a translation of another, ``names`` are its other names."""
        self.count += 1
        parent = under or self.homes[code]
        page = PlantPage(
            title=title,
            slug=facts.pop("slug", f"plant-{self.count}"),
            locale=parent.locale,
            live=live,
            first_published_at=facts.pop("published", datetime(2024, 1, self.count % 28 + 1, tzinfo=UTC)),
            **facts,
        )
        if of is not None:
            page.translation_key = of.translation_key
        page.other_names = [PlantName(name=name) for name in names]
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        return page

    def section(self, title="Section", *, under=None, code="en", live=True):
        self.count += 1
        parent = under or self.homes[code]
        page = Page(title=title, slug=f"section-{self.count}", locale=parent.locale, live=live)
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        return page

    def drain(self):
        return draining.drain()

    def truth(self):
        """Drain, and name every difference between database and index that is left: there must be none."""
        draining.drain()
        return [(each.what, each.identity) for each in verifying.verify()]

    def ask(self, query="", language="en", **filters):
        """The results of a query string or of words, on a drained index unless told otherwise."""
        from django.http import QueryDict

        given = QueryDict(mutable=True)
        if query:
            given["q"] = query
        for name, value in filters.items():
            given.setlist(name, [value] if isinstance(value, str) else [str(each) for each in value])
        return service.search(params.parse(given), language)

    def titles(self, query="", language="en", **filters):
        return [card.title_text for card in self.ask(query, language, **filters).cards]


@pytest.fixture
def garden(homes, index):
    return Garden(homes)


@pytest.fixture
def admin(db):
    return get_user_model().objects.create_superuser("admin", "admin@example.org", "pass")

"""A real site on a real Elasticsearch, with a proxy between them that can be in the way."""

from __future__ import annotations

import urllib.parse
import uuid

import pytest

from search import draining, rebuilding, verifying
from search.engines import get_engine, reset_engine
from search.models import Outbox
from tests import elasticsearch, factories
from tests.faults.cluster.proxy import Proxy

collect_ignore_glob = ["test_*.py"] if elasticsearch.left_out() else []

DOWN = "not available right now"


@pytest.fixture
def proxy(elasticsearch_url):
    proxy = Proxy(elasticsearch_url)
    yield proxy
    proxy.close()


@pytest.fixture
def begin(site, settings, tmp_path, client):
    """Call it with an address, and with who the site is there, for a site with one case, which is in the index."""

    def made(url, prefix, **access):
        settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = "elasticsearch", tmp_path / "index"
        settings.ELASTICSEARCH_URL, settings.SEARCH_TIMEOUT = url, 5.0
        settings.SEARCH_INDEX_PREFIX, settings.ELASTICSEARCH_ACCESS = prefix, access
        reset_engine()
        rebuilding.rebuild()
        return KnowledgeBase(client)

    yield made
    reset_engine()


@pytest.fixture
def kb(begin, proxy):
    """The site behind the proxy."""
    return begin(proxy.url, f"fault{uuid.uuid4().hex[:12]}")


class KnowledgeBase:
    """What readers and editors do, and what must hold."""

    def __init__(self, client):
        self.client = client
        self.publish("Clean water for one village")
        draining.drain()
        assert self.titles("water") == {"Clean water for one village"}

    def publish(self, title):
        return factories.make_case(title, themes=["water_supply"])

    def titles(self, words):
        """What the search finds, by the engine."""
        answer = self.api(words)
        assert answer.status_code == 200, answer.content
        assert answer.json()["degraded"] is False
        return {each["title"] for each in answer.json()["results"]}

    def api(self, words):
        return self.client.get("/api/v1/search/?" + urllib.parse.urlencode({"q": words}))

    def reading_is_honest(self):
        """Nothing claims to know what only the engine can tell, and everything else can be read."""
        found = self.client.get("/en/search/?q=water+village")
        assert found.status_code == 200
        assert "Clean water for one village" in found.text
        assert "Only titles and summaries were searched" in found.text
        answer = self.api("water village").json()
        assert (answer["degraded"], answer["total"]) == (True, 1)
        # By their titles nothing is found, which is no answer to this question.
        for path in (
            "/en/search/?q=zzyzx",
            "/api/v1/search/?q=zzyzx",
            "/en/search/export.csv?q=water",
            "/en/search/feed.atom?q=water",
        ):
            refused = self.client.get(path)
            assert refused.status_code == 503, path
            assert refused["Retry-After"], path
        for path in ("/en/", "/en/country/la/", "/en/theme/water_supply/"):
            page = self.client.get(path)
            assert page.status_code == 200, path
            assert DOWN in page.text, path
            assert page.context["counted"] is False

    def all_is_well(self, *titles):
        """Nothing waits, nothing was set aside, index and database agree, all that was published is found."""
        draining.drain()
        assert list(Outbox.objects.values_list("identity", "failure")) == []
        assert [f"{each.what} {each.identity}" for each in verifying.verify()] == []
        assert self.titles("water") == {"Clean water for one village", *titles}
        assert get_engine().live() is not None
        for path in ("/en/", "/en/country/la/", "/en/theme/water_supply/"):
            assert self.client.get(path).context["counted"] is True

"""The sitemap names every public page in every language, and nothing hidden."""

from __future__ import annotations

from defusedxml import ElementTree
from django.utils import timezone
from wagtail.models import PageViewRestriction

from kb.core import languages
from tests.factories import make_case, publish, translate

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def entries(client) -> dict:
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = {}
    for place in index.findall("s:sitemap/s:loc", NAMES):
        for url in ElementTree.fromstring(client.get(place.text).content).findall("s:url", NAMES):
            links = {each.get("hreflang"): each.get("href") for each in url.findall("x:link", NAMES)}
            found[url.find("s:loc", NAMES).text] = (links, url.findtext("s:lastmod", None, NAMES))
    return found


def test_it_lists_what_is_public_with_its_real_versions(site, client):
    case = make_case(code="spring")
    translate(case, "zh-hans")
    translate(case, "lo", live=False)
    private = make_case(code="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    found = entries(client)
    for code in languages.CODES:
        assert f"http://testserver/{code}/" in found
    english, chinese = (f"http://testserver/{code}/cases/la/spring/" for code in ("en", "zh-hans"))
    assert found[english][0] == found[chinese][0] == {"en": english, "zh-Hans": chinese}
    assert not any("private" in address or address.endswith("/cases/la/") for address in found)
    assert "http://testserver/lo/cases/la/spring/" not in found


def test_a_correction_of_a_figure_dates_every_language(site, client):
    case = make_case(code="spring")
    translate(case, "lo")
    case.licence = "CC BY 4.0"
    case = publish(case)
    found = entries(client)
    for code in ("en", "lo"):
        changed = found[f"http://testserver/{code}/cases/la/spring/"][1]
        assert changed[:10] == timezone.localdate(case.last_published_at).isoformat()

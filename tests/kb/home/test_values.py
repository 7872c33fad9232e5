"""A facet of many values: few on the page of results, all on a page of their own."""

from __future__ import annotations

import re

import pytest

from tests.factories import make_case, make_expert

MANY = 240


def labels(html: str, name: str) -> list[str]:
    listed = html.partition(f'id="facet-{name}"')[2].partition("</ul>")[0]
    return re.findall(r"<bdi>(.*?)</bdi>", listed)


def fill(tags: int, search_index) -> None:
    make_case("Water", country="KH", tags=[f"tag {number:03}" for number in range(tags)])
    make_case("Road", country="LA", tags=["tag 000"], themes=["roads"])
    search_index()


def test_a_page_of_results_does_not_grow_with_the_vocabulary(site, search_index, client):
    fill(41, search_index)
    few = {query: len(client.get(f"/en/search/{query}").content) for query in ("", "?view=filters")}
    make_case("More", tags=[f"other {number:03}" for number in range(MANY - 41)])
    search_index()
    for query, size in few.items():
        page = client.get(f"/en/search/{query}")
        assert len(page.content) < size + 3_000, query
        assert len(labels(page.text, "tag")) == 12
    assert 'href="/en/search/values/tag/?q=water"' in client.get("/en/search/?q=water").text
    chosen = client.get("/en/search/?tag=tag+040").text
    assert "tag 040" in labels(chosen, "tag")  # what is chosen is shown wherever it comes


def test_all_values_are_there_in_the_order_of_the_alphabet(site, search_index, client):
    fill(MANY - 1, search_index)
    make_case("Élan", tags=["Árbol"])
    search_index()
    page = client.get("/en/search/values/tag/").text
    found = labels(page, "tag")
    assert len(found) == MANY
    assert found[0] == "Árbol"
    assert found[1:] == sorted(found[1:])
    assert f"All {MANY} values" not in client.get("/en/search/").text  # 200 are counted there
    assert "All values" in client.get("/en/search/").text


def test_values_are_links_that_choose_and_lead_back_here(site, search_index, client):
    fill(3, search_index)
    page = client.get("/en/search/values/country/?q=water&kind=case&country=KH").text
    assert 'href="?q=water&amp;kind=case"' in page  # leaves the chosen one out
    assert 'aria-current="true"' in page.partition('id="facet-country"')[2]
    assert 'href="/en/search/?q=water&amp;kind=case&amp;country=KH"' in page
    assert "Show 1 case" in page
    tree = labels(client.get("/en/search/values/theme/").text, "theme")
    assert tree == ["Infrastructure", "Roads and transport", "Water and sanitation", "Water supply"]


@pytest.mark.parametrize(("code", "first"), [("zh-hans", "柬埔寨"), ("en", "Cambodia"), ("vi", "Campuchia")])
def test_the_alphabet_is_the_readers(site, search_index, client, code, first):
    fill(1, search_index)
    assert labels(client.get(f"/{code}/search/values/country/").text, "country")[0] == first


def test_what_is_hidden_gives_no_value(site, search_index, client):
    fill(1, search_index)
    make_case("Canary", tags=["C-FACET"], live=False)
    page = make_case("Canary", tags=["C-FACET"])
    search_index()
    assert "C-FACET" in client.get("/en/search/values/tag/").text
    page.unpublish()
    assert "C-FACET" not in client.get("/en/search/values/tag/").text


def test_what_cannot_be_asked_is_told_apart(site, search_index, client):
    fill(1, search_index)
    make_expert()
    for name in ("nonsense", "kind", "year", "q"):
        assert client.get(f"/en/search/values/{name}/").status_code == 404, name
    assert client.get("/en/search/values/delivery_model/?kind=expert").status_code == 404
    assert client.get("/en/search/values/tag/?q=" + "(" * 3000).status_code == 400
    assert client.post("/en/search/values/tag/").status_code == 405
    attack = '"><script>alert(1)</script>'
    page = client.get("/en/search/values/tag/", {"q": attack, "tag": attack, "country": "../../etc/passwd"})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "etc/passwd" in page.text


def test_a_fallen_engine_leads_to_the_page_that_says_so(site, search_index, client, settings, tmp_path):
    from search.engines import reset_engine

    fill(1, search_index)
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    reset_engine()
    answer = client.get("/en/search/values/tag/?q=nothing+like+this&kind=case")
    assert answer.status_code == 302
    assert answer["Location"] == "/en/search/?q=nothing+like+this&kind=case"
    assert client.get(answer["Location"]).status_code == 503

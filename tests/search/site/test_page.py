"""The search page over HTTP: all its states, with and without htmx."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def get(client, query="", path="/en/search/", **headers):
    return client.get(f"{path}{query}", headers=headers)


def test_a_hit_is_shown_with_its_snippet_marks_and_facets(garden, client):
    garden.plant(
        "Cassava", summary="x", body="Grows on poor soil.\nThe root is boiled.", country="KH", uses="fruit"
    )
    garden.drain()
    html = get(client, "?q=root").content.decode()
    assert "The <mark>root</mark> is boiled." in html
    assert "Cambodia" in html
    assert "grown_in=KH" in html


def test_a_search_that_is_too_long_is_a_400_that_keeps_the_form(garden, client):
    response = get(client, "?q=" + "(" * 3000)
    assert response.status_code == 400
    assert b"((((" in response.content
    assert b'name="q"' in response.content


@pytest.mark.parametrize("page", ["1000000000", "9" * 5000, "-1", "0", "1e3", "1_0", "٣", " 2 ", "2"])
def test_a_page_that_cannot_be_is_a_404(garden, client, page):
    assert client.get("/en/search/", {"page": page}).status_code == 404


def test_no_page_number_is_the_first_page(garden, client):
    assert get(client, "?page=").status_code == 200


def test_htmx_gets_the_results_without_the_frame(garden, client):
    garden.plant("Cassava")
    garden.drain()
    part = get(client, "?q=cassava", **{"hx-request": "true"})
    assert b"<html" not in part.content
    assert b"Cassava" in part.content
    assert "HX-Request" in part["Vary"]
    assert part["Cache-Control"] == "no-store"
    restored = get(client, "?q=cassava", **{"hx-request": "true", "hx-history-restore-request": "true"})
    assert b"<html" in restored.content

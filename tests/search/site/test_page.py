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


@pytest.mark.parametrize("words", ["น้ำสะอาด", "ໝາກຖົ່ວ ນ້ຳ", "ﬁnance"])
def test_words_come_back_as_they_were_typed(garden, client, words):
    assert f'value="{words}"' in client.get("/en/search/", {"q": words}).content.decode()


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


@pytest.mark.parametrize(
    "query",
    [
        "*:*",
        "*",
        "/.*/",
        "title:/.*.*.*a/",
        '"foo',
        "(foo",
        "foo)",
        "\\",
        "foo\\",
        "email:a*",
        "NOT " * 60,
        "a\x00b",
        "\u202ecassava",
        "\ufeff",
        "\u0421\u0430mbodia",
        "{{7*7}}",
        "{% csrf_token %}",
        "' OR 1=1 --",
        "🌾" * 100,
    ],
)
def test_whatever_is_typed_is_text(garden, client, query):
    garden.plant("Cassava")
    garden.plant("C-DRAFT", live=False)
    garden.drain()
    response = client.get("/en/search/", {"q": query})
    assert response.status_code == 200
    assert b"C-DRAFT" not in response.content
    assert client.get("/api/v1/search/", {"q": query}).status_code == 200


@pytest.mark.parametrize("raw", ["%ff%fe", "%ed%a0%80", "a%00b", "%u0041", "%"])
def test_bytes_that_are_no_text_do_no_harm(garden, client, raw):
    for path in ("/en/search/", "/api/v1/search/"):
        for name in ("q", "grown_in", "sort", "year_from", "page_size"):
            assert client.get(f"{path}?{name}={raw}").status_code in (200, 400, 404)


@pytest.mark.parametrize("invisible", ["\u200b", "\u200d", "\u00ad", "\ufeff", "\u202e", "\u2066"])
def test_what_nobody_sees_changes_nothing(garden, client, invisible):
    garden.plant("Cassava of Cambodia")
    garden.drain()
    plain = client.get("/api/v1/search/", {"q": "Cambodia", "exact": "1"}).json()["results"]
    assert len(plain) == 1
    hidden = client.get("/api/v1/search/", {"q": f"Cambo{invisible}dia", "exact": "1"}).json()["results"]
    assert hidden == plain


def test_markup_is_escaped_wherever_it_comes_back(garden, client):
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    for number in range(3):
        garden.plant(f"{attack} {number}", summary=attack, body=attack, country="KH")
    garden.drain()
    parameters = {"q": "alert", "grown_in": attack, "page_size": "1", "sort": attack}
    for query in (parameters, {"q": attack, "page_size": "1"}, {"q": "x", "use": attack, "view": "filters"}):
        html = client.get("/en/search/", query).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_unknown_choices_are_named_and_can_be_taken_away(garden, client):
    garden.plant("Cassava", country="KH")
    garden.drain()
    html = get(client, "?q=cassava&grown_in=nowhere&sort=password&year_from=NaN&kind=user").content.decode()
    assert "There is no sorting called “password”." in html
    assert "“NaN” is not a year that can be searched." in html
    assert "The filter “user” is not known and was left out." in html
    assert "The filter “nowhere” is not known. Remove it to see results." in html
    assert 'href="?q=cassava"' in html
    assert "Without nowhere: 1" in html


def test_tabs_count_kinds_and_sorting_is_a_line_of_links(garden, client):
    garden.plant("Cassava")
    garden.drain()
    html = get(client, "?q=cassava").content.decode()
    assert 'href="?q=cassava&amp;kind=plant"' in html
    assert 'href="?q=cassava&amp;sort=newest"' in html


def test_the_filter_page_holds_the_facets_and_ends_in_showing_results(garden, client):
    garden.plant("Cassava", country="KH", uses="food")
    garden.drain()
    html = get(client, "?q=cassava&grown_in=KH&view=filters").content.decode()
    assert "Show 1 plant" in html
    assert 'href="?q=cassava&amp;grown_in=KH&amp;use=food&amp;view=filters"' in html
    assert "<mark>" not in html


def test_a_page_holds_the_first_values_and_the_branch_that_was_chosen(garden, client):
    garden.plant("Cassava", uses="food")
    garden.plant("Rambutan", uses="fruit")
    garden.drain()
    html = get(client).content.decode()
    assert "use=food" in html
    assert "use=fruit" not in html
    assert 'href="/en/search/values/use/?"' in html
    assert "All 2 values" in html
    assert "use=fruit" in get(client, path="/en/search/values/use/").content.decode()
    assert "use=fruit" in get(client, "?use=food").content.decode()
    assert "use=fruit" in get(client, "?view=filters").content.decode()


def test_engine_down_says_so_with_503_and_titles_answer_where_they_can(garden, client, settings, tmp_path):
    from tests.search.site.test_api import break_engine

    garden.plant("Cassava")
    garden.drain()
    break_engine(settings, tmp_path)
    html = get(client, "?q=cassava").content.decode()
    assert "Only titles and summaries were searched" in html
    assert "Cassava</mark>" in html
    listed = get(client, "?kind=plant&grown_in=KH")
    assert (listed.status_code, "Cambodia" in listed.content.decode()) == (503, True)
    down = get(client, "?q=nowhere")
    assert down.status_code == 503
    assert down["Retry-After"]
    assert "The search is not available right now" in down.content.decode()
    assert "Nothing found" not in down.content.decode()
    assert 'href="?kind=plant"' in down.content.decode()
    assert "Cassava" in get(client, "?kind=plant").content.decode()
    assert "“ရေ”" in get(client, "?q=ေရ").content.decode()


def test_lists_come_from_the_database_before_the_first_index(garden, client, settings, tmp_path):
    from tests.search.site.test_api import break_engine

    page = garden.plant("Cassava", country="KH")
    garden.plant("ដំឡូងមី", code="km", of=page)
    garden.plant("Maize", country="LA")
    garden.plant("Secret", live=False)
    break_engine(settings, tmp_path)
    listed = get(client, "?kind=plant")
    assert listed.status_code == 200
    html = listed.content.decode()
    assert "Cassava" in html
    assert "Maize" in html
    assert "Secret" not in html
    narrowed = get(client, "?kind=plant&grown_in=KH").content.decode()
    assert "Cassava" in narrowed
    assert "Maize" not in narrowed
    assert "Maize" not in get(client, "?language=km").content.decode()
    assert get(client, "?grown_in=CN").status_code == 503


def test_zawgyi_is_recognised(garden, client):
    read = get(client, "?q=ေမြး").content.decode()
    assert "Zawgyi" in read
    assert "“မွေး”" in read
    assert 'value="ေမြး"' in read
    unsure = get(client, "?q=ေမြး ိက").content.decode()
    assert "Please type in Unicode" in unsure
    assert "Zawgyi" not in get(client, "?q=မြန်မာနိုင်ငံ ဆင်းရဲမွဲတေမှု").content.decode()


def test_only_reading_is_answered(garden, client):
    client.handler.enforce_csrf_checks = True
    response = client.post("/en/search/", {"q": "x"})
    assert response.status_code == 405
    assert "GET" in response["Allow"]


def test_the_page_has_no_inline_script_or_style(garden, client):
    garden.plant("Cassava", country="KH", first_year=2020)
    garden.drain()
    html = get(client, "?q=cassava").content.decode()
    assert "<style" not in html
    assert "style=" not in html
    assert " onclick" not in html


def test_the_button_of_the_filters_counts_in_the_digits_of_the_reader(garden, client):
    garden.plant("Cassava")
    garden.drain()
    end = get(client, "?view=filters", path="/my/search/").content.decode().split('class="facet-end"')[1]
    assert "၁ " in end.split("</p>")[0]

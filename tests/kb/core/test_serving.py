"""Every work opens under every prefix, in the reader's interface, with the facts of its original."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cases.models import CaseAdaptedFrom, CasePage
from kb.core import languages
from kb.home.models import HomePage, PlainPage
from tests.factories import locale, make_case, make_collection, make_expert, make_user, translate


@pytest.fixture
def case(site):
    return make_case("A spring for the village", code="spring", summary="The English summary.")


def head(response) -> str:
    return response.content.decode().split("</head>")[0]


def canonical(response) -> str:
    return re.search(r'<link rel="canonical"\s+href="([^"]+)"', head(response))[1]


def alternates(response) -> dict[str, str]:
    links = re.findall(r"<link\s[^>]*hreflang=[^>]*>", head(response))
    pairs = [
        (re.search(r'hreflang="([^"]+)"', link)[1], re.search(r'href="([^"]+)"', link)[1]) for link in links
    ]
    return {code: address for code, address in pairs if code != "x-default"}


@pytest.mark.parametrize("code", languages.CODES)
def test_it_answers_in_every_interface(case, client, code):
    response = client.get(f"/{code}/cases/la/spring/")
    assert response.status_code == 200
    assert response["Content-Language"] == code
    text = response.content.decode()
    assert f'<html lang="{languages.get(code).tag}"' in text
    assert "The English summary." in text
    assert canonical(response) == "http://testserver/en/cases/la/spring/"
    assert alternates(response) == {"en": "http://testserver/en/cases/la/spring/"}
    assert ('lang="en"' in text) == (True if code != "en" else 'lang="en"' in text)


def test_a_translation_is_its_own_canonical_and_both_name_each_other(case, client):
    translate(case, "lo", "ນ້ຳ", summary="ບົດສະຫຼຸບ")
    response = client.get("/lo/cases/la/spring/")
    assert "ບົດສະຫຼຸບ" in response.content.decode()
    assert canonical(response) == "http://testserver/lo/cases/la/spring/"
    expected = {
        "en": "http://testserver/en/cases/la/spring/",
        "lo": "http://testserver/lo/cases/la/spring/",
    }
    assert alternates(response) == expected
    assert alternates(client.get("/th/cases/la/spring/")) == expected


def test_a_draft_translation_is_as_if_there_were_none(case, client):
    translate(case, "lo", "ຮ່າງ", live=False)
    response = client.get("/lo/cases/la/spring/")
    assert response.status_code == 200
    assert "ຮ່າງ" not in response.content.decode()
    assert canonical(response) == "http://testserver/en/cases/la/spring/"
    assert set(alternates(response)) == {"en"}


def test_a_hidden_original_hides_every_language(case, client):
    translate(case, "lo")
    Page.objects.filter(pk=case.pk).update(live=False)
    for code in ("en", "lo", "th"):
        assert client.get(f"/{code}/cases/la/spring/").status_code == 404


@pytest.mark.parametrize("column", ["go_live_at", "expire_at"])
def test_the_clock_decides_not_the_scheduler(case, client, column):
    translate(case, "lo")
    late = timezone.now() + timedelta(hours=1 if column == "go_live_at" else -1)
    Page.objects.filter(pk=case.pk).update(**{column: late})
    for code in ("en", "lo", "th"):
        assert client.get(f"/{code}/cases/la/spring/").status_code == 404


def test_an_unpublished_parent_hides_what_is_below(case, client):
    Page.objects.filter(pk=case.get_parent().pk).update(live=False)
    assert client.get("/en/cases/la/spring/").status_code == 404
    assert client.get("/lo/cases/la/spring/").status_code == 404


@pytest.mark.parametrize("above", [0, 1, 2])
def test_a_private_original_asks_for_the_log_in_in_every_language(case, client, above):
    translate(case, "lo")
    place = case if above == 0 else list(case.get_ancestors())[-above]
    PageViewRestriction.objects.create(page=place, restriction_type="login")
    for code in ("en", "lo", "th"):
        response = client.get(f"/{code}/cases/la/spring/")
        assert response.status_code == 302
        assert "login" in response["Location"]
    client.force_login(make_user("reader"))
    for code in ("en", "lo", "th"):
        assert client.get(f"/{code}/cases/la/spring/").status_code == 200


def test_a_private_translation_gives_way_to_a_public_version(case, client):
    lao = translate(case, "lo", summary="ລັບ")
    PageViewRestriction.objects.create(page=lao, restriction_type="login")
    response = client.get("/lo/cases/la/spring/")
    assert response.status_code == 200
    assert "ລັບ" not in response.content.decode()
    assert set(alternates(response)) == {"en"}
    client.force_login(make_user("reader"))
    assert "ລັບ" in client.get("/lo/cases/la/spring/").content.decode()


def test_a_page_that_moved_in_one_tree_answers_at_both_addresses(case, client):
    lao = translate(case, "lo")
    shard = Page.objects.get(slug="kh", locale=locale("lo"), content_type__model="caseshardpage")
    Page.objects.get(pk=lao.pk).move(shard, "last-child")
    lao = CasePage.objects.get(pk=lao.pk)
    for address in ("/lo/cases/kh/spring/", "/lo/cases/la/spring/"):
        response = client.get(address)
        assert response.status_code == 200
        assert canonical(response) == lao.full_url == "http://testserver/lo/cases/kh/spring/"


def test_it_answers_where_the_shard_or_the_whole_index_is_missing(case, client):
    Page.objects.get(slug="la", locale=locale("lo"), content_type__model="caseshardpage").delete()
    Page.objects.get(slug="cases", locale=locale("th")).delete()
    assert client.get("/lo/cases/la/spring/").status_code == 200
    assert client.get("/th/cases/la/spring/").status_code == 200


@pytest.mark.parametrize(
    "path", ["cases/la/nothing/", "spring/", "cases/kh/spring/", "experts/la/spring/", "x/y/z/"]
)
def test_other_addresses_are_not_found(case, client, path):
    for code in ("en", "lo"):
        assert client.get(f"/{code}/{path}").status_code == 404


def test_an_alias_of_a_work_never_opens(case, client):
    alias = case.copy_for_translation(locale("lo"), alias=True)
    assert alias.alias_of_id == case.pk
    response = client.get("/lo/cases/la/spring/")
    assert response.status_code == 200
    assert canonical(response) == "http://testserver/en/cases/la/spring/"
    assert set(alternates(response)) == {"en"}


def test_a_plain_page_below_an_unpublished_one_is_not_found(site, client):
    home = HomePage.objects.get(locale=locale("en"))
    above = home.add_child(instance=PlainPage(title="Above", slug="above", live=True))
    above.add_child(instance=PlainPage(title="Below", slug="below", live=True))
    assert client.get("/en/above/below/").status_code == 200
    Page.objects.filter(pk=above.pk).update(live=False)
    assert client.get("/en/above/below/").status_code == 404


@pytest.mark.parametrize(("accept", "lands"), [("lo-LA", "/lo/"), ("fil-PH", "/fil/"), ("xx", "/en/")])
def test_the_front_door_knows_lao_and_filipino(site, client, accept, lands):
    response = client.get("/", headers={"accept-language": accept})
    assert response.status_code == 302
    assert response["Location"] == lands
    assert client.get(lands)["Content-Language"] == lands.strip("/")


def test_index_pages_lead_to_the_search(case, client):
    response = client.get("/lo/cases/la/")
    assert response.status_code == 302
    assert response["Location"] == "/lo/search/?kind=case&country=LA"


def test_links_between_works_stay_in_the_readers_interface(site, search_index, client):
    person = make_expert("Bounmy", code="bounmy")
    first = make_case("First", code="first", language="zh-hans", country="CN")
    spring = make_case(
        "Spring",
        code="spring",
        people=[{"expert": person, "role": "author"}],
        adapted_from_rows=[CaseAdaptedFrom(case=first)],
        results=[{"indicator": "people_tap_water", "before": 1, "after": 9, "unit": "people"}],
    )
    make_collection("Water", code="water", entries=[spring, first])
    search_index()
    pages = {
        "cases/la/spring/": ["experts/la/bounmy/", "experts/la/bounmy/#contact", "cases/cn/first/"],
        "experts/la/bounmy/": ["cases/la/spring/"],
        "collections/forum/water/": ["cases/la/spring/", "cases/cn/first/"],
        "": ["cases/la/spring/"],
    }
    for path, links in pages.items():
        text = client.get(f"/vi/{path}").text
        for link in links:
            assert f'href="/vi/{link}"' in text, (path, link)
            assert client.get(f"/vi/{link}").status_code == 200
    # What leads to a version itself keeps its address.
    assert 'href="/en/cases/la/spring/"' in client.get("/vi/cases/la/spring/").text


def test_a_case_names_what_it_was_adapted_from_in_the_readers_language(site, client):
    first = make_case("First", code="first")
    translate(first, "lo", "ທຳອິດ")
    second = make_case("Second", code="second")
    rows = [CaseAdaptedFrom(case=each, sort_order=at) for at, each in enumerate((second, first))]
    make_case("Spring", code="spring", adapted_from_rows=rows)
    for code, title, lang in (("lo", "ທຳອິດ", "lo"), ("en", "First", "en")):
        text = client.get(f"/{code}/cases/la/spring/").text
        link = f'<a href="/{code}/cases/la/first/" lang="{lang}">{title}</a>'
        assert link in text
        assert text.index(f'href="/{code}/cases/la/second/"') < text.index(link)

"""Addresses, headers and cookies as nobody's browser sends them; private pages and shared caches."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from kb.home.models import HomePage, PlainPage
from tests.factories import locale, make_case, make_expert, make_user, publish
from tests.kb.core.test_documents import PDF

EVIL = (
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "\x08//evil.example",
    "http://kb@evil.example",
    "http:///evil.example",
)
EVIL += ("javascript:alert(1)", "https://evil.example/en/", "/%09/evil.example", "///evil.example")


@pytest.fixture
def case(site):
    return make_case("A spring for the village", code="spring", summary="The summary.")


@pytest.fixture
def private(case):
    PageViewRestriction.objects.create(page=case.get_parent(), restriction_type="login")
    return case


def leads_away(answer) -> bool:
    place = answer.get("Location", "")
    return bool(place) and not re.match(r"^(?:http://testserver)?/(?![/\\])", place)


@pytest.mark.parametrize("next_", EVIL, ids=repr)
@pytest.mark.parametrize("path", ["/en/accounts/login/", "/admin/login/", "/en/_util/login/"])
def test_H01_signing_in_leads_nowhere_else(site, client, superuser, path, next_):
    client.raise_request_exception = False
    answer = client.post(f"{path}", {"login": "root", "password": "password", "next": next_})
    assert answer.status_code in (200, 302)
    assert not leads_away(answer)


@pytest.mark.parametrize("next_", EVIL, ids=repr)
def test_H01_a_password_leads_nowhere_else(case, client, next_):
    lock = PageViewRestriction.objects.create(page=case, restriction_type="password", password="open")
    path = f"/en/_util/authenticate_with_password/{lock.pk}/{case.pk}/"
    assert not leads_away(client.post(path, {"password": "open", "return_url": next_}))


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/",
        "/\\evil.example/",
        "/en//evil.example/",
        "/%2F%2Fevil.example/",
        "/lo/..//evil.example/",
        "/%5Cevil.example",
    ],
)
def test_H01_no_address_leads_to_another_site(site, client, path):
    answer = client.get(f"http://testserver{path}" if path.startswith("//") else path, follow=False)
    assert not leads_away(answer)
    text = answer.content.decode()
    assert not re.search(r"""(?:href|action)=["'](?:https?:)?[/\\]{2}evil""", text)


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/sitemap.xml",
        "/sitemap-pages.xml",
        "/robots.txt",
        "/en/cases/la/spring/",
        "/en/search/",
        "/api/v1/search/",
        "/en/search/feed.atom",
        "/records/spring.ris",
        "/en/kept/",
    ],
)
@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-Host": "evil.example"}, {"Host": "evil.example"}, {"Forwarded": "host=evil.example"}],
    ids=lambda each: next(iter(each)),
)
def test_H07_nobody_s_host_gets_into_an_answer(case, search_index, client, path, headers):
    """In a test every host is allowed; a public site refuses others before this."""
    search_index()
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    assert "evil.example" not in (b"".join(answer) if answer.streaming else answer.content).decode()


def test_H07_a_forgotten_password_leads_to_this_site(site, client, superuser):
    client.post("/en/accounts/password/reset/", {"email": "root@example.org"}, HTTP_HOST="evil.example")
    assert len(mail.outbox) == 1
    assert "evil.example" not in mail.outbox[0].body
    assert "http://testserver/en/accounts/password/reset/key/" in mail.outbox[0].body


def test_H07_what_only_some_may_see_is_kept_by_no_cache(private, client):
    client.force_login(make_user("reader"))
    answer = client.get("/en/cases/la/spring/")
    assert answer.status_code == 200
    assert {"private", "no-store"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
    assert client.get("/en/cases/la/spring/?utm_source=x")["Cache-Control"] == answer["Cache-Control"]


def test_H07_a_contact_that_only_some_may_see_is_kept_by_no_cache(site, client):
    expert = make_expert(contacts=[{"type": "phone", "value": "+856 20", "visibility": "signed_in"}])
    client.force_login(make_user("reader"))
    answer = client.get(expert.url)
    assert "+856 20" in answer.content.decode()
    assert "private" in answer.get("Cache-Control", "")


@pytest.mark.parametrize("end", ["a.css", "a.css/", "x.png", ";a.css", "%2fa.css", "%0aa.css", "?.css"])
def test_H07_a_private_page_has_no_address_that_looks_like_a_file(private, client, end):
    client.force_login(make_user("reader"))
    answer = client.get(f"/en/cases/la/spring/{end}")
    assert answer.status_code == 404 or "no-store" in answer.get("Cache-Control", "")


@pytest.mark.parametrize(
    "path", ["/en/", "/en/cases/la/spring/", "/en/about/", "/en/country/la/", "/en/theme/water_supply/"]
)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_A06_pages_are_only_read(case, search_index, path, method):
    search_index()
    answer = getattr(Client(), method)(path, headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code in (403, 405), answer.status_code


@pytest.mark.parametrize(
    "path", ["/en/", "/en/cases/la/spring/", "/en/search/", "/records/spring.json", "/sitemap.xml"]
)
def test_A06_head_is_get_without_a_body(case, search_index, client, path):
    search_index()
    answer = client.head(path)
    assert answer.status_code == 200
    assert not b"".join(answer) if answer.streaming else not answer.content
    assert client.options(path).status_code in (200, 204, 405)


@pytest.fixture
def document(site):
    folder = Collection.get_first_root_node().add_child(name="Private")
    made = get_document_model().objects.create(
        title="qztitle", collection=folder, file=ContentFile(PDF, "kept.pdf")
    )
    CollectionViewRestriction.objects.create(collection=folder, restriction_type="groups")
    return made


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"If-None-Match": "*"},
        {"If-None-Match": '"{hash}"'},
        {"Range": "bytes=0-3"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ],
    ids=str,
)
def test_U09_a_private_document_is_asked_for_before_anything_about_it_is_told(document, client, headers):
    headers = {name: value.format(hash=document.get_file_hash()) for name, value in headers.items()}
    for who in (None, make_user("reader")):
        if who:
            client.force_login(who)
        answer = client.get(document.url, headers=headers)
        assert answer.status_code in (302, 403, 404)
        assert "ETag" not in answer and "Last-Modified" not in answer
        assert PDF not in answer.content and b"qztitle" not in answer.content


def test_U09_a_document_is_saved_as_what_it_is_called(site, client):
    made = get_document_model().objects.create(title="x", file=ContentFile(PDF, 'a";\r\nX-Evil: 1.pdf'))
    answer = client.get(made.url)
    assert answer.status_code == 200
    assert "X-Evil" not in answer


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/{name}.width-99999.webp",
        "/media/original_images/{name}",
        "/admin/images/1/generate_url/width-99999/",
        "/images/x/1/width-99999/",
    ],
)
def test_U10_no_rendition_is_made_on_demand(site, client, path):
    assert client.get(path.format(name="well.jpg")).status_code in (302, 404)


NUL = [
    "/en/%00/",
    "/en/cases/%00/",
    "/%00",
    "/en/cases/la/a%00b/",
    "/records/a%00.json",
    "/en/country/%00/",
    "/en/theme/a%00/",
    "/sitemap-%00.xml",
]
NUL += [
    "/media/images/%00",
    "/media/images/..%2f..%2fdb.sqlite3",
    "/records/..%2f..%2fsecret_key.json",
    "/documents/1/%00",
    "/documents/999999999999999999999/x.pdf",
]
NUL += [
    "/en/_util/authenticate_with_password/999999999999999999999/1/",
    "/en/%ff%fe/",
    "/en/%ed%a0%80/",
    "/en/" + "a/" * 400,
    "/en/" + "a" * 4000 + "/",
]
NUL += [
    "/en/search/?q=%00",
    "/en/search/?tag=%00",
    "/en/search/?organisation=%ed%a0%80&kind=case",
    "/en/kept/?codes=%00,a",
    "/records/spring.json?lang=%00",
    "/en/?x=%00",
]
NUL += [
    "/en/search/?page=1&page=2",
    "/en/search/?q=a&q=%00",
    "/en/search/?kind=case&kind=case",
    "/api/v1/search/?lang=lo&lang=xx",
    "/en/search/export.csv?q=%00&lang=%00",
]


@pytest.mark.parametrize("path", NUL, ids=lambda path: path[:60])
def test_Q07_no_address_makes_the_site_fall(case, search_index, client, path):
    search_index()
    client.raise_request_exception = False
    answer = client.get(path)
    assert answer.status_code < 500


COOKIES = [
    '"\\000"',
    "x" * 8000,
    '"\\000abcdefghij"',
    "ສະບາຍດີ",
    '"\\377\\376"',
    "a=b;c",
    "'; DROP TABLE x;--",
]


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "kept", "visit", "django_language", "messages"])
@pytest.mark.parametrize("value", COOKIES, ids=lambda value: value[:16])
def test_Q07_no_cookie_makes_the_site_fall(case, search_index, name, value):
    search_index()
    client = Client(raise_request_exception=False, HTTP_COOKIE=f"{name}={value}".encode().decode("latin-1"))
    for path in (
        "/en/",
        "/en/cases/la/spring/",
        "/en/search/?q=water",
        "/en/kept/",
        "/admin/",
        "/en/accounts/login/",
    ):
        assert client.get(path).status_code < 500, path
    assert client.post("/en/accounts/login/", {"login": "a\0b", "password": "a\0b"}).status_code < 500


@pytest.mark.parametrize(
    "language", ["x" * 5000, "\0", "en;q=nan", "../../etc", "lo-" * 200, "zh-hans;q=1e999,*"]
)
def test_H07_no_language_of_a_browser_makes_the_site_fall(site, client, language):
    for path in ("/", "/nowhere/", "/records/none.json"):
        assert client.get(path, headers={"Accept-Language": language}).status_code in (302, 404)


@pytest.mark.parametrize(
    "form", ["café", "cafe\u0301", "ｓｐｒｉｎｇ", "spring\u200b", "SPRING", "spring%20", "ſpring"]
)
def test_a_slug_is_one_string_and_no_other_spelling(case, client, form):
    assert client.get(f"/en/cases/la/{form}/").status_code == 404
    assert client.get(f"/records/{form}.json").status_code == 404


def test_A02_what_is_hidden_answers_like_what_is_not_there(case, client):
    draft = make_case("qzdraft", code="hidden-draft", live=False)
    assert draft.pk
    for path in ("/en/cases/la/{}/", "/lo/cases/la/{}/", "/records/{}.json", "/records/{}.ris"):
        hidden, missing = client.get(path.format("hidden-draft")), client.get(path.format("no-such-work"))
        assert hidden.status_code == missing.status_code == 404
        same = [
            answer.content.replace(name, b"")
            for answer, name in ((hidden, b"hidden-draft"), (missing, b"no-such-work"))
        ]
        assert same[0] == same[1]
        assert {**hidden.headers, "Content-Length": ""} == {**missing.headers, "Content-Length": ""}


def test_a_wrong_password_tells_nothing_of_the_page(site, client):
    case = make_case("quartztitle", summary="quartzsummary", code="locked")
    other = make_case("quartzother", live=False)
    lock = PageViewRestriction.objects.create(page=case, restriction_type="password", password="quartzopen")
    for page in (case, other):
        path = f"/en/_util/authenticate_with_password/{lock.pk}/{page.pk}/"
        for answer in (client.get(path), client.post(path, {"password": "wrong", "return_url": "/en/"})):
            assert answer.status_code in (200, 404)
            assert b"quartz" not in answer.content
    assert b"quartz" not in client.get("/en/cases/la/locked/").content


def test_V05_the_menu_follows_the_clock(site, client):
    home = HomePage.objects.get(locale=locale("en"))
    menu = PlainPage(title="Soon over", slug="soon", show_in_menus=True, locale=home.locale)
    menu = publish(home.add_child(instance=menu))
    menu.expire_at = timezone.now() + timezone.timedelta(hours=1)
    menu = publish(menu)
    assert "Soon over" in client.get("/en/search/").content.decode()
    with time_machine.travel(timezone.now() + timezone.timedelta(hours=2)):
        assert client.get("/en/soon/").status_code == 404
        assert "Soon over" not in client.get("/en/search/").content.decode()


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "JaVaScRiPt:alert(1)",
        "\tjavascript:alert(1)",
    ],
)
def test_S07_a_contact_is_no_script(site, client, value):
    expert = make_expert(contacts=[{"type": "website", "value": value, "visibility": "public"}])
    page = client.get(expert.url).content.decode()
    assert not re.search(r'href="\s*(?:javascript|data|//)', page, re.I)


def test_the_groups_of_a_page_are_asked_again_each_time(case, client):
    lock = PageViewRestriction.objects.create(page=case, restriction_type="groups")
    group = Group.objects.create(name="Circle")
    lock.groups.add(group)
    reader = make_user("reader")
    reader.groups.add(group)
    client.force_login(reader)
    assert client.get("/en/cases/la/spring/").status_code == 200
    reader.groups.clear()
    assert client.get("/en/cases/la/spring/").status_code == 302

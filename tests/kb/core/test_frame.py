"""The frame that every page shares: languages, addresses, the search box, and nothing the policy forbids."""

import re
from pathlib import Path

import pytest
from django.template import loader
from django.test import RequestFactory
from django.utils import translation

from kb.core import errors, languages

ROOT = Path(__file__).resolve().parents[3]


def _base(address="/en/search/?q=water", **context):
    request = RequestFactory().get(address)
    return loader.render_to_string("base.html", context, request)


def test_links_lead_to_the_same_address_in_every_language(db):
    text = _base()
    for language in languages.LANGUAGES:
        assert f'href="/{language.code}/search/?q=water"' in text
        assert f'hreflang="{language.tag}"' in text


def test_hreflang_names_only_versions_that_exist(db):
    text = _base("/lo/cases/x/", alternates=[("en", "http://x.example/en/cases/x/")], versions=["any"])
    head = text.split("</head>")[0]
    assert 'hreflang="en"' in head
    assert 'hreflang="lo"' not in head
    assert 'href="/km/cases/x/"' in text


def test_a_page_with_other_addresses_in_other_languages_names_them(db):
    text = _base("/en/about/", alternates=[("en", "/en/about/"), ("th", "/th/us/")])
    assert 'href="/th/us/"' in text
    assert 'href="/lo/"' in text


@pytest.mark.parametrize("code", languages.CODES)
def test_the_document_names_its_language(db, code):
    with translation.override(code):
        assert f'<html lang="{languages.get(code).tag}">' in _base(f"/{code}/")


def test_every_page_has_a_search_box_and_a_way_past_the_menu(db):
    text = _base()
    assert 'role="search"' in text
    assert 'name="q"' in text
    assert '<a class="skip" href="#main">' in text


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.csrf_failure, 403),
        (errors.page_not_found, 404),
        (errors.server_error, 500),
        (errors.unavailable, 503),
    ],
)
def test_error_pages_need_no_database(answer, status):
    # Without the `db` fixture every query raises.
    request = RequestFactory().get("/lo/nowhere/")
    with translation.override("lo"):
        response = answer(request)
    assert response.status_code == status
    assert b'<html lang="lo">' in response.content
    assert b'role="search"' in response.content


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_what_the_policy_forbids(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=\"", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/(ld\+)?json)", text)
    assert "<style" not in text
    assert not re.search(r"\ssrc=\"(https?:)?//", text)
    assert not re.search(r"<link[^>]*href=\"(https?:)?//", text)

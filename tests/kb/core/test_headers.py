"""What every answer says to the browser, by where it comes from."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

PUBLIC = [
    "/en/",
    "/lo/cases/",
    "/en/search/?q=water",
    "/fil/nowhere/",
    "/api/v1/search/?q=water",
    "/robots.txt",
]


def policy(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip())
    return {name: set(values) for name, *values in parts}


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_allows_nothing_but_its_own_files(client, site, path):
    answer = client.get(path)
    allowed = policy(answer)
    assert allowed["default-src"] == {"'none'"}
    for name in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action"):
        assert allowed[name] == {"'self'"}, name
    assert allowed["base-uri"] == allowed["frame-ancestors"] == {"'none'"}
    assert not re.search(r"unsafe|data:|https?:|\*", answer["Content-Security-Policy"])
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", [*PUBLIC, "/en/accounts/login/", "/admin/", "/documents/1/none.pdf"])
def test_every_answer_is_taken_for_what_it_says(client, site, path):
    answer = client.get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Credentials" not in answer


def test_the_admin_has_a_policy_of_its_own(admin_client, site):
    for path in (reverse("wagtailadmin_home"), reverse("wagtailadmin_explore_root")):
        answer = admin_client.get(path)
        allowed = policy(answer)
        assert allowed["script-src"] == {"'self'", "'unsafe-inline'"}
        assert allowed["object-src"] == {"'none'"}
        assert allowed["frame-ancestors"] == {"'self'"}
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "no-store" in answer["Cache-Control"]


def test_a_public_page_sets_no_cookie(client, site):
    for path in PUBLIC:
        assert not client.get(path).cookies, path


def test_cookies_stay_with_the_site(client, site, superuser):
    page = client.get("/en/accounts/login/")
    assert page.cookies["csrftoken"]["samesite"] == "Lax"
    client.post("/en/accounts/login/", {"login": superuser.username, "password": "password"})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


def test_robots_stay_out_of_the_admin_and_of_endless_facets(client, settings):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Disallow: /*/search/?" in lines
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines


@pytest.mark.parametrize("path", ["/django-admin/", "/api/v2/pages/", "/api/v3/", "/__debug__/", "/api/docs"])
def test_what_frameworks_mount_by_default_is_not_there(client, site, path):
    assert client.get(path, follow=True).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_public_addresses_are_only_read(client, site, method):
    for path in ("/api/v1/search/", "/en/search/", "/robots.txt"):
        assert getattr(client, method)(path).status_code == 405, path


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize(
    "path", ["/en/", "/en/search/", "/sitemap.xml", "/api/v1/search/", "/records/x.json"]
)
def test_a_method_that_no_address_knows_is_refused_as_such(site, method, path):
    answer = Client(enforce_csrf_checks=True).generic(method, path)
    assert answer.status_code == 405
    assert answer["Allow"]

"""Errors speak the reader's language, tell nothing else, and need nothing that may be what failed."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client
from django.utils import translation

from kb.core import errors, languages

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(settings):
    settings.ROOT_URLCONF = "tests.kb.core.broken_urls"
    return Client(raise_request_exception=False)


@pytest.fixture
def database_down():
    """Every query fails as it does when the server is gone."""

    def refuse(execute, sql, params, many, context):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


def assert_error_page(answer, status, code):
    assert answer.status_code == status
    assert f'<html lang="{languages.get(code).tag}">' in answer.content.decode()
    assert answer["Content-Language"] == code
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("code", languages.CODES)
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_each_error_has_a_page_in_each_language(visitor, code, status):
    answer = visitor.get(f"/{code}/broken/{status}/")
    assert_error_page(answer, status, code)
    assert "secret" not in answer.content.decode()


def test_an_error_without_a_prefix_follows_the_browser(visitor):
    answer = visitor.get("/media/images/missing.webp", headers={"accept-language": "lo-LA,en;q=0.5"})
    assert_error_page(answer, 404, "lo")


def test_the_language_of_the_last_request_does_not_stay(visitor, settings):
    visitor.get("/th/broken/404/")
    settings.ALLOWED_HOSTS = ["site.example"]
    with translation.override("th"):
        assert_error_page(visitor.get("/fil/", headers={"host": "evil.example"}), 400, "fil")


def test_a_form_without_its_token_says_what_to_do(visitor):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/en/accounts/login/", {"login": "a", "password": "b"})
    assert_error_page(answer, 403, "en")
    assert "reload the page" in answer.content.decode()


@pytest.mark.parametrize("path", ["/fil/", "/lo/cases/", "/en/search/?q=water", "/documents/1/a.pdf"])
def test_a_database_that_is_down_is_a_503(visitor, database_down, path):
    answer = visitor.get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("error", [InterfaceError("connection already closed"), OperationalError("gone")])
def test_every_way_of_being_down_counts(rf, error):
    assert _answer_to(rf, error).status_code == 503


@pytest.mark.parametrize("error", [OperationalError("no such table: nowhere"), ProgrammingError("relation")])
def test_a_missing_table_is_our_fault(rf, error):
    assert _answer_to(rf, error).status_code == 500


def _answer_to(rf, error):
    try:
        raise error
    except type(error):
        return errors.server_error(rf.get("/km/"))

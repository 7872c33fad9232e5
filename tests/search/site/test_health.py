"""What machines, administrators and editors are told about the search."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import health
from search.engines import get_engine, reset_engine
from search.models import Outbox
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_look():
    health.forget()
    yield
    health.forget()


def ask(client, address="/health/search/"):
    health.forget()
    response = client.get(address)
    return response.status_code, response.json()


def break_engine(settings, tmp_path):
    """The index lies where nothing can be read: a file stands in its place."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "live").mkdir()
    settings.SEARCH_INDEX_DIR = broken
    reset_engine()


def test_all_is_well(garden, client):
    garden.plant("Cassava")
    garden.drain()
    call_command("search_index", "verify", verbosity=0)
    status, told = ask(client)
    assert (status, told["status"]) == (200, "ok")
    assert told["verified"]
    assert {name: told[name] for name in ("database", "engine", "index_usable")} == {
        "database": True,
        "engine": True,
        "index_usable": True,
    }
    assert ask(client, "/health/ready/")[0] == 200


def test_a_probe_asks_for_no_language_sets_no_cookie_and_is_not_indexed(garden, client):
    for address in ("/health/", "/health/ready/", "/health/search/"):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Cache-Control"] == "no-store"
        assert client.post(address).status_code == 405


def test_hammering_costs_nothing(garden, client):
    client.get("/health/search/")
    with CaptureQueriesContext(connection) as queries:
        for address in ("/health/", "/health/ready/", "/health/search/") * 20:
            client.get(address)
    assert len(queries) == 0


def test_a_fallen_engine_takes_the_search_away_and_not_the_site(garden, client, settings, tmp_path):
    garden.plant("Cassava")
    garden.drain()
    break_engine(settings, tmp_path)
    status, told = ask(client)
    assert (status, told["status"], told["engine"]) == (503, "down", False)
    assert ask(client, "/health/ready/")[0] == 200
    assert client.get("/health/").status_code == 200
    assert str(tmp_path) not in str(told)


def test_an_index_that_does_not_fit_is_down(garden, client):
    from django.apps import apps

    apps.get_app_config("tiny").leave_search()
    status, told = ask(client)
    apps.get_app_config("tiny").join_search()
    assert (status, told["engine"], told["index_usable"]) == (503, True, False)


def test_a_change_that_waits_for_long_is_told(garden, client):
    garden.plant("Cassava")
    assert ask(client)[1]["status"] == "ok"
    Outbox.objects.update(created=timezone.now() - timedelta(minutes=10))
    status, told = ask(client)
    assert (status, told["status"], told["waiting"]) == (503, "degraded", 1)
    assert 599 <= told["lag_seconds"] <= 602


def test_what_was_set_aside_is_told_without_its_reason(garden, client):
    garden.plant("Hemlock", uses="poison")
    Outbox.objects.all().failed("C-SECRET", final=True)
    status, told = ask(client)
    assert (status, told["status"], told["set_aside"]) == (200, "degraded", 1)
    assert "C-SECRET" not in str(told)


def test_a_database_that_does_not_answer(garden, client):
    from django.db import OperationalError

    def refuse(execute, sql, params, many, context):
        raise OperationalError("database is locked")

    health.forget()
    with connection.execute_wrapper(refuse):
        response = client.get("/health/ready/")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert response.json()["database"] is False


def test_the_report_names_failures_with_reason_and_link(garden, client, admin):
    plant = garden.plant("Hemlock", uses="poison")
    garden.drain()
    client.force_login(admin)
    html = client.get("/admin/reports/search/").text
    assert "KeyError: &#x27;poison&#x27;" in html
    assert f"/admin/pages/{plant.pk}/edit/" in html
    assert get_engine().live() in html
    assert "is tried again" in html
    Outbox.objects.all().failed("it was so", final=True)
    assert "set aside" in client.get("/admin/reports/search/").text


def test_reports_are_for_those_who_hold_the_right(site, index, client, superuser):
    editor = make_user("vanna", "Editors")
    client.force_login(editor)
    for address in ("/admin/reports/search/", "/admin/reports/searched-in-vain/"):
        assert client.get(address).status_code in (302, 403)
    assert "/admin/reports/search/" not in client.get("/admin/").text
    client.force_login(superuser)
    for address in ("/admin/reports/search/", "/admin/reports/searched-in-vain/"):
        assert client.get(address).status_code == 200
    assert "/admin/reports/search/" in client.get("/admin/").text


def test_whoever_publishes_is_warned(site, index, client, settings, tmp_path):
    client.force_login(make_user("vanna", "Editors"))
    assert "The search engine does not answer" not in client.get("/admin/").text
    break_engine(settings, tmp_path)
    health.forget()
    html = client.get("/admin/").text
    assert "The search engine does not answer" in html
    assert "/admin/reports/search/" not in html

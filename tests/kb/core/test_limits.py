"""Who asks too much waits; who sits behind the same address does not, and nobody does when counting fails."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import sys
import time

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from cases import urls as cases_urls
from experts import urls as experts_urls
from kb.accounts import urls as accounts_urls
from kb.core.limits import middleware, readers
from kb.core.limits.table import PERIOD, SLOTS, Table
from kb.coverage import urls as coverage_urls
from kb.editorial import urls as editorial_urls
from kb.inbox import urls as inbox_urls
from kb.letters import urls as letters_urls
from kb.translating import urls as translating_urls
from tests.factories import make_user
from tests.server import ROOT

NOW = 1_900_000_000.0


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def table(tmp_path):
    made = Table(tmp_path / "limits", "secret")
    yield made
    made.close()


def test_a_whole_allowance_is_there_at_once_and_grows_again(table, clock):
    assert [table.take([("a", 6)]) for _ in range(6)] == [0] * 6
    assert table.take([("a", 6)]) == pytest.approx(PERIOD / 6)
    assert table.take([("b", 6)]) == 0
    clock.shift(PERIOD / 6)
    assert table.take([("a", 6)]) == 0
    assert table.take([("a", 6)]) > 0
    clock.shift(PERIOD)
    assert [table.take([("a", 6)]) for _ in range(6)] == [0] * 6


def test_all_or_nothing(table, clock):
    assert table.take([("reader", 2), ("network", 1)]) == 0
    assert table.take([("reader", 2), ("network", 1)]) == PERIOD
    assert table.take([("reader", 2)]) == 0, "a request that was refused was counted"


@pytest.mark.parametrize("shift", [-86_400, 86_400])
def test_a_clock_that_jumps_locks_nobody_out(table, clock, shift):
    table.take([("a", 1)])
    clock.shift(shift)
    table.take([("a", 1)])
    clock.shift(PERIOD)
    assert table.take([("a", 1)]) == 0


def test_a_clock_that_is_put_back_a_little_gives_no_second_allowance(table, clock):
    assert not any(table.take([("a", 6)]) for _ in range(6))
    clock.shift(-0.5)
    assert table.take([("a", 6)]) > 0


@pytest.mark.parametrize(
    "content", [b"", b"\xff" * 100, os.urandom(SLOTS * 16), struct.pack("<8sd", b"", float("nan")) * SLOTS]
)
def test_noise_in_the_file_limits_nobody_for_long(tmp_path, clock, content):
    (tmp_path / "limits").write_bytes(content)
    table = Table(tmp_path / "limits", "secret")
    for name in range(50):
        table.take([(f"{name}", 1)])
    clock.shift(PERIOD)
    assert [table.take([(f"{name}", 1)]) for name in range(50)] == [0] * 50
    table.close()


def test_a_crowd_that_does_not_fit_is_let_through(table, clock):
    """More readers than slots: some are forgotten, none waits for another, and the file does not grow."""
    assert not any(table.take([(f"{name}", 1)]) for name in range(3 * SLOTS // 4))
    assert table._path.stat().st_size <= SLOTS * 16


COUNT = """
import sys
from pathlib import Path
from kb.core.limits.table import Table
table = Table(Path(sys.argv[1]), "secret")
print(sum(table.take([("a", 100)]) == 0 for _ in range(200)))
"""


def test_processes_count_together(tmp_path):
    command = [sys.executable, "-c", COUNT, str(tmp_path / "limits")]
    began = time.monotonic()
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    passed = sum(int(each.communicate(timeout=60)[0]) for each in running)
    grown = (time.monotonic() - began) * 100 / PERIOD
    assert 100 <= passed <= 101 + grown, "each counted by itself, or counts were lost"


def test_one_that_waited_for_the_file_sees_what_was_counted_meanwhile(tmp_path, table, clock, monkeypatch):
    other, lock = Table(tmp_path / "limits", "secret"), fcntl.flock

    def busy(file, how):
        monkeypatch.setattr(fcntl, "flock", lock)
        clock.shift(0.1)
        assert not any(other.take([("a", 100)]) for _ in range(100))
        raise BlockingIOError

    monkeypatch.setattr(fcntl, "flock", busy)
    assert table.take([("a", 100)]) > 0, "the allowance began anew"
    other.close()


def test_a_process_that_hangs_holds_nobody_up(table, clock):
    with open(table._path, "wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert [table.take([("a", 1)]) for _ in range(2)] == [0, PERIOD]


def test_the_file_holds_no_address(table):
    table.take([("search 192.0.2.7", 5)])
    assert b"192.0.2.7" not in table._path.read_bytes()


# --- who asks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "remote", "told", "meant"),
    [
        (0, "192.0.2.7", "198.51.100.1", "192.0.2.7"),
        (1, "127.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "127.0.0.1", "6.6.6.6, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "127.0.0.1", "198.51.100.1", "127.0.0.1"),
        (1, "127.0.0.1", None, "127.0.0.1"),
        (1, "127.0.0.1", "198.51.100.1:443", "198.51.100.1"),
        (1, "127.0.0.1", "[2001:db8:1:2:3::4]:443", "2001:db8:1:2::/64"),
        (0, "2001:db8:1:2:aaaa::1", None, "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.7", None, "192.0.2.7"),
        (0, "", None, ""),
        (1, "127.0.0.1", "unknown\x00", ""),
    ],
)
def test_an_address_is_told_by_whom_the_operator_trusts(settings, proxies, remote, told, meant):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": told} if told else {}
    assert readers.address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)) == meant


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "x" * 5000, "\udc80"])
def test_a_cookie_that_we_did_not_give_makes_no_reader(cookie):
    request = RequestFactory().get("/")
    request.COOKIES[readers.COOKIE] = cookie
    assert readers.reader(request) == ""


# --- at the door ----------------------------------------------------------------------------------------

SEARCH = "/en/search/?q=water"


@pytest.fixture
def limited(site, search_index, settings, tmp_path, clock):
    search_index()
    settings.RATE_LIMITS = {"search": 4, "suggest": 6, "export": 2, "write": 2}
    settings.RATE_LIMIT_READERS = 3
    settings.RATE_LIMIT_FILE = tmp_path / "limits"
    return clock


def statuses(client, url=SEARCH, times=1, **more):
    return [client.get(url, **more).status_code for _ in range(times)]


def test_strangers_of_one_network_share_and_are_told_apart_when_they_must_wait(limited):
    assert statuses(Client(), times=6) == [200] * 6  # half of what three readers may
    refused = Client()
    answer = refused.get(SEARCH)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= PERIOD
    assert answer["Cache-Control"] == "no-store"
    cookie = answer.cookies[readers.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert statuses(refused, times=4) == [200] * 4  # its own
    assert statuses(refused) == [429]
    assert readers.COOKIE not in refused.get(SEARCH).cookies
    assert statuses(Client(), REMOTE_ADDR="192.0.2.77") == [200]  # another network


def test_a_class_behind_one_address_is_not_held_up_by_one_of_them(limited, settings):
    settings.RATE_LIMIT_READERS = 30
    users = [make_user(f"pupil-{number}") for number in range(25)]
    clients = [Client() for _ in users]
    for client, user in zip(clients, users, strict=True):
        client.force_login(user)
    assert statuses(clients[0], times=6) == [200] * 4 + [429] * 2
    assert [statuses(client, times=4) for client in clients[1:]] == [[200] * 4] * 24


def test_who_collects_cookies_gets_no_more_than_a_network(limited):
    codes = []
    for number in range(40):
        client = Client()
        client.cookies["sessionid"] = f"invented-{number}"
        codes += statuses(client)
    assert codes.count(200) == 12


def test_the_page_is_in_the_readers_language_and_keeps_the_form(limited):
    client = Client()
    statuses(client, times=6)
    answer = client.get('/lo/search/?q=ນ້ຳ&country=LA&tag="><b>')
    assert answer.status_code == 429
    text = answer.content.decode()
    assert answer["Content-Language"] == "lo" and "ກະລຸນາລໍຖ້າຈັກໜ່ອຍ" in text
    assert 'name="country" value="LA"' in text and 'value="ນ້ຳ"' in text
    assert "<b>" not in text
    assert "script-src" in answer["Content-Security-Policy"]
    answer = client.get("/api/v1/search/?q=water", REMOTE_ADDR="192.0.2.1")
    for _ in range(6):
        answer = client.get("/api/v1/search/?q=water", REMOTE_ADDR="192.0.2.1")
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["status"] == 429


def test_a_form_comes_back_with_what_was_sent_but_no_password(limited):
    client = Client()
    sent = {"keep": "water", "next": "/en/search/", "password": "qzpassword"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    answers = [client.post("/en/kept/", sent, headers=headers) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    text = answers[-1].content.decode()
    assert 'method="post" action="/en/kept/"' in text
    assert 'name="keep" value="water"' in text
    assert "qzpassword" not in text


def test_signing_in_is_limited_and_the_rest_of_the_admin_is_not(limited, superuser):
    stranger = Client()
    sent = {"login": "root", "password": "wrong"}
    codes = [stranger.post("/en/accounts/login/", sent).status_code for _ in range(4)]
    assert codes == [200] * 3 + [429]
    editor = Client(REMOTE_ADDR="192.0.2.2")
    editor.force_login(superuser)
    address = reverse("wagtailadmin_pages:delete", args=[1])
    assert 429 not in [editor.post(address).status_code for _ in range(6)]


def test_other_pages_are_not_limited(limited):
    client = Client()
    statuses(client, times=7)
    for path in ("/en/", "/robots.txt", "/sitemap.xml", "/en/about/", "/en/accounts/login/"):
        assert 429 not in statuses(client, path, times=14), path


def test_who_types_much_may_search_all_the_same(limited, settings):
    settings.RATE_LIMIT_READERS = 30
    client = Client()
    client.force_login(make_user("dara"))
    assert statuses(client, "/en/search/suggest/?q=wa", times=8) == [200] * 6 + [429] * 2
    answer = client.get("/en/search/suggest/?q=wa")
    assert (answer.content, int(answer["Retry-After"]) > 0) == (b"", True)
    assert statuses(client) == [200]


def test_nobody_gets_a_cookie_for_reading(limited):
    assert not Client().get(SEARCH).cookies


def test_counting_asks_no_database(limited, settings, django_assert_num_queries):
    client = Client()
    client.get(SEARCH)
    counted, settings.RATE_LIMITS = settings.RATE_LIMITS, {}
    with CaptureQueriesContext(connection) as without:
        assert client.get(SEARCH).status_code == 200
    settings.RATE_LIMITS = counted
    with django_assert_num_queries(len(without)):
        assert client.get(SEARCH).status_code == 200
    assert 429 in statuses(client, times=6)


@pytest.mark.parametrize("broken", ["a folder", "no folder"])
def test_when_it_cannot_count_nobody_is_limited(limited, settings, tmp_path, caplog, broken):
    settings.RATE_LIMIT_FILE = tmp_path if broken == "a folder" else tmp_path / "none" / "limits"
    assert statuses(Client(), times=10) == [200] * 10
    assert "nobody is limited" in caplog.text


def test_it_can_be_turned_off(limited, settings):
    settings.RATE_LIMITS = {}
    assert statuses(Client(), times=20) == [200] * 20


def reverses(patterns):
    """Names of the addresses outside the admin."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) != "admin/":
                yield from reverses(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


#: Public addresses that cost no more than a page, or that machines need.
FREE = {
    "colours",
    "wagtaildocs_serve",
    "wagtailcore_login",
    "wagtail_serve",
    "robots",
    "health",
    "health_ready",
    "health_search",
}
FREE |= {
    pattern.name
    for pattern in (
        *accounts_urls.i18n_urlpatterns,
        *inbox_urls.i18n_urlpatterns,
        *letters_urls.i18n_urlpatterns,
        *translating_urls.i18n_urlpatterns,
    )
    if pattern.name
}
FREE |= {name for name in reverses(editorial_urls.i18n_urlpatterns) if name.startswith("review")}
FREE |= set(reverses(cases_urls.i18n_urlpatterns))
FREE |= set(reverses(coverage_urls.i18n_urlpatterns))
FREE |= {name for name in reverses(experts_urls.i18n_urlpatterns) if name != "profile_download"}
FREE |= {
    "django.contrib.sitemaps.views.sitemap",
    "wagtailcore_authenticate_with_password",
    "wagtaildocs_authenticate_with_password",
}


def test_every_public_address_was_thought_of():
    """Forms sent to any of them count, whatever they cost to look at."""
    limited = middleware.SEARCHING | middleware.SUGGESTING | middleware.TAKING
    assert set(reverses(get_resolver().url_patterns)) <= limited | FREE

"""Nothing hidden shows anywhere: a word is planted in every hidden place, and every output is read by every role.

Not beside the code of one package, because a leak is made by several of them together.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from kb.core import languages
from search import rebuilding
from search.draining import drain
from search.engines import get_engine, reset_engine
from search.models import Projection, Record
from tests.security.canaries import ANONYMOUS, ROLES, Planted, plant
from tests.security.crawler import addresses, ask, crawl
from tests.site import prepared, put_back

CONTROL = "qzstandsnowhere"
WALKED = (
    "en",
    "lo",
    "km",
)  # languages that are walked through: the original's, a draft's, a restricted version's


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker, tmp_path_factory):
    """One site for the whole module: planting takes longer than looking."""
    folder = tmp_path_factory.mktemp("canaries")
    changed = {
        "SEARCH_ENGINE": "embedded",
        "SEARCH_INDEX_DIR": folder / "index",
        "MEDIA_ROOT": folder / "media",
    }
    with django_db_blocker.unblock(), override_settings(**changed):
        with transaction.atomic():
            put_back(prepared())
            reset_engine()
            yield plant(rebuilding.rebuild)
            transaction.set_rollback(True)
        reset_engine()


def visitor(planted, role) -> Client:
    client = Client()
    if role != ANONYMOUS:
        client.force_login(planted.users[role])
    return client


def leaks(planted, role, answers) -> dict[str, list[str]]:
    """By canary: where this role met it and must not."""
    found: dict[str, list[str]] = {}
    for answer in answers:
        low = answer.content.lower()
        if b"qz" not in low:
            continue
        for word, allowed in planted.allowed.items():
            if role not in allowed and word.encode() in low:
                found.setdefault(word, []).append(answer.url)
    return found


def every_address(planted):
    values = {
        "code": [*planted.codes, "mm", "kh"],
        "form": ["json", "ris", "bib"],
        "key": ["water_supply", "rare"],
        "section": ["pages"],
        "facet": ["tag", "organisation", "country", "condition"],
        "path": [name for image in planted.images for name in (image.file.name, image.get_rendition("width-30").file.name[7:])],
        "page_view_restriction_id": [1, 2, 3],
        "restriction_id": [1],
        "page_id": planted.hidden_pages,
        r"(\d+)": [document.pk for document in planted.documents],
        "(.*)": [document.filename for document in planted.documents],
    }  # fmt: skip
    found = addresses(values)
    return [url for url in found if url.split("/")[1] not in set(languages.CODES) - {"en"}]


@pytest.mark.django_db  # at least one test of the module, or there is no database for `planted`; it stands first
def test_the_crawler_knows_what_to_write_for_every_parameter():
    assert len(every_address(Planted())) > 4


@pytest.mark.parametrize("role", ROLES)
def test_no_page_that_links_lead_to_shows_a_canary(planted, role):
    begin = [f"/{code}/" for code in languages.CODES] + ["/sitemap.xml", "/robots.txt"]
    answers = list(crawl(visitor(planted, role), begin, WALKED if role == ANONYMOUS else WALKED[:1]))
    assert len(answers) > 100
    assert leaks(planted, role, answers) == {}
    assert not [(each.url, each.status) for each in answers if each.status >= 500]


@pytest.mark.parametrize("role", ROLES)
def test_no_address_that_the_code_knows_shows_a_canary(planted, role):
    client = visitor(planted, role)
    answers = [ask(client, url) for url in every_address(planted)]
    assert leaks(planted, role, answers) == {}
    assert not [(each.url, each.status) for each in answers if each.status >= 500]


def asking_for(word):
    """Every address that takes words, asked for this one."""
    return [
        f"/api/v1/search/?q={word}",
        f"/en/search/?q={word}",
        f"/en/search/?q=%22{word}%22",
        f"/en/search/?q={word[:-2]}",
        f"/en/search/?tag={word}",
        f"/en/search/?organisation={word}",
        f"/en/search/export.csv?q={word}",
        f"/en/search/export.ris?q={word}",
        f"/en/search/feed.atom?q={word}",
    ]


def test_asking_for_a_canary_finds_what_asking_for_any_unknown_word_finds(planted):
    """What is asked for stands in the answer, so an answer is compared with that for a word that is nowhere."""
    client = Client()
    for word in planted.allowed:
        assert client.get("/api/v1/search/", {"q": word, "page_size": 1}).json()["total"] == 0, word
    control = [ask(client, url).content.lower().count(CONTROL.encode()) for url in asking_for(CONTROL)]
    for word in sorted(planted.allowed)[::25]:
        counts = [ask(client, url).content.lower().count(word.encode()) for url in asking_for(word)]
        assert counts == control, word


@pytest.mark.parametrize("role", [role for role in ROLES if role != ANONYMOUS])
def test_the_search_tells_a_role_no_more_than_anybody(planted, role):
    client = visitor(planted, role)
    for url in ("/api/v1/search/?q=qzlogintitle", "/api/v1/search/?page_size=100", "/api/v1/search/?q=water"):
        assert client.get(url).json() == Client().get(url).json()


def test_before_the_index_has_heard_nothing_hidden_is_found(planted):
    """The outbox still names what was hidden: answers leave it out before the index is changed."""
    assert Record.objects.filter(projections__title__contains="qzunpublishedtitle").exists()
    answer = Client().get("/api/v1/search/", {"q": "water"}).json()
    assert "qz" not in json.dumps(answer)


def test_after_the_index_has_heard_it_holds_no_canary(planted, settings):
    """In plain bytes: the projections, the files of the index once it is made anew."""
    drain()
    assert not leaking(
        planted, str([*Record.objects.values_list(), *Projection.objects.values_list()]).encode()
    )
    rebuilding.rebuild()
    live = get_engine().live()  # the generation before it is kept for a while, and never asked
    folder = Path(settings.SEARCH_INDEX_DIR) / "generations" / live
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert not leaking(planted, path.read_bytes()), path.name


def leaking(planted, content: bytes) -> list[str]:
    return [word for word, allowed in planted.allowed.items() if word.encode() in content.lower()]


def test_an_export_of_the_command_holds_nothing_private(planted, tmp_path):
    """It keeps drafts, as words that are not published; what only some may see stays on the site."""
    call_command("export_content", tmp_path / "out.jsonl")
    written = (tmp_path / "out.jsonl").read_bytes().lower()
    private = (
        "contactsignedin",
        "contactorganisers",
        "contactnobody",
        "loginsummary",
        "group",
        "password",
        "privateshard",
    )
    private += (
        "privatesection",
        "comment",
        "reviewcomment",
        "mail",
        "username",
        "olderrevision",
        "secretofpassword",
    )
    assert [place for place in private if f"qz{place}".encode() in written] == []


def test_photographs_and_documents_tell_nothing(planted):
    client = Client()
    for image in planted.images:
        with image.file.open() as stream:
            assert b"qz" not in stream.read()
        answer = ask(client, image.get_rendition("width-30").url)
        assert answer.status == 200
        assert b"qz" not in answer.content
        assert ask(client, f"/media/{image.file.name}").status == 404
    for document in planted.documents:
        answer = ask(client, document.url)
        assert answer.status in (302, 403, 404)
        assert b"qz" not in answer.content
        assert "ETag" not in answer.content.decode()


def test_every_canary_was_planted_in_a_place_of_its_own(planted):
    assert len(planted.allowed) > 100
    assert len(set(planted.hidden_pages)) > 20

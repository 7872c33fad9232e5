"""Photographs arrive in pieces over a network that breaks: each once, whole, and from whom it must be."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model

from cases.models import CoAuthor, PhotographPiece, SentPhotograph
from cases.sharing import uploads
from kb.inbox import daily
from tests.cases.sharing.conftest import SHARE, begin, draft_of, page_of, queries
from tests.cases.sharing.test_writing import picture
from tests.factories import make_user
from tests.forms import sent_from

pytestmark = pytest.mark.django_db
SCRIPT = {"Accept": "application/json"}
KEY = "3f0c8b1e-6f5b-4d53-9d41-0b3c2f6f7a10"


def noise(side=300):
    """A photograph that is larger than a few pieces of 100 kB."""
    out = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, format="PNG")
    return out.getvalue()


def piece(client, code, content, offset, size, key=KEY):
    data = {"key": key, "size": size, "offset": offset, "piece": SimpleUploadedFile("piece", content)}
    return client.post(f"{SHARE}{code}/photographs/pieces/", data, headers=SCRIPT)


def in_pieces(client, code, content, key=KEY, each=50_000):
    for offset in range(0, len(content), each):
        answer = piece(client, code, content[offset : offset + each], offset, len(content), key)
        assert answer.status_code == 200, answer.content
    return answer.json()


def known(client, code, key=KEY):
    return client.get(f"{SHARE}{code}/photographs/pieces/?key={key}", headers=SCRIPT).json()


def add(client, code, key=KEY, **words):
    return client.post(f"{SHARE}{code}/photographs/add/", {"key": key, **words}, headers=SCRIPT)


def test_a_photograph_that_came_in_pieces_is_there_with_its_words(code, client):
    content = noise()
    assert known(client, code) == {"received": 0, "added": False}
    assert in_pieces(client, code, content) == {"received": len(content), "added": False}
    assert not draft_of(code).photos.exists()
    words = {"caption": "The tank", "description": "A tank", "credit": "K.", "consent": "on", "taken": "2017"}
    assert add(client, code, **words).json() == {"next": f"{SHARE}{code}/photographs/"}
    (row,) = draft_of(code).photos.all()
    assert (row.credit, row.consent, row.taken, row.image.description) == ("K.", True, "2017", "A tank")
    assert [dict(each.value) for each in draft_of(code).photo_texts] == [
        {"caption": "The tank", "alt": "A tank"}
    ]
    with Image.open(BytesIO(content)) as sent, row.image.open_file(), Image.open(row.image.file) as stored:
        assert stored.tobytes() == sent.tobytes()
    assert not PhotographPiece.objects.exists()
    assert known(client, code) == {"received": len(content), "added": True}


def test_S04_what_is_sent_again_under_its_key_is_one_photograph(code, client):
    """Its answer was lost: the script asks again, and so may a browser with the plain form."""
    in_pieces(client, code, noise())
    first, again = add(client, code), add(client, code)
    assert first.json() == again.json()
    assert draft_of(code).photos.count() == 1
    before = page_of(code).latest_revision_id
    assert piece(client, code, b"x", 0, 1).json()["added"]
    form = sent_from(client.get(f"{SHARE}{code}/photographs/add/"))
    for _time in range(2):
        sent = {**form, "file": SimpleUploadedFile("b.jpg", picture())}
        assert client.post(f"{SHARE}{code}/photographs/add/", sent).status_code == 302
    assert draft_of(code).photos.count() == 2 and get_image_model().objects.count() == 2
    assert page_of(code).latest_revision_id != before


def test_a_photograph_that_is_added_stays_known_when_the_case_has_left_for_the_editors(listed, client):
    in_pieces(client, listed, noise())
    add(client, listed)
    client.post(f"{SHARE}{listed}/send/")
    assert add(client, listed).json()["next"]
    held = add(client, listed, key=uuid.uuid4())
    assert held.status_code == 403 and "with the editors" in held.json()["problem"]
    assert piece(client, listed, b"x", 0, 1, uuid.uuid4()).status_code == 403
    assert draft_of(listed).photos.count() == 1


def test_a_piece_that_does_not_follow_is_left_out_and_the_answer_says_where_to_go_on(code, client):
    content = noise()
    assert piece(client, code, content[:60_000], 0, len(content)).json()["received"] == 60_000
    for offset in (0, 30_000, 60_001, 10**12):  # again, overlapping, with a gap, beyond every file
        answer = piece(client, code, content[offset : offset + 50] or b"x", offset, len(content))
        assert answer.json() == {"received": 60_000, "added": False}, offset
    assert add(client, code).status_code == 200  # the page: the photograph is not whole
    assert not draft_of(code).photos.exists()
    piece(client, code, content[60_000:], 60_000, len(content))
    assert add(client, code).json()["next"]


@pytest.mark.parametrize("change", [{"size": 5}, {"size": 500}, {"piece": b"x" * 200}])
def test_a_piece_that_fits_no_photograph_is_refused(code, client, change):
    piece(client, code, b"x" * 50, 0, 100)
    given = {"size": 100, "piece": b"x" * 50} | change
    answer = piece(client, code, given["piece"], 50, given["size"])
    assert answer.status_code == 400 and answer.json()["problem"]
    assert known(client, code)["received"] == 50


def test_a_photograph_that_is_too_large_is_refused_at_its_first_piece(code, client, settings):
    answer = piece(client, code, b"x", 0, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE + 1)
    assert answer.status_code == 400 and "20" in answer.json()["problem"]
    longest = piece(client, code, b"x" * (uploads.LONGEST + 1), 0, uploads.LONGEST + 1)
    assert longest.status_code == 400
    assert not PhotographPiece.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"key": "none"}, {"size": "many"}, {"offset": "-1"}, {"size": ""}, {"piece": ""}]
)
def test_what_is_no_piece_is_refused_with_a_sentence(code, client, wrong):
    data = {"key": KEY, "size": "1", "offset": "0", "piece": SimpleUploadedFile("piece", b"x")} | wrong
    answer = client.post(f"{SHARE}{code}/photographs/pieces/", data)
    assert answer.status_code == 400 and answer.json()["problem"]
    assert not SentPhotograph.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>" * 9000,
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"%PDF-1.7",
        noise()[:90_000],
    ],
    ids=["html", "svg", "pdf", "cut off"],
)
def test_U01_what_is_no_photograph_when_it_is_whole_is_refused_and_forgotten(code, client, content):
    in_pieces(client, code, content)
    answer = add(client, code, caption="My caption")
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find(id="id_file_error").text.strip()
    assert page.find(id="id_caption")["value"] == "My caption"
    assert not page.find("form", attrs={"data-arrived": True})
    assert not get_image_model().objects.exists() and not SentPhotograph.objects.exists()


@pytest.mark.parametrize("name", ["", "IMG", "a.jpg", "a.html", "..", "/", "a\0.png"])
def test_U01_a_whole_photograph_is_judged_by_its_content_whatever_it_is_called(code, client, name):
    in_pieces(client, code, noise())
    assert add(client, code, name=name).json()["next"]
    assert draft_of(code).photos.get().image.file.name.endswith(".png")


def test_words_that_are_wrong_leave_the_photograph_that_has_arrived(code, client):
    in_pieces(client, code, noise())
    answer = add(client, code, taken="yesterday")
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find(id="id_taken_error") and not page.find(id="id_file_error")
    form = page.find("form", attrs={"data-arrived": True})
    assert form.find("input", attrs={"name": "key"})["value"] == KEY
    assert add(client, code, taken="2017").json()["next"]


def test_what_somebody_sends_is_theirs_and_of_this_draft(author, code, client):
    """The key of another person or for another draft names another photograph, and tells nothing about the first."""
    content = noise()
    in_pieces(client, code, content)
    other = begin(client, "Another")
    assert known(client, other) == {"received": 0, "added": False}
    assert add(client, other).status_code == 200 and not draft_of(other).photos.exists()
    helper, stranger, anonymous = Client(), Client(), Client()
    person = make_user("helper", "Contributors")
    CoAuthor.objects.create(page=page_of(code), typed="helper", user=person)
    helper.force_login(person)
    assert known(helper, code) == {"received": 0, "added": False}
    assert add(helper, code).status_code == 200 and not draft_of(code).photos.exists()
    assert piece(helper, code, b"x", len(content), len(content) + 1).json()["received"] == 0
    stranger.force_login(make_user("stranger", "Contributors"))
    for address in ("pieces/", "add/"):
        assert stranger.post(f"{SHARE}{code}/photographs/{address}", {"key": KEY}).status_code == 404
        assert anonymous.post(f"{SHARE}{code}/photographs/{address}", {"key": KEY}).status_code == 302
    assert stranger.get(f"{SHARE}{code}/photographs/pieces/?key={KEY}").status_code == 404
    assert piece(stranger, code, b"x", 0, 1).status_code == 404
    assert add(client, code).json()["next"]


def test_S01_a_piece_from_another_site_is_refused(author, code):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)
    assert piece(strict, code, b"x", 0, 1).status_code == 403
    assert not SentPhotograph.objects.exists()


def test_a_beginning_is_forgotten_after_a_week_and_what_is_added_stays_known(code, client):
    in_pieces(client, code, noise())
    add(client, code)
    late = str(uuid.uuid4())
    piece(client, code, b"x", 0, 9, late)
    with time_machine.travel(timezone.now() + uploads.KEPT - timedelta(minutes=1)):
        daily.run()
        assert SentPhotograph.objects.count() == 2
    with time_machine.travel(timezone.now() + uploads.KEPT + timedelta(minutes=1)):
        daily.run()
    assert [str(row.key) for row in SentPhotograph.objects.all()] == [KEY]
    assert not PhotographPiece.objects.exists()
    assert known(client, code, late) == {"received": 0, "added": False}


def test_nobody_fills_the_disk_with_beginnings(code, client):
    keys = [str(uuid.uuid4()) for _number in range(uploads.MOST + 3)]
    for key in keys:
        piece(client, code, b"x", 0, 9, key)
    assert {str(row.key) for row in SentPhotograph.objects.all()} == set(keys[-uploads.MOST :])
    assert PhotographPiece.objects.count() == uploads.MOST


def test_a_draft_that_is_deleted_takes_the_pieces_along(code, client):
    piece(client, code, b"x", 0, 9)
    client.post(f"{SHARE}{code}/delete/")
    assert not SentPhotograph.objects.exists() and not PhotographPiece.objects.exists()


def test_asking_how_much_has_arrived_costs_the_same_for_one_piece_and_for_many(code, client):
    address = f"{SHARE}{code}/photographs/pieces/?key={KEY}"
    content = noise()
    piece(client, code, content[:1000], 0, len(content))
    queries(client, address)
    before = queries(client, address)
    for offset in range(1000, 9000, 1000):
        piece(client, code, content[offset : offset + 1000], offset, len(content))
    assert queries(client, address) == before

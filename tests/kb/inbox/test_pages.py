"""The inbox on the site: only one's own, without JavaScript, and looking changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from kb.core import languages
from kb.inbox import kinds
from kb.inbox.models import MailChoice, Notice
from kb.inbox.telling import done, tell
from tests import factories
from tests.kb.inbox.conftest import RETURNED, WITHDRAWN

pytestmark = pytest.mark.django_db
INBOX, CHOICES = "/en/inbox/", "/en/inbox/choices/"


def returned(*people, title="Water", **given):
    words = {"title": title, "reasons": "Add a summary."}
    tell(people, RETURNED.name, words=words, **{"route": "account_email", **given})
    return Notice.objects.order_by("created").last()


def withdrawn(*people, title="Road", **given):
    tell(people, WITHDRAWN.name, words={"title": title}, **{"route": "account_email", **given})
    return Notice.objects.order_by("created").last()


@pytest.fixture
def inside(site, client, noy):
    client.force_login(noy)
    return client


def act(client, notice, do, query=""):
    return client.post(f"{INBOX}{notice.pk}/{query}", {"do": do})


def lines(answer):
    found = re.findall(r'<li(?: class="open")?>\s*<p>(.*?)</p>', answer.text, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", "", each).split()) for each in found]


def count(client, path="/en/about/"):
    """What the head of a page says."""
    found = re.search(r'<a href="/en/inbox/">([^<]*)</a>', client.get(path).text)
    return found and found[1]


def test_what_must_be_done_is_on_top_then_the_newest(inside, noy, kham):
    returned(noy, title="First", by=kham, comment="Who <b>pays</b>?\nSay more.")
    withdrawn(noy, title="Second")
    over = returned(noy, title="Third")
    withdrawn(noy, title="Fourth")
    returned(kham, title="Hidden")
    act(inside, over, "done")
    answer = inside.get(INBOX)
    assert [re.search("“(.*)”", line)[1] for line in lines(answer)] == ["First", "Fourth", "Third", "Second"]
    assert "Who &lt;b&gt;pays&lt;/b&gt;?<br>Say more." in answer.text and "kham" in answer.text
    assert "Hidden" not in answer.text
    assert [re.search("“(.*)”", line)[1] for line in lines(inside.get(f"{INBOX}?show=todo"))] == ["First"]


@pytest.mark.parametrize("code", languages.CODES)
def test_it_speaks_the_language_of_the_reader(inside, noy, code):
    with translation.override("vi"):
        withdrawn(noy)
    answer = inside.get(f"/{code}/inbox/")
    with translation.override(code):
        assert str(WITHDRAWN.sentence) % {"title": "Road"} in answer.text
    assert f'lang="{languages.get(code).tag}"' in answer.text
    notice = Notice.objects.get()
    assert (
        inside.post(f"/{code}/inbox/{notice.pk}/", {"do": "open"})["Location"] == f"/{code}/accounts/email/"
    )


def test_looking_changes_nothing(inside, noy):
    notice = returned(noy)
    for path in (INBOX, f"{INBOX}?show=todo", CHOICES):
        assert inside.get(path).status_code == inside.head(path).status_code == 200
    for path in (f"{INBOX}{notice.pk}/", f"{INBOX}read/"):
        assert inside.get(path).status_code == 405
    after = Notice.objects.get()
    assert (after.read_at, after.done_at) == (None, None)


def test_news_counts_until_it_is_read_and_work_until_it_is_done(inside, noy):
    news, work = withdrawn(noy), returned(noy)
    assert count(inside) == "Inbox (2)"
    answer = act(inside, news, "open")
    assert (answer.status_code, answer["Location"]) == (302, "/en/accounts/email/")
    assert count(inside) == "Inbox (1)"
    act(inside, work, "open")
    assert count(inside) == "Inbox (1)"
    answer = act(inside, work, "done", "?show=todo&page=2&next=//evil.example")
    assert answer["Location"] == f"{INBOX}?show=todo&page=2"
    assert count(inside) == "Inbox"


def test_everything_can_be_marked_as_read(inside, noy, kham):
    withdrawn(noy)
    returned(noy, kham)
    answer = inside.post(f"{INBOX}read/")
    assert answer["Location"] == INBOX
    assert count(inside) == "Inbox (1)"  # what has to be done
    assert Notice.objects.get(user=kham).read_at is None
    assert f'action="{INBOX}read/"' not in inside.get(INBOX).text


def test_what_somebody_else_has_done_counts_no_longer(inside, noy):
    page = factories.make_case("Water")
    returned(noy, about=page)
    done("tried", page)
    assert count(inside) == "Inbox"
    assert "· done" in inside.get(INBOX).text


def test_nobody_can_do_anything_about_a_page_that_is_gone(inside, noy):
    page = factories.make_case("Water")
    returned(noy, about=page)
    page.delete()
    notice = Notice.objects.get()
    assert notice.about is None and notice.done_at is not None
    assert "Water" in inside.get(INBOX).text


@pytest.mark.parametrize("do", ["open", "read", "done", "", "else"])
def test_the_notice_of_another_is_not_there(inside, kham, do):
    notice = returned(kham)
    assert act(inside, notice, do).status_code == 404
    assert Notice.objects.get().read_at is None
    missing = "00000000-0000-4000-8000-000000000000"
    assert inside.post(f"{INBOX}{missing}/", {"do": do}).status_code == 404
    assert inside.post(f"{INBOX}1/", {"do": do}).status_code == 404


def test_strangers_are_sent_to_the_log_in_and_come_back_to_a_page(site, client, noy):
    notice = returned(noy)
    for answer, back in (
        (client.get(f"{INBOX}?show=todo"), "/en/inbox/%3Fshow%3Dtodo"),
        (client.get(CHOICES), CHOICES),
        (act(client, notice, "done"), INBOX),
        (client.post(f"{INBOX}read/"), INBOX),
    ):
        assert answer["Location"] == f"/en/accounts/login/?next={back}"
        assert "no-store" in answer["Cache-Control"]
    assert Notice.objects.get().read_at is None
    assert count(client) is None


def test_who_lacks_the_second_factor_of_the_role_is_a_stranger(site, client, settings):
    settings.SECOND_FACTOR = True
    editor = factories.make_user("editor", "Editors")
    notice = returned(editor)
    client.force_login(editor)
    assert client.get(INBOX)["Location"].startswith("/en/accounts/login/")
    assert act(client, notice, "done")["Location"].startswith("/en/accounts/login/")
    assert Notice.objects.get().done_at is None
    assert count(client) is None


def test_a_form_of_another_site_is_refused(site, noy):
    client = Client(enforce_csrf_checks=True)
    client.force_login(noy)
    notice = returned(noy)
    assert act(client, notice, "done").status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(INBOX).text)[1]
    sent = {"do": "done", "csrfmiddlewaretoken": token}
    assert client.post(f"{INBOX}{notice.pk}/", sent).status_code == 302


def test_no_cache_keeps_it(inside, noy):
    notice = returned(noy)
    for answer in (inside.get(INBOX), inside.get(CHOICES), act(inside, notice, "read")):
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert '<meta name="robots" content="noindex">' in inside.get(INBOX).text
    assert "private" in inside.get("/en/about/")["Cache-Control"]


def test_fifty_on_a_page(inside, noy):
    for number in range(51):
        withdrawn(noy, title=f"Road {number}")
    assert len(lines(inside.get(INBOX))) == 50
    last = inside.get(f"{INBOX}?page=2")
    assert lines(last) == ["“Road 0” is withdrawn."]
    assert f'action="{INBOX}{Notice.objects.earliest("created").pk}/?page=2"' in last.text
    assert len(lines(inside.get(f"{INBOX}?page=no"))) == 50


def test_an_empty_inbox_says_so(inside):
    assert "There is nothing in your inbox yet." in inside.get(INBOX).text
    assert "There is nothing for you to do." in inside.get(f"{INBOX}?show=todo").text


def test_a_kind_that_is_known_no_more_is_shown(inside, noy, monkeypatch):
    withdrawn(noy)
    monkeypatch.setattr(kinds, "_kinds", {})
    assert "There is news about “Road”." in inside.get(INBOX).text


def test_a_title_is_text(inside, noy):
    withdrawn(noy, title="<script>alert(1)</script>")
    assert "<script>alert" not in inside.get(INBOX).text


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


@pytest.mark.parametrize("path", [INBOX, "/en/about/"])
def test_it_costs_the_same_however_much_there_is(inside, noy, path):
    people = [factories.make_user(f"person-{number}") for number in range(10)]
    for number in range(10):
        returned(noy, title=f"Water {number}", by=people[number])
    few = queries(inside, path)
    since = timezone.now() - timedelta(days=1)
    for number in range(90):
        returned(noy, title=f"More {number}", by=people[number % 10])
        withdrawn(noy, title=f"Even more {number}", by=people[number % 10])
    Notice.objects.filter(words__title__startswith="Even").update(created=since)
    assert queries(inside, path) == few


def test_the_count_is_one_query_for_those_inside_and_none_for_others(inside, client, monkeypatch):
    def asked(client):
        with CaptureQueriesContext(connection) as found:
            client.get("/en/about/")
        return [query["sql"] for query in found if "inbox_" in query["sql"]]

    inside.get("/en/about/")
    assert len(asked(inside)) == 1
    stranger = Client()
    stranger.get("/en/about/")
    with CaptureQueriesContext(connection) as found:
        stranger.get("/en/about/")
    assert not [query for query in found if "inbox_" in query["sql"] or "session" in query["sql"]]


def test_what_is_mailed_is_chosen_there(inside, noy):
    answer = inside.post("/lo/inbox/choices/", {"wanted": "must", "language": "km"}, follow=True)
    assert answer.status_code == 200
    choice = MailChoice.objects.get(user=noy)
    assert (choice.wanted, choice.language, choice.seen_in) == ("must", "km", "lo")
    text = inside.get(CHOICES).text
    assert '<option value="must" selected>' in text and '<option value="km" selected>' in text
    assert "noy@example.org" in text
    refused = inside.post(CHOICES, {"wanted": "everything", "language": "xx"})
    assert refused.status_code == 200 and list(refused.context["form"].errors) == ["wanted", "language"]
    assert MailChoice.objects.get(user=noy).wanted == "must"


def test_who_has_no_address_is_told_so(inside, noy):
    noy.email = ""
    noy.save()
    assert "Your account has no e-mail address" in inside.get(CHOICES).text


def test_ones_account_leads_there(inside):
    text = inside.get(reverse("account_email")).text
    assert f'href="{INBOX}"' in text and f'href="{CHOICES}"' in text

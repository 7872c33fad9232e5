"""Readers of a draft comment on it with the link that they have; nobody else sees what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import signing
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases.models import DraftComment, DraftLink
from cases.sharing import comments, helpers
from kb.inbox.models import Mail, Notice
from kb.inbox.sending import send_due
from tests.cases.sharing.conftest import SHARE, page_of, queries
from tests.factories import make_user
from tests.forms import sent_from

WORDS = "The pipe is <b>longer</b> than that"


@pytest.fixture
def link(listed, client):
    client.post(f"{SHARE}{listed}/link/")
    return DraftLink.objects.open().get()


@pytest.fixture
def address(link):
    return f"{SHARE}read/{link.token}/comments/"


@pytest.fixture
def say(address):
    """`say(text="…")`: a reader without an account opens the form, takes time, and sends it."""

    def send(*, seconds=10, **given):
        reader = Client(enforce_csrf_checks=True)
        form = sent_from(reader.get(address))
        key, at = signing.loads(form["opened"], salt="kb.letters")
        form["opened"] = signing.dumps([key, at - seconds], salt="kb.letters")
        form |= {"name": "Sok", "part": "problem", "text": WORDS, **given}
        return reader.post(address, form, follow=True)

    return send


def comments_of(client, listed):
    soup = BeautifulSoup(client.get(f"{SHARE}{listed}/").content, "html.parser")
    return soup.find("section", attrs={"aria-labelledby": "comments"})


def test_a_reader_without_an_account_comments_and_the_authors_see_it(
    author, listed, client, link, address, say
):
    colleague = make_user("bounmy", "Contributors")
    helpers.name(page_of(listed), "bounmy", author)
    assert address in Client().get(f"{SHARE}read/{link.token}/").text
    answer = say()
    assert "Thank you" in answer.text
    assert answer["Cache-Control"] == "private, no-store" and answer["X-Robots-Tag"] == "noindex"
    section = comments_of(client, listed)
    assert "The pipe is <b>longer</b> than that" in section.text and section.find("b") is None
    assert "Problem and context" in section.text and "Sok" in section.text
    for part, count in (("problem", 1), ("basics", 0)):
        assert client.get(f"{SHARE}{listed}/{part}/").text.count("&lt;b&gt;longer") == count
    for person in (author, colleague):
        [notice] = Notice.objects.filter(user=person, kind="sharing.commented")
        assert (notice.route, notice.args, notice.comment) == ("share_case", [listed], "")


def test_it_goes_by_mail_too(author, listed, say, mailoutbox):
    say()
    Mail.objects.update(next_try=timezone.now())
    send_due()
    [mail] = [mail for mail in mailoutbox if "has commented" in mail.subject]
    assert mail.to == [author.email] and "longer" not in mail.body


def test_others_with_the_link_read_it_and_with_another_link_do_not(listed, client, link, address, say):
    say()
    assert "&lt;b&gt;longer" in Client().get(address).text
    client.post(f"{SHARE}{listed}/link/")
    other = DraftLink.objects.open().get()
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"name": "Sok", "text": "x"}).status_code == 404
    assert "longer" not in Client().get(f"{SHARE}read/{other.token}/comments/").text
    assert "longer" in client.get(f"{SHARE}{listed}/").text
    DraftLink.objects.update(at=timezone.now() - timedelta(days=15))
    assert Client().get(f"{SHARE}read/{other.token}/comments/").status_code == 404


def test_nobody_but_the_authors_sees_or_ticks_it_off(listed, client, say):
    say()
    comment = DraftComment.objects.get()
    tick = f"{SHARE}{listed}/comments/{comment.pk}/"
    editor, stranger = Client(), Client()
    editor.force_login(make_user("editor", "Editors"))
    stranger.force_login(make_user("stranger", "Contributors"))
    assert "longer" not in editor.get(f"{SHARE}{listed}/").text
    assert "longer" not in editor.get(f"{SHARE}{listed}/problem/").text
    for do in ("resolve", "delete"):
        for other in (editor, stranger):
            assert other.post(tick, {"do": do}).status_code == 404
        assert Client().post(tick, {"do": do}).status_code == 302
    assert client.get(tick).status_code == 405
    assert client.post(tick, {"do": "x"}).status_code == 404
    assert client.post(f"{SHARE}{listed}/comments/999/", {"do": "resolve"}).status_code == 404
    comment.refresh_from_db()
    assert comment.resolved_at is None
    assert client.post(tick, {"do": "resolve"}).status_code == 302
    assert comments_of(client, listed).find("s").text == WORDS
    assert "longer" not in client.get(f"{SHARE}{listed}/problem/").text
    client.post(tick, {"do": "open"})
    assert comments_of(client, listed).find("s") is None


def test_what_may_be_spam_is_thanked_for_and_waits_until_an_author_has_looked(listed, client, address, say):
    for number, given in enumerate(({"website": "x"}, {"seconds": 0}, {"opened": "x"})):
        assert "Thank you" in say(text=f"Buy {number}", **given).text
    assert DraftComment.objects.exclude(suspicions="").count() == 3
    assert "Buy" not in Client().get(address).text
    assert not Notice.objects.filter(kind="sharing.commented").exists()
    assert comments_of(client, listed).find("details").text.count("Buy") == 9  # with the names of the buttons
    comment = DraftComment.objects.get(text="Buy 1")
    client.post(f"{SHARE}{listed}/comments/{comment.pk}/", {"do": "no_spam"})
    assert "Buy 1" in Client().get(address).text


def test_an_author_deletes_a_comment_and_what_may_be_spam(listed, client, address, say):
    say()
    say(text="Buy", website="x")
    mine = comments_of(client, listed)
    forms = [button.find_parent("form") for button in mine.find_all("button", value="delete")]
    assert len(forms) == 2
    for form in forms:
        assert client.post(form["action"], {"do": "delete"}).status_code == 302
    assert not DraftComment.objects.exists()
    assert comments_of(client, listed) is None and "longer" not in Client().get(address).text


def make(link, count, **given):
    DraftComment.objects.bulk_create(
        DraftComment(
            page=link.page, link=link, key=f"{number} {given}", name="Sok", text=f"Well{number}.", **given
        )
        for number in range(count)
    )


def test_a_link_takes_so_many_comments_and_what_was_typed_comes_back(listed, client, link, address, say):
    make(link, comments.MOST - 1, suspicions="fast")
    reader = Client()
    form = sent_from(reader.get(address)) | {"name": "Sok", "text": "The last", "part": ""}
    for _time in range(2):
        assert reader.post(address, form).status_code == 302
    answer = say()
    assert answer.status_code == 400 and "too many comments" in answer.text
    assert "&lt;b&gt;longer" in answer.text
    assert DraftComment.objects.count() == comments.MOST
    client.post(f"{SHARE}{listed}/comments/{DraftComment.objects.first().pk}/", {"do": "delete"})
    assert "Thank you" in say().text


def test_the_newest_are_shown_and_the_rest_is_a_page_further(listed, client, link, address):
    make(link, comments.SHOWN + 10, part="problem")
    for at in (address, f"{SHARE}{listed}/"):
        first, second = (
            BeautifulSoup(client.get(f"{at}{more}").content, "html.parser") for more in ("", "?page=2")
        )
        assert len(first.select("ul.notices > li")) == comments.SHOWN
        assert "Well59." in first.text and "Well9." not in first.text
        assert first.find("a", string="Next")["href"].startswith("?page=2")
        assert len(second.select("ul.notices > li")) == 10 and "Well9." in second.text
    part = client.get(f"{SHARE}{listed}/problem/").text
    assert part.count("Well") == comments.SHOWN and f'href="{SHARE}{listed}/#comments"' in part


def test_of_what_may_be_spam_the_newest_are_shown_and_all_are_counted(listed, client, link):
    make(link, comments.SHOWN + 10, suspicions="fast")
    details = comments_of(client, listed).find("details")
    assert len(details.select("ul.notices > li")) == comments.SHOWN
    assert f"({comments.SHOWN + 10})" in details.summary.text


def test_what_lacks_a_name_or_words_comes_back_as_it_was_typed(address, say):
    answer = say(name="")
    assert answer.status_code == 400
    assert "Say who you are" in answer.text and "&lt;b&gt;longer" in answer.text
    assert say(text=" ").status_code == 400
    assert say(name="x" * 81).status_code == 400
    assert say(text="x" * 2001).status_code == 400
    assert say(part="nothing").status_code == 400
    assert not DraftComment.objects.exists()


def test_a_name_stays_on_one_line_and_a_form_sent_twice_is_one_comment(address, say):
    reader = Client()
    form = sent_from(reader.get(address)) | {"name": "Sok\nBcc: x", "text": "Twice", "part": ""}
    for _time in range(2):
        reader.post(address, form)
    [comment] = DraftComment.objects.all()
    assert comment.name == "Sok Bcc: x"


def test_a_form_of_another_site_is_refused(address):
    reader = Client(enforce_csrf_checks=True)
    reader.get(address)
    assert reader.post(address, {"name": "Sok", "text": "x"}).status_code == 403
    assert not DraftComment.objects.exists()


def test_it_is_in_nothing_public(listed, client, say):
    say(text="Qzcomment")
    page = page_of(listed)
    page.get_latest_revision().publish(skip_permission_checks=True)
    assert "Qzcomment" not in Client().get(page_of(listed).url).text


def test_its_page_costs_a_fixed_number_of_queries(listed, client, link, address):
    def add(number):
        DraftComment.objects.create(page=link.page, link=link, key=f"k{number}", name="Sok", text="Well")

    add(0)
    few = [queries(client, at) for at in (address, f"{SHARE}{listed}/")]
    for number in range(1, 20):
        add(number)
    assert [queries(client, at) for at in (address, f"{SHARE}{listed}/")] == few


def test_comments_are_deleted_after_a_year(say):
    say()
    DraftComment.objects.update(at=timezone.now() - timedelta(days=364))
    call_command("forget_old")
    assert DraftComment.objects.exists()
    DraftComment.objects.update(at=timezone.now() - timedelta(days=366))
    call_command("forget_old")
    assert not DraftComment.objects.exists()

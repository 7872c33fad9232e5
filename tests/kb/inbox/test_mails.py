"""What a mail says: to whom, in which language, and with what in it."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.test import Client
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from kb.core import languages
from kb.inbox import kinds
from kb.inbox.models import Mail, MailChoice, Notice
from kb.inbox.sending import send_due
from kb.inbox.telling import done, tell
from tests import factories
from tests.kb.inbox.conftest import RETURNED, WITHDRAWN

pytestmark = pytest.mark.django_db
WORDS = {"title": "Water for Ban Na", "reasons": "A summary is missing."}


def returned(people, **given):
    return tell(people, RETURNED.name, words=WORDS, **{"route": "account_email", **given})


def withdrawn(people, **given):
    return tell(people, WITHDRAWN.name, words={"title": "Water"}, **{"route": "account_email", **given})


def sent():
    """Send what waits; returns the mails."""
    outbox.outbox.clear()
    send_due()
    return list(outbox.outbox)


def choose(user, **chosen):
    MailChoice.objects.update_or_create(user=user, defaults=chosen)


@pytest.mark.parametrize("code", languages.CODES)
def test_it_speaks_the_language_of_whoever_gets_it(noy, code):
    choose(noy, language=code)
    with translation.override("vi"):  # that of whoever does it
        returned([noy])
    [mail] = sent()
    with translation.override(code):
        assert mail.subject == str(RETURNED.sentence) % WORDS
    assert mail.to == ["noy@example.org"]
    assert f"http://testserver/{code}/accounts/email/" in mail.body
    assert f"http://testserver/{code}/inbox/choices/" in mail.body
    assert mail.extra_headers["Content-Language"] == code


def test_each_of_several_gets_their_own_and_sees_no_other(noy, kham):
    choose(noy, language="lo")
    returned([noy, kham])
    mails = sent()
    assert [(mail.to, mail.cc, mail.bcc) for mail in mails] == [
        (["noy@example.org"], [], []),
        (["kham@example.org"], [], []),
    ]
    assert mails[0].subject != mails[1].subject
    assert sent() == []


def test_it_has_the_comment_and_says_who_wrote_it(noy, kham):
    kham.first_name, kham.last_name = "Kham", "Keo"
    kham.save()
    returned([noy], by=kham, comment="Who pays for it?\n\nSay <b>more</b> & soon.")
    [mail] = sent()
    assert "Kham Keo wrote:\n> Who pays for it?\n>\n> Say <b>more</b> & soon.\n" in mail.body
    assert "“Water for Ban Na” cannot be published. A summary is missing.\n" in mail.body


def test_the_language_is_that_of_the_last_log_in_unless_another_was_chosen(noy, site):
    def language():
        withdrawn([noy])
        return sent()[0].extra_headers["Content-Language"]

    assert language() == "en"
    Client().post("/km/accounts/login/", {"login": "noy", "password": "password"})
    assert language() == "km"
    UserProfile.objects.create(user=noy, preferred_language="vi")
    assert language() == "vi"
    choose(noy, language="th")
    assert language() == "th"
    choose(noy, language="xx")  # a language that the site had once
    assert language() == "vi"


@pytest.mark.parametrize(("wanted", "kept"), [("all", 2), ("must", 1), ("nothing", 0), (None, 2)])
def test_what_is_mailed_is_as_chosen_and_the_inbox_has_all(noy, wanted, kept):
    if wanted:
        choose(noy, wanted=wanted)
    returned([noy])
    withdrawn([noy])
    assert len(sent()) == kept
    assert Notice.objects.count() == 2
    assert not Mail.objects.waiting().exists()


def test_who_has_no_address_or_no_account_any_more_gets_the_line_alone(noy, kham):
    noy.email = ""
    noy.save()
    returned([noy, kham])
    kham.is_active = False
    kham.save()
    assert sent() == []
    assert Notice.objects.count() == 2
    assert {mail.state for mail in Mail.objects.all()} == {Mail.State.NOT_NEEDED}


def test_what_was_done_or_read_before_it_could_be_sent_is_not_mailed(noy, site):
    page = factories.make_case("Water")
    returned([noy], about=page)
    withdrawn([noy])
    Notice.objects.filter(kind=WITHDRAWN.name).update(read_at=timezone.now())
    done("tried", page)
    assert sent() == []


def test_nothing_is_mailed_that_was_rolled_back(noy):
    with pytest.raises(RuntimeError), transaction.atomic():
        returned([noy])
        raise RuntimeError
    assert sent() == []


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b"])
def test_S05_a_title_or_name_with_a_line_break_adds_no_header(noy, kham, line_break):
    evil = f"Water{line_break}Bcc: all@example.org"
    kham.first_name = evil
    kham.save()
    tell(
        [noy],
        WITHDRAWN.name,
        words={"title": evil},
        route="account_email",
        by=kham,
        comment=f"a{line_break}Bcc: b@example.org",
    )
    [mail] = sent()
    message = mail.message()
    assert message["Bcc"] is None and mail.recipients() == ["noy@example.org"]
    assert mail.subject == "“Water Bcc: all@example.org” is withdrawn."
    assert b"\nBcc" not in message.as_bytes().replace(b"\r", b"\n")


def test_a_long_title_is_cut_in_the_subject_and_whole_in_the_mail(noy):
    title = "Water " * 100
    tell([noy], WITHDRAWN.name, words={"title": title}, route="account_email")
    [mail] = sent()
    assert len(mail.subject) < 120 and mail.subject.endswith("…” is withdrawn.")
    assert title.strip() in mail.body


def test_percent_signs_and_holes_that_nothing_fills_do_no_harm(noy):
    tell([noy], RETURNED.name, words={"title": "100 %(x)s %d"}, route="account_email")
    assert sent()[0].subject == "“100 %(x)s %d” cannot be published. …"


def test_a_kind_that_is_known_no_more_says_what_it_is_about(noy, monkeypatch):
    withdrawn([noy])
    Notice.objects.create(user=noy, kind="older", route="account_email")
    Mail.objects.create(user=noy, notice=Notice.objects.get(kind="older"))
    monkeypatch.setattr(kinds, "_kinds", {})
    assert {mail.subject for mail in sent()} == {"There is news about “Water”.", "There is news for you."}


def test_a_link_whose_address_is_gone_leads_to_the_inbox(noy):
    withdrawn([noy], route="gone_since", args=["x"])
    assert "http://testserver/en/inbox/\n" in sent()[0].body


def test_the_link_of_a_work_opens_in_the_language_of_the_reader(noy, site, client):
    page = factories.make_case("Water", code="water")
    choose(noy, language="lo")
    withdrawn([noy], route="wagtail_serve", args=["cases/la/water/"], about=page)
    assert "http://testserver/lo/cases/la/water/\n" in sent()[0].body
    assert client.get("/lo/cases/la/water/").status_code == 200

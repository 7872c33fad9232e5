"""A short text is one line, whatever a request, a file or code puts into it: e-mails have it in their subject."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from cases.models import CasePage, CaseShardPage
from kb.core.text import one_line
from kb.home.models import HomePage, PlainPage
from kb.inbox.sending import send_due
from tests.factories import SOURCE, locale, make_case, make_user
from tests.forms import form_of
from tests.kb.exchange.conftest import CASE, Exchange, changed

BROKEN = "Water\r\nER  - \x0b\N{LINE SEPARATOR}\tBcc: all@example.org\n"
STRAIGHT = "Water ER  - Bcc: all@example.org"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BROKEN, STRAIGHT),
        ("a  b", "a  b"),
        ("ភូមិ\N{ZERO WIDTH SPACE}ថ្មី", "ភូមិ\N{ZERO WIDTH SPACE}ថ្មី"),
        ("a\x00b\x85c", "a b c"),
        (" ", " "),
        ("\n", ""),
    ],
)
def test_what_breaks_a_line_becomes_a_space_and_nothing_else_changes(text, expected):
    assert one_line(text) == expected


def test_a_crafted_title_is_sent_for_approval_and_the_approvers_are_told(site, client):
    author, _approver = make_user("author", "Editors"), make_user("approver", "Editors")
    draft = make_case(live=False, owner=author)
    client.force_login(author)
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    # The stream fields and rows of the form are built by the browser: here the text comes with a plain save.
    assert client.post(edit, form_of(client.get(edit), title=BROKEN)).status_code == 302
    page = CasePage.objects.get(pk=draft.pk)
    assert (page.title, page.draft_title) == (STRAIGHT, STRAIGHT)
    assert page.latest_revision.content["title"] == STRAIGHT
    page.get_workflow().start(page, author)
    send_due()
    assert [each.subject for each in mail.outbox if STRAIGHT in each.subject]
    assert {each for sent in mail.outbox for each in sent.to} == {"approver@example.org"}


def test_what_code_puts_into_a_live_page_reaches_no_e_mail(site):
    author, _approver = make_user("author", "Contributors"), make_user("approver", "Editors")
    page = make_case(owner=author)
    page.title = BROKEN
    page.save_revision(user=author, clean=False)
    page.get_workflow().start(page, author)
    send_due()
    assert [each.subject for each in mail.outbox if STRAIGHT in each.subject]
    page = CasePage.objects.get(pk=page.pk)
    assert page.latest_revision.content["title"] == page.draft_title == STRAIGHT


def test_rows_are_one_line_and_long_texts_keep_theirs(site):
    case = make_case(
        summary="One\ntwo",
        organisations=[{"name": BROKEN, "role": "funder"}],
        references=[{**SOURCE, "title": BROKEN}],
    )
    assert case.organisations.get().name == case.references.get().title == STRAIGHT
    assert case.summary == "One\ntwo"


def test_words_are_compared_as_they_are_kept(site):
    case = make_case("Water for all")
    before = case.words_hash
    case.title = "Water\nfor all"
    case.save()
    assert (case.title, case.words_hash) == ("Water for all", before)


def test_every_page_of_the_site_keeps_to_it(site):
    home = HomePage.objects.get(locale=locale("en"))
    plain = home.add_child(instance=PlainPage(title=BROKEN, slug="plain"))
    assert PlainPage.objects.get(pk=plain.pk).title == STRAIGHT
    shard = CaseShardPage.objects.filter(locale=locale("en")).first()
    shard.title = BROKEN
    assert shard.save_revision(clean=False).content["title"] == STRAIGHT


def test_an_import_brings_one_line_and_finds_it_unchanged(site, tmp_path):
    exchange = Exchange(tmp_path)
    broken = BROKEN.replace("\x0b", "")  # a control character is told as a problem
    record = changed(CASE, words__en__title=broken, facts__references__0__title=broken)
    assert exchange.bring(record).problems == []
    case = CasePage.objects.get(slug="clean-water")
    assert case.title == case.references.get().title == STRAIGHT
    assert exchange.bring(record).outcomes == {"unchanged": 1}
    assert exchange.record("clean-water")["words"]["en"]["title"] == STRAIGHT

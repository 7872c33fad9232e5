"""Who is told what, once, and when it counts no longer."""

from __future__ import annotations

import pytest
from django.db import transaction

from kb.inbox import kinds
from kb.inbox.models import Mail, Notice
from kb.inbox.telling import done, tell
from tests import factories
from tests.kb.inbox.conftest import RETURNED

pytestmark = pytest.mark.django_db
WORDS = {"title": "Water", "reasons": "A summary is missing."}


def returned(people, **given):
    return tell(people, "tried.returned", words=WORDS, route="account_email", **given)


def test_each_is_told_once_but_neither_who_did_it_nor_who_is_gone(noy, kham):
    gone = factories.make_user("gone")
    gone.is_active = False
    assert returned([noy, noy, kham, gone], by=kham, comment="Please add one.") == 1
    notice = Notice.objects.get()
    assert (notice.user, notice.by, notice.words, notice.must_act) == (noy, kham, WORDS, True)
    assert notice.mail.state == Mail.State.WAITING


def test_a_transaction_that_is_rolled_back_tells_nobody(noy):
    with pytest.raises(RuntimeError), transaction.atomic():
        returned([noy])
        raise RuntimeError
    assert not Notice.objects.exists() and not Mail.objects.exists()


def test_the_same_key_is_told_once_while_it_is_open(noy, kham, site):
    page = factories.make_case("Water")
    assert returned([noy], key="case 1", about=page) == 1
    assert returned([noy, kham], key="case 1", about=page) == 1
    assert returned([noy], key="case 2", about=page) == 1
    assert returned([noy]) == returned([noy]) == 1  # no key
    assert Mail.objects.count() == Notice.objects.count() == 5
    assert done("tried", page, noy) == 2
    assert returned([noy], key="case 1", about=page) == 1


def test_news_that_was_read_is_told_again(noy):
    def withdrawn():
        return tell([noy], "tried.withdrawn", words={"title": "W"}, route="account_email", key="w")

    assert [withdrawn(), withdrawn()] == [1, 0]
    Notice.objects.update(read_at="2026-01-01T00:00Z")
    assert withdrawn() == 1


def test_done_ends_what_is_named_for_everybody(noy, kham, site):
    page, other = factories.make_case("Water"), factories.make_case("Road")
    returned([noy, kham], about=page)
    returned([noy], about=other)
    assert done("trie", page) == 0
    assert done("tried.returned", page, kham) == 1
    assert done("tried", page) == 1
    assert done("tried", page) == 0
    assert [notice.about_id for notice in Notice.objects.open()] == [other.pk]


def test_a_kind_that_nobody_knows_is_a_mistake_of_the_caller(noy):
    with pytest.raises(LookupError):
        tell([noy], "none.such", words={}, route="account_email")


def test_a_name_is_taken_once():
    with pytest.raises(ValueError):
        kinds.register(RETURNED)

"""Who gets questions and messages: those whom the work is about, if an app names them, else the desk."""

from __future__ import annotations

import pytest
from django.core import mail as outbox

from kb.letters import recipients
from kb.letters.models import Letter
from tests import factories
from tests.kb.letters.conftest import inside, sent, the_letter, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(site):
    """Whoever the registered finder names for everything but what she is not asked about."""
    person = factories.make_user("bounmy")
    person.first_name, person.last_name = "Bounmy", "Phommasan"
    person.save()
    return person


def test_a_question_goes_to_those_whom_an_app_names_and_an_error_to_the_desk(case, desk, holder):
    asked = []

    def find(kind, page):
        asked.append((kind, page))
        return [holder, holder]

    recipients.register_recipients(find)
    write("question")
    assert asked == [("question", case)]
    assert list(the_letter().recipients.all()) == [holder]
    write("error")
    assert len(asked) == 1
    assert list(Letter.objects.get(kind="error").recipients.all()) == [desk]


def test_where_nobody_may_be_written_to_the_desk_gets_it(case, desk, holder):
    holder.is_active = False
    holder.save()
    recipients.register_recipients(lambda kind, page: [holder])
    write("question")
    assert list(the_letter().recipients.all()) == [desk]


def test_an_expert_is_written_to_and_answers_without_showing_an_address(site, holder):
    expert = factories.make_expert("Bounmy Phommasan", code="bounmy")
    recipients.register_recipients(lambda kind, page: [holder] if page == expert else [])
    assert holder.email not in write("contact", code="bounmy", language="lo").text
    letter = the_letter()
    assert letter.title == "Bounmy Phommasan"
    [told] = sent()
    assert told.to == [holder.email]
    assert "somchai@example.net" not in told.body
    page = inside(holder).get(f"/en/letters/{letter.pk}/")
    assert page.status_code == 200
    assert "somchai@example.net" not in page.text
    inside(holder).post(f"/en/letters/{letter.pk}/", {"do": "answer", "text": "Come in May."})
    [mail] = sent()
    assert mail.to == ["somchai@example.net"]
    assert mail.reply_to == []
    assert "Come in May." in mail.body
    assert "Bounmy Phommasan" in mail.body
    assert mail.extra_headers["Content-Language"] == "lo"
    assert "/lo/write/bounmy/contact/" in mail.body
    assert holder.email not in str(mail.message())


def test_a_user_name_that_is_an_address_is_not_told(site, holder):
    holder.username, holder.first_name, holder.last_name = "b@example.com", "b@example.com", ""
    holder.save()
    recipients.register_recipients(lambda kind, page: [holder])
    factories.make_expert(code="bounmy")
    write("contact", code="bounmy")
    outbox.outbox.clear()
    sent()
    inside(holder).post(f"/en/letters/{the_letter().pk}/", {"do": "answer", "text": "Yes."})
    [mail] = sent()
    assert "b@example.com" not in str(mail.message())

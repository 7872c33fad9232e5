"""The page in the admin about mails that could not be sent."""

from __future__ import annotations

import pytest
from django.core import mail as outbox

from kb.inbox.models import Mail
from kb.inbox.sending import send_due
from kb.inbox.telling import tell
from tests import factories
from tests.kb.inbox.conftest import RETURNED
from tests.kb.inbox.post import post
from tools.postgresql import free_port

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/mails/"


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings.EMAIL_PORT


@pytest.fixture
def failed(site, superuser, client, smtp, noy, kham):
    tell([noy, kham], RETURNED.name, words={"title": "Secret plan"}, route="account_email", comment="Hush")
    send_due()
    client.force_login(superuser)
    return list(Mail.objects.order_by("pk"))


def test_it_lists_what_failed_and_why_but_not_what_it_says(failed, client):
    answer = client.get(REPORT)
    assert (
        "noy@example.org" in answer.text
        and "Nobody answers at the address of the mail server." in answer.text
    )
    assert "Secret plan" not in answer.text and "Hush" not in answer.text


def test_one_or_all_are_sent_again(failed, client, smtp):
    Mail.objects.update(state=Mail.State.SET_ASIDE)
    client.post(REPORT, {"do": "again", "mail": failed[0].pk})
    assert [mail.state for mail in Mail.objects.order_by("pk")] == ["waiting", "set aside"]
    client.post(REPORT, {"do": "again"})
    with post(smtp) as server:
        assert send_due().sent == 2
    assert len(server.received) == 2
    client.post(REPORT, {"do": "again"})
    assert send_due().sent == 0  # what was sent is not sent again
    assert "No mail has failed." in client.get(REPORT).text


def test_a_mail_for_trying_says_in_words_what_is_wrong(failed, client, smtp, superuser, settings):
    answer = client.post(REPORT, {"do": "try"}, follow=True)
    assert "Nobody answers at the address of the mail server." in answer.text
    with post(smtp) as server:
        answer = client.post(REPORT, {"do": "try"}, follow=True)
        assert "was given to the mail server for root@example.org" in answer.text
        server.refused = {"root@": "550 we do not know you"}
        answer = client.post(REPORT, {"do": "try"}, follow=True)
        assert "550 we do not know you" in answer.text
    assert [message["To"] for message in server.received] == ["root@example.org"]
    superuser.email = ""
    superuser.save()
    assert "has no e-mail address" in client.post(REPORT, {"do": "try"}, follow=True).text


def test_it_is_for_administrators(site, client):
    client.force_login(factories.make_user("editor", "Editors"))
    assert client.get(REPORT).status_code == 302
    assert client.post(REPORT, {"do": "try"}).status_code == 302
    assert outbox.outbox == []
    assert REPORT not in client.get("/admin/").text


def test_it_stands_in_the_menu_of_reports(site, superuser, client):
    client.force_login(superuser)
    assert REPORT in client.get("/admin/").text

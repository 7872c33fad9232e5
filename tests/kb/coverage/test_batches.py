"""Works given to somebody to translate: told, seen by whom it concerns, done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.coverage.models import Batch
from kb.editorial.models import Responsibility
from kb.inbox import sending
from kb.inbox.models import Notice
from tests import factories
from tests.kb.coverage.batches import FORMS, bring, give

pytestmark = pytest.mark.django_db


def test_the_page_before_counts_what_is_to_be_translated(case, people, client):
    client.force_login(people["editor"])
    answer = client.get(reverse("translations_give"), {"work": ["clean-water", "nothing"], "into": "lo"})
    words = ["=Clean water", "One line.", "The well was dry & far.", "See the report."]
    assert f"{sum(map(len, words))} characters" in answer.text


def test_the_person_is_told_and_finds_it(batch, client, people):
    [notice] = Notice.objects.filter(user=people["dara"])
    assert (notice.kind, notice.must_act) == ("translation.given", True)
    sending.send_due()
    [message] = mail.outbox
    assert message.to == ["dara@example.org"]
    assert "ລາວ" in message.subject
    page = BeautifulSoup(client.get(reverse("translations")).content, "html.parser")
    address = reverse("translations_batch", args=[batch.pk])
    assert page.find("a", href=address)
    assert page.find("table") is None  # the grid is for editors
    assert "/en/translate/clean-water/lo/" in client.get(address).text
    assert client.get("/en/translate/clean-water/lo/").status_code == 200
    assert client.get("/en/translate/clean-water/km/").status_code == 404
    client.post(reverse("translations_batch_done", args=[batch.pk]))
    notice.refresh_from_db()
    assert notice.done_at
    assert client.get(address).status_code == 404
    assert client.get(reverse("translations")).status_code == 404
    assert client.get("/en/translate/clean-water/lo/").status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"person": "nobody"}, "person"),
        ({"person": ""}, "person"),
        ({"due": (timezone.localdate() - timedelta(days=1)).isoformat()}, "due"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(case, people, client, given, field):
    data = {"person": "dara", "due": "", **given}
    answer = give(client, people["editor"], ["clean-water"], **data)
    assert answer.status_code == 400
    html = BeautifulSoup(answer.content, "html.parser")
    assert html.find(id=f"id_{field}_error")
    assert html.find(attrs={"name": "person"}).get("value", "") == data["person"]
    assert html.find(attrs={"name": "work"})["value"] == "clean-water"
    assert not Batch.objects.exists()


def test_who_may_give_and_open(case, people, client):
    lao, khmer = factories.make_user("lao"), factories.make_user("khmer")
    Responsibility.objects.create(user=lao, area="language:lo")
    Responsibility.objects.create(user=khmer, area="language:km")
    for person, status in ((people["stranger"], 404), (khmer, 404), (people["dara"], 404), (lao, 302)):
        assert give(client, person, ["clean-water"]).status_code == status, person
    batch = Batch.objects.get()
    allowed = {people["dara"]: 200, lao: 200, people["editor"]: 200, khmer: 404, people["stranger"]: 404}
    for person, status in allowed.items():
        client.force_login(person)
        for form in FORMS:
            assert (
                client.get(reverse("translations_batch_texts", args=[batch.pk, form])).status_code == status
            )
        assert client.get(reverse("translations_batch", args=[batch.pk])).status_code == status
        assert bring(client, batch, b"").status_code == (400 if status == 200 else 404)
    client.force_login(khmer)
    assert client.post(reverse("translations_batch_done", args=[batch.pk])).status_code == 404


def test_what_was_given_is_seen_by_who_has_it_until_it_is_over(batch, client, people):
    done = reverse("translations_batch_done", args=[batch.pk])
    answer = client.post(done, follow=True)
    assert answer.status_code == 200
    assert "All of it is done" in answer.text
    for form in FORMS:
        address = reverse("translations_batch_texts", args=[batch.pk, form])
        assert client.get(address).status_code == 404
    assert bring(client, batch, b"").status_code == 404
    assert client.get(reverse("translations_batch", args=[batch.pk])).status_code == 404
    assert client.post(done, follow=True).status_code == 200  # a double click
    client.force_login(people["editor"])
    assert client.get(reverse("translations_batch", args=[batch.pk])).status_code == 200
    assert client.post(done)["Location"] == reverse("translations_batch", args=[batch.pk])


def test_given_twice_it_is_there_once(batch, case, client, people):
    again = give(client, people["editor"], ["roads", case.slug])
    assert again["Location"] == reverse("translations_batch", args=[batch.pk])
    assert Batch.objects.count() == 1
    assert Notice.objects.filter(user=people["dara"]).count() == 1
    give(client, people["editor"], [case.slug])  # other works are another batch
    give(client, people["editor"], ["roads", case.slug], language="km")
    assert Batch.objects.count() == 3
    client.post(reverse("translations_batch_done", args=[batch.pk]))
    give(client, people["editor"], ["roads", case.slug])
    assert Batch.objects.count() == 4


def test_what_is_no_code_is_asked_of_no_database(case, people, client):
    client.force_login(people["editor"])
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(
            reverse("translations_give"), {"work": ["no\x00code", "clean-water"], "into": "lo"}
        )
    assert answer.status_code == 200
    assert not any("no\x00code" in query["sql"] for query in captured)


def test_an_address_does_not_tell_whose_account_it_is(case, people, client):
    answer = give(client, people["editor"], ["clean-water"], person="dara@example.org")
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == ["The texts were given to dara@example.org."]


def test_a_reviewer_sees_batches_of_their_languages_alone(batch, client, people):
    address = reverse("translations_batch", args=[batch.pk])
    khmer, lao = factories.make_user("khmer"), factories.make_user("lao")
    Responsibility.objects.create(user=khmer, area="language:km")
    Responsibility.objects.create(user=lao, area="language:lo")
    for person, seen in ((khmer, False), (lao, True), (people["editor"], True), (people["dara"], True)):
        client.force_login(person)
        assert (address in client.get(reverse("translations")).text) is seen, person


@pytest.mark.parametrize("code", ["give", "coverage", "batches", "counts", "new"])
def test_the_code_of_a_work_hides_none_of_its_addresses(people, client, code):
    factories.make_case("Roads", code=code)
    client.force_login(people["editor"])
    for address in (reverse("translate_work", args=[code]), reverse("translate", args=[code, "lo"])):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Roads" in answer.text
    assert client.get(reverse("translations_coverage")).status_code == 200
    assert client.get(reverse("translations_give"), {"into": "lo", "work": code}).status_code == 200


def test_what_is_not_public_or_is_the_original_is_not_given(case, people, client):
    factories.make_case("Secret", code="secret", live=False)
    factories.make_case("ຖະໜົນ", code="lao-roads", language="lo")
    factories.make_expert(code="an-expert")
    give(client, people["editor"], ["secret", "lao-roads", "an-expert", "clean-water"])
    assert [work.code for work in Batch.objects.get().works.all()] == ["clean-water"]
    assert give(client, people["editor"], ["secret"]).status_code == 302
    assert Batch.objects.count() == 1

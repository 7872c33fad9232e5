"""The queue of reviews: what is in it for whom, filters, and the same done with several at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.editorial import reviews
from kb.editorial.models import Responsibility, Step
from kb.inbox.models import Notice
from tests.factories import make_case, make_expert, make_user
from tests.kb.editorial.test_reviews import again, open_areas, sent, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site):
    found = {
        "author": make_user("author", "Contributors"),
        "editor": make_user("editor", "Editors"),
        "other": make_user("other", "Editors"),
        "laos": make_user("laos"),
    }
    Responsibility.objects.create(user=found["laos"], area="country:LA")
    return found


def listed(client, user, **query):
    client.force_login(user)
    response = client.get(reverse("reviews"), query)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    return [link.text for link in page.select("form .notices a")]


def one(people, title, country="TH", **given):
    return sent(
        make_case(title, live=False, owner=people["author"], country=country, **given), people["author"]
    )


def test_each_sees_what_waits_for_them_the_longest_first(people, client):
    one(people, "Thai case")
    old = one(people, "Older Thai case")
    one(people, "Lao case", "LA")
    Step.objects.filter(page=old.pk).update(created=timezone.now() - timedelta(days=3))
    assert listed(client, people["editor"]) == ["Older Thai case", "Thai case"]
    assert listed(client, people["laos"]) == ["Lao case"]
    long_ago = timezone.now() - timedelta(days=30)
    Step.objects.filter(area="country:LA").update(created=long_ago, waits_from=long_ago)
    assert listed(client, people["editor"]) == ["Lao case", "Older Thai case", "Thai case"]


def test_nobody_else_has_a_queue(people, client):
    client.force_login(people["author"])
    assert client.get(reverse("reviews")).status_code == 404
    client.logout()
    assert client.get(reverse("reviews")).status_code == 302


def test_filters(people, client):
    first = one(people, "Thai case")
    sent(make_expert(name="Malee", title="Engineer", live=False, country="TH"), people["author"])
    one(people, "Khmer case", language="km")
    kind = str(first.content_type_id)
    assert listed(client, people["editor"], kind=kind) == ["Thai case", "Khmer case"]
    assert listed(client, people["editor"], language="km") == ["Khmer case"]
    reviews.claim(first, people["editor"])
    assert listed(client, people["editor"], whose="mine") == ["Thai case"]
    assert len(listed(client, people["editor"], whose="nobody")) == 2
    assert len(listed(client, people["editor"], kind="x", language="<b>")) == 3


def test_its_queries_do_not_grow_with_it(people, client):
    client.force_login(people["editor"])

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("reviews")).status_code == 200
        return len(queries)

    one(people, "First")
    client.get(reverse("reviews"))
    few = count()
    for number in range(12):
        one(people, f"Case {number}")
    assert count() == few


def test_several_at_once_with_a_line_for_each(people, client):
    first, second = one(people, "First"), one(people, "Second")
    lao = one(people, "Lao", "LA")
    client.force_login(people["editor"])
    response = client.post(
        reverse("reviews_together"),
        {"pages": [first.pk, second.pk, lao.pk, 999_999], "do": "reject", "comment": "Add sources"},
    )
    text = " ".join(response.content.decode().split())
    assert text.count("sent back") == 2
    assert text.count("does not wait for you") == 2
    assert "Lao" not in BeautifulSoup(response.content, "html.parser").find("main").text
    assert open_areas(lao) == ["country:LA"]
    assert open_areas(first) == open_areas(second) == []
    assert {notice.comment for notice in told(people["author"], "text.returned")} == {"Add sources"}


def test_giving_to_a_person_tells_that_person_once_more(people, client):
    page = one(people, "First")
    client.force_login(people["editor"])
    given = {"pages": [page.pk], "do": "assign", "person": people["other"].pk}
    assert "given to other" in client.post(reverse("reviews_together"), given).content.decode()
    assert again(page).review_under_way.claimed_by == people["other"]
    given["person"] = people["laos"].pk
    assert client.post(reverse("reviews_together"), given).status_code == 302  # not among those who decide
    assert again(page).review_under_way.claimed_by == people["other"]


def test_reminding_opens_what_was_read(people, client):
    page = one(people, "First")
    client.force_login(people["editor"])
    given = {"pages": [page.pk], "do": "remind"}
    client.post(reverse("reviews_together"), given)
    assert len(told(people["other"], "review.asked")) == 1  # told a moment ago
    Notice.objects.update(created=timezone.now() - timedelta(days=2))
    client.post(reverse("reviews_together"), given)
    client.post(reverse("reviews_together"), given)
    assert len(told(people["other"], "review.asked")) == 2
    assert Notice.objects.to_do().filter(user=people["other"]).count() == 1
    assert (
        Notice.objects.to_do().filter(user=people["editor"]).count() == 1
    )  # who reminds has it to do as before


def test_words_are_asked_for_where_texts_are_sent_back(people, client):
    page = one(people, "First")
    client.force_login(people["editor"])
    response = client.post(reverse("reviews_together"), {"pages": [page.pk], "do": "reject"}, follow=True)
    assert "Say why" in response.content.decode()
    assert open_areas(page) == [""]

"""Reviews on the public pages: who decides, in which order, what is shown, and that nobody decides alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, PageLogEntry, TaskState

from kb.editorial import reviews, steps
from kb.editorial.models import Point, Responsibility, SavedReply, Step, seen
from kb.editorial.models.tasks import SKIPPED
from kb.inbox.models import Notice
from kb.inbox.wording import sentence
from tests.factories import make_case, make_expert, make_user, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site):
    found = {
        "author": make_user("author", "Contributors"),
        "editor": make_user("editor", "Editors"),
        "other": make_user("other", "Editors"),
        "laos": make_user("laos"),
        "china": make_user("china"),
        "khmer": make_user("khmer"),
        "stranger": make_user("stranger", "Contributors"),
    }
    for name, area in (("laos", "country:LA"), ("china", "country:CN"), ("khmer", "language:km")):
        Responsibility.objects.create(user=found[name], area=area)
    return found


def sent(page, user):
    """The page, saved by the user and sent for review."""
    page.get_latest_revision_as_object().save_revision(user=user)
    page = Page.objects.get(pk=page.pk).specific
    page.get_workflow().start(page, user)
    return page


def again(page):
    return type(page).objects.get(pk=page.pk)


def decide(client, user, page, do, **given):
    """What the user's browser sends when the button is pressed on the page as it is now."""
    client.force_login(user)
    given.setdefault("revision", seen(Page.objects.get(pk=page.pk).latest_revision))
    return client.post(reverse("review_decide", args=[page.pk]), {"do": do, **given})


def open_areas(page):
    return sorted(Step.objects.open().filter(page=page.pk).values_list("area", flat=True))


def told(user, kind):
    return list(Notice.objects.filter(user=user, kind=kind))


def test_desk_then_editor_and_it_is_public(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    assert open_areas(page) == ["country:LA"]
    assert [n.must_act for n in told(people["laos"], "review.asked")] == [True]
    assert not told(people["editor"], "review.asked")
    decide(client, people["laos"], page, "approve", comment="Seen on the spot")
    assert open_areas(page) == [""]
    assert told(people["laos"], "review.asked")[0].done_at
    assert told(people["editor"], "review.asked")[0].done_at is None
    assert not again(page).live
    response = decide(client, people["editor"], page, "approve")
    assert response.status_code == 302
    assert again(page).live
    [notice] = told(people["author"], "text.published")
    assert (notice.route, notice.args) == ("review", [page.pk])
    assert not Notice.objects.to_do().exists()


def test_every_country_with_a_desk_decides(people, client):
    places = [{"key": f"s{n}", "country": code} for n, code in enumerate(("LA", "CN", "MM"))]
    page = sent(make_case(live=False, owner=people["author"], sites=places), people["author"])
    assert open_areas(page) == ["country:CN", "country:LA"]
    decide(client, people["china"], page, "approve", comment="Fine for Yunnan")
    assert open_areas(page) == ["country:LA"]
    assert told(people["china"], "review.asked")[0].done_at
    assert not told(people["laos"], "review.asked")[0].done_at
    client.force_login(people["laos"])
    assert "Fine for Yunnan" in client.get(reverse("review", args=[page.pk])).content.decode()
    response = decide(client, people["china"], page, "approve", comment="Once more")
    assert response.status_code == 403
    assert "Once more" in response.content.decode()
    decide(client, people["laos"], page, "approve")
    assert open_areas(page) == [""]


def test_two_people_in_all_are_enough_and_what_is_left_out_is_said(site, client):
    author, editor = make_user("author", "Contributors"), make_user("editor", "Editors")
    page = sent(make_case(live=False, owner=author), author)
    assert open_areas(page) == [""]
    client.force_login(editor)
    text = client.get(reverse("review", args=[page.pk])).content.decode()
    assert text.count("nobody is there for it, left out") == 2
    assert PageLogEntry.objects.filter(page=page.pk, action=SKIPPED).count() == 2
    decide(client, editor, page, "approve")
    assert again(page).live


def test_a_translation_is_checked_by_whoever_reviews_its_language(people, client):
    original = make_case(country="TH")
    page = sent(translate(original, "km", live=False), people["author"])
    assert open_areas(page) == ["language:km"]
    decide(client, people["khmer"], page, "approve")
    assert open_areas(page) == [""]


@pytest.mark.parametrize("who", ["author", "stranger", "china", "khmer"])
def test_others_decide_nothing(people, client, who):
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    status = 403 if who == "author" else 404
    for do in ("approve", "reject", "claim", "hold"):
        assert decide(client, people[who], page, do, comment="x").status_code == status
    assert open_areas(page) == ["country:LA"]
    state = TaskState.objects.get(status="in_progress")
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, people[who], "approve", revision=seen(page.latest_revision))
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, people[who], "reject")


def test_strangers_see_as_much_of_a_review_as_of_one_that_is_not_there(people, client):
    page = sent(make_case("C-DRAFT", live=False, owner=people["author"], country="LA"), people["author"])
    client.force_login(people["china"])
    for name in ("review", "review_text"):
        hidden = client.get(reverse(name, args=[page.pk]))
        missing = client.get(reverse(name, args=[999_999]))
        assert hidden.status_code == missing.status_code == 404
        assert "C-DRAFT" not in hidden.content.decode()
    client.logout()
    assert client.get(reverse("review", args=[page.pk])).status_code == 302


def test_whoever_changes_a_text_cannot_approve_it_and_is_told_before_who_can(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="TH"), people["author"])
    client.force_login(people["editor"])
    text = client.get(reverse("review", args=[page.pk])).content.decode()
    assert "Then one of these can: other" in " ".join(text.split())
    page.get_latest_revision_as_object().save_revision(user=people["editor"])
    response = decide(client, people["editor"], page, "approve", comment="Fine")
    assert response.status_code == 409
    assert "Fine" in response.content.decode()
    assert not again(page).live
    decide(client, people["other"], page, "approve")
    assert again(page).live


def test_an_approval_of_what_has_changed_meanwhile_is_refused_and_keeps_the_comment(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="TH"), people["author"])
    old = seen(page.latest_revision)
    page.get_latest_revision_as_object().save_revision(user=people["author"])
    response = decide(client, people["editor"], page, "approve", revision=old, comment="As I read it")
    assert response.status_code == 409
    assert "It has changed since you opened it" in response.content.decode()
    assert "As I read it" in response.content.decode()
    assert not again(page).live


def test_sent_back_with_points_then_better_then_public(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="TH"), people["author"])
    client.force_login(people["editor"])
    client.post(
        reverse("review_points", args=[page.pk]), {"point-field": "summary", "point-text": "Say for how many"}
    )
    assert decide(client, people["editor"], page, "reject").status_code == 400  # without a word why
    decide(client, people["editor"], page, "reject", comment="Please add figures")
    [notice] = told(people["author"], "text.returned")
    assert notice.must_act
    assert notice.comment == "Please add figures"
    client.force_login(people["author"])
    text = client.get(reverse("review", args=[page.pk])).content.decode()
    assert "Please add figures" in text
    assert "Say for how many" in text
    [point] = Point.open(page)
    client.post(reverse("review_points", args=[page.pk]), {"point": point.pk, "do": "resolve"})
    assert not Point.open(page).exists()

    draft = again(page).get_latest_revision_as_object()
    draft.summary = "For 400 households in two years: what was done, and what changed."
    draft.save_revision(user=people["author"])
    again(page).current_workflow_state.resume(people["author"])
    assert told(people["author"], "text.returned")[0].done_at
    client.force_login(people["editor"])
    text = client.get(reverse("review", args=[page.pk])).content.decode()
    soup = BeautifulSoup(text, "html.parser")
    assert "400" in soup.select_one(".changes ins").text
    decide(client, people["editor"], page, "approve")
    assert again(page).live


def test_a_change_of_a_public_text_is_shown_against_what_is_public(people, client):
    page = make_case(country="TH", results=[{"indicator": "jobs_created", "after": 500}])
    draft = page.get_latest_revision_as_object()
    draft.results = [*draft.results.all()]
    draft.results.all()[0].after = 600
    draft.title = "Cleaner <b>water</b>"
    draft.save_revision(user=people["author"])
    sent(page, people["author"])
    client.force_login(people["editor"])
    changes = BeautifulSoup(client.get(reverse("review", args=[page.pk])).content, "html.parser").select_one(
        ".changes"
    )
    assert "Cleaner" in " ".join(each.text for each in changes.find_all("ins"))
    assert changes.find("b") is None
    assert "500" in " ".join(each.text for each in changes.find_all("del"))


def test_one_desk_sends_back_and_nothing_is_noted_as_the_decision_of_another(people, client):
    places = [{"key": f"s{n}", "country": code} for n, code in enumerate(("LA", "CN"))]
    page = sent(make_case(live=False, owner=people["author"], sites=places), people["author"])
    decide(client, people["china"], page, "reject", comment="Not yet")
    assert Step.objects.get(area="country:CN").done_by == people["china"]
    assert Step.objects.get(area="country:LA").outcome == ""


def test_who_was_let_go_reads_no_more(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    page.get_latest_revision_as_object().save_revision(user=people["stranger"])
    decide(client, people["laos"], page, "approve")
    Responsibility.objects.filter(user=people["laos"]).delete()
    for name in ("stranger", "laos"):
        client.force_login(people[name])
        assert client.get(reverse("review", args=[page.pk])).status_code == 404
        assert client.get(reverse("review_text", args=[page.pk])).status_code == 404


def test_a_comment_that_waits_for_a_decision_is_kept_by_other_buttons(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="TH"), people["author"])
    response = decide(client, people["editor"], page, "claim", comment="Half a thought")
    assert "Half a thought" in response.content.decode()
    assert again(page).review_under_way.claimed_by == people["editor"]


def test_hold_and_go_on(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="TH"), people["author"])
    decide(client, people["editor"], page, "hold", comment="The ministry checks a figure")
    [notice] = told(people["author"], "text.held")
    assert notice.comment == "The ministry checks a figure"
    client.force_login(people["author"])
    assert "The ministry checks a figure" in client.get(reverse("review", args=[page.pk])).content.decode()
    decide(client, people["editor"], page, "go_on")
    assert again(page).review_under_way.held_at is None


def test_a_saved_reply_stands_before_the_comment(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="TH"), people["author"])
    decide(client, people["editor"], page, "hold", comment="Photographs need consent.", keep="on")
    reply = SavedReply.objects.get(user=people["editor"])
    decide(client, people["editor"], page, "reject", reply=reply.pk, comment="See the second one.")
    assert (
        told(people["author"], "text.returned")[0].comment
        == "Photographs need consent.\n\nSee the second one."
    )


def test_an_editor_decides_for_a_desk_that_is_silent_for_too_long(people, client, settings):
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    assert decide(client, people["editor"], page, "approve").status_code == 403
    Step.objects.update(waits_from=timezone.now() - timedelta(days=settings.REVIEW_PATIENCE, minutes=1))
    decide(client, people["editor"], page, "approve")
    assert Step.objects.get(area="country:LA").done_by == people["editor"]
    assert open_areas(page) == [""]


def test_a_substitute_decides_while_somebody_is_away(people, client):
    row = Responsibility.objects.get(area="country:LA")
    row.substitute, row.away_until = people["stranger"], timezone.localdate()
    row.save()
    assert steps.people_for("country:LA") == [people["stranger"]]
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    assert decide(client, people["laos"], page, "approve").status_code == 404
    decide(client, people["stranger"], page, "approve")
    assert open_areas(page) == [""]
    row.away_until = timezone.localdate() - timedelta(days=1)
    row.save()
    assert steps.people_for("country:LA") == [people["laos"]]


def test_a_desk_whose_people_are_all_away_without_a_substitute_is_left_out(people):
    Responsibility.objects.filter(area="country:LA").update(away_until=timezone.localdate())
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    assert open_areas(page) == [""]


def test_taking_back_ends_the_review(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    reviews.claim(page, people["laos"])
    again(page).current_workflow_state.cancel(user=people["author"])
    assert open_areas(page) == []
    assert not Notice.objects.to_do().exists()
    client.force_login(people["laos"])
    assert client.get(reverse("reviews")).status_code == 200
    assert decide(client, people["laos"], page, "approve").status_code == 409


def test_wagtail_sends_no_mail_of_its_own(people, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = sent(make_case(live=False, owner=people["author"], country="TH"), people["author"])
        state = TaskState.objects.get(status="in_progress")
        state.task.specific.on_action(state, people["editor"], "reject", comment="x")
    assert not mailoutbox
    assert told(people["author"], "text.returned")
    assert page


def test_what_is_told_is_told_in_the_reader_s_language(people):
    sent(make_case("ນ້ຳສະອາດ", live=False, owner=people["author"], country="LA"), people["author"])
    [notice] = told(people["laos"], "review.asked")
    with translation.override("en"):
        assert sentence(notice) == "“ນ້ຳສະອາດ” waits for your review"


def test_profiles_take_the_same_way(people, client):
    page = sent(make_expert(live=False, country="LA"), people["author"])
    assert open_areas(page) == ["country:LA"]
    decide(client, people["laos"], page, "approve")
    decide(client, people["editor"], page, "approve")
    assert again(page).live


def test_review_pages_are_kept_by_nobody(people, client):
    page = sent(make_case(live=False, owner=people["author"], country="LA"), people["author"])
    client.force_login(people["laos"])
    for name, args in (("reviews", []), ("review", [page.pk]), ("review_text", [page.pk])):
        response = client.get(reverse(name, args=args))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"

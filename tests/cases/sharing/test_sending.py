"""A case goes to the editors and comes back; who may do what with it; what others may read."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import PageLogEntry, WorkflowState

from cases.completeness import missing
from cases.models import CasePage, CoAuthor, DraftLink, Submission
from cases.sharing import helpers, links
from kb.inbox.models import Notice
from tests.cases.sharing.conftest import SHARE, SUMMARY, begin, draft_of, page_of, queries
from tests.cases.sharing.test_writing import photograph, picture
from tests.factories import make_case, make_user, term
from tests.forms import sent_from

pytestmark = pytest.mark.django_db


def states(code):
    rows = WorkflowState.objects.filter(object_id=str(page_of(code).pk))
    return sorted(rows.values_list("status", flat=True))


def return_it(code, comment="Which year was it?"):
    state = page_of(code).current_workflow_state
    editor = make_user(f"editor{page_of(code).pk}{timezone.now():%f}", "Editors")
    state.current_task_state.task.specific.on_action(
        state.current_task_state, editor, "reject", comment=comment
    )
    return editor


def approve(code):
    page = page_of(code)
    editor = make_user(f"chief{page.pk}{timezone.now():%f}", "Editors")
    page.get_latest_revision().publish(user=editor, skip_permission_checks=True)


def test_the_whole_way_without_javascript(author, client, fill_in, search_index):
    search_index()
    assert "Begin a new case" in client.get(SHARE).text
    code = begin(client)
    assert "This is missing before you can send it" in client.get(f"{SHARE}{code}/").text
    refused = client.post(f"{SHARE}{code}/send/", follow=True)
    assert "Something is still missing" in refused.text and states(code) == []
    fill_in(code, "basics", summary=SUMMARY)
    fill_in(code, "themes", themes=[str(term("theme", "water_supply").pk)])
    fill_in(code, "sources", **{"references-0-title": "Report"})
    indicator = str(term("indicator", "people_reached").pk)
    fill_in(
        code,
        "results",
        **{"results-0-indicator": indicator, "results-0-after": "510", "results-0-source": "s1"},
    )
    fill_in(code, "licence", original_statement="on", licence="CC BY 4.0")
    photograph(client, code, picture(), consent="on", caption="The tank")
    shown = client.get(f"{SHARE}{code}/preview/")
    assert "510" in shown.text and "The tank" in shown.text and "This is a preview" in shown.text
    assert shown["X-Robots-Tag"] == "noindex" and shown["Cache-Control"] == "private, no-store"
    page = BeautifulSoup(client.get(f"{SHARE}{code}/").content, "html.parser")
    assert page.find("form", action=f"{SHARE}{code}/send/")
    for _time in range(2):
        assert client.post(f"{SHARE}{code}/send/").status_code == 302
    assert states(code) == ["in_progress"]
    state = page_of(code).current_workflow_state
    assert state.requested_by == author
    assert not page_of(code).live
    search_index()
    anonymous = Client()
    for address in (f"/en/cases/la/{code}/", f"/en/versions/{code}/", f"{SHARE}{code}/"):
        assert anonymous.get(address).status_code in (302, 404)
    assert anonymous.get("/api/v1/search/", {"q": "Xor"}).json()["total"] == 0


def test_while_it_is_with_the_editors_nobody_writes_and_nothing_typed_is_lost(listed, client, fill_in):
    form = sent_from(client.get(f"{SHARE}{listed}/basics/"))
    client.post(f"{SHARE}{listed}/send/")
    held = client.get(f"{SHARE}{listed}/basics/", follow=True)
    assert "The case is with the editors" in held.text and "Take it back" in held.text
    before = page_of(listed).latest_revision_id
    answer = client.post(f"{SHARE}{listed}/basics/", {**form, "title": "Typed meanwhile"})
    assert answer.status_code == 409
    assert "Typed meanwhile" in answer.text and "The case is with the editors" in answer.text
    assert photograph(client, listed, picture()).status_code == 302
    assert page_of(listed).latest_revision_id == before
    assert not get_image_model().objects.exists()


def test_taken_back_it_is_a_draft_again(listed, client, fill_in):
    client.post(f"{SHARE}{listed}/send/")
    assert client.post(f"{SHARE}{listed}/take-back/").status_code == 302
    assert states(listed) == ["cancelled"]
    assert fill_in(listed, "basics", title="Another").status_code == 302
    client.post(f"{SHARE}{listed}/send/")
    assert states(listed) == ["cancelled", "in_progress"]


def test_sent_back_it_says_why_and_goes_again_in_the_same_workflow(listed, client, fill_in):
    client.post(f"{SHARE}{listed}/send/")
    return_it(listed)
    assert "Which year was it?" in client.get(SHARE).text
    assert "Which year was it?" in client.get(f"{SHARE}{listed}/").text
    assert "Which year was it?" in client.get(f"{SHARE}{listed}/history/").text
    assert fill_in(listed, "period", start="2016").status_code == 302
    client.post(f"{SHARE}{listed}/send/")
    assert states(listed) == ["in_progress"]


def test_a_public_case_is_revised_while_readers_see_the_old_one(listed, client, fill_in):
    client.post(f"{SHARE}{listed}/send/")
    client.post(f"{SHARE}{listed}/take-back/")
    approve(listed)
    assert "Nothing has changed" in client.post(f"{SHARE}{listed}/send/", follow=True).text
    assert fill_in(listed, "note", change_note="A better title").status_code == 302
    assert fill_in(listed, "basics", title="New title").status_code == 302
    public = client.get(f"/en/cases/la/{listed}/")
    assert "Clean water for Ban Xor" in public.text and "New title" not in public.text
    client.post(f"{SHARE}{listed}/send/")
    assert page_of(listed).live and states(listed)[-1] == "in_progress"
    assert draft_of(listed).change_note == "A better title"
    client.post(f"{SHARE}{listed}/take-back/")
    approve(listed)
    fill_in(listed, "basics", title="Third title")
    assert draft_of(listed).change_note == ""
    assert client.post(f"{SHARE}{listed}/delete/").status_code == 404


def test_a_stranger_finds_nothing_and_somebody_unknown_logs_in(listed, client):
    photograph(client, listed, picture())
    stranger, anonymous = Client(), Client()
    stranger.force_login(make_user("stranger", "Contributors"))
    gets = ["", "preview/", "history/", "delete/", "authors/", "photographs/add/", "basics/", "note/"]
    posts = [
        "send/",
        "take-back/",
        "delete/",
        "copy/",
        "link/",
        "take-over/",
        "authors/1/remove/",
        "authors/1/offer/",
    ]
    for path in gets:
        assert stranger.get(f"{SHARE}{listed}/{path}").status_code == 404, path
        assert anonymous.get(f"{SHARE}{listed}/{path}")["Location"].startswith("/en/accounts/login/")
    for path in [*posts, "basics/", "photographs/add/", "authors/"]:
        assert stranger.post(f"{SHARE}{listed}/{path}").status_code == 404, path
        assert stranger.post(f"{SHARE}nothing/{path}").status_code == 404, path
    assert listed not in stranger.get(SHARE).text
    assert anonymous.get(f"{SHARE}new/").status_code == 302
    assert "Log in" in anonymous.get(SHARE).text


def test_an_editor_of_the_page_may_edit_and_a_closed_account_may_not(author, listed, client):
    other = Client()
    other.force_login(make_user("editor", "Editors"))
    assert other.get(f"{SHARE}{listed}/basics/").status_code == 200
    assert other.get(f"{SHARE}{listed}/authors/").status_code == 404
    assert other.get(f"{SHARE}{listed}/delete/").status_code == 404
    client.post(f"{SHARE}{listed}/send/")
    assert "take-back" not in other.get(f"{SHARE}{listed}/").text
    assert other.post(f"{SHARE}{listed}/take-back/").status_code == 404
    author.is_active = False
    author.save()
    assert client.get(f"{SHARE}{listed}/").status_code == 302
    assert states(listed) == ["in_progress"]


def test_a_co_author_writes_and_sends_and_does_no_more(author, listed, client):
    colleague = make_user("bounmy", "Contributors")
    answers = [
        client.post(f"{SHARE}{listed}/authors/", {"typed": typed}, follow=True).text
        for typed in ("Bounmy@example.org", "nobody@example.org")
    ]
    assert all("If there is an account" in text for text in answers)
    assert "bounmy@example.org" in answers[1] and "nobody@example.org" in answers[1]
    assert [notice.kind for notice in Notice.objects.filter(user=colleague)] == ["sharing.named"]
    theirs = Client()
    theirs.force_login(colleague)
    assert listed in theirs.get(SHARE).text
    form = sent_from(theirs.get(f"{SHARE}{listed}/basics/"))
    assert theirs.post(f"{SHARE}{listed}/basics/", {**form, "title": "By two"}).status_code == 302
    assert page_of(listed).latest_revision.user == colleague
    for path in ("delete/", "authors/"):
        assert theirs.get(f"{SHARE}{listed}/{path}").status_code == 404
        assert theirs.post(f"{SHARE}{listed}/{path}", {"typed": "x"}).status_code == 404
    assert theirs.post(f"{SHARE}{listed}/send/").status_code == 302
    assert page_of(listed).current_workflow_state.requested_by == colleague
    row = CoAuthor.objects.get(user=colleague)
    assert client.post(f"{SHARE}{listed}/authors/{row.pk}/remove/").status_code == 302
    assert theirs.get(f"{SHARE}{listed}/").status_code == 404


def test_an_account_that_is_opened_later_under_a_name_gets_nothing(author, listed, client):
    client.post(f"{SHARE}{listed}/authors/", {"typed": "later@example.org"})
    later = Client()
    later.force_login(make_user("later"))
    assert later.get(f"{SHARE}{listed}/").status_code == 404


def test_a_case_is_handed_over_when_the_other_says_so(author, listed, client):
    colleague = make_user("bounmy", "Contributors")
    row = helpers.name(page_of(listed), "bounmy", author)
    theirs = Client()
    theirs.force_login(colleague)
    assert theirs.post(f"{SHARE}{listed}/take-over/").status_code == 404
    told = client.post(f"{SHARE}{listed}/authors/{row.pk}/offer/", follow=True).text
    assert "it was asked to take this case over" in told
    assert page_of(listed).owner == author
    assert "Take the case over" in theirs.get(f"{SHARE}{listed}/").text
    assert theirs.post(f"{SHARE}{listed}/take-over/").status_code == 302
    assert page_of(listed).owner == colleague
    assert draft_of(listed).owner == colleague
    assert client.get(f"{SHARE}{listed}/basics/").status_code == 200
    assert client.get(f"{SHARE}{listed}/authors/").status_code == 404
    assert Notice.objects.filter(user=author, kind="sharing.taken").exists()
    assert not Notice.objects.filter(user=colleague, must_act=True, done_at=None).exists()
    assert PageLogEntry.objects.filter(action=helpers.HANDED_OVER, user=colleague).exists()


def test_whoever_is_in_no_group_deletes_a_draft_of_their_own(site, client):
    client.force_login(make_user("dara"))
    code = begin(client)
    assert client.post(f"{SHARE}{code}/delete/")["Location"] == SHARE
    assert not CasePage.objects.exists()


def test_a_draft_is_deleted_with_its_photographs_after_asking_once_more(author, listed, client):
    photograph(client, listed, picture())
    assert "Delete it for good" in client.get(f"{SHARE}{listed}/delete/").text
    assert CasePage.objects.filter(slug=listed).exists()
    client.post(f"{SHARE}{listed}/send/")
    assert client.post(f"{SHARE}{listed}/delete/").status_code == 404
    client.post(f"{SHARE}{listed}/take-back/")
    assert client.post(f"{SHARE}{listed}/delete/")["Location"] == SHARE
    assert not CasePage.objects.exists() and not Submission.objects.exists()
    assert not get_image_model().objects.exists()


def test_a_copy_says_the_same_and_where_it_comes_from(author, listed, client, fill_in):
    fill_in(listed, "tags", tags="spring, pipe")
    fill_in(listed, "steps", **{"steps-0-title": "Dig"})
    photograph(client, listed, picture())
    page = BeautifulSoup(client.get(f"{SHARE}{listed}/").content, "html.parser")
    key = page.find("input", attrs={"name": "key"})["value"]
    first, second = (client.post(f"{SHARE}{listed}/copy/", {"key": key}) for _time in range(2))
    assert first["Location"] == second["Location"]
    code = first["Location"].split("/")[-2]
    made, draft = page_of(code), draft_of(code)
    assert (made.live, made.owner) == (False, author)
    assert [row.case_id for row in draft.adapted_from_rows.all()] == [page_of(listed).pk]
    assert draft.summary == SUMMARY and [step.value["title"] for step in draft.steps] == ["Dig"]
    assert sorted(tag.name for tag in draft.tags.all()) == ["pipe", "spring"]
    assert not draft.original_statement and not draft.photos.exists()
    assert [row.term.key for row in draft.theme_rows.all()] == ["water_supply"]
    fill_in(code, "licence", original_statement="on")
    approve(code)
    assert [row.term.key for row in page_of(code).theme_rows.all()] == ["water_supply"]
    assert page_of(listed).get_latest_revision_as_object().theme_rows.count() == 1
    assert client.post(f"{SHARE}{listed}/copy/", {"key": "x"}).status_code == 404


def test_anybody_may_begin_with_what_is_public_and_gets_nothing_that_is_not(author, listed, client):
    client.post(f"{SHARE}{listed}/send/")
    approve(listed)
    page = page_of(listed)
    page.summary = "Not public yet. " * 20
    page.save_revision(user=author)
    client.force_login(make_user("neighbour", "Contributors"))
    assert client.get(f"{SHARE}{listed}/").status_code == 404
    shown = BeautifulSoup(client.get(f"{SHARE}{listed}/copy/").content, "html.parser")
    key = shown.find("input", attrs={"name": "key"})["value"]
    code = client.post(f"{SHARE}{listed}/copy/", {"key": key})["Location"].split("/")[-2]
    draft = draft_of(code)
    assert draft.summary == SUMMARY and page_of(code).owner.username == "neighbour"
    assert [row.case_id for row in draft.adapted_from_rows.all()] == [page.pk]
    page_of(listed).unpublish()
    assert client.get(f"{SHARE}{listed}/copy/").status_code == 404
    assert client.post(f"{SHARE}{listed}/copy/", {"key": str(uuid.uuid4())}).status_code == 404


def test_a_link_lets_others_read_until_it_is_ended_or_old(author, listed, client):
    client.post(f"{SHARE}{listed}/link/")
    link = DraftLink.objects.get()
    reader = Client()
    address = f"{SHARE}read/{link.token}/"
    shown = reader.get(address)
    assert shown.status_code == 200 and "Clean water for Ban Xor" in shown.text
    assert shown["X-Robots-Tag"] == "noindex" and shown["Cache-Control"] == "private, no-store"
    assert f"{SHARE}{listed}/" not in shown.text
    assert reader.post(address).status_code == 405
    DraftLink.objects.update(at=timezone.now() - timedelta(days=14, minutes=1))
    assert reader.get(address).status_code == 404
    DraftLink.objects.update(at=timezone.now())
    assert reader.get(address).status_code == 200
    client.post(f"{SHARE}{listed}/link/", {"revoke": "1"})
    assert reader.get(address).status_code == 404
    client.post(f"{SHARE}{listed}/link/")
    assert DraftLink.objects.open().get().token != link.token
    assert reader.get(f"{SHARE}read/none/").status_code == 404


@pytest.mark.parametrize("token", ["\0", "a\0b", "x" * 65, "ກ", "a b", ""])
def test_what_no_link_ends_with_is_asked_of_no_database(site, token, django_assert_num_queries):
    """PostgreSQL answers a zero byte with an error."""
    with django_assert_num_queries(0):
        assert links.find(token) is None
    for address in ("%00/", "%00/comments/"):
        assert Client().get(f"{SHARE}read/{address}").status_code == 404


def test_my_work_costs_a_fixed_number_of_queries_and_shows_fifty(author, client):
    def make(first, last):
        for number in range(first, last):
            make_case(f"Draft {number}", live=False, owner=author)

    make(0, 10)
    client.get(SHARE)
    few = queries(client, SHARE)
    assert client.get(SHARE).text.count("Go on writing") == 10
    make(10, 60)
    assert queries(client, SHARE) == few <= 16
    assert client.get(SHARE).text.count("Go on writing") == 50
    assert client.get(f"{SHARE}?page=2").text.count("Go on writing") == 10


def test_the_owner_looks_for_words_and_the_public_search_knows_nothing(author, client, fill_in, search_index):
    code = begin(client, "Qzbamboo bridge")
    begin(client, "Something else")
    fill_in(code, "basics", title="Qzbamboo pipe", summary="Made by Qzhand.")
    for asked in ("qzbamboo", "pipe", "qzhand", "qzbamboo qzhand"):
        text = client.get(SHARE, {"q": asked}).text
        assert "Qzbamboo pipe" in text and "Something else" not in text, asked
    assert "None of your cases" in client.get(SHARE, {"q": "nothing%"}).text
    search_index()
    assert client.get("/api/v1/search/", {"q": "Qzbamboo"}).json()["total"] == 0
    assert "Qzbamboo" not in client.get("/en/search/?q=pipe").text


def test_possible_duplicates_are_named_and_a_search_that_fails_says_so(
    author, listed, client, search_index, monkeypatch
):
    make_case("Clean water for Ban Xor village", country="LA")
    make_case("A road to the market", country="LA")
    make_case("Clean water for Ban Xor", country="VN")
    search_index()
    text = client.get(f"{SHARE}{listed}/").text
    assert "Clean water for Ban Xor village" in text and "A road to the market" not in text
    assert text.count("/cases/vn/") == 0

    from search import service
    from search.engines import EngineError

    def fails(*args, **kwargs):
        raise EngineError("off")

    monkeypatch.setattr(service, "answered", fails)
    assert "The search cannot be asked now" in client.get(f"{SHARE}{listed}/").text


def test_completeness_counts_what_requirements_and_the_full_form_ask(listed, fill_in):
    draft = draft_of(listed)
    far = missing(draft, lambda name: getattr(draft, name).all())
    assert far.listed.complete and far.listed.done == far.listed.total == 6
    assert 0 < far.full.done < far.full.total
    assert ("problem", "Describe the problem.") in [(lack.part, lack.sentence) for lack in far.full.missing]
    fill_in(
        listed,
        "results",
        **{"results-0-indicator": str(term("indicator", "people_reached").pk), "results-0-after": "5"},
    )
    draft = draft_of(listed)
    far = missing(draft, lambda name: getattr(draft, name).all())
    assert [lack.part for lack in far.listed.missing] == ["results"]

"""From a change to the public page: an editor approves, or the site trusts those whom it has approved before."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from wagtail.models import WorkflowState

from experts import claims, delegates, drafts
from experts.models import Account, ExpertPage
from kb.editorial.models import seen
from kb.exchange.exporting import export_lines
from tests.experts.conftest import PROFILE, draft_of, sent_from
from tests.factories import make_case, make_expert, make_user

pytestmark = pytest.mark.django_db


def page_of(expert):
    return ExpertPage.objects.get(pk=expert.pk)


def decide(page, action="approve", **given):
    """An editor decides about what waits."""
    page = page_of(page)
    state = page.current_workflow_state.current_task_state.specific
    given = given or {"revision": seen(page.get_latest_revision())}
    state.task.specific.on_action(state, make_user("desk", "Editors"), action, **given)


def test_a_profile_on_its_way_from_a_list_to_the_public(site, client, fill_in):
    draft = make_expert(
        "Noy",
        code="noy",
        live=False,
        consent_given=False,
        consent_date=None,
        consent_text="",
        profile_status="imported",
    )
    person = make_user("noy")
    claims.take_over(draft, person)
    client.force_login(person)
    page = client.get(PROFILE).text
    assert "You have not agreed to it yet" in page and "Send it to the editors" not in page
    client.post(f"{PROFILE}send/")
    assert page_of(draft).current_workflow_state is None
    fill_in("who", name="Noy Keo")
    fill_in("words/lo", title="ນ້ອຍ")
    assert page_of(draft).current_workflow_state is None  # nothing is sent by itself the first time
    client.post(f"{PROFILE}consent/", sent_from(client.get(f"{PROFILE}consent/")))
    given = draft_of(draft)
    assert (given.consent_given, given.consent_text) == (True, "2026-11")
    assert Account.objects.get().agreed_to == "2026-11"
    assert not page_of(draft).live and client.get(draft.url).status_code == 404
    assert "Send it to the editors" in client.get(PROFILE).text
    client.post(f"{PROFILE}send/")
    assert page_of(draft).profile_status_key == "submitted"
    assert {page.current_workflow_state.status for page in ExpertPage.objects.all()} == {"in_progress"}
    assert "Changes wait for an editor" in client.get(PROFILE).text
    decide(draft)
    assert client.get(draft.url).status_code == 200
    assert page_of(draft).profile_status_key == "active"


def test_what_an_editor_sends_back_says_why_and_is_sent_again(expert, holder, client, fill_in):
    fill_in("who", name="Boun")
    decide(expert, "reject", comment="Write your whole name.")
    assert "Write your whole name." in client.get(PROFILE).text
    fill_in("who", name="Bounmy P.")
    assert page_of(expert).current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert "Write your whole name." not in client.get(PROFILE).text


def test_a_first_profile_that_is_sent_back_is_claimed_again(site, client):
    draft = make_expert(code="noy", live=False)
    person = make_user("noy")
    claims.take_over(draft, person)
    drafts.send(draft, person)
    assert page_of(draft).profile_status_key == "submitted"
    decide(draft, "reject", comment="No")
    assert page_of(draft).profile_status_key == "claimed"


def test_a_change_is_public_when_an_editor_has_approved_it(expert, holder, fill_in, client):
    fill_in("who", name="Bounmy P.")
    assert "Bounmy P." not in client.get(expert.url).text
    decide(expert)
    assert "Bounmy P." in client.get(expert.url).text
    assert page_of(expert).profile_status_key == "active"


@pytest.fixture
def trusted(settings):
    settings.PROFILE_REVIEW = False


def test_where_the_site_trusts_holders_a_change_is_public_at_once(trusted, expert, holder, fill_in):
    fill_in("who", name="Bounmy P.")
    assert page_of(expert).name == "Bounmy P."
    assert page_of(expert).current_workflow_state is None
    assert page_of(expert).latest_revision.user == holder
    assert not page_of(expert).has_unpublished_changes


def test_even_then_a_first_publication_is_approved(trusted, expert, holder, fill_in):
    fill_in("words/lo", title="ນ້ອຍ")
    assert not ExpertPage.objects.exclude(pk=expert.pk).get().live


@pytest.mark.parametrize(
    "lacking", ["consent of the holder", "consent", "approval of others", "visibility", "delegate"]
)
def test_even_then_somebody_looks_at_what_is_not_the_holders_own(
    trusted, expert, holder, fill_in, lacking, client
):
    if lacking == "consent of the holder":
        Account.objects.update(agreed_at=None, agreed_to="")
    if lacking == "consent":
        ExpertPage.objects.update(consent_given=False)
    if lacking == "approval of others":
        page = page_of(expert)
        page.summary = "By an editor"
        page.save_revision(user=make_user("editor", "Editors"))
    if lacking == "visibility":
        page_of(expert).unpublish()
    start = PROFILE
    if lacking == "delegate":
        delegates.name(Account.objects.get(), "helper")
        helper = make_user("helper")
        delegates.name(Account.objects.get(), "helper@example.org")
        client.force_login(helper)
        start = f"{PROFILE}of/bounmy/"
    assert fill_in("who", start=start, name="Bounmy P.").status_code == 302
    assert page_of(expert).name == "Bounmy Phommasan"
    assert draft_of(expert).name == "Bounmy P."


def test_P03_a_hidden_contact_is_in_no_public_output(expert, holder, fill_in, client, search_index):
    rows = [
        ("phone", "qzphone1", "nobody"),
        ("phone", "qzphone2", "signed_in"),
        ("email", "qzmail3@example.org", "organisers"),
    ]
    from tests.factories import term

    changes = {"contacts-TOTAL_FORMS": "3"}
    for place, (kind, value, circle) in enumerate(rows):
        changes |= {
            f"contacts-{place}-type": str(term("contact_type", kind).pk),
            f"contacts-{place}-value": value,
            f"contacts-{place}-visibility": str(term("contact_visibility", circle).pk),
        }
    assert fill_in("contacts", **changes).status_code == 302
    decide(expert)
    assert page_of(expert).contacts.count() == 3
    make_case(people=[{"expert": expert, "role": "author"}], code="spring")
    search_index()
    call_command("search_index", "drain")
    client.logout()
    paths = [
        expert.url,
        "/records/bounmy.json",
        "/records/bounmy.ris",
        "/api/v1/search/?q=qzphone1",
        "/api/v1/search/?q=bounmy",
        "/en/search/export.csv?q=bounmy",
        "/en/search/feed.atom?q=bounmy",
        "/en/cases/la/spring/",
        "/sitemap-pages.xml",
    ]
    for path in paths:
        answer = client.get(path)
        text = b"".join(answer) if answer.streaming else answer.content
        assert not any(sign in text.replace(b"q=qzphone1", b"") for sign in (b"qzphone", b"qzmail")), path
    assert not any("qzphone" in line or "qzmail" in line for line in export_lines())
    seen_by = {"public": 0, "signed-in": 1, "organizers": 2}
    client.force_login(holder)
    for circle, count in seen_by.items():
        text = client.get(f"{PROFILE}preview/{circle}/").text
        assert [value in text for _kind, value, _circle in rows] == [False, count > 0, count > 1], circle


def test_the_preview_shows_what_is_not_public_yet_and_is_in_no_search_engine(expert, holder, fill_in, client):
    fill_in("who", name="Bounmy P.")
    fill_in("words/lo", title="ນ້ອຍ", summary="qzlaosummary")
    answer = client.get(f"{PROFILE}preview/public/")
    assert "Bounmy P." in answer.text and "This is a preview" in answer.text
    assert 'name="robots" content="noindex"' in answer.text
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "qzlaosummary" in client.get("/lo/profile/preview/public/").text
    client.logout()
    assert "qzlaosummary" not in client.get(expert.url.replace("/en/", "/lo/")).text
    assert json.loads(client.get("/records/bounmy.json").content)["facts"]["name"] == "Bounmy Phommasan"

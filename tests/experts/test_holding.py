"""What a holder alone decides, what delegates may do, and what is left when somebody leaves."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import PageLogEntry, Revision, WorkflowState

from cases.exchange import CaseExchange
from experts import claims, confirmation, consent
from experts.models import Account, Delegate, ExpertPage
from kb.core import visibility
from kb.core.models import Work
from kb.core.publication import NotPublishable
from kb.exchange.exporting import export_lines
from kb.filling import marks
from tests.experts.conftest import PROFILE, draft_of
from tests.factories import make_case, make_expert, make_user, publish, translate

pytestmark = pytest.mark.django_db
BEHALF = f"{PROFILE}of/bounmy/"


def page_of(expert):
    return ExpertPage.objects.get(pk=expert.pk)


def everything_kept():
    """All revisions, as text."""
    return json.dumps(list(Revision.objects.values_list("content", flat=True)), ensure_ascii=False)


# --- delegates -----------------------------------------------------------------------------------------


@pytest.fixture
def helper(holder, client):
    person = make_user("helper")
    answer = client.post(f"{PROFILE}delegates/", {"typed": "Helper@example.org"})
    assert answer.status_code == 302
    client.force_login(person)
    return person


def test_a_delegate_edits_in_their_own_name_and_confirms(expert, helper, client, fill_in):
    assert BEHALF in client.get(PROFILE).text
    assert "What you save is signed with your name" in client.get(BEHALF).text
    assert fill_in("who", start=BEHALF, name="Bounmy P.").status_code == 302
    assert page_of(expert).latest_revision.user == helper
    assert page_of(expert).current_workflow_state.requested_by == helper
    assert client.post(f"{BEHALF}confirm/").status_code == 302
    assert page_of(expert).confirmed_on == timezone.localdate()


def test_a_delegate_decides_nothing(expert, helper, client):
    for path in ("consent/", "consent/withdraw/", "delegates/", "data/", "data/download/", "data/erasure/"):
        for start in (BEHALF, PROFILE):
            assert client.post(start + path, {"typed": "x", "version": consent.VERSION}).status_code in (
                404,
                405,
            )
            assert client.get(start + path).status_code in (404, 405)
    delegate = Delegate.objects.get()
    assert client.post(f"{BEHALF}delegates/{delegate.pk}/remove/").status_code == 404
    assert visibility.is_public(page_of(expert))
    assert "consent" not in client.get(BEHALF).text


def test_a_delegate_who_is_removed_is_a_stranger(expert, holder, helper, client):
    client.force_login(holder)
    delegate = Delegate.objects.get()
    assert client.get(f"{PROFILE}delegates/{delegate.pk}/remove/").status_code == 405
    client.post(f"{PROFILE}delegates/{delegate.pk}/remove/")
    client.force_login(helper)
    assert client.get(BEHALF).status_code == 404
    assert client.post(f"{BEHALF}edit/who/", {"name": "x"}).status_code == 404


def test_nobody_is_told_which_addresses_have_an_account(expert, holder, client):
    make_user("helper")
    answers = []
    for typed in ("helper@example.org", "nobody@example.org", "bounmy"):
        client.post(f"{PROFILE}delegates/", {"typed": typed})
        page = client.get(f"{PROFILE}delegates/").text
        answers.append(page[page.index("<main") :].count(typed))
        assert "If there is an account" in page
    assert answers == [2, 2, 2]
    assert [each.user and each.user.username for each in Delegate.objects.order_by("pk")] == [
        "helper",
        None,
        None,
    ]
    get_user_model().objects.create_user("later", "nobody@example.org", "password")
    client.force_login(get_user_model().objects.get(username="later"))
    assert client.get(BEHALF).status_code == 404  # an account that is opened later gets nothing


def test_another_profile_s_delegate_is_not_removed(expert, holder, client):
    other = claims.take_over(make_expert("Other", code="other"), make_user("other"))
    theirs = Delegate.objects.create(account=other, typed="x")
    assert client.post(f"{PROFILE}delegates/{theirs.pk}/remove/").status_code == 404
    assert Delegate.objects.filter(pk=theirs.pk).exists()


# --- confirmation --------------------------------------------------------------------------------------


def test_one_button_confirms_and_opening_does_not(expert, holder, client):
    page = client.get(f"{PROFILE}confirm/")
    assert page.text.count("<dt>") == 5
    assert page_of(expert).confirmed_on is None
    before = Revision.objects.count()
    client.post(f"{PROFILE}confirm/")
    assert page_of(expert).confirmed_on == timezone.localdate()
    assert Revision.objects.count() == before
    assert PageLogEntry.objects.filter(action=confirmation.CONFIRMED, user=holder).exists()


def test_a_confirmation_outlives_a_change_that_waits(expert, holder, client, fill_in):
    fill_in("who", name="Bounmy P.")
    token = marks.mark(page_of(expert))
    client.post(f"{PROFILE}confirm/")
    assert marks.mark(page_of(expert)) == token  # an editor need not read it again
    assert draft_of(expert).confirmed_on == timezone.localdate()
    publish(draft_of(expert))
    assert page_of(expert).confirmed_on == timezone.localdate()


def test_the_link_of_a_reminder_says_whose_profile_and_lets_nobody_in(expert, holder, client):
    path = f"{PROFILE}confirm/{confirmation.token_of(expert)}/"
    assert "All of this is right" in client.get(path).text
    assert page_of(expert).confirmed_on is None
    client.force_login(make_user("stranger"))
    assert client.get(path).status_code == client.post(path).status_code == 404
    client.logout()
    assert client.get(path)["Location"].startswith("/en/accounts/login/")
    client.force_login(holder)
    assert client.get(path[:-4] + "abc/").status_code == 404


def test_what_nobody_confirmed_for_half_a_year_is_due(expert, holder):
    today = timezone.localdate()
    days = {"never": None, "long ago": today - timedelta(days=190), "lately": today - timedelta(days=100)}
    for code, day in days.items():
        page = make_expert(code, code=code.replace(" ", "-"), confirmed_on=day)
        claims.take_over(page, make_user(code.replace(" ", "-")))
    make_expert("Nobody's", code="nobody", confirmed_on=today - timedelta(days=400))
    make_expert("Draft", code="draft", live=False)
    assert [page.slug for page in confirmation.due()] == ["long-ago"]
    Account.objects.filter(profile__slug="never").update(since=timezone.now() - timedelta(days=190))
    assert [page.slug for page in confirmation.due()] == ["never", "long-ago"]


# --- photographs ---------------------------------------------------------------------------------------


def photograph(form="JPEG"):
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "qzexif"
    Image.new("RGB", (300, 300), "green").save(out, form, exif=exif)
    return out.getvalue()


def test_a_photograph_is_checked_by_what_is_in_it(expert, holder, client):
    path = f"{PROFILE}photograph/"
    bad = SimpleUploadedFile("me.jpg", b"<script>alert(1)</script>", "image/jpeg")
    answer = client.post(path, {"file": bad, "description": "Me"})
    assert answer.status_code == 200 and "id_file_error" in answer.text
    good = SimpleUploadedFile("me.jpg", photograph(), "image/jpeg")
    assert (
        client.post(path, {"file": good, "description": "At the well", "collection": "9"}).status_code == 302
    )
    image = draft_of(expert).photo
    assert (image.description, image.title, image.uploaded_by_user) == (
        "At the well",
        "Bounmy Phommasan",
        holder,
    )
    assert b"qzexif" not in image.file.read()
    assert "me" not in image.filename  # nobody guesses the file that it is shown with
    assert page_of(expert).photo is None  # until it is approved
    assert 'alt="At the well"' in client.get(path).text
    client.post(path, {"remove": "1"})
    assert draft_of(expert).photo is None


# --- consent, export, erasure --------------------------------------------------------------------------


@pytest.fixture
def written(expert, holder, fill_in, client):
    """A profile that has been public, in two languages, with a change that waits; a case names it."""
    page = page_of(expert)
    page.summary = "qzoldsummary"
    publish(page)
    translate(page_of(expert), "lo", "qzlao")
    case = make_case(
        people=[
            {"expert": expert, "name": "", "role": "author"},
            {"expert": expert, "name": "", "role": "contact"},
        ],
        code="spring",
    )
    fill_in("words/en", summary="qznewsummary")
    assert page_of(expert).current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    return case


def test_P05_consent_taken_back_leaves_nothing_public_and_no_earlier_version(
    expert, written, client, search_index
):
    search_index()
    lao = ExpertPage.objects.exclude(pk=expert.pk).get()
    assert client.get(f"{PROFILE}consent/withdraw/").status_code == 405
    assert visibility.is_public(page_of(expert))
    assert client.post(f"{PROFILE}consent/withdraw/").status_code == 302
    for path in (expert.url, lao.url, "/records/bounmy.json"):
        assert client.get(path).status_code == 404
    assert client.get("/api/v1/search/?q=Bounmy&kind=expert").json()["total"] == 0
    assert not any(word in everything_kept() for word in ("qzoldsummary", "qznewsummary", "qzlao", "qzmail"))
    assert not Revision.objects.for_instance(page_of(expert)).exists()
    assert not WorkflowState.objects.filter(status__in=("in_progress", "needs_changes")).exists()
    page = page_of(expert)
    assert (page.live, page.consent_given, page.profile_status_key) == (False, False, "unpublished")
    assert page.summary == "qznewsummary"  # for the holder alone, who may agree again
    case = client.get("/en/cases/la/spring/").text
    assert "Bounmy" not in case and "Somebody who is not named here" in case
    assert client.get(PROFILE).status_code == 200
    for entry in PageLogEntry.objects.filter(page=expert.pk):
        assert entry.revision is None


def test_whoever_took_consent_back_may_give_it_again(expert, written, client, fill_in):
    client.post(f"{PROFILE}consent/withdraw/")
    client.post(f"{PROFILE}consent/", {"version": "of another year"})
    assert not draft_of(expert).consent_given
    client.post(f"{PROFILE}consent/", {"version": consent.VERSION})
    client.post(f"{PROFILE}send/")
    assert not page_of(expert).live and page_of(expert).profile_status_key == "submitted"
    publish(draft_of(expert))
    assert visibility.is_public(page_of(expert))
    assert page_of(expert).profile_status_key == "active"


def test_nobody_else_notes_the_consent_that_its_holder_took_back(expert, written, client):
    client.post(f"{PROFILE}consent/withdraw/")
    page = page_of(expert)
    page.consent_given, page.consent_date, page.consent_text = True, timezone.localdate(), "a letter"
    page.profile_status = None
    with pytest.raises(NotPublishable, match="alone can give it again"):
        publish(page)
    assert not page_of(expert).live


def test_a_holder_takes_all_data_away(expert, written, client):
    answer = client.get(f"{PROFILE}data/download/")
    assert answer["Cache-Control"] == "private, no-store"
    assert "attachment" in answer["Content-Disposition"]
    data = json.loads(answer.content)
    assert data["profile"]["facts"]["contacts"][0]["value"] == "qzmail@example.org"
    assert data["profile"]["words"]["en"]["summary"] == "qzoldsummary"
    assert data["drafts"]["en"]["words"]["summary"] == "qznewsummary"
    assert data["drafts"]["lo"]["words"]["title"] == "qzlao"
    assert data["holder"]["user_name"] == "bounmy" and data["holder"]["agreed_to"] == consent.VERSION
    assert [each["by_you"] for each in data["history"] if each["what"] == "revision"].count(True) == 1


def test_who_asks_for_erasure_is_gone_from_the_public_at_once_and_editors_know(expert, written, client):
    assert client.get(f"{PROFILE}data/erasure/").status_code == 405
    assert client.post(f"{PROFILE}data/erasure/").status_code == 302
    assert client.get(expert.url).status_code == 404
    client.force_login(make_user("desk", "Editors"))
    assert "manage.py erase_expert bounmy" in client.get("/en/profiles/requests/").text


def test_an_erased_person_is_nowhere(expert, written, client, search_index):
    photo = get_image_model().objects.create(
        title="qzphoto", file=SimpleUploadedFile("a.jpg", photograph(), "image/jpeg")
    )
    page = draft_of(expert)
    page.photo = photo
    page.save_revision()
    case = written
    case.people.filter(role__key="author").update(name="qzcredit")
    publish(type(case).objects.get(pk=case.pk))
    search_index()
    call_command("erase_expert", "bounmy")
    assert not ExpertPage.objects.exists() and not Account.objects.exists()
    assert not Work.objects.filter(code="bounmy").exists()
    assert not get_image_model().objects.filter(pk=photo.pk).exists()
    words = ("qzoldsummary", "qznewsummary", "qzlao", "qzmail", "qzcredit", "Bounmy")
    assert not any(word in everything_kept() for word in words)
    call_command("search_index", "drain")
    text = client.get("/en/cases/la/spring/").text
    assert not any(word in text for word in words) and "Somebody who is not named here" in text
    assert [row.role_key for row in case.people.all()] == ["author"]
    record = json.loads(next(iter(export_lines(["case"], private=True))))
    assert record["facts"]["people"] == [{"role": "author"}]
    CaseExchange().read(record)  # another site takes it as it is
    entries = PageLogEntry.objects.filter(page_id=expert.pk)
    assert entries.filter(action="experts.erased").count() == 1
    assert not any(
        word in str(list(entries.values_list("label", "data", "user__username")))
        for word in (*words, "bounmy", "Water")
    )
    assert get_user_model().objects.filter(username="bounmy").exists()  # the account is another matter
    with pytest.raises(CommandError):
        call_command("erase_expert", "bounmy")

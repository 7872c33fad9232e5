"""An expert fills in a profile: what is taken, what is refused, what is kept when something is wrong."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import WorkflowState

from experts.models import ExpertPage
from experts.parts import PARTS
from kb.core import languages
from tests.experts.conftest import PROFILE, draft_of, sent_from
from tests.factories import make_expert, make_user, term

pytestmark = pytest.mark.django_db


def test_every_part_opens_in_every_language_and_says_what_is_there(holder, client):
    for language in languages.CODES:
        for part in PARTS:
            answer = client.get(f"/{language}/profile/edit/{part}/")
            assert answer.status_code == 200, part
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["X-Robots-Tag"] == "noindex"
    assert "Phommasan" in client.get(f"{PROFILE}edit/who/").text
    assert "Luang Prabang" in client.get(f"{PROFILE}words/en/").text


def test_a_change_is_a_revision_of_whoever_made_it_and_waits_for_an_editor(expert, holder, fill_in):
    before = ExpertPage.objects.get(pk=expert.pk).latest_revision_id
    assert fill_in("who", name="Bounmy P.").status_code == 302
    page = ExpertPage.objects.get(pk=expert.pk)
    assert page.name == "Bounmy Phommasan"
    assert draft_of(expert).name == "Bounmy P."
    assert page.latest_revision_id > before and page.latest_revision.user == holder
    assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert page.current_workflow_state.requested_by == holder


def test_what_is_saved_as_it_was_makes_no_revision(expert, holder, fill_in):
    before = ExpertPage.objects.get(pk=expert.pk).latest_revision_id
    for part in (*PARTS, "words/en"):
        assert fill_in(part).status_code == 302, part
    assert ExpertPage.objects.get(pk=expert.pk).latest_revision_id == before


def test_P02_nothing_but_the_fields_of_the_part_is_taken(expert, holder, fill_in):
    other = make_user("other")
    content = ExpertPage.objects.get(pk=expert.pk).get_latest_revision().content
    forged = {
        "verified": "1", "is_staff": "1", "user": str(other.pk), "slug": "admin", "owner": str(other.pk), "live": "",
        "consent_given": "on", "confirmed_on": "2030-01-01", "profile_status": str(term("profile_status", "active").pk),
        "title": "Forged", "locale": "2", "translation_key": "x", "path": "0001", "go_live_at": "2030-01-01",
        "mode": str(term("work_mode", "remote").pk), "contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert fill_in("who", name="New name", **forged).status_code == 302
    changed = ExpertPage.objects.get(pk=expert.pk).get_latest_revision().content
    moving = {"live", "latest_revision", "latest_revision_created_at", "live_revision", "draft_title"}
    moving |= {"has_unpublished_changes", "last_published_at", "first_published_at"}
    differing = {name for name in content if content[name] != changed[name]} - moving
    assert differing == {"name"}
    assert ExpertPage.objects.get(pk=expert.pk).live
    assert draft_of(expert).slug == "bounmy"


def test_a_row_more_and_a_row_less_without_javascript(expert, holder, client):
    address = f"{PROFILE}edit/languages/"
    form = sent_from(client.get(address))
    before = ExpertPage.objects.get(pk=expert.pk).latest_revision_id
    form["languages-1-language"] = "th"
    more = client.post(address, {**form, "add": "languages"})
    assert more.status_code == 200
    again = sent_from(more)
    assert (again["languages-1-language"], again["languages-TOTAL_FORMS"]) == (
        "th",
        str(int(form["languages-TOTAL_FORMS"]) + 1),
    )
    less = sent_from(client.post(address, {**again, "remove": "languages-0"}))
    assert less["languages-0-language"] == "th"
    assert ExpertPage.objects.get(pk=expert.pk).latest_revision_id == before
    assert client.post(address, less).status_code == 302
    assert [row.language for row in draft_of(expert).languages.all()] == ["th"]


def test_a_form_that_was_cut_off_takes_nothing_away(expert, holder, client):
    address = f"{PROFILE}edit/languages/"
    form = sent_from(client.get(address))
    cut = {
        name: value for name, value in form.items() if name != "whole" and not name.startswith("languages-1")
    }
    answer = client.post(address, cut)
    assert "Not everything has arrived" in answer.text
    assert draft_of(expert).languages.count() == 2


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(expert, holder, fill_in):
    answer = fill_in("contacts", **{"contacts-0-value": "no address", "contacts-1-value": "2020"})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    control = page.find(id="id_contacts-0-value")
    assert control["value"] == "no address"
    problem = page.find(id="id_contacts-0-value_error")
    assert "id_contacts-0-value_error" in control["aria-describedby"]
    assert problem.text.strip()
    assert page.find(id="id_contacts-1-type_error") and page.find(id="id_contacts-1-visibility_error")
    assert [row.value for row in draft_of(expert).contacts.all()] == ["qzmail@example.org"]


@pytest.mark.parametrize(
    ("part", "changes", "field"),
    [
        ("who", {"name": ""}, "id_name"),
        ("who", {"country": "XX"}, "id_country"),
        ("positions", {"positions-0-start": "soon"}, "id_positions-0-start"),
        ("languages", {"languages-1-language": "lo"}, "id_languages-1-language"),
        ("education", {"orcid": "12"}, "id_orcid"),
        ("education", {"publications-0-title": "A", "publications-0-url": "javascript:alert(1)"}, "id_publications-0-url"),
        ("words/en", {"title": ""}, "id_title"),
    ],
)  # fmt: skip
def test_problems_are_linked_to_their_fields(holder, fill_in, part, changes, field):
    answer = fill_in(part, **changes)
    assert answer.status_code == 200
    assert f'id="{field}_error"' in answer.text


def test_of_two_windows_the_second_is_not_saved_and_shows_both(expert, holder, client):
    address = f"{PROFILE}edit/who/"
    first, second = (sent_from(client.get(address)) for _window in range(2))
    assert client.post(address, {**first, "name": "First"}).status_code == 302
    answer = client.post(address, {**second, "name": "Second"})
    assert answer.status_code == 409
    assert draft_of(expert).name == "First"
    assert "What it says now" in answer.text and "First" in answer.text
    again = sent_from(answer)
    assert again["name"] == "Second"
    assert client.post(address, again).status_code == 302
    assert draft_of(expert).name == "Second"


@pytest.mark.parametrize("begun", ["", "²-x", "9" * 40, "1-\x00", "1-2026"])
def test_a_form_that_began_with_nothing_known_is_shown_again(expert, holder, fill_in, begun):
    answer = fill_in("who", name="Typed", begun=begun)
    assert answer.status_code == 409 and "Typed" in answer.text
    assert draft_of(expert).name == "Bounmy Phommasan"


@pytest.mark.parametrize("count", ["", "x", "-1", "1000000000", "٣"])
def test_no_number_of_rows_makes_it_fall(expert, holder, fill_in, count):
    for more in ({}, {"add": "languages"}):
        assert fill_in("languages", **{"languages-TOTAL_FORMS": count}, **more).status_code in (200, 302)
    assert draft_of(expert).languages.count() <= 3


def test_P06_what_is_written_is_cleaned_when_it_is_kept(expert, holder, fill_in, client):
    bad = (
        'Hello **all**\n\n<a href="javascript:alert(1)">x</a><style>p{}</style><script>alert(2)</script>'
        "<svg><animate onbegin=alert(3)></svg><math><mtext></table><mglyph><style><img src onerror=alert(4)></math>"
        "\n\n[web](javascript:alert) [good](https://example.org)\n\n- one\n- two"
    )
    assert fill_in("words/en", biography=bad).status_code == 302
    html = draft_of(expert).biography
    assert (
        "<b>all</b>" in html and '<a href="https://example.org">good</a>' in html and "<li>two</li>" in html
    )
    assert not BeautifulSoup(html, "html.parser").find(["style", "script", "svg", "math", "img"])
    shown = BeautifulSoup(client.get(f"{PROFILE}preview/public/").content, "html.parser").find("main")
    assert "<script>alert(2)</script>" in shown.text  # words, as they were typed
    assert not shown.find(["style", "script", "math", "img", "animate"])
    assert not [link for link in shown.find_all("a", href=True) if "javascript" in link["href"]]


def test_S05_line_breaks_stay_out_of_names(expert, holder, fill_in):
    fill_in("who", name="Bounmy\r\nBcc: a@b.c")
    assert draft_of(expert).name == "Bounmy Bcc: a@b.c"
    assert fill_in("who", name="nul\x00l").status_code == 200


def test_words_in_another_language_are_a_draft_of_their_own(expert, holder, client, fill_in):
    assert not ExpertPage.objects.exclude(pk=expert.pk).exists()
    page = client.get(f"{PROFILE}words/lo/")
    assert "Knows wells." in page.text  # to translate from
    assert sent_from(page)["summary"] == ""
    assert not ExpertPage.objects.exclude(pk=expert.pk).exists()  # opening makes nothing
    assert fill_in("words/lo", title="ວິສະວະກອນ", summary="ຮູ້").status_code == 302
    lao = ExpertPage.objects.exclude(pk=expert.pk).get()
    assert (lao.original_id, lao.locale.language_code, lao.live) == (expert.pk, "lo", False)
    assert draft_of(lao).title == "ວິສະວະກອນ"
    assert lao.latest_revision.user == holder
    assert fill_in("words/lo", title="ນັກວິສະວະກອນ").status_code == 302
    assert ExpertPage.objects.count() == 2


@pytest.mark.parametrize("address", ["edit/nothing/", "words/xx/", "preview/friends/"])
def test_what_there_is_not_is_not_there(holder, client, address):
    assert client.get(PROFILE + address).status_code == 404


def test_a_stranger_finds_nothing_and_somebody_unknown_logs_in(expert, holder, client):
    paths = ["", "edit/who/", "words/en/", "photograph/", "preview/public/", "confirm/", "consent/"]
    paths += ["delegates/", "data/", "data/download/"]
    make_expert("Somebody else", code="other")
    for code in ("bounmy", "other", "nothing"):
        client.force_login(make_user(f"stranger-{code}"))
        for path in paths:
            assert client.get(f"{PROFILE}of/{code}/{path}").status_code == 404, path
            assert client.get(PROFILE + path).status_code == (404 if path else 200)
        client.logout()
        for path in paths:
            assert client.get(f"{PROFILE}of/{code}/{path}")["Location"].startswith(
                "/en/accounts/login/?next="
            )


def test_a_page_of_the_form_costs_little_however_much_it_says(expert, holder, client):
    address = f"{PROFILE}edit/languages/"
    with CaptureQueriesContext(connection) as published:
        client.get(address)
    assert len(published) <= 8
    client.post(
        address, sent_from(client.get(address), **{"languages-1-language": "th"})
    )  # now there is a draft
    with CaptureQueriesContext(connection) as few:
        form = sent_from(client.get(address))
    names = ["km", "vi", "th", "my", "id", "ms", "fil", "fr"]
    more = {f"languages-{place}-language": name for place, name in enumerate(names)}
    more |= {f"languages-{place}-level": "" for place in range(len(names))}
    assert client.post(address, {**form, **more, "languages-TOTAL_FORMS": "8"}).status_code == 302
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).text.count("<fieldset") >= 8
    assert len(many) <= len(few) + 6  # of a draft, Wagtail asks for the page of each row; nothing else
    assert len(few) <= 32

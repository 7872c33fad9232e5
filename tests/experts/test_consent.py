"""No profile is public without the person's consent, and it leaves at once when the person takes it back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import PageLogEntry

from experts import consent
from experts.models import ExpertPage
from kb.core import visibility
from kb.exchange.exporting import export_lines
from tests.factories import make_case, make_expert, make_user, publish, translate
from tests.forms import form_of


@pytest.fixture
def expert(site):
    return make_expert("Bounmy Phommasan", code="bounmy")


@pytest.fixture
def everywhere(expert, client, search_index):
    """What the public finds of the expert: addresses that answer, hits, and lines that name them."""
    make_case(people=[{"expert": expert, "name": "A colleague"}], code="spring")
    lao = translate(expert, "lo")
    search_index()

    def look() -> dict[str, bool]:
        call_command("search_index", "drain")
        hits = client.get("/api/v1/search/?q=Bounmy&kind=expert").json()["results"]
        return {
            "page": client.get(expert.url).status_code == 200,
            "translation": client.get(lao.url).status_code == 200,
            "search": bool(hits),
            "case": "Bounmy" in client.get("/en/cases/la/spring/").content.decode(),
            "record": client.get("/records/bounmy.json").status_code == 200,
            "sitemap": "bounmy" in client.get("/sitemap-pages.xml").content.decode(),
            "export": any(json.loads(line)["slug"] == "bounmy" for line in export_lines()),
        }

    return look


def test_an_editor_who_unticks_it_takes_the_profile_off_at_once(expert, everywhere, client):
    before = everywhere()
    assert all(before.values()), before
    editor = make_user("editor", "Editors")
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[expert.pk])
    data = form_of(client.get(edit))
    del data["consent_given"]
    assert client.post(edit, data).status_code == 302
    client.logout()
    assert not any(everywhere().values())
    assert not ExpertPage.objects.filter(live=True).exists()
    assert PageLogEntry.objects.filter(action=consent.WITHDRAWN, user=editor).count() == 2


@pytest.fixture
def editing(expert, client):
    """What the editor's page of the profile sends: by itself, or because somebody pressed a button."""
    client.force_login(make_user("editor", "Editors"))
    edit = reverse("wagtailadmin_pages:edit", args=[expert.pk])

    def send(*, agreed: bool, by_itself: bool, button: str = "", **more: str) -> Any:
        data = {**form_of(client.get(edit)), **more, **({button: "1"} if button else {})}
        data.pop("consent_given", None)
        if agreed:
            data["consent_given"] = "on"
        headers = {"Accept": "application/json" if by_itself else "text/html,*/*;q=0.8"}
        return client.post(edit, data, headers=headers)

    return send


def is_shown(expert) -> bool:
    return visibility.is_public(ExpertPage.objects.get(pk=expert.pk))


def test_unticking_decides_nothing_until_somebody_saves(expert, editing):
    lao = translate(expert, "lo")
    first = editing(agreed=False, by_itself=True).json()
    assert first["success"] is True
    draft = ExpertPage.objects.get(pk=expert.pk).get_latest_revision_as_object()
    assert draft.pk == expert.pk and draft.consent_given is False  # the draft is kept
    assert is_shown(expert) and is_shown(lao)
    again = editing(agreed=False, by_itself=True, overwrite_revision_id=str(first["revision_id"]))
    assert again.json()["revision_id"] == first["revision_id"]
    assert is_shown(expert) and is_shown(lao)
    assert not PageLogEntry.objects.filter(action=consent.WITHDRAWN).exists()


def test_ticked_again_before_somebody_saves_nothing_has_happened(expert, editing):
    for agreed in (False, True):
        assert editing(agreed=agreed, by_itself=True).json()["success"] is True
    assert editing(agreed=True, by_itself=False).status_code == 302
    assert ExpertPage.objects.get(pk=expert.pk).get_latest_revision_as_object().consent_given is True
    assert is_shown(expert)


@pytest.mark.parametrize(("button", "status"), [("", 302), ("action-submit", 200)])
def test_saving_what_was_kept_by_itself_withdraws_at_once(button, status, expert, editing):
    lao = translate(expert, "lo")
    kept = editing(agreed=False, by_itself=True).json()["revision_id"]
    assert is_shown(expert)
    answer = editing(agreed=False, by_itself=False, button=button, overwrite_revision_id=str(kept))
    assert answer.status_code == status  # what nobody agreed to cannot be sent for approval
    assert not is_shown(expert) and not is_shown(lao)
    assert {each.user.username for each in PageLogEntry.objects.filter(action=consent.WITHDRAWN)} == {
        "editor"
    }


def test_what_code_saves_withdraws_at_once_whatever_an_editor_has_open(expert, editing):
    editing(agreed=False, by_itself=True)
    ExpertPage.objects.get(pk=expert.pk).get_latest_revision_as_object().save_revision()
    assert not is_shown(expert)


def test_how_somebody_agreed_is_in_no_public_record_and_travels_with_a_whole_export(expert, client):
    record = client.get("/records/bounmy.json").json()
    assert record["facts"]["name"] == "Bounmy Phommasan"
    assert [name for name in record["facts"] if name.startswith("consent")] == []
    facts = json.loads(next(iter(export_lines(private=True))))["facts"]
    assert facts["consent_given"] is True
    assert (facts["consent_date"], facts["consent_text"]) == ("2026-03-02", "declaration of 2026")


def test_no_state_of_the_row_shows_it(expert, everywhere):
    ExpertPage.objects.filter(pk=expert.pk).update(consent_given=False)
    found = everywhere()
    assert not any(found.values()), found
    assert not visibility.public(ExpertPage.objects.all()).exists()


def test_given_again_it_takes_the_way_of_every_draft(expert):
    expert.consent_given = False
    expert.save_revision()
    expert = ExpertPage.objects.get(pk=expert.pk)
    assert not expert.live
    expert.consent_given = True
    expert.save_revision()
    assert not ExpertPage.objects.get(pk=expert.pk).live
    assert visibility.is_public(publish(expert))

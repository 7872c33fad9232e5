"""No profile is public without the person's consent, and it leaves at once when the person takes it back."""

from __future__ import annotations

import json

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

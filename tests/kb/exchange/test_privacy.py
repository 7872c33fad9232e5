"""What only some people may see leaves the site only when the operator asks for it."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from cases.models import CasePage
from experts.models import ExpertPage
from tests import factories
from tests.kb.exchange.conftest import CASE, EXPERT, changed

SECRETS = ("canary@example.org", "+85620555", "canary-line", "17.97575", "102.63312")
CONTACTS = [
    {"type": "email", "value": "open@example.org", "visibility": "public"},
    {"type": "email", "value": SECRETS[0], "visibility": "signed_in"},
    {"type": "phone", "value": SECRETS[1], "visibility": "organisers"},
    {"type": "line", "value": SECRETS[2], "visibility": "nobody"},
]
PERSON = changed(EXPERT, facts__contacts=CONTACTS)
PLACE = {"key": "a", "country": "LA", "precision": "hidden", "latitude": 17.97575, "longitude": 102.63312}
VILLAGE = changed(CASE, facts__sites=[PLACE])


@pytest.fixture
def filled(exchange):
    assert exchange.bring(PERSON, VILLAGE).problems == []
    return exchange


def test_a_plain_export_has_nothing_private(filled, exported):
    text = "\n".join(exported())
    assert "open@example.org" in text
    assert [secret for secret in SECRETS if secret in text] == []


def test_the_operator_can_take_it_along(filled, exported):
    text = "\n".join(exported(private=True))
    assert [secret for secret in SECRETS if secret not in text] == []


def test_bringing_a_plain_export_back_keeps_what_it_lacks(filled, exported):
    plain = [json.loads(line) for line in exported()]
    assert filled.bring(*plain).outcomes == {"unchanged": 2}
    plain[0]["facts"]["name"] = "Another name"
    plain[1]["facts"]["licence"] = "CC BY 4.0"
    assert filled.bring(*plain).outcomes == {"updated": 2}
    values = [row.value for row in ExpertPage.objects.get().contacts.all()]
    assert values == [contact["value"] for contact in CONTACTS]
    assert str(CasePage.objects.get().sites.get().latitude) == "17.97575"


def test_private_contacts_between_public_ones_keep_their_places(exchange, exported):
    mixed = [
        CONTACTS[1],
        CONTACTS[0],
        CONTACTS[3],
        {**CONTACTS[0], "value": "second@example.org"},
        CONTACTS[2],
    ]
    person = changed(EXPERT, facts__contacts=mixed)
    assert exchange.bring(person).problems == []
    plain = json.loads(exported()[0])
    assert [each["value"] for each in plain["facts"]["contacts"]] == [
        "open@example.org",
        "second@example.org",
    ]
    assert exchange.bring(plain, dry_run=True).outcomes == {"unchanged": 1}

    plain["facts"]["contacts"] = [{**CONTACTS[0], "value": f"{name}@example.org"} for name in "abc"]
    assert exchange.bring(plain).outcomes == {"updated": 1}
    merged = [row.value for row in ExpertPage.objects.get().contacts.all()]
    assert merged == [SECRETS[0], "a@example.org", SECRETS[2], "b@example.org", SECRETS[1], "c@example.org"]
    plain["facts"]["contacts"] = plain["facts"]["contacts"][2:]
    assert exchange.bring(plain).outcomes == {"updated": 1}
    kept = [row.value for row in ExpertPage.objects.get().contacts.all()]
    assert kept == [SECRETS[0], "c@example.org", SECRETS[2], SECRETS[1]]


def test_a_file_with_private_contacts_replaces_them(filled):
    filled.bring(changed(PERSON, facts__contacts=CONTACTS[:2]))
    assert [row.value for row in ExpertPage.objects.get().contacts.all()] == ["open@example.org", SECRETS[0]]


def test_restricted_records_stay_unless_asked_for(filled, exported, tmp_path, capsys):
    case = CasePage.objects.get()
    PageViewRestriction.objects.create(page=case.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    left_out: list[str] = []
    assert [json.loads(line)["kind"] for line in exported(left_out=left_out.append)] == ["expert"]
    assert left_out == ["clean-water"]
    record = json.loads(exported(private=True)[1])
    assert record["words"]["en"]["published"] is False  # or the next site would show it to everybody
    call_command("export_content", tmp_path / "out.jsonl")
    assert "1 restricted records were left out" in capsys.readouterr().err
    assert filled.bring(record).outcomes == {"unchanged": 1}
    assert CasePage.objects.get().live


def test_an_export_shows_what_is_public_not_a_draft(filled, exported, superuser):
    draft = CasePage.objects.get()
    draft.title = "Canary draft"
    draft.save_revision(user=superuser)
    assert "Canary draft" not in "\n".join(exported(private=True))


def test_a_public_record_says_nothing_of_photographs_in_its_marks_either(site, client):
    image = get_image_model().objects.create(title="Field", file=get_test_image_file())
    texts = [("photo", {"caption": "Somebody's name", "alt": "Somebody's face"})]
    case = factories.make_case(photos=[{"image": image, "consent": False}], photo_texts=texts)
    lao = factories.translate(case, "lo", "ນ້ຳ", translation_state="machine")
    assert lao.untranslated
    public = client.get(f"/records/{case.slug}.json").content.decode()
    assert "untranslated" in public
    assert "Somebody" not in public

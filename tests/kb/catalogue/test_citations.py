"""A record taken along: cited truly, escaped, and with nothing that its page does not show."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import translation
from wagtail.models import PageViewRestriction

from kb.catalogue.citations import Citation, citation
from kb.core.models import Work
from tests.factories import make_case, make_collection, make_expert, translate

FORMS = ("json", "ris", "bib")
EVIL = "Water\r\nER  - \r\nTY  - JOUR\r\nTI  - Forged } \\input{/etc/passwd} 100% $x$ #1 & a_b ~ ^\u2028x"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def made(**given) -> Citation:
    values = {
        "code": "water",
        "authors": ("Bounmy",),
        "title": "Clean water",
        "site": "The base",
        "published": dt.date(2026, 5, 3),
        "language": "en",
        "url": "https://example.org/en/water/",
        "note": "",
    }
    return Citation(**{**values, **given})


def test_a_citation_is_a_sentence_in_the_readers_language():
    cited = made(authors=("Bounmy", "Noy"), language="lo", note="Machine translation, not checked.")
    assert str(cited) == (
        "Bounmy, Noy. Clean water (ລາວ). The base, 3 May 2026. Machine translation, not checked."
        " https://example.org/en/water/"
    )
    with translation.override("zh-hans"):
        assert "2026年5月3日" in str(cited)


def test_ris():
    assert made().ris().split("\r\n") == [
        "TY  - ELEC",
        "AU  - Bounmy",
        "TI  - Clean water",
        "PB  - The base",
        "PY  - 2026",
        "DA  - 2026/05/03",
        "LA  - en",
        "ID  - water",
        "UR  - https://example.org/en/water/",
        "ER  - ",
        "",
    ]


def test_bibtex():
    assert made().bibtex() == (
        "@misc{water,\n"
        "  author = {{Bounmy}},\n"
        "  title = {{Clean water}},\n"
        "  publisher = {The base},\n"
        "  year = {2026},\n"
        "  date = {2026-05-03},\n"
        "  langid = {en},\n"
        "  url = {https://example.org/en/water/},\n"
        "}\n"
    )


def test_one_record_goes_out_as_one_record():
    cited = made(title=EVIL, authors=(EVIL,), site=EVIL, note=EVIL)
    lines = cited.ris().splitlines()
    assert [line[:2] for line in lines] == ["TY", "AU", "TI", "PB", "PY", "DA", "LA", "N1", "ID", "UR", "ER"]
    entry = cited.bibtex()
    assert "\\input" not in entry
    depth, lowest = 0, 1
    for character in entry[len("@misc") : -2]:
        depth += {"{": 1, "}": -1}.get(character, 0)
        lowest = min(lowest, depth)
    assert (depth, lowest) == (1, 1)
    assert not any(entry[at - 1] != "\\" for at, character in enumerate(entry) if character in "%$&#")


@pytest.mark.parametrize("form", FORMS)
def test_each_kind_can_be_taken_along(site, client, form):
    case = make_case(people=[{"name": "Noy", "role": "author"}])
    for page in (case, make_expert(), make_collection(entries=[case])):
        address = f"/records/{page.slug}.{form}?lang=en"
        assert address in client.get(page.url).content.decode()
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Disposition"] == f'attachment; filename="{page.slug}.{form}"'
        assert page.title in response.content.decode()


def test_the_json_is_a_record_of_the_exchange(site, client):
    case = make_case(tags=["spring"])
    translate(case, "lo", "ນ້ຳ", translation_state="machine")
    translate(case, "km", "ទឹក", live=False)
    record = json.loads(client.get(f"/records/{case.slug}.json").content)
    assert record["slug"] == case.slug
    assert set(record["words"]) == {"en", "lo"}
    assert record["facts"]["tags"] == ["spring"]


def test_a_version_is_cited_in_its_language(site, client):
    case = make_case(people=[{"name": "Noy", "role": "author"}, {"name": "Kham", "role": "contact"}])
    lao = translate(case, "lo", "ນ້ຳ", translation_state="machine")
    text = client.get(f"/records/{case.slug}.ris?lang=lo").content.decode()
    assert "TI  - ນ້ຳ" in text
    assert "LA  - lo" in text
    assert f"UR  - {lao.full_url}" in text
    assert "N1  - ແປດ້ວຍເຄື່ອງ, ຍັງບໍ່ໄດ້ກວດ" in text  # as on its page, whatever the address of the record
    assert "AU  - Noy" in text
    assert "Kham" not in text
    assert f"TI  - {case.title}" in client.get(f"/records/{case.slug}.ris?lang=nonsense").content.decode()


def test_an_invented_expert_is_cited_as_one(site, client):
    expert = make_expert()
    Work.objects.filter(code=expert.slug).update(demonstration=True)
    for form in ("ris", "bib"):
        text = client.get(f"/records/{expert.slug}.{form}").content.decode()
        assert "Demonstration profile: the person is invented." in text
    assert json.loads(client.get(f"/records/{expert.slug}.json").content)["demonstration"] is True
    page = type(expert).objects.get(pk=expert.pk)
    assert "Demonstration profile" in str(citation(page, "The base"))


@pytest.mark.parametrize("form", FORMS)
def test_what_is_hidden_looks_missing(site, client, form):
    draft = make_case("Canary", code="canary", live=False)
    private = make_case("Canary", code="canary-2")
    PageViewRestriction.objects.create(page=private.get_parent(), restriction_type="login")
    missing = client.get(f"/records/nothing-here.{form}")
    assert missing.status_code == 404
    for page in (draft, private):
        response = client.get(f"/records/{page.slug}.{form}")
        assert response.status_code == 404
        assert response.content == missing.content
    assert client.get("/records/canary.exe").status_code == 404
    assert client.post("/records/canary.json").status_code == 405


def test_a_public_record_names_nothing_hidden(site, client):
    expert = make_expert("Canary Person", code="canary-expert", live=False)
    other = make_case("Canary case", code="canary-case", live=False)
    case = make_case(
        sites=[
            {"key": "a", "country": "LA", "precision": "hidden", "latitude": "17.97575", "longitude": "102.6"}
        ],
        people=[{"expert": expert, "role": "contact"}, {"name": "Noy", "role": "author"}],
        adapted_from_rows=[],
    )
    type(case).adapted_from_rows.rel.related_model.objects.create(page=case, case=other)
    collection = make_collection(entries=[case, other])
    text = client.get(f"/records/{case.slug}.json").content.decode()
    assert "Noy" in text
    assert "canary" not in text.lower()
    assert "17.97575" not in text
    assert "canary" not in client.get(f"/records/{collection.slug}.json").content.decode()


def test_only_public_contacts_leave(site, client):
    contacts = [
        {"type": "email", "value": "open@example.org", "visibility": "public"},
        {"type": "email", "value": "canary@example.org", "visibility": "signed_in"},
    ]
    expert = make_expert(contacts=contacts)
    text = client.get(f"/records/{expert.slug}.json").content.decode()
    assert "open@example.org" in text
    assert "canary@example.org" not in text

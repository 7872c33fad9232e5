"""A case is written part by part: what is taken, what is refused, what is kept when something is wrong."""

from __future__ import annotations

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images import get_image_model

from cases.models import CasePage, Submission
from cases.sharing.parts import FULL, PARTS, SHORT
from kb.core import languages
from tests.cases.sharing.conftest import SHARE, begin, draft_of, page_of, queries
from tests.factories import locale, make_case, make_expert, make_user, term
from tests.forms import sent_from

pytestmark = pytest.mark.django_db


def test_a_draft_begins_below_its_country_and_is_nowhere_public(author, client):
    code = begin(client, "ទឹកស្អាត", country="KH", language="km")
    page = page_of(code)
    assert (page.live, page.owner, page.locale.language_code) == (False, author, "km")
    assert page.get_parent().slug == "kh" and page.get_parent().locale == locale("km")
    assert page.latest_revision.user == author
    assert [site.country for site in draft_of(code).sites.all()] == ["KH"]
    client.logout()
    assert client.get(f"/km/cases/kh/{code}/").status_code == 404


@pytest.mark.parametrize("title", ["New", "Read", "Share"])
def test_a_code_is_never_a_word_of_our_addresses(author, client, title):
    code = begin(client, title)
    assert client.get(f"{SHARE}{code}/").status_code == 200


def test_S04_a_form_that_is_sent_twice_begins_one_draft(author, client):
    form = sent_from(client.get(f"{SHARE}new/"), title="Clean water", country="LA", language="en")
    first, second = (client.post(f"{SHARE}new/", form) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert CasePage.objects.count() == 1
    client.force_login(make_user("other"))
    other = client.post(f"{SHARE}new/", form)
    assert other.status_code == 200 and CasePage.objects.count() == 1


@pytest.mark.parametrize("changes", [{"title": ""}, {"country": "XX"}, {"language": "xx"}, {"key": "none"}])
def test_a_draft_does_not_begin_with_what_is_wrong(author, client, changes):
    form = sent_from(client.get(f"{SHARE}new/"), title="Clean water", country="LA") | changes
    answer = client.post(f"{SHARE}new/", form)
    assert answer.status_code == 200
    assert not CasePage.objects.exists()


def test_every_part_opens_in_every_language(code, client):
    for language in languages.CODES:
        for part in (*SHORT, *FULL)[:: 1 if language == "km" else 8]:
            answer = client.get(f"/{language}/share/{code}/{part.key}/")
            assert answer.status_code == 200, part
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["X-Robots-Tag"] == "noindex"
        assert client.get(f"/{language}/share/{code}/").status_code == 200
        assert client.get(f"/{language}/share/").status_code == 200


def test_every_field_has_a_label_help_and_an_example(code, client):
    for part in (*SHORT, *FULL):
        page = BeautifulSoup(client.get(f"{SHARE}{code}/{part.key}/").content, "html.parser")
        form = page.main.find("form", class_="wide")
        for control in form.find_all(["input", "textarea", "select"]):
            if control.get("type") in ("hidden", "checkbox"):
                continue
            assert form.find("label", attrs={"for": control["id"]}), control
            told = page.find(id=control["aria-describedby"].split()[0])
            assert "For example:" in told.text, control


def test_S08_nothing_but_the_fields_of_the_part_is_taken(author, code, fill_in):
    other = make_user("other")
    content = page_of(code).get_latest_revision().content
    forged = {
        "live": "1", "owner": str(other.pk), "slug": "admin", "status": "published", "is_featured": "on",
        "original_statement": "on", "locale": "2", "path": "0001", "go_live_at": "2030-01-01", "translation_key": "x",
        "sites-TOTAL_FORMS": "0", "sites-INITIAL_FORMS": "0", "evidence_confirmed_by": "me", "expired": "1",
    }  # fmt: skip
    assert fill_in(code, "basics", title="Another title", **forged).status_code == 302
    page = page_of(code)
    changed = page.get_latest_revision().content
    moving = {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}
    differing = {name for name in content if content[name] != changed[name]} - moving
    assert differing == {"title"}
    assert (page.live, page.owner, page.slug) == (False, author, code)


def test_what_is_saved_as_it_was_makes_no_revision(code, fill_in):
    before = page_of(code).latest_revision_id
    for part in (*SHORT, *FULL):
        assert fill_in(code, part.key).status_code == 302, part
    assert page_of(code).latest_revision_id == before


def test_sources_get_their_keys_and_figures_point_to_them(code, fill_in, client):
    fill_in(code, "sources", **{"references-0-title": "Report of the district", "references-0-key": "forged"})
    (source,) = draft_of(code).references.all()
    assert source.key == "s1"
    indicator = term("indicator", "people_reached").pk
    figure = {"results-0-indicator": str(indicator), "results-0-after": "510", "results-0-source": "s1"}
    assert fill_in(code, "results", outcome="**More** water", **figure).status_code == 302
    draft = draft_of(code)
    assert [(row.after, row.source) for row in draft.results.all()] == [(510, "s1")]
    assert "<b>More</b>" in draft.outcome
    # A source that is renamed stays the one that the figure names; a second gets a key of its own.
    more = {"references-0-title": "Report of 2019", "references-1-title": "Interview"}
    assert fill_in(code, "sources", **more).status_code == 302
    assert [(row.key, row.title) for row in draft_of(code).references.all()] == [
        ("s1", "Report of 2019"),
        ("s2", "Interview"),
    ]
    answer = client.get(f"{SHARE}{code}/results/")
    assert "Report of 2019" in answer.text
    assert fill_in(code, "results", **{"results-0-source": "s9"}).status_code == 200


def test_what_the_form_does_not_ask_of_a_row_stays(author, client, fill_in):
    make_case(
        code="well", live=False, owner=author,
        results=[{"indicator": "people_reached", "after": 5, "group": "people"}],
        sites=[{"key": "well", "country": "LA", "latitude": "19.5", "other_names": "Old name"}],
    )  # fmt: skip
    assert fill_in("well", "results", **{"results-0-after": "6"}).status_code == 302
    assert fill_in("well", "places", **{"sites-0-village": "Ban Xor"}).status_code == 302
    draft = draft_of("well")
    assert [(row.after, row.group) for row in draft.results.all()] == [(6, "people")]
    (site,) = draft.sites.all()
    assert (site.key, float(site.latitude), site.other_names, site.village) == (
        "well",
        19.5,
        "Old name",
        "Ban Xor",
    )


def test_a_row_more_and_a_row_less_keep_what_was_typed(code, client):
    address = f"{SHARE}{code}/steps/"
    form = sent_from(client.get(address)) | {"steps-0-title": "Choose", "steps-0-text": "One\n\nTwo"}
    more = sent_from(client.post(address, {**form, "add": "steps"}))
    assert (more["steps-0-title"], more["steps-0-text"]) == ("Choose", "One\n\nTwo")
    more |= {"steps-1-title": "Dig"}
    assert client.post(address, more).status_code == 302
    assert [step.value["title"] for step in draft_of(code).steps] == ["Choose", "Dig"]
    ids = [step.id for step in draft_of(code).steps]
    less = sent_from(client.post(address, {**sent_from(client.get(address)), "remove": "steps-0"}))
    assert less["steps-0-title"] == "Dig"
    assert client.post(address, less).status_code == 302
    assert [(step.id, step.value["title"]) for step in draft_of(code).steps] == [(ids[1], "Dig")]


def test_rich_text_of_an_editor_survives_a_save_of_another_row(author, client, fill_in):
    html = '<p data-block-key="a1">By <b>hand</b></p>'
    make_case(code="well", live=False, owner=author, steps=[("step", {"title": "Dig", "text": html})])
    assert fill_in("well", "steps", **{"steps-1-title": "Pipe"}).status_code == 302
    assert [step.value["title"] for step in draft_of("well").steps] == ["Dig", "Pipe"]
    assert draft_of("well").steps[0].value["text"].source == html


@pytest.mark.parametrize(
    ("part", "changes", "field"),
    [
        ("basics", {"title": ""}, "id_title"),
        ("places", {"sites-0-country": "XX"}, "id_sites-0-country"),
        ("period", {"start": "2019", "end": "2016-05"}, "id_end"),
        ("period", {"start": "soon"}, "id_start"),
        ("steps", {"steps-0-text": "text alone"}, "id_steps-0-title"),
        ("sources", {"references-0-title": "A", "references-0-url": "javascript:alert(1)"}, "id_references-0-url"),
        ("results", {"results-0-after": "5"}, "id_results-0-indicator"),
        ("costs", {"costs-0-amount": "5", "costs-0-currency": "kip"}, "id_costs-0-currency"),
        ("people", {"people-0-note": "Somebody"}, "id_people-0-name"),
        ("people", {"people-0-profile": "https://example.org/nobody/"}, "id_people-0-profile"),
        ("tags", {"tags": ",".join(f"t{number}" for number in range(20))}, "id_tags"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(code, fill_in, part, changes, field):
    before = page_of(code).latest_revision_id
    answer = fill_in(code, part, **changes)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find(id=f"{field}_error").text.strip()
    assert f"{field}_error" in page.find(id=field)["aria-describedby"]
    name, typed = next(iter(changes.items()))
    control = page.find(attrs={"name": name})
    if control.name != "select":
        assert control.get("value", control.text).strip() == typed
    assert page_of(code).latest_revision_id == before


def test_S05_a_line_break_stays_out_of_a_title(code, fill_in):
    fill_in(code, "basics", title="Water\r\nBcc: a@b.c")
    assert draft_of(code).title == "Water Bcc: a@b.c"
    assert fill_in(code, "basics", title="nul\x00l").status_code == 200


def test_P06_what_is_written_is_cleaned_when_it_is_kept(code, fill_in, client):
    bad = "<script>alert(1)</script> [x](javascript:alert) <img src onerror=alert(2)> **bold**"
    fill_in(code, "problem", problem=bad)
    fill_in(code, "steps", **{"steps-0-title": "One", "steps-0-text": bad})
    draft = draft_of(code)
    for html in (draft.problem, draft.steps[0].value["text"].source):
        assert "<b>bold</b>" in html
        assert not BeautifulSoup(html, "html.parser").find(["script", "img"])
        assert "&lt;script&gt;alert(1)" in html  # words, as they were typed
        assert "javascript" not in html.replace("&lt;", "")


def test_of_two_windows_the_second_is_not_saved_and_shows_both(code, client):
    address = f"{SHARE}{code}/basics/"
    first, second = (sent_from(client.get(address)) for _window in range(2))
    assert client.post(address, {**first, "title": "First"}).status_code == 302
    answer = client.post(address, {**second, "title": "Second"})
    assert answer.status_code == 409
    assert "What it says now" in answer.text and "First" in answer.text
    assert draft_of(code).title == "First"
    assert client.post(address, sent_from(answer)).status_code == 302
    assert draft_of(code).title == "Second"


def test_a_form_that_was_cut_off_takes_nothing_away(code, client):
    address = f"{SHARE}{code}/places/"
    form = sent_from(client.get(address))
    cut = {name: value for name, value in form.items() if name != "whole" and not name.startswith("sites-0")}
    assert "Not everything has arrived" in client.post(address, cut).text
    assert draft_of(code).sites.count() == 1


def test_a_person_with_a_profile_is_linked_and_stays_so(code, fill_in):
    expert = make_expert(code="bounmy")
    author = str(term("person_role", "author").pk)
    fill_in(
        code, "people", **{"people-0-profile": f"https://testserver{expert.url}", "people-0-role": author}
    )
    assert [row.expert_id for row in draft_of(code).people.all()] == [expert.pk]
    expert.unpublish()
    assert fill_in(code, "people", **{"people-0-note": "Engineer"}).status_code == 302
    assert [(row.expert_id, row.note) for row in draft_of(code).people.all()] == [(expert.pk, "Engineer")]


def picture(size=(40, 30), form="JPEG", mode="RGB"):
    out = BytesIO()
    Image.new(mode, size).save(out, format=form)
    return out.getvalue()


def photograph(client, code, content, name="a.jpg", **fields):
    return client.post(
        f"{SHARE}{code}/photographs/add/", {"file": SimpleUploadedFile(name, content), **fields}
    )


def test_photographs_keep_their_words_whatever_becomes_of_the_others(code, client, fill_in):
    for name in ("one", "two"):
        told = {"caption": f"Caption {name}", "description": f"Shows {name}", "consent": "on", "credit": "K."}
        assert photograph(client, code, picture(), **told).status_code == 302
    draft = draft_of(code)
    assert [row.consent for row in draft.photos.all()] == [True, True]
    assert [text.value["caption"] for text in draft.photo_texts] == ["Caption one", "Caption two"]
    assert "<img" in client.get(f"{SHARE}{code}/photographs/").text
    address = f"{SHARE}{code}/photographs/"
    less = sent_from(client.post(address, {**sent_from(client.get(address)), "remove": "photos-0"}))
    assert client.post(address, less | {"photos-0-caption": "Two"}).status_code == 302
    draft = draft_of(code)
    assert [text.value["caption"] for text in draft.photo_texts] == ["Two"]
    assert [row.image.description for row in draft.photos.all()] == ["Shows two"]


def test_a_photograph_of_another_case_cannot_be_taken(code, client, fill_in):
    photograph(client, code, picture())
    (row,) = draft_of(code).photos.all()
    other = begin(client, "Another")
    address = f"{SHARE}{other}/photographs/"
    form = sent_from(client.get(address)) | {"photos-TOTAL_FORMS": "1", "photos-0-was": str(row.image_id)}
    shown = client.post(address, {**form, "photos-0-caption": "", "add": "photos"})
    assert "<img" not in BeautifulSoup(shown.content, "html.parser").main.decode()
    assert client.post(address, {**form, "photos-0-caption": "Mine"}).status_code == 302
    assert not draft_of(other).photos.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"no picture", "a.jpg"), (picture((13000, 13000), "PNG", "1"), "a.png"), (b"<svg/>", "a.svg"), (b"", "a.jpg")],
    ids=["text", "huge", "svg", "empty"],
)  # fmt: skip
def test_U01_a_file_that_is_no_photograph_is_refused_and_words_stay(code, client, content, name):
    answer = photograph(client, code, content, name, caption="My caption")
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find(id="id_file_error").text.strip()
    assert page.find(id="id_caption")["value"] == "My caption"
    assert not get_image_model().objects.exists()


def test_S02_what_a_program_sends_is_kept_and_told_to_reviewers_alone(author, client):
    form = sent_from(client.get(f"{SHARE}new/"), title="Clean water", country="LA", language="en")
    answer = client.post(f"{SHARE}new/", {**form, "website": "https://example.org"})
    row = Submission.objects.get()
    assert row.suspicions.split() == ["trap", "fast"]
    assert "do not see" not in client.get(answer["Location"]).text
    editor = make_user("editor", "Editors")
    client.force_login(editor)
    assert "do not see" in client.get(answer["Location"]).text


def test_a_part_costs_a_fixed_number_of_queries(code, client, fill_in):
    address = f"{SHARE}{code}/problem/"
    fill_in(code, "steps", **{"steps-0-title": "Step"})
    client.get(address)
    before = queries(client, address)
    for number in range(6):
        fill_in(code, "steps", **{f"steps-{number}-title": f"Step {number}"})
    assert len(draft_of(code).steps) == 6
    client.get(address)  # which tells that it was saved
    assert queries(client, address) == before <= 18


def test_the_parts_know_where_everything_is_filled_in():
    from cases.completeness import _RULES, PART_OF

    assert {part for part, _sentence, _test in _RULES} | set(PART_OF.values()) <= set(PARTS)

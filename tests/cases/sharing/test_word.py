"""A case is written in Word and sent: what becomes of it in ten languages, in poor editors, and with bad files."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO

import docx
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from docx.oxml.ns import qn

from cases.models import CasePage, Submission
from cases.sharing import documents
from kb.core import languages
from kb.filling.word.questions import asked
from kb.vocabulary import labels
from tests.cases.sharing.conftest import (
    SHARE,
    WORD,
    code_of,
    draft_of,
    left_of,
    page_of,
    queries,
    send,
    template,
)
from tests.cases.sharing.test_writing import picture
from tests.factories import make_user
from tests.forms import sent_from
from tests.word import controls, filled, saved, without_controls, without_tables, write

pytestmark = pytest.mark.django_db


def label(scheme, key):
    return labels.label(scheme, key)


def answers():
    """Something for every field of the short form, in the language that is active, as labels say it."""
    return {
        "basics.title": "ទឹកស្អាត 水 น้ำ",
        "basics.summary": "One.\nTwo.",
        "places.sites.country": [labels_of("places.sites.country", "LA"), labels_of("places.sites.country", "KH")],
        "places.sites.village": ["Ban Xor", "Bakong"],
        "places.sites.precision": [label("place_precision", "village")],
        "period.status": label("status", "finished"),
        "period.start": "២០១៦-០៣",
        "period.end": "2019",
        "problem.problem": "Women walked.\nTwo hours a day.",
        "steps.steps.title": ["Choose", "Dig"],
        "steps.steps.text": ["In March.\nTwo days.", "By hand."],
        "sources.references.title": ["Water report", "Interview"],
        "sources.references.url": ["https://example.org/report.pdf"],
        "results.outcome": "No queue.",
        "results.results.indicator": [label("indicator", "people_reached"), label("indicator", "people_reached")],
        "results.results.after": ["៥១០", "12.5"],
        "results.results.site": ["Ban Xor"],
        "results.results.source": ["Interview", "Water report"],
        "costs.costs.item": [label("cost_item", "total")],
        "costs.costs.amount": ["15000"],
        "costs.costs.currency": ["USD"],
        "lessons.lessons.title": ["Ask early"],
        "people.people.name": ["Khamla"],
        "people.people.role": [label("person_role", "author")],
        "licence.licence": "CC BY 4.0",
    }  # fmt: skip


def labels_of(tag, value):
    questions = {each.tag: each for form in asked(documents.PARTS, CasePage()) for each in form.all}
    return dict(questions[tag].offered)[value]


def ticks():
    return {
        "themes.themes": [label("theme", "water_supply")],
        "groups.groups": [label("target_group", "women")],
        "licence.original_statement": [""],
        "results.results.headline": [""],
    }


def assert_all_is_there(code):
    draft = draft_of(code)
    assert draft.title == "ទឹកស្អាត 水 น้ำ"
    assert draft.summary.split("\n\n") == ["One.", "Two."]
    sites = [(site.country, site.village, site.precision_key) for site in draft.sites.all()]
    assert sites == [("LA", "Ban Xor", "village"), ("KH", "Bakong", None)]
    assert [row.term.key for row in draft.theme_rows.all()] == ["water_supply"]
    assert [row.term.key for row in draft.target_group_rows.all()] == ["women"]
    assert (draft.status_key, draft.start, draft.end) == ("finished", "2016-03", "2019")
    assert draft.problem == "<p>Women walked.</p><p>Two hours a day.</p>"
    assert [step.value["title"] for step in draft.steps] == ["Choose", "Dig"]
    assert draft.steps[0].value["text"].source == "<p>In March.</p><p>Two days.</p>"
    assert [(row.key, row.title) for row in draft.references.all()] == [
        ("s1", "Water report"),
        ("s2", "Interview"),
    ]
    results = [(row.indicator_key, float(row.after), row.source, row.headline) for row in draft.results.all()]
    assert results == [("people_reached", 510.0, "s2", True), ("people_reached", 12.5, "s1", False)]
    keys = {site.village: site.key for site in draft.sites.all()}
    assert [row.site for row in draft.results.all()] == [keys["Ban Xor"], ""]
    assert [(row.item_key, row.amount, row.currency) for row in draft.costs.all()] == [
        ("total", 15000, "USD")
    ]
    assert [each.value["title"] for each in draft.lessons] == ["Ask early"]
    assert [(row.name, row.role_key) for row in draft.people.all()] == [("Khamla", "author")]
    assert (draft.licence, draft.original_statement) == ("CC BY 4.0", True)
    assert left_of(code) == []


@pytest.mark.parametrize("editor", ["word", "no controls", "no tables"])
@pytest.mark.parametrize("language", languages.CODES)
def test_what_is_written_in_the_document_is_in_the_draft(author, client, language, editor):
    content = template(client, language)
    with override(language):
        document = filled(content, answers(), ticks())
    if editor != "word":
        without_controls(document)
    if editor == "no tables":
        without_tables(document)
    code = code_of(send(client, saved(document)))
    assert_all_is_there(code)
    page = page_of(code)
    assert (page.owner, page.live, page.locale.language_code) == (author, False, "en")


@pytest.mark.parametrize(
    ("typed", "kept", "told"),
    [("ေရ သန္႔", "ရေ သန့်", True), ("ရေ သန့်", "ရေ သန့်", False), ("မႂ်ႇသုင်ၶႃႈ", "မႂ်ႇသုင်ၶႃႈ", False)],
)
def test_a_document_typed_in_zawgyi_becomes_a_draft_in_unicode(author, client, typed, kept, told):
    content = template(client, "my")
    answer = send(client, saved(filled(content, {"basics.title": typed, "basics.summary": typed}, {})))
    draft = draft_of(code_of(answer))
    assert (draft.title, draft.summary) == (kept, kept)
    assert ("What you typed in Zawgyi is now in Unicode." in client.get(answer["Location"]).text) is told


def test_the_document_as_it_is_taken_says_nothing(author, client):
    for language in languages.CODES:
        answer = send(client, template(client, language))
        assert answer.status_code == 200
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.find(id="id_file_error").text.strip() == "Nothing is written in this document."
    assert not CasePage.objects.exists()


def test_the_document_asks_what_the_form_asks_and_tells_how(client, site):
    for code in ("en", "my"):
        document = docx.Document(BytesIO(template(client, code)))
        text = "\n".join(each.text or "" for each in document.element.body.iter(qn("w:t")))
        with override(code):
            for form in asked(documents.PARTS, CasePage()):
                assert form.title in text
                for question in form.all:
                    assert list(controls(document, question.tag)), question.tag
                    for line in (question.label, *question.help):
                        assert line in text


@pytest.mark.parametrize(("code", "font", "kind"), [
    ("km", "Leelawadee UI", "cs"), ("lo", "Leelawadee UI", "cs"), ("my", "Myanmar Text", "cs"),
    ("th", "Leelawadee UI", "cs"), ("zh-hans", "Microsoft YaHei", "eastAsia"),
])  # fmt: skip
def test_scripts_have_fonts_and_languages_in_every_style(client, site, code, font, kind):
    document = docx.Document(BytesIO(template(client, code)))
    fonts = list(document.styles.element.iter(qn("w:rFonts")))
    assert [each.get(qn(f"w:{kind}")) for each in fonts] == [font]
    spelling = document.styles.element.find(f".//{qn('w:lang')}")
    assert spelling.get(qn("w:eastAsia" if kind == "eastAsia" else "w:bidi")).startswith(code[:2])


def test_any_reader_takes_it_and_no_other_address_is_one(client, site):
    answer = client.get("/km/share/word/km.docx")
    assert answer["Content-Disposition"] == 'attachment; filename="case-km.docx"'
    assert client.get(f"{WORD}xx.docx").status_code == 404
    assert client.get(f"{WORD}..%2f.docx").status_code == 404


# --- what could not be placed


def test_what_cannot_be_placed_is_shown_until_its_author_has_dealt_with_it(author, client):
    long = "a" * 3001
    document = filled(template(client), {
        "basics.title": "Water", "basics.summary": long, "period.start": "soon", "period.end": "2019",
        "costs.costs.item": [label("cost_item", "total")], "costs.costs.amount": ["many"],
        "results.results.indicator": [label("indicator", "people_reached")], "results.results.method": ["Visit"],
        "sources.references.authors": ["Nobody"], "results.results.source": ["", "Unlisted"],
        "licence.licence": "All rights",
    }, {})  # fmt: skip
    document.element.body.insert(0, document.add_paragraph("A greeting")._p)
    document.sections[0].header.paragraphs[0].text = "Office of Bakong"
    code = code_of(send(client, saved(document)))
    found = {each["where"]: (each["text"], each["why"]) for each in left_of(code)}
    assert found["Summary"][0] == long and "3000" in found["Summary"][1]
    assert found["Start"] == ("soon", "Write a year, a month or a day as 2020, 2020-10 or 2020-10-27.")
    assert found["Cost 1 · Amount"] == ("many", "Enter a number.")
    assert found["Figure 1"][0].splitlines() == ["Indicator: People reached", "Method: Visit"]
    assert found["Source 1"][0] == "Authors: Nobody"
    assert found["Figure 2 · Source"][0] == "Unlisted"
    assert found["Licence"][0] == "All rights"
    assert found["Beginning of the document"][0] == "A greeting"
    assert found["Margin, note or comment"][0] == "Office of Bakong"
    draft = draft_of(code)
    assert (draft.summary, draft.start, draft.end, draft.licence) == ("", "", "2019", "")
    assert [row.item_key for row in draft.costs.all()] == ["total"]
    shown = client.get(f"{SHARE}{code}/")
    page = BeautifulSoup(shown.content, "html.parser").find(attrs={"aria-labelledby": "left-over"}).text
    for where, (text, why) in found.items():
        assert where in page and text.splitlines()[0] in page and why in page
    client.force_login(make_user("other"))
    assert client.post(f"{SHARE}{code}/left-over/").status_code == 404
    assert left_of(code)
    client.force_login(author)
    assert client.get(f"{SHARE}{code}/left-over/").status_code == 405
    assert client.post(f"{SHARE}{code}/left-over/").status_code == 302
    assert left_of(code) == []
    assert "could not be placed" not in client.get(f"{SHARE}{code}/").text


def test_editors_see_it_and_cannot_take_it_away(author, client):
    document = filled(template(client), {"basics.title": "Water", "period.start": "soon"}, {})
    code = code_of(send(client, saved(document)))
    client.force_login(make_user("editor", "Editors"))
    page = BeautifulSoup(client.get(f"{SHARE}{code}/").content, "html.parser")
    assert "soon" in page.find(attrs={"aria-labelledby": "left-over"}).text
    assert page.find("form", action=f"{SHARE}{code}/left-over/") is None
    assert client.post(f"{SHARE}{code}/left-over/").status_code == 404


@pytest.mark.parametrize("poor", [False, True], ids=["with controls", "without controls"])
def test_text_beside_a_place_is_its_answer_or_is_shown(author, client, poor):
    document = filled(template(client), {"basics.title": "Water"}, {})
    for paragraph in document.paragraphs:
        if paragraph.text == "Problem and context":
            paragraph._p.addnext(document.add_paragraph("Below the heading")._p)
        if paragraph.text == "Period and form":
            paragraph._p.addnext(document.add_paragraph("In no field")._p)
    row = next(controls(document, "places.sites.village")).getparent()
    row.addnext(document.add_paragraph("Ban Xor")._p)
    if poor:
        without_controls(document)
    code = code_of(send(client, saved(document)))
    assert draft_of(code).problem == "<p>Below the heading</p>"
    left = [(each["where"], each["text"]) for each in left_of(code)]
    # The village alone is no place: it has no country.
    assert left == [("Period and form", "In no field"), ("Place 1", "Village: Ban Xor")]


def test_a_row_more_is_a_table_that_was_copied(author, client):
    document = filled(template(client), {"basics.title": "Water", "steps.steps.title": ["1", "2", "3"]}, {})
    table = next(controls(document, "steps.steps.title"))
    while table.tag != qn("w:tbl"):
        table = table.getparent()
    more = deepcopy(table)
    write(next(each for each in more.iter(qn("w:sdt"))), "4")
    last = list(controls(document, "steps.steps.title"))[-1]
    while last.tag != qn("w:tbl"):
        last = last.getparent()
    last.addnext(more)
    code = code_of(send(client, saved(document)))
    assert [step.value["title"] for step in draft_of(code).steps] == ["1", "2", "3", "4"]


def test_bold_lists_and_links_stay_and_what_was_deleted_is_gone(author, client):
    document = filled(template(client), {"basics.title": "Water", "problem.problem": "One"}, {})
    place = next(controls(document, "problem.problem")).find(qn("w:sdtContent"))
    for text in ("first", "second"):
        paragraph = document.add_paragraph("", style="List Bullet")
        paragraph.add_run(text).bold = text == "first"
        paragraph._p.get_or_add_pPr().get_or_add_numPr()
        place.append(paragraph._p)
    paragraph = document.add_paragraph("See ")
    relation = document.part.relate_to(
        "https://example.org/r", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = docx.oxml.OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    link.append(paragraph.add_run("the report")._r)
    deleted = docx.oxml.OxmlElement("w:del")
    deleted.append(paragraph.add_run("nothing")._r)
    paragraph._p.extend([link, deleted])
    place.append(paragraph._p)
    code = code_of(send(client, saved(document)))
    problem = BeautifulSoup(draft_of(code).problem, "html.parser")
    assert [each.text for each in problem.find_all("li")] == ["first", "second"]
    assert problem.b.text == "first"
    assert problem.a.text == "the report" and problem.a["href"] == "https://example.org/r"
    assert "nothing" not in problem.text


def test_pictures_are_named_and_not_taken(author, client):
    document = filled(template(client), {"basics.title": "Water"}, {})
    document.add_picture(BytesIO(picture()))
    code = code_of(send(client, saved(document)))
    (left,) = left_of(code)
    assert (left["where"], left["text"]) == ("Photographs", "image1.jpg")
    assert not draft_of(code).photos.exists()


def test_a_document_without_a_title_is_called_as_its_file(author, client):
    document = filled(template(client), {"basics.summary": "Water"}, {})
    assert draft_of(code_of(send(client, saved(document), "Ban Xor.docx"))).title == "Ban Xor"
    document = filled(template(client), {"basics.title": "x" * 256}, {})
    code = code_of(send(client, saved(document), "Long.docx"))
    assert draft_of(code).title == "Long" and left_of(code)[0]["text"] == "x" * 256


def test_boxes_are_ticked_by_hand_or_lost(author, client):
    document = filled(template(client), {"basics.title": "Water"}, {})
    without_controls(document)
    water, women = label("theme", "water_supply"), label("target_group", "women")
    for paragraph in document.paragraphs:
        if paragraph.text == f"☐ {water}":
            paragraph.runs[0].text = "x"
        elif paragraph.text == f"☐ {women}":
            paragraph.add_run(" and girls")
        elif paragraph.text.startswith("☐ The authors wrote"):
            paragraph.add_run(", mostly")
    code = code_of(send(client, saved(document)))
    assert [row.term.key for row in draft_of(code).theme_rows.all()] == ["water_supply"]
    groups, licence = [each["text"] for each in left_of(code)]
    assert groups == f"☐ {women} and girls" and licence.endswith("saying so, mostly")
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("☐", "").replace("x", "") if run.text in ("☐", "x") else run.text
    code = code_of(send(client, saved(document), "lost.docx"))
    assert not draft_of(code).theme_rows.exists()


def test_what_is_missing_in_the_form_is_told(author, client):
    content = saved(filled(template(client), {"basics.title": "Water"}, {}))
    answer = send(client, content, website="")
    assert answer.status_code == 302
    other = saved(filled(template(client), {"basics.title": "Water 2"}, {}))
    form = sent_from(client.get(WORD), country="", language="xx")
    answer = client.post(WORD, {**form, "file": SimpleUploadedFile("a.docx", other)})
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find(id="id_country_error") and page.find(id="id_language_error")
    answer = client.post(WORD, form | {"country": "KH", "language": "en"})
    assert BeautifulSoup(answer.content, "html.parser").find(id="id_file_error")


# --- who, and how often


def test_who_is_not_logged_in_takes_the_document_and_comes_back_to_send_it(site, client):
    page = client.get(WORD)
    assert "km.docx" in page.text
    main = BeautifulSoup(page.content, "html.parser").main
    assert not main.find("form")
    assert main.find("a", href=f"/en/accounts/login/?next={WORD}")
    answer = client.post(WORD, {"file": SimpleUploadedFile("a.docx", b"x")})
    assert answer["Location"] == f"/en/accounts/login/?next={WORD}"
    make_user("khamla", "Contributors")
    assert Client(enforce_csrf_checks=True).post(WORD).status_code == 403


def test_S02_what_a_program_sends_is_told_to_reviewers(author, client):
    content = saved(filled(template(client), {"basics.title": "Water"}, {}))
    code = code_of(send(client, content, website="https://example.org"))
    assert "trap" in Submission.objects.get(page__slug=code).suspicions


def test_a_document_costs_as_many_queries_however_full_it_is(author, client):
    def cost(document):
        content = saved(document)
        form = sent_from(client.get(WORD), country="KH", language="en")
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(WORD, {**form, "file": SimpleUploadedFile("a.docx", content)})
        return code_of(answer), len(asked)

    steps = {"basics.title": "Water", "steps.steps.title": ["a"], "sources.references.title": ["a"]}
    more = {
        "basics.title": "Rice",
        "steps.steps.title": ["a", "b", "c"],
        "sources.references.title": ["a", "b", "c"],
    }
    code, few = cost(filled(template(client), steps, {}))
    code, many = cost(filled(template(client), more, {}))
    assert many == few
    assert queries(client, f"{SHARE}{code}/") <= 40

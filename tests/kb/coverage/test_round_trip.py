"""Texts of a batch leave as files and come back without loss; what does not fit is told."""

from __future__ import annotations

import io
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from lxml import etree
from openpyxl import Workbook, load_workbook
from wagtail_localize.models import StringTranslation

from cases.models import CasePage
from kb.coverage.models import Batch
from kb.editorial.permissions import contributors
from tests import factories
from tests.kb.coverage.batches import FORMS, NS, PROBLEM, bring, draft, filled, give, said, texts
from tests.kb.coverage.test_grid import change
from tests.kb.editorial.test_reviews import sent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", FORMS)
def test_a_file_has_every_piece_with_its_key(batch, client, form):
    found = said(texts(client, batch, form), form)
    originals = [source for source, _target in found.values()]
    assert "=Clean water" in originals
    assert sum("was dry & far." in source for source in originals) == 1
    assert all(target == "" for _source, target in found.values())


@pytest.mark.parametrize("form", FORMS)
def test_what_comes_back_is_a_draft_with_its_marks(batch, case, client, people, form):
    words = {"=Clean water": "ນ້ຳສະອາດ", "See ": "ເບິ່ງ "}
    if form == "xlsx":
        words["See "] = "ເບິ່ງ [ບົດລາຍງານ](1)."
        words["The "] = "**ນ້ຳສ້າງ** & <script>"
    answer = bring(client, batch, filled(texts(client, batch, form), form, words), form)
    assert answer.status_code == 200
    page = draft(case)
    assert not CasePage.objects.get(pk=page.pk).live
    assert page.title == "ນ້ຳສະອາດ"
    assert 'href="https://example.org/report"' in page.problem
    assert page.summary == "One line."  # what nobody has translated
    if form == "xlsx":
        assert "<b>ນ້ຳສ້າງ</b> &amp; &lt;script&gt;" in page.problem
    assert people["dara"].pk in contributors(page)
    again = said(texts(client, batch, form), form)
    assert ("=Clean water", "ນ້ຳສະອາດ") in again.values()


@pytest.mark.parametrize("form", FORMS)
def test_the_same_file_twice_changes_nothing(batch, case, client, form):
    bring(
        client,
        batch,
        filled(
            texts(client, batch, form),
            form,
            {"=Clean": "ນ້ຳ", "See ": "ເບິ່ງ "} if form == "xlf" else {"=Clean": "ນ້ຳ"},
        ),
        form,
    )
    before = draft(case).latest_revision_id, list(StringTranslation.objects.values_list("pk", "updated_at"))
    answer = bring(client, batch, texts(client, batch, form), form)
    assert "Texts taken: 0" in answer.text
    assert "Not taken" not in answer.text
    after = draft(case).latest_revision_id, list(StringTranslation.objects.values_list("pk", "updated_at"))
    assert after == before


def test_a_formula_comes_back_as_it_is_or_is_told(batch, case, client):
    content = texts(client, batch, "xlsx")
    sheet = load_workbook(io.BytesIO(content)).active
    titles = [row[3] for row in sheet.iter_rows(min_row=2) if row[3].value == "=Clean water"]
    assert [cell.data_type for cell in titles] == ["s"]
    book = load_workbook(io.BytesIO(content))
    for row in book.active.iter_rows(min_row=2):
        if row[3].value == "One line.":
            row[4].value = '=HYPERLINK("https://evil.example","x")'
    out = io.BytesIO()
    book.save(out)
    answer = bring(client, batch, out.getvalue(), "xlsx")
    assert "It is a formula" in answer.text
    assert "HYPERLINK" in answer.text
    assert not StringTranslation.objects.exists()


def test_what_does_not_fit_is_told_with_its_text(batch, case, client):
    content = texts(client, batch, "xlsx")
    change(case, summary="Another line.")
    words = {"One line.": "ແຖວດຽວ", "=Clean": "ນ" * 300, "See ": "ບໍ່ມີລິ້ງ"}
    answer = bring(client, batch, filled(content, "xlsx", words), "xlsx")
    assert "Texts taken: 0" in answer.text
    assert "Not taken: 3" in answer.text
    for text in words.values():
        assert text in answer.text
    assert "has changed here" in answer.text
    assert "at most 255 characters" in answer.text
    assert "Link 1 of the original is missing" in answer.text


def _document(*units):
    """A document of the case with these keys and texts."""
    root = etree.Element(f"{{{NS['x']}}}xliff", nsmap={None: NS["x"]}, version="1.2")
    file = etree.SubElement(root, f"{{{NS['x']}}}file", original="clean-water")
    for key, text in units:
        unit = etree.SubElement(file, f"{{{NS['x']}}}trans-unit", id=key)
        etree.SubElement(unit, f"{{{NS['x']}}}target").text = text
    return etree.tostring(root)


def _keys(client, batch):
    """The keys of the case by the first word of what they name."""
    found = said(texts(client, batch, "xlf"), "xlf")
    return {source.split()[0]: key for key, (source, _target) in found.items()}


def test_a_passage_that_stands_in_a_file_twice_is_taken_once_and_told(batch, case, client):
    key = _keys(client, batch)["One"]
    content = _document((key, "ແຖວ 1"), (key, " "), (key, "ແຖວ 1"), (key, "ແຖວ 2"), (key, "ແຖວ 3"))
    answer = bring(client, batch, content)
    assert draft(case).summary == "ແຖວ 1"
    assert "Texts taken: 1" in answer.text
    assert "Empty, or as they were: 2" in answer.text
    assert "Not taken: 2" in answer.text
    assert answer.text.count("This stands here twice.") == 2
    assert "ແຖວ 2" in answer.text
    assert "ແຖວ 3" in answer.text


def test_a_text_without_end_is_not_read(batch, case, client):
    keys = _keys(client, batch)
    long = "<b>" + "ນ" * 20_000 + "</b>"
    answer = bring(client, batch, _document((keys["The"], long), (keys["One"], "ແຖວດຽວ")))
    assert "at most 20,000 characters" in answer.text
    assert "Texts taken: 1" in answer.text
    assert (draft(case).problem, draft(case).summary) == (case.problem, "ແຖວດຽວ")


def test_marks_without_end_are_told_and_what_else_was_there_is_taken(batch, case, client):
    keys = _keys(client, batch)
    deep = "<b>" * 2_000 + "ນ" + "</b>" * 2_000
    answer = bring(client, batch, _document((keys["One"], "ແຖວດຽວ"), (keys["The"], deep)))
    assert "Texts taken: 1" in answer.text
    assert "Keep the marks of the original" in answer.text
    assert draft(case).summary == "ແຖວດຽວ"


def test_tags_without_end_in_a_workbook_are_told(batch, client, people):
    signs = factories.make_case("Signs", code="signs", problem="<p><b>b</b> a*b*c **x** [a](1)</p>")
    give(client, people["editor"], [signs.slug])
    batch = signs.work.batches.get()
    content = texts(client, batch, "xlsx")
    deep = "<b>" * 2_000 + "ນ" + "</b>" * 2_000
    answer = bring(client, batch, filled(content, "xlsx", {"<b>b": deep, "Signs": "ປ້າຍ"}, "signs"), "xlsx")
    assert "Texts taken: 2" in answer.text
    assert "Not taken: 1" in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_what_was_typed_in_zawgyi_is_kept_in_unicode_and_told(batch, case, client, form):
    content = filled(texts(client, batch, form), form, {"One line.": "ေရ သန္႔ 31"})
    answer = bring(client, batch, content, form)
    assert draft(case).summary == "ရေ သန့် 31"
    assert "What you typed in Zawgyi is now in Unicode." in answer.text


def test_works_of_others_are_not_written(batch, client):
    other = factories.make_case("Other", code="other")
    Batch.objects.create(language="lo", person=batch.person).works.set([other.work])
    theirs = Batch.objects.exclude(pk=batch.pk).get()
    content = filled(texts(client, theirs, "xlsx"), "xlsx", {"Other": "ອື່ນ"}, code="other")
    answer = bring(client, batch, content, "xlsx")
    assert "not among those" in answer.text
    assert not StringTranslation.objects.exists()


def test_a_text_that_is_being_reviewed_is_not_changed(batch, case, client, people):
    page = sent(factories.translate(case, "lo", "ນ້ຳ", live=False), people["stranger"])
    content = filled(texts(client, batch, "xlsx"), "xlsx", {"One line.": "ແຖວດຽວ"})
    answer = bring(client, batch, content, "xlsx")
    assert "with those who review it" in answer.text
    assert CasePage.objects.get(pk=page.pk).latest_revision_id == page.latest_revision_id


def test_what_others_wrote_on_the_page_stays(batch, case, client):
    factories.translate(case, "lo", "ນ້ຳສະອາດ", problem=PROBLEM.replace("dry", "ແຫ້ງ"))
    assert ("=Clean water", "ນ້ຳສະອາດ") in said(texts(client, batch, "xlsx"), "xlsx").values()
    bring(client, batch, filled(texts(client, batch, "xlsx"), "xlsx", {"One line.": "ແຖວດຽວ"}), "xlsx")
    page = draft(case)
    assert (page.title, page.summary) == ("ນ້ຳສະອາດ", "ແຖວດຽວ")
    assert "ແຫ້ງ" in page.problem


def test_what_somebody_else_has_translated_meanwhile_is_not_overwritten(batch, case, client, people):
    before = texts(client, batch, "xlsx")
    bring(client, batch, filled(before, "xlsx", {"One line.": "ແຖວດຽວ"}), "xlsx")
    client.force_login(people["editor"])
    answer = bring(client, batch, filled(before, "xlsx", {"One line.": "ແຖວອື່ນ"}), "xlsx")
    assert "since the file was taken" in answer.text
    assert "ແຖວອື່ນ" in answer.text
    assert draft(case).summary == "ແຖວດຽວ"


def test_a_tool_may_cut_a_text_into_sentences(batch, case, client):
    root = etree.fromstring(texts(client, batch, "xlf"))
    for unit in root.iterfind(".//x:trans-unit", NS):
        if unit.find("x:source", NS).text == "One line.":
            mark = etree.SubElement(unit.find("x:target", NS), f"{{{NS['x']}}}mrk", mtype="seg", mid="1")
            mark.text = "ແຖວດຽວ"
    bring(client, batch, etree.tostring(root))
    assert draft(case).summary == "ແຖວດຽວ"


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


ENTITY = '<!DOCTYPE x [<!ENTITY a "ha">]>'
WITH_ENTITY = (
    f'{ENTITY}<xliff version="1.2" xmlns="{NS["x"]}"><file original="clean-water"><body>'
    '<trans-unit id="title#1"><target>&a;</target></trans-unit></body></file></xliff>'
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Hello",
        b"<xliff/>",
        b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>',
        WITH_ENTITY.encode(),
        b"PK nothing",
        packed(a_xml="x"),
        packed(xl__workbook_xml=ENTITY),
        packed(xl__workbook_xml=ENTITY.encode("utf-16")),
        packed(big_xml=b"0" * (21 * 1024 * 1024)),
    ],
    ids=["nothing", "text", "xml", "empty", "entity", "packed", "no book", "book entity", "utf-16", "bomb"],
)
def test_files_that_are_none_of_ours_are_refused_at_the_field(batch, client, content):
    answer = bring(client, batch, content)
    assert answer.status_code == 400
    assert BeautifulSoup(answer.content, "html.parser").find(id="id_file_error")


def test_a_workbook_without_our_columns_is_refused(batch, client):
    book, out = Workbook(), io.BytesIO()
    book.active.append(["a"])
    book.save(out)
    assert bring(client, batch, out.getvalue(), "xlsx").status_code == 400


def test_there_are_no_other_forms(batch, client):
    assert client.get(reverse("translations_batch_texts", args=[batch.pk, "exe"])).status_code == 404
    assert client.get(reverse("translations_batch_bring", args=[batch.pk])).status_code == 405

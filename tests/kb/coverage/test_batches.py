"""Works given to somebody to translate: told, taken along as a file, brought back without loss, done."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from openpyxl import Workbook, load_workbook
from wagtail_localize.models import StringTranslation

from cases.models import CasePage
from kb.coverage.models import Batch
from kb.editorial.models import Responsibility
from kb.editorial.permissions import contributors
from kb.inbox import sending
from kb.inbox.models import Notice
from tests import factories
from tests.kb.coverage.test_grid import change
from tests.kb.editorial.test_reviews import sent

pytestmark = pytest.mark.django_db
NS = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
PROBLEM = (
    '<p>The <b>well</b> was dry &amp; far.</p><p>See <a href="https://example.org/report">the report</a>.</p>'
)
FORMS = ("xlf", "xlsx")


@pytest.fixture
def people(site):
    return {
        "editor": factories.make_user("editor", "Editors"),
        "dara": factories.make_user("dara"),
        "stranger": factories.make_user("stranger", "Contributors"),
    }


@pytest.fixture
def case(people):
    return factories.make_case("=Clean water", code="clean-water", summary="One line.", problem=PROBLEM)


@pytest.fixture
def batch(case, people, client):
    """That case, given to Dara to be translated into Lao; Dara is logged in."""
    other = factories.make_case("Roads", code="roads")
    give(client, people["editor"], [case.slug, other.slug])
    client.force_login(people["dara"])
    return Batch.objects.get()


def give(client, user, codes, language="lo", person="dara@example.org", due="", **more):
    client.force_login(user)
    data = {"work": codes, "into": language, "person": person, "due": due, **more}
    return client.post(reverse("translations_give"), data)


def texts(client, batch, form):
    answer = client.get(reverse("translations_batch_texts", args=[batch.pk, form]))
    assert answer.status_code == 200
    return answer.content


def bring(client, batch, content, form="xlf"):
    file = SimpleUploadedFile(f"texts.{form}", content)
    return client.post(reverse("translations_batch_bring", args=[batch.pk]), {"file": file})


def said(content, form):
    """Key → (original, translation) of a file, as text with tags."""
    if form == "xlsx":
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True)
        return {key: (source, target or "") for _code, key, _part, source, target in rows}
    units = etree.fromstring(content).iterfind(".//x:trans-unit", NS)
    found = {}
    for unit in units:
        parts = [unit.find(f"x:{name}", NS) for name in ("source", "target")]
        found[unit.get("id")] = tuple("".join(part.itertext()) for part in parts)
    return found


def filled(content, form, translations, code="clean-water"):
    """The file with translations for the pieces that begin with these words."""
    if form == "xlsx":
        book = load_workbook(io.BytesIO(content))
        for row in book.active.iter_rows(min_row=2):
            for begin, words in translations.items():
                if row[0].value == code and row[3].value.startswith(begin):
                    row[4].value, row[4].data_type = words, "s"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    root = etree.fromstring(content)
    for unit in root.iterfind(f".//x:file[@original='{code}']//x:trans-unit", NS):
        source, target = (unit.find(f"x:{name}", NS) for name in ("source", "target"))
        for begin, words in translations.items():
            if "".join(source.itertext()).startswith(begin.replace("<b>", "").replace("</b>", "")):
                target[:] = []
                target.text, parts = words, []
                for mark in source:
                    copied = etree.SubElement(target, mark.tag, dict(mark.attrib))
                    copied.text = f"[{mark.text}]"
                    parts.append(copied)
    return etree.tostring(root)


def draft(case, language="lo"):
    page = CasePage.objects.get(translation_key=case.translation_key, locale__language_code=language)
    return page.get_latest_revision_as_object()


# --- given ----------------------------------------------------------------------------------------------


def test_the_page_before_counts_what_is_to_be_translated(case, people, client):
    client.force_login(people["editor"])
    answer = client.get(reverse("translations_give"), {"work": ["clean-water", "nothing"], "into": "lo"})
    words = ["=Clean water", "One line.", "The well was dry & far.", "See the report."]
    assert f"{sum(map(len, words))} characters" in answer.text


def test_the_person_is_told_and_finds_it(batch, client, people):
    [notice] = Notice.objects.filter(user=people["dara"])
    assert (notice.kind, notice.must_act) == ("translation.given", True)
    sending.send_due()
    [message] = mail.outbox
    assert message.to == ["dara@example.org"]
    assert "ລາວ" in message.subject
    page = BeautifulSoup(client.get(reverse("translations")).content, "html.parser")
    address = reverse("translations_batch", args=[batch.pk])
    assert page.find("a", href=address)
    assert page.find("table") is None  # the grid is for editors
    assert "/en/translate/clean-water/lo/" in client.get(address).text
    assert client.get("/en/translate/clean-water/lo/").status_code == 200
    assert client.get("/en/translate/clean-water/km/").status_code == 404
    client.post(reverse("translations_batch_done", args=[batch.pk]))
    notice.refresh_from_db()
    assert notice.done_at
    assert client.get(address).status_code == 404
    assert client.get(reverse("translations")).status_code == 404
    assert client.get("/en/translate/clean-water/lo/").status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"person": "nobody"}, "person"),
        ({"person": ""}, "person"),
        ({"due": (timezone.localdate() - timedelta(days=1)).isoformat()}, "due"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(case, people, client, given, field):
    data = {"person": "dara", "due": "", **given}
    answer = give(client, people["editor"], ["clean-water"], **data)
    assert answer.status_code == 400
    html = BeautifulSoup(answer.content, "html.parser")
    assert html.find(id=f"id_{field}_error")
    assert html.find(attrs={"name": "person"}).get("value", "") == data["person"]
    assert html.find(attrs={"name": "work"})["value"] == "clean-water"
    assert not Batch.objects.exists()


def test_who_may_give_and_open(case, people, client):
    lao, khmer = factories.make_user("lao"), factories.make_user("khmer")
    Responsibility.objects.create(user=lao, area="language:lo")
    Responsibility.objects.create(user=khmer, area="language:km")
    for person, status in ((people["stranger"], 404), (khmer, 404), (people["dara"], 404), (lao, 302)):
        assert give(client, person, ["clean-water"]).status_code == status, person
    batch = Batch.objects.get()
    allowed = {people["dara"]: 200, lao: 200, people["editor"]: 200, khmer: 404, people["stranger"]: 404}
    for person, status in allowed.items():
        client.force_login(person)
        for form in FORMS:
            assert (
                client.get(reverse("translations_batch_texts", args=[batch.pk, form])).status_code == status
            )
        assert client.get(reverse("translations_batch", args=[batch.pk])).status_code == status
        assert bring(client, batch, b"").status_code == (400 if status == 200 else 404)
    client.force_login(khmer)
    assert client.post(reverse("translations_batch_done", args=[batch.pk])).status_code == 404


def test_what_was_given_is_seen_by_who_has_it_until_it_is_over(batch, client, people):
    done = reverse("translations_batch_done", args=[batch.pk])
    answer = client.post(done, follow=True)
    assert answer.status_code == 200
    assert "All of it is done" in answer.text
    for form in FORMS:
        address = reverse("translations_batch_texts", args=[batch.pk, form])
        assert client.get(address).status_code == 404
    assert bring(client, batch, b"").status_code == 404
    assert client.get(reverse("translations_batch", args=[batch.pk])).status_code == 404
    assert client.post(done, follow=True).status_code == 200  # a double click
    client.force_login(people["editor"])
    assert client.get(reverse("translations_batch", args=[batch.pk])).status_code == 200
    assert client.post(done)["Location"] == reverse("translations_batch", args=[batch.pk])


def test_given_twice_it_is_there_once(batch, case, client, people):
    again = give(client, people["editor"], ["roads", case.slug])
    assert again["Location"] == reverse("translations_batch", args=[batch.pk])
    assert Batch.objects.count() == 1
    assert Notice.objects.filter(user=people["dara"]).count() == 1
    give(client, people["editor"], [case.slug])  # other works are another batch
    give(client, people["editor"], ["roads", case.slug], language="km")
    assert Batch.objects.count() == 3
    client.post(reverse("translations_batch_done", args=[batch.pk]))
    give(client, people["editor"], ["roads", case.slug])
    assert Batch.objects.count() == 4


def test_what_is_no_code_is_asked_of_no_database(case, people, client):
    client.force_login(people["editor"])
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(
            reverse("translations_give"), {"work": ["no\x00code", "clean-water"], "into": "lo"}
        )
    assert answer.status_code == 200
    assert not any("no\x00code" in query["sql"] for query in captured)


def test_an_address_does_not_tell_whose_account_it_is(case, people, client):
    answer = give(client, people["editor"], ["clean-water"], person="dara@example.org")
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == ["The texts were given to dara@example.org."]


def test_a_reviewer_sees_batches_of_their_languages_alone(batch, client, people):
    address = reverse("translations_batch", args=[batch.pk])
    khmer, lao = factories.make_user("khmer"), factories.make_user("lao")
    Responsibility.objects.create(user=khmer, area="language:km")
    Responsibility.objects.create(user=lao, area="language:lo")
    for person, seen in ((khmer, False), (lao, True), (people["editor"], True), (people["dara"], True)):
        client.force_login(person)
        assert (address in client.get(reverse("translations")).text) is seen, person


@pytest.mark.parametrize("code", ["give", "coverage", "batches", "counts", "new"])
def test_the_code_of_a_work_hides_none_of_its_addresses(people, client, code):
    factories.make_case("Roads", code=code)
    client.force_login(people["editor"])
    for address in (reverse("translate_work", args=[code]), reverse("translate", args=[code, "lo"])):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Roads" in answer.text
    assert client.get(reverse("translations_coverage")).status_code == 200
    assert client.get(reverse("translations_give"), {"into": "lo", "work": code}).status_code == 200


def test_what_is_not_public_or_is_the_original_is_not_given(case, people, client):
    factories.make_case("Secret", code="secret", live=False)
    factories.make_case("ຖະໜົນ", code="lao-roads", language="lo")
    factories.make_expert(code="an-expert")
    give(client, people["editor"], ["secret", "lao-roads", "an-expert", "clean-water"])
    assert [work.code for work in Batch.objects.get().works.all()] == ["clean-water"]
    assert give(client, people["editor"], ["secret"]).status_code == 302
    assert Batch.objects.count() == 1


# --- out and back ---------------------------------------------------------------------------------------


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

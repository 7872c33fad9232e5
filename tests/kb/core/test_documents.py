"""A document is what its name says, and nothing that runs."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.models import Collection

from kb.core import documents

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def packed(*parts, compression=zipfile.ZIP_DEFLATED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def office(*more, folder="word/", types=b"<Types/>"):
    return packed((documents.CONTENT_TYPES, types), (f"{folder}document.xml", b"<document/>"), *more)


def open_document(*more, kind="text"):
    return packed(("mimetype", f"application/vnd.oasis.opendocument.{kind}"), ("content.xml", b"<c/>"), *more)


def check(data, name):
    documents.check(ContentFile(data), name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PDF, "a.pdf"),
        (PDF, "A.PDF"),
        (office(), "a.docx"),
        (office(folder="xl/"), "a.xlsx"),
        (office(folder="ppt/"), "a.pptx"),
        (open_document(), "a.odt"),
        (open_document(kind="spreadsheet"), "a.ods"),
        (open_document(kind="presentation"), "a.odp"),
        ("province,number\nຫຼວງພະບາງ,12\n".encode(), "a.csv"),
        ("贫困".encode("utf-16"), "a.txt"),
        ("贫困".encode("gb18030"), "a.txt"),
    ],
)
def test_honest_documents_pass(data, name):
    check(data, name)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"<html><script>alert(1)</script>", "a.pdf", "content_differs"),
        (b"<html>" + b" " * 1024 + PDF, "a.pdf", "content_differs"),
        (b"GIF89a" + office(), "a.docx", "content_differs"),
        (PDF, "a.docx", "content_differs"),
        (office(), "a.xlsx", "content_differs"),
        (open_document(), "a.ods", "content_differs"),
        (packed(("a", b"b")), "a.docx", "content_differs"),
        (packed(("a", b"b")), "a.odt", "content_differs"),
        (b"PK\x03\x04 and no more", "a.docx", "content_differs"),
        (b"MZ\x90\x00", "a.txt", "content_differs"),
        (PDF, "a.csv", "content_differs"),
        (b"\x7fELF", "a", "content_differs"),
        (PDF, "a.exe", "content_differs"),
        (PDF, "a.html", "content_differs"),
        (office(("word/vbaProject.bin", b"x")), "a.docx", "macros"),
        (office(types=b"application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docx", "macros"),
        (open_document(("Basic/Standard/Module1.xml", b"x")), "a.odt", "macros"),
        (office(("word/media.bin", b"\0" * 5_000_000)), "a.docx", "bomb"),
        (office(*((f"word/{n}", b"") for n in range(6000))), "a.docx", "bomb"),
    ],
)
def test_others_are_refused_with_a_reason(data, name, code):
    with pytest.raises(ValidationError) as refused:
        check(data, name)
    assert refused.value.code == code


def test_a_document_with_a_password_is_refused():
    data = bytearray(office())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    with pytest.raises(ValidationError) as refused:
        check(bytes(data), "a.docx")
    assert refused.value.code == "encrypted"


def test_the_form_refuses_and_accepts(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def form(data, name):
        values = {"title": "A report", "collection": Collection.get_first_root_node().pk}
        return get_document_form(get_document_model())(values, {"file": SimpleUploadedFile(name, data)})

    assert "not that of a .pdf file" in str(form(b"<html>", "a.pdf").errors["file"])
    accepted = form(PDF, "a.pdf")
    assert accepted.is_valid(), accepted.errors
    document = accepted.save()
    document.refresh_from_db()
    with document.file.open("rb") as stored:
        assert stored.read() == PDF


def test_what_code_stores_is_checked_too(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    get_document_model().objects.create(title="A report", file=ContentFile(PDF, "a.pdf"))
    with pytest.raises(ValidationError):
        get_document_model().objects.create(title="A page", file=ContentFile(b"<html>", "a.pdf"))

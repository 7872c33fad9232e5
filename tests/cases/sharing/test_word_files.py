"""Files that are sent as documents of Word and are something else."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from cases.models import CasePage
from tests.cases.sharing.conftest import code_of, left_of, send, template
from tests.word import filled, part, saved, with_part

pytestmark = pytest.mark.django_db


def zipped(parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return out.getvalue()


TYPES = b'<Types><Override PartName="/word/document.xml" ContentType="a.wordprocessingml.document.main+xml"/></Types>'
XXE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d><p><r><t>&x;</t></r></p></d>'
LAUGHS = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><d><p><r><t>&b;</t></r></p></d>'
TEXT = "word/document.xml"
MACROS = TYPES.replace(b"a.word", b"ms-word.document.macroEnabled.word")


def with_text(text, types=TYPES, **more):
    return zipped({"[Content_Types].xml": types, TEXT: text, **more})


NO_DOCUMENTS = {
    "empty": b"",
    "html": b"<html><body>hello</body></html>",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "no zip": b"PK\x03\x04" + bytes(400),
    "a zip of something else": zipped({"a.txt": b"x"}),
    "no text": zipped({"[Content_Types].xml": TYPES, "word/styles.xml": b"<a/>"}),
    "no xml": with_text(b"<d><p>"),
    "no types": with_text(b"<d/>", b"<Types/>"),
    "bad types": with_text(b"<d/>", b"\xff"),
    "bomb": with_text(b"<d>" + b" " * 30_000_000 + b"</d>"),
    "large": with_text(b"<d>" + b"<p><r><t>abcdefgh</t></r></p>" * 200_000 + b"</d>"),
    "many lines": with_text(b"<d>" + b"<p><r><t>a</t></r></p>" * 6_000 + b"</d>"),
    "many runs": with_text(b"<d><p>" + b"<r><t>a</t></r>" * 500_001 + b"</p></d>"),
    "deep": with_text(b"<d>" * 9000 + b"</d>" * 9000),
    "entity": with_text(XXE),
    "laughs": with_text(LAUGHS),
    "utf-16 entity": with_text(XXE.decode().encode("utf-16")),
    "entity in types": with_text(b"<d/>", XXE),
    "macro": with_text(b"<d/>", **{"word/vbaProject.bin": b"x"}),
    "docm": with_text(b"<d/>", MACROS),
    "many parts": with_text(b"<d/>", **{f"word/{number}": b"" for number in range(5001)}),
}


@pytest.mark.parametrize("name", NO_DOCUMENTS)
def test_U04_U07_what_is_no_document_is_refused_with_a_sentence(author, client, name):
    answer = send(client, NO_DOCUMENTS[name])
    assert answer.status_code == 200
    problem = BeautifulSoup(answer.content, "html.parser").find(id="id_file_error").text
    assert problem.strip() and "Nothing is written" not in problem
    if name == "doc":
        assert "Save the document as .docx" in problem
    assert not CasePage.objects.exists()


def test_U07_a_header_with_an_entity_is_refused_and_nothing_is_fetched(author, client):
    content = saved(filled(template(client), {"basics.title": "Water"}, {}))
    rels = part(content, "word/_rels/document.xml.rels")
    outside = rels.replace(
        b"</Relationships>",
        b'<Relationship Id="rIdX" TargetMode="External" Target="http://127.0.0.1:9/x" Type="http://schemas.'
        b'openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>',
    )
    assert send(client, with_part(content, "word/_rels/document.xml.rels", outside)).status_code == 302
    types = part(content, "[Content_Types].xml").replace(
        b"</Types>", b'<Override PartName="/word/header9.xml" ContentType="x.header+xml"/></Types>'
    )
    evil = with_part(with_part(content, "[Content_Types].xml", types), "word/header9.xml", XXE)
    assert send(client, evil).status_code == 200
    assert CasePage.objects.count() == 1


def test_U07_boxes_inside_of_boxes_are_read_once(author, client):
    """Each is in the one before: whoever reads those inside again and again does not end."""
    begin, end = b"<p><r><t>a</t><pict><txbxContent>", b"</txbxContent></pict></r></p>"
    answer = send(client, with_text(b"<d>" + begin * 45 + b"<p/>" + end * 45 + b"</d>"))
    assert [each["text"] for each in left_of(code_of(answer))] == ["a"] * 45

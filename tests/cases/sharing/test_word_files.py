"""Files that are sent as documents of Word and are something else."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from cases.models import CasePage
from kb.filling.word import lines
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
    "tags in the signs of another encoding": with_text(
        b'<?xml version="1.0" encoding="utf-7"?><d><p><r><t>a</t></r>+ADw-/p+AD4-</d>'
    ),
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


# --- what is small and grows when it is read


def headers(names, **parts):
    """The list of parts, with these headers in this order, and the parts themselves."""
    listed = "".join(f'<Override PartName="/word/{name}" ContentType="x.header+xml"/>' for name in names)
    return zipped({
        "[Content_Types].xml": TYPES.replace(b"</Types>", f"{listed}</Types>".encode()),
        TEXT: b"<d><p><r><t>Water</t></r></p></d>",
        **{f"word/{name}": text for name, text in parts.items()},
    })  # fmt: skip


def refused(client, content):
    answer = send(client, content)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find(id="id_file_error").text.strip()


TOO_LONG = "This document is too long. Send the text in several cases."


def test_U07_a_header_that_is_listed_again_and_again_is_read_once(author, client):
    answer = send(client, headers(["h.xml"] * 50, **{"h.xml": b"<h><p><r><t>Office</t></r></p></h>"}))
    assert [each["text"] for each in left_of(code_of(answer))] == ["Water", "Office"]


@pytest.mark.parametrize("much", [b"<x/>" * 10_000, b"<x a='' b='' c=''/>" * 3_000, b"ab c" * 75_000])
def test_U07_all_headers_together_have_one_size(author, client, much):
    """Each of them is small enough by itself."""
    text = b"<h>" + much + b"</h>"
    names = [f"h{number}.xml" for number in range(50)]
    assert refused(client, headers(names, **dict.fromkeys(names, text))) == TOO_LONG
    assert send(client, headers(names[:1], **{names[0]: text})).status_code == 302


def test_U07_lines_of_headers_count_with_those_of_the_text(author, client):
    text = b"<h>" + b"<p><r><t>a</t></r></p>" * 200 + b"</h>"
    names = [f"h{number}.xml" for number in range(30)]
    assert refused(client, headers(names, **dict.fromkeys(names, text))) == TOO_LONG


def test_U07_addresses_that_are_named_again_and_again_count_each_time(author, client):
    relations = b"<R>" + b"".join(
        b'<r Id="%d" TargetMode="External" Target="https://example.org/%s"/>' % (number, b"a" * length)
        for number, length in enumerate((1_000, 3_000))
    ) + b"</R>"  # fmt: skip
    rels = {"word/_rels/document.xml.rels": relations}
    link = b'<hyperlink xmlns:r="r" r:id="%d"><r><t>a</t></r></hyperlink>'
    once = with_text(b"<d><p>" + link % 0 + link % 1 + b"</p></d>", **rels)
    (left,) = left_of(code_of(send(client, once)))
    assert (
        left["text"] == f"[a](https://example.org/{'a' * 1_000})a"
    )  # the other is longer than addresses are
    often = b"<d><p>" + (link % 0 + b"<r><t>b</t></r>") * 600 + b"</p></d>"
    assert refused(client, with_text(often, **rels)) == TOO_LONG


def test_U07_cells_inside_of_many_controls_are_read_without_looking_at_the_controls_again(
    author, client, monkeypatch
):
    looked = []
    find = lines._find
    monkeypatch.setattr(lines, "_find", lambda control, name: looked.append(name) or find(control, name))
    begin, end = b'<sdt><sdtPr><tag x:val="t" xmlns:x="x"/></sdtPr><c>' * 100, b"</c></sdt>" * 100
    cells = b"<tc><p><r><t>a</t></r></p></tc>" + b"<tc/>" * 5_000
    code = code_of(send(client, with_text(b"<d><tbl><tr>" + begin + cells + end + b"</tr></tbl></d>")))
    assert [each["text"] for each in left_of(code)] == ["a"]
    assert len(looked) == 2 * 100


def test_U07_a_table_has_no_more_cells_than_anybody_fills_in(author, client):
    text = b"<d><tbl><tr>" + b"<tc/>" * 20_001 + b"</tr></tbl></d>"
    assert refused(client, with_text(text)) == TOO_LONG


def test_U07_few_pictures_are_named_and_the_others_counted(author, client):
    media = {f"word/media/{number:04}{'a' * 5_000}.jpg": b"" for number in range(1_500)}
    content = with_text(b"<d><p><r><t>Water</t></r></p></d>", **media)
    pictures = left_of(code_of(send(client, content)))[-1]
    assert pictures["where"] == "Photographs (1,500)"
    names = [f"{number:04}{'a' * 75}…" for number in range(20)]
    assert pictures["text"] == ", ".join([*names, "…"])


def test_U07_more_than_anybody_looks_through_is_not_left_over(author, client):
    """With each of these lines is kept where it stood and what to do."""
    text = b"<d>" + b"<p><r><t>aaaaaaaaaaaaaaaaaaaaaaaaa</t></r></p>" * 4_900 + b"</d>"
    assert refused(client, with_text(text)) == TOO_LONG
    assert not CasePage.objects.exists()

"""Files that are damaged or made to harm are refused, and what XML cannot hold breaks none of ours."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from lxml import etree
from wagtail_localize.strings import StringValue

from kb.coverage import files
from kb.coverage.files import workbook, xliff
from kb.coverage.pieces import Part, Piece

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"


def part(text="One line.", label="Summary", target="Eine Zeile."):
    piece = Piece("summary#1#", label, StringValue.from_plaintext(text), StringValue.from_plaintext(target))
    return Part("clean-water", "Clean water", "en", [piece])


@pytest.fixture
def book():
    """The parts of a workbook of ours."""
    with zipfile.ZipFile(io.BytesIO(workbook.write([part()], "lo"))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(parts, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_sheets(content, number):
    """The part that lists sheets, with the first one so many times."""
    begin, end = content.index(b"<sheet "), content.index(b"</sheets>")
    return content[:begin] + content[begin:end] * number + content[end:]


def texts(content):
    return [entry.text for entry in files.read(io.BytesIO(content))]


def refused(content):
    with pytest.raises(ValidationError) as raised:
        texts(content)
    return "no file that was taken from here" in str(raised.value)


def test_a_workbook_with_a_few_sheets_is_read(book):
    assert texts(packed(book)) == ["Eine Zeile."]
    assert texts(packed({**book, BOOK: with_sheets(book[BOOK], 3)})) == ["Eine Zeile."]


def test_U07_thousands_of_sheets_are_refused_before_one_is_read(book):
    book[BOOK] = with_sheets(book[BOOK], 5_000)
    assert refused(packed(book))


def test_U07_sheets_are_counted_in_the_part_that_is_named(book):
    many = with_sheets(book[BOOK], 5_000)
    named = {name: content.replace(b"/xl/workbook.xml", b"/xl/other.xml") for name, content in book.items()}
    named["xl/other.xml"] = many
    named["xl/_rels/other.xml.rels"] = book["xl/_rels/workbook.xml.rels"]
    assert refused(packed(named))


def test_U07_no_more_cells_than_anybody_fills_in(book):
    book[SHEET] = book[SHEET].replace(b"</row>", b"<c/>" * workbook.MOST_TAGS + b"</row>", 1)
    assert refused(packed(book))


def test_U07_all_parts_together_have_one_size(book):
    assert refused(packed({**book, "big.bin": b"0" * (workbook.MOST_UNPACKED + 1)}))


def test_U07_an_encoding_that_hides_declarations_is_refused(book):
    book[BOOK] = b'<?xml version="1.0" encoding="utf-7"?>' + book[BOOK]
    assert refused(packed(book))


def _flagged(content, at, value):
    """A packed file with other bytes in what its list says of each part (from the signature on)."""
    place = -1
    while (place := content.find(b"PK\x01\x02", place + 1)) >= 0:
        content = content[: place + at] + value + content[place + at + len(value) :]
    return content


def test_a_damaged_workbook_is_refused_with_the_sentence(book):
    for name in (BOOK, SHEET, "xl/sharedStrings.xml", "[Content_Types].xml", "xl/styles.xml"):
        if name in book:
            assert refused(packed({**book, name: book[name][:-20]})), name
            assert refused(packed({**book, name: b""})), name


def test_a_workbook_with_a_password_or_packed_strangely_is_refused(book):
    assert refused(_flagged(packed(book), 8, b"\x01\x00"))  # a password
    assert refused(_flagged(packed(book), 10, b"\x63\x00"))  # no way of packing that is known
    for how in (zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
        content = bytearray(packed(book, how))
        for place in range(60, len(content) // 2):
            content[place] ^= 0xFF
        assert refused(bytes(content)), how


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_breaks_no_file(sign):
    held = part(f"One{sign} line.", f"Sum{sign}mary", f"Eine{sign} Zeile.")
    for form in files.formats().values():
        assert texts(form.write([held], "lo")) == ["Eine Zeile."]
    root = etree.fromstring(xliff.write([held], "lo"))
    assert [each.text for each in root.iter("{*}source", "{*}note")] == ["One line.", "Summary"]

"""A workbook: a row a passage, with its key, its original and its translation, in which marks are typed as in the editor.

Words are words there, whatever they begin with.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.exceptions import InvalidFileException

from kb.translating import signs

from ..pieces import Part
from . import MOST_ENTRIES, Entry, unreadable
from .tags import CONTROL

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"A": 24, "B": 30, "C": 24, "D": 60, "E": 60}
CODE, KEY, TEXT = 0, 1, 4
MOST_UNPACKED = 20 * 1024 * 1024  # bytes of all parts together
MOST_PARTS = 200
MOST_TAGS = 500_000  # of all parts together, those that close too; a row of ours has about 25
MOST_SHEETS = 10
#: What the libraries raise for files that are damaged, locked with a password, or made to harm.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    InvalidFileException,
    SyntaxError,  # of both parsers of XML
    RuntimeError,  # a password, a way of packing that is not known, what is nested too deep
    LookupError,
    ValueError,
    ArithmeticError,
    TypeError,
    AttributeError,
    AssertionError,
    EOFError,
    OSError,
)
_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)""")


def write(parts: Iterable[Part], language: str) -> bytes:
    """The pieces of works, one below the other."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    sheet.freeze_panes = "D2"
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    head = (_("Work"), _("Key"), _("Part"), _("Original"), _("Translation"))
    sheet.append([_cell(sheet, value) for value in head])
    for part in parts:
        for each in part.pieces:
            target = signs.to_text(each.target) if each.target is not None else ""
            row = (part.code, each.key, each.label, signs.to_text(each.source), target)
            sheet.append([_cell(sheet, CONTROL.sub("", value)) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: str) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet, value=value)
    made.data_type = "s"
    made.quotePrefix = True  # so that it stays text where somebody edits it
    made.alignment = Alignment(wrap_text=True, vertical="top")
    return made


def read(file: IO[bytes]) -> Iterator[Entry]:
    """What the first sheet of a workbook says. Raises `ValidationError` for a file that is no workbook."""
    try:
        _demand_harmless(file)
        rows = _first_sheet(file).iter_rows(min_row=2, max_col=TEXT + 1)
        for number, row in enumerate(rows):
            if number >= MOST_ENTRIES:
                raise unreadable()
            if len(row) <= KEY or not row[KEY].value:
                continue
            yield _entry(row)
    except _UNREADABLE as error:
        raise unreadable() from error


def _entry(row: Any) -> Entry:
    cell = row[TEXT] if len(row) > TEXT else None
    value = "" if cell is None or cell.value is None else str(cell.value)
    code, key = str(row[CODE].value or ""), str(row[KEY].value)
    if cell is not None and cell.data_type == "f":
        return Entry(code, key, value, signs.from_text, _("It is a formula. Write it as text."))
    return Entry(code, key, value, signs.from_text)


def _first_sheet(file: IO[bytes]) -> Any:
    """The first sheet of a workbook. Sheets are counted before any is opened: opening one reads its part, and many may
    name the same. Nothing but what the cells say is read. Raises what `_UNREADABLE` lists.
    """
    reader = ExcelReader(file, read_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    if len(reader.parser.sheets) > MOST_SHEETS:
        raise ValueError("sheets")
    reader.parser.sheets = reader.parser.sheets[:1]
    reader.read_strings()
    apply_stylesheet(reader.archive, reader.wb)  # says which numbers are dates
    reader.read_worksheets()
    return reader.wb.worksheets[0]


def _demand_harmless(file: IO[bytes]) -> None:
    """Raises `ValueError` where the parts are too large together, or one of them declares entities."""
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
            raise ValueError("size")
        tags = 0
        for part in parts:
            with packed.open(part) as stream:
                text = stream.read(MOST_UNPACKED + 1)
            tags += text.count(b"<")
            if tags > MOST_TAGS:
                raise ValueError("tags")
            is_text = part.filename.endswith((".xml", ".rels")) or b"<?xml" in text[:200]
            if is_text and not _is_plain(text):
                raise ValueError("entities")
    file.seek(0)


def _is_plain(text: bytes) -> bool:
    """Whether XML is in the encoding of spreadsheets and declares no entities; in another, a declaration has other signs."""
    encoding = _ENCODING.match(text.removeprefix(b"\xef\xbb\xbf"))
    if encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii"):
        return False
    return b"<!DOCTYPE" not in text and b"<!ENTITY" not in text and b"\0" not in text

"""A workbook: a row a passage, with its key, its original and its translation, in which marks are typed as in the editor.

Words are words there, whatever they begin with.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.utils.exceptions import InvalidFileException

from kb.translating import signs

from ..pieces import Part
from . import MOST_ENTRIES, Entry, unreadable
from .tags import CONTROL

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"A": 24, "B": 30, "C": 24, "D": 60, "E": 60}
CODE, KEY, TEXT = 0, 1, 4
MOST_UNPACKED = 60 * 1024 * 1024  # bytes of all parts together
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
)


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
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        rows = book.worksheets[0].iter_rows(min_row=2, max_col=TEXT + 1)
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


def _demand_harmless(file: IO[bytes]) -> None:
    """Raises `ValueError` where the parts are too large together, or one of them declares entities."""
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 200:
            raise ValueError("size")
        for part in parts:
            with packed.open(part) as stream:
                text = stream.read(MOST_UNPACKED + 1)
            is_text = part.filename.endswith((".xml", ".rels"))
            # Spreadsheets write UTF-8; in an encoding with zeros a declaration would have other signs.
            if is_text and (b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text):
                raise ValueError("entities")
    file.seek(0)

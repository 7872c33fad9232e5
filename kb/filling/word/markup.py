"""Pieces of a document of Word, as elements: paragraphs, tables and content controls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import count
from typing import Any

from docx.oxml.parser import parse_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
EMPTY_BOX = "☐"
LONGEST_NAME = 60  # letters of what a control is called; Word takes 64
LABELS, ANSWERS = 3600, 6040  # widths of the two columns of a table, in twentieths of a point


def element(xml: str) -> Any:
    """One element. `xml`: its text, with the prefixes `w` and `w14`."""
    return parse_xml(f'<w:body xmlns:w="{W}" xmlns:w14="{W14}">{xml}</w:body>')[0]


def paragraph(style: str, content: str) -> str:
    """A paragraph of a style; `content`: runs and controls."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def run(text: str, style: str = "") -> str:
    """Text, of a character style where one is named."""
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


class Controls:
    """Makes content controls; each has a number of its own."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def _control(self, tag: str, name: str, what: str, content: str, hint: bool = True) -> str:
        shown = "<w:showingPlcHdr/>" if hint else ""
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{escape(name[:LONGEST_NAME])}"/><w:tag w:val="{escape(tag)}"/>'
            f'<w:id w:val="{next(self._numbers)}"/>{shown}{what}</w:sdtPr>'
            f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )

    def line(self, tag: str, name: str, hint: str) -> str:
        """A place for a line of text."""
        inside = self._control(tag, name, "<w:text/>", run(hint, "PlaceholderText"))
        return paragraph("Answer", inside)

    def text(self, tag: str, name: str, hint: str) -> str:
        """A place for paragraphs, with lists, bold and links."""
        inside = paragraph("Answer", run(hint, "PlaceholderText"))
        return self._control(tag, name, "<w:richText/>", inside)

    def one(self, tag: str, name: str, hint: str, labels: Iterable[str]) -> str:
        """A list of which one is chosen. Word takes no label twice."""
        items = "".join(
            f'<w:listItem w:displayText="{escape(label)}" w:value="{escape(label)}"/>'
            for label in dict.fromkeys(labels)
        )
        what = f"<w:dropDownList>{items}</w:dropDownList>"
        return paragraph("Answer", self._control(tag, name, what, run(hint, "PlaceholderText")))

    def box(self, tag: str, name: str, label: str = "") -> str:
        """A box to tick, with its label behind it."""
        look = '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/>'
        what = (
            '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
        )
        box = f"<w:r><w:rPr>{look}</w:rPr><w:t>{EMPTY_BOX}</w:t></w:r>"
        after = run(f" {label}") if label else ""
        return paragraph("Choice", self._control(tag, name, what, box, hint=False) + after)


def table(heading: str, rows: Sequence[tuple[str, str]]) -> str:
    """A table of two columns below a heading, what is asked on the left and the place to write on the right."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8C8C8C"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    head = _row(_cell(heading, LABELS + ANSWERS, '<w:gridSpan w:val="2"/>'), header=True)
    body = "".join(_row(_cell(left, LABELS) + _cell(right, ANSWERS)) for left, right in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{LABELS + ANSWERS}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="{LABELS}"/>'
        f'<w:gridCol w:w="{ANSWERS}"/></w:tblGrid>{head}{body}</w:tbl>'
    )


def _row(cells: str, header: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{cells}</w:tr>"


def _cell(content: str, width: int, more: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{content}</w:tc>'

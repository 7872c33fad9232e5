"""The document that is filled in: every question with its help and a place to write.

A place is a content control whose tag names the field. Editors that know no such controls leave its text, below the
label of the field; `placing` finds it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from kb.core.languages import Language

from .markup import Controls, element, paragraph, run, table
from .questions import Asked, AskedRows, Kind, Question

HELP = "Help"  # the style of what is no answer
ROWS = 3  # empty ones of each kind
GREY = RGBColor(0x59, 0x59, 0x59)
LATIN, HAN = "Arial", "Microsoft YaHei"
#: Fonts that Windows has, with every sign of the script; where one is missing another takes its place.
FONTS = {"thai": "Leelawadee UI", "lao": "Leelawadee UI", "khmer": "Leelawadee UI", "burmese": "Myanmar Text"}
#: Languages as spelling checkers know them.
CULTURES = {
    "en": "en-GB", "zh-hans": "zh-CN", "id": "id-ID", "ms": "ms-MY", "th": "th-TH",
    "vi": "vi-VN", "lo": "lo-LA", "km": "km-KH", "my": "my-MM", "fil": "fil-PH",
}  # fmt: skip


def hints() -> dict[Kind, str]:
    """What stands in a place where nobody has written yet."""
    write = _("Write here")
    return {Kind.LINE: write, Kind.TEXT: write, Kind.ONE: _("Choose here")}


def guide() -> list[str]:
    """How the document is filled in."""
    return [
        _("Write in the marked places. Leave empty what you do not know."),
        _("To tick a box, tap it, or write ☒ in its place."),
        _("To add a row, copy a whole table and paste it below."),
    ]


def made(forms: Sequence[Asked], language: Language, title: str, told: Iterable[str]) -> bytes:
    """The document in the language that is active. `told`: what else stands at its beginning."""
    document = docx.Document()
    _look(document, language)
    about = document.core_properties
    about.title, about.language, about.author, about.comments = title, language.tag, "", ""
    end = document.element.body.sectPr
    for piece in _pieces(forms, title, [*guide(), *told]):
        end.addprevious(element(piece))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _pieces(forms: Sequence[Asked], title: str, told: Sequence[str]) -> Iterator[str]:
    controls, shown = Controls(), hints()
    yield paragraph("Title", run(title))
    for line in told:
        yield paragraph(HELP, run(line))
    for form in forms:
        yield paragraph("Heading1", run(form.title))
        for question in form.questions:
            if question.label != form.title:
                yield paragraph("Heading2", run(question.label))
            yield from _told(question)
            yield from _places(controls, question, shown)
        for rows in form.rows:
            yield from _tables(controls, rows, shown)


def _told(question: Question) -> Iterator[str]:
    for line in filter(None, (*question.help, question.listed)):
        yield paragraph(HELP, run(line))


def _tables(controls: Controls, rows: AskedRows, shown: dict[Kind, str]) -> Iterator[str]:
    """Empty rows, a table each. What is asked for is told in the first; a paragraph keeps two tables apart."""
    for number in range(1, ROWS + 1):
        lines = []
        for question in rows.questions:
            told = "".join(_told(question)) if number == 1 else ""
            left = paragraph("Label", run(question.label)) + told
            right = "".join(_places(controls, question, shown))
            if question.kind is Kind.TEXT:
                right += "<w:p/>"  # the end of a cell is a paragraph of its own
            lines.append((left, right))
        yield table(paragraph("Heading3", run(rows.heading(number))), lines)
        yield "<w:p/>"


def _places(controls: Controls, question: Question, shown: dict[Kind, str]) -> Iterator[str]:
    tag, label = question.tag, question.label
    if question.kind is Kind.TICK:
        yield controls.box(tag, label, "" if question.relation else label)
    elif question.kind is Kind.ONE:
        yield controls.one(tag, label, shown[Kind.ONE], (each for _value, each in question.offered))
    elif question.kind is Kind.SEVERAL:
        for group, choices in question.choices:
            if group:
                yield paragraph(HELP, run(group))
            for _value, each in choices:
                yield controls.box(tag, label, each)
    elif question.kind is Kind.TEXT:
        yield controls.text(tag, label, shown[Kind.TEXT])
    else:
        yield controls.line(tag, label, shown[Kind.LINE])


def _look(document: Any, language: Language) -> None:
    """Paper, fonts and sizes. A font is named for each kind of script, else Word shows boxes in place of letters."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    font = FONTS.get(language.script, LATIN)
    names = {"ascii": font, "hAnsi": font, "cs": font, "eastAsia": HAN}
    common = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    fonts = common.find(qn("w:rFonts"))
    fonts.attrib.clear()
    for name, value in names.items():
        fonts.set(qn(f"w:{name}"), value)
    culture, spelling = CULTURES[language.code], common.find(qn("w:lang"))
    spelling.set(qn("w:val"), culture if language.script == "latin" else CULTURES["en"])
    spelling.set(qn("w:eastAsia"), CULTURES["zh-hans"])
    spelling.set(qn("w:bidi"), culture if language.script in FONTS else CULTURES["th"])
    for style in document.styles.element.iter(qn("w:style")):
        for own in list(style.iter(qn("w:rFonts"))):
            own.getparent().remove(own)
    _style(document, HELP, 9, color=GREY, below=2)
    _style(document, "Label", 11, bold=True, below=0)
    _style(document, "Choice", 11, below=0)
    answer = _style(document, "Answer", 11, below=6)
    shade = element('<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>')
    answer.element.pPr.find(qn("w:spacing")).addprevious(shade)  # Word wants them in this order
    hint = document.styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER, builtin=True)
    hint.font.color.rgb = GREY


def _style(
    document: Any, name: str, size: int, *, bold: bool = False, color: RGBColor | None = None, below: int
) -> Any:
    """A style of paragraphs of its own; sizes and weight count for complex scripts, too."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.next_paragraph_style = document.styles["Normal"]
    style.font.size, style.font.bold, style.font.cs_bold = Pt(size), bold or None, bold or None
    style.element.get_or_add_rPr().append(element(f'<w:szCs w:val="{size * 2}"/>'))
    if color is not None:
        style.font.color.rgb = color
    style.paragraph_format.space_after = Pt(below)
    return style

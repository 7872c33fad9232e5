"""Documents of Word as people and their editors leave them."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

CHECKED = "{http://schemas.microsoft.com/office/word/2010/wordml}checked"
VALUE = "{http://schemas.microsoft.com/office/word/2010/wordml}val"


def controls(document: Any, tag: str) -> Iterator[Any]:
    """The content controls with this tag, in their order."""
    for each in document.element.body.iter(qn("w:sdt")):
        found = each.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if found is not None and found.get(qn("w:val")) == tag:
            yield each


def write(control: Any, text: str) -> None:
    """Type into a place, a paragraph a line where it takes several: the hint goes."""
    hint = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
    if hint is not None:
        hint.getparent().remove(hint)
    content = control.find(qn("w:sdtContent"))
    first = content[0]
    if first.tag == qn("w:p"):
        pattern = copy.deepcopy(first)
        content.remove(first)
        for line in text.split("\n"):
            paragraph = copy.deepcopy(pattern)
            paragraph.find(f"{qn('w:r')}/{qn('w:t')}").text = line
            content.append(paragraph)
    else:
        first.find(qn("w:t")).text = text


def tick(document: Any, tag: str, label: str = "") -> None:
    """Tick the box of a field that has this label."""
    for each in controls(document, tag):
        if label in ("".join(text.text for text in each.getparent().iter(qn("w:t")))):
            each.find(f".//{CHECKED}").set(VALUE, "1")
            each.find(f".//{qn('w:t')}").text = "☒"
            return
    raise AssertionError(f"no box {label!r} in {tag}")


def filled(content: bytes, answers: dict[str, str | list[str]], ticks: dict[str, list[str]]) -> Any:
    """The document with these answers by tags; a list answers row after row."""
    document = docx.Document(BytesIO(content))
    for tag, given in answers.items():
        texts = [given] if isinstance(given, str) else given
        for control, text in zip(controls(document, tag), texts, strict=False):
            if text:
                write(control, text)
    for tag, labels in ticks.items():
        for label in labels:
            tick(document, tag, label)
    return document


def without_controls(document: Any) -> None:
    """As an editor leaves it that knows no content controls: their text stays, and nothing tells whose it is."""
    for control in list(document.element.body.iter(qn("w:sdt"))):
        for each in list(control.find(qn("w:sdtContent"))):
            control.addprevious(each)
        control.getparent().remove(control)


def without_tables(document: Any) -> None:
    """As an editor leaves it that makes paragraphs of tables."""
    for table in list(document.element.body.iter(qn("w:tbl"))):
        for paragraph in list(table.iter(qn("w:p"))):
            table.addprevious(paragraph)
        table.getparent().remove(table)


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, text: bytes) -> bytes:
    """The document with a part more, or with other text in one."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for each in before.namelist():
            if each != name:
                after.writestr(each, before.read(each))
        after.writestr(name, text)
    return out.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return packed.read(name)

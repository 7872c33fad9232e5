"""The text of a document, paragraph by paragraph, with where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, groupby, starmap
from operator import itemgetter
from typing import Any

from lxml import etree

from search.analysis import from_zawgyi

from .package import Budget

MOST_LINES = 5_000  # paragraphs of a document; an empty one has seven hundred
LONGEST = 500_000  # letters of a document; no case is as long
MOST_CELLS = 20_000  # and rows of tables, empty ones, too
LEFT_OUT = {
    "del",
    "moveFrom",
    "Fallback",
    "pPr",
    "rPr",
    "sdtPr",
    "sdtEndPr",
    "tblPr",
    "trPr",
    "tcPr",
    "sectPr",
}
LEFT_OUT |= {"instrText", "delText", "tblGrid"}
TICKED = "☒"
#: Boxes of the font Wingdings, which some editors draw.
BOXES = {"F0FE": TICKED, "F0FD": TICKED, "F0FC": TICKED, "F0A8": "☐", "F06F": "☐"}
SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or as much of it as stands in one place.

    `marked`: the same with the signs of `kb.filling.writing`; `tag` and `control` name the content control in which it
    stands, `hint` says that the control shows its hint; `table`, `row` and `cell` are counted, and 0, 0, -1 outside.
    """

    text: str = ""
    marked: str = ""
    tag: str = ""
    control: int = 0
    hint: bool = False
    style: str = ""
    table: int = 0
    row: int = 0
    cell: int = -1


class Reader:
    """Reads the parts of one document. `links`: addresses by the names that the text has for them. `converted`: whether
    something in it was typed in Zawgyi and is Unicode now.
    """

    def __init__(self, links: dict[str, str]):
        self.links = links
        self.converted = False
        self.numbers = count(1)
        self.most_lines, self.letters, self.cells = Budget(MOST_LINES), Budget(LONGEST), Budget(MOST_CELLS)

    def lines(self, root: Any) -> list[Line]:
        """The paragraphs of a part that have a word, in their order. What was deleted in it is gone.

        Raises `ValidationError` as soon as the parts together are longer than a document may be.
        """
        return [self._in_unicode(line) for line in self._blocks(root, Line())]

    def _in_unicode(self, line: Line) -> Line:
        if (text := from_zawgyi(line.text)) == line.text:
            return line
        self.converted = True
        return replace(line, text=text, marked=from_zawgyi(line.marked))

    def _blocks(self, parent: Any, place: Line) -> Iterator[Line]:
        """Paragraphs below an element, whatever stands between."""
        for each in parent:
            name = _name(each)
            if name == "p":
                yield from self._paragraph(each, place)
            elif name == "tbl":
                yield from self._table(each, place)
            elif name == "sdt":
                yield from self._blocks(each, self._within(each, place))
            elif name not in LEFT_OUT:
                yield from self._blocks(each, place)

    def _table(self, table: Any, place: Line) -> Iterator[Line]:
        """The cells of a table; those of a table inside of a cell stand in that cell."""
        number, inside = next(self.numbers), place.cell >= 0
        for row, _around in self._below(table, "tr", place):
            here = place if inside else replace(place, table=number, row=next(self.numbers))
            for cell, (each, within) in enumerate(self._below(row, "tc", here)):
                yield from self._blocks(each, within if inside else replace(within, cell=cell))

    def _below(self, parent: Any, name: str, place: Line) -> Iterator[tuple[Any, Line]]:
        """The rows of a table or the cells of a row with the place of each, also those inside of content controls."""
        for each in parent:
            kind = _name(each)
            if kind == name:
                self.cells.take()
                yield each, place
            elif kind == "sdt":
                yield from self._below(each, name, self._within(each, place))
            elif kind not in (*LEFT_OUT, "tbl", "tc"):
                yield from self._below(each, name, place)

    def _within(self, control: Any, place: Line) -> Line:
        """The place inside a content control; one without a tag of its own stands for nothing."""
        tag = _property(control, "tag")
        if not tag:
            return place
        hint = _find(control, "showingPlcHdr") is not None
        return replace(place, tag=tag, control=next(self.numbers), hint=hint)

    def _paragraph(self, paragraph: Any, place: Line) -> Iterator[Line]:
        properties = next((each for each in paragraph if _name(each) == "pPr"), None)
        style = listed = ""
        if properties is not None:
            found = next((each for each in properties if _name(each) == "pStyle"), None)
            style = _value(found) if found is not None else ""
            listed = "- " if any(_name(each) == "numPr" for each in properties) else ""
        pieces = _Pieces(self.letters)
        self._inline(paragraph, replace(place, style=style), pieces)
        for line in pieces.lines():
            self.most_lines.take()
            yield replace(line, marked=listed + line.marked)
        for box in pieces.boxes:
            yield from self._blocks(box, replace(place, style=style))

    def _inline(self, parent: Any, place: Line, pieces: _Pieces) -> None:
        for each in parent:
            name = _name(each)
            if name == "r":
                self._run(each, place, pieces)
            elif name == "sdt":
                self._inline_control(each, place, pieces)
            elif name == "hyperlink":
                outer, pieces.address = pieces.address, self._address(each)
                self._inline(each, place, pieces)
                pieces.address = outer
            elif name not in LEFT_OUT:
                self._inline(each, place, pieces)

    def _inline_control(self, control: Any, place: Line, pieces: _Pieces) -> None:
        box = _find(control, "checkbox")
        within = self._within(control, place)
        if box is None:
            self._inline(control, within, pieces)
            return
        pieces.tick = within  # the label stands behind the box, outside of the control
        checked = next((each for each in box if _name(each) == "checked"), None)
        if checked is not None and _value(checked) in ("1", "true"):
            pieces.add(TICKED, place)
        else:
            self._inline(control, place, pieces)

    def _run(self, run: Any, place: Line, pieces: _Pieces) -> None:
        bold, italic = _is_on(run, "b"), _is_on(run, "i")
        for each in run:
            name = _name(each)
            if name == "t":
                pieces.add(each.text or "", place, bold, italic)
            elif name in SIGNS:
                pieces.add(SIGNS[name], place, bold, italic)
            elif name == "sym":
                pieces.add(BOXES.get(_attribute(each, "char").upper(), ""), place)
            elif name not in LEFT_OUT:
                pieces.boxes += _boxes(each)

    def _address(self, hyperlink: Any) -> str:
        address = self.links.get(_attribute(hyperlink, "id"), "")
        return address if address and not any(sign in address for sign in " ()\n") else ""


@dataclass(frozen=True, slots=True)
class _Look:
    """How text looks: bold, italic, and the address to which it leads."""

    bold: bool = False
    italic: bool = False
    address: str = ""

    def plain(self, text: str) -> str:
        return f"{text} ({self.address})" if self._leads_elsewhere(text) else text

    def marked(self, text: str) -> str:
        sign = "**" if self.bold else "*" if self.italic else ""
        inner = text.strip()
        if self._leads_elsewhere(text) and not set("[]\n") & set(text):
            return f"[{text}]({self.address})"
        if not sign or not inner or "*" in inner or "\n" in inner:
            return self.plain(text)
        before, _inner, after = text.partition(inner)
        return f"{before}{sign}{inner}{sign}{after}"

    def _leads_elsewhere(self, text: str) -> bool:
        same = {self.address, self.address.rstrip("/"), self.address.removeprefix("mailto:")}
        return bool(self.address and text.strip() and text.strip() not in same)


class _Pieces:
    """What stands in a paragraph, gathered by where it stands. `tick`: the place that a box to tick names."""

    def __init__(self, letters: Budget) -> None:
        self.letters = letters
        self.found: list[tuple[Line, _Look, str]] = []
        self.boxes: list[Any] = []
        self.tick: Line | None = None
        self.address = ""

    def add(self, text: str, place: Line, bold: bool = False, italic: bool = False) -> None:
        if self.tick is not None and not place.tag:
            place = replace(place, tag=self.tick.tag, control=self.tick.control)
        self.letters.take(len(text) + len(self.address))
        self.found.append((place, _Look(bold, italic, self.address), text))

    def lines(self) -> Iterator[Line]:
        """One line for each place, those without a word left out."""
        for place, pieces in groupby(self.found, key=itemgetter(0)):
            alike = [
                (look, "".join(text for _place, _look, text in same))
                for look, same in groupby(pieces, key=itemgetter(1))
            ]
            text = "".join(look.plain(text) for look, text in alike).strip()
            if text:
                yield replace(place, text=text, marked="".join(starmap(_Look.marked, alike)).strip())


def _name(each: Any) -> str:
    """The name of an element without its namespace, of which there are two; empty for what is none."""
    return str(etree.QName(each).localname) if isinstance(each.tag, str) else ""


def _attribute(each: Any, name: str) -> str:
    return next((str(value) for key, value in each.attrib.items() if key.endswith(f"}}{name}")), "")


def _value(each: Any) -> str:
    return _attribute(each, "val")


def _find(control: Any, name: str) -> Any:
    """A property of a content control."""
    properties = next((each for each in control if _name(each) == "sdtPr"), ())
    return next((each for each in properties if _name(each) == name), None)


def _property(control: Any, name: str) -> str:
    found = _find(control, name)
    return _value(found) if found is not None else ""


def _is_on(run: Any, name: str) -> bool:
    look = next((each for each in run if _name(each) == "rPr"), ())
    found = next((each for each in look if _name(each) == name), None)
    return found is not None and _value(found) not in ("0", "false")


def _boxes(parent: Any) -> Iterator[Any]:
    """The text boxes below an element, without those inside of them, which are read with them."""
    for each in parent:
        if _name(each) == "txbxContent":
            yield each
        elif _name(each) not in LEFT_OUT:
            yield from _boxes(each)

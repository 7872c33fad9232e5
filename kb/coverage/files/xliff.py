"""XLIFF 1.2: the version that every tool for translators reads and writes, those without a licence too.

Elements of the original are `g` and `x` with the id by which they are known again, so that a tool shows them as marks
that cannot be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from lxml import etree
from wagtail_localize.strings import StringValue

from kb.core import languages

from ..pieces import Part, Piece
from . import MOST_ENTRIES, Entry, tags, unreadable

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_NS = f"{{{NAMESPACE}}}"
_TAG = re.compile(r"(<[^<>]+>|\n)")
_KINDS = {"a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic"}


def write(parts: Iterable[Part], language: str) -> bytes:
    """The pieces of works as one document into the language with that code; each work is a `file` of it."""
    root = etree.Element(f"{_NS}xliff", nsmap={None: NAMESPACE}, version="1.2")
    target = languages.get(language).tag
    for part in parts:
        attributes = {
            "original": part.code,
            "source-language": languages.get(part.language).tag,
            "target-language": target,
            "datatype": "html",
        }
        file = etree.SubElement(root, f"{_NS}file", attributes)
        body = etree.SubElement(file, f"{_NS}body")
        for piece in part.pieces:
            _unit(body, piece)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _unit(body: Any, piece: Piece) -> None:
    unit = etree.SubElement(body, f"{_NS}trans-unit", id=piece.key)
    _Marks().fill(etree.SubElement(unit, f"{_NS}source"), tags.outside(piece.source.data))
    state = "translated" if piece.target is not None else "needs-translation"
    target = etree.SubElement(unit, f"{_NS}target", state=state)
    if piece.target is not None:
        _Marks().fill(target, tags.outside(piece.target.data))
    etree.SubElement(unit, f"{_NS}note").text = tags.CONTROL.sub("", piece.label)


def _value(original: StringValue, text: str) -> StringValue:
    return StringValue(tags.inside(text, original.data))


class _Marks:
    """Ids for the elements of a piece: `a1` is its own, the others are counted by name."""

    def __init__(self) -> None:
        self.counted: dict[str, int] = {}

    def _id(self, name: str, tag: str) -> str:
        if name == "a" and (found := re.search(r'id="([^"]+)"', tag)):
            return found[1]
        self.counted[name] = self.counted.get(name, 0) + 1
        return f"{name}{self.counted[name]}"

    def fill(self, element: Any, text: str) -> None:
        """Put text with tags into an element."""
        inside = [element]
        for place, part in enumerate(_TAG.split(tags.CONTROL.sub("", text))):
            if not place % 2:
                _append(inside[-1], part)
            elif part == "\n":
                etree.SubElement(inside[-1], f"{_NS}x", id=self._id("br", part), ctype="lb")
            elif part.startswith("</"):
                if len(inside) > 1:
                    inside.pop()
            else:
                name = part.strip("<>").partition(" ")[0]
                kind = _KINDS.get(name, f"x-html-{name}")
                inside.append(etree.SubElement(inside[-1], f"{_NS}g", id=self._id(name, part), ctype=kind))


def _append(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def read(file: IO[bytes]) -> Iterator[Entry]:
    """What a document says. Raises `ValidationError` for one that is no XLIFF 1.2 or declares entities."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.parse(file, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable() from error
    if tree.docinfo.doctype or tree.getroot().tag != f"{_NS}xliff":
        raise unreadable()
    for number, unit in enumerate(tree.iter(f"{_NS}trans-unit")):
        if number >= MOST_ENTRIES:
            raise unreadable()
        code = next((each.get("original", "") for each in unit.iterancestors(f"{_NS}file")), "")
        target = unit.find(f"{_NS}target")
        if target is None:
            continue
        try:
            yield Entry(code, unit.get("id", ""), "".join(_text(target)), _value)
        except ValueError:
            said = "".join(target.itertext())
            why = _("It has marks that the original does not have.")
            yield Entry(code, unit.get("id", ""), said, _value, why)


def _text(element: Any, depth: int = 0) -> Iterator[str]:
    if depth > tags.MOST_OPEN:
        raise ValueError("depth")
    yield element.text or ""
    for child in element:
        name = child.tag.removeprefix(_NS)
        known = re.fullmatch(r"([a-z]+)(\d+)", child.get("id", ""))
        if name == "mrk":  # a tool's own cutting into sentences
            yield from _text(child, depth + 1)
        elif name == "x" and known and known[1] == "br":
            yield "\n"
        elif name == "g" and known:
            opening = f'<a id="{known[0]}">' if known[1] == "a" else f"<{known[1]}>"
            yield opening
            yield from _text(child, depth + 1)
            yield f"</{known[1]}>"
        else:
            raise ValueError(name)
        yield child.tail or ""

"""The file of a document: whether it can be opened without harm, and the texts that it has.

What comes in was written by anybody. All of its parts together are read up to a size, without entities, without a look
at what they point to.
"""

from __future__ import annotations

import codecs
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from lxml import etree

from kb.core import documents

LARGEST_FILE = 20 * 1024 * 1024  # bytes; photographs of telephones may be inside
MOST_UNPACKED = 12 * 1024 * 1024  # bytes of all texts together
MOST_SIGNS = 400_000  # of tags and attributes, up to 300 bytes of memory each; an empty form has 20,000
LONGEST_ADDRESS = 2_000  # letters
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST_ELSEWHERE = 50  # heads, feet and the like
OLD = b"\xd0\xcf\x11\xe0"  # how files of Word before 2007 begin, and those with a password
MAIN = "wordprocessingml.document.main+xml"
ELSEWHERE = ("header+xml", "footer+xml", "footnotes+xml", "endnotes+xml", "comments+xml")
PICTURES = "word/media/"
TOO_LONG = _("This document is too long. Send the text in several cases.")


class Budget:
    """How much there may be of something in all of a document."""

    def __init__(self, most: int):
        self.left = most

    def take(self, amount: int = 1) -> None:
        """Raises `ValidationError` when there is more."""
        self.left -= amount
        if self.left < 0:
            raise ValidationError(TOO_LONG)


@dataclass
class Package:
    """The parts of a document. `links`: addresses by the names that the text has for them."""

    main: Any
    links: dict[str, str] = field(default_factory=dict)
    elsewhere: list[Any] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


def opened(file: IO[bytes]) -> Package:
    """The parts of the document in a file. Raises `ValidationError` with a sentence that says what to do."""
    file.seek(0, 2)
    if file.tell() > LARGEST_FILE:
        raise ValidationError(_("This document is larger than 20 megabytes. Take the pictures out of it."))
    file.seek(0)
    if file.read(len(OLD)) == OLD:
        raise ValidationError(_("Save the document as .docx, without a password, and send it again."))
    documents.check(file, "document.docx")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            return _Parts(packed).package()
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, *_UNREADABLE) as error:
        raise _damaged() from error
    finally:
        file.seek(0)


_UNREADABLE = (EOFError, OSError, ValueError, NotImplementedError, RuntimeError, StopIteration)


def _damaged() -> ValidationError:
    return ValidationError(_("This document cannot be read. Open it, save it as .docx and send it again."))


class _Parts:
    """The parts of one document, which have one size for all of them."""

    def __init__(self, packed: zipfile.ZipFile):
        self.packed = packed
        self.bytes, self.signs = Budget(MOST_UNPACKED), Budget(MOST_SIGNS)

    def package(self) -> Package:
        kinds = list(_kinds(self._tree(documents.CONTENT_TYPES)))
        main = next(name for name, kind in kinds if kind.endswith(MAIN))
        names = set(self.packed.namelist())
        others = dict.fromkeys(name for name, kind in kinds if kind.endswith(ELSEWHERE) and name in names)
        beside = PurePath(main)
        relations = str(beside.parent / "_rels" / f"{beside.name}.rels")
        return Package(
            main=self._tree(main),
            links=_links(self._tree(relations)) if relations in names else {},
            elsewhere=[self._tree(name) for name in islice(others, MOST_ELSEWHERE)],
            pictures=sorted(PurePath(name).name for name in names if name.startswith(PICTURES)),
        )

    def _tree(self, name: str) -> Any:
        """A part as a tree of elements. One that declares entities is refused, whatever they say."""
        with self.packed.open(name) as stream:
            text = stream.read(self.bytes.left + 1)
        self.bytes.take(len(text))
        if text.startswith(UTF16):
            text = text.decode("utf-16").encode()
        self.signs.take(text.count(b"<") + text.count(b"="))
        parser = etree.XMLParser(
            encoding="utf-8",  # whatever it says itself, for in others a tag has other signs
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
        )
        root = etree.fromstring(text, parser)
        if root.getroottree().docinfo.doctype:
            raise _damaged()
        return root


def _kinds(types: Any) -> Iterator[tuple[str, str]]:
    """Names of parts and what they are."""
    for each in types:
        if name := each.get("PartName"):
            yield name.lstrip("/"), each.get("ContentType", "")


def _links(relations: Any) -> dict[str, str]:
    return {
        each.get("Id", ""): address
        for each in relations
        if each.get("TargetMode") == "External" and len(address := each.get("Target", "")) <= LONGEST_ADDRESS
    }

"""The file of a document: whether it can be opened without harm, and the texts that it has.

What comes in was written by anybody. Its parts are read one by one up to a size, without entities, without a look at
what they point to.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from lxml import etree

from kb.core import documents

LARGEST_FILE = 20 * 1024 * 1024  # bytes; photographs of telephones may be inside
LARGEST_PART = 8 * 1024 * 1024  # bytes of one text, unpacked
MOST_ELSEWHERE = 50  # heads, feet and the like
OLD = b"\xd0\xcf\x11\xe0"  # how files of Word before 2007 begin, and those with a password
MAIN = "wordprocessingml.document.main+xml"
ELSEWHERE = ("header+xml", "footer+xml", "footnotes+xml", "endnotes+xml", "comments+xml")
PICTURES = "word/media/"
TOO_LONG = _("This document is too long. Send the text in several cases.")


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
            return _package(packed)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, *_UNREADABLE) as error:
        raise _damaged() from error
    finally:
        file.seek(0)


_UNREADABLE = (EOFError, OSError, ValueError, NotImplementedError, RuntimeError, StopIteration)


def _damaged() -> ValidationError:
    return ValidationError(_("This document cannot be read. Open it, save it as .docx and send it again."))


def _package(packed: zipfile.ZipFile) -> Package:
    kinds = list(_kinds(_tree(packed, documents.CONTENT_TYPES)))
    main = next(name for name, kind in kinds if kind.endswith(MAIN))
    names = set(packed.namelist())
    others = [name for name, kind in kinds if kind.endswith(ELSEWHERE) and name in names]
    beside = PurePath(main)
    relations = str(beside.parent / "_rels" / f"{beside.name}.rels")
    return Package(
        main=_tree(packed, main),
        links=_links(_tree(packed, relations)) if relations in names else {},
        elsewhere=[_tree(packed, name) for name in others[:MOST_ELSEWHERE]],
        pictures=sorted(PurePath(name).name for name in names if name.startswith(PICTURES)),
    )


def _tree(packed: zipfile.ZipFile, name: str) -> Any:
    """A part as a tree of elements. One that declares entities is refused, whatever they say."""
    with packed.open(name) as stream:
        text = stream.read(LARGEST_PART + 1)
    if len(text) > LARGEST_PART:
        raise ValidationError(TOO_LONG)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
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
        each.get("Id", ""): each.get("Target", "")
        for each in relations
        if each.get("TargetMode") == "External"
    }

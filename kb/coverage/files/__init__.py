"""Pieces of works as files that tools for translators and spreadsheets open, and back.

A file that comes back was written by anybody: it is read up to a size, without entities, without formulas, and says
nothing but texts for keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail_localize.strings import StringValue

from ..pieces import Part

LARGEST_FILE = 10 * 1024 * 1024  # bytes
MOST_ENTRIES = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says for one passage of one work: `text`, in the form of its kind of file. `read` makes of a passage of
    the original and the text what can stand for it; it raises `ValueError` with a sentence. `why_not`: why the text cannot
    be read at all.
    """

    code: str
    key: str
    text: str
    read: Callable[[StringValue, str], StringValue]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its media type, and how it is written (into a language, with its tag) and read."""

    media_type: str
    write: Callable[[Iterable[Part], str], bytes]
    read: Callable[[IO[bytes]], Iterable[Entry]]


def formats() -> dict[str, Format]:
    """The kinds of files by the ending of their names."""
    from . import workbook, xliff

    return {
        "xlf": Format("application/x-xliff+xml", xliff.write, xliff.read),
        "xlsx": Format(workbook.MEDIA_TYPE, workbook.write, workbook.read),
    }


def read(file: IO[bytes]) -> list[Entry]:
    """What a file says, whichever kind it is. Raises `ValidationError` with a sentence that says what to do."""
    file.seek(0, 2)
    if file.tell() > LARGEST_FILE:
        raise ValidationError(_("This file is larger than 10 megabytes."))
    file.seek(0)
    is_packed = file.read(2) == b"PK"
    file.seek(0)
    found = list(formats()["xlsx" if is_packed else "xlf"].read(file))
    if not found:
        raise unreadable()
    return found


def unreadable() -> ValidationError:
    """What to say of a file that is none of ours."""
    return ValidationError(
        _("This is no file that was taken from here. Send the XLIFF or the XLSX file with the translations.")
    )

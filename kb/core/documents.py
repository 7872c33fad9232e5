"""Documents are what their names say: judged by their content, without macros, without bombs."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from filetype import guess_mime

# A part that every file of the kind has, and the words of its type.
OFFICE_OPEN_XML = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
TEXT = {"txt", "csv"}
CONTENT_TYPES = "[Content_Types].xml"
MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024  # bytes, of all parts together
MOST_RATIO = 200  # of one part, unpacked to packed; text of real documents stays below 100
LARGEST_LIST = 2 * 1024 * 1024  # bytes of the list of parts
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


def check(file: IO[bytes], name: str) -> None:
    """Raise ValidationError with a sentence unless the content is of the kind that the name says."""
    kind = PurePath(name).suffix.lower().lstrip(".")
    try:
        if kind == "pdf":
            fits = _starts_with(file, b"%PDF-")
        elif kind in TEXT:
            fits = _is_text(file)
        elif kind in OFFICE_OPEN_XML:
            fits = _is_office_open_xml(file, OFFICE_OPEN_XML[kind])
        elif kind in OPEN_DOCUMENT:
            fits = _is_open_document(file, OPEN_DOCUMENT[kind])
        else:
            fits = False
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, ValueError, NotImplementedError):
        fits = False
    finally:
        file.seek(0)
    if not fits:
        message = _("The content of this file is not that of a .%(kind)s file. Save it again in that format.")
        raise ValidationError(message, code="content_differs", params={"kind": kind})


def _starts_with(file: IO[bytes], magic: bytes) -> bool:
    file.seek(0)
    return file.read(len(magic)) == magic


def _is_text(file: IO[bytes]) -> bool:
    """Text in whatever encoding: no control characters, and not the beginning of a known binary format."""
    file.seek(0)
    beginning = file.read(8192)
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 has zero bytes
        beginning.decode("utf-16", errors="ignore")
        return True
    if guess_mime(beginning):
        return False
    while beginning:
        if not CONTROLS.isdisjoint(beginning):
            return False
        beginning = file.read(65536)
    return True


def _parts(file: IO[bytes]) -> tuple[zipfile.ZipFile, list[str]]:
    """The parts of a packed document, judged by what its directory declares; nothing is unpacked."""
    if not _starts_with(file, b"PK\x03\x04"):
        raise zipfile.BadZipFile
    file.seek(0)
    packed = zipfile.ZipFile(file)
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _refused_as_bomb()
    for part in parts:
        if part.file_size > 1_000_000 and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise _refused_as_bomb()
        if part.flag_bits & 1:
            raise ValidationError(_("Documents with a password are not accepted."), code="encrypted")
    return packed, [part.filename for part in parts]


def _refused_as_bomb() -> ValidationError:
    return ValidationError(_("This file would unpack to an unreasonable size."), code="bomb")


def _has_macros() -> ValidationError:
    return ValidationError(_("Documents with macros are not accepted. Save it without them."), code="macros")


def _is_office_open_xml(file: IO[bytes], folder: str) -> bool:
    packed, names = _parts(file)
    if any(PurePath(name).name.lower().startswith("vbaproject") for name in names):
        raise _has_macros()
    with packed.open(CONTENT_TYPES) as stream:
        types = stream.read(LARGEST_LIST)
    if b"macroenabled" in types.lower():
        raise _has_macros()
    return any(name.startswith(folder) for name in names)


def _is_open_document(file: IO[bytes], kind: str) -> bool:
    packed, names = _parts(file)
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise _has_macros()
    with packed.open("mimetype") as stream:
        return stream.read(200).decode("ascii").strip() == kind

"""The short form of a case as a document of Word, for people who write without a network."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import asdict
from pathlib import PurePath
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale

from kb.core import languages
from kb.core.addresses import absolute
from kb.core.text import one_line
from kb.filling import marks
from kb.filling.word.placing import Document
from kb.filling.word.questions import asked
from kb.filling.word.template import made

from ..models import CasePage, Submission
from ..permissions import may_edit
from . import works
from .parts import PHOTOGRAPHS, SHORT

PARTS = tuple(part for part in SHORT if part.key != PHOTOGRAPHS)
#: Documents of one person have keys in it: the same document leads to the same draft.
_SPACE = uuid.UUID("5a0d3c52-6f5c-4b5e-9d5f-0f3a64a6c1f7")


def _told() -> list[str]:
    return [
        _("Share a case"),
        _("Photographs are added on the site."),
        _("When you have a network, send this document at %(address)s")
        % {"address": absolute(reverse("share_word"))},
    ]


def template(language: str) -> bytes:
    """The document to be filled in, in this language of the site."""
    with override(language):
        title, *told = _told()
        return made(asked(PARTS, CasePage()), languages.get(language), title, told)


def _begun(user: Any, file: IO[bytes]) -> tuple[uuid.UUID, CasePage | None]:
    """The key of a document that this person sends, and the draft that it became.

    A draft that is theirs no more, not even to read, is not where it leads: then it has another key.
    """
    file.seek(0)
    content = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    words = f"{user.pk} {content}"
    while True:
        key = uuid.uuid5(_SPACE, words)
        row = Submission.objects.filter(key=key).select_related("page").first()
        if row is None:
            return key, None
        if may_edit(user, row.page):
            return key, row.page
        words += " again"


class Received(NamedTuple):
    """A draft, whether it is new, and whether something in the document was typed in Zawgyi and is Unicode now."""

    page: CasePage
    new: bool = False
    converted: bool = False


def receive(user: Any, file: IO[bytes], name: str, country: str, language: str, suspicions: str) -> Received:
    """A draft with what a document says: the same document leads to the draft that it became.

    `name`: that of the file, which is the title of a draft whose document has none. Raises `works.Refused`, and
    `ValidationError` with a sentence for what cannot be read or kept.
    """
    key, known = _begun(user, file)
    if known is not None:
        return Received(known)
    document = Document(file, PARTS, CasePage(), _told)
    if document.is_empty:
        raise ValidationError(_("Nothing is written in this document."))
    longest = CasePage._meta.get_field("title").max_length
    title = one_line(document.title("basics", "title")[: longest + 1])
    if not title or len(title) > longest:
        title = one_line(PurePath(name).stem)[:longest] or _("Case")
    with transaction.atomic():
        page = works.begin(user, key, title, country, Locale.objects.get(language_code=language), suspicions)
        marks.lock(page)
        row = Submission.objects.select_for_update().get(key=key)
        if row.left_over is not None:  # the same document has arrived twice at once
            return Received(page)
        draft = marks.newest(page)
        document.place(draft)
        works.keep(page, draft, user)
        row.left_over = [asdict(each) for each in document.left]
        row.save(update_fields=["left_over"])
    return Received(page, new=True, converted=document.converted)


def dismiss(page: CasePage) -> None:
    """The author has dealt with what could not be placed."""
    Submission.objects.filter(page=page).exclude(left_over=None).update(left_over=[])

"""What happens to letters: they are kept, answered, closed, or found to be spam or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from kb.core.models import WorkPage

from . import suspicion, telling, tokens, works
from .models import Letter


class Settled(Exception):
    """Somebody else has dealt with the letter meanwhile."""


def receive(kind: str, page: WorkPage, given: Mapping[str, str], user: Any, language: str) -> Letter:
    """Keep what somebody has written about a page, and tell who gets it unless it looks like spam.

    `given` is what a valid `LetterForm` holds. What is sent twice is one letter; another text from the same form,
    which "Back" in a browser brings, is another.
    """
    opened = tokens.read(given["opened"])
    reasons = suspicion.of(given["text"], given["website"], opened)
    written = [given.get("part", ""), given["text"], given["name"], given["email"]]
    with transaction.atomic():
        letter, made = Letter.objects.get_or_create(
            key=tokens.digest(opened.key if opened else "", kind, str(page.translation_key), *written),
            defaults={
                "kind": kind,
                "work": page.work,
                "title": works.title_of(page),
                "part": given.get("part", ""),
                "language": language,
                "text": given["text"],
                "sender": user if user.is_authenticated else None,
                "name": given["name"],
                "email": given["email"],
                "state": Letter.State.SUSPECTED if reasons else Letter.State.NEW,
                "suspicion": " ".join(reasons),
            },
        )
        if made and not reasons:
            telling.arrived(letter)
    return letter


def answer(letter: Letter, user: Any, text: str) -> None:
    """Mail an answer to the writer, who has given an address. Raises `Settled`."""
    with transaction.atomic():
        _settle(letter, user, state=Letter.State.ANSWERED, answer=text)
        Letter.objects.filter(pk=letter.pk).update(mail=telling.answer(letter, text, user))


def close(letter: Letter, user: Any, reason: str) -> None:
    """Close a letter without an answer. Raises `Settled`."""
    with transaction.atomic():
        _settle(letter, user, state=Letter.State.CLOSED, reason=reason)


def is_spam(letter: Letter, user: Any) -> None:
    """Close a letter that is spam. Raises `Settled`."""
    with transaction.atomic():
        _settle(letter, user, state=Letter.State.CLOSED, spam=True)


def is_no_spam(letter: Letter) -> None:
    """Tell those who get it of a letter that was suspected. Raises `Settled`."""
    with transaction.atomic():
        _change(letter, [Letter.State.SUSPECTED], state=Letter.State.NEW)
        telling.arrived(letter)


def _settle(letter: Letter, user: Any, **changed: Any) -> None:
    _change(letter, Letter.OPEN, handled_by=user, handled_at=timezone.now(), **changed)
    telling.over(letter)


def _change(letter: Letter, states: Iterable[str], **changed: Any) -> None:
    # One update, so that of two who press a button at once one is told that it is done.
    if not Letter.objects.filter(pk=letter.pk, state__in=states).update(**changed):
        raise Settled

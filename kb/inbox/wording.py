"""Notices in words: in the language that is active, when somebody reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from kb.core.text import one_line

from . import kinds
from .models import LONGEST_SUBJECT, Notice

#: Characters of one word (a title, a name) in a subject.
LONGEST_WORD = 80
MISSING = "…"


class _Words(dict[str, str]):
    """Holes that nothing fills do not keep the rest of a sentence from being read."""

    def __missing__(self, name: str) -> str:
        return MISSING


def sentence(notice: Notice) -> str:
    """What the notice says, on one line. One whose kind is known no more says what it is about, at least."""
    return _filled(notice, notice.words)


def subject(notice: Notice) -> str:
    """The same for the head of a mail, where long titles are cut so that what happened can still be read."""
    words = {name: cut(one_line(word), LONGEST_WORD) for name, word in notice.words.items()}
    return cut(_filled(notice, words), LONGEST_SUBJECT)


def _filled(notice: Notice, words: Mapping[str, str]) -> str:
    kind = kinds.get(notice.kind)
    if kind is not None:
        text = str(kind.sentence)
    elif "title" in words:
        text = _("There is news about “%(title)s”.")
    else:
        text = _("There is news for you.")
    return one_line(text % _Words(words))


def cut(text: str, longest: int) -> str:
    """The text, or as much of its beginning as there is room for."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}{MISSING}"


def address(notice: Notice) -> str:
    """The path that the notice leads to; the inbox itself where that address exists no more."""
    try:
        return reverse(notice.route, args=notice.args)
    except NoReverseMatch:
        return reverse("inbox")


def name_of(user: Any) -> str:
    """What a person is called; empty for nobody."""
    return one_line(user.get_full_name() or user.get_username()) if user else ""


def quoted(comment: str) -> str:
    """A comment as mails quote it, each line marked as what somebody else has said."""
    lines = comment.strip().splitlines()
    return "\n".join(f"> {one_line(line)}".rstrip() for line in lines)

"""What looks like the work of a program. It is told to the reviewer; nothing is refused or lost because of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

TRAP, FAST, LINKS = "trap", "fast", "links"
FASTEST = 2.0  # seconds in which nobody fills in a form
MOST_LINKS = 20


def suspicions(*, trap: str, seconds: float) -> list[str]:
    """The reasons in a form that was sent so many seconds after it was opened."""
    return [*([TRAP] if trap else []), *([FAST] if seconds < FASTEST else [])]


def in_words(page: Any) -> list[str]:
    """The reasons in the words of a case."""
    written = str(page.words())
    return [LINKS] if written.count("http") >= MOST_LINKS else []


def add(known: str, more: list[str]) -> str:
    """Reasons as a row keeps them, each once."""
    return " ".join(dict.fromkeys([*known.split(), *more]))


def told(known: str) -> list[str]:
    """The reasons as sentences, for the reviewer."""
    sentences = {
        TRAP: _("A field was filled in that people do not see."),
        FAST: _("The form was sent in less than two seconds."),
        LINKS: _("There are twenty links or more in the text."),
    }
    return [sentences[name] for name in known.split() if name in sentences]

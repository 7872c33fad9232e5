"""How far the words of a translation can be trusted: the states that a source names, and their place in the index.

A document holds beside the code of each of its languages ``lo:reviewed`` for the state of its text in it, as a tree holds
a value with its parent: one field answers for languages, and for languages in a state.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language, gettext_lazy

from search import languages

#: By trust, the best first; `outdated` is older than its original, whatever else it is.
STATES = ("original", "reviewed", "human", "machine", "outdated")
_LABELS = {
    "machine": gettext_lazy("machine translation, not checked"),
    "human": gettext_lazy("translated"),
    "reviewed": gettext_lazy("translated and reviewed"),
    "outdated": gettext_lazy("older than the original"),
}
_ORIGINAL = gettext_lazy("original")


def state_label(state: str) -> str:
    """What a reader is told of the words; of the original nothing."""
    return _said(state, get_language()) if state in _LABELS else ""


@lru_cache(maxsize=100)
def _said(state: str, active: str | None) -> str:
    """A page of results says some of them twenty times."""
    return str(_LABELS.get(state, _ORIGINAL))


def keys(language: str, state: str) -> tuple[str, str]:
    """What a document holds for a text of that state."""
    return language, f"{language}:{state}"


def below(language: str) -> tuple[str, ...]:
    """The values below a language, one for each state."""
    return tuple(f"{language}:{state}" for state in STATES)


def choices() -> tuple[str, ...]:
    """All values of the facet of languages."""
    return tuple(key for code in languages.codes() for key in (code, *below(code)))


def label(key: str) -> str:
    """A value of the facet in the active language: the language's own name, and the state where the value names one."""
    language, _, state = key.partition(":")
    name = languages.own_name(language)
    return f"{name} · {_said(state, get_language())}" if state else name

"""What is asked: with and without words, with nothing and something chosen; all facets are counted each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.params import Params


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a reader of ``language``; ``words`` says in which way its words are many or few."""

    words: str
    chosen: int
    language: str
    params: Params


_WORDS = (
    ("no words", "en", ""),
    ("two words, one language", "km", "គ្រួសារ ភូមិ"),
    # Latin letters may stand in any of the ten languages.
    ("five words, ten languages", "en", "village families money water school"),
)
_CHOSEN = {
    0: {},
    1: {"filters": {"country": ("CN", "ID", "KH")}},
    3: {
        "filters": {"country": ("CN", "ID", "KH"), "target_group": ("poor_households", "women")},
        "year_from": 1995,
    },
}


def asked() -> Iterator[tuple[str, list[Asked]]]:
    """The requests by their words, those of the same words together: nothing, one and three facets chosen."""
    for words, language, q in _WORDS:
        plain = Params(q=q)
        yield (
            words,
            [Asked(words, count, language, replace(plain, **more)) for count, more in _CHOSEN.items()],
        )


def path(request: Asked) -> str:
    """The address of the search page that asks it."""
    return f"/{request.language}/search/{request.params.query()}"

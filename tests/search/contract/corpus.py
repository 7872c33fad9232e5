"""A small collection made by a seeded generator: most works lack most languages, as in life."""

from __future__ import annotations

import random
from dataclasses import dataclass

LANGUAGES = ["en", "zh", "id", "ms", "th", "vi", "lo", "km", "my", "fil"]
COUNTRIES = ["CN", "LA", "KH", "MM", "VN", "TH", "ID", "PH"]
THEMES = ["water", "water.irrigation", "water.drinking", "roads", "health", "health.mothers", "credit"]

MAPPING = {
    "properties": {
        **{f"title.{code}": {"type": "text", "analyzer": "whitespace"} for code in LANGUAGES},
        **{f"body.{code}": {"type": "text", "analyzer": "whitespace"} for code in LANGUAGES},
        "names": {"type": "text", "analyzer": "whitespace"},
        "key": {"type": "keyword"},
        "country": {"type": "keyword"},
        "theme": {"type": "keyword"},
        "languages": {"type": "keyword"},
        "ancestors": {"type": "keyword"},
        "sort_title": {"type": "keyword"},
        "year": {"type": "integer"},
        "published": {"type": "long"},
        "visible_from": {"type": "long"},
        "visible_until": {"type": "long"},
        "verified": {"type": "boolean"},
    }
}

_SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ter",
    "van",
    "pu",
    "shi",
    "don",
    "re",
    "gal",
    "sa",
    "uk",
    "水",
    "田",
    "น้ำ",
    "ទឹក",
]


@dataclass(frozen=True)
class Work:
    """One document: its id, and its source without sentinels."""

    id: str
    source: dict[str, object]


def words(language: str) -> list[str]:
    """The vocabulary of a language, most frequent word first."""
    chance = random.Random(f"words {language}")
    made: dict[str, None] = {}
    while len(made) < 150:
        made["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3)))] = None
    return list(made)


def works(count: int = 300, seed: int = 20) -> list[Work]:
    """Return works that are the same at every call with the same arguments."""
    chance = random.Random(seed)
    vocabulary = {code: words(code) for code in LANGUAGES}
    return [Work(f"work-{number:04d}", _source(chance, vocabulary, number)) for number in range(count)]


def _source(chance: random.Random, vocabulary: dict[str, list[str]], number: int) -> dict[str, object]:
    own = chance.sample(LANGUAGES, k=chance.choice([1, 1, 1, 2, 2, 3]))
    source: dict[str, object] = {
        "key": f"work-{number:04d}",
        "country": chance.choice(COUNTRIES),
        "languages": sorted(own),
        "ancestors": [f"/{chance.randint(1, 3)}", f"/{chance.randint(1, 3)}/{number % 7}"],
        "sort_title": f"{chance.choice('abcdefgé水')}{number:04d}",
        "published": 1_600_000_000_000 + chance.randrange(10**11),
        "visible_from": chance.choice([0, 0, 0, 500]),
        "visible_until": chance.choice([2**62, 2**62, 2**62, 100]),
        "verified": chance.random() < 0.4,
    }
    themes = chance.sample(THEMES, k=chance.choice([0, 1, 1, 2, 3]))
    source["theme"] = sorted({part for theme in themes for part in (theme, theme.split(".")[0])})
    if chance.random() < 0.8:
        first = chance.randint(1995, 2022)
        source["year"] = list(range(first, first + chance.randint(1, 6)))
    if chance.random() < 0.5:
        source["names"] = " ".join(chance.choices(vocabulary["en"][-40:], k=chance.randint(1, 4)))
    for code in own:
        source[f"title.{code}"] = _text(chance, vocabulary[code], chance.randint(2, 9))
        if chance.random() < 0.9:
            source[f"body.{code}"] = _text(chance, vocabulary[code], chance.randint(10, 120))
    return source


def _text(chance: random.Random, vocabulary: list[str], length: int) -> str:
    weights = [1 / (rank + 2) for rank in range(len(vocabulary))]
    return " ".join(chance.choices(vocabulary, weights, k=length))

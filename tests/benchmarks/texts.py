"""Works for measuring: as many as wanted, the same at every call, made of the demonstration's real sentences.

Words follow the frequencies of real texts in each language, so analysis has real work to do. What repeated
sentences lack, words that stand in few texts, comes as invented names.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.exchange import demonstration

#: How many languages a work has: two on average.
LANGUAGES_OF_A_WORK = (1, 1, 1, 2, 2, 2, 3, 4)
SHORTEST, LONGEST = 200, 800  # words of a body in one language
#: A sentence is cut here: Thai has no stop, so that a whole passage would be one.
MOST_LETTERS = 300
#: Characters of a word where words run together; elsewhere spaces tell.
WORD_LENGTHS = {"zh-hans": 1.7, "th": 4.4, "lo": 4.2, "km": 4.8, "my": 5.5}

_TAGS = re.compile("<[^>]+>")
_SENTENCE = re.compile(r"(?<=[.!?。！？។။])\s*")
_FACTS = {
    "themes": (2, 5),
    "sdgs": (1, 4),
    "target_groups": (1, 4),
    "poverty_dimensions": (1, 3),
    "conditions": (0, 4),
    "organisations": (1, 4),
    "tags": (1, 4),
}
_PLAIN_FACTS = ("delivery_model", "cooperation_form", "status", "scale", "evidence_level", "after_end")
_RICH = ("problem", "outcome", "setbacks", "replication_where", "replication_adapt", "replication_keep")
_NAMES = ("Ban", "Nam", "Kam", "Phu", "Sela", "Mura", "Tanu", "Kila", "Dara", "Huay", "Long", "Sari")


@dataclass(frozen=True, slots=True)
class Stock:
    """What works are made of: sentences and titles by language, values of facts with their frequencies."""

    sentences: Mapping[str, list[str]]
    titles: Mapping[str, list[str]]
    facts: Mapping[str, list[Any]]
    countries: list[str] = field(default_factory=list)


def stock(folder: Path = demonstration.FOLDER / "cases") -> Stock:
    """Read the demonstration's cases."""
    sentences: dict[str, list[str]] = {}
    titles: dict[str, list[str]] = {}
    facts: dict[str, list[Any]] = {name: [] for name in (*_FACTS, *_PLAIN_FACTS)}
    countries = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            for name, known in facts.items():
                value = record["facts"].get(name)
                known += value if isinstance(value, list) else [value] if value else []
            countries += [site["country"] for site in record["facts"]["sites"]]
            for language, words in record["words"].items():
                titles.setdefault(language, []).append(words["title"])
                sentences.setdefault(language, []).extend(_sentences(words))
    facts["organisations"] = [
        {name: row[name] for name in ("name", "role", "country") if row.get(name)}
        for row in facts["organisations"]
    ]
    return Stock(sentences, titles, facts, countries)


def _sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        for sentence in _SENTENCE.split(_TAGS.sub(" ", value)):
            if len(sentence) > 20:
                yield " ".join(sentence.split())[:MOST_LETTERS]
    elif isinstance(value, list):
        for each in value:
            yield from _sentences(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in ("state", "state_date", "kind"):
                yield from _sentences(each)


def records(count: int, *, first: int = 0, made_of: Stock | None = None) -> Iterator[dict[str, Any]]:
    """Records of the exchange format, the same for a number whichever others are asked for."""
    made_of = made_of or stock()
    for number in range(first, first + count):
        yield _record(random.Random(f"work {number}"), made_of, number)


def write(path: Path, count: int) -> None:
    """Write so many records to a file that the import reads."""
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as stream:
        for record in records(count):
            stream.write(f"{json.dumps(record, ensure_ascii=False)}\n")
    beside.rename(path)


def _record(chance: random.Random, made_of: Stock, number: int) -> dict[str, Any]:
    languages = chance.sample(sorted(made_of.sentences), k=chance.choice(LANGUAGES_OF_A_WORK))
    country = chance.choice(made_of.countries)
    name = f"bench-{number:06d}"
    return {
        "format": 1,
        "kind": "case",
        "external_id": name,
        "slug": name,
        "original_language": languages[0],
        "facts": _facts(chance, made_of, country),
        "words": {
            code: {"state": "machine" if at else "original", **_words(chance, made_of, code, number)}
            for at, code in enumerate(languages)
        },
    }


def _facts(chance: random.Random, made_of: Stock, country: str) -> dict[str, Any]:
    start = chance.randint(1985, 2023)
    found: dict[str, Any] = {
        "sites": [{"key": "a", "country": country, "village": invented(chance)}],
        "references": [{"key": "s", "title": "Invented for measuring"}],
        "start": str(start),
        "end": str(min(2026, start + chance.randint(0, 12))),
        "results": [
            {
                "indicator": "households_reached",
                "after": chance.randint(20, 90_000),
                "unit": "households",
                "source": "s",
            }
        ],
    }
    for name, (least, most) in _FACTS.items():
        chosen = chance.choices(made_of.facts[name], k=chance.randint(least, most))
        found[name] = list({json.dumps(value): value for value in chosen}.values())
    for name in _PLAIN_FACTS:
        found[name] = chance.choice(made_of.facts[name])
    return found


def _words(chance: random.Random, made_of: Stock, language: str, number: int) -> dict[str, Any]:
    def passage(words: int) -> str:
        return _passage(chance, made_of.sentences[language], language, words)

    # Ten passages, each of which ends with a sentence, half of it too long, and a name.
    words = max(1, chance.randint(SHORTEST, LONGEST) // 10 - 12)
    found: dict[str, Any] = {
        "title": f"{chance.choice(made_of.titles[language])[:200]} {number}",
        "summary": passage(50),
    }
    for name in _RICH:
        found[name] = f"<p>{passage(words)}</p>"
    for name in ("steps", "lessons"):
        titles = [sentence[:80] for sentence in chance.choices(made_of.sentences[language], k=2)]
        found[name] = [{"title": title, "text": f"<p>{passage(words)}</p>"} for title in titles]
    return found


def _passage(chance: random.Random, sentences: list[str], language: str, words: int) -> str:
    parts: list[str] = []
    length = 0.0
    while length < words:
        sentence = chance.choice(sentences)
        parts.append(sentence)
        letters = WORD_LENGTHS.get(language)
        length += len(sentence) / letters if letters else len(sentence.split())
    parts.insert(chance.randrange(len(parts) + 1), invented(chance))
    return " ".join(parts)


def invented(chance: random.Random) -> str:
    """A name that few works share."""
    return f"{chance.choice(_NAMES)} {chance.choice(_NAMES)}{chance.choice(_NAMES).lower()}{chance.randrange(40)}"

"""How many public works there are of each country and theme, and how many of them can be read in each language."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kb.core import cldr, languages, visibility
from kb.core.languages import Language
from kb.core.models import WorkPage
from kb.vocabulary import labels
from search.exports import MARK, written

from . import works


@dataclass(frozen=True, slots=True)
class Count:
    """In one language: how many works can be read, and how many of their translations are reviewed and up to date."""

    language: Language
    readable: int
    reviewed: int


@dataclass(slots=True)
class Line:
    """A country or a theme, by its key. `depth`: its level in the tree of themes."""

    key: str
    label: str
    depth: int = 0
    total: int = 0
    readable: Counter[str] = field(default_factory=Counter)
    reviewed: Counter[str] = field(default_factory=Counter)

    def add(self, texts: Iterable[tuple[str, bool]]) -> None:
        """One more work, with its public texts: the language of each, and whether it is reviewed."""
        self.total += 1
        for code, reviewed in texts:
            self.readable[code] += 1
            self.reviewed[code] += reviewed

    @property
    def counts(self) -> list[Count]:
        return [
            Count(each, self.readable[each.code], self.reviewed[each.code]) for each in languages.LANGUAGES
        ]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All works, then those of each country by name, then those of each theme in the order of the vocabulary."""

    everything: Line
    countries: list[Line]
    themes: list[Line]


def coverage(kind: str = "") -> Coverage:
    """Count the public works of a kind, or of all. The number of queries does not depend on how many there are."""
    models = [model for name, model, _label in works.kinds() if kind in ("", name)]
    everything = Line("", _("All"))
    countries: dict[str, Line] = {}
    themes = {
        entry.key: Line(entry.key, labels.label_of(entry)) for entry in labels.entries("theme", retired=True)
    }
    for model in models:
        texts, places, topics = _texts(model), _places(model), _topics(model)
        for key, found in texts.items():
            everything.add(found)
            for country in places[key]:
                countries.setdefault(country, Line(country, cldr.country_name(country))).add(found)
            for theme in labels.with_ancestors("theme", topics[key]):
                themes[theme].add(found)
    for line in themes.values():
        line.depth = len(labels.ancestors("theme", line.key))
    return Coverage(
        everything,
        sorted(countries.values(), key=lambda line: line.label),
        [line for line in themes.values() if line.total],
    )


def _texts(model: type[WorkPage]) -> dict[Any, list[tuple[str, bool]]]:
    """The public texts of each work whose original is public."""
    found: dict[Any, list[tuple[str, bool]]] = defaultdict(list)
    pages = visibility.public(model.objects.filter(alias_of=None)).order_by()
    rows = pages.values_list(
        "translation_key",
        "locale__language_code",
        "translation_state",
        "original_id",
        "based_on",
        "original__words_hash",
    )
    for key, code, state, original, based_on, words_hash in rows.iterator():
        is_older = original is not None and based_on not in ("", words_hash)
        found[key].append((code, state == "reviewed" and not is_older))
    return found


def _places(model: type[WorkPage]) -> dict[Any, set[str]]:
    return _related(model, model.COUNTRIES)


def _topics(model: type[WorkPage]) -> dict[Any, list[str]]:
    entries = {key: map(labels.entry_of, ids) for key, ids in _related(model, model.THEMES).items()}
    return defaultdict(list, {key: [each.key for each in found if each] for key, found in entries.items()})


def _related(model: type[WorkPage], lookups: Iterable[str]) -> dict[Any, set[Any]]:
    """What stands in the rows of the originals, by the key of the work."""
    found: dict[Any, set[Any]] = defaultdict(set)
    for lookup in lookups:
        pages = model.objects.filter(original=None, alias_of=None).order_by()
        for key, value in pages.values_list("translation_key", lookup).distinct().iterator():
            if value:
                found[key].add(value)
    return found


def as_csv(found: Coverage) -> bytes:
    """The table for spreadsheets: two columns a language, for what can be read and for what of it is reviewed."""
    head = ["", "", _("All")]
    for each in languages.LANGUAGES:
        name = cldr.language_name(each.tag)
        head += [name, f"{name}: {labels.label('translation_state', 'reviewed')}"]
    return (MARK + written([head, *_lines(found)])).encode()


def _lines(found: Coverage) -> Iterator[list[str]]:
    yield _line("", found.everything)
    for line in found.countries:
        yield _line(_("Country"), line)
    for line in found.themes:
        yield _line(_("Theme"), line)


def _line(group: str, line: Line) -> list[str]:
    numbers = [number for each in line.counts for number in (each.readable, each.reviewed)]
    return [group, line.label, str(line.total), *map(str, numbers)]

"""The facets of one collection: its own cases by country and by theme, chosen by plain links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kb.core import cldr
from kb.vocabulary import labels

CasePage = Any  # the models import this module, never the other way round


@dataclass(frozen=True, slots=True)
class Value:
    """One value: `url` toggles it."""

    key: str
    label: str
    count: int
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One facet."""

    name: str
    label: str
    values: tuple[Value, ...]


def _countries(case: CasePage) -> list[str]:
    return case.facts.countries


def _themes(case: CasePage) -> list[str]:
    """The first level: a collection is small, and a child counts for its parent."""
    keys = (theme.key for theme in case.facts.terms["theme"])
    return list(dict.fromkeys(labels.with_ancestors("theme", [key])[0] for key in keys))


Read = Callable[[CasePage], Iterable[str]]
_READ: Mapping[str, Read] = {"country": _countries, "theme": _themes}


def _label(name: str, key: str) -> str:
    return cldr.country_name(key) if name == "country" else labels.label("theme", key)


def chosen(query: QueryDict) -> dict[str, str]:
    """The choices in an address; other parameters are left alone."""
    return {name: query[name] for name in _READ if query.get(name)}


def narrow(contents: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, Any]:
    """The contents with only the cases that fit every choice; chapters that become empty go."""

    def fits(case: CasePage) -> bool:
        return all(key in _READ[name](case) for name, key in choices.items())

    if not choices:
        return dict(contents)
    loose = [case for case in contents["loose"] if fits(case)]
    chapters = [(block, [case for case in cases if fits(case)]) for block, cases in contents["chapters"]]
    chapters = [(block, cases) for block, cases in chapters if cases]
    count = len(loose) + sum(len(cases) for _block, cases in chapters)
    return {"loose": loose, "chapters": chapters, "case_count": count}


def groups(contents: Mapping[str, Any], choices: Mapping[str, str]) -> list[Group]:
    """The facets with their counts; a facet's own choice does not narrow it."""
    headings = {"country": _("Country"), "theme": _("Theme")}
    found = []
    for name, read in _READ.items():
        others = {other: key for other, key in choices.items() if other != name}
        rest = narrow(contents, others)
        cases = [*rest["loose"], *(case for _block, chapter in rest["chapters"] for case in chapter)]
        counts = Counter(key for case in cases for key in read(case))
        values = tuple(_value(name, key, count, choices) for key, count in counts.most_common())
        if len(values) > 1 or name in choices:
            found.append(Group(name, headings[name], values))
    return found


def _value(name: str, key: str, count: int, choices: Mapping[str, str]) -> Value:
    selected = choices.get(name) == key
    query = QueryDict(mutable=True)
    query.update({other: value for other, value in choices.items() if other != name})
    if not selected:
        query[name] = key
    return Value(key, _label(name, key), count, f"?{query.urlencode()}" if query else "?", selected)

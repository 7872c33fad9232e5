"""The facets of one collection: its own cases by country and by theme, chosen by plain links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from kb.core import cldr, countries
from kb.vocabulary import labels
from search.choosing import Choice
from search.params import LONGEST_VALUE, clean
from search.presenting import Chip, Link

CasePage = Any  # the models import this module, never the other way round


@dataclass(frozen=True, slots=True)
class Group:
    """One facet."""

    name: str
    label: str
    values: tuple[Choice, ...]


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
    return {name: value[:LONGEST_VALUE] for name in _READ if (value := clean(query.get(name, "")))}


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


def chooser(contents: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, Any]:
    """What chooses among the cases: `groups` of values; `chips` with what is chosen and `clear_url` without it;
    `drops`, where nothing fits all choices, with how much each of them takes away.
    """
    drops = () if narrow(contents, choices)["case_count"] else _drops(contents, choices)
    return {
        "groups": _groups(contents, choices),
        "chips": [
            Chip(_heading(name), _label(name, key), _url(_without(choices, name)), _known(name, key))
            for name, key in choices.items()
        ],
        "clear_url": _url({}),
        "drops": [drop for drop in drops if drop.count],
    }


def _heading(name: str) -> str:
    return {"country": _("Country"), "theme": _("Theme")}[name]


def _known(name: str, key: str) -> bool:
    return key in countries.codes() if name == "country" else bool(labels.known("theme", [key]))


def _without(choices: Mapping[str, str], name: str) -> dict[str, str]:
    return {other: key for other, key in choices.items() if other != name}


def _url(choices: Mapping[str, str]) -> str:
    return f"?{urlencode(choices)}"


def _drops(contents: Mapping[str, Any], choices: Mapping[str, str]) -> Iterator[Link]:
    for name, key in choices.items():
        rest = _without(choices, name)
        label = _("Without %(filter)s") % {"filter": _label(name, key)}
        yield Link(label, _url(rest), narrow(contents, rest)["case_count"])
    if len(choices) > 1:
        yield Link(_("Without any filter"), _url({}), contents["case_count"])


def _groups(contents: Mapping[str, Any], choices: Mapping[str, str]) -> list[Group]:
    """The facets with their counts; a facet's own choice does not narrow it."""
    found = []
    for name, read in _READ.items():
        rest = narrow(contents, _without(choices, name))
        cases = [*rest["loose"], *(case for _block, chapter in rest["chapters"] for case in chapter)]
        counts = Counter(key for case in cases for key in read(case))
        values = tuple(_choice(name, key, count, choices) for key, count in counts.most_common())
        if len(values) > 1 or (values and name in choices):
            found.append(Group(name, _heading(name), values))
    return found


def _choice(name: str, key: str, count: int, choices: Mapping[str, str]) -> Choice:
    selected = choices.get(name) == key
    rest = _without(choices, name)
    url = _url(rest if selected else {**rest, name: key})
    return Choice(key, _label(name, key), count, selected, 0, url)

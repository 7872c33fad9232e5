"""What a reader is offered while typing: works that they may see, and entries of vocabularies."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import NamedTuple, TypeVar

import orjson
from django.db import DatabaseError
from django.db.models import F, Q
from django.utils import translation

from search import hits, languages, service, sources
from search.facets import Lazy
from search.models import Projection, Record
from search.queries import Stale
from search.suggesting import forms, held
from search.suggesting.held import Entries, Works
from search.suggesting.lines import Found
from search.suggesting.terms import registered

T = TypeVar("T")
logger = logging.getLogger(__name__)

#: Suggestions at once.
MOST = 8
#: Works that are looked at beyond that, in place of those that may not be shown.
SPARE = 4
#: Characters that are looked at.
LONGEST = 100


#: What is read of a work.
COLUMNS = ("record_id", "record__kind", "record__original_language", "language", "page", "url", "title")


class Title(NamedTuple):
    """One language of a work."""

    identity: str
    kind: str
    original_language: str
    language: str
    page: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A page to go to. ``title`` in ``language``, named by ``language_name`` where it is not the reader's; ``label``:
    what it is."""

    title: str
    language: str
    language_name: str
    label: Lazy
    href: str


def suggest(typed: str, language: str) -> list[Suggestion]:
    """At most ``MOST`` suggestions for a reader of ``language``, by groups; never raises because something is down.

    Where nothing begins as it was typed, errors are forgiven. Four queries, none where no work is found.
    """
    typed = typed[:LONGEST]
    if not forms.enough(typed):
        return []
    parts, there = forms.parts(typed), held.current()
    for forgiving in (False, True):
        works = _found_works(there.works, parts, language, forgiving)
        entries = _found_entries(there.entries, parts, language, forgiving)
        if any(works) or any(entries.values()):
            break
    groups = _entries(there.entries, entries, language)
    try:
        groups = [*_works(works, language), *groups]
    except DatabaseError as error:
        logger.warning("No works are suggested: %s", error)
    return list(chain.from_iterable(_shared_out(groups, MOST)))


def _found_works(
    there: Works | None, parts: Sequence[str], language: str, forgiving: bool
) -> list[list[Found]]:
    """The best works of each kind; more than are shown, in place of those that may not be."""
    if there is None:
        return []
    kinds = [source.kind for source in sources.sources()]
    found = there.lines.find(parts, kinds, language, MOST + SPARE, forgiving=forgiving)
    return _shared_out([found[kind] for kind in kinds], MOST + SPARE)


def _found_entries(
    there: Entries | None, parts: Sequence[str], language: str, forgiving: bool
) -> dict[str, list[Found]]:
    """The best entries of each vocabulary, by its name."""
    if there is None:
        return {}
    return there.lines.find(parts, there.names, language, MOST, forgiving=forgiving)


def _shared_out(groups: Sequence[list[T]], most: int) -> list[list[T]]:
    """As many of each group as there is room for: in turns, so that a large group leaves room for the others."""
    turns = zip_longest(*(range(len(group)) for group in groups))
    taken = [0] * len(groups)
    for number in [n for turn in turns for n, place in enumerate(turn) if place is not None][:most]:
        taken[number] += 1
    return [group[:count] for group, count in zip(groups, taken, strict=True)]


def _entries(
    there: Entries | None, found: Mapping[str, Sequence[Found]], language: str
) -> list[list[Suggestion]]:
    """Suggestions for each vocabulary."""
    groups: list[list[Suggestion]] = []
    for terms in registered():
        groups.append([])
        for each in found.get(terms.name, ()):
            assert there is not None  # something was found there
            names = there.names[terms.name][each.owner]
            shown = language if names.get(language) else each.language
            with translation.override(language):
                address = terms.address(each.owner)
            groups[-1].append(_suggestion(names[shown][0], shown, language, terms.label, address))
    return groups


def _works(found: Sequence[Sequence[Found]], language: str) -> list[list[Suggestion]]:
    """Suggestions for each kind of works."""
    every = list(chain.from_iterable(found))
    works = _shown(every, language) if every else {}
    return [
        [_work(works[each.owner], each, language) for each in kind if each.owner in works] for kind in found
    ]


def _shown(found: Sequence[Found], language: str) -> Mapping[str, Mapping[str, Title]]:
    """The works that may be shown right now, by identity and language."""
    stale = service.stale()
    names = {each.owner for each in found}.difference(stale.identities)
    if stale.pages:
        names -= _below(names, stale)
    wanted = Q(language__in={language, *(each.language for each in found)})
    wanted |= Q(language=F("record__original_language"))
    rows = Projection.objects.filter(wanted, record__in=names, record__listed=True)
    works: dict[str, dict[str, Title]] = defaultdict(dict)
    for values in rows.values_list(*COLUMNS):
        title = Title(*values)
        works[title.identity][title.language] = title
    return hits.visible(works)


def _below(names: Iterable[str], stale: Stale) -> set[str]:
    """Works that lie below a page that has changed."""
    documents = Record.objects.filter(pk__in=names).values_list("pk", "document")
    pages = set(stale.pages)
    return {name for name, document in documents if not pages.isdisjoint(orjson.loads(document)["ancestors"])}


def _work(rows: Mapping[str, Title], found: Found, language: str) -> Suggestion:
    any_row = next(iter(rows.values()))
    row = rows.get(language) or rows.get(found.language) or rows.get(any_row.original_language) or any_row
    source = sources.get(row.kind)
    assert source is not None  # visible() left no other
    return _suggestion(row.title, row.language, language, source.label, hits.in_interface(row.url, language))


def _suggestion(title: str, shown: str, language: str, label: Lazy, href: str) -> Suggestion:
    return Suggestion(title, shown, "" if shown == language else languages.own_name(shown), label, href)

"""A list of works as a table that spreadsheets open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from search import languages, sources
from search.facets import Facet
from search.results import Card
from search.states import state_label

#: By this mark a spreadsheet knows that the bytes are UTF-8.
MARK = "\ufeff"
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff "
#: With these a cell begins that a spreadsheet would calculate, in either width: a cell of the table, and what a
#: spreadsheet takes for one where its country separates them by semicolons.
_FORMULA = re.compile(rf"(^|;)([\s{_INVISIBLE}\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def lines(
    batches: Iterable[Sequence[Card]],
    language: str,
    absolute: Callable[[str], str],
    kinds: Sequence[str] = (),
) -> Iterator[str]:
    """A header, then a row a work, as text in pieces; ``kinds`` choose the columns of facets.

    Words are those of ``language`` where there are any. ``absolute`` makes a full address of a path.
    """
    facets = [facet for facet in sources.facets(kinds) if facet.shown]
    with override(language):
        head = [_("Type"), _("Title"), _("Summary"), *(str(facet.label) for facet in facets)]
        head += [_("At a glance"), _("Language"), _("State of the text"), _("All languages"), _("Address")]
        yield MARK + written([head])
    for cards in batches:
        with override(language):  # not around the loop: it belongs to the thread, and another may go on
            yield written(_rows(cards, facets, language, absolute))


def _rows(
    cards: Sequence[Card], facets: Sequence[Facet], language: str, absolute: Callable[[str], str]
) -> Iterator[list[str]]:
    labels = {facet.name: facet.labels(_values(cards, facet), language) for facet in facets}
    for card in cards:
        named = [[labels[facet.name].get(key, key) for key in _values([card], facet)] for facet in facets]
        yield [
            capfirst(str(card.kind_label)),
            card.title_text,
            card.summary,
            *("; ".join(values) for values in named),
            "; ".join(f"{detail.label}: {detail.value}" for detail in card.details),
            card.language_name,
            state_label(card.state),
            "; ".join(languages.own_name(version.language) for version in card.versions),
            absolute(card.href),
        ]


def _values(cards: Sequence[Card], facet: Facet) -> list[str]:
    return list(dict.fromkeys(key for card in cards for key in card.facets.get(facet.name, ())))


def written(rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV, each value through `cell`."""
    stream = io.StringIO()
    csv.writer(stream).writerows([cell(value) for value in row] for row in rows)
    return stream.getvalue()


def cell(value: str) -> str:
    """The text on one line, in such a way that no spreadsheet takes it for a formula."""
    return _FORMULA.sub(r"\1'\2", _UNSEEN.sub(" ", value).strip())

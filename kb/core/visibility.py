"""What the public may see: one rule, as a predicate on pages and as a queryset.

A page is public when it is live and within its dates, every ancestor is too, neither it nor an ancestor has a
view restriction, it is no alias of something hidden (a work's alias is never public), and, for a translation,
its original is public. A content app may withhold pages for a reason of its own (`withhold`). Wagtail's own
`live().public()` is not enough: it shows an alias of a private page, and the children of an unpublished one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page

from .models.work import Work
from .prepared import Prepared


class State(IntEnum):
    """How open a page is. `RESTRICTED`: it can be read, but only by some (a log-in, a password, a group)."""

    CLOSED = 0
    RESTRICTED = 1
    PUBLIC = 2


_withheld: list[Callable[[], QuerySet[Any]]] = []


def withhold(pages: Callable[[], QuerySet[Any]]) -> None:
    """Let these pages, and their translations, never be public. Called by a content app when it is ready."""
    _withheld.append(pages)
    _marks.forget()


def _hidden(now: datetime) -> Q:
    """Not live, not yet begun or over, whatever the scheduler has come to; or withheld."""
    rule = Q(live=False) | Q(go_live_at__gt=now) | Q(expire_at__lte=now)
    for pages in _withheld:
        rule |= Q(pk__in=pages().values("pk"))
    return rule


def _closed(now: datetime) -> QuerySet[Page]:
    """Pages that hide themselves and everything below them from the public."""
    return Page.objects.filter(_hidden(now) | Q(view_restrictions__isnull=False))


def prefixes(path: str | None) -> list[str]:
    """The paths of a page and of its ancestors, from its place in the tree."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)] if path else []


@lru_cache(maxsize=4_000)  # a page of hits asks for sixty, most of which it shows again
def _chain(*paths: str | None) -> frozenset[str]:
    """All that can close a page: the paths of the page, of its original, and of what is above them."""
    return frozenset(prefix for path in paths for prefix in prefixes(path))


def _with_sources(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Adds where the original lies, and whether the page is an alias of a work."""
    return pages.annotate(
        original_path=Subquery(Work.objects.filter(pk=OuterRef("translation_key")).values("original__path")),
        alias_of_work=Exists(Work.objects.filter(pk=OuterRef("alias_of__translation_key"))),
    )


_ROW = ("pk", "path", "alias_of_id", "original_path", "alias_of_work")


def _closing(paths: Collection[str], now: datetime) -> QuerySet[Page, Any]:
    """Those of the pages at these paths that are closed, and whether they are hidden."""
    closed = _closed(now).filter(path__in=paths).annotate(is_hidden=Exists(_hides_itself(now)))
    return closed.order_by().values_list("path", "is_hidden")


def _places(pks: Collection[int], now: datetime) -> QuerySet[Page, Any]:
    return _with_sources(Page.objects.filter(pk__in=pks)).order_by().values_list(*_ROW)


_marks, _rows = Prepared(_closing), Prepared(_places)


def _states(rows: Sequence[Mapping[str, Any]], now: datetime) -> dict[int, State]:
    """States of pages of which the values `_ROW` are given, in one query (two more where plain pages are aliases)."""
    chains = {row["pk"]: _chain(row["path"], row["original_path"]) for row in rows}
    paths = frozenset().union(*chains.values()) if chains else set()
    if not paths:
        return {}
    marks = dict(_marks(paths, now))
    found = {}
    for row in rows:
        hit = [marks[path] for path in chains[row["pk"]] if path in marks]
        state = State.PUBLIC if not hit else State.CLOSED if any(hit) else State.RESTRICTED
        found[row["pk"]] = State.CLOSED if row["alias_of_work"] else state
    sources = {row["pk"]: row["alias_of_id"] for row in rows if row["alias_of_id"] and found[row["pk"]]}
    if sources:
        theirs = states(Page.objects.filter(pk__in=set(sources.values())), now)
        for pk, source in sources.items():
            found[pk] = min(found[pk], theirs.get(source, State.CLOSED))
    return found


def _hides_itself(now: datetime) -> QuerySet[Page]:
    return Page.objects.filter(_hidden(now), pk=OuterRef("pk"))


def states(pages: QuerySet[Any], now: datetime | None = None) -> dict[int, State]:
    """How open each of these pages is, in two queries (two more where plain pages are aliases)."""
    return _states(list(_with_sources(pages).values(*_ROW)), now or timezone.now())


def visible_pks(pages: QuerySet[Any], now: datetime | None = None) -> set[int]:
    """Which of these pages the public may see: two queries, as for `states`."""
    return _public(states(pages, now))


def _public(found: Mapping[int, State]) -> set[int]:
    return {pk for pk, state in found.items() if state is State.PUBLIC}


def visible(page_ids: Collection[int]) -> set[int]:
    """Which of these pages the public may see now."""
    now = timezone.now()
    rows = [dict(zip(_ROW, row, strict=True)) for row in _rows(page_ids, now)]
    return _public(_states(rows, now))


def state_of(page: Page, now: datetime | None = None) -> State:
    """How open this page is, as the database has it now."""
    return states(Page.objects.filter(pk=page.pk), now).get(page.pk, State.CLOSED)


def is_public(page: Page, now: datetime | None = None) -> bool:
    """Whether the public may see this page, as the database has it now."""
    return state_of(page, now) is State.PUBLIC


def fetch(pages: QuerySet[Any]) -> list[tuple[Any, State]]:
    """The pages of a short queryset, each with how open it is, in two queries."""
    found = list(_with_sources(pages))
    state = _states([{name: getattr(page, name) for name in _ROW} for page in found], timezone.now())
    return [(page, state[page.pk]) for page in found]


def public_pages(pages: QuerySet[Any]) -> list[Any]:
    """The pages of a short queryset that the public may see, in two queries; `public` is for long ones."""
    return [page for page, state in fetch(pages) if state is State.PUBLIC]


def public(pages: QuerySet[Any], now: datetime | None = None) -> QuerySet[Any]:
    """The pages of this queryset that the public may see, as a queryset: for many pages at once."""
    now = now or timezone.now()
    closed = _closed(now)
    pages = _with_sources(pages).exclude(pk__in=closed.values("pk")).exclude(alias_of_work=True)
    pages = pages.filter(Q(original_path__isnull=True) | ~Q(original_path__in=closed.values("path")))
    tops = _shortest(closed.filter(numchild__gt=0).order_by("path").values_list("path", "pk").distinct())
    if tops:
        pages = pages.exclude(Exists(_above(tops, "path"))).exclude(Exists(_above(tops, "original_path")))
    if hidden := _hidden_aliases(now):
        pages = pages.exclude(pk__in=hidden)
    return pages


def _above(tops: Collection[int], path: str) -> QuerySet[Page]:
    """Those of the pages `tops` that stand above, or at, the outer page's `path`."""
    start = Substr(OuterRef(path), 1, Length("path"))
    return Page.objects.filter(pk__in=tops).annotate(start=start).filter(path=F("start"))


def _shortest(rows: Iterable[tuple[str, int]]) -> list[int]:
    """Ids of the pages that do not lie below another of them; the paths are sorted."""
    kept: list[int] = []
    last = None
    for path, pk in rows:
        if last is None or not path.startswith(last):
            kept.append(pk)
            last = path
    return kept


def _hidden_aliases(now: datetime) -> set[int]:
    aliases = dict(Page.objects.filter(alias_of__isnull=False).values_list("pk", "alias_of_id"))
    if not aliases:
        return set()
    sources = visible_pks(Page.objects.filter(pk__in=set(aliases.values())), now)
    return {pk for pk, source in aliases.items() if source not in sources}

"""What the public may see: one rule, as a predicate on pages and as a queryset.

A page is public when it is live and within its dates, every ancestor is too, neither it nor an ancestor has a
view restriction, it is no alias of something hidden (a work's alias is never public), and, for a translation,
its original is public. Wagtail's own `live().public()` is not enough: it shows an alias of a private page, and
the children of an unpublished one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import Page

from .models.work import Work


def _within_dates(now: datetime) -> Q:
    started = Q(go_live_at__isnull=True) | Q(go_live_at__lte=now)
    return started & (Q(expire_at__isnull=True) | Q(expire_at__gt=now))


def _closed(now: datetime) -> QuerySet[Page]:
    """Pages that hide themselves and everything below them."""
    return Page.objects.filter(~Q(live=True) | ~_within_dates(now) | Q(view_restrictions__isnull=False))


def prefixes(path: str | None) -> list[str]:
    """The paths of a page and of its ancestors, from its place in the tree."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)] if path else []


def _with_sources(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Adds where the original lies, and whether the page is an alias of a work."""
    return pages.annotate(
        original_path=Subquery(Work.objects.filter(pk=OuterRef("translation_key")).values("original__path")),
        alias_of_work=Exists(Work.objects.filter(pk=OuterRef("alias_of__translation_key"))),
    )


def visible_pks(pages: QuerySet[Any], now: datetime | None = None) -> set[int]:
    """Which of these pages the public may see, in two queries (a third where plain pages are aliases)."""
    now = now or timezone.now()
    rows = list(_with_sources(pages).values("pk", "path", "alias_of_id", "original_path", "alias_of_work"))
    chains = {row["pk"]: {*prefixes(row["path"]), *prefixes(row["original_path"])} for row in rows}
    paths = set().union(*chains.values()) if chains else set()
    if not paths:
        return set()
    closed = set(_closed(now).filter(path__in=paths).values_list("path", flat=True))
    visible = {row["pk"] for row in rows if closed.isdisjoint(chains[row["pk"]]) and not row["alias_of_work"]}
    aliases = {row["pk"]: row["alias_of_id"] for row in rows if row["pk"] in visible and row["alias_of_id"]}
    if aliases:
        sources = visible_pks(Page.objects.filter(pk__in=set(aliases.values())), now)
        visible -= {pk for pk, source in aliases.items() if source not in sources}
    return visible


def visible(page_ids: Collection[int]) -> set[int]:
    """Which of these pages the public may see now."""
    return visible_pks(Page.objects.filter(pk__in=page_ids)) if page_ids else set()


def is_public(page: Page, now: datetime | None = None) -> bool:
    """Whether the public may see this page, as the database has it now."""
    return bool(visible_pks(Page.objects.filter(pk=page.pk), now))


def public(pages: QuerySet[Any], now: datetime | None = None) -> QuerySet[Any]:
    """The pages of this queryset that the public may see."""
    now = now or timezone.now()
    closed = _closed(now)
    pages = _with_sources(pages).exclude(pk__in=closed.values("pk")).exclude(alias_of_work=True)
    no_work = Q(original_path__isnull=True)
    pages = pages.filter(no_work | ~Q(original_path__in=closed.values("path")))
    for prefix in _shortest(closed.filter(numchild__gt=0).values_list("path", flat=True).order_by("path")):
        pages = pages.exclude(path__startswith=prefix)
        pages = pages.filter(no_work | ~Q(original_path__startswith=prefix))
    if hidden := _hidden_aliases(now):
        pages = pages.exclude(pk__in=hidden)
    return pages


def _shortest(paths: Iterable[str]) -> list[str]:
    """Paths without those that lie below another of them; the input is sorted."""
    kept: list[str] = []
    for path in paths:
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def _hidden_aliases(now: datetime) -> set[int]:
    aliases = dict(Page.objects.filter(alias_of__isnull=False).values_list("pk", "alias_of_id"))
    if not aliases:
        return set()
    sources = visible_pks(Page.objects.filter(pk__in=set(aliases.values())), now)
    return {pk for pk, source in aliases.items() if source not in sources}

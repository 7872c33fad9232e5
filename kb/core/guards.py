"""What the admin refuses to do with works, as Wagtail's hooks ask. Each guard answers None or a response."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from . import publication
from .models import IndexPage, ShardPage, Work, WorkPage
from .publication import NotPublishable

MANY = 100  # children beyond which the list for ordering by hand takes seconds
TOLD = 10  # refusals that are told at once


def _refuse(request: HttpRequest, page: Page, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    parent = page.get_parent()
    return redirect("wagtailadmin_explore", parent.pk if parent else page.pk)


def _works_below(page: Page) -> bool:
    keys = page.get_descendants().values("translation_key")
    return Work.objects.filter(pk__in=keys).exists()


def copying(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy of a translation would belong to no work, and works below a copied page would have two addresses."""
    page = page.specific
    if isinstance(page, WorkPage) and page.is_translation:
        return _refuse(request, page, _("A translation cannot be copied. Copy the original."))
    if isinstance(page, IndexPage | ShardPage) or (not isinstance(page, WorkPage) and _works_below(page)):
        return _refuse(
            request, page, _("This page holds cases, experts or collections and cannot be copied.")
        )
    return None


def _reason_to_keep(page: Page) -> str:
    """Why a page must not be deleted; empty when it may."""
    page = page.specific
    if isinstance(page, WorkPage):
        if page.translated_pages.exists():
            return _("“%s” has translations. Delete them first.") % page.title
    elif _works_below(page):
        return _("“%s” holds cases, experts or collections. Delete or move them first.") % page.title
    return ""


def deleting(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An original goes after its translations; a page that holds works goes after them."""
    reason = _reason_to_keep(page)
    return _refuse(request, page, reason) if reason else None


def acting_on_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """What is done to many pages is done to none of them when one must not be deleted, or cannot be public."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type == "delete":
        for page in pages:
            if reason := _reason_to_keep(page):
                return _refuse(request, page, reason)
    if action_type == "publish":
        below = bool(request.POST.get("include_descendants"))
        reasons = [str(refused) for page in pages for refused in _refusals(page, below=below)]
        if reasons:
            for reason in reasons[:TOLD]:
                messages.error(request, reason)
            return _refuse(request, pages[0], _("Nothing was published."))
    return None


def _refusals(page: Page, *, below: bool) -> Iterator[NotPublishable]:
    """Why the drafts of this page, and of those below it that are not live, cannot be published."""
    drafts = page.get_descendants().not_live().specific() if below else Page.objects.none()
    for each in (page.specific, *drafts.iterator()):
        if isinstance(each, WorkPage):
            try:
                publication.demand(each.get_latest_revision_as_object())
            except NotPublishable as refused:
                yield refused


def moving(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """A page stays in the tree of its language."""
    if destination.depth > 1 and destination.locale_id != page.locale_id:
        return _refuse(request, page, _("A page cannot be moved to the tree of another language."))
    return None


def created(request: HttpRequest, page: Page) -> None:
    """A country or a section that somebody adds is there in every language at once."""
    if isinstance(page, ShardPage):
        page.open_everywhere()


def exploring(parent_page: Page, pages: Any, request: HttpRequest) -> Any:
    """The list for ordering by hand shows all children at once: half a minute for two thousand of them."""
    if request.GET.get("ordering") == "ord" and parent_page.numchild > MANY:
        raise PermissionDenied(_("There are too many pages here to order them by hand."))
    return pages


def without_alias(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """A translation never becomes an alias: that would be a copy of the original, facts and all."""
    if isinstance(context.get("page"), WorkPage):
        menu_items[:] = [item for item in menu_items if item.name != "localize-convert-to-alias"]

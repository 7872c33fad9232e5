"""Receivers: whatever may change what the search should hold writes to the outbox.

Wagtail's own traps are named where they are met. ``queryset.update()`` and ``bulk_create()`` send
nothing; whoever uses them calls ``search.changes``; ``search.sweeping`` finds what they hid, verification the rest.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from search import changes, sources

#: Columns of a page on which the visibility, or the address, of everything below it depends.
_VISIBILITY = ("live", "expire_at", "go_live_at", "expired", "alias_of_id")
_ADDRESS = ("url_path", "slug")


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""

    def on(signal: Any, receiver: Any, sender: Any = None) -> None:
        signal.connect(receiver, sender=sender, dispatch_uid=f"search.{receiver.__name__}.{sender}")

    on(pre_save, remember_page)
    on(post_save, page_or_child_saved)
    on(post_delete, page_or_child_deleted)
    on(m2m_changed, links_changed)
    on(page_published, page_event)
    on(page_unpublished, page_event)
    on(page_slug_changed, slug_changed)
    on(post_page_move, page_moved)
    on(post_save, restriction_changed, PageViewRestriction)
    on(post_delete, restriction_changed, PageViewRestriction)
    on(m2m_changed, restriction_groups_changed, PageViewRestriction.groups.through)
    on(post_save, site_changed, Site)
    on(post_delete, site_changed, Site)
    for model in (get_image_model(), get_document_model()):
        on(post_save, file_changed, model)
        on(pre_delete, file_changed, model)  # before: afterwards nothing says who referred to it


def remember_page(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    """Note how a page that others stand below was before, so that we see what the save changes."""
    if isinstance(instance, Page) and instance.pk:
        before = Page.objects.filter(pk=instance.pk, numchild__gt=0).values(*_VISIBILITY, *_ADDRESS).first()
        instance.__dict__["_search_before"] = before


def page_or_child_saved(
    sender: type[Model], instance: Model, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """A page was saved, by whatever class it was loaded as, or a row that belongs to one.

    Expiry, moves and aliases save the base class; child rows are saved after their page.
    """
    if not isinstance(instance, Page):
        _child_changed(sender, instance)
        return
    changes.page_changed(instance)
    before = instance.__dict__.pop("_search_before", None)
    if before is None:
        return
    if any(before[name] != getattr(instance, name) for name in _VISIBILITY):
        changes.subtree_changed(instance)
    elif any(before[name] != getattr(instance, name) for name in _ADDRESS):
        # Another address with the same slug: it was moved, and Wagtail says so only after its transaction.
        changes.subtree_changed(instance, hides=before["slug"] == instance.slug)


def page_or_child_deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """A page was deleted (each below it sends its own), or a row that belongs to one."""
    if isinstance(instance, Page):
        changes.page_changed(instance)
    else:
        _child_changed(sender, instance)


def links_changed(sender: type[Model], instance: Any, action: str, **kwargs: Any) -> None:
    """Many-to-many rows of a page are written after the page."""
    if isinstance(instance, Page) and action.startswith("post_"):
        changes.page_changed(instance)


def page_event(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Published or unpublished: now everything that belongs to the page is written."""
    changes.page_changed(instance)


def slug_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """The addresses below changed, by one UPDATE that no page hears of."""
    changes.subtree_changed(instance, hides=False)


def page_moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Everything below moved along and may have entered or left a private section."""
    changes.subtree_changed(instance)


def restriction_changed(
    sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any
) -> None:
    """A section became private, public again, or private in another way."""
    changes.subtree_changed(instance.page_id)


def restriction_groups_changed(sender: type[Model], instance: Any, action: str, **kwargs: Any) -> None:
    """The groups that may see a private section changed."""
    if isinstance(instance, PageViewRestriction) and action.startswith("post_"):
        changes.subtree_changed(instance.page_id)


def site_changed(sender: type[Site], instance: Site, **kwargs: Any) -> None:
    """Addresses depend on the root page of the site."""
    for source in sources.sources():
        changes.kind_changed(source.kind)


def file_changed(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """A picture or a document that pages show was changed or is about to be deleted."""
    changes.references_changed(instance)


def _child_changed(sender: type[Model], instance: Model) -> None:
    for name in _parental_keys(sender):
        with suppress(ObjectDoesNotExist):  # the page is being deleted and sends its own event
            if (page := getattr(instance, name)) is not None:
                changes.page_changed(page)


@cache
def _parental_keys(model: type[Model]) -> tuple[str, ...]:
    """Names of the foreign keys by which rows of a model belong to a page of some source."""
    return tuple(
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, ParentalKey)
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, Page)
    )

"""What a draft says otherwise than another state of the same page, as the panels of its editor compare."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from wagtail.models import Page, Revision, TaskState

_SPAN = re.compile(r'<span class="(addition|deletion)">([^<]*)</span>')
_TAGS = {"addition": "ins", "deletion": "del"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field or row. `change` is HTML in which `ins` and `del` say what came and went."""

    label: str
    change: SafeString


def differences(
    page: Any, before: Any, after: Any, fields: Collection[str] | None = None
) -> list[Difference]:
    """What `after` says otherwise than `before`, of these fields or of all; both are states of the page. For a relation,
    a difference a row.
    """
    handler = page.get_edit_handler().get_bound_panel(instance=page, request=None, form=None)
    found: list[Difference] = []
    for compare in handler.get_comparison():
        compared = compare(before, after)
        if (fields is None or compared.field.name in fields) and compared.has_changed():
            found += _told(compared)
    return found


def _told(compared: Any) -> Iterator[Difference]:
    label = capfirst(str(compared.field_label()))
    if compared.is_field:
        yield Difference(label, _marked(compared.htmldiff()))
        return
    for row in compared.get_child_comparisons():
        if not row.has_changed():
            continue
        fields = row.get_field_comparisons()
        parts = [f"{capfirst(str(each.field_label()))}: {_marked(each.htmldiff())}" for each in fields]
        tag = "ins" if row.is_addition() else "del" if row.is_deletion() else "span"
        yield Difference(label, SafeString(f"<{tag}>{'<br>'.join(parts)}</{tag}>"))


def _marked(html: Any) -> SafeString:
    """Wagtail marks by colour alone; what was added or taken away is said by elements."""
    text = str(conditional_escape(html))
    return SafeString(_SPAN.sub(lambda m: f"<{_TAGS[m[1]]}>{m[2]}</{_TAGS[m[1]]}>", text))


def public(page: Any) -> Any | None:
    """The page as the public sees it; None while it does not."""
    revision: Revision | None = page.live_revision if page.live else None
    return revision.as_object() if revision is not None else None


def last_sent(page: Page) -> Any | None:
    """The page as it was when it was sent back the last time; None when that never was."""
    back = (
        TaskState.objects.filter(
            workflow_state__object_id=str(page.pk),
            workflow_state__base_content_type=page.get_base_content_type(),
            status=TaskState.STATUS_REJECTED,
        )
        .order_by("-finished_at")
        .first()
    )
    if back is None or back.finished_at is None:
        return None
    revisions = Revision.objects.for_instance(page).filter(created_at__lte=back.finished_at)
    revision = revisions.order_by("-created_at", "-pk").first()
    return revision.as_object() if revision is not None else None

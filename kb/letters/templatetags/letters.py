"""Links to where readers write: `{% load letters %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import recipients
from ..models import Letter

register = template.Library()
_LABELS = {
    Letter.Kind.ERROR: _("Report an error"),
    Letter.Kind.QUESTION: _("Ask about this case"),
    Letter.Kind.CONTACT: _("Ask this person"),
}


@register.simple_tag
def letter_links(page: Any) -> list[tuple[str, str]]:
    """What readers can write about a work, each with its address. A draft that has no code yet has none."""
    code = page.facts_page.slug
    kinds = recipients.offered(page.KIND) if code else ()
    return [(str(_LABELS[Letter.Kind(kind)]), reverse("write", args=[code, kind])) for kind in kinds]


@register.filter
def kind_label(letter_kind: str) -> str:
    """What a reader does with letters of this kind."""
    return str(_LABELS[Letter.Kind(letter_kind)])

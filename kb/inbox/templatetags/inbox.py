"""Notices in templates: `{% load inbox %}`."""

from __future__ import annotations

from django import template

from .. import wording
from ..models import Notice

register = template.Library()
register.filter("sentence", wording.sentence)
register.filter("person", wording.name_of)


@register.simple_tag(takes_context=True)
def inbox_count(context: template.Context) -> int | None:
    """How many notices are open; None for whoever is not logged in. Readers without a session cost no query."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return None
    return Notice.objects.filter(user=user).open().count()

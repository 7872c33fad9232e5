"""The facts of a work's original beside the editor of single sentences."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string

from ..models import WorkPage
from ..panels import fact_tabs, facts_context

register = template.Library()


@register.simple_tag(takes_context=True)
def facts_of_original(context: Any, page: Any) -> str:
    """What the translator of this page should see; empty when it is no translation of a work."""
    page = getattr(page, "specific", page)
    if not isinstance(page, WorkPage) or not page.is_translation:
        return ""
    request = context["request"]
    facts = facts_context(page, request.user, fact_tabs(type(page)))
    return render_to_string("admin/facts_of_original.html", facts, request)

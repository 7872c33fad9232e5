"""Reviews in templates: `{% load reviewing %}`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kb.core import cldr
from kb.inbox.wording import name_of

register = template.Library()

_STATES = {
    "in_progress": _("waits"),
    "approved": _("approved"),
    "rejected": _("sent back"),
    "returned": _("sent back"),
    "skipped": _("nobody is there for it, left out"),
    "cancelled": _("taken back"),
}


@register.filter
def kind_of(model: Any) -> str:
    """What a page is, in the reader's language."""
    return capfirst(str(model._meta.verbose_name)) if model is not None else ""


@register.filter
def people(users: Iterable[Any]) -> str:
    """Names of people, as a list in the reader's language."""
    return cldr.listed([name_of(user) for user in users])


@register.filter
def step_state(state: str) -> str:
    """What became of a step."""
    return str(_STATES.get(state, state))

"""Found words in templates: `{% load marks %}`."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from search.results import Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """The pieces as HTML in which nothing but ``<mark>`` is markup."""
    parts = (f"<mark>{escape(p.text)}</mark>" if p.marked else escape(p.text) for p in pieces)
    return SafeString("".join(parts))

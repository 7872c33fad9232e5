"""Labels of terms in templates: `{% load vocabulary_tags %}`."""

from __future__ import annotations

from django import template

from kb.vocabulary import labels

register = template.Library()


@register.filter
def term_label(key: str | None, scheme: str) -> str:
    """`{{ "roads"|term_label:"theme" }}`: the label in the active language; empty without a key."""
    return labels.label(scheme, key) if key else ""


@register.filter
def term_definition(key: str | None, scheme: str) -> str:
    """`{{ "roads"|term_definition:"theme" }}`: one sentence in the active language, else in English."""
    return labels.definition(scheme, key) if key else ""

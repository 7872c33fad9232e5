"""Labels of terms in templates: `{% load vocabulary_tags %}`."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from kb.vocabulary import amounts, labels

register = template.Library()


@register.filter
def term_label(key: str | None, scheme: str) -> str:
    """`{{ "roads"|term_label:"theme" }}`: the label in the active language; empty without a key."""
    return labels.label(scheme, key) if key else ""


@register.filter
def term_definition(key: str | None, scheme: str) -> str:
    """`{{ "roads"|term_definition:"theme" }}`: one sentence in the active language, else in English."""
    return labels.definition(scheme, key) if key else ""


@register.simple_tag
def amount(number: str, qualifier: str | None) -> SafeString:
    """`{% amount "4,000" "about" %}`: a written number with how exact it is, as `kb.vocabulary.amounts` orders it."""
    before, after = (
        format_html('<span class="qualifier">{}</span>', text) if text else ""
        for text in amounts.around(qualifier)
    )
    return format_html("{}<span>{}</span>{}", before, conditional_escape(number), after)

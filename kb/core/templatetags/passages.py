"""Passages of a work in the language in which each of them is: `{% load passages %}`."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.templatetags.wagtailcore_tags import richtext

from kb.core import languages, untranslated

register = template.Library()
BLOCKS = ("p", "li")


@register.filter
def language_of(page: Any, text: Any) -> str:
    """The BCP 47 tag of the language in which this text of a page is."""
    return languages.get(untranslated.code_of(page, str(text or ""))).tag


@register.simple_tag
def said(page: Any, text: Any) -> SafeString:
    """A short text without markup, which says so when it is still in the language of the original."""
    if not text or not _is_left(page, str(text)):
        return conditional_escape(text or "")
    return format_html('<span lang="{}">{}{}</span>', language_of(page, text), _mark(), text)


@register.simple_tag
def passages(page: Any, text: Any) -> SafeString:
    """Rich text, in which each paragraph and point that nobody has translated says so and has its own `lang`."""
    html = str(richtext(text))
    if not page.untranslated:
        return mark_safe(html)  # noqa: S308 - as Wagtail gives it
    soup = BeautifulSoup(html, "html.parser")
    marked: Tag | None = None
    for block in soup.find_all(BLOCKS):
        words = block.get_text()
        if block.find(BLOCKS) is not None or not _is_left(page, words):
            continue
        block["lang"] = language_of(page, words)
        block["class"] = "foreign"
        if marked is None or block.find_previous_sibling() is not marked:  # once for what stands together
            block.insert(0, BeautifulSoup(_mark(), "html.parser"))
        marked = block
    return mark_safe(str(soup))  # noqa: S308 - the same, with attributes and a mark of ours


def _is_left(page: Any, text: str) -> bool:
    return untranslated.code_of(page, text) != page.locale.language_code


def _mark() -> SafeString:
    return format_html(
        '<span class="left-mark" lang="{}">{}</span> ',
        languages.current().tag,
        _("still in the original language"),
    )

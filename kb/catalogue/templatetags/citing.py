"""How to cite a page and how to take its record along."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from ..citations import LABELS, citation

register = template.Library()


@register.simple_tag
def cite(page: Any, site: str) -> str:
    """The citation of this version of a work."""
    return str(citation(page, site))


@register.simple_tag
def exports(page: Any) -> list[tuple[str, str]]:
    """Label and address of every form in which one record can be had."""
    code, language = page.facts_page.slug, page.locale.language_code
    return [
        (label, f"{reverse('record', args=[code, form])}?lang={language}") for form, label in LABELS.items()
    ]

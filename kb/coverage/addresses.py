"""Where a text is translated: the one place that knows the address."""

from __future__ import annotations

from django.urls import reverse


def editor(code: str, language: str) -> str:
    """The path at which the work of that code is translated into a language, under the active language's prefix."""
    return reverse("translate", args=[code, language])

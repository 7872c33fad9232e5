"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kb.core import languages

from .frame import frame


def site(request: HttpRequest) -> dict[str, Any]:
    """`site`: the frame in the reader's language; built when a template asks for it."""
    return {"site": SimpleLazyObject(lambda: frame(languages.current().code))}

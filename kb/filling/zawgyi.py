"""What somebody types in Zawgyi is kept in Unicode, in whatever form of the site they type it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from search.analysis import from_zawgyi


def said() -> str:
    """What a person is told whose words have changed."""
    return _("What you typed in Zawgyi is now in Unicode. Look whether it is what you meant.")


class UnicodeMiddleware:
    """Turns what was surely typed in Zawgyi into Unicode before a view reads it, and tells the person.

    A password is left as it is: it is compared, and nobody sees it. So is the JSON of the editors' pages, which counts
    the characters of its texts. A view without a token decides by itself whether it reads what is sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        changed = dict(_changed(request.POST))
        if not changed:
            return
        sent = request.POST.copy()
        for name, values in changed.items():
            sent.setlist(name, values)
        sent._mutable = False
        request.POST = sent  # type: ignore[assignment]
        messages.info(request, said())


def _changed(sent: QueryDict) -> Iterator[tuple[str, list[str]]]:
    """The fields in which something was typed in Zawgyi, with their values in Unicode."""
    for name, values in sent.lists():
        if "password" in name:
            continue
        converted = [value if _is_json(value) else from_zawgyi(value) for value in values]
        if converted != values:
            yield name, converted


def _is_json(value: str) -> bool:
    """Whether it is an object or a list in JSON. A passage that begins with a link, or with a note in brackets, is not."""
    if not value.startswith(("{", "[")):
        return False
    try:
        json.loads(value)
    except (ValueError, RecursionError):  # the latter: too deep for any page of ours
        return False
    return True

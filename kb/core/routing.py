"""Every work opens under every language's prefix, and nothing opens that is not there for its reader.

Wagtail serves the children of an unpublished page, an expired page until its scheduler has run, and an alias
of anything; what is served here follows `kb.core.visibility`. A view restriction is left to Wagtail, which
asks for the log-in or the password.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from . import versions, visibility
from .models import Work, WorkPage
from .visibility import State

Route = Callable[[HttpRequest, list[str]], RouteResult]


def route(home: Page, own: Route, request: HttpRequest, path_components: list[str]) -> RouteResult:
    """What answers below a home page; `own` is the way in which Wagtail finds a page of the same tree.

    Raises `Http404` when nothing does.
    """
    try:
        result = own(request, path_components)
    except Http404:
        work = Work.objects.filter(code=path_components[-1]).first() if len(path_components) > 1 else None
        if work is None:
            raise
        page = _version(work.pk, None, request, path_components, home)
    else:
        page = result[0]
        if not isinstance(page, WorkPage):
            if visibility.state_of(page) is State.CLOSED:
                raise Http404
            return result
        page = _version(page.translation_key, page.pk, request, path_components, home)
    if page is None:
        raise Http404
    return RouteResult(page)


def _version(
    key: Any, asked: int | None, request: HttpRequest, path_components: list[str], home: Page
) -> WorkPage | None:
    """The version of a work that a reader gets: the one asked for, else the best that the public may see.

    A version that is private to others gives way to a public one. When all are private, the one asked for, or
    the best of them, answers with its restriction.
    """
    found: list[tuple[Any, State]] = [
        (page, state) for page, state in _versions(key) if state is not State.CLOSED
    ]
    if asked is None and not _knows(found, path_components):
        return None
    own = next((each for each in found if each[0].pk == asked), None)
    if own is not None and (own[1] is State.PUBLIC or _may_read(own[0], request)):
        return own[0]
    public = [page for page, state in found if state is State.PUBLIC]
    if own is not None and not public:
        return own[0]
    candidates = public or [page for page, _state in found]
    return versions.best(candidates, home.locale.language_code) if candidates else None


def _versions(key: Any) -> list[tuple[Any, State]]:
    work = Work.objects.select_related("original__content_type").filter(pk=key).first()
    model = work.original.specific_class if work is not None and work.original is not None else None
    return model.versions_of(key) if model is not None and issubclass(model, WorkPage) else []


def _may_read(page: Page, request: HttpRequest) -> bool:
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def _knows(found: list[tuple[Any, State]], path_components: list[str]) -> bool:
    """Whether some version has this address in its own tree: a code alone opens no address."""
    rest = "/".join(path_components) + "/"
    return any(page.url_path.split("/", 2)[2] == rest for page, _state in found)

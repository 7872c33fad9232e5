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

from . import versions, visibility, withdrawal
from .models import Work, WorkPage
from .visibility import State

Route = Callable[[HttpRequest, list[str]], RouteResult]


def route(home: Page, own: Route, request: HttpRequest, path_components: list[str]) -> RouteResult:
    """What answers below a home page; `own` is the way in which Wagtail finds a page of the same tree.

    Raises `Http404` when nothing does.
    """
    works = Work.objects.select_related("original")
    # Most addresses name a work by its code: that is one query, the way down the tree two for each step.
    work = works.filter(code=path_components[-1]).first() if len(path_components) > 1 else None
    if work is not None:
        every = _versions(work)
        found = _open(every)
        if _knows(found, path_components):
            here = home.url_path + "/".join(path_components) + "/"
            asked = next((page.pk for page, _state in found if page.url_path == here), None)
            return _answer(work, found, asked, request, home)
        if _knows(every, path_components) and withdrawal.leaves_a_trace(work, [page for page, _ in every]):
            return RouteResult(every[0][0], kwargs={"withdrawn": work})
    result = own(request, path_components)
    page = result[0]
    if isinstance(page, WorkPage):
        work = works.filter(pk=page.translation_key).first()
        if work is None:
            raise Http404
        return _answer(work, _open(_versions(work)), page.pk, request, home)
    state = visibility.state_of(page)
    if state is State.CLOSED:
        raise Http404
    page.found_open = state is State.PUBLIC
    return result


def _versions(work: Work) -> list[tuple[Any, State]]:
    model = work.original.specific_class if work.original is not None else None
    return model.versions_of(work.pk) if model is not None and issubclass(model, WorkPage) else []


def _open(every: list[tuple[Any, State]]) -> list[tuple[Any, State]]:
    """The versions of a work that some reader may see."""
    return [(page, state) for page, state in every if state is not State.CLOSED]


def _answer(
    work: Work, found: list[tuple[Any, State]], asked: int | None, request: HttpRequest, home: Page
) -> RouteResult:
    """The version of a work that a reader gets, with what was read to find it.

    Raises `Http404` when there is none.
    """
    page = _version(found, asked, request, home)
    if page is None:
        raise Http404
    page.work, page.found_versions = work, found
    page.found_open = (page, State.PUBLIC) in found
    return RouteResult(page)


def _version(
    found: list[tuple[Any, State]], asked: int | None, request: HttpRequest, home: Page
) -> WorkPage | None:
    """The version asked for, else the best that the public may see.

    A version that is private to others gives way to a public one. When all are private, the one asked for, or
    the best of them, answers with its restriction.
    """
    own = next((each for each in found if each[0].pk == asked), None)
    if own is not None and (own[1] is State.PUBLIC or _may_read(own[0], request)):
        return own[0]
    public = [page for page, state in found if state is State.PUBLIC]
    if own is not None and not public:
        return own[0]
    candidates = public or [page for page, _state in found]
    return versions.best(candidates, home.locale.language_code) if candidates else None


def _may_read(page: Page, request: HttpRequest) -> bool:
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def _knows(found: list[tuple[Any, State]], path_components: list[str]) -> bool:
    """Whether some version has this address in its own tree: a code alone opens no address."""
    rest = "/".join(path_components) + "/"
    return any(page.url_path.split("/", 2)[2] == rest for page, _state in found)

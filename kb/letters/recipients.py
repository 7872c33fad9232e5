"""Which letters a kind of work takes, and who gets them. Content apps register both in `apps.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model

from kb.core.models import WorkPage
from kb.editorial import steps

from .models import Letter

#: Told the kind of a letter (`Letter.Kind`) and the original of its work; answers users.
Finder = Callable[[str, WorkPage], Iterable[Any]]
_finders: list[Finder] = []
_offered: dict[str, tuple[str, ...]] = {}


def offer(work_kind: str, *letter_kinds: str) -> None:
    """Let works of a kind take such letters, beside reports of errors, which every work takes."""
    _offered[work_kind] = letter_kinds


def offered(work_kind: str) -> tuple[str, ...]:
    """The kinds of letters that works of this kind take."""
    return (Letter.Kind.ERROR, *_offered.get(work_kind, ()))


def register_recipients(find: Finder) -> None:
    """Let `find` name who gets questions and messages: those whom the work is about, if they may be written to.

    It answers nothing where it knows nobody. It is not asked about reports of errors, which are for the desk.
    """
    _finders.append(find)


def people_for(kind: str, page: WorkPage) -> list[Any]:
    """Who gets a letter of this kind about a work: active users, each once.

    Reports of errors go to the desks of the work's countries; everything else goes to whoever is registered, then to
    the desks. Where no desk is, the editors get it, and administrators where there is no editor.
    """
    original = page.facts_page
    found = [] if kind == Letter.Kind.ERROR else [user for find in _finders for user in find(kind, original)]
    return (
        _active(found)
        or _active(
            user for country in original.desk_countries() for user in steps.people_for(f"country:{country}")
        )
        or steps.editors()
        or list(get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk"))
    )


def _active(users: Iterable[Any]) -> list[Any]:
    return list({user.pk: user for user in users if user.is_active}.values())

"""What can be told: kinds of notices. Each app registers its own in `apps.ready()`."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that people are told.

    `name` is kept in the database and never changes: `submission.returned`; what stands before the first full stop
    groups kinds (see `telling.done`). `sentence` is lazily translated, with holes such as `%(title)s` that `words`
    of `telling.tell` fill; it is the line in the inbox and the subject of the mail. `must_act`: the person has
    something to do, and it stands on top and is counted until it is done.
    """

    name: str
    sentence: Promise
    must_act: bool = False


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make these kinds known. Raises `ValueError` for a name that is taken."""
    for kind in kinds:
        if kind.name in _kinds:
            raise ValueError(f"There is a kind of notices named {kind.name} already.")
        _kinds[kind.name] = kind


def get(name: str) -> Kind | None:
    """The kind with that name; None for one that nobody registers (any more)."""
    return _kinds.get(name)

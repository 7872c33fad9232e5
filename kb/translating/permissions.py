"""Who may translate what, and who may read how it is translated. To everybody else it is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kb.core import visibility
from kb.editorial import reviews, steps
from kb.editorial.sending import in_review

_asked: list[Callable[[Any, Any, str], bool]] = []


def ask(asked: Callable[[Any, Any, str], bool]) -> None:
    """Let those translate, too, of whom this says so: of a user, a work's original and the code of a language."""
    _asked.append(asked)


def may_translate(user: Any, original: Any, language: str) -> bool:
    """Whether the user may translate a work into a language (its code): editors, who writes the work, and who reviews
    that language or was asked to (`ask`), as far as the public sees the work.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if steps.is_editor(user) or original.is_written_by(user):
        return True
    wanted = f"language:{language}" in steps.areas_of(user) or any(
        asked(user, original, language) for asked in _asked
    )
    return wanted and visibility.is_public(original)


def may_look(user: Any, original: Any, target: Any) -> bool:
    """Whether the user may read a translation beside its original because they read its review; `target` may be None.

    An original that the public does not see is shown while the translation is reviewed, or to who reads its review.
    """
    if target is None or not reviews.may_read(user, target):
        return False
    if visibility.is_public(original) or in_review(target.current_workflow_state):
        return True
    return reviews.may_read(user, original)


def may_take_back(user: Any, original: Any, state: Any) -> bool:
    """Whether the user may end the review of a translation: who has sent it, and who writes the work."""
    return user.pk == state.requested_by_id or bool(original.is_written_by(user))

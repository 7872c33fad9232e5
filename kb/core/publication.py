"""What a work needs before the public may see it. Every path that publishes asks here; drafts may be unfinished."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.log_actions import log

logger = logging.getLogger(__name__)

SCHEDULED = "wagtail.publish.scheduled"  # how Wagtail's scheduler says that it is the one who publishes
REFUSED = "publication.refused"  # in the history of a page
Rows = Callable[[str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing: a column or relation of the page, and a sentence that says what to do.

    `row` and `column` say where, when it is missing in one row of a relation.
    """

    field: str
    sentence: str
    row: Any = None
    column: str = ""


class NotPublishable(ValidationError):
    """Why a work cannot be public. `page` is the work's page; the message is for whoever tried."""

    def __init__(self, page: Any, problems: Mapping[str, Iterable[str]]):
        self.page = page
        super().__init__({name: list(sentences) for name, sentences in problems.items()})

    def __str__(self) -> str:
        sentences = " ".join(dict.fromkeys(self.messages))
        return _("“%(title)s” cannot be published. %(reasons)s") % {
            "title": self.page.title,
            "reasons": sentences,
        }


def demand(page: Any) -> None:
    """Raise `NotPublishable` when the work, as it is in memory, lacks something."""
    problems: dict[str, list[str]] = {}
    if not hasattr(page, "lacking"):
        return  # no work: a page of text, a section
    for lack in page.lacking(lambda name: getattr(page, name).all()):
        problems.setdefault(lack.field, []).append(lack.sentence)
    if problems:
        raise NotPublishable(page, problems)


def refusal(page: Any, error: ValidationError) -> NotPublishable:
    """The same error as a refusal to publish this page."""
    if isinstance(error, NotPublishable):
        return error
    found = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    return NotPublishable(page, found)


def skip_scheduled(page: Any, revision: Any, error: NotPublishable) -> None:
    """What was scheduled cannot be published: say so where editors and operators look, and try no more.

    The scheduler goes on with the next; trying again would not help, since a revision never changes.
    """
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    logger.warning("%s", error)
    log(instance=page, action=REFUSED, revision=revision, data={"reason": str(error)})

"""What people are told about batches."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kb.inbox.kinds import Kind, register
from kb.inbox.telling import done_with, tell

from .models import Batch

GIVEN = Kind("translation.given", _("You are asked to translate texts: %(language)s"), must_act=True)


def make_known() -> None:
    """Register the kinds; called once when the apps are ready."""
    register(GIVEN)


def given(batch: Batch) -> None:
    """Tell the person what they are asked to translate."""
    tell(
        [batch.person],
        GIVEN.name,
        words={"language": batch.into.autonym},
        route="translations_batch",
        args=[batch.pk],
        key=_key(batch),
    )


def over(batch: Batch) -> None:
    """There is nothing to do any longer."""
    done_with(_key(batch))


def _key(batch: Batch) -> str:
    return f"translations {batch.pk}"

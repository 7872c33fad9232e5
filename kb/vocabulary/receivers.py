"""What the vocabulary does when Django tells it something. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from .models import Term, TermLabel, announce


def refuse_to_delete(instance: Term, **kwargs: Any) -> None:
    """Every path of deletion passes here, cascades and querysets too: with a receiver Django takes no short cut.

    A page's old versions name the term; without its row they could not be opened.
    """
    raise ProtectedError(
        _("A term is never deleted, because old versions of pages use it. Mark it as no longer used."),
        {instance},
    )


def announce_label_gone(instance: TermLabel, **kwargs: Any) -> None:
    announce([instance.term_id])

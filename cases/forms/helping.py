"""Help beside a field: what to write, and an example."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _


def _told(what: Any, example: Any) -> str:
    return "\n".join((str(what), _("For example: %(example)s") % {"example": example}))


told = lazy(_told, str)

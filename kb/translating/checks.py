"""What a start should say of the translation by machines."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from . import machine


@register
def translator_can_be_had(**kwargs: Any) -> list[CheckMessage]:
    """An error when the settings name a translator that cannot be made, or one that does not say who it is."""
    try:
        made = machine.translator()
    except Exception as error:
        sentence = f"MACHINE_TRANSLATOR is {settings.MACHINE_TRANSLATOR}, which cannot be made: {error}"
    else:
        if made is None or str(getattr(made, "name", "")).strip():
            return []
        sentence = f"{settings.MACHINE_TRANSLATOR} has no name. People must read to whom their texts go."
    hint = "docs/machine-translation.md says what it has to do; set it to nothing to have none."
    return [Error(sentence, hint=hint, id="translating.E001")]

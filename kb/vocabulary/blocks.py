"""Terms inside a StreamField."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail import blocks

from . import labels


class TermBlock(blocks.ChoiceBlock):
    """A term of one scheme, stored by its stable key and listed in the editor's language.

    Retired terms come last and say so: a block cannot know here what is already chosen, and an old text must
    still be saved.
    """

    def __init__(self, *, scheme: str, **kwargs: Any):
        self.scheme = scheme
        super().__init__(choices=lambda: _choices(scheme), **kwargs)

    def to_python(self, value: str | None) -> str | None:
        return (
            value  # keys are text as they are stored; matching them with the list would cost a query a block
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {k: v for k, v in self._constructor_kwargs.items() if k not in ("choices", "scheme")}
        return ("kb.vocabulary.blocks.TermBlock", [], {"scheme": self.scheme, **kwargs})


def _choices(scheme: str) -> list[tuple[str, str]]:
    entries = sorted(labels.entries(scheme, retired=True), key=lambda entry: entry.retired)
    return [
        (
            e.key,
            _("%(term)s (no longer used)") % {"term": labels.label_of(e)}
            if e.retired
            else labels.label_of(e),
        )
        for e in entries
    ]

"""Terms inside a StreamField."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

from . import labels


class TermBlock(blocks.ChoiceBlock):
    """A term of one scheme, stored by its stable key and listed in the editor's language."""

    def __init__(self, *, scheme: str, **kwargs: Any):
        self.scheme = scheme
        super().__init__(
            choices=lambda: [(entry.key, labels.label_of(entry)) for entry in labels.entries(scheme)],
            **kwargs,
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("kb.vocabulary.blocks.TermBlock", [], {"scheme": self.scheme, **self._kwargs()})

    def _kwargs(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self._constructor_kwargs.items()
            if name not in ("choices", "scheme")
        }

"""A foreign key to one scheme of the vocabulary."""

from __future__ import annotations

from typing import Any

from django.db import models

from . import labels
from .forms import TermChoiceField


class TermForeignKey(models.ForeignKey):
    """A term of `scheme`, protected from deletion.

    Beside `<name>` and `<name>_id` the model gets `<name>_key` (None when empty) and `<name>_label` (in the active
    language, empty when empty), both read from memory: no query a row.
    """

    def __init__(
        self, to: Any = "vocabulary.Term", on_delete: Any = models.PROTECT, *, scheme: str, **kwargs: Any
    ) -> None:
        self.scheme = scheme
        kwargs.setdefault("related_name", "+")
        kwargs["limit_choices_to"] = {"scheme": scheme}
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("limit_choices_to", None)
        return name, path, args, {**kwargs, "scheme": self.scheme}

    def contribute_to_class(self, cls: type, name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)
        attname = self.get_attname()

        def key(row: models.Model) -> str | None:
            entry = labels.entry_of(getattr(row, attname))
            return entry.key if entry else None

        def label(row: models.Model) -> str:
            return labels.label_of(labels.entry_of(getattr(row, attname)))

        setattr(cls, f"{name}_key", property(key))
        setattr(cls, f"{name}_label", property(label))

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop(
            "widget", None
        )  # Wagtail would offer its chooser; a list in the reader's language is shorter
        return super().formfield(**{"form_class": TermChoiceField, "scheme": self.scheme, **kwargs})

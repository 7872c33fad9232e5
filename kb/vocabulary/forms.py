"""Choosing a term: a list in the reader's language, children grouped below their parent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from . import labels
from .snapshot import Entry


class TermChoiceIterator(ModelChoiceIterator):
    """Choices from memory: (parent, its children) where a scheme has two levels, else a plain list."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        offered = self.field.offered()
        parents = {entry.parent for entry in offered if entry.parent}
        for entry in offered:
            if entry.parent is None and entry.key not in parents:
                yield self._choice(entry)
            elif entry.parent is None:
                below = [entry, *(child for child in offered if child.parent == entry.key)]
                yield labels.label_of(entry), [self._choice(one) for one in below]

    def __len__(self) -> int:
        return len(self.field.offered()) + (self.field.empty_label is not None)

    def __bool__(self) -> bool:
        return True

    def _choice(self, entry: Entry) -> tuple[int, str]:
        text = labels.label_of(entry)
        return entry.pk, _("%(term)s (no longer used)") % {"term": text} if entry.retired else text


class TermChoiceField(forms.ModelChoiceField):
    """Offers the terms in use of one scheme; a retired one only where it is already chosen."""

    iterator = TermChoiceIterator

    def __init__(self, queryset: Any, *, scheme: str, **kwargs: Any) -> None:
        self.scheme = scheme
        self.chosen: int | None = None
        super().__init__(queryset, **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        chosen = form.get_initial_for_field(self, field_name)
        self.chosen = getattr(chosen, "pk", chosen)
        return super().get_bound_field(form, field_name)

    def offered(self) -> list[Entry]:
        """What the list shows; a parent that is itself retired stays while a child is offered."""
        found = [e for e in labels.entries(self.scheme, retired=True) if not e.retired or e.pk == self.chosen]
        needed = {entry.parent for entry in found} | {entry.key for entry in found}
        return [entry for entry in labels.entries(self.scheme, retired=True) if entry.key in needed]

    def to_python(self, value: Any) -> Any:
        term = super().to_python(value)
        if term is not None and term.retired and term.pk != self.chosen:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return term

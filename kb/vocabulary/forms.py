"""Choosing a term: a list in the reader's language, children grouped below their parent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from kb.core import languages

from . import labels, schemes
from .snapshot import Entry


class TermChoiceIterator(ModelChoiceIterator):
    """Choices from memory: (parent, its children) where a scheme has two levels, else a plain list."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        below: dict[str | None, list[Entry]] = {}
        for entry in self.field.offered():
            below.setdefault(entry.parent, []).append(entry)
        roots = [entry for entry in labels.entries(self.field.scheme, retired=True) if entry.parent is None]
        for root in roots:
            own = [root] if root in below.get(None, ()) else []
            if root.key in below:
                yield labels.label_of(root), [self._choice(entry) for entry in (*own, *below[root.key])]
            elif own:
                yield self._choice(root)

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
        return [e for e in labels.entries(self.scheme, retired=True) if not e.retired or e.pk == self.chosen]

    def to_python(self, value: Any) -> Any:
        term = super().to_python(value)
        if term is not None and term.retired and term.pk != self.chosen:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return term


class ParentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_scheme_display()}: {obj}"


class TermForm(WagtailAdminModelForm):
    """Wagtail's form for a term: its list and key are fixed once it exists, and English words are always there."""

    ONLY_FOR = {"symbol": "unit", "unit_kind": "unit", "default_unit": "indicator", "direction": "indicator"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme = self.instance.scheme
        roots = type(self.instance).objects.exclude(pk=self.instance.pk)
        roots = roots.filter(Q(parent=None) | Q(scheme__in=schemes.DEEP))
        if self.instance.pk:
            for name in ("scheme", "key"):
                self.fields[name].disabled = True
            for name, where in self.ONLY_FOR.items():
                if where != scheme:
                    self.fields.pop(name, None)
            roots = roots.in_scheme(scheme)
        if "parent" in self.fields:
            self.fields["parent"] = ParentField(roots, required=False, label=self.fields["parent"].label)

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if valid and languages.DEFAULT not in self._languages():
            self.add_error(None, _("Write the label in English: the other languages fall back to it."))
            return False
        return valid

    def _languages(self) -> set[str]:
        rows = [
            form
            for form in self.formsets["labels"].forms
            if form not in self.formsets["labels"].deleted_forms
        ]
        return {form.cleaned_data["language"] for form in rows if form.cleaned_data.get("language")}

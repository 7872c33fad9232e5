"""Single answers of a page. Each form names the columns that it takes; whatever else is sent is not read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from kb.vocabulary import labels

from . import writing
from .rows import in_order


class ColumnsForm(forms.Form):
    """A form whose fields have the names of a page's columns. `rich`: those that hold rich text, which is typed as
    `writing` reads it.
    """

    rich: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, page: Any, prefix: str | None = None):
        self.page = page
        super().__init__(data, prefix=prefix, initial=self.initial_of(page))

    def initial_of(self, page: Any) -> dict[str, Any]:
        """What the page says now."""
        found = {}
        for name in self.base_fields:
            value = page.serializable_value(name)
            found[name] = writing.to_text(value) if name in self.rich else value
        return found

    def write(self, page: Any) -> None:
        """Give the page what was typed; the form is valid."""
        for name in self.base_fields:
            if name not in self.rich:
                setattr(page, name, self.cleaned_data[name])
            elif name in self.changed_data:  # else it keeps what only the editors' page can write
                setattr(page, name, writing.to_html(self.cleaned_data[name]))


class TermsForm(ColumnsForm):
    """Terms that are chosen from a list. `relations`: for each field its relation, the model of its rows and its
    scheme.
    """

    relations: ClassVar[dict[str, tuple[str, Any, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, (_relation, _model, scheme) in self.relations.items():
            offer(self.fields[name], scheme)

    def initial_of(self, page: Any) -> dict[str, Any]:
        chosen = {
            name: [row.term_id for row in getattr(page, relation).all()]
            for name, (relation, _model, _scheme) in self.relations.items()
        }
        columns = {name: page.serializable_value(name) for name in self.base_fields if name not in chosen}
        return {**columns, **chosen}

    def write(self, page: Any) -> None:
        for name in self.base_fields:
            if name in self.relations:
                relation, model, _scheme = self.relations[name]
                before = getattr(page, relation).all()
                rows = term_rows(model, before, self.fields[name], self.cleaned_data[name])
                setattr(page, relation, rows)
            else:
                setattr(page, name, self.cleaned_data[name])


def terms_field(**kwargs: Any) -> forms.TypedMultipleChoiceField:
    """Boxes to tick, for the fields of a `TermsForm`."""
    return forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def offer(field: Any, scheme: str) -> None:
    """Let a field offer the terms in use of a scheme, those of a tree below the term that they belong to."""
    entries = labels.entries(scheme)
    below: dict[str | None, list[Any]] = {}
    for entry in entries:
        below.setdefault(entry.parent, []).append(entry)
    choices: list[Any] = []
    for entry in below.get(None, []):
        own, children = (entry.pk, labels.label_of(entry)), below.get(entry.key, [])
        if children:
            choices.append((own[1], [own, *((each.pk, labels.label_of(each)) for each in children)]))
        else:
            choices.append(own)
    field.choices = choices


def offered(choices: Iterable[Any]) -> dict[Any, Any]:
    """Values and labels of choices, whatever group they stand in."""
    found: dict[Any, Any] = {}
    for value, label in choices:
        found |= dict(label) if isinstance(label, list | tuple) else {value: label}
    return found


def term_rows(model: Any, rows: Any, field: Any, chosen: Iterable[int]) -> list[Any]:
    """Rows of the chosen terms, with those that are no longer offered and stood there before."""
    known = offered(field.choices)
    kept = [row.term_id for row in rows if row.term_id not in known]
    return in_order([model(term_id=pk) for pk in [*kept, *chosen]], rows)

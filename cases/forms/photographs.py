"""Photographs of a case: what is said of each, and sending another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kb.core.fields import validate_partial_date
from kb.filling import photographs
from kb.filling.parts import RowsOf
from kb.filling.rows import WAS, AnyRowForm, Rows

from .. import models
from .helping import told

SHOWN = "max-320x320"


def _words(label: Any, help_text: Any, longest: int = 300) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, help_text=help_text)


def caption_field() -> forms.CharField:
    return _words(
        _("Caption"),
        told(_("What readers should know about it."), _("The tank above the village, March 2017")),
    )


def alt_field() -> forms.CharField:
    return _words(
        _("Text for those who cannot see it"),
        told(_("Say what the photograph shows."), _("Six women carry pipes up a hill")),
        255,
    )


def credit_field() -> forms.CharField:
    return _words(_("Credit"), told(_("Who took it."), "Khamla Sisouk"), 200)


def consent_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("The people shown have agreed"),
        required=False,
        help_text=told(
            _("Without this nobody sees the photograph. Ask parents for their children."),
            _("They have said yes, or nobody can be recognised"),
        ),
    )


def taken_field() -> forms.CharField:
    return forms.CharField(
        label=_("Taken"),
        max_length=10,
        required=False,
        validators=[validate_partial_date],
        help_text=told(_("A year is enough."), "2017, 2017-03"),
    )


class PhotoForm(AnyRowForm):
    """What is said of a photograph that the case has."""

    alt = alt_field()
    caption = caption_field()
    credit = credit_field()
    consent = consent_field()
    taken = taken_field()

    def has_changed(self) -> bool:
        return bool(self["was"].value())  # a photograph without a word is one

    @cached_property
    def picture(self) -> Any:
        """A rendition of the photograph; None unless it is one of this case."""
        image = self["was"].value()
        row = next((row for row in self.page.photos.all() if str(row.image_id) == str(image)), None)
        return row.image.get_rendition(SHOWN) if row is not None else None


class PhotoRows(Rows):
    """The photographs in their order."""


@dataclass(frozen=True, slots=True)
class PhotosOf(RowsOf):
    """Photographs with their words, which stand in a StreamField in the same order."""

    def initial(self, page: Any) -> list[dict[str, Any]]:
        return [
            {
                WAS: str(row.image_id),
                "caption": words.get("caption", ""),
                "alt": words.get("alt", ""),
                "credit": row.credit,
                "consent": row.consent,
                "taken": row.taken,
            }
            for row, words in _together(page)
        ]

    def write(self, page: Any, filled: Rows) -> None:
        known = {str(row.image_id): row for row in page.photos.all()}
        rows, words = [], []
        for form in filled.forms:
            data = form.cleaned_data
            row = known.pop(data.get(WAS) or "", None)
            if row is None:  # a photograph of another case, or one that stands here already
                continue
            row.credit, row.consent, row.taken = data["credit"], data["consent"], data["taken"]
            row.sort_order = len(rows)
            rows.append(row)
            words.append({"caption": data["caption"], "alt": data["alt"]})
        page.photos = rows
        _set_words(page, words)

    def said(self, page: Any) -> str:
        found = []
        for row, words in _together(page):
            agreed = _("The people shown have agreed") if row.consent else ""
            told_of = [words.get("caption"), words.get("alt"), row.credit, row.taken, agreed]
            found.append(" · ".join([str(row.image_id), *(str(text) for text in told_of if text)]))
        return "\n".join(found)


def _together(page: Any) -> list[tuple[Any, dict[str, str]]]:
    rows, words = list(page.photos.all()), [dict(block.value) for block in page.photo_texts]
    return [(row, words[at] if at < len(words) else {}) for at, row in enumerate(rows)]


def _set_words(page: Any, words: list[dict[str, str]]) -> None:
    blocks = [{"type": "photo", "value": each} for each in words]
    page.photo_texts = page.photo_texts.stream_block.to_python(blocks)


class AddPhotographForm(photographs.PhotographForm):
    """A photograph more."""

    description = alt_field()
    caption = caption_field()
    credit = credit_field()
    consent = consent_field()
    taken = taken_field()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = told(
            _("One picture at a time, in JPEG, PNG, WebP or AVIF."), _("A photograph of your telephone")
        )

    def add_to(self, page: Any, user: Any) -> None:
        """Put it behind those that the case has; the form is valid."""
        data = self.cleaned_data
        words = [
            {"caption": each.get("caption", ""), "alt": each.get("alt", "")} for _row, each in _together(page)
        ]
        image = self.save(page.title, user)
        row = models.CasePhoto(
            image=image,
            credit=data["credit"],
            consent=data["consent"],
            taken=data["taken"],
            sort_order=page.photos.count(),
        )
        page.photos.add(row)
        _set_words(page, [*words, {"caption": data["caption"], "alt": data["description"]}])


class PieceForm(forms.Form):
    """A piece of a photograph: `offset` and `size` of the whole in bytes."""

    key = forms.UUIDField()
    size = forms.IntegerField(min_value=1)
    offset = forms.IntegerField(min_value=0)
    piece = forms.FileField()

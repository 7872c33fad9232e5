"""Beginning a case, and what one person lets others do with it."""

from __future__ import annotations

import time
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kb.core import countries, languages

from ..sharing import spam
from .helping import told
from .rows import NOTHING

_SIGNER = signing.Signer(salt="cases.sharing.opened")


def _countries() -> list[tuple[str, str]]:
    return [NOTHING, *countries.choices()]


def _languages() -> list[tuple[str, str]]:
    return [(language.code, language.autonym) for language in languages.LANGUAGES]


class BeginForm(forms.Form):
    """What a draft needs to begin. `key` makes of a form that is sent twice one draft; `opened` says when the form
    was made; `website` is a field that people do not see and programs fill in.
    """

    title = forms.CharField(
        label=_("Title"),
        max_length=255,
        help_text=told(
            _("Say what was done and where. You can change it later."),
            _("Clean water for Ban Xor by a pipe that the village keeps itself"),
        ),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=lazy(_countries, list),
        help_text=told(_("Where it was done. You can add more places later."), _("Cambodia")),
    )
    language = forms.ChoiceField(
        label=_("Language in which you write"),
        choices=lazy(_languages, list),
        help_text=told(_("Write in your own language. It cannot be changed later."), "ភាសាខ្មែរ"),
    )
    website = forms.CharField(label=_("Leave this empty"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any):
        begun = {"key": uuid.uuid4(), "opened": _SIGNER.sign(f"{time.time():.1f}")}
        kwargs["initial"] = {**begun, "language": languages.current().code, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def suspicions(self) -> list[str]:
        """Why this may have been sent by a program; the form is valid."""
        try:
            opened = float(_SIGNER.unsign(self.cleaned_data["opened"]))
        except (signing.BadSignature, ValueError):
            opened = time.time()  # nobody opened it
        return spam.suspicions(trap=self.cleaned_data["website"], seconds=time.time() - opened)


class WordForm(BeginForm):
    """A document that somebody has filled in; its title stands in it, and the same document is one draft."""

    title = None
    key = None
    file = forms.FileField(
        label=_("Document"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        help_text=_("The document that you have filled in, as .docx."),
    )
    field_order = ("file",)


class PersonForm(forms.Form):
    """Whom the owner lets edit a case."""

    typed = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        help_text=told(_("The person needs an account here."), "bounmy"),
    )

"""The form in which a reader of a draft comments on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kb.core.text import one_line
from kb.letters import tokens

from ..models.sharing import LONGEST_COMMENT, LONGEST_NAME
from ..sharing.parts import NOTE, PARTS


def _parts() -> list[tuple[str, str]]:
    return [("", str(_("The whole text"))), *((k, str(p.title)) for k, p in PARTS.items() if k != NOTE.key)]


class CommentForm(forms.Form):
    """A comment. `opened` tells when the form was opened; `website` is a trap that people neither see nor reach."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        help_text=_("The authors, and others who have this link, see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Say who you are, so that the authors know whom to ask.")},
    )
    part = forms.ChoiceField(label=_("About"), choices=lazy(_parts, list), required=False)
    text = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something here, then send it.")},
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        name = user.get_full_name() if user.is_authenticated else ""
        super().__init__(*args, initial={"opened": tokens.new(), "name": name}, **kwargs)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

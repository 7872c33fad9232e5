"""The form in which readers write, and those with which letters are dealt with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kb.core.text import one_line

from . import tokens
from .models import LONGEST_NAME, LONGEST_PART, LONGEST_TEXT, Letter

_ASKED = {
    Letter.Kind.ERROR: (_("What is wrong"), _("Say what is right and where it stands, if you know.")),
    Letter.Kind.QUESTION: (_("Your question"), _("Say for what you need the answer.")),
    Letter.Kind.CONTACT: (_("Your message"), _("Say who you are and what you would like to know.")),
}


class LetterForm(forms.Form):
    """A letter. `opened` tells when the form was opened; `website` is a trap that people neither see nor reach."""

    part = forms.CharField(
        label=_("Where it stands on the page"),
        help_text=_("For example: the table of costs. You may leave this empty."),
        max_length=LONGEST_PART,
        required=False,
    )
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write something here, then send it.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("You may leave this empty."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        error_messages={"invalid": _("This is no e-mail address. One looks like this: name@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, user: Any, **kwargs: Any):
        initial = {"opened": tokens.new(), **kwargs.pop("initial", {})}
        if user.is_authenticated:
            initial |= {"name": user.get_full_name(), "email": user.email}
        super().__init__(*args, initial=initial, **kwargs)
        label, remedy = _ASKED[Letter.Kind(kind)]
        self.fields["text"].label, self.fields["text"].help_text = label, remedy
        email = self.fields["email"]
        if kind == Letter.Kind.ERROR:
            email.help_text = _("Only if you want an answer. It is shown to nobody.")
        else:
            del self.fields["part"]
            email.required = True
            email.error_messages["required"] = _("Give an address, so that the answer can reach you.")
            email.help_text = _("The answer is sent there. It is shown to nobody.")

    def clean_part(self) -> str:
        return one_line(self.cleaned_data["part"])

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class AnswerForm(forms.Form):
    """The answer to a letter, as its writer gets it."""

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("It is sent by mail from this site. Your own address is not in it."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the answer, then send it.")},
    )


class ClosingForm(forms.Form):
    """Why a letter needs no answer."""

    reason = forms.CharField(
        label=_("What was done, or why nothing is"),
        help_text=_("The writer of the letter does not get this."),
        max_length=Letter._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what was done, or why nothing is.")},
    )

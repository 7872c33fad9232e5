"""Short forms about whose a profile is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DelegateForm(forms.Form):
    """Who shall help. Nothing is looked up here: the answer is the same for every name."""

    typed = forms.CharField(label=_("User name or e-mail address"), max_length=254)


class InviteForm(forms.Form):
    """For whom an invitation is: an account, or whoever has the link."""

    person = forms.CharField(
        label=_("User name or e-mail address, if the person has an account"),
        help_text=_("Then nobody else can use the link."),
        max_length=254,
        required=False,
    )

    def clean_person(self) -> Any:
        typed = self.cleaned_data["person"]
        if not typed:
            return None
        people = get_user_model().objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
        found = list(people.filter(is_active=True)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _(
                    "There is no such account. Correct the name, or leave this empty and give the link to the person."
                )
            )
        return found[0]


class ClaimForm(forms.Form):
    """Why a profile is one's own."""

    words = forms.CharField(
        label=_("How can the editors see that this is you?"),
        help_text=_("For example your address at work, or somebody who knows you. Only editors read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class AnswerForm(forms.Form):
    """An answer to somebody who has asked for a profile; a refusal says why."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads this."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )
    answer = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")], widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("answer") == "refuse" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why, so that the person knows what to do."))
        return cleaned

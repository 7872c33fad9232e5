"""What somebody chooses about their mails."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import MailChoice


class MailChoiceForm(forms.ModelForm):
    """What is mailed, and in which language."""

    class Meta:
        model = MailChoice
        fields: ClassVar = ["wanted", "language"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = [choice for choice in MailChoice._meta.get_field("language").choices or () if choice[0]]
        language: Any = self.fields["language"]
        language.choices = [("", _("The language in which I use the site")), *named]

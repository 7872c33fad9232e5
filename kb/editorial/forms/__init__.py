"""Forms of the workflow's task, of works with versions, and of their withdrawal.

Imported while models load, so that it holds no form of a model of this room.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm

from kb.core.forms import WorkForm
from kb.core.models import Work


class ApprovalForm(TaskStateCommentForm):
    """A comment, and what the approver has been shown."""

    revision = forms.CharField(widget=forms.HiddenInput)


class WithdrawalForm(forms.Form):
    """Why a work is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=Work._meta.get_field("withdrawal").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Readers who follow an old link or a citation see this sentence with the title and the date."
        ),
    )


class VersionedForm(WorkForm):
    """A new draft begins without a note of what has changed: that of the last publication is told already."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "change_note" in self.fields and not self.instance.has_unpublished_changes:
            self.initial["change_note"] = ""

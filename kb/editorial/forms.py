"""Forms of the workflow's task."""

from __future__ import annotations

from django import forms
from wagtail.forms import TaskStateCommentForm


class ApprovalForm(TaskStateCommentForm):
    """A comment, and what the approver has been shown."""

    revision = forms.CharField(widget=forms.HiddenInput)

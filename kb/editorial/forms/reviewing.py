"""Forms of the queue and of a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _

from kb.core import languages

from ..models import Review, SavedReply
from ..models.responsibilities import area_name

MOST_HELD = Review._meta.get_field("hold_reason").max_length or 0


class DecisionForm(forms.Form):
    """What a reviewer decides. `revision` is what was shown (`seen`); a saved reply stands before the comment."""

    ACTIONS = ("approve", "reject", "hold", "go_on", "claim", "release", "remind")
    NEED_WORDS = ("reject", "hold")
    WITHOUT_WORDS = ("go_on", "claim", "release", "remind")

    do = forms.ChoiceField(choices=[(name, name) for name in ACTIONS], widget=forms.HiddenInput)
    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    reply = forms.ChoiceField(label=_("Begin with a saved reply"), required=False)
    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("The author reads it. Say what is good, and what has to change."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        required=False,
    )
    keep = forms.BooleanField(label=_("Save this comment as a reply for later"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.reply = user, ""
        self.saved = {str(reply.pk): reply.text for reply in user.saved_replies.all()}
        if self.saved:
            shortened = [(pk, Truncator(text).chars(80)) for pk, text in self.saved.items()]
            self.fields["reply"].choices = [("", "---------"), *shortened]
        else:
            del self.fields["reply"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        comment = given.get("comment", "")
        self.reply = comment[:1000] if given.get("keep") else ""
        if reply := self.saved.get(given.get("reply", "")):
            comment = f"{reply}\n\n{comment}".strip()
        given["comment"] = comment
        if given.get("do") in self.NEED_WORDS and not comment:
            self.add_error("comment", _("Say why, so that the author knows what to do."))
        if given.get("do") == "hold" and len(comment) > MOST_HELD:
            self.add_error("comment", _("Use at most 500 characters to say why it has to wait."))
        return given

    def save_reply(self) -> None:
        """Keep the comment as a reply, when that was asked for."""
        if self.reply and self.reply not in self.saved.values():
            SavedReply.objects.create(user=self.user, text=self.reply)


class PointForm(forms.Form):
    """A point about a field or the whole."""

    field = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("What has to change, or what you ask"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )

    def __init__(self, *args: Any, fields: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, prefix="point", **kwargs)
        self.fields["field"].choices = [("", _("The whole text")), *fields]


class FilterForm(forms.Form):
    """What of a queue is shown."""

    area = forms.ChoiceField(label=_("Country or language"), required=False)
    kind = forms.ChoiceField(label=_("Type"), required=False)
    language = forms.ChoiceField(label=_("Language of the text"), required=False)
    whose = forms.ChoiceField(
        label=_("Taken on"),
        required=False,
        choices=[("", _("by anybody")), ("mine", _("by me")), ("nobody", _("by nobody"))],
    )

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = waiting.values_list("area", "page__content_type", "page__locale__language_code").distinct()
        found = list(rows)
        kinds = {pk: ContentType.objects.get_for_id(pk) for pk in {row[1] for row in found}}
        every = [("", _("all"))]
        areas = {row[0] for row in found}
        self.fields["area"].choices = [
            *every,
            *sorted([(area or "final", area_name(area) or str(_("Last decision"))) for area in areas]),
        ]
        named = [
            (str(pk), capfirst(str(kind.model_class()._meta.verbose_name))) for pk, kind in kinds.items()
        ]
        self.fields["kind"].choices = [*every, *sorted(named, key=lambda pair: pair[1])]
        codes = sorted({row[2] for row in found}, key=languages.CODES.index)
        self.fields["language"].choices = [*every, *((code, languages.get(code).autonym) for code in codes)]

    def narrow(self, waiting: Any, user: Any) -> Any:
        """The steps that are chosen; the form is valid."""
        given = self.cleaned_data
        if given["area"]:
            waiting = waiting.filter(area="" if given["area"] == "final" else given["area"])
        if given["kind"]:
            waiting = waiting.filter(page__content_type=given["kind"])
        if given["language"]:
            waiting = waiting.filter(page__locale__language_code=given["language"])
        if given["whose"] == "mine":
            waiting = waiting.filter(page__review_under_way__claimed_by=user)
        elif given["whose"] == "nobody":
            waiting = waiting.filter(page__review_under_way__claimed_by=None)
        return waiting


class TogetherForm(forms.Form):
    """What is done with several reviews at once."""

    do = forms.ChoiceField(
        label=_("With what is marked"),
        choices=[
            ("assign", _("give to")),
            ("release", _("leave to others")),
            ("remind", _("remind")),
            ("reject", _("send back")),
        ],
    )
    person = forms.ModelChoiceField(label=_("Person"), queryset=None, required=False)
    comment = forms.CharField(
        label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2}), max_length=5000, required=False
    )

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        users = get_user_model().objects.filter(pk__in=[person.pk for person in people])
        self.fields["person"].queryset = users.order_by("username")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("do") == "assign" and not given.get("person"):
            self.add_error("person", _("Choose a person."))
        if given.get("do") == "reject" and not given.get("comment"):
            self.add_error("comment", _("Say why, so that the author knows what to do."))
        return given

"""Forms of works in the admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from .models.work import Work

ORIGINAL = "original"


class WorkForm(WagtailAdminPageForm):
    """Editing a translation offers its words alone: its facts are those of the original.

    On an original there is no question how the words came to be, and its code may be left to us.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.is_translation:
            for name in (*self.instance.FACTS, "slug"):
                self.fields.pop(name, None)
                self.formsets.pop(name, None)
            if state := self.fields.get("translation_state"):
                state.choices = [choice for choice in state.choices if choice[0] not in ("", ORIGINAL)]
        else:
            self.fields.pop("translation_state", None)
            if slug := self.fields.get("slug"):
                slug.required = False


class WorkCopyForm(CopyForm):
    """A copy is a new work with a code of its own, a draft, and never an alias."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("alias", "copy_subpages", "publish_copies"):
            self.fields.pop(name, None)
        self.fields["new_slug"].initial = Work.objects.free_code(self.page.slug, self.page.slug)

    def clean_new_slug(self) -> str:
        code: str = self.cleaned_data["new_slug"]
        Work._meta.get_field("code").run_validators(code)
        if Work.objects.filter(code=code).exists():
            raise ValidationError(_("“%(code)s” is taken. Choose another.") % {"code": code})
        return code

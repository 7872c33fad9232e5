"""Forms of works in the admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from .models.work import Work
from .publication import Lack

ORIGINAL = "original"


class WorkForm(WagtailAdminPageForm):
    """Editing a translation offers its words alone: its facts are those of the original.

    On an original there is no question how the words came to be, and its code may be left to us. A draft may be
    unfinished; publishing and submitting ask for all that a public work needs, at the fields where it is missing.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.begun_with = self.instance.hash_of_words() if self.instance.is_translation else ""
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

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        if self.is_deferred_validation or self.data.get("workflow-action-name") == "reject":
            return valid
        lacks = list(self.instance.lacking(self._rows))
        for lack in lacks:
            self._tell(lack)
        return valid and not lacks

    def save(self, commit: bool = True) -> Any:
        if self.instance.is_translation and self.instance.hash_of_words() != self.begun_with:
            self.instance.translated_from = ""  # whoever writes here has the original as it is now
        return super().save(commit)

    def _forms(self, relation: str) -> list[Any]:
        """The forms of the rows that will be there after saving."""
        formset = self.formsets[relation]
        gone = formset.deleted_forms
        filled = (form for form in formset.forms if form.instance.pk or form.has_changed())
        return [form for form in filled if form not in gone]

    def _rows(self, relation: str) -> list[Any]:
        if relation in self.formsets:
            return [form.instance for form in self._forms(relation)]
        return list(getattr(self.instance, relation).all())

    def _tell(self, lack: Lack) -> None:
        if lack.row is not None and lack.field in self.formsets:
            form = next(each for each in self._forms(lack.field) if each.instance is lack.row)
            self._add(form, lack.column, lack.sentence)
        elif lack.field in self.formsets:
            self.formsets[lack.field].non_form_errors().append(lack.sentence)
        else:
            self._add(self, lack.field, lack.sentence)

    @staticmethod
    def _add(form: Any, name: str, sentence: str) -> None:
        """Say it at the field, unless that says already what is wrong with it."""
        if name not in form.errors:
            form.add_error(name if name in form.fields else None, sentence)


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

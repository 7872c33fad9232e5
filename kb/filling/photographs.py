"""Photographs that somebody sends: checked by what is in the file, not by its name."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model

from kb.core import images, uploads


class PhotographForm(forms.Form):
    """A photograph, checked by its content and written anew as every image of the site, and what it shows for those
    who do not see it. Not the form of the admin, which asks who may add to which collection.
    """

    file = uploads.ImageField(label=_("Photograph"))
    description = forms.CharField(label=_("What the photograph shows"), max_length=255, required=False)

    def clean_file(self) -> Any:
        return images.clean(self.cleaned_data["file"])

    def save(self, title: str, user: Any) -> Any:
        """Keep it as an image of its own in the library; the form is valid."""
        given = {"file": self.cleaned_data["file"], "description": self.cleaned_data["description"]}
        # Renditions are public files: nobody shall guess the name of one that is not shown yet, or not any more.
        given["file"].name = f"{secrets.token_hex(12)}{Path(given['file'].name).suffix.lower()}"
        image = get_image_model()(title=title, uploaded_by_user=user, **given)
        image._set_image_file_metadata()
        image.save()
        return image

"""Photographs that travel beside a file of records, in the folder that is named when reading or writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

_folder: ContextVar[Path | None] = ContextVar("folder", default=None)


class NoPicture(ValueError):
    """The file is missing, lies elsewhere, or is no picture that the site accepts."""


@contextmanager
def folder(path: Path) -> Iterator[None]:
    """Pictures are looked for below this folder."""
    token = _folder.set(path.resolve())
    try:
        yield
    finally:
        _folder.reset(token)


def keep(name: str) -> Any:
    """The image of that file, stored through the same checks as an upload. Raises `NoPicture`."""
    base = _folder.get()
    path = (base / name).resolve() if base else None
    if path is None or base not in path.parents or not path.is_file():
        raise NoPicture(_("There is no picture “%s” beside the file.") % name)
    model = get_image_model()
    with path.open("rb") as stream:
        data = {"title": path.stem, "collection": Collection.get_first_root_node().pk}
        form = get_image_form(model)(data, {"file": ImageFile(stream, name=path.name)})
        if not form.is_valid():
            raise NoPicture(" ".join(text for errors in form.errors.values() for text in errors))
        image = form.save(commit=False)
        image._set_file_hash()
        known = model.objects.filter(file_hash=image.file_hash).first()
        if known is None:
            image.save()
            form.save_m2m()
    return known or image


def name_of(image: Any) -> str:
    """The name under which an export stores a picture: by content, so that it is stored once."""
    return f"pictures/{image.file_hash or image.pk}{Path(image.file.name).suffix}"

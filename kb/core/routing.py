"""Every work opens under every language's prefix."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from . import versions, visibility
from .models import Work


def version_for(path_components: list[str], reader: str) -> Any | None:
    """The version to show when a reader's own tree has no page at this path.

    The last part of an address is a work's code, unique over all works; the parts before it are those of some
    public version of it, as another tree has it. None when no work answers.
    """
    if len(path_components) < 2:
        return None
    work = Work.objects.filter(code=path_components[-1]).first()
    if work is None or work.original_id is None:
        return None
    model = Page.objects.get(pk=work.original_id).specific_class
    pages = list(
        visibility.public(model.objects.filter(translation_key=work.pk)).select_related("locale", "original")
    )
    rest = "/".join(path_components) + "/"
    if not any(page.url_path.split("/", 2)[2] == rest for page in pages):
        return None
    return versions.best(pages, reader)

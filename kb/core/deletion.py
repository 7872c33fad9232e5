"""Deleting a work: its translations first, since they protect their original."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page

from .models import Work


@transaction.atomic
def delete_work(work: Work) -> None:
    """Delete every version of a work, and its identity with it."""
    versions = Page.objects.filter(translation_key=work.pk).order_by("pk")
    for page in versions.exclude(pk=work.original_id):
        page.specific.delete()
    if work.original_id is not None:
        Page.objects.get(pk=work.original_id).specific.delete()
    Work.objects.filter(pk=work.pk).delete()

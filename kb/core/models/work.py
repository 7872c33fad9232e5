"""The identity of a work: one row for a page and all its translations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

CODE = RegexValidator(r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$", _("Use small letters a–z, digits and hyphens."))


def _numbered(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in count(2))


class WorkQuerySet(models.QuerySet):
    def named(self, name: str, kind: str) -> int | None:
        """Id of the original that an external id names, or else a code; None when there is none."""
        rows = self.filter(kind=kind, original__isnull=False)
        for lookup in ({"external_id": name}, {"code": name}):
            if found := rows.filter(**lookup).values_list("original_id", flat=True).first():
                return found
        return None

    def identify(self, key: Any, **identity: Any) -> None:
        """Write what a work is known by, if anything of it is new."""
        if not self.filter(pk=key, **identity).exists():
            self.update_or_create(pk=key, defaults=identity)

    def free_code(self, title: str, kind: str) -> str:
        """A code that no work has: the title in Latin letters, or the kind where it has none, and a number."""
        base = slugify(title)[:50].strip("-") or kind
        taken = set(self.filter(code__startswith=base).values_list("code", flat=True))
        return next(code for code in _numbered(base) if code not in taken)


class Work(models.Model):
    """What a work is known by, over all languages and all kinds.

    `withdrawn_at` and `withdrawal` say when and why it was taken back, and `withdrawn_titles` what it was called then,
    by language; its address tells readers.

    `code` is the slug of every version, unique over all works, so that an address names one work in any
    language. `original` is the page that holds the facts. `external_id` is the name that the organization's
    old system or an import file uses.
    """

    translation_key = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=30, db_index=True)
    code = models.SlugField(max_length=60, unique=True, validators=[CODE])
    original = models.OneToOneField(
        Page, null=True, editable=False, on_delete=models.CASCADE, related_name="original_of_work"
    )
    external_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    demonstration = models.BooleanField(default=False, db_index=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawal = models.CharField(_("reason of the withdrawal"), max_length=500, blank=True, editable=False)
    withdrawn_titles = models.JSONField(default=dict, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        permissions = (("withdraw_work", _("Can withdraw a published case or collection")),)

    def __str__(self) -> str:
        return self.code

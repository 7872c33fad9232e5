"""Pages whose short texts are one line each, whoever wrote them and in whatever way."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.models import Page

from ..text import one_line


class OneLinePage(Page):
    """Line breaks and control characters in a title break whatever is made of lines: subjects of e-mails, lists,
    references. A form of the browser has none, but a request or a file may. Cleaning, keeping a revision and
    saving all put every short text of the page and of its rows on one line; long texts are left as they are.
    """

    class Meta:
        abstract = True

    def keep_to_one_line(self) -> None:
        _straighten(self)
        for rows in self.__dict__.get("_cluster_related_objects", {}).values():  # rows in memory
            for row in rows:
                _straighten(row)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.keep_to_one_line()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.keep_to_one_line()
        super().minimal_clean()

    def serializable_data(self) -> dict[str, Any]:
        """What a revision keeps."""
        self.keep_to_one_line()
        data: dict[str, Any] = super().serializable_data()
        return data

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.keep_to_one_line()
        super().save(*args, **kwargs)


def _straighten(instance: models.Model) -> None:
    for field in instance._meta.concrete_fields:
        value = instance.__dict__.get(field.attname)  # a deferred field is not in memory
        if isinstance(field, models.CharField) and isinstance(value, str) and not value.isprintable():
            setattr(instance, field.attname, one_line(value))

"""Fields that content types share."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from . import markup

RICH_TEXT_FEATURES = ["bold", "italic", "link", "ul", "ol"]
_PARTIAL_DATE = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?)?")


def validate_partial_date(value: str) -> None:
    """Accept `2020`, `2020-10` and `2020-10-27`."""
    match = _PARTIAL_DATE.fullmatch(value)
    valid = match is not None
    if match and match["day"]:
        try:
            valid = parse_date(value) is not None
        except ValueError:
            valid = False
    if not valid:
        raise ValidationError(
            _("Write a year, a month or a day as 2020, 2020-10 or 2020-10-27."), code="partial_date"
        )


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def validate_currency(value: str) -> None:
    """Accept the codes of ISO 4217."""
    if value not in _currencies():
        reason = _("“%s” is no currency. ISO 4217 has three capital letters, such as USD.") % value
        raise ValidationError(reason, code="currency")


class PartialDateField(models.CharField):
    """A date as exact as its source gives it: year, month or day in ISO 8601. Empty means not reported."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", _("2020, 2020-10 or 2020-10-27"))
        super().__init__(*args, **kwargs)


def year_of(value: str) -> int | None:
    """The year of a partial date, None when it is empty."""
    return int(value[:4]) if value else None


class NarrativeField(RichTextField):
    """A passage of the story: paragraphs, lists, emphasis and links, nothing else; empty when it has no word."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        # Wagtail's editor leaves a paragraph where nobody wrote anything.
        if not markup.is_written(super().pre_save(model_instance, add) or ""):
            setattr(model_instance, self.attname, "")
        return super().pre_save(model_instance, add)


class WorkForeignKey(models.ForeignKey):
    """Another work. Its original is kept, whichever version somebody chose: facts point at facts.

    For migrations it is a foreign key.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        chosen = super().pre_save(model_instance, add)
        if chosen is not None:
            pages = self.remote_field.model._base_manager.filter(pk=chosen)
            original = pages.values_list("original_id", flat=True).first()
            if original is not None:
                setattr(model_instance, self.attname, original)
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.ForeignKey", arguments, options

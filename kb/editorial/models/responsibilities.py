"""Who answers for a country or a language."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kb.core import cldr, countries, languages


def offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """Countries and languages that somebody can be responsible for, in the reader's language."""
    return [
        (str(_("Country desk")), [(f"country:{code}", name) for code, name in countries.choices()]),
        (
            str(_("Language review")),
            [(f"language:{each.code}", cldr.language_name(each.tag)) for each in languages.LANGUAGES],
        ),
    ]


class Responsibility(models.Model):
    """A user reviews what concerns one country (`country:KH`), or translations into one language (`language:km`).

    While they are away (`away_until`, the last day included), `substitute` stands in for them.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="responsibilities",
        verbose_name=_("person"),
    )
    area = models.CharField(_("responsible for"), max_length=40)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("substitute"),
        help_text=_("Reviews while the person is away."),
    )
    away_until = models.DateField(_("away until"), null=True, blank=True)

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "area"], name="editorial_responsible_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.area_name}"

    def clean(self) -> None:
        super().clean()
        if self.substitute_id and self.substitute_id == self.user_id:
            raise ValidationError({"substitute": _("Choose somebody else.")})

    @property
    def area_name(self) -> str:
        """The country or the language, in the reader's language."""
        return area_name(self.area)


def area_name(area: str) -> str:
    """A country or a language by its area, in the reader's language; empty for none."""
    kind, _colon, key = area.partition(":")
    if kind == "country":
        return cldr.country_name(key)
    return cldr.language_name(languages.get(key).tag) if kind == "language" else ""

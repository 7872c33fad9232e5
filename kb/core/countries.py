"""Countries as choices for forms, by ISO 3166-1 code, named by CLDR in the reader's language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import cldr, languages

# Two letters that CLDR names and ISO 3166-1 does not assign: groups, reserved codes, pseudo-locales.
_NO_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)


def choices() -> list[tuple[str, str]]:
    """Every country, those of the region first, each part in the order of its names."""
    return list(_choices(languages.current().code))


@lru_cache(maxsize=len(languages.CODES))
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    named = [(code, cldr.country_name(code, language)) for code in codes()]
    return tuple(sorted(named, key=lambda pair: (pair[0] not in cldr.REGION, pair[1].casefold())))


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """The codes of ISO 3166-1, capital letters."""
    named = cldr.territory_codes()
    return frozenset(code for code in named if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


class CountryField(models.CharField):
    """A country by its code. The choices are data of CLDR, so migrations do not repeat them."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("max_length", 2)
        kwargs["choices"] = choices
        kwargs["error_messages"] = {
            "invalid_choice": _(
                "“%(value)s” is not the code of a country. ISO 3166 has two capital letters, such as KH."
            ),
        }
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for dropped in ("choices", "error_messages", "max_length"):
            kwargs.pop(dropped, None)
        return name, path, list(args), kwargs

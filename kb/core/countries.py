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

#: Names by which the countries of the region are looked for, too: short and long forms, older names, and others that
#: their speakers use. Nothing shows them.
OTHER_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "CN": {
        "en": ("People's Republic of China", "PRC"),
        "zh-hans": ("中华人民共和国", "中國"),
        "id": ("Republik Rakyat Tiongkok", "RRT", "Cina"),
        "ms": ("Republik Rakyat China", "Cina"),
        "th": ("สาธารณรัฐประชาชนจีน",),
        "fil": ("Tsina",),
    },
    "MM": {
        "en": ("Burma",),
        "zh-hans": ("緬甸",),
        "id": ("Birma",),
        "th": ("พม่า",),
        "lo": ("ພະມ້າ",),
        "my": ("ဗမာ", "မြန်မာနိုင်ငံ"),
    },
    "LA": {
        "en": ("Laos", "Lao People's Democratic Republic"),
        "zh-hans": ("寮国", "老撾"),
        "th": ("ลาว", "ประเทศลาว"),
        "vi": ("CHDCND Lào",),
        "lo": ("ລາວ", "ປະເທດລາວ", "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ"),
        "km": ("ប្រទេសឡាវ",),
    },
    "VN": {
        "en": ("Vietnam", "Socialist Republic of Viet Nam"),
        "vi": ("Vietnam", "CHXHCN Việt Nam"),
    },
    "TH": {
        "en": ("Siam",),
        "zh-hans": ("泰國",),
        "id": ("Muangthai",),
        "th": ("ประเทศไทย", "สยาม"),
    },
    "KH": {
        "en": ("Kampuchea", "Kingdom of Cambodia"),
        "zh-hans": ("高棉",),
        "th": ("เขมร",),
        "vi": ("Cam-pu-chia",),
        "km": ("ព្រះរាជាណាចក្រកម្ពុជា", "ប្រទេសកម្ពុជា"),
    },
    "PH": {
        "en": ("Republic of the Philippines",),
        "zh-hans": ("菲律賓",),
        "fil": ("Filipinas",),
        "vi": ("Phi-líp-pin",),
    },
    "MY": {"zh-hans": ("大马", "馬來西亞"), "vi": ("Ma-lai-xi-a",)},
    "BN": {"en": ("Negara Brunei Darussalam",), "zh-hans": ("汶莱",), "vi": ("Bru-nây",)},
    "SG": {"zh-hans": ("星加坡", "狮城"), "vi": ("Xin-ga-po",)},
    "ID": {"zh-hans": ("印尼", "印度尼西亞"), "vi": ("In-đô-nê-xi-a",)},
    "TL": {"en": ("East Timor",), "id": ("Timor Timur",), "ms": ("Timor Timur",), "vi": ("Đông Timor",)},
}


def names(code: str, language: str) -> tuple[str, ...]:
    """Every name of a country in one language, that which is shown first."""
    found = [cldr.country_name(code, language), cldr.name_of_cldr(code, language)]
    return tuple(dict.fromkeys([*found, *OTHER_NAMES.get(code, {}).get(language, ())]))


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

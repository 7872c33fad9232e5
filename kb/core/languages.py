"""The languages of the site, as data. Everything that depends on a language reads this table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the site.

    `code` is the Wagtail locale and URL prefix, `tag` the BCP 47 tag for `lang` and `hreflang`, `cldr` the
    locale that Babel knows (for English that of the world outside the United States: 27 October 2020, US$),
    `autonym` its name in its own script, `script` the group that chooses type size and line height.
    """

    code: str
    tag: str
    cldr: str
    name: str
    autonym: str
    script: str


LANGUAGES = (
    Language("en", "en", "en_001", "English", "English", "latin"),
    Language("zh-hans", "zh-Hans", "zh_Hans", "Chinese", "中文", "han"),
    Language("id", "id", "id", "Indonesian", "Bahasa Indonesia", "latin"),
    Language("ms", "ms", "ms", "Malay", "Bahasa Melayu", "latin"),
    Language("th", "th", "th", "Thai", "ไทย", "thai"),
    Language("vi", "vi", "vi", "Vietnamese", "Tiếng Việt", "latin"),
    Language("lo", "lo", "lo", "Lao", "ລາວ", "lao"),
    Language("km", "km", "km", "Khmer", "ខ្មែរ", "khmer"),
    Language("my", "my", "my", "Burmese", "မြန်မာ", "burmese"),
    Language("fil", "fil", "fil", "Filipino", "Filipino", "latin"),
)
BY_CODE = {language.code: language for language in LANGUAGES}
CODES = tuple(BY_CODE)
DEFAULT = "en"


def get(code: str) -> Language:
    """The language with that code, English for one that the site does not have."""
    return BY_CODE.get(code, BY_CODE[DEFAULT])


def current() -> Language:
    """The language in which this thread answers now."""
    return get(translation.get_language() or DEFAULT)


def django_language_info() -> dict[str, dict[str, object]]:
    """Entries for Django's own table, which lacks Lao and Filipino and has no native name for some others."""
    return {
        language.code: {
            "bidi": False,
            "code": language.code,
            "name": language.name,
            "name_local": language.autonym,
        }
        for language in LANGUAGES
    }

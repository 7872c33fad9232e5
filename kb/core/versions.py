"""The versions of a work as a reader meets them: which one is shown, in what state, and where the others are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from . import languages
from .addresses import absolute
from .languages import Language


@dataclass(frozen=True, slots=True)
class Version:
    """One language of a work: where it is, and how far its words can be trusted.

    `state` is a key of the vocabulary's translation states; `since` is the date of the text, or for `outdated`
    the date on which the original changed.
    """

    language: Language
    url: str
    state: str
    since: date | None
    is_original: bool


def version_of(page: Any) -> Version:
    """What the reader is told about one version."""
    outdated = page.outdated_since
    return Version(
        language=languages.get(page.locale.language_code),
        url=page.get_url(),
        state="outdated" if outdated else page.translation_state,
        since=outdated or page.translation_date,
        is_original=not page.is_translation,
    )


def best(pages: list[Any], reader: str) -> Any:
    """The version for a reader: their language, else the original, else English, else any."""
    by_language = {page.locale.language_code: page for page in pages}
    for page in pages:
        if page.locale.language_code == reader:
            return page
    originals = [page for page in pages if not page.is_translation]
    return next(iter(originals), None) or by_language.get(languages.DEFAULT) or pages[0]


def rank(page: Any) -> tuple[bool, int]:
    """Versions sorted by this stand as readers meet them: the original first, then by the language table."""
    code = page.locale.language_code
    return page.is_translation, languages.CODES.index(code) if code in languages.CODES else len(
        languages.CODES
    )


def context(page: Any, reader: str) -> dict[str, Any]:
    """What the templates of every work need.

    `version` is the shown one, `versions` all that the public may see, `reader` the interface's language,
    `translated` whether the reader gets their own language, `canonical` the address of the shown version.
    """
    pages = page.public_versions()
    versions = [version_of(each) for each in pages]
    original = next((version for version in versions if version.is_original), None)
    return {
        "reader": languages.get(reader),
        "version": version_of(page),
        "versions": versions,
        "original_version": original,
        "translated": page.locale.language_code == reader,
        "canonical": address(page),
        "alternates": [
            (each.language.tag, address(page_)) for each, page_ in zip(versions, pages, strict=True)
        ],
    }


def for_reader(page: Any) -> str:
    """The path of a work under the prefix of the active language, where every work opens.

    Links that offer a version as such, such as those of "Read in", take the version's own address instead.
    """
    url = page.get_url() or ""
    head, _, rest = url.lstrip("/").partition("/")
    return f"/{languages.current().code}/{rest}" if head in languages.BY_CODE else url


def address(page: Any) -> str:
    """The page at the address that the settings give; the host in Wagtail's site record is nobody's business."""
    return absolute(urlsplit(page.get_url()).path)

"""Which passages of a translation are still in the language of their original.

A page knows them by what they say and not by where they stand (`WorkPage.untranslated`), so that a passage stops being
one of them when somebody changes it, in whatever editor (`docs/adr/untranslated-passages.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any


def key(text: str) -> str:
    """Names a passage by its words; spaces and line breaks do not count, nor does markup, which the text has not."""
    return sha256("".join(text.split()).encode()).hexdigest()[:16]


def passages(page: Any) -> Iterator[str]:
    """The passages of a page as they are translated: a title, a caption, a paragraph; without markup."""
    # It wants the models of others, and models use this module.
    from wagtail_localize.segments import StringSegmentValue
    from wagtail_localize.segments.extract import extract_segments

    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            yield segment.string.render_text()


def left(source: Any, texts: Iterable[str]) -> dict[str, str]:
    """What `WorkPage.untranslated` holds when these texts of the page `source` are taken over as they are."""
    return {key(text): code_of(source, text) for text in texts}


def still(page: Any) -> dict[str, str]:
    """What `WorkPage.untranslated` holds of the passages that the page has: others were translated, or are gone."""
    if not page.untranslated:
        return {}
    there = {key(text) for text in passages(page)}
    return {name: code for name, code in page.untranslated.items() if name in there}


def code_of(page: Any, text: str) -> str:
    """The code of the language in which a passage of a page is."""
    own: str = page.locale.language_code
    return page.untranslated.get(key(text), own) if page.untranslated else own


def own(page: Any, texts: Iterable[str]) -> Iterator[str]:
    """Those passages of a page that are in its own language."""
    return (text for text in texts if code_of(page, text) == page.locale.language_code)

"""Which passage of a translation belongs to which passage of its source, when nothing but the two pages is known.

Somebody may have translated, imported or mended a page without this room: its words are taken up as they are.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from bs4 import BeautifulSoup
from wagtail.fields import StreamField
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.strings import StringValue

from kb.core import untranslated

from . import segments
from .segments import Place

Units = dict[tuple[str, ...], list[StringSegmentValue]]


def pairs(source: Any, page: Any) -> tuple[dict[Place, StringValue], dict[Place, StringValue]]:
    """What the translation `page` says for passages of `source`: first what is certain, since both have as many passages
    there, then what stands at the same place among others. What nobody has translated is left out.
    """
    certain: dict[Place, StringValue] = {}
    likely: dict[Place, StringValue] = {}
    ours = _units(source, page)
    theirs = _units(page, source)
    for unit, wanted in ours.items():
        given = theirs.get(unit, [])
        found = certain if len(wanted) == len(given) else likely
        for at, segment in enumerate(wanted):
            rest = given[at:] if at == len(wanted) - 1 else given[at : at + 1]
            said = [value for value in rest if _is_translated(value, segment, page)]
            if said:
                texts = [_with_links_of(segment, value) for value in said]
                found[segment.path, str(segment.string.data)] = StringValue("<br/>".join(texts))
    return certain, likely


def _units(page: Any, other: Any) -> Units:
    """The passages by what they are compared within: a field, or one value of a block where both have as many blocks."""
    found: Units = defaultdict(list)
    places = {name: _blocks(page, other, name) for name in page.WORDS}
    for value in segments.strings(page):
        name, *rest = value.path.split(".")
        known = places[name]
        unit = (name, str(known[rest[0]]), *rest[1:]) if known else (name,)
        found[unit].append(value)
    return found


def _blocks(page: Any, other: Any, name: str) -> dict[str, int]:
    """The blocks of a field by their ids, with the place at which each stands; none where the other page has others."""
    field = page._meta.get_field(name)
    if not isinstance(field, StreamField):
        return {}
    own, others = field.value_from_object(page), field.value_from_object(other)
    if [each.block_type for each in own] != [each.block_type for each in others]:
        return {}
    return {str(each.id): at for at, each in enumerate(own)}


def _is_translated(value: StringSegmentValue, segment: StringSegmentValue, page: Any) -> bool:
    text = value.string.render_text()
    if untranslated.code_of(page, text) != page.locale.language_code:
        return False
    return untranslated.key(text) != untranslated.key(segment.string.render_text())


def _with_links_of(segment: StringSegmentValue, value: StringSegmentValue) -> str:
    """The passage with the names that its links have in the source; a link that the source has not is words alone."""
    names = [(name, attrs) for name, attrs in (segment.attrs or {}).items()]
    soup = BeautifulSoup(value.string.data, "html.parser")
    for link in soup.find_all("a"):
        wanted = (value.attrs or {}).get(link.get("id"))
        same = next((each for each in names if each[1] == wanted), None)
        if same is None:
            link.unwrap()
        else:
            names.remove(same)
            link["id"] = same[0]
    return str(soup)

"""Marks inside a passage as a translator sees and types them: `**bold**`, `*italic*`, `[words](1)` for its first link.

Where a link leads is no business of whoever translates, so that it cannot break: links have numbers.
"""

from __future__ import annotations

import re
from collections import Counter

from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup
from django.utils.translation import gettext as _
from wagtail_localize.strings import StringValue

from kb.core import cldr
from kb.filling import writing

LONGEST = 20_000  # characters of one passage
DEEPEST, MOST = 20, 1_000  # marks within one another, and signs that may begin a mark
_SAME = {"strong": "b", "em": "i"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # no text; a database refuses the first of them
_NUMBER = re.compile(r"a(\d+)")


class Lost(ValueError):
    """A link or an emphasis of the original is missing, or there is one that the original has not; says which."""


def typed(text: str) -> str:
    """What somebody sent, without what is no text."""
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()


def to_text(value: StringValue) -> str:
    """A passage in the form in which it is typed."""
    marks = _marks(value)
    if not marks:
        return str(value.render_text())
    text = _signed(value)
    # Signs that belong to the text itself would be read as marks: such a passage is shown with its tags.
    return text if _same(_unsigned(text), value) else str(value.data)


def from_text(original: StringValue, text: str) -> StringValue:
    """What somebody typed as the translation of a passage. Raises `Lost`."""
    text = typed(text)
    if len(text) > LONGEST:
        raise Lost(_too_long())
    marks = _marks(original)
    if not marks:
        return StringValue.from_plaintext(text)
    if _same(_unsigned(_signed(original)), original):
        value = _unsigned(text)
    else:
        try:
            value = read(text)
        except ValueError as error:
            raise Lost(str(error)) from None
    if strange := sorted({*_marks(value)} - {*marks, *_SAME.values()}):
        raise Lost(_("The original has no link %(number)s.") % {"number": strange[0].removeprefix("a")})
    if missing := marks - _marks(value):
        raise Lost(_missing(missing))
    return value


def from_machine(original: StringValue, html: str) -> StringValue | None:
    """What a machine made of a passage, when it has kept its marks and has added none; else None."""
    try:
        value = read(typed(html))
    except ValueError:
        return None
    kept = set(_marks(value)) <= set(_marks(original)) and not _marks(original) - _marks(value)
    return value if kept and value.render_text().strip() else None


def read(html: str) -> StringValue:
    """A passage from what somebody or something has sent as its HTML. Raises `ValueError` with the reason why it is none.

    Whoever walks through marks later goes down as deep as they are, so that there is an end to it.
    """
    if len(html) > LONGEST:
        raise ValueError(_too_long())
    strange = _("It has marks that the original does not have.")
    if html.count("<") > MOST:  # what never closes is looked for from each of them
        raise ValueError(strange)
    try:
        level = [BeautifulSoup(html, "html.parser")]
    except ParserRejectedMarkup:
        raise ValueError(strange) from None
    for _depth in range(DEEPEST + 1):
        level = [child for tag in level for child in tag.find_all(True, recursive=False)]
    if level:
        raise ValueError(strange)
    return StringValue.from_translated_html(html)


def _too_long() -> str:
    return _("This is too long: at most %(number)s characters fit here.") % {"number": cldr.number(LONGEST)}


def _missing(missing: Counter[str]) -> str:
    links = sorted(_links(missing))
    if links:
        return _("Link %(number)s of the original is missing. Write its words as [words](%(number)s).") % {
            "number": links[0]
        }
    if missing["b"]:
        return _("Words of the original are bold. Write the same words as **words**.")
    return _("Words of the original are italic. Write the same words as *words*.")


def _marks(value: StringValue) -> Counter[str]:
    """How often each mark stands in a passage: `b`, `i`, and links by their ids. Line breaks are none."""
    soup = BeautifulSoup(value.data, "html.parser")
    found: Counter[str] = Counter()
    for tag in soup.find_all(True):
        if tag.name != "br":
            found[tag.get("id") or _SAME.get(tag.name, tag.name)] += 1
    return found


def _links(marks: Counter[str]) -> set[str]:
    return {match[1] for name in marks if (match := _NUMBER.fullmatch(name))}


def _signed(value: StringValue) -> str:
    soup = BeautifulSoup(value.data, "html.parser")
    for link in soup.find_all("a"):
        number = _NUMBER.fullmatch(str(link.get("id", "")))
        link.attrs = {"href": number[1]} if number else {}
    return writing.to_text(str(soup))


def _unsigned(text: str) -> StringValue:
    lines = [line.strip() for line in text.split("\n")]
    soup = BeautifulSoup("<br/>".join(writing.inline(line) for line in lines), "html.parser")
    for link in soup.find_all("a"):
        link.attrs = {"id": f"a{link.get('href', '')}"}
    return StringValue(str(soup))


def _same(first: StringValue, second: StringValue) -> bool:
    return _plain(first) == _plain(second)


def _plain(value: StringValue) -> str:
    soup = BeautifulSoup(value.data, "html.parser")
    for tag in soup.find_all(list(_SAME)):
        tag.name = _SAME[tag.name]
    return str(soup)

"""How a work is cited: as a sentence, as RIS and as BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kb.core import cldr, languages, versions
from kb.core.addresses import absolute
from kb.editorial.models import VersionedPage

FORMATS = {
    "json": "application/json",
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
}
LABELS = {"json": "JSON", "ris": "RIS", "bib": "BibTeX"}

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# A brace counts for BibTeX even behind a backslash, so that each becomes a command of its own.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "%$&#_"},
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation of one language version says. `language`: its code; `note`: what a reader must know;
    `number`: that of the publication.
    """

    code: str
    authors: tuple[str, ...]
    title: str
    site: str
    published: date | None
    language: str
    url: str
    note: str
    number: int | None = None

    def __str__(self) -> str:
        """One sentence after the other, in the reader's language."""
        named = [", ".join(self.authors), f"{self.title} ({languages.get(self.language).autonym})"]
        number = _("version %(number)s") % {"number": cldr.number(self.number)} if self.number else ""
        where = ", ".join(filter(None, (self.site, cldr.date(self.published), number)))
        return ". ".join(part.rstrip(".") for part in (*named, where, self.note) if part) + f". {self.url}"

    def ris(self) -> str:
        """One record of RIS. No value can end it or begin another."""
        day = self.published
        fields = [
            ("TY", "ELEC"),
            *(("AU", author) for author in self.authors),
            ("TI", self.title),
            ("PB", self.site),
            ("PY", f"{day:%Y}" if day else ""),
            ("DA", f"{day:%Y/%m/%d}" if day else ""),
            ("ET", str(self.number or "")),
            ("LA", languages.get(self.language).tag),
            ("N1", self.note),
            ("ID", self.code),
            ("UR", self.url),
        ]
        lines = [f"{tag}  - {_one_line(value)}" for tag, value in fields if value]
        return "\r\n".join([*lines, "ER  - ", ""])

    def bibtex(self) -> str:
        """One entry of BibTeX."""
        day = self.published
        fields = {
            "author": " and ".join(f"{{{_tex(author)}}}" for author in self.authors),
            "title": f"{{{_tex(self.title)}}}",
            "publisher": _tex(self.site),
            "year": f"{day:%Y}" if day else "",
            "date": f"{day:%Y-%m-%d}" if day else "",
            "version": str(self.number or ""),
            "langid": languages.get(self.language).tag,
            "note": _tex(self.note),
            "url": re.sub(r"[{}\\\s]", "", self.url),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{self.code},", *lines, "}", ""])


def citation(page: Any, site: str) -> Citation:
    """The citation of one version of a work, on the site of that name."""
    published = page.last_published_at
    return Citation(
        code=page.facts_page.slug,
        authors=tuple(page.authors()),
        title=page.title,
        site=site,
        published=timezone.localdate(published) if published else None,
        language=page.locale.language_code,
        url=_address(page),
        note=_note(page),
        number=page.edition_number if isinstance(page, VersionedPage) else None,
    )


def _address(page: Any) -> str:
    """Where the cited words can be read: the present ones at the page, others at their version."""
    if isinstance(page, VersionedPage) and page.edition is not None:
        with override(page.locale.language_code):
            return absolute(reverse("edition", args=[page.facts_page.slug, page.edition.number]))
    return versions.address(page)


def _note(page: Any) -> str:
    if page.KIND == "expert" and page.is_demonstration:
        return _("Demonstration profile: the person is invented.")
    if page.translation_state == "machine":
        return _("Machine translation, not checked.")
    return ""


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in _one_line(text))

"""What the frame of every page shows: name, logo, menus, contact. Built once and kept in memory.

It is kept under the version of the vocabulary, which every page looks at anyway, so that the frame costs no query
of its own; a change of the frame moves that version, and every process builds it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, Page

from kb.core import visibility
from kb.vocabulary import snapshot
from kb.vocabulary.models import VocabularyVersion

_LARGEST = 40  # versions × languages in memory
_frames: dict[tuple[str, str], tuple[Frame, datetime | None]] = {}


@dataclass(frozen=True, slots=True)
class Logo:
    """A rendition of the logo."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The site in one language. Menus are lists of (title, address); `share_url` is where a case is shared."""

    name: str
    note: str
    run_by: str
    contact_email: str
    contact_address: str
    logo: Logo | None
    colours_url: str
    menu: tuple[tuple[str, str], ...]
    footer_menu: tuple[tuple[str, str], ...]
    share_url: str
    partners: tuple[tuple[str, str], ...]


def frame(language: str) -> Frame:
    """The frame in one language."""
    key = (snapshot.current().version, language)
    found, until = _frames.get(key, (None, None))
    if found is None or (until is not None and until <= timezone.now()):
        if len(_frames) >= _LARGEST:
            _frames.clear()
        until = _next_change()
        found = _build(language)
        _frames[key] = found, until
    return found


def _next_change() -> datetime | None:
    """The moment at which the clock alone brings a page into a menu or takes it out."""
    from .models import HomePage, PlainPage

    kinds = ContentType.objects.get_for_models(HomePage, PlainPage, for_concrete_models=False).values()
    pages, now = Page.objects.filter(content_type__in=kinds), timezone.now()
    begins = pages.filter(go_live_at__gt=now).aggregate(first=Min("go_live_at"))["first"]
    ends = pages.filter(expire_at__gt=now).aggregate(first=Min("expire_at"))["first"]
    return min(filter(None, (begins, ends)), default=None)


def changed(**kwargs: Any) -> None:
    """Something that the frame shows has changed; also a receiver of signals."""
    VocabularyVersion.objects.move()
    snapshot.let_go()


def _build(language: str) -> Frame:
    from .models import ACCENT, COLOUR, PlainPage, SiteIdentity

    identity = SiteIdentity.current()
    named = identity.name_in(language)
    with override(language):
        name = named.name if named else str(settings.WAGTAIL_SITE_NAME)
        share_url = reverse("share")
    locale = Locale.objects.filter(language_code=language).first()
    pages = PlainPage.objects.filter(locale=locale, depth=3).order_by("path")
    shown = list(visibility.public(pages))
    coloured = identity.colour != COLOUR or identity.accent != ACCENT
    return Frame(
        name=name,
        note=named.footer if named else "",
        run_by=identity.organisation,
        contact_email=identity.contact_email,
        contact_address=identity.contact_address,
        logo=_logo(identity, name),
        colours_url=f"{reverse('colours')}?v={snapshot.current().version[:8]}" if coloured else "",
        menu=tuple((page.title, page.get_url()) for page in shown if page.show_in_menus),
        footer_menu=tuple((page.title, page.get_url()) for page in shown if not page.show_in_menus),
        share_url=share_url,
        partners=tuple((partner.name, partner.url) for partner in identity.partners.all()),
    )


def _logo(identity: Any, alt: str) -> Logo | None:
    if identity.logo is None:
        return None
    rendition = identity.logo.get_rendition("max-240x96")
    return Logo(rendition.url, rendition.width, rendition.height, alt)

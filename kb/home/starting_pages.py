"""The pages of text that a new site begins with, in every language. Editors change them as they like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from .models import HomePage, PlainPage


@dataclass(frozen=True, slots=True)
class StartingPage:
    """Slug, title and paragraphs; `in_menu`: in the main menu, else in the footer."""

    slug: str
    title: Any
    paragraphs: tuple[Any, ...]
    in_menu: bool


PAGES = (
    StartingPage(
        "share",  # what people read there before they log in (`cases.views.mine`)
        _("Share a case"),
        (
            _(
                "A case tells what was done against poverty in one place, so that somebody elsewhere can do it too. "
                "Officials, village leaders, researchers and organizations may share one."
            ),
            _(
                "Write down: a title, the place, the period, for whom it was done, the problem, each step, what "
                "changed, what went wrong, and what others must keep or adapt. Write in your own language."
            ),
            _("Give at least one figure, with its unit, its date and where it comes from."),
            _("An editor who knows the country reads it and writes to you before it is published."),
        ),
        True,
    ),
    StartingPage(
        "about",
        _("About this knowledge base"),
        (
            _(
                "This knowledge base gathers practices that have reduced poverty in China and the countries of ASEAN, "
                "and the people who can explain them."
            ),
            _(
                "A case is chosen when others can learn from it. Every figure names its unit, date and source. Where "
                "sources differ, both figures are shown. What nobody reported is said to be not reported."
            ),
            _(
                "Nobody approves their own case: another editor does. Each translation says whether a person has "
                "checked it."
            ),
        ),
        False,
    ),
    StartingPage(
        "privacy",
        _("Privacy"),
        (
            _(
                "You can read and search without an account. This site sets no cookie for readers but the list of "
                "what you keep, loads nothing from other sites and does not keep what you searched for together with "
                "who you are."
            ),
            _(
                "Words of searches that found nothing are counted by day, without anything about who searched, so "
                "that gaps become visible. Who asks very often is asked to wait: for that, requests are counted by "
                "network for a minute, and only then is a cookie set that tells one reader from another."
            ),
            _(
                "Experts decide themselves which of their contact details are shown, and to whom. Write to us if "
                "something about you should be corrected or removed."
            ),
        ),
        False,
    ),
)


def make(homes: list[HomePage]) -> None:
    """Make the pages that a site never had; what editors changed or removed stays so."""
    first = homes[0]
    if PlainPage.objects.child_of(first).exists():
        return
    for start in PAGES:
        source: PlainPage | None = None
        for home in homes:
            page = _page(start, home)
            if source is not None:
                page.translation_key = source.translation_key
            home.add_child(instance=page)
            page.save_revision().publish(skip_permission_checks=True)
            source = source or page


def _page(start: StartingPage, home: HomePage) -> PlainPage:
    with translation.override(home.locale.language_code):
        return PlainPage(
            title=str(start.title),
            slug=start.slug,
            body=format_html_join("", "<p>{}</p>", ((text,) for text in start.paragraphs)),
            show_in_menus=start.in_menu,
            locale=home.locale,
            live=True,
        )

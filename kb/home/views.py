"""Pages of a country and of a theme, and the colours of the site."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kb.core import cldr, languages, tiles
from kb.vocabulary import labels

from . import landing
from .models import SiteIdentity


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """What worked in one country of the region, by theme."""
    key = code.upper()
    if key not in cldr.REGION:
        raise Http404
    if code != code.lower():
        return redirect("country", code.lower(), permanent=True)
    context = landing.narrowed("country", key, languages.current().code)
    doors = landing.theme_doors(
        context["counts"]["theme"], url=lambda theme: landing.cases_with(country=key, theme=theme)
    )
    return render(
        request,
        "home/country.html",
        {
            **context,
            "code": key,
            "name": cldr.country_name(key),
            "themes": [door for door in doors if door.count],
        },
    )


@require_safe
def theme(request: HttpRequest, key: str) -> HttpResponse:
    """What worked in one theme, by country and by narrower theme."""
    known = {entry.key: entry for entry in labels.entries("theme")}
    if key not in known:
        raise Http404
    context = landing.narrowed("theme", key, languages.current().code)
    parent = known[key].parent
    counts = context["counts"]
    return render(
        request,
        "home/theme.html",
        {
            **context,
            "key": key,
            "label": labels.label("theme", key),
            "definition": labels.definition("theme", key),
            "parent": {"label": labels.label("theme", parent), "url": reverse("theme", args=[parent])}
            if parent
            else None,
            "narrower": landing.theme_doors(counts["theme"], key),
            "tiles": tiles.region(
                counts["country"], lambda code: landing.cases_with(country=code, theme=key)
            ),
        },
    )


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def colours(request: HttpRequest) -> HttpResponse:
    """The two colours of the site as a style sheet; its address changes with them."""
    identity = SiteIdentity.current()
    text = "@media not (prefers-color-scheme: dark) { :root { --action: %s; --people: %s; } }\n"
    text %= (identity.colour, identity.accent)
    return HttpResponse(text, content_type="text/css; charset=utf-8")

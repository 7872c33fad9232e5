"""Similar cases at the foot of a case, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kb.core import cldr
from kb.vocabulary import labels
from search.documents import identity
from search.results import Card
from search.similar import Like, similar

CasePage = Any  # the models import this module, never the other way round

#: What a shared value counts, by the name of the facet: the most telling first.
WEIGHTS = {"theme": 4.0, "delivery_model": 2.0, "target_group": 1.0, "country": 1.0}
SHOWN = 4
#: A reason names so many values of one facet, and so many facets before the country.
MOST_VALUES, MOST_PARTS = 2, 2


def similar_cases(page: CasePage, language: str) -> list[tuple[Card, str]]:
    """Cards of the cases that are most like this one, each with a sentence that says why."""
    original, facts = page.facts_page, page.facts
    like = Like(
        identity=identity(page.KIND, str(page.translation_key)),
        kind=page.KIND,
        facets={
            "theme": _deepest([term.key for term in facts.terms["theme"]]),
            "delivery_model": [original.delivery_model_key] if original.delivery_model_key else [],
            "target_group": [term.key for term in facts.terms["target_group"]],
            "country": facts.countries,
        },
        weights=WEIGHTS,
        title=page.title,
        language=page.locale.language_code,
    )
    return [(each.card, _reason(each.shared, each.near)) for each in similar(like, language, size=SHOWN)]


def _deepest(themes: Sequence[str]) -> list[str]:
    """Themes without those above another of them, which would only say the same again."""
    above = {key for theme in themes for key in labels.ancestors("theme", theme)}
    return [theme for theme in themes if theme not in above]


def _reason(shared: Mapping[str, Sequence[str]], near: bool) -> str:
    """Such as "Same theme: Drinking water · also Cambodia · related in meaning"."""
    messages = {
        "theme": _("same theme: %(names)s"),
        "delivery_model": _("same delivery model: %(names)s"),
        "target_group": _("for the same people: %(names)s"),
    }
    parts = [
        messages[name] % {"names": _names(labels.labels(name, shared[name][:MOST_VALUES]).values())}
        for name in messages
        if name in shared
    ][:MOST_PARTS]
    if countries := shared.get("country"):
        names = map(cldr.country_name, countries[:MOST_VALUES])
        parts.append(_("also %(names)s") % {"names": _names(names)})
    if near:
        parts.append(_("related in meaning"))
    return capfirst("\N{NO-BREAK SPACE}· ".join(parts))


def _names(names: Iterable[str]) -> str:
    return cldr.listed(list(names))

"""Works that the public may read, narrowed by what they are about and by the state of their translations."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from kb.core import languages, visibility
from kb.core.models import WorkPage
from kb.vocabulary import labels
from search import sources

from . import reviewing

#: Keys of the vocabulary's translation states in the order in which they are offered, then what else is said of texts.
PUBLIC_STATES = ("original", "reviewed", "human", "machine", "outdated")
PARTLY, MISSING, DRAFT, SENT = "partly", "missing", "draft", "sent"
STATES = (*PUBLIC_STATES, PARTLY, MISSING, DRAFT, SENT)


def kinds() -> list[tuple[str, type[WorkPage], Any]]:
    """The kinds of works with their pages and their names (several of them), as the search knows them."""
    return [
        (source.kind, model, source.label_plural)
        for source in sources.sources()
        for model in source.models
        if issubclass(model, WorkPage)
    ]


def state_name(state: str) -> str:
    """A state of a text in the reader's language; empty for none."""
    own = {PARTLY: _("Partly translated"), DRAFT: _("Draft"), SENT: _("Sent for review")}
    if state in own:
        return str(own[state])
    return labels.label("translation_state", state) if state else ""


def older_than_original() -> Q:
    """Translations whose original has said something else since."""
    return Q(original__isnull=False) & ~Q(based_on="") & ~Q(based_on=F("original__words_hash"))


def public_originals() -> QuerySet[Page]:
    """The originals of all works that the public may read, those published last first."""
    models = [model for _kind, model, _label in kinds()]
    every = Page.objects.filter(_in(models, Q(original=None, alias_of=None)))
    return visibility.public(every).order_by(F("last_published_at").desc(nulls_last=True), "-pk")


def of_kind(originals: QuerySet[Page], kind: str) -> QuerySet[Page]:
    """Those of one kind."""
    return originals.filter(_in([model for name, model, _ in kinds() if name == kind], Q()))


def of_country(originals: QuerySet[Page], code: str) -> QuerySet[Page]:
    """Those of one country."""
    return originals.filter(_by_lookups("COUNTRIES", [code]))


def of_theme(originals: QuerySet[Page], key: str) -> QuerySet[Page]:
    """Those of a theme and of the themes below it."""
    return originals.filter(_by_lookups("THEMES", list(labels.term_ids("theme", _below(key)).values())))


def in_state(originals: QuerySet[Page], state: str, language: str = "") -> QuerySet[Page]:
    """Those that are in one of `STATES` in a language, or where none is given, in any of them."""
    if state == MISSING:
        codes = [language] if language else languages.CODES
        there = [Q(translation_key__in=_keys(Q(locale__language_code=code))) for code in codes]
        return originals.exclude(reduce(lambda one, other: one & other, there))
    here = Q(locale__language_code=language) if language else Q()
    return originals.filter(reduce(or_, (_has(model, state, here) for _kind, model, _ in kinds())))


def _has(model: type[WorkPage], state: str, here: Q) -> Q:
    pages = model.objects.filter(here, alias_of=None)
    if state in (DRAFT, SENT):
        pages = pages.filter(pk__in=reviewing.page_ids()) if state == SENT else _drafts(pages)
    else:
        pages = visibility.public(pages.filter(_says(state)))
    return Q(translation_key__in=pages.values("translation_key"))


def _says(state: str) -> Q:
    """Public texts of a state. A text is in one state, and may be partly translated besides."""
    if state == PARTLY:
        return ~Q(untranslated={})
    is_older = older_than_original()
    return is_older if state == "outdated" else Q(translation_state=state) & ~is_older


def _drafts(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Pages that say something which the public cannot read, and which nobody has sent for review."""
    shown = visibility.public(pages).values("pk")
    return pages.filter(Q(has_unpublished_changes=True) | ~Q(pk__in=shown)).exclude(
        pk__in=reviewing.page_ids()
    )


def _in(models: Iterable[type[WorkPage]], rule: Q) -> Q:
    return reduce(or_, (Q(pk__in=model.objects.filter(rule).values("pk")) for model in models))


def _keys(rule: Q) -> QuerySet[Page, Any]:
    return Page.objects.filter(rule, alias_of=None).values("translation_key")


def _by_lookups(attribute: str, values: list[Any]) -> Q:
    return reduce(
        or_,
        (
            Q(pk__in=model.objects.filter(**{f"{lookup}__in": values}).values("pk"))
            for _kind, model, _label in kinds()
            for lookup in getattr(model, attribute)
        ),
    )


def _below(key: str) -> list[str]:
    found = [key]
    for each in labels.children("theme", key, retired=True):
        found += _below(each)
    return found

"""How works join the search: one base for cases, experts, collections and what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from kb.core import cldr, languages, untranslated, visibility
from kb.core.models import Work as Identity
from kb.core.models import WorkPage
from kb.vocabulary import labels, snapshot
from search.documents import FacetValue, Text, Work
from search.sources import Source

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class WorkSource(Source):
    """A source of one page type. Subclasses say what a work's names, terms, facets, passages and card are.

    `related` names what `load` must fetch beside the originals, so that the number of queries does not depend
    on the number of works.
    """

    model: ClassVar[type[WorkPage]]
    related: ClassVar[Sequence[str]] = ()
    visible = staticmethod(visibility.visible)

    def names(self, original: Any) -> Iterable[str]:
        """Names, places and codes, which count in every language."""
        return ()

    def terms(self, original: Any) -> Mapping[str, Sequence[str]]:
        """Keys of the vocabulary by scheme: their labels are found in all ten languages."""
        return {}

    def countries(self, original: Any) -> Sequence[str]:
        """ISO codes, whose names are found in all ten languages."""
        return ()

    def evidence(self, original: Any) -> tuple[Mapping[str, Sequence[str]], Sequence[str]]:
        """Terms and countries of other public works that speak for this one; they count less than its own."""
        return {}, ()

    def facet_values(self, original: Any) -> Mapping[str, Sequence[FacetValue]]:
        return {}

    def years(self, original: Any) -> tuple[int, ...]:
        return ()

    def passages(self, page: Any) -> Iterable[str]:
        """Plain text of the words of one version, a paragraph each."""
        return ()

    def display(self, original: Any) -> Mapping[str, Any]:
        """Facts of the card, as stable keys and JSON."""
        return {}

    def image(self, original: Any) -> int | None:
        return None

    def wording(self) -> str:
        return snapshot.current().version

    def title(self, page: Any) -> str:
        return page.title

    def rank(self, original: Any) -> float:
        return 1.0

    @snapshot.held()
    def load(self, keys: Sequence[str]) -> Mapping[str, Work]:
        pages: dict[str, list[Any]] = defaultdict(list)
        for page in visibility.public(self.model.objects.filter(translation_key__in=keys)).select_related(
            "locale"
        ):
            pages[str(page.translation_key)].append(page)
        if not pages:
            return {}
        originals = self._originals(pages)
        identities = {str(each.pk): each for each in Identity.objects.filter(pk__in=list(pages))}
        tree = _Tree(page.path for found in pages.values() for page in found)
        return {
            key: self._work(key, found, originals[key], identities[key], tree)
            for key, found in pages.items()
            if key in originals and key in identities
        }

    def _originals(self, pages: Mapping[str, list[Any]]) -> dict[str, Any]:
        ids = {page.original_id or page.pk for found in pages.values() for page in found}
        queryset = (
            self.model.objects.filter(pk__in=ids).select_related("locale").prefetch_related(*self.related)
        )
        return {str(original.translation_key): original for original in queryset}

    def _work(self, key: str, pages: list[Any], original: Any, identity: Identity, tree: _Tree) -> Work:
        terms, countries = self.terms(original), self.countries(original)
        evidence = self.evidence(original)
        return Work(
            key=key,
            kind=self.kind,
            external_id=identity.external_id or "",
            original_language=original.locale.language_code,
            texts={page.locale.language_code: self._text(page, original) for page in pages},
            # A page that code made live without publishing it has neither date.
            published=original.last_published_at or original.latest_revision_created_at or NEVER,
            visible_from=tree.since(page.path for page in pages),
            visible_until=tree.until(page.path for page in pages),
            ancestors=tree.ids(page.path for page in pages),
            names=tuple(
                dict.fromkeys([*self.names(original), original.slug, identity.external_id or original.slug])
            ),
            labels={language: tuple(_labels(terms, countries, language)) for language in languages.CODES},
            evidence={language: tuple(_labels(*evidence, language)) for language in languages.CODES},
            facets={name: tuple(values) for name, values in self.facet_values(original).items() if values},
            years=self.years(original),
            display={**self.display(original), "demonstration": identity.demonstration},
            rank=self.rank(original),
            image=self.image(original),
        )

    def _text(self, page: Any, original: Any) -> Text:
        page.original = None if page.pk == original.pk else original
        return Text(
            page=page.pk,
            title=self.title(page),
            url=page.get_url() or "",
            summary=page.summary,
            passages=tuple(untranslated.own(page, self.passages(page))),
            state="outdated" if page.outdated_since else page.translation_state,
        )


def _labels(terms: Mapping[str, Sequence[str]], countries: Sequence[str], language: str) -> Iterable[str]:
    for scheme, keys in terms.items():
        every = labels.with_ancestors(scheme, keys)
        for names in labels.names_in_all_languages(scheme, every).values():
            yield from names.get(language, ())
        if scheme == "sdg":
            yield from _goals(every, language)
    for country in countries:
        yield cldr.country_name(country, language)


def _goals(keys: Iterable[str], language: str) -> Iterable[str]:
    """A goal is known by its number as much as by its name."""
    with override(language):
        for key in keys:
            yield f"SDG {key} SDG{key}"
            if key.isdecimal():
                yield _("Goal %(number)s") % {"number": key}


class _Tree:
    """Ids and dates of pages and all their ancestors, by tree path, in one query."""

    def __init__(self, paths: Iterable[str]):
        wanted = {prefix for path in paths for prefix in visibility.prefixes(path)}
        rows = Page.objects.filter(path__in=wanted).values_list("path", "pk", "go_live_at", "expire_at")
        self._rows = {path: tuple(row) for path, *row in rows}

    def ids(self, paths: Iterable[str]) -> tuple[int, ...]:
        return tuple(
            sorted({self._rows[prefix][0] for path in paths for prefix in visibility.prefixes(path)})
        )

    def since(self, paths: Iterable[str]) -> datetime | None:
        """The moment from which all of these pages are visible; a clock that is put back may lie before it."""
        dates = [self._rows[prefix][1] for path in paths for prefix in visibility.prefixes(path)]
        return max((date for date in dates if date is not None), default=None)

    def until(self, paths: Iterable[str]) -> datetime | None:
        """The first moment at which any of these pages stops being visible."""
        dates = [self._rows[prefix][2] for path in paths for prefix in visibility.prefixes(path)]
        return min((date for date in dates if date is not None), default=None)

"""From a work to what the database and the index hold of it. Pure: no database, no engine, no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from search import languages, sources, states
from search.analysis import (
    ANALYSIS_VERSION,
    CHARACTERS_ARE_WORDS,
    analyse,
    bigrams,
    pinyin,
    placed,
    places,
    sort_key,
    stems,
)
from search.concepts.registry import NONE
from search.concepts.shares import written
from search.concepts.thesaurus import Thesaurus
from search.documents import Text, Work
from search.engines import content_hash, fill
from search.schema import ALWAYS, NEVER, facet_field

TITLE_KEY_LENGTH = 200


class Words(Protocol):
    """The words of one language, analysed: a row of the projection, saved or not."""

    @property
    def language(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def title_tokens(self) -> str: ...

    @property
    def summary_tokens(self) -> str: ...

    @property
    def body_tokens(self) -> str: ...

    @property
    def places(self) -> str: ...

    @property
    def bigram_tokens(self) -> str: ...

    @property
    def title_key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class TextPlan:
    """One language of a work as its projection row should be; fields are named as the row's."""

    language: str
    page: int
    url: str
    state: str
    title: str
    summary: str
    passages: str
    title_tokens: str
    summary_tokens: str
    body_tokens: str
    places: str
    bigram_tokens: str
    title_key: str
    source_hash: str
    analysis: str = ANALYSIS_VERSION


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """A work as its record, its projection rows and its index document should be."""

    work: Work
    document: Mapping[str, Any]
    labels: Mapping[str, str]
    display: str
    concepts: str
    about: str
    texts: Mapping[str, TextPlan]

    def whole(self) -> dict[str, Any]:
        """The index document."""
        common = {**self.document, **self.labels, "concepts": self.concepts}
        return document(common, self.texts.values(), self.work.original_language)


def one_line(text: str) -> str:
    """The text with every run of white space, and what no reader sees, made one space."""
    return " ".join(text.replace("\x00", " ").split())


def source_hash(language: str, text: Text) -> str:
    """Changes exactly when the tokens have to be made again."""
    parts = [ANALYSIS_VERSION, language, text.title, text.summary, *text.passages]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def plan_text(language: str, text: Text, earlier: Words | None = None) -> TextPlan:
    """Analyse one language; ``earlier`` is a row whose ``source_hash`` is the same, whose tokens are kept."""
    title, summary = one_line(text.title), one_line(text.summary)
    passages = [line for passage in text.passages if (line := one_line(passage))]
    if earlier is not None:
        tokens = {
            "title_tokens": earlier.title_tokens,
            "summary_tokens": earlier.summary_tokens,
            "body_tokens": earlier.body_tokens,
            "places": earlier.places,
            "bigram_tokens": earlier.bigram_tokens,
            "title_key": earlier.title_key,
        }
    else:
        found = [placed(line, language) for line in (title, summary, *passages)]
        tokens = {
            "title_tokens": found[0].line,
            "summary_tokens": found[1].line,
            "body_tokens": "\n".join(text.line for text in found[2:]),
            "places": "\n".join(map(places.written, found)),
            "bigram_tokens": _bigrams(title, [summary, *passages], language),
            "title_key": sort_key(title, language)[:TITLE_KEY_LENGTH],
        }
    return TextPlan(
        language=language,
        page=text.page,
        url=text.url,
        state=text.state,
        title=title,
        summary=summary,
        passages="\n".join(passages),
        source_hash=source_hash(language, text),
        **tokens,
    )


def plan(work: Work, earlier: Mapping[str, Any] | None = None, thesaurus: Thesaurus = NONE) -> WorkPlan:
    """Plan a work. ``earlier``: rows of its projection by language, for what did not change; ``thesaurus``: the concepts
    by which it can be found."""
    earlier = earlier or {}
    texts = {}
    for language, text in work.texts.items():
        row = earlier.get(language)
        same = row is not None and row.source_hash == source_hash(language, text)
        texts[language] = plan_text(language, text, row if same else None)
    display = as_json(work.display)
    tokens = [
        (text.language, text.title_tokens, text.summary_tokens, text.body_tokens) for text in texts.values()
    ]
    concepts = thesaurus.tokens(tokens)
    about = written(thesaurus.about(tokens, concepts))
    return WorkPlan(work, common_part(work), label_part(work), display, concepts, about, texts)


def common_part(work: Work) -> dict[str, Any]:
    """The fields of a document that no language owns, but for the labels."""
    part: dict[str, Any] = {
        "id": work.identity,
        "kind": work.kind,
        "ranked": "low" if work.rank < 1 else "normal",
        "names": joined(token for name in work.names for token in _name_tokens(name)),
        "years": sorted(set(work.years)),
        "ancestors": sorted(set(work.ancestors)),
        "visible_from": int(work.visible_from.timestamp()) if work.visible_from else ALWAYS,
        "visible_until": int(work.visible_until.timestamp()) if work.visible_until else NEVER,
        "order.newest": f"{int(work.published.timestamp()):012d} {work.identity}",
    }
    facets = {facet.name: facet for facet in sources.facets()}
    for name, values in work.facets.items():
        if facet := facets.get(name):
            part[facet_field(name)] = sorted(facet.ancestry([str(value) for value in values]))
    return part


def label_part(work: Work) -> dict[str, str]:
    """The fields of a document with the labels of its vocabulary, which exist in every language; those of its
    evidence where there is some."""
    part = {f"labels.{code}": _tokens(work.labels, code) for code in languages.codes()}
    evidence = {f"evidence.{code}": _tokens(work.evidence, code) for code in languages.codes()}
    return part | {name: tokens for name, tokens in evidence.items() if tokens}


def _tokens(labels: Mapping[str, tuple[str, ...]], code: str) -> str:
    return joined(filter(None, (_label_tokens(label, code) for label in labels.get(code, ()))))


@lru_cache(maxsize=30_000)
def _label_tokens(label: str, code: str) -> str:
    """The same labels stand in thousands of works, in all languages."""
    return joined(analyse(label, code))


def _name_tokens(name: str) -> list[str]:
    """A name as it is, as a question in English is cut, which takes "Williams" for a plural, and as Chinese sounds."""
    plain, english = analyse(name, ""), analyse(name, "en")
    return [*plain, *(english if english != plain else ()), *pinyin(name)]


def document(common: Mapping[str, Any], texts: Iterable[Words], original_language: str) -> dict[str, Any]:
    """The index document: the common part with the words of every visible language."""
    found = {text.language: text for text in texts}
    held = {key for text in found.values() for key in states.keys(text.language, text.state)}
    whole = {**common, "languages": sorted(held)}
    fallback = found.get(original_language) or next(iter(found.values()), None)
    for language in languages.codes():
        text = found.get(language)
        key = text or fallback
        whole[f"order.{language}"] = f"{key.title_key if key else ''} {common['id']}"
        if text is None:
            continue
        whole[f"title.{language}"] = text.title_tokens
        whole[f"summary.{language}"] = text.summary_tokens
        whole[f"body.{language}"] = text.body_tokens
        if text.bigram_tokens:
            whole[f"bigrams.{language}"] = text.bigram_tokens
        if found_stems := stems(_all_tokens(text), language):
            whole[f"stems.{language}"] = joined(found_stems)
    return whole


def _all_tokens(text: Words) -> list[str]:
    return f"{text.title_tokens} {text.summary_tokens} {text.body_tokens}".split()


def filled(whole: Mapping[str, Any], index_mapping: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """A document as the engine wants it, and its hash."""
    source = fill(index_mapping, whole)
    return source, content_hash(source)


def as_json(values: Mapping[str, Any]) -> str:
    """As a record keeps them; letters as they are, since most are not Latin and a list of hits reads many."""
    return json.dumps(dict(values), sort_keys=True, ensure_ascii=False)


def joined(tokens: Iterable[str]) -> str:
    """Tokens as a text field holds them."""
    return " ".join(tokens)


def _bigrams(title: str, others: Iterable[str], language: str) -> str:
    """Pairs of characters of a text, and how its title sounds in Chinese, which is typed in Latin letters."""
    if not languages.is_unspaced(language):
        return ""
    pairs = [token for text in (title, *others) for token in bigrams(text, language, ends=True)]
    return joined([*pairs, *(pinyin(title) if language in CHARACTERS_ARE_WORDS else ())])

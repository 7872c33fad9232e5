"""From ids that an engine gave to cards that a reader may see."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import repeat
from typing import NamedTuple, Protocol, TypeVar

import orjson

from search import languages, snippets, sources
from search.concepts.registry import NONE
from search.concepts.thesaurus import Thesaurus
from search.describing import described
from search.images import pictures
from search.matching import Line, Match, Texts, covered
from search.meaning.held import Near
from search.meaning.texts import body
from search.results import Card, Piece, Reason
from search.rows import BODY, SUMMARY, TITLE, Row, read
from search.words import Question, Words, parts, text_of, words

#: Cards that nobody keeps.
NO_NUMBERS = repeat(0)


class Part(Protocol):
    """What has to be known of one language of a work, to tell whether it may be shown."""

    @property
    def kind(self) -> str: ...

    @property
    def page(self) -> int: ...

    @property
    def original_language(self) -> str: ...


P = TypeVar("P", bound=Part)


def visible(works: Mapping[str, Mapping[str, P]]) -> dict[str, dict[str, P]]:
    """The works and languages that may be shown right now."""
    shown = sources.visible((row.kind, row.page) for rows in works.values() for row in rows.values())
    found = {}
    for identity, rows in works.items():
        kept = {code: row for code, row in rows.items() if (row.kind, row.page) in shown}
        original = next(iter(rows.values())).original_language
        if kept and (original in kept or original not in rows):
            found[identity] = kept
    return found


@dataclass(frozen=True)
class Asked:
    """What a reader of a language asked, and the concepts that it names."""

    question: Question
    language: str
    thesaurus: Thesaurus = NONE
    named: tuple[str, ...] = ()
    _looked_for: dict[str, Words] = field(default_factory=dict, compare=False, repr=False)

    def words(self, code: str) -> Words:
        """What a text in a language must have."""
        return words(self.question, code) if text_of(self.question) else Words()

    def words_and_names(self, code: str) -> Words:
        """The same, and the names there of the concepts that stand for it: made once for all hits of a page."""
        if code not in self._looked_for:
            found = [*self.words(code), *self.thesaurus.words(self.named, code)]
            self._looked_for[code] = Words(dict.fromkeys(found))
        return self._looked_for[code]

    def is_met_by(self, here: Collection[int]) -> bool:
        """Whether words and names of the reader's language, given by their numbers, are half of what was asked for: of
        words that name a concept together, all or one of its names."""
        met = [own.issubset(here) or not names.isdisjoint(here) for own, names in self._needed]
        return 2 * sum(met) >= len(met)

    @cached_property
    def _needed(self) -> Sequence[tuple[set[int], set[int]]]:
        """For each part of the question the numbers of its words, and of the names of the concepts that it names."""
        code = self.language
        numbers = {word: number for number, word in enumerate(self.words_and_names(code))}
        groups = self.thesaurus.groups(self.question, code)
        names = [self.thesaurus.words(group.concepts, code) for group in groups]
        return [
            ({numbers[word] for word in group.words}, {numbers[word] for word in its if word in numbers})
            for group, its in zip(groups, names, strict=True)
        ]


def cards(
    works: Mapping[str, Mapping[str, Row]],
    order: Sequence[str],
    asked: Asked,
    near: Mapping[str, Near] | None = None,
    further: Sequence[str] | None = None,
    numbers: Iterator[int] = NO_NUMBERS,
) -> list[Card]:
    """Cards in the order given, in the reader's language where there is one; ``near`` says which of them are there
    for their meaning. Without their images: see ``illustrated``.

    ``further``: languages whose texts may have the words as well and were not read, nor labels; None where all were. They
    are, in one query, for works that have too few of the words in the reader's. ``numbers``: one for each card, by which
    it is known while it is kept.
    """
    near, shown = near or {}, {name: works[name] for name in order if name in works}
    own = {name: _own(rows, asked) for name, rows in shown.items() if name not in near}
    if further is not None and (unmet := [name for name, found in own.items() if not found.met]):
        again = read(unmet, (asked.language, *further), labels=True)
        for name in unmet:
            may = {code: row.page for code, row in shown[name].items()}
            rows = {code: row for code, row in again.get(name, {}).items() if row.page == may.get(code)}
            shown[name] = {**shown[name], **rows}
    candidates = match_languages(asked.question, asked.language)
    worded = sources.worded({row.kind for rows in shown.values() for row in rows.values()})
    return [
        _card(rows, asked, candidates, worded, near.get(name), own.get(name), next(numbers))
        for name, rows in shown.items()
    ]


def illustrated(found: Sequence[Card]) -> list[Card]:
    """The same cards with their images; one query where any has one."""
    images = pictures({card.image_id for card in found if card.image_id})
    return [replace(card, image=images.get(card.image_id)) if card.image_id else card for card in found]


def match_languages(asked: Question, language: str) -> tuple[str, ...]:
    """The languages in which a hit may have matched, the reader's first."""
    if not text_of(asked):
        return ()
    return tuple(dict.fromkeys([language, *languages.for_text(text_of(asked)), *languages.codes()]))


def _card(
    rows: Mapping[str, Row],
    asked: Asked,
    candidates: Sequence[str],
    worded: Mapping[str, tuple[sources.Source, Hashable]],
    near: Near | None,
    own: _Own | None,
    number: int,
) -> Card:
    language = asked.language
    texts = {code: _texts(row) for code, row in rows.items()} if own is None or not own.met else {}
    any_row = next(iter(rows.values()))
    source, wording = worded[any_row.kind]  # visible() left no other
    told = described(rows, source, wording, language)
    names, labels = Line(told.names), _labels(rows) if near else {}
    meant = _meant(texts, asked, names, labels, candidates, near)
    if meant:
        matched, match = meant.language, None
    else:
        matched, match = _best_match(texts, asked, candidates, own or _own(rows, asked))
    if match is None and not near:
        labels = _labels(rows)
    shown = (
        rows.get(language)
        or (rows.get(matched) if matched else None)
        or rows.get(any_row.original_language)
        or any_row
    )
    if meant is not None:
        snippet = _nearest_passage(rows[matched], meant.passage, asked)
        snippet_language = matched if snippet else ""
    else:
        snippet, snippet_language = _snippet(rows, matched, match, asked)
    found = asked.words_and_names(shown.language)
    return Card(
        identity=shown.identity,
        key=shown.identity.partition(":")[2],
        kind=shown.kind,
        kind_label=source.label,
        external_id=shown.external_id,
        language=shown.language,
        language_name=languages.own_name(shown.language),
        state=shown.state,
        url=shown.url,
        href=in_interface(shown.url, language),
        title=snippets.mark(shown.title, shown.language, found, shown.placed(shown.title_tokens, TITLE)),
        summary=shown.summary,
        snippet=snippet,
        snippet_language=snippet_language,
        reason=Reason.MEANING
        if meant is not None
        else _reason(match, asked, names, labels, any_row.concepts, candidates),
        versions=told.versions,
        details=told.details,
        facets=told.facets,
        in_own_language=shown.language == language,
        page=shown.page,
        published=shown.published,
        number=number,
        described=told.number,
        image_id=shown.image,
        emblem=told.emblem,
    )


class _Own(NamedTuple):
    """Where words and names stand in the reader's language, if any does, and whether that is enough to look no further."""

    match: Match | None
    met: bool


def _own(rows: Mapping[str, Row], asked: Asked) -> _Own:
    """Half of the words are enough, or of the concepts that they name: the rest may be in names and labels, and a text in
    another language would have to be read."""
    row, found = rows.get(asked.language), asked.words(asked.language)
    if row is None or not found:
        return _Own(None, not text_of(asked.question))
    texts = _texts(row)
    match = Match(found, texts)
    if 2 * len(match.here) >= len(found):
        return _Own(match, True)
    if asked.named:
        match = Match(asked.words_and_names(asked.language), texts)
    return _Own(match, asked.is_met_by(match.here)) if match.here else _Own(None, False)


def _texts(row: Row) -> Texts:
    return Texts(row.title_tokens, row.summary_tokens, row.body_tokens)


def _best_match(
    texts: Mapping[str, Texts], asked: Asked, candidates: Sequence[str], own: _Own
) -> tuple[str, Match | None]:
    """The reader's language where it has enough, else the first that has every word, else the reader's where it has any word
    or name of a concept, else the one that has most of these."""
    if own.met:
        return (asked.language, own.match) if own.match else ("", None)
    others = [code for code in candidates if code in texts and code != asked.language]
    for code in others:
        if texts[code].has_all(asked.words(code)):
            return code, Match(asked.words(code), texts[code])
    best, best_match = asked.language if own.match else "", own.match
    for code in others if own.match is None else ():
        match = Match(asked.words_and_names(code), texts[code])
        if len(match.here) > (len(best_match.here) if best_match else 0):
            best, best_match = code, match
    return best, best_match


def _meant(
    texts: Mapping[str, Texts],
    asked: Asked,
    names: Line,
    labels: Mapping[str, Line],
    candidates: Sequence[str],
    near: Near | None,
) -> Near | None:
    """Where a work is near in meaning, unless it has all the words in one language as well, or those of each script."""
    if near is None or near.language not in texts:
        return None
    for part in parts(asked.question):
        if not any(_covered(texts.get(code), words(part, code), names, labels, code) for code in candidates):
            return near
    return None


def _covered(texts: Texts | None, found: Words, names: Line, labels: Mapping[str, Line], code: str) -> bool:
    own = [labels[name] for name in (f"labels.{code}", f"evidence.{code}") if name in labels]
    return bool(found) and covered(found, [names, *own, *(texts.lines if texts else ())])


def _nearest_passage(row: Row, number: int, asked: Asked) -> tuple[Piece, ...]:
    """The passage whose meaning is nearest; the summary's beginning where the text has changed since, and nothing where a
    work is no more than its title."""
    text = body([row.summary, *row.passages.split("\n")], row.language, number) or row.summary
    return snippets.cut(text, row.language, asked.words_and_names(row.language))


def _snippet(
    rows: Mapping[str, Row], matched: str, match: Match | None, asked: Asked
) -> tuple[tuple[Piece, ...], str]:
    """The passage that matched; nothing when only title, names or labels did."""
    if not matched or match is None:
        return (), ""
    row, found = rows[matched], asked.words_and_names(matched)
    if (number := match.passage) is not None:
        passages, lines = row.passages.split("\n"), row.body_tokens.split("\n")
        if number < len(passages):
            tokens = row.placed(lines[number], BODY + number)
            return snippets.cut(passages[number], matched, found, tokens), matched
    if match.in_summary:
        tokens = row.placed(row.summary_tokens, SUMMARY)
        return snippets.cut(row.summary, matched, found, tokens), matched
    return (), ""


def _reason(
    match: Match | None,
    asked: Asked,
    names: Line,
    labels: Mapping[str, Line],
    concepts: str,
    candidates: Sequence[str],
) -> Reason:
    if not text_of(asked.question):
        return Reason.NONE
    if match is not None:
        return (
            Reason.TITLE if match.in_title and match.passage is None and not match.in_summary else Reason.TEXT
        )
    if any(names.having(asked.words(code)) for code in candidates):
        return Reason.NAME
    for place, reason in (("labels", Reason.THEME), ("evidence", Reason.EVIDENCE)):
        own = ((labels.get(f"{place}.{code}"), asked.words(code)) for code in candidates)
        if any(line is not None and line.having(found) for line, found in own):
            return reason
    if not set(asked.named).isdisjoint(concepts.split()):
        return Reason.CONCEPT
    return Reason.NONE  # words that are nearly the same


def _labels(rows: Mapping[str, Row]) -> dict[str, Line]:
    found: dict[str, str] = orjson.loads(next((row.labels for row in rows.values() if row.labels), "{}"))
    return {name: Line(tokens) for name, tokens in found.items()}


def in_interface(url: str, language: str) -> str:
    """The path under the reader's language prefix, where every work opens."""
    head, _, rest = url.lstrip("/").partition("/")
    return f"/{language}/{rest}" if head in languages.codes() else url

"""What a reader may have meant whose words are nowhere together: words of public texts that are nearly the same.

Candidates come from the words that this process holds; the engine says which of them finds more, so nothing is offered
that leads nowhere, nor a word that is only in what was hidden.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Any

from django.db.models import Q
from pypinyin import lazy_pinyin

from search import languages, queries
from search.analysis import CHARACTERS_ARE_WORDS, analyse_spans, normalise
from search.engines import EngineError
from search.models import Projection
from search.queries import Request
from search.suggesting import held
from search.suggesting.forms import run_together
from search.suggesting.held import Words
from search.suggesting.wordlists import SHORTEST, SHORTEST_CHINESE, Candidate, WordList
from search.words import question

logger = logging.getLogger(__name__)

#: Corrections that the engine is asked about, and words of a question that are looked at.
TRIED, MOST_WORDS = 3, 8
#: Ways to put candidates together that are compared: there are powers of them.
MOST_WAYS = 200
#: Fewer works than this are hardly any.
HARDLY = 3


def meant(request: Request, total: int, ask: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> str:
    """The question as it may have been meant, where that finds more than ``total`` works with all words; or nothing.

    ``ask``: what the engine answers to a body. At most ``TRIED`` requests, and a query for each word of a correction
    that is offered. Never raises because the engine fails.
    """
    if request.asked.quoted or total >= HARDLY:
        return ""
    lists = held.current().words
    text = normalise(request.asked.plain)
    try:
        for language, changes in islice(_corrections(text, request.language, lists), TRIED):
            asked = question(_changed(text, changes))
            changed = replace(request, asked=asked, loosened=False, fewer=False, near={}, worded=True)
            if ask(queries.by_words(changed))["hits"]["total"]["value"] > total:
                return _changed(
                    text, [replace(each, word=_as_written(each.word, language)) for each in changes]
                )
    except EngineError as error:
        logger.warning("No correction was looked for: %s", error)
    return ""


def _changed(text: str, changes: Sequence[Candidate]) -> str:
    for each in reversed(changes):
        text = text[: each.start] + each.word + text[each.end :]
    return text


def _corrections(text: str, reader: str, lists: Words | None) -> Iterator[tuple[str, Sequence[Candidate]]]:
    """What to change, in the reader's language, then in the others that the script allows; each text once."""
    given = {text}
    allowed = languages.for_text(text)
    for language in dict.fromkeys([reader, *allowed]):
        words = lists.lists.get(language) if lists and language in allowed else None
        if words is None:
            continue
        ways = _in_runs if languages.is_unspaced(language) else _word_by_word
        for changes in islice(ways(text, language, words), TRIED):
            if (corrected := _changed(text, changes)) not in given:
                given.add(corrected)
                yield language, changes


def _word_by_word(text: str, language: str, words: WordList) -> Iterator[Sequence[Candidate]]:
    """In an alphabet, each word that no text has is replaced, with the fewest errors first."""
    choices = []
    for token, start, end in analyse_spans(text, language)[:MOST_WORDS]:
        near = [] if token in words else words.near(token)
        if near:
            choices.append([replace(each, start=start, end=end) for each in near])
    if choices:
        ways = islice(product(*choices), MOST_WAYS)  # the nearest of each word come first
        yield from sorted(ways, key=lambda way: sum(each.errors for each in way))


def _in_runs(text: str, language: str, words: WordList) -> Iterator[Sequence[Candidate]]:
    """Where words run together, one character of one of them is wrong: those that no word explains are doubtful."""
    chinese = language in CHARACTERS_ARE_WORDS
    doubtful = frozenset(
        place
        for token, start, end in analyse_spans(text, language)
        if run_together(token) and (len(token) == 1 or token not in words)
        for place in range(start, end)
    )
    found = words.inside(text, doubtful, SHORTEST_CHINESE if chinese else SHORTEST) if doubtful else []
    if chinese:  # who types by sound takes another character that sounds like it
        found.sort(key=lambda each: _sound(each.word) != _sound(text[each.start : each.end]))
    yield from ([each] for each in found)


def _sound(text: str) -> list[str]:
    """Chinese syllables without what many speakers do not tell apart."""
    return [re.sub("^([zcs])h", r"\1", syllable).replace("ng", "n") for syllable in lazy_pinyin(text)]


def _as_written(word: str, language: str) -> str:
    """A word with its accents, as a text has it."""
    has = Q(title_tokens__contains=word) | Q(summary_tokens__contains=word)
    rows = Projection.objects.filter(has, language=language, record__listed=True)
    for text in rows.values_list("title", "summary").first() or ():
        for token, start, end in analyse_spans(text, language):
            if token == word:
                return text[start:end].lower()
    return word

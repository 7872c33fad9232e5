"""What an embedder gets to read: texts made safe, and works cut into passages. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

#: Characters of a query that count, as in the search box.
LONGEST_QUERY = 256
#: Characters of a title that stand in front of each passage.
LONGEST_TITLE = 200
#: Characters of a passage: 160 tokens or so of the default model's, which says as much in fewer characters of some
#: scripts (measured: a passage of this length finds best, longer ones blur).
LENGTHS = {"zh": 220, "th": 550, "lo": 550, "km": 550, "my": 550}
USUAL_LENGTH = 650
#: Passages of one language of a work; what comes later in a very long text is found by words alone.
MOST_PASSAGES = 60

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
#: Ends of sentences: with a space in languages with spaces; Chinese and Burmese have signs of their own; Thai, Lao and
#: Khmer separate sentences by spaces, Khmer also by its own sign.
_SENTENCE = re.compile("(?<=[.!?…])\\s+|(?<=[。！？；။។៕])\\s*")


def safe(text: str, longest: int) -> str:
    """The text in NFKC and on one line, without what no reader sees, cut off after so many characters.

    Compatibility signs that are whole phrases (U+FDFA) crash some models; NFKC may lengthen a text, so it is cut after.
    """
    clean = unicodedata.normalize("NFKC", _UNSEEN.sub(" ", text[: 2 * longest]))
    return " ".join(clean.split())[:longest]


def query(text: str) -> str:
    """A reader's question as an embedder may see it; empty when nothing is left of it."""
    return safe(text, LONGEST_QUERY)


def passages(title: str, paragraphs: Iterable[str], language: str) -> list[str]:
    """The passages of a text as it is shown, broken between sentences, each with the title in front.

    A text without any words but its title is one passage.
    """
    head = " ".join(title.split())[:LONGEST_TITLE]
    found = [f"{head}\n{body}" for body in islice(_bodies(paragraphs, language), MOST_PASSAGES)]
    return found or ([head] if head else [])


def body(paragraphs: Iterable[str], language: str, number: int) -> str:
    """The passage of that number, from 0, without its title; empty where a text has not so many."""
    return next(islice(_bodies(paragraphs, language), number, None), "")


def for_model(passage: str) -> str:
    """A passage as an embedder may see it."""
    return "\n".join(safe(line, len(line)) for line in passage.split("\n"))


def _bodies(paragraphs: Iterable[str], language: str) -> Iterator[str]:
    length = LENGTHS.get(language.partition("-")[0], USUAL_LENGTH)
    return _joined(_pieces(paragraphs, length), length)


def _pieces(paragraphs: Iterable[str], length: int) -> Iterator[str]:
    for paragraph in paragraphs:
        for sentence in _SENTENCE.split(paragraph):
            plain = " ".join(sentence.split())
            if plain and (not _UNSEEN.search(plain) or safe(plain, len(plain))):
                yield from _cut(plain, length)


def _cut(sentence: str, length: int) -> Iterator[str]:
    """A sentence in parts that are short enough, broken at spaces where there are any."""
    while len(sentence) > length:
        at = sentence.rfind(" ", length // 2, length)
        at = at if at > 0 else length
        yield sentence[:at]
        sentence = sentence[at:].lstrip()
    if sentence:
        yield sentence


def _joined(pieces: Iterable[str], length: int) -> Iterator[str]:
    """Sentences together as long as they fit; Chinese has no space between them."""
    held = ""
    for piece in pieces:
        space = "" if not held or held[-1] in "。！？；" else " "
        if held and len(held) + len(space) + len(piece) > length:
            yield held
            held, space = "", ""
        held += space + piece
    if held:
        yield held

"""From text to tokens, once and for every engine: segmentation, folding, bigrams, query words, sort keys."""

from __future__ import annotations

from icu4py import icu_version

from search.analysis.normal import normalise
from search.analysis.pinyin import may_be_pinyin, pinyin, sounds
from search.analysis.places import Placed, placed
from search.analysis.queries import Query, languages_of, parse_query
from search.analysis.sorting import sort_key
from search.analysis.stemming import STEMMED, STEMMER, SUFFIXED, each_stem, stem, stems
from search.analysis.words import CHARACTERS_ARE_WORDS, UNSPACED, Span, analyse, analyse_spans, bigrams, fold
from search.analysis.zawgyi import from_zawgyi, looks_like_zawgyi

__all__ = [
    "ANALYSIS_VERSION",
    "CHARACTERS_ARE_WORDS",
    "STEMMED",
    "STEMMER",
    "SUFFIXED",
    "UNSPACED",
    "Placed",
    "Query",
    "Span",
    "analyse",
    "analyse_spans",
    "bigrams",
    "each_stem",
    "fold",
    "from_zawgyi",
    "languages_of",
    "looks_like_zawgyi",
    "may_be_pinyin",
    "normalise",
    "parse_query",
    "pinyin",
    "placed",
    "sort_key",
    "sounds",
    "stem",
    "stems",
]

#: Changes whenever the same text gives other tokens or places of them; what was analysed under another one is made anew.
#: Raise the number with every change of rules; a new ICU brings new dictionaries by itself.
ANALYSIS_VERSION = f"5-icu{icu_version}"

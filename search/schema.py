"""The shape of an index document, and the name of that shape."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from search import languages, sources
from search.analysis import ANALYSIS_VERSION, STEMMED, STEMMER

#: Raise it when documents are built differently from the same work, or sources say other words of it.
PLANNING_VERSION = 9

#: Text fields that exist once a language, beside ``bigrams`` for languages without spaces between words and ``stems``
#: for those that have a stemmer.
TEXTS = ("title", "summary", "body", "labels", "evidence")

#: No date: before and after everything, in seconds.
ALWAYS, NEVER = 0, 99_999_999_999


def facet_field(name: str) -> str:
    """The field that holds the values of a facet."""
    return f"facet.{name}"


def mapping() -> dict[str, Any]:
    """The mapping of the index for the registered sources and the languages of the settings."""
    text, keyword, number = {"type": "text", "analyzer": "whitespace"}, {"type": "keyword"}, {"type": "long"}
    properties: dict[str, Any] = {
        "id": keyword,
        "kind": keyword,
        "languages": keyword,
        "ranked": keyword,
        "names": text,
        "concepts": text,
        "years": {"type": "integer"},
        "ancestors": number,
        "visible_from": number,
        "visible_until": number,
        "order.newest": keyword,
    }
    for code in languages.codes():
        properties.update({f"{name}.{code}": text for name in TEXTS})
        properties[f"order.{code}"] = keyword
        if languages.is_unspaced(code):
            properties[f"bigrams.{code}"] = text
        if code in STEMMED:
            properties[f"stems.{code}"] = text
    properties.update({facet_field(facet.name): keyword for facet in sources.facets()})
    return {"properties": properties}


def schema_hash() -> str:
    """Names the shape: it changes with the mapping, with the analysis and with how documents are built."""
    parts = [mapping(), PLANNING_VERSION, ANALYSIS_VERSION, STEMMER]
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=5).hexdigest()


def fits(generation: str) -> bool:
    """Whether a generation of that name holds documents of this shape."""
    return generation.startswith(f"{schema_hash()}-")

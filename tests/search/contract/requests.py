"""Requests that both engines must answer alike: every clause, and queries as the search page makes them."""

from __future__ import annotations

import random
from typing import Any

from tests.search.contract.corpus import COUNTRIES, LANGUAGES, THEMES, words

EN = words("en")
KM = words("km")

CLAUSES: dict[str, dict[str, Any]] = {
    "match all": {"match_all": {}},
    "match none": {"match_none": {}},
    "empty bool": {"bool": {}},
    "term on text": {"term": {"body.en": EN[0]}},
    "term with boost": {"term": {"body.en": {"value": EN[0], "boost": 3}}},
    "term unknown": {"term": {"body.en": "nowhere"}},
    "term on integer": {"term": {"year": 2005}},
    "term on boolean": {"constant_score": {"filter": {"term": {"verified": True}}}},
    "term on keyword": {"constant_score": {"filter": {"term": {"country": "LA"}}, "boost": 2}},
    "terms on keyword": {"terms": {"country": ["LA", "KH", "nowhere"]}},
    "terms on text": {"terms": {"body.en": [EN[5], EN[9]], "boost": 2}},
    "terms on integer": {"terms": {"year": [1999, 2003]}},
    "terms of nothing": {"terms": {"country": []}},
    "range both": {"range": {"year": {"gte": 2000, "lt": 2003}}},
    "range above": {"range": {"published": {"gt": 1_650_000_000_000}}},
    "range below": {"range": {"visible_from": {"lte": 0}}},
    "range empty": {"range": {"year": {"gte": 2010, "lte": 2000}}},
    "range between": {"range": {"year": {"gt": 1998, "lte": 2001, "boost": 2}}},
    "prefix on text": {"prefix": {"title.en": EN[3][:2]}},
    "prefix on keyword": {"prefix": {"theme": {"value": "water", "boost": 2}}},
    "prefix in another script": {"prefix": {"body.km": "ទ"}},
    "fuzzy by itself": {"fuzzy": {"body.en": {"value": EN[20] + "x", "rewrite": "constant_score"}}},
    "fuzzy one": {"fuzzy": {"body.en": {"value": EN[3] + "q", "fuzziness": 1, "rewrite": "constant_score"}}},
    "fuzzy two": {"fuzzy": {"title.en": {"value": "shikamiq", "fuzziness": 2, "rewrite": "constant_score"}}},
    "fuzzy swap": {"fuzzy": {"body.en": {"value": "akre", "fuzziness": 1, "rewrite": "constant_score"}}},
    "fuzzy no swap": {
        "fuzzy": {
            "body.en": {"value": "akre", "fuzziness": 1, "transpositions": False, "rewrite": "constant_score"}
        }
    },
    "fuzzy in another script": {"fuzzy": {"body.km": {"value": "ទឹកទឹ", "rewrite": "constant_score"}}},
    "phrase": {"match_phrase": {"body.en": f"{EN[0]} {EN[1]}"}},
    "phrase of three": {"match_phrase": {"body.en": {"query": f"{EN[1]} {EN[0]} {EN[0]}", "boost": 2}}},
    "phrase of one word": {"match_phrase": {"title.en": EN[2]}},
    "phrase of nothing": {"match_phrase": {"title.en": ""}},
    "ids": {"ids": {"values": ["work-0003", "work-0004", "work-9999"]}},
    "no ids": {"ids": {"values": []}},
    "must and filter": {
        "bool": {"must": [{"term": {"body.en": EN[1]}}], "filter": {"term": {"country": "CN"}}}
    },
    "filter alone": {"bool": {"filter": [{"term": {"country": "CN"}}, {"term": {"verified": False}}]}},
    "must not alone": {"bool": {"must_not": [{"term": {"country": "CN"}}]}},
    "should alone": {"bool": {"should": [{"term": {"body.en": EN[7]}}, {"term": {"body.km": KM[7]}}]}},
    "should beside must": {
        "bool": {"must": {"term": {"body.en": EN[0]}}, "should": {"term": {"title.en": EN[1]}}, "boost": 2}
    },
    "should beside filter": {
        "bool": {"filter": {"term": {"languages": "en"}}, "should": {"term": {"title.en": EN[1]}}}
    },
    "two of three": {
        "bool": {"should": [{"term": {"body.en": word}} for word in EN[2:5]], "minimum_should_match": 2}
    },
    "more than there are": {"bool": {"should": [{"term": {"body.en": EN[0]}}], "minimum_should_match": 2}},
    "one of two beside filter": {
        "bool": {
            "filter": {"term": {"verified": True}},
            "should": [{"term": {"body.en": EN[0]}}, {"term": {"body.en": EN[1]}}],
            "minimum_should_match": 1,
        }
    },
    "dis_max": {
        "dis_max": {"queries": [{"term": {"title.en": EN[0]}}, {"term": {"body.en": EN[0]}}], "boost": 1.5}
    },
    "dis_max with ties": {
        "dis_max": {
            "queries": [{"term": {"title.en": EN[0]}}, {"term": {"body.en": {"value": EN[1], "boost": 0.3}}}],
            "tie_breaker": 0.3,
        }
    },
    "constant score": {"constant_score": {"filter": {"bool": {"must_not": {"term": {"verified": True}}}}}},
}

AGGREGATIONS: dict[str, dict[str, Any]] = {
    "country": {"terms": {"field": "country"}},
    "few themes": {"terms": {"field": "theme", "size": 3}},
    "themes by name": {"terms": {"field": "theme", "size": 50, "order": {"_key": "desc"}}},
    "rarest": {"terms": {"field": "theme", "size": 4, "order": [{"_count": "asc"}, {"_key": "desc"}]}},
    "years": {"terms": {"field": "year", "size": 5}},
    "verified": {"terms": {"field": "verified"}},
    "decades": {"histogram": {"field": "year", "interval": 10}},
    "each year": {"histogram": {"field": "year", "interval": 1, "min_doc_count": 1}},
    "first": {"min": {"field": "year"}},
    "last": {"max": {"field": "published"}},
    "in Laos": {
        "filter": {"term": {"country": "LA"}},
        "aggs": {
            "theme": {"terms": {"field": "theme"}},
            "verified there": {
                "filter": {"term": {"verified": True}},
                "aggs": {"years": {"min": {"field": "year"}}},
            },
        },
    },
    "in water": {"filter": {"bool": {"filter": [{"terms": {"theme": ["water"]}}]}}},
}


def searches(count: int = 150, seed: int = 3) -> list[dict[str, Any]]:
    """Return queries of the shape that the search page makes: every word, in one language, in any field."""
    chance = random.Random(seed)
    return [_search(chance) for _ in range(count)]


def _search(chance: random.Random) -> dict[str, Any]:
    languages = chance.sample(LANGUAGES, k=chance.choice([1, 2, 4, 10]))
    source = words(languages[0])
    chosen = [source[min(int(chance.expovariate(0.08)), 149)] for _ in range(chance.randint(1, 3))]
    query: dict[str, Any] = {"dis_max": {"queries": [_in(code, chosen) for code in languages]}}
    filters: list[dict[str, Any]] = [{"range": {"visible_until": {"gt": 200}}}]
    if chance.random() < 0.3:
        filters.append({"terms": {"country": chance.sample(COUNTRIES, k=3)}})
    if chance.random() < 0.2:
        filters.append({"term": {"theme": chance.choice(THEMES)}})
    return {"bool": {"must": [query], "filter": filters, "must_not": [{"ids": {"values": ["work-0001"]}}]}}


def _in(language: str, chosen: list[str]) -> dict[str, Any]:
    return {"bool": {"must": [_word(language, word) for word in chosen]}}


def _word(language: str, word: str) -> dict[str, Any]:
    return {
        "dis_max": {
            "queries": [
                {"term": {f"title.{language}": {"value": word, "boost": 3}}},
                {"term": {f"body.{language}": word}},
                {"term": {"names": {"value": word, "boost": 2}}},
            ],
            "tie_breaker": 0.1,
        }
    }

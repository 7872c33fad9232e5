"""The bodies that the search really sends, over real texts in ten languages, on both engines.

The texts are those of the demonstration. Each case also stands alone in each of its languages, since most works
of a real site lack most languages.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from search import queries
from search.documents import Text, Work
from search.engines import Operation
from search.params import Params
from search.words import question
from tests.search.contract.planned import VERSIONS, operation
from tests.search.contract.test_agreement import same_order

DEMONSTRATION = Path(__file__).parents[3] / "kb" / "exchange" / "data" / "cases"
NOW = 1_750_000_000


def _works():
    number = 0
    for path in sorted(DEMONSTRATION.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            texts = {code: _text(words) for code, words in case["words"].items()}
            for codes in [list(texts), *([code] for code in texts)]:
                number += 1
                yield Work(
                    key=str(number),
                    kind="case",
                    texts={code: texts[code] for code in codes},
                    published=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number * 37 % 400),
                    ancestors=(1, number % 5 + 2),
                    original_language=codes[0],
                    names=tuple(site.get("name_local", "") for site in case["facts"].get("sites", ())),
                    years=tuple(range(1990 + number % 20, 1993 + number % 23)),
                    rank=0.5 if number % 9 == 0 else 1.0,
                )


def _text(words):
    passages = tuple(words.get(name) for name in ("problem", "context") if isinstance(words.get(name), str))
    return Text(page=1, title=words["title"], url="/", summary=words.get("summary", ""), passages=passages)


WORKS = list(_works())


@pytest.fixture(scope="module")
def engine(engine_name, loaded):
    return loaded(engine_name)


@pytest.fixture(scope="module")
def other(engine_name, loaded):
    """The embedded engine, to compare this run's engine with."""
    return loaded("embedded")


def request(text, language, *, loosened=False, fewer=False, whole="", stale=queries.Stale(), **params):  # noqa: B008
    asked = Params(q=text, page_size=params.pop("page_size", 100), **params)
    return queries.Request(asked, question(text), language, (), NOW, stale, loosened, fewer, whole)


def asked():
    """What readers may type: words of titles and summaries, parts cut anywhere, slips, quotes."""
    chance = random.Random(9)
    found = []
    for work in WORKS:
        for language, text in work.texts.items():
            source = chance.choice([text.title, text.summary])
            start = chance.randrange(max(1, len(source) - 12))
            words = source.split()
            found += [
                (language, source[start : start + chance.randint(3, 12)]),
                (language, " ".join(chance.sample(words, k=min(len(words), 2)))),
            ]
            if chance.random() < 0.3:
                found.append((language, f'"{source[start : start + 8]}"'))
            if chance.random() < 0.3:
                found.append((language, words[0][:-1] + "x"))
    return [(language, text) for language, text in chance.sample(found, k=80) if question(text).words("")]


ASKED = asked()


def answers(engine, other, **options):
    for language, text in ASKED:
        body = queries.body(request(text, language, **options))
        yield text, body, engine.search(body), other.search(body)


def rows(answer):
    return [(queries.identity(hit), hit["_score"]) for hit in answer["hits"]["hits"]]


@pytest.mark.parametrize(("loosened", "fewer"), [(False, False), (True, False), (True, True)])
def test_same_hits_counts_and_order_by_score(engine, other, loosened, fewer):
    some = 0
    for text, body, one, two in answers(engine, other, loosened=loosened, fewer=fewer):
        assert one["hits"]["total"] == two["hits"]["total"], text
        assert one["aggregations"] == two["aggregations"], text
        assert same_order(rows(one), rows(two)), (text, body)
        some += bool(rows(one))
    assert some > len(ASKED) / 2


def test_same_list_to_take_along_and_same_values_of_a_whole_facet(engine, other):
    for whole in ("language", "kind"):
        body = queries.body(request("", "en", whole=whole, sort="title", page_size=1_000))
        one, two = engine.search(body), other.search(body)
        assert [name for name, _ in rows(one)] == [name for name, _ in rows(two)]
        assert len(rows(one)) == len(WORKS)
        assert one["aggregations"] == two["aggregations"]


@pytest.mark.parametrize("sort", ["newest", "title"])
def test_same_order_of_field_sorts(engine, other, sort):
    for text, _, one, two in answers(engine, other, sort=sort):
        assert [name for name, _ in rows(one)] == [name for name, _ in rows(two)], text


def test_same_with_filters_and_stale_works(engine, other):
    stale = queries.Stale(tuple(work.identity for work in WORKS[::7]), (3,))
    chosen = {"kinds": ("case",), "languages": ("en", "km"), "year_from": 1995, "year_to": 2004}
    for text, _, one, two in answers(engine, other, stale=stale, **chosen):
        assert one["hits"]["total"] == two["hits"]["total"], text
        assert one["aggregations"] == two["aggregations"], text
        assert not {name for name, _ in rows(one)} & set(stale.identities)


def test_browsing_without_words(engine, other):
    body = queries.body(request("", "lo"))
    one, two = engine.search(body), other.search(body)
    assert [name for name, _ in rows(one)] == [name for name, _ in rows(two)]
    assert one["aggregations"] == two["aggregations"]
    assert one["hits"]["total"]["value"] == len(WORKS)


@pytest.mark.parametrize("language", ["en", "zh-hans", "id", "ms", "th", "vi", "lo", "km", "my", "fil"])
def test_title_finds_its_work(engine, language):
    """A known title, typed whole, stands among the first five: in every language."""
    titled = [work for work in WORKS if list(work.texts) == [language]]
    assert titled
    for work in titled:
        answer = engine.search(queries.body(request(work.texts[language].title, language)))
        assert work.identity in [name for name, _ in rows(answer)][:5], work.texts[language].title


@pytest.mark.parametrize("language", ["zh-hans", "th", "lo", "km", "my"])
def test_words_cut_anywhere_find_their_work(engine, language):
    chance = random.Random(4)
    titled = [work for work in WORKS if list(work.texts) == [language]]
    hits = 0
    for work in titled:
        run = max(work.texts[language].title.split(), key=len)
        start = chance.randrange(max(1, len(run) - 6))
        found = rows(engine.search(queries.body(request(run[start : start + 6], language))))
        hits += work.identity in [name for name, _ in found]
    assert hits == len(titled)


def test_one_chinese_character_finds_every_text_with_it(engine):
    chance = random.Random(2)
    texts = {work.identity: work.texts["zh-hans"] for work in WORKS if "zh-hans" in work.texts}
    characters = sorted(
        {letter for text in texts.values() for letter in text.title if "一" <= letter <= "龥"}
    )
    for character in chance.sample(characters, k=15):
        body = queries.body(request(character, "zh-hans"))
        held = {
            name
            for name, text in texts.items()
            if any(character in part for part in (text.title, text.summary, *text.passages))
        }
        assert {name for name, _ in rows(engine.search(body))} == held, character


@pytest.mark.parametrize("text", ["Williams", "williams", "Mr Williams", '"Tessa Williams"'])
def test_name_that_looks_like_a_plural(engine, text):
    work = Work(
        key="name",
        kind="expert",
        texts={"lo": Text(page=1, title="ຜູ້ຊ່ຽວຊານ", url="/")},
        published=datetime(2024, 1, 1, tzinfo=UTC),
        ancestors=(1,),
        names=("Mr Tessa Williams",),
    )
    engine.write("first", [operation(work)])
    try:
        assert [name for name, _ in rows(engine.search(queries.body(request(text, "en"))))] == [work.identity]
    finally:
        engine.write("first", [Operation(work.identity, next(VERSIONS), None)])

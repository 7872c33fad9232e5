"""What is similar to a work, over the cases of the demonstration, on both engines."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.similar import WEIGHTS
from kb.exchange import demonstration
from kb.vocabulary.loading import load
from search import queries, similar
from search.documents import Text, Work
from search.queries import Moment, Stale
from tests.search.contract.test_agreement import same_order

pytestmark = pytest.mark.django_db  # the parents of a theme are in the vocabulary
NOW = 1_750_000_000


def _works():
    lines = [
        line
        for path in sorted((Path(demonstration.FOLDER) / "cases").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    for number, line in enumerate(lines):
        case = json.loads(line)
        facts = case["facts"]
        yield Work(
            key=str(number),
            kind="case",
            texts={
                code: Text(page=1, title=words["title"], url="/", summary=words.get("summary", ""))
                for code, words in case["words"].items()
            },
            published=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number * 37 % 400),
            ancestors=(1, number % 5 + 2),
            original_language=case["original_language"],
            facets={
                "theme": tuple(facts.get("themes", ())),
                "target_group": tuple(facts.get("target_groups", ())),
                "delivery_model": tuple(filter(None, [facts.get("delivery_model")])),
                "country": tuple({site["country"]: None for site in facts["sites"]}),
            },
        )


WORKS = list(_works())


@pytest.fixture
def engine(db, engine_name, loaded):
    load()
    return loaded(engine_name)


@pytest.fixture
def other(engine, loaded):
    """The embedded engine, to compare this run's engine with."""
    return loaded("embedded")


def like(work):
    language, text = next(iter(work.texts.items()))
    return similar.Like(work.identity, "case", work.facets, WEIGHTS, text.title, language)


def rows(answer):
    return [(queries.identity(hit), hit["_score"]) for hit in answer["hits"]["hits"]]


def test_same_works_in_the_same_order_and_never_the_work_itself(engine, other):
    for work in WORKS:
        body = similar.body(like(work), Moment(NOW), 50)
        one, two = engine.search(body), other.search(body)
        assert one["hits"]["total"] == two["hits"]["total"]
        assert one["hits"]["total"]["value"] > 0
        assert same_order(rows(one), rows(two)), work.texts
        assert work.identity not in dict(rows(one))


def test_what_the_outbox_names_is_left_out(engine, other):
    gone = [work.identity for work in WORKS[::3]]
    for work in WORKS[1::3]:
        body = similar.body(like(work), Moment(NOW, Stale(tuple(gone), (3,))), 50)
        one, two = engine.search(body), other.search(body)
        assert one["hits"]["total"] == two["hits"]["total"]
        assert not set(dict(rows(one))) & {*gone, *(w.identity for w in WORKS if 3 in w.ancestors)}


def test_nothing_outside_its_dates_is_similar(engine):
    assert not engine.search(similar.body(like(WORKS[0]), Moment(-1), 50))["hits"]["hits"]

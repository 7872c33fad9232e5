"""Words that find each other although they are written otherwise, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from search import queries
from search.documents import Text, Work
from search.params import Params
from search.words import question

NOW = 1_750_000_000


def _work(key, names=(), labels=(), **titles):
    texts = {code.replace("_", "-"): Text(page=1, title=title, url="/") for code, title in titles.items()}
    return Work(
        key=key,
        kind="case",
        texts=texts,
        published=datetime(2024, 1, 1, tzinfo=UTC),
        ancestors=(1,),
        original_language=next(iter(texts)),
        names=names,
        labels={code: (label,) for code, label in labels},
    )


WORKS = [
    _work("simple", zh_hans="农村扶贫经验"),
    _work("traditional", zh_hans="山區扶貧工作", names=("龍勝縣", "呂梁市")),
    _work("other", zh_hans="水利灌溉", en="Clean water"),
    _work("irrigation", en="Irrigation of dry fields"),
    _work("irrigated", en="Irrigated gardens"),
    _work("development", my="ဖွံ့ဖြိုးရေး စီမံကိန်း"),
    _work("both", zh_hans="农村扶贫", en="Rural poverty in Cambodia"),
    _work("label", zh_hans="扶贫工作", labels=(("en", "Cambodia"), ("zh-hans", "柬埔寨"))),
    _work("named", km="ទឹកស្អាត", names=("Kandal",)),
    _work("da-nang", vi="Nước sạch cho Đà Nẵng"),
    _work("tani", id="Pertanian terpadu"),
    _work("petani", ms="Petani muda"),
]


@pytest.fixture(scope="module")
def engine(engine_name, loaded):
    return loaded(engine_name)


def found(engine, text, language="en", *, loosened=False, **params):
    params = Params(q=text, page_size=100, **params)
    request = queries.Request(
        params, question(text, exact=params.exact), language, (), NOW, loosened=loosened
    )
    hits = engine.search(queries.body(request))["hits"]["hits"]
    return [queries.identity(hit).partition(":")[2] for hit in hits]


@pytest.mark.parametrize("text", ["扶贫", "扶貧", '"扶貧"'])
def test_traditional_and_simplified_chinese_find_each_other(engine, text):
    assert sorted(found(engine, text, "zh-hans")) == ["both", "label", "simple", "traditional"]


@pytest.mark.parametrize("text", ["龙胜县", "龍勝縣", "龙胜"])
def test_names_in_either_kind_of_chinese(engine, text):
    assert found(engine, text, "en") == ["traditional"]


def test_a_word_finds_others_of_its_stem_after_itself(engine):
    assert found(engine, "irrigated") == ["irrigated", "irrigation"]
    assert found(engine, "irrigation") == ["irrigation", "irrigated"]


@pytest.mark.parametrize("text", ["pertanian", "petani", "bertani"])
@pytest.mark.parametrize("language", ["id", "ms"])
def test_indonesian_and_malay_find_each_other(engine, text, language):
    assert sorted(found(engine, text, language)) == ["petani", "tani"]


def test_words_nearly_the_same_are_not_looked_for_by_stems_too(engine):
    assert found(engine, "irrigated", loosened=True) == ["irrigated"]


@pytest.mark.parametrize("text", ["irrigated", '"irrigated"'])
def test_exact_words_and_quotes_ask_for_no_stem(engine, text):
    assert found(engine, text, exact=text[0] != '"') == ["irrigated"]


def test_burmese_typed_in_zawgyi_finds_what_was_meant(engine):
    assert found(engine, "ဖြံ႕ၿဖိဳးေရး", "my") == ["development"]


@pytest.mark.parametrize("text", ["fupin", "fúpín", "FuPin", "nongcunfupin jingyan"])
def test_chinese_titles_are_found_by_their_sound(engine, text):
    assert "simple" in found(engine, text, "en")
    assert "other" not in found(engine, text, "en")


@pytest.mark.parametrize("text", ["Longsheng", "lóngshèng", "longshengxian", "lüliang", "lvliang", "luliang"])
def test_chinese_names_are_found_by_their_sound(engine, text):
    assert found(engine, text, "vi") == ["traditional"]


def test_exact_words_and_quotes_do_not_sound(engine):
    assert found(engine, "fupin", exact=True) == []
    assert found(engine, '"fupin"') == []


def test_words_of_each_script_may_stand_in_texts_of_another_language_of_a_work(engine):
    assert sorted(found(engine, "扶贫 Cambodia", "zh-hans")) == ["both", "label"]
    assert sorted(found(engine, "Cambodia扶贫", "en")) == ["both", "label"]
    assert found(engine, "ទឹក Kandal", "km") == ["named"]
    assert found(engine, "ទឹក Cambodia", "km") == []
    assert found(engine, '扶贫 "in Cambodia"', "en") == ["both"]


def test_mixed_scripts_cost_no_more_than_as_many_latin_words():
    def clauses(text):
        request = queries.Request(Params(q=text), question(text), "en", (), NOW)
        return str(queries.body(request)["query"]).count("boost")

    assert clauses("扶贫 Cambodia rural") < clauses("poverty Cambodia rural")


@pytest.mark.parametrize("text", ["nuoc sach", "nước sạch", "Nuoc sạch", "da nang", "Đà Nẵng", "DA NANG"])
def test_vietnamese_with_and_without_marks(engine, text):
    assert found(engine, text, "vi") == ["da-nang"]

"""Chinese in Latin letters."""

from __future__ import annotations

import pytest

from search.analysis import may_be_pinyin, pinyin
from search.snippets import mark
from search.words import question, words


def test_neighbouring_characters_sound_together():
    assert pinyin("扶贫搬迁 2020") == ["fupin", "pinban", "banqian", "fupinban", "pinbanqian", "fupinbanqian"]
    assert pinyin("龍勝縣") == pinyin("龙胜县")
    assert pinyin("水 clean") == []
    assert pinyin("重庆") == ["chongqing"]


def test_u_with_dots_is_typed_as_u_or_v():
    assert pinyin("呂梁") == ["lvliang", "luliang"]


@pytest.mark.parametrize("token", ["fupin", "heilongjiang", "xian", "guangxi", "nvxing", "lvse", "xiongan"])
def test_what_may_be_chinese(token):
    assert may_be_pinyin(token)


@pytest.mark.parametrize(
    "token", ["water", "irrigation", "poverty", "cambodia", "ab", "2020", "扶贫", "desa2"]
)
def test_what_is_not(token):
    assert not may_be_pinyin(token)


@pytest.mark.parametrize("text", ["农村扶贫经验", "農村扶貧經驗"])
def test_characters_that_were_typed_as_they_sound_are_marked(text):
    found = words(question("fúpín"), "zh-hans")
    assert [piece.text for piece in mark(text, "zh-hans", found) if piece.marked] == [text[2:4]]

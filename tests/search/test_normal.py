"""Texts as they become before they are cut: the short ways round give what the long one does."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import normal, normalise
from search.analysis.normal import normalise_spans

#: What NFKC takes apart, what is put together again, what nobody sees, and what has another width.
_SIGNS = (
    "\u0e4d\u0e32\u0e33\u0e40\u0e41\u0e48\u0e01\u0ecd\u0eb2\u0eb3\u0ec0\u0ec1\u0ec8\u0eab\u0e99\u0ea1\u0edc\u0edd"
    "\u17c1\u17b8\u17b6\u17be\u17d2\u179a\u1780\u200b\u1040\u0e51ａ，　。e\u0301é\u2019' "
)
_TEXTS = st.text(st.sampled_from(_SIGNS), max_size=12) | st.text(max_size=20)


def _long_way(text):
    """Everything that `normalise` does, step by step, whatever the text is."""
    text = unicodedata.normalize(
        "NFKC", re.sub("[\ue000-\uf8ff\U000e0000-\U0010ffff]", "", text.translate(normal._TABLE))
    )
    for pattern, one in normal._SAME:
        text = pattern.sub(one, text)
    return text


@given(_TEXTS)
def test_a_text_that_is_left_as_it_is_would_have_become_itself(text):
    assert normalise(text) == _long_way(text)


def _places_by_clusters(text):
    """Where each character comes from, by what may become one with it, whatever the text is."""
    places = []
    for found in normal._CLUSTER.finditer(text):
        start, end = found.span()
        length = len(_long_way(found[0]))
        places.extend(range(start, end) if length == end - start else [start] * length)
    return [*places, len(text)]


@given(_TEXTS)
def test_each_character_comes_from_the_place_that_is_named(text):
    became, places = normalise_spans(text)

    assert became == normalise(text)
    assert list(places) == _places_by_clusters(text)


def test_wide_signs_and_native_digits_stay_where_they_stood():
    text = "扶贫，二〇２０年。၂၀၂၀"

    assert normalise_spans(text) == ("扶贫,二〇20年。2020", range(len(text) + 1))

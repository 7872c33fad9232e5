"""Passages as text with tags outside and as HTML inside: nothing is lost on the way, and nothing comes in with it."""

from __future__ import annotations

import pytest

from kb.coverage.files import tags


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("Rice &amp; fish, 3 &lt; 4", "Rice & fish, 3 < 4"),
        ("Save <b>water</b>", "Save <b>water</b>"),
        ('See <a id="a1">the <b>report</b></a>', 'See <a id="a1">the <b>report</b></a>'),
        ("One<br/>two", "One\ntwo"),
        ("ນ້ຳ<i>ສະອາດ</i>", "ນ້ຳ<i>ສະອາດ</i>"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_piece_goes_out_and_comes_back(fragment, text):
    assert tags.outside(fragment) == text
    assert tags.inside(text, fragment) == fragment


@pytest.mark.parametrize(
    ("text", "source", "found"),
    [
        ("<script>alert(1)</script>", "Plain", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b>bold</b>", "Plain", "&lt;b&gt;bold&lt;/b&gt;"),
        ('<a href="https://evil.example">x</a>', "Plain", '&lt;a href="https://evil.example"&gt;x&lt;/a&gt;'),
        ("<b>ok</b> <i>no</i>", "<b>b</b>", "<b>ok</b> &lt;i&gt;no&lt;/i&gt;"),
        ("not bold any more", "<b>b</b> x", "not bold any more"),
        (" a\x00b\x0b ", "Plain", "ab"),
    ],
)
def test_only_tags_of_the_original_are_tags(text, source, found):
    assert tags.inside(text, source) == found


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("without the link", '<a id="a1">link</a>'),
        ('<a id="a1">x</a><a id="a1">y</a>', '<a id="a1">link</a>'),
        ("<b>never closed", "<b>b</b>"),
        ("closed</b>", "<b>b</b>"),
        ("<b><i>crossed</b></i>", "<b>b</b> <i>i</i>"),
    ],
)
def test_marks_that_do_not_hold_are_refused(text, source):
    with pytest.raises(ValueError):
        tags.inside(text, source)


def test_what_is_nested_without_end_is_refused_before_it_is_parsed():
    deep = tags.MOST_OPEN
    assert tags.inside("<b>" * deep + "x" + "</b>" * deep, "<b>b</b>")
    for many in (deep + 1, 3_000):
        with pytest.raises(ValueError):
            tags.inside("<b>" * many + "x" + "</b>" * many, "<b>b</b>")

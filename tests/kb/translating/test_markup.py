"""Marks inside a passage, as they are typed: whatever stands there goes out and comes back the same."""

from __future__ import annotations

import pytest
from wagtail_localize.strings import StringValue

from kb.translating import signs


@pytest.mark.parametrize(
    ("data", "typed"),
    [
        ("No road", "No road"),
        ("5 &lt; 6 &amp; more", "5 < 6 & more"),
        ("**no mark**", "**no mark**"),
        ("One<br/>two", "One\ntwo"),
        ("A <b>bold</b> word", "A **bold** word"),
        ("An <i>other</i> and <b>both</b>", "An *other* and **both**"),
        ('See <a id="a1">this</a> and <a id="a2">that</a>.', "See [this](1) and [that](2)."),
        ('<a id="a1">A <b>bold</b> link</a> here', "[A **bold** link](1) here"),
        ("A <b>bold</b> 5 &lt; 6<br/>and <i>more</i>", "A **bold** 5 < 6\nand *more*"),
        ("Stars *here* and <b>bold</b>", "Stars *here* and <b>bold</b>"),
    ],
)
def test_out_and_back(data, typed):
    value = StringValue(data)
    assert signs.to_text(value) == typed
    assert signs.from_text(value, typed).data == data
    assert signs.from_text(value, typed.replace("\n", "\r\n") + " ").data == data


@pytest.mark.parametrize(
    ("data", "typed", "reason"),
    [
        ('See <a id="a1">this</a>', "See this", "Link 1 of the original is missing"),
        ('See <a id="a1">this</a>', "[x](1) [y](2)", "no link 2"),
        ('See <a id="a1">this</a>', "[x](1) [y](javascript:1)", "no link javascript:1"),
        ("A <b>bold</b> word", "ຄຳ", "bold"),
        ("A <i>thin</i> word", "ຄຳ **ໜາ**", "italic"),
        ("<b>One</b> and <b>two</b>", "**ໜຶ່ງ** ແລະ ສອງ", "bold"),
        ("Stars *here* and <b>bold</b>", "ຄຳ <script>x</script>", "not allowed"),
    ],
)
def test_what_is_lost_or_strange_is_refused(data, typed, reason):
    with pytest.raises(signs.Lost, match=reason):
        signs.from_text(StringValue(data), typed)


DEEP = "<b>" * 2_000 + "x" + "</b>" * 2_000
STRANGE = [DEEP, "<b>" * 21 + "x" + "</b>" * 21, "x <![y[ z", "<b " * 6_000]


@pytest.mark.parametrize("html", STRANGE)
def test_what_is_deep_or_broken_is_refused(html):
    with pytest.raises(signs.Lost, match="marks that the original does not have"):
        signs.from_text(StringValue("Stars *here* and <b>bold</b>"), html)
    assert signs.from_machine(StringValue("A <b>bold</b> word"), html) is None


@pytest.mark.parametrize("data", ["Plain", "A <b>bold</b> word", "Stars *here* and <b>bold</b>"])
def test_what_is_too_long_is_refused(data):
    with pytest.raises(signs.Lost, match="at most 20,000 characters"):
        signs.from_text(StringValue(data), f"<b>{'x' * 20_000}</b>")
    assert signs.from_machine(StringValue(data), f"<b>{'x' * 20_000}</b>") is None


def test_marks_within_marks_are_read():
    html = "<b>" * 20 + "x" + "</b>" * 20
    assert signs.from_text(StringValue("Stars *here* and <b>bold</b>"), html).data == html


def test_a_link_may_stand_twice_and_more_may_be_bold():
    value = signs.from_text(StringValue('See <a id="a1">this</a>'), "[ນີ້](1), **ແມ່ນ** [ນີ້](1)")
    assert value.data == '<a id="a1">ນີ້</a>, <b>ແມ່ນ</b> <a id="a1">ນີ້</a>'

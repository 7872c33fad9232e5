"""Rich text as somebody types it: what a save makes of it, and what the next page shows."""

from __future__ import annotations

import pytest

from kb.filling import writing

pytestmark = pytest.mark.django_db  # links to pages are looked up


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("One\nmore", "<p>One<br>more</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("**bold** and *italic*", "<p><b>bold</b> and <i>italic</i></p>"),
        ("[site](https://example.org/a)", '<p><a href="https://example.org/a">site</a></p>'),
        ("Households with <half a hectare & more", "<p>Households with &lt;half a hectare &amp; more</p>"),
        (
            "[a & b](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2">a &amp; b</a></p>',
        ),
        ("ទឹក **ស្អាត**", "<p>ទឹក <b>ស្អាត</b></p>"),
        ("", ""),
    ],
)
def test_what_is_typed_comes_back_as_it_was(text, html):
    assert writing.to_html(text) == html
    assert writing.to_text(html) == text


def test_a_sign_that_never_closes_is_no_mark_and_takes_no_time():
    assert writing.inline("**a **b**") == "**a <b>b</b>"
    line = "**a " * 300_000  # would take an hour if the end were sought from each sign
    assert writing.inline(line) == line


@pytest.mark.parametrize(
    "bad", ["[x](javascript:alert(1))", "<script>alert(1)</script>", "<img src=x onerror=y>"]
)
def test_what_is_not_allowed_is_gone(bad):
    html = writing.to_html(f"Words {bad}")
    assert not any(sign in html for sign in ("href", "<script", "<img"))

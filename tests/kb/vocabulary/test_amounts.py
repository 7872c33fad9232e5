"""How exact a number is: the order of words is the language's."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from kb.core import languages
from kb.vocabulary import amounts, labels

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "qualifier", "text"),
    [
        ("en", "about", "about 40"),
        ("en", "exact", "40"),
        ("en", None, "40"),
        ("km", "about", "ប្រហែល 40"),
        ("my", "about", "40 ခန့်"),
        ("my", "more_than", "40 ကျော်"),
        ("my", "at_least", "အနည်းဆုံး 40"),
    ],
)
def test_words_stand_where_the_language_puts_them(language, qualifier, text):
    with translation.override(language):
        assert amounts.amount("40", qualifier) == text


@pytest.mark.parametrize("language", languages.CODES)
def test_every_qualifier_has_its_number_in_every_language(site, language):
    with translation.override(language):
        found = {entry.key: amounts.amount("40", entry.key) for entry in labels.entries("qualifier")}
    assert all("40" in text and "%" not in text for text in found.values())
    assert len(set(found.values())) == len(found)


def test_a_tag_marks_the_words_and_escapes(site):
    template = Template("{% load vocabulary_tags %}{% amount number key %}")
    with translation.override("my"):
        html = template.render(Context({"number": "<b>", "key": "about"}))
    assert html == '<span>&lt;b&gt;</span><span class="qualifier"> ခန့်</span>'

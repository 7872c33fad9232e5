"""Ask judged queries and say how well they are answered, by language: in the same language, and across languages.

A line of the file is a JSON object with ``language``, ``query`` and ``works`` (external ids of those that answer it).
"Across" counts the right works that do not exist in the language of the query, "same" those that do.
"""

from __future__ import annotations

from argparse import ArgumentParser, FileType
from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import judging, languages
from search.meaning import near
from search.models import Projection


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=FileType(encoding="utf-8"))
        parser.add_argument("--kind", default="", help="among works of this kind only, such as case")
        parser.add_argument("--exact", action="store_true", help="exact words only, without meaning")

    def handle(self, *args: Any, file: Any, kind: str, exact: bool, **options: Any) -> None:
        near.refresh()  # what the thread of a web process does
        texts: dict[str, set[str]] = defaultdict(set)
        rows = Projection.objects.filter(record__listed=True).values_list("record__external_id", "language")
        for work, language in rows:
            texts[work].add(language)
        try:
            judged = list(judging.read(file))
            if unknown := {work for each in judged for work in each.works} - set(texts):
                raise CommandError(f"These works are not in the index: {', '.join(sorted(unknown))}")
            found = judging.evaluate(judged, texts, kind=kind, exact=exact)
        except judging.BadSet as error:
            raise CommandError(f"The file cannot be used: {error}.") from error
        except judging.NoAnswer as error:
            raise CommandError(f"The search engine gave no answer to “{error}”.") from error
        self.stdout.write(f"{'':10}{'same language':^33} {'across languages':^33}")
        heads = f"{'queries':>8} {'recall@5':>8} {'MRR':>7} {'nDCG@10':>7} "
        self.stdout.write(f"{'':10}{heads}{heads}")
        for name in [*languages.codes(), "all"]:
            own = [each for each in found if name in ("all", each.judged.language)]
            if own:
                same = judging.score(each.same for each in own)
                across = judging.score(each.across for each in own)
                self.stdout.write(f"{name:10}{_cells(same)}{_cells(across)}")


def _cells(found: judging.Score) -> str:
    if not found.queries:
        return f"{'–':>8} {'–':>8} {'–':>7} {'–':>7} "
    return f"{found.queries:8} {found.recall:8.2f} {found.rank:7.2f} {found.gain:7.2f} "

"""Look after the search index: rebuild it, work off what waits, say how it is, compare it with the database."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import draining, rebuilding, verifying
from search.engines import EngineError
from search.locks import Locked


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        rebuild = actions.add_parser("rebuild", help="fill a new index beside the live one and swap it in")
        rebuild.add_argument(
            "--if-needed", action="store_true", help="only when there is none of this version's shape"
        )
        rebuild.add_argument(
            "--from-projection",
            action="store_true",
            help="trust the prepared texts, read no content (quicker)",
        )
        actions.add_parser("drain", help="work off the changes that wait, now")
        actions.add_parser("status", help="say which index is live, what waits and what was refused")
        verify = actions.add_parser("verify", help="name every difference between database and index")
        verify.add_argument("--repair", action="store_true", help="write what differs again")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, action)(**options)
        except Locked as error:
            raise CommandError(
                f"Another process holds the lock “{error}”; try again when it is done."
            ) from error
        except EngineError as error:
            raise CommandError(f"The search engine does not answer as it should: {error}") from error

    def rebuild(self, *, if_needed: bool, from_projection: bool, **options: Any) -> None:
        if if_needed and verifying.status().usable:
            self.stdout.write("The search index is there and fits.")
            return
        started = time.monotonic()
        try:
            rebuilt = rebuilding.rebuild(self._progress, from_projection=from_projection)
        except rebuilding.RebuildFailed as error:
            raise CommandError(f"The new index is not right, the old one stays: {error}") from error
        for identity, reason in rebuilt.refused.items():
            self.stderr.write(f"refused: {identity}: {reason}")
        seconds = time.monotonic() - started
        self.stdout.write(f"Rebuilt: {rebuilt.works} works in {seconds:.1f} s, live is {rebuilt.generation}.")

    def drain(self, **options: Any) -> None:
        self.stdout.write(f"Wrote {draining.drain(wait=60)} works.")

    def status(self, **options: Any) -> None:
        for line in verifying.status().lines():
            self.stdout.write(line)

    def verify(self, *, repair: bool, **options: Any) -> None:
        found: Counter[str] = Counter()
        for difference in verifying.verify():
            found[difference.what] += 1
            self.stdout.write(f"{difference.what}: {difference.identity}")
            if repair:
                verifying.repair(difference)
        if not found:
            self.stdout.write("Database and index agree.")
        elif repair:
            draining.drain(wait=60)
            left = sum(1 for _ in verifying.verify())
            self.stdout.write(f"Repaired {sum(found.values()) - left} of {sum(found.values())} differences.")
            if left:
                raise CommandError(f"{left} differences are left; see “search_index status”.")
        else:
            summary = ", ".join(f"{count} {what}" for what, count in sorted(found.items()))
            raise CommandError(f"Differences: {summary}. “search_index verify --repair” heals them.")

    def _progress(self, done: int) -> None:
        if done % 500 == 0:
            self.stdout.write(f"{done} works …")

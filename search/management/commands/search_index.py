"""Look after the search index: rebuild it, work off what waits, say how it is, compare it with the database.

Exit code 0: done; for status and verify, all is well. 1: it is not, and a sentence says what. Long runs say
every few seconds how far they are.
"""

from __future__ import annotations

import math
import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from search import draining, healing, rebuilding, verifying
from search.engines import EngineError, get_engine
from search.locks import Locked
from search.meaning import making
from search.meaning.embedder import EmbedderUnavailable, make_embedder, obstacles
from search.models import IndexState, Outbox, Record

#: Seconds between two words about how far a long run is.
PACE = 5.0


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
        rebuild.add_argument(
            "--rate",
            type=_rate,
            metavar="WORKS",
            help="at most so many works a second, so that a busy site keeps its strength for readers",
        )
        drain = actions.add_parser("drain", help="work off the changes that wait, now")
        drain.add_argument(
            "--retry-failed", action="store_true", help="try again what failed and was set aside, too"
        )
        actions.add_parser("status", help="say which index is live, what waits and what failed")
        actions.add_parser("vectors", help="make the vectors that are missing, now")
        verify = actions.add_parser("verify", help="name every difference between database and index")
        verify.add_argument("--repair", action="store_true", help="write what differs again")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            if action in ("rebuild", "drain") and (obstacles := get_engine().obstacles()):
                raise CommandError(" ".join(obstacles))
            getattr(self, action)(**options)
        except Locked as error:
            raise CommandError(
                f"Another process holds the lock “{error}”; try again when it is done."
            ) from error
        except EngineError as error:
            raise CommandError(f"The search engine does not answer as it should: {error}") from error
        except OSError as error:
            raise CommandError(
                f"The folder of the search index cannot be written ({error}). Make room, or mend its rights."
            ) from error
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database does not answer as it should: {error}") from error

    def rebuild(self, *, if_needed: bool, from_projection: bool, rate: float | None, **options: Any) -> None:
        if if_needed and verifying.status().usable and not healing.problems():
            self.stdout.write("The search index is there and fits.")
            return
        pace = self._pace(Record.objects.filter(listed=True).count(), rate)
        try:
            rebuilt = rebuilding.rebuild(pace, from_projection=from_projection)
        except rebuilding.RebuildFailed as error:
            raise CommandError(f"The new index is not right, the old one stays: {error}") from error
        self.stdout.write(
            f"Rebuilt: {rebuilt.works} works in {pace.seconds:.1f} s, live is {rebuilt.generation}."
        )
        for identity, reason in rebuilt.refused.items():
            self.stderr.write(f"set aside: {identity}: {reason}")
        if rebuilt.refused:
            self.stderr.write(f"{len(rebuilt.refused)} works failed and are set aside; all others are found.")

    def drain(self, *, retry_failed: bool, **options: Any) -> None:
        if retry_failed:
            self.stdout.write(f"Trying {Outbox.objects.again()} failed changes again.")
        pace = self._pace(Outbox.objects.waiting().count())
        written = draining.drain(wait=60, progress=pace)
        self.stdout.write(f"Wrote {written} works.")
        status = verifying.status()
        if status.waiting > status.retrying and not status.usable:
            raise CommandError(
                f"{status.waiting} changes wait, because no index fits: run “search_index rebuild”."
            )
        if status.retrying or status.set_aside:
            self._say_failures()
            self.stderr.write(
                f"{status.retrying} works failed and will be tried again, {status.set_aside} are set aside "
                "(“search_index drain --retry-failed” tries them again)."
            )

    def status(self, **options: Any) -> None:
        status = verifying.status()
        for line in status.lines():
            self.stdout.write(line)
        self._say_failures()
        if status.error:
            raise CommandError("The search engine does not answer as it should.")
        if not status.usable:
            raise CommandError("There is no index that fits: run “search_index rebuild”.")
        if status.obstacle:
            raise CommandError("The index answers, but nothing can be written to it: changes wait.")
        if status.set_aside:
            raise CommandError("Works are set aside: see why, then “search_index drain --retry-failed”.")

    def vectors(self, **options: Any) -> None:
        model = make_embedder()
        if model is None:
            raise CommandError(" ".join(obstacles()) or "SEARCH_EMBEDDER is empty: meaning is switched off.")
        pace = self._pace(making.waiting(model.name).count())
        try:
            made = making.make(model, progress=pace)
        except EmbedderUnavailable as error:
            raise CommandError(f"The model does not answer: {error}. What was made is kept.") from error
        finally:
            model.close()
        self.stdout.write(f"Made the vectors of {made} texts in {pace.seconds:.1f} s.")

    def verify(self, *, repair: bool, **options: Any) -> None:
        if repair and healing.heal():
            self.stdout.write("The index was gone or damaged and has been made anew.")
        if get_engine().live() is None:
            raise CommandError("There is no index: run “search_index rebuild”.")
        if damaged := healing.problems():
            raise CommandError(
                f"The index is damaged: {' '.join(damaged)} “search_index verify --repair” makes it anew."
            )
        found: Counter[str] = Counter()
        pace = self._pace(Record.objects.filter(listed=True).count())
        for difference in verifying.verify(pace):
            found[difference.what] += 1
            self.stdout.write(f"{difference.what}: {difference.identity}")
            if repair:
                verifying.repair(difference)
        count = sum(found.values())
        if not count:
            IndexState.note_verification(0)
            self.stdout.write("Database and index agree.")
        elif repair:
            draining.drain(wait=60)
            left = sum(1 for _ in verifying.verify())
            IndexState.note_verification(left)
            self.stdout.write(f"Repaired {count - left} of {count} differences.")
            if left:
                self._say_failures()
                raise CommandError(f"{left} differences are left; see “search_index status”.")
        else:
            IndexState.note_verification(count)
            summary = ", ".join(f"{number} {what}" for what, number in sorted(found.items()))
            raise CommandError(f"Differences: {summary}. “search_index verify --repair” heals them.")

    def _say_failures(self) -> None:
        for row in Outbox.objects.exclude(attempts=0).order_by("pk")[:100]:
            state = "set aside" if row.set_aside else f"failed {row.attempts} times"
            self.stdout.write(f"{state}: {row}: {row.failure}")

    def _pace(self, total: int, rate: float | None = None) -> Pace:
        return Pace(self.stdout, total, rate)


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 < rate < math.inf:
        raise ValueError
    return rate


class Pace:
    """Says every few seconds how far a run is, and how fast; holds it back to ``rate`` works a second."""

    def __init__(self, out: Any, total: int, rate: float | None) -> None:
        self._out, self._total, self._rate = out, total, rate
        self._begun = self._said = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begun

    def __call__(self, done: int) -> None:
        if self._rate:
            time.sleep(max(0.0, done / self._rate - self.seconds))
        now = time.monotonic()
        if now - self._said >= PACE:
            self._said = now
            of = f" of about {self._total}" if self._total >= done else ""
            self._out.write(f"{done}{of} works, {done / self.seconds:.0f} a second …")

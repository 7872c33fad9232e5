"""Send the mails that wait: what the web processes do by themselves, for a job or by hand.

Exit code 0: nothing is left that failed. 1: something is, and a sentence says how many. Long runs say every few
seconds how far they are.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kb.inbox.models import Mail
from kb.inbox.reminding import remind
from kb.inbox.sending import Result, send_due

#: Seconds between two words about how far a long run is.
PACE = 5.0


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="try at once what failed or was set aside, too"
        )

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        if again:
            self.stdout.write(f"Mails to try again: {Mail.objects.all().again()}.")
        if reminders := remind():
            self.stdout.write(f"Reminders for today: {reminders}.")
        self._said = time.monotonic()
        result = send_due(self._progress)
        self.stdout.write(f"Sent: {result.sent}. No longer needed: {result.not_needed}.")
        trouble = Mail.objects.in_trouble()
        if waiting := trouble.waiting().count():
            self.stderr.write(f"Failed and tried again later: {waiting}.")
        if aside := trouble.filter(state=Mail.State.SET_ASIDE).count():
            self.stderr.write(f"Set aside: {aside}. “send_mails --again” tries them once more.")
        if waiting or aside:
            raise CommandError("Not all mails were sent. Reports → Mails in the admin says why.")

    def _progress(self, result: Result) -> None:
        if time.monotonic() - self._said >= PACE:
            self._said = time.monotonic()
            waiting = Mail.objects.waiting().count()
            self.stdout.write(f"Sent: {result.sent}, failed: {result.failed}, waiting: {waiting}")

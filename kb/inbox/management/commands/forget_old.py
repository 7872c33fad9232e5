"""Delete what is kept for a time only: letters, comments of readers, what was read in inboxes, mails that were sent.

The web processes do so once a day by themselves; this is for sites that have turned their mail thread off.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kb.inbox import daily


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Deleted: {daily.run()}.")

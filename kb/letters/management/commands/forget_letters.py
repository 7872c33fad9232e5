"""Delete letters that were answered or closed more than a year ago, with the addresses of who wrote them.

The web processes do so once a day by themselves; this is for sites that have turned their mail thread off.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kb.letters.forgetting import forget


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Letters deleted: {forget()}.")

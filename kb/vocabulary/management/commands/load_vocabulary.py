"""Load the delivered terms and labels. Can be repeated; what was edited in the admin is kept."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kb.vocabulary.loading import load


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        report = load()
        done = [f"{count} {what}" for what, count in report.counts.items() if count]
        self.stdout.write("Vocabulary: " + (", ".join(done) if done else "nothing to do") + ".")
        for place in report.kept:
            self.stdout.write(f"  kept as edited in the admin: {place}")
        for place in report.unlisted:
            self.stdout.write(f"  added in the admin, not among the delivered terms: {place}")

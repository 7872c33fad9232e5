from __future__ import annotations

from django.core.management.base import BaseCommand

from kb.exchange import demonstration


class Command(BaseCommand):
    help = "Remove the whole demonstration collection and nothing else."

    def handle(self, *args, **options):
        count = 0
        for code in demonstration.remove():
            self.stderr.write(f"removed {code}")
            count += 1
        self.stdout.write(f"{count} demonstration records removed.")

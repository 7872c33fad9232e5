from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from kb.exchange import demonstration


class Command(BaseCommand):
    help = "Load the demonstration collection, or bring it up to date. Touches no other content."

    def handle(self, *args, **options):
        report = demonstration.load(lambda n, total, name: self.stderr.write(f"{n}/{total} {name}"))
        counts = ", ".join(f"{report.outcomes[name]} {name}" for name in ("created", "updated", "unchanged"))
        self.stdout.write(f"Demonstration: {counts}.")
        for problem in report.problems:
            self.stderr.write(str(problem))
        if report.problems:
            raise CommandError("The demonstration has problems; they are named above.")

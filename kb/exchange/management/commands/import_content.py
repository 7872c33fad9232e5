from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kb.exchange.importing import import_file
from kb.exchange.progress import Meter


class Command(BaseCommand):
    help = (
        "Import cases, experts and collections from a file of JSON lines (docs/exchange-format.md). "
        "What goes in is published at once."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing")
        parser.add_argument("--strict", action="store_true", help="keep nothing when a line has a problem")
        parser.add_argument(
            "--overwrite-drafts",
            action="store_true",
            help="publish over newer drafts; they stay in the history of their pages",
        )

    def handle(self, *args, **options):
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        report = import_file(
            options["file"],
            dry_run=options["dry_run"],
            strict=options["strict"],
            overwrite_drafts=options["overwrite_drafts"],
            progress=Meter(self.stderr),
            problem=lambda problem: self.stderr.write(str(problem)),
        )
        counts = ", ".join(f"{report.outcomes[name]} {name}" for name in ("created", "updated", "unchanged"))
        self.stdout.write(f"{counts}, {report.failed} with problems.")
        if not report.kept:
            self.stdout.write("Nothing was kept.")
        if report.failed:
            raise CommandError("Some lines could not be imported; they are named above.", returncode=1)

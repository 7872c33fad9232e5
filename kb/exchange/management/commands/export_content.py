from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand

from kb.exchange import registry
from kb.exchange.exporting import export_lines


class Command(BaseCommand):
    help = "Export cases, experts and collections as JSON lines, in the format that import_content reads."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--kind", action="append", default=[], choices=[each.kind for each in registry.kinds()]
        )
        parser.add_argument("--private", action="store_true", help="with contact fields that are not public")

    def handle(self, *args, **options):
        count = 0
        with options["file"].open("w", encoding="utf-8") as stream:
            for line in export_lines(options["kind"], private=options["private"]):
                stream.write(line + "\n")
                count += 1
        self.stdout.write(f"{count} records written to {options['file']}.")

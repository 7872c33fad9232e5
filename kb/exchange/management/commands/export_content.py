from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand

from kb.exchange import registry
from kb.exchange.exporting import export_lines
from kb.exchange.pictures import FOLDER, Album, opened


class Command(BaseCommand):
    help = (
        "Export cases, experts and collections as JSON lines, in the format that import_content reads. "
        f"Photographs go to the folder “{FOLDER}” beside the file."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--kind", action="append", default=[], choices=[each.kind for each in registry.kinds()]
        )
        parser.add_argument(
            "--private",
            action="store_true",
            help="with contacts that are not public, hidden places and restricted records",
        )

    def handle(self, *args, **options):
        path, left_out = options["file"], []
        lines = export_lines(options["kind"], private=options["private"], left_out=left_out.append)
        count = 0
        with (
            path.open("w", encoding="utf-8", newline="\n") as stream,
            opened(Album(target=path.parent)) as album,
        ):
            for line in lines:
                stream.write(line + "\n")
                count += 1
        for name in album.missing:
            self.stderr.write(f"The file of {name} is missing on the site.")
        if left_out:
            self.stderr.write(
                f"{len(left_out)} restricted records were left out (--private takes them along): "
                + ", ".join(left_out)
            )
        self.stdout.write(f"{count} records written to {path}.")

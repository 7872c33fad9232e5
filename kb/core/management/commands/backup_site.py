from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kb.core.backup import archive
from kb.core.backup.databases import BackupError


class Command(BaseCommand):
    help = "Write database, media and secret key to one file, as one moment saw them, while the site serves."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="such as kb-2026-11-22.tar.gz")

    def handle(self, *args, file: Path, **options):
        try:
            backup = archive.write(file, self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        size = file.stat().st_size / 1e6
        self.stdout.write(
            f"{file}: {size:.1f} MB, {backup.vendor}, {backup.media} media files. "
            "It holds private data: keep it where nobody else can read it."
        )

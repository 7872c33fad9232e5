from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kb.core import demonstration_stamp
from kb.core.backup import archive, databases
from kb.core.backup.databases import BackupError


class Command(BaseCommand):
    help = "Put a backup in the place of this site's database and media, and build the search index."
    requires_system_checks = []  # the database is empty, or about to be replaced

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="what backup_site wrote")
        parser.add_argument("--replace", action="store_true", help="give up what this site holds now")

    def handle(self, *args, file: Path, replace: bool, **options):
        if not replace and not databases.is_empty():
            raise CommandError(
                "This site has content. Restore into an empty one (another DATA_DIR, another database), "
                "or give up what is here with --replace."
            )
        try:
            with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
                self._restore(file, Path(folder))
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write("Bringing the database up to date and building the search index")
        call_command("migrate", interactive=False, verbosity=0)
        demonstration_stamp.write()  # what the backup does not have stays away
        try:
            call_command("search_index", "rebuild", stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            raise CommandError(
                f"Database and media are restored, the search index is not: {error} "
                "When that is mended: search_index rebuild."
            ) from error

    def _restore(self, file: Path, folder: Path) -> None:
        backup = archive.unpack(file, folder)
        archive.refuse_unfit(backup)
        databases.check(folder / archive.DATABASE)
        databases.restore(folder / archive.DATABASE)
        self.stdout.write(f"The database is that of {backup.made}.")
        media, unpacked = Path(settings.MEDIA_ROOT), folder / archive.MEDIA
        unpacked.mkdir(exist_ok=True)
        if media.exists():
            os.replace(media, folder / "before")
        shutil.move(unpacked, media)
        self.stdout.write(f"{backup.media} media files are back.")
        secret = folder / archive.SECRET
        if secret.exists():
            os.replace(secret, Path(settings.DATA_DIR) / archive.SECRET)
            os.chmod(Path(settings.DATA_DIR) / archive.SECRET, archive.MODE)

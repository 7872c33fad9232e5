from __future__ import annotations

import hashlib
import io
import socket
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kb.core import demonstration_stamp


class Command(BaseCommand):
    help = "Bring everything that the site needs up to date. The second time takes seconds."
    requires_system_checks = []  # the database may not exist yet; `migrate` checks for itself

    def add_arguments(self, parser):
        parser.add_argument("--listen", metavar="HOST:PORT", help="refuse at once if this address is taken")

    def handle(self, *args, listen: str | None, **options):
        if listen:
            self._refuse_taken(listen)
        began = time.monotonic()
        call_command("compile_catalogues")
        self._step("Bringing the database up to date")
        call_command("migrate", interactive=False, verbosity=0)
        self._collect_static_files()
        self._step("Setting up vocabulary, languages, pages, roles and workflow")
        call_command("setup_site", stdout=io.StringIO())
        self._load_demonstration()
        self._step("Bringing the search index up to date")
        try:
            call_command("search_index", "rebuild", "--if-needed")
            call_command("search_index", "drain", stdout=io.StringIO())
        except CommandError as error:  # the site can be read, and says that the search is down
            self.stderr.write(f"The search is not ready: {error}")
        call_command("create_administrator", "--no-input")
        self._step(f"Prepared in {time.monotonic() - began:.0f} s, everything is in {settings.DATA_DIR}")

    def _step(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _refuse_taken(self, listen: str) -> None:
        host, _, port = listen.rpartition(":")
        try:
            with socket.create_server((host, int(port))):
                pass
        except (OSError, ValueError, OverflowError) as error:
            raise CommandError(
                f"{listen} cannot be used ({error}). Choose another: make run PORT=8001"
            ) from None

    def _load_demonstration(self) -> None:
        """Once a database: what an administrator removed does not come back by itself."""
        if not settings.LOAD_DEMONSTRATION or demonstration_stamp.is_written():
            return
        self._step(
            "Loading the demonstration collection (a minute or two; leave it out with DEMONSTRATION=0)"
        )
        call_command("load_demonstration", stdout=self.stdout, stderr=self.stderr)
        demonstration_stamp.write()

    def _collect_static_files(self) -> None:
        """Hashing and compressing takes seconds, so it is done only when a file changed."""
        digest = hashlib.sha256()
        for finder in get_finders():
            for name, storage in sorted(finder.list([]), key=lambda entry: entry[0]):
                digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        self._step("Collecting, hashing and compressing static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest.hexdigest())

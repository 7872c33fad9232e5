from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from kb.core.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the message catalogues that changed."
    requires_system_checks = []

    def handle(self, *args, **options):
        written = [path for folder in settings.LOCALE_PATHS for path in compile_catalogues(folder)]
        self.stdout.write(f"{len(written)} catalogues compiled.")

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import BaseCommand

from kb.home.setup import set_up


class Command(BaseCommand):
    help = "Make the site's languages, vocabulary, home and index pages, roles and workflow. Can be repeated."

    def handle(self, *args, **options):
        call_command("load_vocabulary", stdout=self.stdout)
        set_up(self.stdout.write)

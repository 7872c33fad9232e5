"""Deletes everything about one person."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from experts.erasure import erase
from experts.models import ExpertPage


class Command(BaseCommand):
    help = "Delete a profile with its drafts, history and photographs. Cases keep a neutral credit. Cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the last part of the profile's address")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        profile = ExpertPage.objects.filter(slug=code, original=None, alias_of=None).first()
        if profile is None:
            raise CommandError(f"There is no profile with the code “{code}”.")
        erase(profile)
        self.stdout.write("The profile is erased.")

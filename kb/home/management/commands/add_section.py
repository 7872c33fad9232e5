from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases.models import CollectionIndexPage
from kb.core import languages
from kb.editorial.roles import organizer_group


class Command(BaseCommand):
    help = (
        "Make a section of collections in every language, and the group of its organizers, who may add "
        "collections there and nowhere else. Can be repeated."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the section's part of the address: small letters, digits, hyphens")
        parser.add_argument("title")

    @transaction.atomic
    def handle(self, *args, slug: str, title: str, **options):
        index = CollectionIndexPage.objects.filter(locale__language_code=languages.DEFAULT).first()
        if index is None:
            raise CommandError("There is no page of collections yet: run `manage.py setup_site` first.")
        try:
            section = index.shard(slug, title)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        group = organizer_group(section)
        self.stdout.write(f"Section “{section.title}” ({section.slug}); group “{group.name}”.")

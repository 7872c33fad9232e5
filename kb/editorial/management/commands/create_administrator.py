from __future__ import annotations

import os
from getpass import getpass

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Make the first administrator, from ADMIN_USERNAME, ADMIN_EMAIL and ADMIN_PASSWORD or by asking. "
        "Does nothing when there is one."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--no-input", action="store_true", help="never ask; do nothing when no password is set"
        )

    def handle(self, *args, **options):
        users = get_user_model()
        if users.objects.filter(is_superuser=True, is_active=True).exists():
            self.stdout.write("There is an administrator already.")
            return
        name = os.environ.get("ADMIN_USERNAME") or "admin"
        password = os.environ.get("ADMIN_PASSWORD", "")
        if not password and options["no_input"]:
            self.stdout.write("No administrator yet: run `make administrator`, or set ADMIN_PASSWORD.")
            return
        password = password or self._ask(name)
        user = users(username=name, email=os.environ.get("ADMIN_EMAIL", ""), is_superuser=True, is_staff=True)
        try:
            user.clean_fields(exclude=["password"])
            user.validate_unique()
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user.set_password(password)
        user.save()
        self.stdout.write(f"Administrator “{name}” made.")

    def _ask(self, name: str) -> str:
        try:
            return getpass(f"Password for the administrator “{name}”: ")
        except (EOFError, KeyboardInterrupt):
            raise CommandError(
                "No password was given. Set ADMIN_PASSWORD, or run this in a terminal."
            ) from None

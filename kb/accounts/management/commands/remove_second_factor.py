"""Lets somebody in again who has lost telephone and recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser
from wagtail.log_actions import log

from kb.accounts.opening import FACTOR_REMOVED


class Command(BaseCommand):
    help = "Remove the second factor of an account, after you have made sure who asks. A new one is set up at log-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        person = get_user_model().objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no account called “{username}”.")
        count, _kinds = Authenticator.objects.filter(user=person).delete()
        if not count:
            raise CommandError(f"“{username}” has no second factor.")
        log(instance=person, action=FACTOR_REMOVED)
        self.stdout.write(f"The second factor of “{username}” is removed.")

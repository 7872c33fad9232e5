"""Asks whether profiles are still right."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management import BaseCommand

from experts import confirmation, states


class Command(BaseCommand):
    help = "Ask the holders of profiles that nobody has confirmed for six months; after two questions they are dormant."

    def handle(self, *args: Any, **options: Any) -> None:
        found = Counter(confirmation.remind(profile) for profile in confirmation.due())
        self.stdout.write(f"Asked: {found[confirmation.REMINDED]}. Dormant now: {found[states.DORMANT]}.")

from __future__ import annotations

import json

from django.core.management.base import BaseCommand

from kb.exchange import registry


class Command(BaseCommand):
    help = "Print the JSON Schema of the exchange format (docs/exchange-format.schema.json)."

    def handle(self, *args, **options):
        self.stdout.write(json.dumps(registry.schema(), ensure_ascii=False, indent=2))

"""Writing records: every work of a site, one a line, in the format that `import_content` reads."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from kb.core.models import Work
from kb.vocabulary.snapshot import held

from . import registry

BATCH = 100


def export_lines(kinds: Collection[str] = (), *, private: bool = False) -> Iterator[str]:
    """Records as lines of JSON, in the order in which they can be imported."""
    with held():
        for exchange in registry.kinds():
            if kinds and exchange.kind not in kinds:
                continue
            ids = Work.objects.filter(kind=exchange.kind, original__isnull=False).order_by("code")
            for pk in ids.values_list("original_id", flat=True).iterator(chunk_size=BATCH):
                original = exchange.model.objects.select_related("locale").get(pk=pk)
                yield json.dumps(
                    exchange.dump(original, private=private), ensure_ascii=False, sort_keys=False
                )

"""Which letters look like spam. They are kept, and shown to editors before anybody is told of them."""

from __future__ import annotations

import re

from .models import Suspicion
from .tokens import Opened

#: A person does not read and fill in a form in less, nor cite more pages.
FEWEST_SECONDS, MOST_LINKS = 2.0, 5
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)


def of(text: str, trap: str, opened: Opened | None) -> list[Suspicion]:
    """Every reason why a letter may be spam. `trap` is what stands in the field that people do not see."""
    found = []
    if trap:
        found.append(Suspicion.TRAP)
    if opened is None:
        found.append(Suspicion.FORM)
    elif opened.seconds < FEWEST_SECONDS:
        found.append(Suspicion.FAST)
    if len(_LINK.findall(text)) > MOST_LINKS:
        found.append(Suspicion.LINKS)
    return found

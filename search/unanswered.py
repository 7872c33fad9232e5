"""Count searches that found nothing, so that editors learn what is missing, and keep nothing about anybody.

What a reader typed may be a name or a number. So the words are not kept when they come for the first time, only
a keyed digest of them, by which they are recognised; they are written down when they have been searched for in
vain on ``DAYS`` different days. No address, session, account or time of day is kept with either, what looks like
an address or a number of a person is never counted, and what is no longer searched for is deleted.

Counting costs a request nothing: it happens in memory, and the worker's thread writes it down.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from search.analysis.normal import normalise
from search.models import UnansweredSearch
from search.params import Params
from search.results import Degraded, Results
from search.words import question, text_of

#: Different days on which words must have been searched for before they are written down.
DAYS = 3
#: Days after which words that nobody searches for any more are deleted, written down or not yet.
KEPT_WORDS, KEPT_DIGESTS = 90, 30
#: Rows that are kept, searches that are held in memory, characters and words of a search that is counted.
MOST_ROWS, MOST_HELD, LONGEST, MOST_WORDS = 20_000, 1_000, 60, 8

_PRIVATE = re.compile(r"@|https?:|www\.|(?:\d[\s().+/-]*){6,}", re.IGNORECASE)

_held: Counter[tuple[str, str]] = Counter()
_guard = threading.Lock()


def note(results: Results, language: str) -> None:
    """Count a search whose words stand nowhere, even if something is near in meaning; does nothing for others, and
    never raises."""
    words = countable(results.params)
    if not words or (results.total and results.worded) or results.degraded is not Degraded.NO:
        return
    with _guard:
        if (language, words) in _held or len(_held) < MOST_HELD:
            _held[language, words] += 1


def countable(params: Params) -> str:
    """The words of a request as they are counted; empty when filters narrow it or it may tell of a person."""
    if params.narrowed or params.kinds or params.page != 1:
        return ""
    text = " ".join(normalise(text_of(question(params.q))).casefold().split())
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS or _PRIVATE.search(text):
        return ""
    return text


def flush() -> int:
    """Write down what was counted since the last time; returns how many different searches."""
    with _guard:
        held = dict(_held)
        _held.clear()
    if not held:
        return 0
    today = timezone.localdate()
    _forget(today)
    with transaction.atomic():
        room = MOST_ROWS - UnansweredSearch.objects.count()
        for (language, words), count in held.items():
            digest = _digest(language, words)
            if not _again(digest, words, count, today) and room > 0:
                row = UnansweredSearch(digest=digest, language=language, count=count, days=1, last_day=today)
                UnansweredSearch.objects.bulk_create([row], ignore_conflicts=True)
                room -= 1
    return len(held)


def discard() -> None:
    """Forget what was not yet written down."""
    with _guard:
        _held.clear()


def _again(digest: str, words: str, count: int, today: date) -> bool:
    row = UnansweredSearch.objects.select_for_update().filter(digest=digest).first()
    if row is None:
        return False
    row.days += row.last_day != today
    row.count += count
    row.last_day = today
    row.words = words if row.days >= DAYS else ""
    row.save()
    return True


def _digest(language: str, words: str) -> str:
    """Recognises a search without telling it to whoever reads the table."""
    return salted_hmac("search.unanswered", f"{language} {words}", algorithm="sha256").hexdigest()[:32]


def _forget(today: date) -> None:
    UnansweredSearch.objects.filter(
        Q(last_day__lt=today - timedelta(days=KEPT_WORDS))
        | Q(words="", last_day__lt=today - timedelta(days=KEPT_DIGESTS))
    ).delete()

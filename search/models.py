"""What the search keeps in the database: changes to work off, and what stands in the index."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, Exists, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from search import languages

#: Seconds until a work that failed is tried again; after the last it is set aside.
DELAYS = (2, 10, 60)
LONGEST_FAILURE = 2000  # characters that are kept of a reason

#: What ``IndexState`` holds before anything has happened.
_SHARED: Mapping[str, Any] = {
    "version": 0,
    "drift": 0,
    "clock": None,
    "swept": "",
    "swept_at": None,
    "verified": None,
    "differences": 0,
}


#: Versions are milliseconds, taken before a work is read and written some time after it: who reads what is new since a
#: version looks so much further back.
LATE = 60_000


class OutboxQuerySet(models.QuerySet["Outbox"]):
    """Rows by where they stand."""

    def waiting(self) -> OutboxQuerySet:
        """Rows that will be worked off, now or later."""
        return self.filter(set_aside=False)

    def due(self) -> OutboxQuerySet:
        """Rows to work off now. A next try that is further away than any delay was set by a clock since put back."""
        now = timezone.now()
        late = Q(next_try__gt=now + timedelta(seconds=DELAYS[-1]))
        return self.waiting().filter(Q(next_try=None) | Q(next_try__lte=now) | late)

    def failed(self, reason: str, *, final: bool = False) -> None:
        """Note that these rows could not be worked off: try them again later, or set them aside."""
        now = timezone.now()
        whens = [
            When(attempts=n, then=Value(now + timedelta(seconds=delay))) for n, delay in enumerate(DELAYS)
        ]
        last = len(DELAYS) if not final else 0
        self.update(
            attempts=F("attempts") + 1,
            next_try=Case(*whens, default=None, output_field=models.DateTimeField()),
            set_aside=Case(When(attempts__gte=last, then=True), default=False),
            failure=reason[:LONGEST_FAILURE],
        )

    def again(self) -> int:
        """Let what failed be tried as if it were new; returns how many rows."""
        return self.exclude(attempts=0).update(attempts=0, next_try=None, set_aside=False, failure="")


class Outbox(models.Model):
    """A change that the index has not heard of; written in the transaction that made the change.

    It names one work (``identity``), or all works of a kind (``identity`` is the kind and a colon),
    or all works below a page (``page``). Nothing else is kept: what the index should hold is read
    when the row is worked off. While it waits, a row that ``hides`` keeps its works out of answers.

    A work that cannot be read, planned or written is tried again (``attempts`` so far, not before
    ``next_try``), then ``set_aside`` with its ``failure``. Rows are worked off in the order of their
    ids; clocks only say when to try again.
    """

    identity = models.CharField(max_length=120, blank=True)
    page = models.BigIntegerField(null=True)
    hides = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    set_aside = models.BooleanField(default=False)
    failure = models.TextField(blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["identity"], name="search_outbox_identity")]

    def __str__(self) -> str:
        return self.identity or f"page {self.page}"


class Record(models.Model):
    """A work as it stands in the index, without its words.

    ``version``: the counter (``IndexState.next_version``) under which it was planned last.
    ``listed``: whether it has a document; a work that was taken out stays as a bare line until the
    next rebuild, so that a rebuild under way hears of it. ``document``: the part of the index
    document that no language owns, and ``labels``: that of its vocabulary in all languages, which is
    long and seldom read. ``display``: facts for the card. All three are JSON. ``concepts``: keys of what its texts
    name (``search.concepts``), each as often as it counts; ``about``: how far they are about each concept by all of
    their words (``search.concepts.shares.written``), which the index does not hold.
    """

    identity = models.CharField(max_length=120, primary_key=True)
    kind = models.CharField(max_length=40, db_index=True)
    external_id = models.CharField(max_length=200, blank=True)
    original_language = models.CharField(max_length=20, blank=True)
    version = models.BigIntegerField(db_index=True)
    listed = models.BooleanField(default=True, db_index=True)
    published = models.DateTimeField(null=True)
    document = models.TextField(default="{}")
    labels = models.TextField(default="{}")
    display = models.TextField(default="{}")
    concepts = models.TextField(blank=True)
    about = models.TextField(blank=True)
    image = models.BigIntegerField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.identity

    def document_data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.document)
        return data

    def common_data(self) -> dict[str, Any]:
        """All of the index document but the words and what is made of them."""
        return {**self.document_data(), **self.label_data(), "concepts": self.concepts}

    def label_data(self) -> dict[str, str]:
        data: dict[str, str] = json.loads(self.labels)
        return data


class Projection(models.Model):
    """The words of a work in one language: as they are shown, and as the index has them.

    ``passages`` holds one passage a line, ``body_tokens`` the tokens of the same passages line by
    line, so that a snippet is cut from the line that matched. ``places`` says where these tokens stand
    (``search.analysis.places``): a line for the title, one for the summary, and one for each passage. What
    is made of tokens was analysed with analysis ``analysis``; ``source_hash`` tells whether that has to be
    done again.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="projections")
    language = models.CharField(max_length=20)
    page = models.BigIntegerField()
    url = models.CharField(max_length=1000)
    state = models.CharField(max_length=40)
    title = models.TextField()
    summary = models.TextField(blank=True)
    passages = models.TextField(blank=True)
    title_tokens = models.TextField(blank=True)
    summary_tokens = models.TextField(blank=True)
    body_tokens = models.TextField(blank=True)
    places = models.TextField(blank=True)
    bigram_tokens = models.TextField(blank=True)
    title_key = models.CharField(max_length=400, blank=True)
    source_hash = models.CharField(max_length=64)
    analysis = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "language"], name="search_projection_of_language")
        ]
        indexes = [
            models.Index(fields=["language", "title_key"], name="search_projection_title"),
            # Which texts have no vectors is asked after each writing; rows are long, and SQLite reads this of them alone.
            models.Index(fields=["record", "source_hash"], name="search_projection_source"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.language}"


class Meaning(models.Model):
    """What one language of a work means: vectors of its passages, made of its projection some time after it.

    ``source_hash``: that of the projection from which they were made, and ``embedder`` the name of the model; where
    either is another now, they are made again, but for passages of which ``hashes`` holds the hash, one a line.
    ``passages`` has a row of ``search.meaning`` for each, ``title`` one: the title as a question. ``version`` grows
    with every change of any row (``IndexState.next_version``), so that a process can ask what is new.
    """

    projection = models.OneToOneField(Projection, on_delete=models.CASCADE, primary_key=True)
    source_hash = models.CharField(max_length=64)
    embedder = models.CharField(max_length=100)
    hashes = models.TextField(blank=True)
    passages = models.BinaryField()
    title = models.BinaryField()
    version = models.BigIntegerField()

    class Meta:
        # Whether anything is new is asked every few seconds; rows are long, and the index is all that it reads.
        indexes = [models.Index(fields=["embedder", "version"], name="search_meaning_version")]

    def __str__(self) -> str:
        return f"meaning of {self.projection_id}"


class MeaningSpace(models.Model):
    """How the vectors of a model are compared (``search.meaning.space``); the newest of a model counts.

    Every process uses the same, so that the pages of one answer agree. ``texts``: how many it was measured on.
    """

    version = models.BigIntegerField(primary_key=True)
    embedder = models.CharField(max_length=100)
    texts = models.PositiveIntegerField()
    constants = models.BinaryField()

    def __str__(self) -> str:
        return f"space {self.version} of {self.embedder}"


class IndexState(models.Model):
    """One row that every process shares: counters, until when dates were looked at, the last verification.

    ``written`` grows after each write to the live index, so that who remembers its answers knows when to forget them.
    ``swept``: the work that was looked at last in this round of ``search.sweeping``, empty between two rounds, and
    ``swept_at``: when.
    """

    version = models.BigIntegerField(default=0)
    written = models.BigIntegerField(default=0)
    drift = models.BigIntegerField(default=0)
    clock = models.DateTimeField(null=True)
    swept = models.CharField(max_length=120, blank=True)
    swept_at = models.DateTimeField(null=True)
    verified = models.DateTimeField(null=True)
    differences = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"version {self.version}"

    @classmethod
    def next_version(cls) -> int:
        """A version newer than all before it.

        Taken before the state of a work is read: then whoever holds the newest version has read the
        newest state, however many processes drain and in whatever order transactions committed. It never
        goes back, not even when a database of yesterday is restored beside an index of today.
        Call it inside a transaction only if that transaction is short; it locks the row.
        """
        newer = _newer("version")
        with (
            transaction.atomic()
        ):  # else another process may come between writing and reading, and both have the same
            if not cls.objects.filter(pk=1).update(version=newer):
                cls.objects.get_or_create(pk=1)
                cls.objects.filter(pk=1).update(version=newer)
            version: int = cls.objects.values_list("version", flat=True).get(pk=1)
        return version

    @classmethod
    def count_drift(cls, hits: int) -> None:
        """Count hits that the index gave and the visibility rule refused."""
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(drift=F("drift") + hits)

    @classmethod
    def note_writing(cls) -> None:
        """Note that something was written to the live index and can be found."""
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(written=_newer("written"))

    @classmethod
    def at_hand(cls) -> tuple[int, bool]:
        """``written``, and whether a change waits that hides something. Every answer asks, so Django puts the statement
        together once."""
        with connection.cursor() as cursor:
            cursor.execute(*_at_hand())
            row = cursor.fetchone()
        if row is None:  # nothing has happened yet
            return 0, Outbox.objects.filter(hides=True).exists()
        return row[0], bool(row[1])

    @classmethod
    def look_at_dates(cls, last: datetime | None, now: datetime) -> bool:
        """Note that dates are looked at up to now; False when somebody has done so since ``last``."""
        cls.objects.get_or_create(pk=1)
        return bool(cls.objects.filter(pk=1, clock=last).update(clock=now))

    @classmethod
    def sweep(cls, last: datetime | None, work: str, now: datetime) -> bool:
        """Note that works are looked at up to this one; False when somebody has gone on since ``last``."""
        cls.objects.get_or_create(pk=1)
        return bool(cls.objects.filter(pk=1, swept_at=last).update(swept=work, swept_at=now))

    @classmethod
    def note_verification(cls, differences: int) -> None:
        """Keep that a verification came to its end just now, and how many differences it left."""
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(verified=timezone.now(), differences=differences)

    @classmethod
    def values(cls) -> Mapping[str, Any]:
        """The row as it stands."""
        row = cls.objects.filter(pk=1).values(*_SHARED).first()
        return row or _SHARED


def _newer(counter: str) -> Greatest:
    """The time in milliseconds, or one more than the last where that is greater: no number comes twice, neither when the
    clock is put back nor when a database of yesterday is restored."""
    return Greatest(F(counter) + 1, Value(time.time_ns() // 1_000_000))


@cache
def _at_hand() -> tuple[str, tuple[Any, ...]]:
    hiding = Exists(Outbox.objects.filter(hides=True))
    return IndexState.objects.filter(pk=1).values_list("written", hiding).query.sql_with_params()


class UnansweredQuerySet(models.QuerySet["UnansweredSearch"]):
    def shown(self) -> UnansweredQuerySet:
        """Those that were searched for often enough to be nobody's own, the most frequent first."""
        return self.exclude(words="").order_by("-count", "language", "words")


class UnansweredSearch(models.Model):
    """Words that were searched for in vain; ``words`` is empty until several days have seen them.

    See ``search.unanswered`` for what is counted and what is never kept.
    """

    digest = models.CharField(max_length=32, primary_key=True)
    language = models.CharField(max_length=20)
    words = models.CharField(max_length=100, blank=True)
    count = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)
    last_day = models.DateField(db_index=True)

    objects = UnansweredQuerySet.as_manager()

    def __str__(self) -> str:
        return self.words or self.digest

    @property
    def language_name(self) -> str:
        """The language in which the site was read, in itself."""
        return languages.own_name(self.language)

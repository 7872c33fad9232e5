"""What people were told, the mails about it, and how each wants to be told."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from kb.core import languages

#: Seconds until a mail that failed is tried again: twice as long each time, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 30, 3_600
LONGEST_DOUBLING = 7  # after so many the pause is the longest
#: For how long a mail is tried before it is set aside.
PATIENCE = timedelta(days=3)
#: A mail that a process took and said nothing about is another's again after this. No sending takes as long.
LEASE = timedelta(minutes=15)
LONGEST_SUBJECT = 200
LONGEST_ANSWER = 300  # characters that are kept of what a mail server says
_OPEN = Q(done_at=None) & (Q(must_act=True) | Q(read_at=None))


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by what they ask for."""

    def open(self) -> NoticeQuerySet:
        """Those that count: something to do that is not done, or news that is not read."""
        return self.filter(_OPEN)

    def to_do(self) -> NoticeQuerySet:
        """Those whose person has something to do."""
        return self.filter(must_act=True, done_at=None)

    def overdue(self, now: datetime) -> NoticeQuerySet:
        """What has waited to be done for longer than the setting `REMIND_AFTER` says."""
        return self.to_do().filter(created__lte=now - timedelta(days=settings.REMIND_AFTER))


class Notice(models.Model):
    """A line in somebody's inbox. Its sentence is made when it is read, in the language of the reader.

    `words` fill the holes of the kind's sentence. They may tell of what is not public, so nobody but `user` is ever
    shown them. `must_act` is that of the kind when the notice was written. `route` and `args` name the address that
    it leads to. `key`: of notices that are open, a person has one with the same key at most; an empty key is none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=80)
    must_act = models.BooleanField(default=False)
    words = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    route = models.CharField(max_length=120)
    args = models.JSONField(default=list)
    about = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=200, blank=True)
    created = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-created"], name="inbox_notice_of_user")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=_OPEN & ~Q(key=""), name="inbox_notice_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"

    @property
    def is_to_do(self) -> bool:
        """Whether the person has something to do, and it is not done."""
        return self.must_act and self.done_at is None

    @property
    def is_open(self) -> bool:
        """Whether it counts; see `NoticeQuerySet.open`."""
        return self.done_at is None and (self.must_act or self.read_at is None)


def pause_after(attempts: int) -> timedelta:
    """How long a mail waits after so many tries."""
    return timedelta(seconds=min(FIRST_PAUSE * 2 ** min(attempts - 1, LONGEST_DOUBLING), LONGEST_PAUSE))


class MailQuerySet(models.QuerySet["Mail"]):
    """Mails by where they stand."""

    def waiting(self) -> MailQuerySet:
        """Those that will be sent, now or later."""
        return self.filter(state=Mail.State.WAITING)

    def due(self, now: datetime) -> MailQuerySet:
        """Those to be sent now. A next try further away than any pause was set by a clock since put back."""
        late = Q(next_try__gt=now + LEASE + timedelta(seconds=LONGEST_PAUSE))
        return self.waiting().filter(Q(next_try__lte=now) | late)

    def all_failed(self, reason: str, answer: str, now: datetime) -> tuple[int, int]:
        """Keep that none of these can be sent now; returns how many are tried again, and how many are set aside."""
        given = {"reason": reason, "answer": answer[:LONGEST_ANSWER]}
        over = self.filter(first_try__lte=now - PATIENCE).update(state=Mail.State.SET_ASIDE, **given)
        waits = [
            When(attempts=tries, then=Value(now + pause_after(tries + 1)))
            for tries in range(LONGEST_DOUBLING)
        ]
        longest = Value(now + timedelta(seconds=LONGEST_PAUSE))
        again = self.update(
            next_try=Case(*waits, default=longest),
            first_try=Coalesce("first_try", Value(now)),
            attempts=F("attempts") + 1,
            **given,
        )
        return again, over

    def in_trouble(self) -> MailQuerySet:
        """Those that failed and are tried again, and those that were set aside."""
        return self.filter(state__in=(Mail.State.WAITING, Mail.State.SET_ASIDE)).exclude(reason="")

    def again(self) -> int:
        """Try what failed or was set aside as if it were new; returns how many."""
        now = timezone.now()
        return self.in_trouble().update(
            state=Mail.State.WAITING, attempts=0, first_try=None, next_try=now, reason="", answer=""
        )


class Mail(models.Model):
    """A mail to be sent: about one notice, or (`notice` is empty) one that reminds of all that has waited too long.

    It is written in the transaction of the notice and made into words when it is sent. Whoever sends it takes it
    first by raising `attempts`, so that two processes never send one. `reason` and `answer` say why the last try failed.

    One without a `user` goes to somebody who has no account (see `kb.inbox.posting`): `address`, `language`, `subject`
    and `body` are theirs, and are emptied when nothing more is to be done about it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("is tried again")
        SENT = "sent", _("sent")
        NOT_NEEDED = "not needed", _("no longer needed")
        SET_ASIDE = "set aside", _("set aside")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField(blank=True)
    notice = models.OneToOneField(Notice, null=True, on_delete=models.CASCADE, related_name="mail")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    created = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    first_try = models.DateTimeField(null=True)
    next_try = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, blank=True)
    answer = models.CharField(max_length=LONGEST_ANSWER, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes: ClassVar = [
            models.Index(fields=["next_try"], condition=Q(state="waiting"), name="inbox_mail_waiting")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(user=None) | Q(address=""), name="inbox_mail_to_a_user_or_an_address"
            )
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} to {self.user_id or 'an address'}"

    @classmethod
    def take(cls, now: datetime) -> Mail | None:
        """The mail that has waited longest, for this process alone; None where none is due.

        The update succeeds for one of those who saw the row, on SQLite as on PostgreSQL.
        """
        while (seen := cls.objects.due(now).order_by("next_try", "pk").first()) is not None:
            of_mine = cls.objects.due(now).filter(pk=seen.pk, attempts=seen.attempts)
            taken = of_mine.update(
                attempts=F("attempts") + 1, next_try=now + LEASE, first_try=seen.first_try or now
            )
            if taken:
                return cls.objects.select_related("user", "notice__by").get(pk=seen.pk)
        return None

    def is_over(self, state: str, **changed: Any) -> None:
        """Keep that nothing more is to be done about this mail, and why."""
        changed |= {"address": "", "subject": "", "body": ""}
        type(self).objects.filter(pk=self.pk).update(state=state, **changed)

    def failed(self, reason: str, answer: str, now: datetime, *, final: bool = False) -> bool:
        """Keep why this try failed. Returns whether the mail is set aside, because trying again is in vain or has
        been for three days.
        """
        over = final or now - (self.first_try or now) >= PATIENCE
        type(self).objects.filter(pk=self.pk).update(
            state=self.State.SET_ASIDE if over else self.State.WAITING,
            next_try=now + pause_after(self.attempts),
            reason=reason,
            answer=answer[:LONGEST_ANSWER],
        )
        return over


class MailChoice(models.Model):
    """What somebody wants by mail and in which language; without a row, `Wanted.ALL`.

    All is the default: who shares a case comes to the site seldom and learns by mail alone that it was published,
    while whoever gets many mails is here daily and can choose. `seen_in`: the language of their last log-in.
    """

    class Wanted(models.TextChoices):
        ALL = "all", _("Everything that is in the inbox")
        MUST = "must", _("Only what I have to do")
        NOTHING = "nothing", _("Nothing")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="mail_choice"
    )
    wanted = models.CharField(
        _("What is sent to you by mail"), max_length=10, choices=Wanted.choices, default=Wanted.ALL
    )
    language = models.CharField(
        _("Language of the mails"),
        max_length=20,
        blank=True,
        choices=[(each.code, each.autonym) for each in languages.LANGUAGES],
    )
    seen_in = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"{self.wanted} to {self.user_id}"


class Reminding(models.Model):
    """One row that every process shares: the day on which people were reminded last."""

    day = models.DateField(null=True)

    def __str__(self) -> str:
        return f"reminded on {self.day}"

    @classmethod
    def begin(cls, today: date) -> bool:
        """Whether nobody has reminded today before; then it is for the caller to do."""
        cls.objects.get_or_create(pk=1)
        return bool(cls.objects.exclude(day=today).filter(pk=1).update(day=today))

"""Tells people what concerns them: a line in the inbox, and a mail where they want one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from . import kinds, worker
from .models import Mail, Notice


def tell(
    people: Iterable[Any],
    kind: str,
    *,
    words: Mapping[str, str],
    route: str,
    args: Sequence[str | int] = (),
    comment: str = "",
    about: Page | None = None,
    by: Any = None,
    key: str = "",
) -> int:
    """Write one notice a person, in the transaction of the caller; returns how many were written.

    `people` are users; those whose account is closed, and `by`, who did it, are left out. `words` fill the holes of
    the kind's sentence. `route` is the name of an address and `args` its parameters, as `reverse()` takes them: the
    link opens in the language of whoever follows it. It must lead to a page that the person may open, so none of
    the admin; that of a public page is `wagtail_serve` with its path below the language. `comment` is what `by` has
    written, in plain text. `about`: the page that `done` is told of. `key`: as long as a person has an open notice
    with the same key (200 characters at most), they get no other.

    Mails go out after the commit; a transaction that is rolled back tells nobody. Raises `LookupError` for a kind
    that nobody has registered.
    """
    known = kinds.get(kind)
    if known is None:
        raise LookupError(f"Nobody has registered the kind of notices {kind}.")
    told = {person.pk: person for person in people if person.is_active}
    if by is not None:
        told.pop(by.pk, None)
    notices = [
        Notice(
            user=person,
            kind=kind,
            must_act=known.must_act,
            words={name: str(value) for name, value in words.items()},
            comment=comment,
            route=route,
            args=list(args),
            about_id=about.pk if about else None,
            by=by,
            key=key,
        )
        for person in told.values()
    ]
    with transaction.atomic():
        # Where two tell at once, the database takes one row a key; which of ours it took, our own ids tell.
        Notice.objects.bulk_create(notices, ignore_conflicts=bool(key))
        written = set(
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).values_list("pk", flat=True)
        )
        mails = [
            Mail(notice_id=notice.pk, user_id=notice.user_id) for notice in notices if notice.pk in written
        ]
        Mail.objects.bulk_create(mails)
        transaction.on_commit(worker.wake)
    return len(mails)


def done(kind: str, about: Page, user: Any = None) -> int:
    """What had to be done about this page is done, by whoever; returns how many notices that ends.

    `kind` is that of the notices, or what stands before the full stop in the names of several: `submission` ends
    `submission.returned`, too. `user`: only those of one person. They stay in the inbox and count no longer.
    """
    found = Notice.objects.filter(Q(kind=kind) | Q(kind__startswith=f"{kind}."), about=about.pk, done_at=None)
    if user is not None:
        found = found.filter(user=user)
    return found.update(done_at=timezone.now())


def done_with(key: str) -> int:
    """What had to be done is done, for everybody who was told with this key; returns how many notices that ends."""
    return Notice.objects.filter(key=key, done_at=None).update(done_at=timezone.now())

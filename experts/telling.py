"""What people are told about profiles: a line in the inbox, and a mail where they want one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from kb.inbox.kinds import Kind, register
from kb.inbox.models import Notice
from kb.inbox.telling import done, tell

if TYPE_CHECKING:
    from .models import Account, ClaimRequest, ExpertPage, Invitation

ASKED, APPROVED, REFUSED = "profile.asked", "profile.given", "profile.refused"
INVITED, PUBLISHED, RETURNED = "profile.invited", "profile.published", "profile.returned"
BACKEND = (
    "django.contrib.auth.backends.ModelBackend"  # of the two that the site has, the one that knows of rights
)
REMINDED, ERASURE = "profile.reminded", "profile.erasure"
KINDS = (
    Kind(ASKED, _("%(person)s says that the profile of %(name)s is theirs"), must_act=True),
    Kind(APPROVED, _("The profile of %(name)s is yours now")),
    Kind(REFUSED, _("The profile of %(name)s was not given to you")),
    Kind(INVITED, _("You are invited to keep the profile of %(name)s"), must_act=True),
    Kind(PUBLISHED, _("What was written in the profile of %(name)s is public now")),
    Kind(RETURNED, _("The profile of %(name)s was sent back: change it, then send it again"), must_act=True),
    Kind(REMINDED, _("Is the profile of %(name)s still right?"), must_act=True),
    Kind(ERASURE, _("Somebody has asked that the profile of %(name)s be deleted"), must_act=True),
)


def make_known() -> None:
    """Register the kinds; called once when the apps are ready."""
    register(*KINDS)


def _words(profile: ExpertPage, **more: str) -> dict[str, str]:
    return {"name": profile.name or profile.title, **more}


def editors() -> list[Any]:
    """Who may answer: those who open accounts, or the administrators where nobody does."""
    users = get_user_model().objects
    found = users.with_perm("accounts.open_account", include_superusers=False, backend=BACKEND)
    return list(found) or list(users.filter(is_superuser=True, is_active=True))


def asked(request: ClaimRequest) -> None:
    """Somebody asks for a profile: to the editors, once as long as nobody has answered."""
    tell(
        editors(),
        ASKED,
        words=_words(request.profile, person=request.person.get_username()),
        route="profile_request",
        args=[request.pk],
        about=request.profile,
        by=request.person,
        key=f"{ASKED} {request.pk}",
    )


def answered(requests: Iterable[ClaimRequest]) -> None:
    """Editors have answered: to those who asked, with the reason."""
    for each in requests:
        tell(
            [each.person],
            APPROVED if each.approved else REFUSED,
            words=_words(each.profile),
            route="own_profile",
            comment=each.reason,
            about=each.profile,
        )
        Notice.objects.filter(key=f"{ASKED} {each.pk}", done_at=None).update(done_at=each.decided_at)


def invited(invitation: Invitation, token: str) -> None:
    """To the invited person, who has an account."""
    tell(
        [invitation.person],
        INVITED,
        words=_words(invitation.profile),
        route="profile_invitation",
        args=[token],
        about=invitation.profile,
    )


def no_longer_invited(profile: ExpertPage) -> None:
    """The invitations to a profile are over."""
    done(INVITED, profile)


def decided(account: Account, by: Any, *, approved: bool, comment: str = "") -> None:
    """An editor has approved what waited, or sent it back: to the holder."""
    if account.holder is None:
        return
    tell(
        [account.holder],
        PUBLISHED if approved else RETURNED,
        words=_words(account.profile),
        route="own_profile",
        comment=comment,
        about=account.profile,
        by=by,
    )


def sent_again(profile: ExpertPage) -> None:
    """What was sent back is with the editors again."""
    done(RETURNED, profile)


def reminded(account: Account, token: str, number: int) -> None:
    """Whether everything is still right: to the holder."""
    tell(
        [account.holder],
        REMINDED,
        words=_words(account.profile),
        route="profile_confirm_link",
        args=[token],
        about=account.profile,
        key=f"{REMINDED} {account.pk} {number}",
    )


def confirmed(profile: ExpertPage) -> None:
    """The question is answered, by whoever of those who keep the profile."""
    done(REMINDED, profile)


def asks_for_erasure(account: Account) -> None:
    """To the administrators, who alone can do it."""
    administrators = get_user_model().objects.filter(is_superuser=True)
    tell(
        administrators,
        ERASURE,
        words=_words(account.profile),
        route="profile_requests",
        about=account.profile,
        by=account.holder,
        key=f"{ERASURE} {account.pk}",
    )


def forget(pages: Iterable[int]) -> None:
    """Leave no notice about these pages: its words name the person."""
    Notice.objects.filter(about__in=list(pages)).delete()

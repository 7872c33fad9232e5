"""Who keeps a profile: its holder, the people who help, invitations to take it over, and requests to.

Beside the page, not on it: nothing here is published, translated, exported or kept in a revision.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

INVITATION_DAYS = 14


class Account(models.Model):
    """Who holds a profile. Without a holder, the profile is nobody's yet, or nobody's any more.

    `agreed_to`, `agreed_at`: the text of the consent that the holder has agreed to, and when; the page says the same
    to the public rule, and what an editor has noted of a letter stands there alone. `withdrawn_at`: when the holder has
    taken consent back; until they give it again, nobody else can. `reminders`: how often the holder
    was asked since the last answer. `erasure_asked_at`: when the holder has asked that everything be deleted.
    """

    profile = models.OneToOneField(
        "experts.ExpertPage", on_delete=models.CASCADE, related_name="account", verbose_name=_("expert")
    )
    holder = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="expert_account",
        verbose_name=_("holder"),
    )
    since = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    agreed_to = models.CharField(max_length=20, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    erasure_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("holder of a profile")
        verbose_name_plural = _("holders of profiles")

    def __str__(self) -> str:
        return str(self.profile_id)


class Delegate(models.Model):
    """Somebody who may edit a profile for its holder.

    `typed` is what the holder wrote, a user name or an address. It is kept and shown whether or not there is an
    account: the list must not tell which addresses have one.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="delegates")
    typed = models.CharField(max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="expert_delegations",
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "typed"), name="expert_delegate_typed_once")
        ]

    def __str__(self) -> str:
        return self.typed


class InvitationQuerySet(models.QuerySet):
    def open(self) -> InvitationQuerySet:
        """Those whose link still works."""
        begun = timezone.now() - timedelta(days=INVITATION_DAYS)
        return self.filter(used_at=None, revoked_at=None, at__gt=begun)


class Invitation(models.Model):
    """A link with which somebody takes a profile over once. `person`: the only account that may, where one is known."""

    profile = models.ForeignKey("experts.ExpertPage", on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.profile_id} {self.at:%Y-%m-%d}"


class ClaimRequest(models.Model):
    """Somebody says that a profile is theirs. `approved` is None until an editor has answered."""

    profile = models.ForeignKey("experts.ExpertPage", on_delete=models.CASCADE, related_name="claim_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)
    approved = models.BooleanField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request for a profile")
        verbose_name_plural = _("requests for profiles")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("profile", "person"), condition=Q(approved=None), name="expert_claim_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.person_id}"

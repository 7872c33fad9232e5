"""Accounts that a desk has opened for somebody."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OpenedAccount(models.Model):
    """Who opened an account for whom: a village officer may have no e-mail address to sign up with."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="opened", verbose_name=_("account")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("opened by"),
    )
    at = models.DateTimeField(_("opened on"), auto_now_add=True)

    class Meta:
        verbose_name = _("opened account")
        verbose_name_plural = _("opened accounts")
        permissions = (("open_account", _("Can open accounts for contributors")),)

    def __str__(self) -> str:
        return str(self.user)

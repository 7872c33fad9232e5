"""Accounts: those pages of django-allauth that the site uses, and the doors of Wagtail that lead to them."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from . import views

urlpatterns = [
    # Wagtail's own forms know no second factor.
    path("admin/login/", views.to_log_in),
    path("admin/password_reset/", views.to_reset),
    path("admin/password_reset/<path:rest>", views.to_reset),
]
i18n_urlpatterns = [
    path("_util/login/", views.to_log_in),
    path("accounts/login/", views.LogInView.as_view(), name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/reauthenticate/", views.ConfirmView.as_view(), name="account_reauthenticate"),
    path("accounts/confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"
    ),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", account.password_set, name="account_set_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", mfa.index, name="mfa_index"),
    path("accounts/2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("accounts/2fa/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("accounts/2fa/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("accounts/2fa/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("accounts/email/", views.profile, name="account_email"),
    path("accounts/opened/", views.opened, name="opened_accounts"),
    path("accounts/opened/<int:pk>/link/", views.link, name="account_link"),
]

"""The forms of django-allauth in the words of the site: a label each, and no second one inside the field."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

LABELS = {
    "login": _("User name or e-mail address"),
    "username": _("User name"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("The same password again"),
    "oldpassword": _("Present password"),
    "code": _("Code"),
}
#: What Django and django-allauth say in forms, and have no words for in all of our languages.
OF_OTHERS = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("You must type the same password each time."),
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop("This password is too common."),
    gettext_noop("Null characters are not allowed."),
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    gettext_noop("This password is entirely numeric."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop(
        "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        8,
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        8,
    ),
    gettext_noop("username"),
    gettext_noop("email address"),
    gettext_noop("first name"),
    gettext_noop("last name"),
)


class _InOurWords:
    fields: Any

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
        for name in ("login", "username"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"autocapitalize": "none", "autocomplete": "username"}


class _CountedCodes:
    """Wrong codes make wait as wrong passwords do (`receivers.code_failed` counts them)."""

    user: Any

    def clean_code(self) -> str:
        if not AxesProxyHandler.is_allowed(context.request, {"login": self.user.get_username()}):
            raise get_adapter().validation_error("rate_limited")
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class LoginForm(_InOurWords, account.LoginForm):
    """Log-in by name or by address.

    An account that a desk has opened counts as confirmed: the person may have no e-mail address at all.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page has its own link for those who forgot it

    def user_credentials(self) -> dict[str, Any]:
        return {
            **super().user_credentials(),
            "login": self.cleaned_data["login"],
        }  # what django-axes counts by

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.user is not None and not EmailAddress.objects.filter(user=self.user).exists():
            self._login.email_verification = "none"
        return cleaned


class SignupForm(_InOurWords, account.SignupForm):
    """A user name, an address and a password."""


class ResetPasswordForm(_InOurWords, account.ResetPasswordForm):
    """The address to which the link goes."""


class ResetPasswordKeyForm(_InOurWords, account.ResetPasswordKeyForm):
    """A new password, by a link."""


class ChangePasswordForm(_InOurWords, account.ChangePasswordForm):
    """A new password for the present one."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class ReauthenticateForm(_InOurWords, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class AuthenticateForm(_InOurWords, _CountedCodes, mfa.AuthenticateForm):
    """The second factor at log-in: of the app, or a recovery code."""


class ReauthenticateByCodeForm(_InOurWords, _CountedCodes, mfa.ReauthenticateForm):
    """The second factor once more."""


class ActivateForm(_InOurWords, ActivateTOTPForm):
    """The first code of a new app."""


class OpenAccountForm(forms.ModelForm):
    """An account for somebody else."""

    class Meta:
        model = get_user_model()
        fields = ("username", "first_name", "last_name", "email")
        labels: ClassVar = {
            "username": LABELS["username"],
            "first_name": _("Given name"),
            "last_name": _("Family name"),
            "email": _("E-mail address, if there is one"),
        }
        help_texts: ClassVar = {
            "username": _("With this the person logs in: small letters and digits, no spaces.")
        }
        error_messages: ClassVar = {"username": {"unique": _("This name is taken. Choose another.")}}

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email and get_user_model().objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return email

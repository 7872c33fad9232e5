"""What somebody wants by mail, and in which language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from wagtail.users.models import UserProfile

from kb.core import languages

from .models import MailChoice, Notice


def choice_of(user: Any) -> MailChoice:
    """What the user has chosen, or what holds as long as they have not."""
    return MailChoice.objects.filter(user=user).first() or MailChoice(user=user)


def language_of(user: Any, choice: MailChoice) -> str:
    """The language in which to write to somebody: chosen here, else chosen in the admin, else that of their last
    log-in, else that of the site.
    """
    admin = UserProfile.objects.filter(user=user).values_list("preferred_language", flat=True).first()
    known = (code for code in (choice.language, admin, choice.seen_in) if code in languages.BY_CODE)
    return next(known, languages.DEFAULT)


def wants(choice: MailChoice, notice: Notice) -> bool:
    """Whether somebody who has chosen so is sent a mail about a notice that is still open."""
    if choice.wanted == MailChoice.Wanted.NOTHING:
        return False
    return notice.must_act or choice.wanted == MailChoice.Wanted.ALL


def remember_language(user: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Keep in which language somebody has logged in; a receiver of Django's signal."""
    code = translation.get_language()
    if code in languages.BY_CODE and choice_of(user).seen_in != code:
        MailChoice.objects.update_or_create(user=user, defaults={"seen_in": code})

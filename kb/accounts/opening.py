"""Accounts for people who cannot open one themselves, and the links with which they choose a password."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.safestring import SafeString
from qrcode.image.svg import SvgPathImage
from wagtail.log_actions import log

from kb.editorial.roles import CONTRIBUTORS

from .models import OpenedAccount

# In the log of the site.
OPENED, LINKED, FACTOR_REMOVED = "accounts.opened", "accounts.linked", "accounts.factor_removed"


@transaction.atomic
def open_account(user: Any, by: Any) -> Any:
    """Keep a new account without a password, as that of a contributor; returns it."""
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=CONTRIBUTORS))
    OpenedAccount.objects.create(user=user, by=by)
    log(instance=user, action=OPENED, user=by)
    return user


def link_for(person: Any, by: Any) -> str:
    """A link with which this person chooses a password once. It ends with the days that Django's setting gives."""
    log(instance=person, action=LINKED, user=by)
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    address: str = get_adapter().get_reset_password_from_key_url(key)
    return address


def qr_code(text: str) -> SafeString:
    """The text as an SVG for a telephone's camera."""
    out = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=4).save(out)
    svg = out.getvalue().decode()
    return SafeString(svg[svg.index("<svg") :])

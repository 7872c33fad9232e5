"""What pages about keeping a profile need: `{% load profile %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from experts import permissions, states
from experts.desk import Desk

register = template.Library()


@register.simple_tag
def profile_url(desk: Desk, name: str, **parameters: Any) -> str:
    """The address of a page of this profile: one's own, or one that is edited for somebody."""
    return desk.address(name, **parameters)


@register.simple_tag
def circle_name(circle: str) -> str:
    """A circle of readers in words."""
    return {
        "public": _("Everybody"),
        "signed-in": _("People who have logged in"),
        "organizers": _("Organizers and editors"),
    }[circle]


@register.filter
def is_unclaimed(profile: Any) -> bool:
    """Whether a profile is, as far as its state says, nobody's: only then readers are asked whether it is theirs."""
    return profile.profile_status_key in states.UNCLAIMED


@register.filter
def may_invite(user: Any) -> bool:
    """`{% if request.user|may_invite %}`"""
    return permissions.may_invite(user)

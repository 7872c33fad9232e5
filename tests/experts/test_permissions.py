"""Who sees which way to reach a person: each role sees what the profile says is for it, and no more."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import Page

from experts.permissions import visible_contacts
from kb.editorial.roles import apply_roles, organizer_group
from tests.factories import locale, make_expert, make_user

LEVELS = ("public", "signed_in", "organisers", "nobody")
SEEN = {
    "anonymous": 1,
    "reader": 2,
    "contributor": 2,
    "organizer": 3,
    "editor": 3,
    "superuser": 3,
}  # how many of the levels, from the first


@pytest.fixture
def section(site):
    sections = Page.objects.filter(content_type__model="collectionsectionpage", locale=locale("en"))
    return sections.get(slug="forum")


@pytest.fixture
def expert(site):
    contacts = [{"type": "email", "value": f"{level}@example.org", "visibility": level} for level in LEVELS]
    return make_expert(code="reachable", contacts=contacts)


def user_of(role, section, superuser):
    if role in ("anonymous", "superuser"):
        return AnonymousUser() if role == "anonymous" else superuser
    groups = {
        "contributor": ["Contributors"],
        "organizer": [organizer_group(section).name],
        "editor": ["Editors"],
    }
    return make_user(role, *groups.get(role, []))


@pytest.mark.parametrize("role", SEEN)
def test_each_role_sees_the_contacts_that_are_for_it(role, expert, section, superuser, client):
    user = user_of(role, section, superuser)
    expected = [f"{level}@example.org" for level in LEVELS[: SEEN[role]]]
    assert [row.value for row in visible_contacts(expert, user)] == expected
    if user.is_authenticated:
        client.force_login(user)
    page = client.get(expert.url).content.decode()
    assert [each for each in (f"{level}@example.org" for level in LEVELS) if each in page] == expected


def test_organizers_who_were_there_before_get_the_right_when_the_roles_are_applied(section):
    group = organizer_group(section)
    group.permissions.clear()
    apply_roles()
    names = Group.objects.get(pk=group.pk).permissions.values_list("codename", flat=True)
    assert set(names) == {"access_admin", "see_organisers_contacts"}

"""A forum's organizers add collections to their own section, in every language, and to no other."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from cases.models import CollectionIndexPage, CollectionSectionPage
from kb.core import languages
from tests.factories import make_case, make_user


@pytest.fixture
def organizer(site):
    call_command("add_section", "forum-16", "16th forum")
    call_command("add_section", "forum-17", "17th forum")
    return make_user("organizer", "Organizers of forum-16")


def sections(slug):
    return CollectionSectionPage.objects.filter(slug=slug)


def test_a_section_is_there_in_every_language(organizer):
    assert {page.locale.language_code for page in sections("forum-16")} == set(languages.CODES)
    assert all(page.live for page in sections("forum-16"))


def test_they_add_in_their_own_section_only(organizer):
    assert all(page.permissions_for_user(organizer).can_add_subpage() for page in sections("forum-16"))
    for page in [*sections("forum-17"), *CollectionIndexPage.objects.all(), make_case().get_parent()]:
        assert not page.permissions_for_user(organizer).can_add_subpage()
    assert not any(
        page.permissions_for_user(organizer).can_publish_subpage() for page in sections("forum-16")
    )


def test_it_can_be_repeated(organizer):
    call_command("add_section", "forum-16", "16th forum")
    assert sections("forum-16").count() == len(languages.CODES)
    assert Group.objects.filter(name="Organizers of forum-16").count() == 1


def test_a_bad_part_of_the_address_is_refused(site):
    with pytest.raises(CommandError):
        call_command("add_section", "Forum 16!", "16th forum")

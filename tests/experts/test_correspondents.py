"""Letters reach the people whom they are for, and nobody whose profile is not public."""

from __future__ import annotations

import pytest

from experts.models import Account
from kb.letters.models import Letter
from kb.letters.recipients import people_for
from tests.factories import make_case, make_expert, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site):
    return make_user("editor", "Editors")


def held(profile, name):
    holder = make_user(name)
    Account.objects.update_or_create(profile=profile, defaults={"holder": holder})
    return holder


def test_a_message_to_an_expert_reaches_the_holder_of_the_profile(editor):
    profile = make_expert()
    assert people_for(Letter.Kind.CONTACT, profile) == [editor]
    holder = held(profile, "bounmy")
    assert people_for(Letter.Kind.CONTACT, profile) == [holder]
    assert people_for(Letter.Kind.ERROR, profile) == [editor]


def test_a_question_about_a_case_reaches_those_who_can_explain_it(editor):
    writer, reviewer, hidden = (make_expert(name=name) for name in ("Ana", "Ben", "Cem"))
    people = [
        {"expert": writer, "role": "author"},
        {"expert": reviewer, "role": "reviewer"},
        {"expert": hidden, "role": "author"},
    ]
    case = make_case(people=people)
    for profile, name in ((reviewer, "ben"), (hidden, "cem")):
        held(profile, name)
    hidden.unpublish()
    assert people_for(Letter.Kind.QUESTION, case) == [editor]
    assert people_for(Letter.Kind.QUESTION, case) == [editor]
    holder = held(writer, "ana")
    assert people_for(Letter.Kind.QUESTION, case) == [holder]

"""Who is told what about profiles."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from experts import claims, confirmation, drafts, erasure, invitations, telling
from experts.models import Account, ExpertPage
from kb.editorial.models import seen
from kb.inbox.models import Notice
from tests.experts.conftest import PROFILE
from tests.factories import make_expert, make_user, translate

pytestmark = pytest.mark.django_db


def told(kind="profile"):
    rows = Notice.objects.filter(kind__startswith=kind).order_by("created", "user__username")
    return [(row.user.username, row.kind, row.comment) for row in rows]


def open_(kind):
    return Notice.objects.filter(kind=kind, done_at=None).count()


def test_editors_are_told_of_a_request_and_the_person_of_the_answer(expert, client):
    desk, second = make_user("desk", "Editors"), make_user("second", "Editors")
    noy = make_user("noy")
    asked = claims.ask(expert, noy, "It is me")
    claims.ask(expert, noy, "It really is")
    assert told() == [(each.username, telling.ASKED, "") for each in (desk, second)]
    client.force_login(desk)
    notice = Notice.objects.get(user=desk)
    assert client.get(f"/en/profiles/requests/{notice.args[0]}/").status_code == 200
    claims.answer(asked, desk, approved=False, reason="Another person")
    assert told()[2:] == [("noy", telling.REFUSED, "Another person")]
    assert open_(telling.ASKED) == 0


def test_where_no_editor_is_the_administrators_are_told(expert, superuser):
    claims.ask(expert, make_user("noy"), "It is me")
    assert told() == [("root", telling.ASKED, "")]


def test_who_is_invited_by_name_is_told_until_somebody_has_the_profile(expert, client):
    noy = make_user("noy")
    invitations.invite(expert, make_user("desk", "Editors"))
    assert told() == []
    invitations.invite(expert, make_user("other", "Editors"), noy)
    notice = Notice.objects.get()
    client.force_login(noy)
    assert "This is me" in client.get(f"/en/profiles/invitation/{notice.args[0]}/").text
    claims.take_over(expert, make_user("third"))
    assert open_(telling.INVITED) == 0


def decide(page, action, **given):
    page = ExpertPage.objects.get(pk=page.pk)
    state = page.current_workflow_state.current_task_state.specific
    state.task.specific.on_action(state, make_user(f"desk-{action}-{page.pk}", "Editors"), action, **given)


def test_a_holder_is_told_what_an_editor_has_decided(expert, holder, fill_in):
    lao = translate(expert, "lo", "ລາວ")
    fill_in("who", name="Boun")
    decide(expert, "reject", comment="Write the whole name")
    assert told() == [("bounmy", telling.RETURNED, "Write the whole name")]
    fill_in("who", name="Bounmy P.")
    assert open_(telling.RETURNED) == 0
    decide(expert, "approve", revision=seen(ExpertPage.objects.get(pk=expert.pk).get_latest_revision()))
    fill_in("words/lo", title="ອື່ນ")
    decide(lao, "reject", comment="Not quite")
    assert told()[1:] == [("bounmy", telling.PUBLISHED, ""), ("bounmy", telling.RETURNED, "Not quite")]


def test_nobody_is_told_of_a_profile_that_nobody_holds(expert):
    drafts.review(expert, make_user("editor", "Editors"))
    decide(expert, "reject", comment="No")
    assert told() == []


def run():
    out = StringIO()
    call_command("remind_experts", stdout=out)
    return out.getvalue().strip()


def test_who_does_not_answer_two_questions_has_a_dormant_profile(site, client):
    begin = timezone.now()
    expert = make_expert("Noy", code="noy", confirmed_on=timezone.localdate())
    noy = make_user("noy")
    claims.take_over(expert, noy)

    def after(days):
        with time_machine.travel(begin + timedelta(days=days)):
            return run()

    assert after(180) == "Asked: 0. Dormant now: 0."
    assert after(190) == after(221) == "Asked: 1. Dormant now: 0."
    assert after(191) == after(222) == "Asked: 0. Dormant now: 0."
    assert [name for name, _kind, _comment in told(telling.REMINDED)] == ["noy", "noy"]
    assert after(252) == "Asked: 0. Dormant now: 1."
    assert after(300) == "Asked: 0. Dormant now: 0."
    assert ExpertPage.objects.get().profile_status_key == "dormant"
    with time_machine.travel(begin + timedelta(days=301)):
        client.force_login(noy)
        token = confirmation.token_of(expert)
        assert client.post(f"{PROFILE}confirm/{token}/").status_code == 302
        assert ExpertPage.objects.get().profile_status_key == "active"
        assert (Account.objects.get().reminders, open_(telling.REMINDED)) == (0, 0)
        assert run() == "Asked: 0. Dormant now: 0."


def test_administrators_hear_of_an_erasure_and_nothing_of_it_stays(expert, holder, client, superuser):
    client.post(f"{PROFILE}data/erasure/")
    assert told() == [("root", telling.ERASURE, "")]
    erasure.erase(ExpertPage.objects.get(pk=expert.pk))
    assert told() == []

"""Nothing is published without a second pair of eyes, whatever way is tried."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, TaskState
from wagtail_localize.models import StringSegment, StringTranslation

from cases.models import CasePage, CaseShardPage
from kb.core.publication import NotPublishable
from kb.editorial import roles
from kb.editorial.models import seen
from tests.factories import locale, make_case, make_collection, make_user, translate
from tests.forms import form_of
from tests.kb.core.conftest import sync


def submit(page, user):
    """The draft, saved by the user and sent for approval; returns the task."""
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else page
    draft.save_revision(user=user)
    return page.get_workflow().start(page, user).current_task_state.specific


@pytest.fixture
def people(site):
    return {
        "author": make_user("author", "Contributors"),
        "editor": make_user("editor", "Editors"),
        "other": make_user("other", "Editors"),
    }


@pytest.fixture
def draft(people):
    return make_case(live=False, owner=people["author"])


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def approve(client, page, task):
    """Opens the window of the task and approves what it shows."""
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    return client.post(url, now(page))


def now(page):
    """What somebody who opens the page's task now is shown."""
    return {"revision": seen(Page.objects.get(pk=page.pk).latest_revision)}


def test_an_editor_approves_and_that_publishes(draft, people, client):
    task = submit(draft, people["author"])
    assert not is_live(draft)
    client.force_login(people["editor"])
    approve(client, draft, task)
    assert is_live(draft)
    assert client.get(CasePage.objects.get(pk=draft.pk).url).status_code == 200


def test_the_author_cannot_approve_by_the_admin(draft, people, client):
    people["author"].groups.add(*people["editor"].groups.all())
    task = submit(draft, people["author"])
    client.force_login(people["author"])
    approve(client, draft, task)
    assert not is_live(draft)
    assert TaskState.objects.get(pk=task.pk).status == "in_progress"


@pytest.mark.parametrize("way", ["on_action", "approve", "finish", "nobody"])
def test_the_author_cannot_approve_in_code(draft, people, way):
    author = people["author"]
    author.groups.add(*people["editor"].groups.all())
    task = submit(draft, author)
    with pytest.raises(PermissionDenied):
        if way == "on_action":
            task.task.specific.on_action(task, author, "approve")
        elif way == "approve":
            task.approve(user=author)
        elif way == "finish":
            task.workflow_state.finish(user=author)
        else:
            task.approve(user=None)
    assert not is_live(draft)
    assert TaskState.objects.get(pk=task.pk).status == "in_progress"


def test_a_superuser_who_wrote_it_cannot_approve_it_either(draft, superuser):
    task = submit(draft, superuser)
    with pytest.raises(PermissionDenied):
        task.approve(user=superuser)
    assert not is_live(draft)


def test_who_edits_it_becomes_a_contributor(draft, people, client):
    task = submit(draft, people["author"])
    page = CasePage.objects.get(pk=draft.pk)
    page.title = "Better"
    page.save_revision(user=people["editor"])
    client.force_login(people["editor"])
    approve(client, draft, task)
    assert not is_live(draft)
    client.force_login(people["other"])
    approve(client, draft, task)
    assert is_live(draft)
    assert CasePage.objects.get(pk=draft.pk).title == "Better"


def test_editing_and_approving_in_one_step_is_refused(draft, people, client):
    task = submit(draft, people["author"])
    client.force_login(people["editor"])
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    data = form_of(client.get(url), title="Mine now")
    data |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
    client.post(url, data)
    assert not is_live(draft)
    assert TaskState.objects.get(pk=task.pk).status == "in_progress"


def test_approving_from_the_editor_saves_nothing_of_the_form(draft, people, client):
    task = submit(draft, people["author"])
    client.force_login(people["editor"])
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    # A browser writes an empty text in another way than the site does: the form differs, though nobody typed.
    data = form_of(client.get(edit), summary=f"{draft.summary} ")
    data |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
    for nothing in ("{}", "[]", "no JSON"):
        client.post(edit, {**data, "workflow-action-extra-data": nothing})
        assert not is_live(draft)
    count = draft.revisions.count()
    response = client.post(edit, {**data, "workflow-action-extra-data": json.dumps(now(draft))}, follow=True)
    assert "approved and published" in " ".join(map(str, response.context["messages"]))
    assert is_live(draft)
    assert draft.revisions.count() == count
    assert TaskState.objects.get(pk=task.pk).status == "approved"


def test_of_two_who_decide_the_second_is_told(draft, people):
    task = submit(draft, people["author"])
    stale = TaskState.objects.get(pk=task.pk)
    task.task.specific.on_action(task, people["editor"], "reject", comment="Not yet")
    with pytest.raises(NotPublishable, match="decided"):
        stale.task.specific.on_action(stale, people["other"], "approve", **now(draft))
    assert not is_live(draft)


def test_a_later_change_undoes_what_an_approver_has_seen(draft, people, client):
    task = submit(draft, people["author"])
    client.force_login(people["editor"])
    url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    window = client.get(url, headers={"X-Requested-With": "XMLHttpRequest"}).json()["html"]
    seen_by_editor = BeautifulSoup(window, "html.parser").find("input", attrs={"name": "revision"})["value"]
    page = CasePage.objects.get(pk=draft.pk)
    page.title = "Slipped in"
    page.save_revision(user=people["author"], overwrite_revision=overwritten(page))
    response = client.post(url, {"revision": seen_by_editor}, follow=True)
    assert "changed since you opened it" in str(*response.context["messages"])
    assert not is_live(draft)
    assert TaskState.objects.get(pk=task.pk).status == "in_progress"
    for data in ({}, {"revision": ""}):
        client.post(url, data)
        assert not is_live(draft)
    approve(client, draft, task)
    assert CasePage.objects.get(pk=draft.pk).title == "Slipped in"


def overwritten(page):
    """What autosave does: the revision keeps its number and gets other words."""
    return page.latest_revision


def test_the_second_to_decide_is_told_in_the_admin(draft, people, client):
    task = submit(draft, people["author"])
    client.force_login(people["other"])
    data = now(draft)
    task.task.specific.on_action(task, people["editor"], "reject", comment="Not yet")
    url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    response = client.post(url, data, follow=True)
    assert "not currently awaiting moderation" in str(*response.context["messages"])


def test_what_lacks_something_is_not_approved_in_the_admin_and_the_editor_reads_why(draft, people, client):
    page = CasePage.objects.get(pk=draft.pk)
    page.summary = ""
    page.save_revision(user=people["author"])
    task = page.get_workflow().start(page, people["author"]).current_task_state.specific
    client.force_login(people["editor"])
    url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    response = client.post(url, now(draft), follow=True)
    assert response.status_code == 200
    assert "The summary is missing" in str(*response.context["messages"])
    told = client.post(url, now(draft), headers={"X-Requested-With": "XMLHttpRequest"})
    assert told.json()["redirect"].endswith("/edit/")
    assert not is_live(draft)
    assert TaskState.objects.get(pk=task.pk).status == "in_progress"
    # who asks for changes is not asked to finish the text first
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    data = form_of(client.get(edit)) | {"action-workflow-action": "true", "workflow-action-name": "reject"}
    client.post(edit, data)
    assert TaskState.objects.get(pk=task.pk).status == "rejected"


def test_what_lacks_something_is_not_approved(draft, people):
    task = submit(draft, people["author"])
    revision = CasePage.objects.get(pk=draft.pk).save_revision(user=people["author"])
    revision.content["start"] = "yesterday"
    revision.save()
    with pytest.raises(NotPublishable, match="2020"):
        task.task.specific.on_action(task, people["editor"], "approve", **now(draft))
    assert not is_live(draft)


def test_a_translation_goes_the_same_way(people, client):
    lao = translate(make_case(), "lo", "ນ້ຳ", live=False)
    task = submit(lao, people["author"])
    with pytest.raises(PermissionDenied):
        task.approve(user=people["author"])
    client.force_login(people["editor"])
    approve(client, lao, task)
    assert is_live(lao)


def test_two_editors_finish_a_translation_whoever_owns_the_original(people, client):
    case = make_case(owner=people["editor"])
    lao = translate(case, "lo", "ນ້ຳ", live=False)
    assert lao.owner == people["editor"]
    task = submit(lao, people["other"])
    with pytest.raises(PermissionDenied):
        task.approve(user=people["other"])
    client.force_login(people["editor"])
    approve(client, lao, task)
    assert is_live(lao)


def test_who_translated_a_sentence_cannot_approve_what_another_sent(people):
    case = make_case()
    translation = sync(case, "lo")
    lao = CasePage.objects.get(locale=locale("lo"))
    sentence = StringSegment.objects.filter(source=translation.source).first()
    StringTranslation.objects.create(
        translation_of=sentence.string,
        locale=locale("lo"),
        context=sentence.context,
        data="ນ້ຳ",
        last_translated_by=people["editor"],
    )
    task = submit(lao, people["other"])
    for contributor in ("editor", "other"):
        with pytest.raises(PermissionDenied):
            task.approve(user=people[contributor])
    assert not is_live(lao)


def test_an_editor_writes_a_case_in_the_admin_and_sends_it(people, client):
    shard = CaseShardPage.objects.get(slug="la", locale=locale("en"))
    client.force_login(people["other"])
    url = reverse("wagtailadmin_pages:add", args=["cases", "casepage", shard.pk])
    data = form_of(client.get(url), title="A new well", summary="A well.", **{"action-submit": "1"})
    refused = client.post(url, data)
    assert refused.status_code == 200  # a place and a theme are missing
    assert not CasePage.objects.filter(title="A new well").exists()
    theme = make_case().theme_rows.first().term_id
    data |= {
        "sites-TOTAL_FORMS": "1",
        "sites-0-key": "s1",
        "sites-0-country": "LA",
        "sites-0-ORDER": "1",
        "theme_rows-TOTAL_FORMS": "1",
        "theme_rows-0-term": str(theme),
        "theme_rows-0-ORDER": "1",
    }
    client.post(url, data)
    case = CasePage.objects.get(title="A new well")
    assert case.slug == "a-new-well"
    assert not case.live
    assert case.owner == people["other"]
    assert case.current_workflow_task_state is not None
    data["action-publish"] = "1"
    client.post(reverse("wagtailadmin_pages:edit", args=[case.pk]), data)
    assert not is_live(case)
    client.force_login(people["editor"])
    approve(client, case, case.current_workflow_task_state)
    assert is_live(case)


# --- roles ------------------------------------------------------------------------------------------------


def test_nobody_but_a_superuser_may_publish(people):
    assert not any("publish" in right for role in (*roles.ROLES, roles.ORGANIZER) for right in role.pages)
    assert not GroupPagePermission.objects.filter(permission__codename="publish_page").exists()
    for user in people.values():
        for page in (make_case(), make_collection()):
            rights = page.permissions_for_user(user)
            assert not rights.can_publish()
            assert not rights.can_unpublish()
            assert not rights.can_delete()


def rights():
    return sorted(GroupPagePermission.objects.values_list("group__name", "page_id", "permission__codename"))


def test_applying_the_roles_again_changes_nothing(site):
    before = rights()
    assert {name for name, _page, _right in before} == {"Editors", "Contributors"}
    roles.apply_roles()
    assert rights() == before


def test_a_right_that_somebody_gave_by_hand_is_taken_away(site):
    before = rights()
    some = GroupPagePermission.objects.first()
    GroupPagePermission.objects.create(
        group=some.group, page=Page.objects.get(depth=1), permission_id=publish_permission()
    )
    roles.apply_roles()
    assert rights() == before


def test_a_contributor_does_not_enter_the_admin_nor_where_the_role_let_them_before(people, client):
    author = people["author"]
    access = Permission.objects.get(codename="access_admin")
    author.groups.get().permissions.add(access)
    client.force_login(author)
    assert client.get("/admin/").status_code == 200
    roles.apply_roles()
    for path in (
        "",
        "pages/",
        "reports/workflow/",
        "reports/locked/",
        "choose-page/",
        "pages/search/?q=water",
    ):
        assert client.get(f"/admin/{path}")["Location"].startswith("/en/accounts/login/"), path
    client.force_login(people["editor"])
    assert client.get("/admin/").status_code == 200


def publish_permission() -> int:
    return Permission.objects.get(codename="publish_page", content_type__app_label="wagtailcore").pk


def test_a_contributor_adds_cases_and_edits_their_own_only(people):
    own = make_case(owner=people["author"])
    other = make_case()
    author = people["author"]
    assert own.permissions_for_user(author).can_edit()
    assert not other.permissions_for_user(author).can_edit()
    assert not make_collection().get_parent().permissions_for_user(author).can_add_subpage()

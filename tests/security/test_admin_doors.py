"""Who may work on their own cases only: no view of the admin tells them what stands in the draft of another (W06)."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Collection, Comment, GroupCollectionPermission, Page, Revision

from kb.editorial.roles import organizer_group
from tests.factories import locale, make_case, make_user

SECRET = "qzdraft"  # in words, private notes, comments and old revisions; the title of a draft may be seen in lists
#: The first signs out whoever asks for it; the second is Wagtail's, and falls to show what falling looks like.
LEFT_OUT = ("/logout/", "/failwhale/")


@pytest.fixture
def draft(site):
    owner = make_user("owner", "Contributors")
    case = make_case(
        "A title", live=False, owner=owner, summary=f"{SECRET}summary", search_description=f"{SECRET}desc"
    )
    case.save_revision(user=owner)
    case.problem = f"<p>{SECRET}problem</p>"
    case.save_revision(user=owner)
    Comment.objects.create(page=case, user=owner, text=f"{SECRET}comment", contentpath="title")
    case.get_workflow().start(case, owner)
    return case


def admin_addresses(draft):
    """Every address of the admin whose holes are numbers or slugs, filled with what belongs to the draft."""
    revisions = list(Revision.objects.for_instance(draft).values_list("pk", flat=True))
    task = draft.current_workflow_state.current_task_state

    def walk(patterns, start):
        for pattern in patterns:
            text = start + str(pattern.pattern).lstrip("^").rstrip("$")
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, text)
            elif isinstance(pattern, URLPattern):
                yield text

    numbers = {
        "revision": revisions[0],
        "task_state": task.pk,
        "workflow_state": draft.current_workflow_state.pk,
    }
    admin = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    for text in walk(admin.url_patterns, "/admin/"):
        if text.endswith(LEFT_OUT):
            continue

        def fill(hole):
            name = hole[0].strip("<>").rpartition(":")[2]
            if "revision_id_b" in name:
                return str(revisions[-1])
            number = next((pk for part, pk in numbers.items() if part in name), draft.pk)
            words = {"app_label": "cases", "model_name": "casepage", "content_type_app_name": "cases"}
            words |= {
                "content_type_model_name": "casepage",
                "action_name": "approve",
                "mode": "",
                "action": "delete",
            }
            return words.get(name, str(number))

        path = re.sub(r"<[^>]+>", fill, text)
        if not re.search(r"[()\[\]\\^$]", path):
            yield path


# Wagtail-localize's report says so of its list; only in tests is a warning an error.
@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")
def test_W06_no_view_tells_of_another_s_draft(draft, client):
    section = Page.objects.get(slug="forum", content_type__model="collectionsectionpage", locale=locale("en"))
    client.force_login(make_user("curious", organizer_group(section).name))
    client.raise_request_exception = False
    paths = sorted(set(admin_addresses(draft)))
    assert len(paths) > 150
    asked = [
        *paths,
        f"/admin/api/main/pages/{draft.pk}/?fields=*",
        "/admin/api/main/pages/?fields=*&child_of=" + str(draft.get_parent().pk),
    ]
    told, fallen = [], []
    for path in asked:
        answer = client.get(path, headers={"X-Requested-With": "XMLHttpRequest"} if "choose" in path else {})
        body = b"".join(answer) if answer.streaming else answer.content
        if SECRET.encode() in body:
            told.append(path)
        if answer.status_code >= 500:
            fallen.append(path)
    assert told == []
    assert fallen == []
    assert client.get("/admin/").status_code == 200  # nothing on the way has signed them out


def test_W06_a_contributor_reads_not_even_the_title_of_another_s_draft(draft, client):
    client.force_login(make_user("curious", "Contributors"))
    paths = sorted(set(admin_addresses(draft)))
    lists = [path for path in paths if "/reports/" in path or "/pages/" in path or "choose" in path]
    assert len(lists) > 50
    answers = {path: client.get(path) for path in [*paths, "/admin/pages/search/?q=title"]}
    assert [path for path, answer in answers.items() if b"A title" in answer.getvalue()] == []
    assert [path for path in lists if answers[path].status_code == 200] == []


@pytest.mark.parametrize("kind", ["document", "image"])
def test_W06_choosers_answer_whatever_rights_on_files_somebody_has(site, client, kind):
    """A form for uploading exists for nobody who may not upload, and its absence makes nothing fall."""
    client.raise_request_exception = False
    group = Group.objects.create(name="Choosers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(make_user("chooser", group.name))
    folder = Collection.get_first_root_node()
    folder.add_child(name="Below")
    rights = ("add", "change", "choose")
    for held in [each for count in range(len(rights) + 1) for each in combinations(rights, count)]:
        GroupCollectionPermission.objects.filter(group=group).delete()
        for right in held:
            permission = Permission.objects.get(codename=f"{right}_{kind}")
            GroupCollectionPermission.objects.create(group=group, collection=folder, permission=permission)
        answers = {
            end: client.get(f"/admin/{kind}s/chooser/{end}", headers={"X-Requested-With": "XMLHttpRequest"})
            for end in ("", "?multiple=1", "results/?q=a", "create/")
        }
        assert {end for end, answer in answers.items() if answer.status_code >= 500} == set(), held
        assert answers[""].status_code == 200
        assert answers["create/"].status_code == (200 if "add" in held else 403), held
        assert ("chooser-upload" in answers[""].json()["html"]) is ("add" in held), held

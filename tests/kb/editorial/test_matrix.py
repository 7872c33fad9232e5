"""Who may do what with a case in which state: every role, every state, every way, against one table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse

from cases.models import CasePage, CollectionSectionPage
from kb.editorial import roles
from kb.editorial.models import Responsibility, seen
from tests.factories import make_case, make_collection, make_user
from tests.kb.editorial.test_reviews import again, decide, sent

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "anonymous", "author", "contributor", "laos", "china", "khmer", "organizer", "editor", "administrator",
}  # fmt: skip
OFFICE = {"editor", "administrator"}
NOBODY: set[str] = set()
STATES = ("draft", "at the desk", "at the editors", "sent back", "public", "changed since")
#: Who may, by what and by the state of a case of Laos that `author` wrote. Every other combination must be refused.
MAY: dict[str, dict[str, set[str]]] = {
    "read the page": {
        **dict.fromkeys(STATES, NOBODY),
        "public": EVERYBODY,
        "changed since": EVERYBODY,
    },
    "read its record": {
        **dict.fromkeys(STATES, NOBODY),
        "public": EVERYBODY,
        "changed since": EVERYBODY,
    },
    "read the review": {
        **dict.fromkeys(STATES, {"author"} | OFFICE | {"laos"}),
        "draft": {"author"} | OFFICE,
    },
    "read the draft": {
        **dict.fromkeys(STATES, {"author"} | OFFICE | {"laos"}),
        "draft": {"author"} | OFFICE,
    },
    "send it back": {
        **dict.fromkeys(STATES, NOBODY),
        "at the desk": {"laos", "administrator"},
        "at the editors": OFFICE,
    },
    "approve": {
        **dict.fromkeys(STATES, NOBODY),
        "at the desk": {"laos", "administrator"},
        "at the editors": OFFICE,
    },
    "edit it on the public site": {
        **dict.fromkeys(STATES, {"author"} | OFFICE),
        "at the desk": NOBODY,
        "at the editors": NOBODY,
    },
    "edit it in the admin": dict.fromkeys(STATES, OFFICE),
    "enter the admin": dict.fromkeys(STATES, OFFICE | {"organizer"}),
    "withdraw it": {**dict.fromkeys(STATES, NOBODY), "public": OFFICE, "changed since": OFFICE},
    "see a queue": dict.fromkeys(STATES, OFFICE | {"laos", "china", "khmer"}),
    "name desks": dict.fromkeys(STATES, OFFICE),
}


@pytest.fixture
def people(site) -> dict[str, Any]:
    found: dict[str, Any] = {
        "anonymous": None,
        "author": make_user("author", roles.CONTRIBUTORS),
        "contributor": make_user("contributor", roles.CONTRIBUTORS),
        "editor": make_user("editor", roles.EDITORS),
        "administrator": get_user_model().objects.create_superuser("administrator", password="password"),
    }
    for name, area in (("laos", "country:LA"), ("china", "country:CN"), ("khmer", "language:km")):
        found[name] = make_user(name)
        Responsibility.objects.create(user=found[name], area=area)
    make_collection(section="forum")
    section = CollectionSectionPage.objects.get(slug="forum", locale__language_code="en")
    found["organizer"] = make_user("organizer")
    found["organizer"].groups.add(roles.organizer_group(section))
    return found


def case_in(state: str, people: dict[str, Any], client: Any) -> CasePage:
    page = make_case(live=False, owner=people["author"], country="LA")
    if state == "draft":
        return page
    page = sent(page, people["author"])
    if state == "at the desk":
        return page
    if state == "sent back":
        decide(client, people["laos"], page, "reject", comment="More")
        return again(page)
    decide(client, people["laos"], page, "approve")
    if state == "at the editors":
        return again(page)
    decide(client, people["editor"], page, "approve")
    page = again(page)
    assert page.live
    if state == "changed since":
        page.title = "Changed since"
        page.save_revision(user=people["author"])
        page = again(page)
    return page


def _get(name: str) -> Callable[[Any, Any], bool]:
    return lambda client, page: client.get(reverse(name, args=[page.pk])).status_code == 200


def _decide(do: str) -> Callable[[Any, Any], bool]:
    def act(client: Any, page: Any) -> bool:
        given = {"do": do, "comment": "x", "revision": seen(page.latest_revision)}
        response = client.post(reverse("review_decide", args=[page.pk]), given)
        return response.status_code == 302 and response.url == reverse("review", args=[page.pk])

    return act


def _found(client: Any, page: Any) -> bool:
    return bool(client.get(reverse("record", args=[page.slug, "json"])).status_code == 200)


ACTIONS: dict[str, Callable[[Any, Any], bool]] = {
    "read the page": lambda client, page: client.get(page.get_url()).status_code == 200,
    "read its record": _found,
    "read the review": _get("review"),
    "read the draft": _get("review_text"),
    "send it back": _decide("reject"),
    "approve": _decide("approve"),
    "edit it on the public site": lambda client, page: (
        client.get(f"/en/share/{page.slug}/basics/").status_code == 200
    ),
    "edit it in the admin": _get("wagtailadmin_pages:edit"),
    "enter the admin": lambda client, page: client.get("/admin/").status_code == 200,
    "withdraw it": _get("withdraw"),
    "see a queue": lambda client, page: client.get(reverse("reviews")).status_code == 200,
    "name desks": lambda client, page: client.get("/admin/responsibilities/").status_code == 200,
}


@pytest.mark.parametrize("state", STATES)
def test_who_may(people, client, state):
    page = case_in(state, people, client)
    allowed: dict[str, set[str]] = {action: set() for action in ACTIONS}
    for action, act in ACTIONS.items():
        for name, user in people.items():
            with transaction.atomic():
                client.logout()
                if user is not None:
                    client.force_login(user)
                if act(client, page):
                    allowed[action].add(name)
                transaction.set_rollback(True)
    assert allowed == {action: MAY[action][state] for action in ACTIONS}


def test_every_group_of_the_table_is_tried_and_told():
    tried = {roles.EDITORS, roles.CONTRIBUTORS}
    assert {role.group for role in roles.ROLES} == tried
    text = (Path(__file__).parents[3] / "docs" / "roles.md").read_text(encoding="utf-8")
    for name in (*tried, roles.ORGANIZERS_OF.strip()):
        assert f"*{name}" in text


def test_nobody_but_an_administrator_may_publish_past_a_review(site):
    roles.apply_roles()
    assert not Group.objects.filter(page_permissions__permission__codename="publish_page").exists()

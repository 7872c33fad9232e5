"""A case with every kind of passage, who translates it into Lao, and what a browser sends back."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from cases.models import CasePage
from kb.editorial.models import Responsibility
from tests.factories import locale, make_case, make_user

LAO = "/en/translate/spring/lo/"
PROBLEM = (
    '<p>Far from <b>any</b> well.</p><p>See <a href="https://example.org/a">the report</a> of 2019.</p>'
    "<ul><li>No road</li><li>No school</li></ul>"
)


@pytest.fixture
def author(site):
    return make_user("author", "Contributors")


@pytest.fixture
def reviewer(site):
    user = make_user("reviewer")
    Responsibility.objects.create(user=user, area="language:lo")
    return user


@pytest.fixture
def case(author):
    return make_case(
        "A spring",
        code="spring",
        owner=author,
        summary="Water for all.",
        problem=PROBLEM,
        steps=[("step", {"title": "Dig", "text": "<p>First we dug.</p>"})],
        original_statement=True,
    )


@pytest.fixture
def writing(client, author, case):
    """The author's browser."""
    client.force_login(author)
    return client


def lao() -> CasePage:
    return CasePage.objects.get(slug="spring", locale=locale("lo"))


def draft() -> Any:
    return lao().get_latest_revision_as_object()


def fields(answer: Any) -> dict[str, str]:
    """The names of the fields by what the original says beside them."""
    soup = BeautifulSoup(answer.content, "html.parser")
    return {
        row.find(id=lambda found: found and found.startswith("original-")).text: row.find("textarea")["name"]
        for row in soup.find_all(class_="passage")
    }


def form(answer: Any, **typed: str) -> dict[str, Any]:
    """What the browser sends when somebody types translations of these passages. `typed`: by the original's words."""
    soup = BeautifulSoup(answer.content, "html.parser")
    names = fields(answer)
    data = {}
    for control in soup.find("form", class_="passages").find_all(["input", "textarea"]):
        if control.name == "textarea":
            data[control["name"]] = control.text.removeprefix("\n")
        elif control.get("type") != "checkbox" or control.has_attr("checked"):
            data[control["name"]] = control.get("value", "on")
    return {**data, **{names[said]: text for said, text in typed.items()}}


def save(client: Any, typed: dict[str, str], path: str = LAO) -> Any:
    return client.post(path, form(client.get(path), **typed))


def words_of(answer: Any) -> str:
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)

"""What a page costs: bytes for the reader, queries for the database."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import compress_string
from wagtail.models import TaskState

from kb.coverage.models import Batch
from kb.editorial.models import Point, Responsibility, Step
from kb.exchange import demonstration
from tests import factories
from tests.forms import sent_from

pytestmark = pytest.mark.django_db
FIRST_VISIT, LATER_VISIT = 50_000, 15_000  # bytes, compressed, images aside
COLUMNS = (
    "start",
    "end",
    "delivery_model",
    "evidence_level",
    "tags",
    "themes",
    "sdgs",
    "target_groups",
    "sites",
)


@pytest.fixture
def full_page(site, search_index):
    """The demonstration's cases as far as a page of results shows them, each in English and in Burmese or the like."""
    for path in sorted((demonstration.FOLDER / "cases").glob("*.jsonl")):
        work = json.loads(path.read_text(encoding="utf-8"))
        facts, words = work["facts"], work["words"]
        shown = {name: facts[name] for name in COLUMNS if name in facts}
        shown["organisations"] = [
            {"name": each["name"], "role": each["role"]} for each in facts["organisations"]
        ]
        case = factories.make_case(
            words["en"]["title"], summary=words["en"]["summary"], code=work["slug"], **shown
        )
        other = next((words[code] for code in ("my", "km", "lo", "th") if code in words), None)
        other = other or {**words["en"], "title": f"{words['en']['title']} (my)"}
        factories.translate(case, "my", other["title"], summary=other["summary"], translation_state="machine")
    search_index()


def test_a_page_of_results_is_small(full_page, client):
    for path in (
        "/en/search/",
        "/my/search/?sort=title",
        "/my/search/?kind=case",
        "/my/search/?view=filters",
    ):
        response = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert response["Content-Encoding"] == "gzip"
        again = len(response.content)
        assert again < LATER_VISIT, path
        html = client.get(path).text
        assert html.count('<li class="hit ') == (0 if "view=filters" in path else 20)
        files = set(
            re.findall(
                r'<(?:link rel="(?:icon|stylesheet)"|script)[^>]*? (?:href|src)="/static/([^"]+)"', html
            )
        )
        assert {name.rpartition(".")[2] for name in files} == {"css", "js", "svg"}
        assert again + sum(compressed(name) for name in files) < FIRST_VISIT, path


def compressed(name: str) -> int:
    with open(finders.find(name), "rb") as stream:
        return len(compress_string(stream.read()))


# Queries of an anonymous reader whose process is warm.
QUERIES = {
    "search/": 5,
    "search/?q=water&country=LA": 5,
    "search/suggest/?q=water": 6,
    "": 20,
    "country/la/": 11,
    "theme/roads/": 8,
    "cases/la/{code}-case/": 24,
    "experts/la/{code}-expert/": 20,
    "collections/forum/{code}-collection/": 13,
}

REVIEW_QUERIES = 15
DRAFT_QUERIES = {"sqlite": (20, 88), "postgresql": (20, 87)}  # to open a part and to save it: Wagtail upserts


def make_works(code: str, rows: int) -> None:
    """A case, an expert and a collection of this code, each with so many rows of everything that they show."""
    numbers = range(rows)
    people = [factories.make_expert(f"Bounmy {code} {number}") for number in numbers]
    figures = {
        "references": [{"key": f"r{number}", "title": f"News {number}"} for number in numbers],
        "results": [
            {
                "indicator": "people_tap_water",
                "before": 1,
                "after": number,
                "unit": "people",
                "source": f"r{number}",
            }
            for number in numbers
        ],
    }
    case = factories.make_case(
        f"Water {code}",
        code=f"{code}-case",
        sites=[{"key": f"s{number}", "country": "LA", "village": f"Ban {number}"} for number in numbers],
        costs=[{"item": "total", "amount": number, "currency": "LAK"} for number in numbers],
        themes=["water_supply", "roads", "schooling", "crops", "livestock"][:rows],
        people=[{"expert": person, "role": "author"} for person in people],
        **figures,
    )
    author = factories.make_expert(
        f"Vireak {code}", code=f"{code}-expert", languages=[{"language": "km", "level": "native"}] * rows
    )
    roads = [
        factories.make_case(
            f"Road {code} {number}",
            themes=["roads"],
            people=[{"expert": author, "role": "author"}],
            **figures,
        )
        for number in numbers
    ]
    for each in (case, *roads):
        factories.translate(each, "km", "ទឹក")
    factories.make_collection(f"First {code}", code=f"{code}-collection", entries=[case, *roads])


def test_queries_do_not_grow_with_the_content(site, search_index, client):
    def count(path: str) -> int:
        for _ in range(2):  # the very first visit makes the row of the site's identity, and so a new frame
            assert client.get(path).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    make_works("few", 2)
    search_index()
    few = {path: count(f"/en/{path.format(code='few')}") for path in QUERIES}
    make_works("many", 5)
    search_index()
    many = {path: count(f"/en/{path.format(code='many')}") for path in QUERIES}
    assert many == few == QUERIES


def count(client, path: str, data: dict | None = None) -> int:
    """How many queries a page costs, or a form that is sent."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path) if data is None else client.post(path, data)
    assert response.status_code == (200 if data is None else 302), path
    return len(queries)


def test_the_queue_of_reviews_costs_the_same_however_long_it_is(site, client):
    author, editor = factories.make_user("author", "Contributors"), factories.make_user("editor", "Editors")
    client.force_login(editor)

    def queue(waiting: int) -> int:
        for number in range(Step.objects.count(), waiting):
            case = factories.make_case(f"Water {number}", code=f"water-{number}", live=False, owner=author)
            case.get_workflow().start(case, author)
        assert Step.objects.open().count() == waiting
        client.get("/en/review/")
        return count(client, "/en/review/")

    assert queue(5) == queue(60) == REVIEW_QUERIES


def test_a_part_of_a_draft_costs_the_same_however_much_the_draft_says(site, client):
    author = factories.make_user("author", "Contributors")
    client.force_login(author)

    def part(code: str, rows: int) -> tuple[int, int]:
        numbers = range(rows)
        factories.make_case(
            code=code,
            live=False,
            owner=author,
            sites=[{"key": f"s{number}", "country": "LA", "village": f"Ban {number}"} for number in numbers],
            references=[{"key": f"r{number}", "title": f"News {number}"} for number in numbers],
            results=[{"indicator": "people_tap_water", "after": 1, "source": f"r{n}"} for n in numbers],
            costs=[{"item": "total", "amount": number, "currency": "LAK"} for number in numbers],
            tags=[f"tag {number}" for number in numbers],
        )
        path = f"/en/share/{code}/problem/"
        for text in ("One", "Two"):
            shown = count(client, path)
            saved = count(client, path, sent_from(client.get(path), problem=text))
            client.get("/en/share/")
        return shown, saved

    assert part("small", 1) == part("large", 30) == DRAFT_QUERIES[connection.vendor]


# Queries of somebody who has logged in and looks at a review.
OF_A_REVIEW = {"desk": 51, "editor": 52, "author": 48}


def review_of(countries: list[str], points: int, people: dict[str, Any]) -> Any:
    """A case that was sent back as often as it has countries, and waits with this many points for the desk."""
    places = [{"key": f"s{number}", "country": code} for number, code in enumerate(countries)]
    page = factories.make_case(live=False, owner=people["author"], sites=places)
    page.get_latest_revision_as_object().save_revision(user=people["author"])
    page = type(page).objects.get(pk=page.pk)
    state = page.get_workflow().start(page, people["author"])
    for _code in countries:
        task = TaskState.objects.get(pk=state.current_task_state_id)
        task.task.specific.on_action(task, people["desk"], "reject", comment="More")
        state = type(page).objects.get(pk=page.pk).current_workflow_state
        state.cancel(user=people["author"])
        state = page.get_workflow().start(page, people["author"])
    for number in range(points):
        Point.objects.create(
            page=page, text=f"Point {number}", by=people["desk"], resolved_by=people["author"]
        )
    return page


def test_queries_of_a_review_do_not_grow_with_countries_and_comments(site, client):
    people = {"author": factories.make_user("author", "Contributors")}
    people |= {"editor": factories.make_user("editor", "Editors"), "desk": factories.make_user("desk")}
    for code in ("LA", "CN", "KH", "MM"):
        for person in (people["desk"], factories.make_user(f"desk-{code}")):
            Responsibility.objects.create(user=person, area=f"country:{code}")
    pages = [
        review_of(["LA"], 1, people),
        review_of(["LA", "CN", "KH", "MM"], 20, people),
    ]

    def count(page: Any, name: str) -> int:
        client.force_login(people[name])
        for _ in range(2):
            assert client.get(reverse("review", args=[page.pk])).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("review", args=[page.pk]))
        return len(queries)

    few, many = ({name: count(page, name) for name in OF_A_REVIEW} for page in pages)
    assert many == few == OF_A_REVIEW


# Queries of an editor who looks at what is translated.
OF_TRANSLATIONS = {"": 17, "?state=outdated": 27, "coverage/counts/": 21, "batches/{pk}/": 10}


def test_the_grid_of_translations_costs_the_same_however_much_there_is(site, client):
    editor = factories.make_user("editor", "Editors")
    client.force_login(editor)

    def costs(works: int) -> dict[str, int]:
        batch = Batch.objects.create(language="lo", person=editor)
        for number in range(works):
            case = factories.make_case(f"Water {works} {number}")
            for language in ("km", "lo"):
                factories.translate(case, language)
            case.title += " anew"
            factories.publish(case)
            factories.make_expert(f"Dara {works} {number}")
            batch.works.add(case.work)
        paths = {path: f"/en/translate/{path.format(pk=batch.pk)}" for path in OF_TRANSLATIONS}
        for path in paths.values():
            client.get(path)
        return {path: count(client, address) for path, address in paths.items()}

    assert costs(1) == costs(6) == OF_TRANSLATIONS


# Queries of an author who looks at the first part of a translation, and saves one passage of it.
TRANSLATION_QUERIES = {"sqlite": (23, 143), "postgresql": (23, 142)}  # Wagtail upserts


def test_translating_costs_the_same_however_much_is_translated(site, client):
    author = factories.make_user("author", "Contributors")
    client.force_login(author)

    def part(code: str, rows: int) -> tuple[int, int]:
        case = factories.make_case(
            code=code,
            owner=author,
            problem="".join(f"<p>Paragraph {number}</p>" for number in range(rows)),
            steps=[("step", {"title": f"Step {number}", "text": "<p>Dig</p>"}) for number in range(rows)],
        )
        path = f"/en/translate/{code}/lo/"
        fields = {}
        for text in ("One", "Two"):
            begun = sent_from_passages(client.get(path))
            fields = {name: f"{text} {name}" for name in list(begun)[:-3] if name.startswith("text-")}
            client.post(path, {**begun, **fields})
        assert type(case).objects.get(translation_key=case.translation_key, locale__language_code="lo")
        shown = count(client, path)
        saved = count(client, path, {**sent_from_passages(client.get(path)), next(iter(fields)): "Three"})
        return shown, saved

    part("first", 1)
    assert part("small", 1) == part("large", 30) == TRANSLATION_QUERIES[connection.vendor]


def sent_from_passages(answer: Any) -> dict[str, str]:
    form = BeautifulSoup(answer.content, "html.parser").find("form", class_="passages")
    controls = form.find_all(["input", "textarea"])
    return {
        each["name"]: each.text.removeprefix("\n") if each.name == "textarea" else each.get("value", "")
        for each in controls
        if each.get("type") != "checkbox"
    }

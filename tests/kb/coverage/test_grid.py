"""The grid of works by languages: what each cell says, what filters find, who sees it, what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cases.models import CasePage
from kb.core.models.workpage import TranslationState
from kb.editorial.models import Responsibility
from tests import factories
from tests.kb.editorial.test_reviews import sent

pytestmark = pytest.mark.django_db
REVIEWED, MACHINE = TranslationState.REVIEWED, TranslationState.MACHINE


@pytest.fixture
def editor(site, client):
    person = factories.make_user("editor", "Editors")
    client.force_login(person)
    return person


@pytest.fixture
def works(editor):
    """A case in many states, an expert, a collection, and a case that nobody may read."""
    case = factories.make_case("Clean water", code="clean-water", country="LA")
    factories.translate(case, "lo", translation_state=REVIEWED)
    factories.translate(case, "zh-hans", translation_state=MACHINE)
    factories.translate(case, "th", live=False)
    sent(factories.translate(case, "vi", live=False), factories.make_user("translator"))
    expert = factories.make_expert("Dara Keo", code="dara-keo", country="KH", language="km")
    factories.make_collection("Forum", code="forum-16", entries=[case])
    factories.make_case("Secret", code="secret", live=False)
    return case, expert


def grid(client, query=""):
    """Title → language → what its cell says, of the page with that query."""
    answer = client.get(reverse("translations") + query)
    assert answer.status_code == 200
    html = BeautifulSoup(answer.content, "html.parser")
    return {
        row.th.a.text: {cell["data-label"]: " ".join(cell.text.split()) for cell in row.find_all("td")}
        for row in html.select("tbody tr")
    }


def change(case, **words):
    """The case with other words, published."""
    page = CasePage.objects.get(pk=case.pk)
    for name, value in words.items():
        setattr(page, name, value)
    return factories.publish(page)


def test_each_cell_says_its_state_in_words(works, client):
    found = grid(client)
    assert list(found) == ["Forum", "Dara Keo", "Clean water"]
    water = found["Clean water"]
    assert water["English"].startswith("◆ Original")
    assert water["Lao"].startswith("✓ Translation, reviewed")
    assert water["Chinese"].startswith("○ Machine translation, not checked")
    assert water["Thai"] == "✎ Draft"
    assert water["Vietnamese"] == "→ Sent for review"
    assert water["Burmese"] == "– Not translated"
    assert found["Dara Keo"]["Khmer"].startswith("◆ Original")


def test_a_text_older_than_its_original_says_since_when_and_what_changed(works, client):
    change(works[0], title="Cleaner water", problem="<p>The well was dry.</p>")
    water = grid(client, "?state=outdated")["Cleaner water"]
    today = timezone.localdate()
    assert water["Lao"].startswith("△ Older than the original")
    assert str(today.year) in water["Lao"]
    assert "Title · Problem and context" in water["Lao"]
    assert "Summary" not in water["Lao"]
    assert water["English"].startswith("◆ Original")  # the original is never older than itself


def test_what_is_public_and_being_changed_says_both(works, client):
    page = CasePage.objects.get(translation_key=works[0].translation_key, locale__language_code="lo")
    page.title = "ນ້ຳສະອາດ"
    page.save_revision()
    cell = grid(client)["Clean water"]["Lao"]
    assert cell.startswith("✓ Translation, reviewed")
    assert cell.endswith("✎ Draft")


def test_what_is_translated_in_part_says_so(works, client):
    page = CasePage.objects.get(translation_key=works[0].translation_key, locale__language_code="lo")
    assert page.summary == works[0].summary  # nobody has translated it
    assert set(grid(client, "?state=partly&language=lo")) == {"Clean water"}
    cell = grid(client)["Clean water"]["Lao"]
    assert cell.startswith("✓ Translation, reviewed")
    assert cell.endswith("◐ Partly translated")
    page.summary = "ສະຫຼຸບ"
    factories.publish(page)
    assert set(grid(client, "?state=partly&language=lo")) == set()
    assert "Partly" not in grid(client)["Clean water"]["Lao"]


def test_what_the_public_may_not_read_is_a_draft(works, client):
    page = CasePage.objects.get(translation_key=works[0].translation_key, locale__language_code="lo")
    CasePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(days=1))
    assert grid(client)["Clean water"]["Lao"] == "✎ Draft"
    assert "Clean water" not in grid(client, "?state=reviewed&language=lo")
    PageViewRestriction.objects.create(page=works[0], restriction_type="login")
    assert "Clean water" not in grid(client)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?kind=expert", {"Dara Keo"}),
        ("?country=LA", {"Clean water", "Forum"}),
        ("?country=KH", {"Dara Keo"}),
        ("?theme=water_supply", {"Clean water", "Forum"}),
        ("?theme=roads", set()),
        ("?state=reviewed", {"Clean water"}),
        ("?state=reviewed&language=th", set()),
        ("?state=machine&language=zh-hans", {"Clean water"}),
        ("?state=draft&language=th", {"Clean water"}),
        ("?state=draft&language=vi", set()),
        ("?state=sent", {"Clean water"}),
        ("?state=missing&language=km", {"Clean water", "Forum"}),
        ("?state=missing&language=en", {"Dara Keo"}),
        ("?state=missing", {"Clean water", "Dara Keo", "Forum"}),
        ("?state=original&language=km", {"Dara Keo"}),
        ("?state=outdated", set()),
        ("?state=nonsense&kind=nonsense", {"Clean water", "Dara Keo", "Forum"}),
        ("?kind=case&country=LA&language=lo&state=reviewed", {"Clean water"}),
    ],
)
def test_filters(works, client, query, titles):
    assert set(grid(client, query)) == titles


def test_a_parent_theme_finds_what_has_its_child(works, client):
    from kb.vocabulary import labels

    parent = labels.ancestors("theme", "water_supply")[0]
    assert "Clean water" in grid(client, f"?theme={parent}")


def test_a_language_chosen_is_the_only_column(works, client):
    assert set(grid(client, "?language=lo")["Clean water"]) == {"Lao"}


def test_cells_lead_to_where_the_text_is_translated_and_the_work_to_its_page(works, client):
    html = BeautifulSoup(client.get(reverse("translations")).content, "html.parser")
    row = next(row for row in html.select("tbody tr") if row.th.a.text == "Clean water")
    links = {cell["data-label"]: cell.a and cell.a["href"] for cell in row.find_all("td")}
    assert links["Burmese"] == "/en/translate/clean-water/my/"
    assert links["Thai"] == "/en/translate/clean-water/th/"
    assert links["English"] is None
    assert client.get(links["Burmese"]).status_code == 200
    assert row.find("input", type="checkbox")["value"] == "clean-water"
    profile = next(row for row in html.select("tbody tr") if row.th.a.text == "Dara Keo")
    assert profile.td.a is None  # its holder translates it
    assert profile.find("input") is None
    assert client.get(row.th.a["href"]).status_code == 200


def test_the_table_is_named_and_its_heads_have_a_scope(works, client):
    html = BeautifulSoup(client.get(reverse("translations")).content, "html.parser")
    assert html.table.caption.text == "Translations"
    assert {cell["scope"] for cell in html.select("thead th")} == {"col"}
    assert {cell["scope"] for cell in html.select("tbody th")} == {"row"}


def test_only_editors_and_reviewers_of_languages_see_it(works, client):
    client.logout()
    assert client.get(reverse("translations")).status_code == 302
    stranger, desk, lao = (factories.make_user(name) for name in ("stranger", "desk", "lao"))
    Responsibility.objects.create(user=desk, area="country:LA")
    Responsibility.objects.create(user=lao, area="language:lo")
    addresses = [
        reverse("translations"),
        reverse("translations_coverage"),
        reverse("translations_coverage_file"),
    ]
    for person, status in ((stranger, 404), (desk, 404), (lao, 200)):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses} == {status}, person


def test_the_account_leads_to_it(works, client):
    assert reverse("translations") in client.get("/en/accounts/email/").text


def test_more_works_cost_no_more_queries(works, client):
    def count(query):
        client.get(reverse("translations") + query)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(reverse("translations") + query)
        return len(captured)

    change(works[0], title="Cleaner water")
    before = {query: count(query) for query in ("", "?state=outdated", "?state=sent&language=vi&country=LA")}
    for number in range(4):
        case = factories.make_case(f"Case {number}")
        factories.translate(case, "lo")
        change(case, title=f"New {number}")
        sent(factories.translate(case, "vi", live=False), factories.make_user(f"person{number}"))
    assert {query: count(query) for query in before} == before
    assert max(before.values()) < 30


def test_pages(works, client, monkeypatch):
    from kb.coverage.views import looking

    monkeypatch.setattr(looking, "PER_PAGE", 2)
    assert list(grid(client)) == ["Forum", "Dara Keo"]
    assert list(grid(client, "?page=2&country=")) == ["Clean water"]
    assert "?country=&amp;page=1" in client.get(reverse("translations") + "?page=2&country=").text

"""Coverage: how many public works there are of each country and theme, and how many can be read in each language."""

from __future__ import annotations

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kb.core import cldr
from kb.coverage import counting
from tests import factories
from tests.kb.coverage.test_grid import REVIEWED, change, editor

__all__ = ["editor"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def works(editor):
    """Two cases of Laos, one of them in Lao and reviewed, one in Lao and older than its original; an expert of two
    countries; and a case that nobody may read."""
    case = factories.make_case("Clean water", country="LA", themes=["water_supply", "roads"])
    factories.translate(case, "lo", translation_state=REVIEWED)
    other = factories.make_case("Roads", country="LA", themes=["roads"])
    factories.translate(other, "lo", translation_state=REVIEWED)
    factories.translate(other, "th", live=False)
    change(other, title="More roads")
    factories.make_expert(
        country="KH",
        country_experience=[{"country": "LA"}],
        expertise=[{"theme": "roads", "level": "taught"}],
    )
    factories.make_case("Secret", country="LA", live=False)


def table(client, query=""):
    """Caption → first column → language → what is said there."""
    html = BeautifulSoup(client.get(reverse("translations_coverage") + query).content, "html.parser")
    return {
        each.caption.text: {
            row.th.text.strip(): {cell["data-label"]: cell.text.strip() for cell in row.find_all("td")}
            for row in each.select("tbody tr")
        }
        for each in html.select("table")
    }


def test_counts_by_country_and_theme(works, client):
    found = table(client)
    assert found["By country"]["All"] == found["By country"]["Lao PDR"]
    laos = found["By country"]["Lao PDR"]
    assert (laos["All"], laos["English"], laos["Lao"], laos["Thai"]) == ("3", "3", "2 (1)", "0")
    assert found["By country"]["Cambodia"]["All"] == "1"
    themes = found["By theme"]
    roads = next(line for name, line in themes.items() if name.startswith("Roads"))
    assert (roads["All"], roads["Lao"]) == ("3", "2 (1)")
    assert sum(line["All"] == "1" for line in themes.values()) >= 2  # water supply and what it belongs to


def test_of_one_kind(works, client):
    assert "Cambodia" not in table(client, "?kind=case")["By country"]
    assert table(client, "?kind=expert")["By country"]["Lao PDR"]["All"] == "1"
    assert table(client, "?kind=nonsense") == table(client)


def test_a_work_counts_once_however_often_it_names_a_country(editor, client):
    places = [{"key": f"s{number}", "country": "LA"} for number in range(3)]
    factories.make_case(sites=places)
    assert table(client)["By country"]["Lao PDR"]["All"] == "1"


def test_numbers_lead_to_the_works(works, client):
    html = BeautifulSoup(client.get(reverse("translations_coverage")).content, "html.parser")
    link = html.find("a", string="Lao PDR")["href"]
    shown = BeautifulSoup(client.get(link).content, "html.parser")
    assert len(shown.select("tbody tr")) == 3


def test_the_file_says_the_same(works, client):
    answer = client.get(reverse("translations_coverage_file") + "?kind=case")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    head = {name: place for place, name in enumerate(rows[0])}
    laos = next(row for row in rows if row[:2] == ["Country", "Lao PDR"])
    assert (laos[2], laos[head["Lao"]], laos[head["Lao: Translation, reviewed"]]) == ("2", "2", "1")
    assert any(row[0] == "Theme" for row in rows)


def test_no_name_is_a_formula(works, monkeypatch):
    monkeypatch.setattr(cldr, "country_name", lambda code, language=None: "=1+1")
    assert "'=1+1" in counting.as_csv(counting.coverage()).decode()


def test_more_works_cost_no_more_queries(works, client):
    def count():
        client.get(reverse("translations_coverage"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("translations_coverage"))
        return len(captured)

    before = count()
    for number, country in enumerate(("VN", "TH", "MY")):
        factories.translate(factories.make_case(f"Case {number}", country=country), "lo")
        factories.make_expert(f"Person {number}", country=country)
    assert count() == before < 35

"""How reviews went: counted by country and language, for editors, as a page and as files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openpyxl import load_workbook

from kb.editorial import figures
from kb.editorial.models import Responsibility, Step
from tests.factories import make_case, make_user
from tests.kb.editorial.test_reviews import decide, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site, client):
    author, editor, laos = (
        make_user("author", "Contributors"),
        make_user("editor", "Editors"),
        make_user("laos"),
    )
    Responsibility.objects.create(user=laos, area="country:LA")
    for number, do in enumerate(("approve", "reject", "")):
        page = sent(make_case(f"Case {number}", live=False, owner=author, country="LA"), author)
        if do:
            decide(client, laos, page, do, comment="More")
    for step in Step.objects.exclude(done_at=None):
        Step.objects.filter(pk=step.pk).update(
            created=step.done_at - timedelta(days=2 + 2 * (step.outcome == "returned"))
        )
    client.force_login(editor)
    return editor


def test_a_line_for_each_area_with_its_median(editor):
    found = {tally.area: tally for tally in figures.tallies()}
    laos = found["country:LA"]
    assert (laos.sent, laos.returned, laos.approved, laos.waiting, laos.days) == (3, 1, 1, 1, 3.0)
    assert (found[""].sent, found[""].approved, found[""].days) == (1, 0, None)
    assert figures.tallies(1999) == []


def test_the_page_and_its_files_say_the_same(editor, client):
    page = BeautifulSoup(client.get(reverse("review_figures")).content, "html.parser")
    shown = [[cell.text for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    assert shown[1] == ["Lao PDR", "3", "1", "1", "1", "3"]
    text = client.get(reverse("review_figures_file", args=["csv"])).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[2] == ["Lao PDR", "3", "1", "1", "1", "3.0"]
    book = load_workbook(io.BytesIO(client.get(reverse("review_figures_file", args=["xlsx"])).content))
    assert list(book.active.values)[2] == ("Lao PDR", 3, 1, 1, 1, 3)


def test_a_name_is_never_a_formula(editor, monkeypatch):
    monkeypatch.setattr(figures, "area_name", lambda area: "=1+1")
    rows = [figures.Tally("country:LA", sent=1)]
    assert "'=1+1" in figures.as_csv(rows).decode()
    sheet = load_workbook(io.BytesIO(figures.as_xlsx(rows))).active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == "'=1+1"


def test_nobody_but_editors_sees_it(editor, client):
    client.force_login(make_user("stranger", "Contributors"))
    for address in (reverse("review_figures"), reverse("review_figures_file", args=["csv"])):
        assert client.get(address).status_code == 404
    client.force_login(editor)
    assert client.get(reverse("review_figures_file", args=["exe"])).status_code == 404

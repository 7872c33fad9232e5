"""What has changed in an original since it was translated, side by side."""

from __future__ import annotations

import tracemalloc

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from cases.models import CasePage
from kb.coverage import changes
from kb.editorial.models import Edition
from tests import factories
from tests.kb.coverage.test_grid import change, editor, grid

__all__ = ["editor"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(editor):
    """A case that was changed after it was translated into Lao, and translated into Thai after that."""
    page = factories.make_case("Clean water", code="clean-water", problem="<p>The well was dry.</p>")
    factories.translate(page, "lo")
    change(page, title="Cleaner water", problem="<p>The well was <b>empty</b>.</p>")
    page = change(page, licence="CC BY 4.0")  # facts are shown as they are, whatever the words say
    factories.translate(page, "th")
    return page


def changed(client, language="lo", code="clean-water"):
    return client.get(reverse("translations_changed", args=[code, language]))


def test_it_names_each_field_of_words_with_what_came_and_went(case, client):
    html = BeautifulSoup(changed(client).content, "html.parser")
    found = {each.dt.text: each.dd for each in html.select("dl.changes > div")}
    assert set(found) == {"Title", "Problem and context"}
    assert found["Title"].find("del").text == "Clean"
    assert found["Title"].find("ins").text == "Cleaner"
    assert html.find("a", string="Translate")["href"] == "/en/translate/clean-water/lo/"


def test_only_a_text_that_is_older_has_such_a_page(case, client):
    assert changed(client, "th").status_code == 404
    assert changed(client, "km").status_code == 404
    assert changed(client, "en").status_code == 404
    assert changed(client, code="nothing").status_code == 404


def test_of_what_is_hidden_nothing_is_told(case, client):
    case.unpublish()
    assert changed(client).status_code == 404


def test_only_editors_and_reviewers_of_languages_see_it(case, client):
    client.force_login(factories.make_user("stranger", "Contributors"))
    assert changed(client).status_code == 404


def test_words_that_were_taken_back_are_not_shown(case, client):
    Edition.objects.filter(page=case.pk, number=1).update(hidden=True)
    page = changed(client)
    assert page.status_code == 200
    assert "The well was dry" not in page.text
    assert "were taken back" in page.text
    assert "Title ·" not in grid(client, "?state=outdated")["Cleaner water"]["Lao"]


def test_of_a_profile_the_words_of_before_are_not_shown(editor, client):
    expert = factories.make_expert(code="dara-keo", biography="<p>Born in Kandal.</p>")
    factories.translate(expert, "km")
    expert.biography = "<p>An engineer.</p>"
    factories.publish(expert)
    page = changed(client, "km", "dara-keo")
    assert page.status_code == 200
    assert "Kandal" not in page.text


def test_of_many_editions_few_are_held_at_once(case):
    """Each holds all that the case said; here the one that was translated comes last."""
    size, many = 200_000, 60
    edition = Edition.objects.get(page=case.pk, number=2)
    edition.hidden = True
    edition.save()
    for number in range(10, 10 + many):
        revision = edition.revision
        revision.pk, revision.content = None, {**revision.content, "problem": f"{number} " + "x" * size}
        revision.save()
        edition.pk, edition.number, edition.revision, edition.hidden = None, number, revision, False
        edition.save()
    pages = CasePage.objects.filter(original=case.pk, locale__language_code="lo")
    tracemalloc.start()
    try:
        found = changes.fields_changed(pages.select_related("original"))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert list(found.values()) == [("Title", "Problem and context")]
    assert peak < size * many

"""Rich text: nothing but the allowed tags, and empty where nobody wrote a word."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from cases.models import CasePage
from kb.core.markup import clean, is_written
from tests.factories import make_case


@pytest.mark.parametrize(
    "html", ["", "<p></p>", '<p data-block-key="6xb3w"></p>', "<p>&nbsp;</p>\n<ul><li> </li></ul>", "<br/>"]
)
def test_an_empty_paragraph_is_no_text(html):
    assert not is_written(html)
    assert clean(html) == ""


def test_words_stay_with_their_markup():
    assert clean('<p data-block-key="a">A <b>well</b></p>') == "<p>A <b>well</b></p>"


@pytest.mark.django_db
def test_what_the_editor_left_empty_reads_not_reported(site, client):
    case = make_case(problem='<p data-block-key="6xb3w"></p>', outcome="<p>Water came.</p>")
    stored = CasePage.objects.get(pk=case.pk)
    assert (stored.problem, stored.outcome) == ("", "<p>Water came.</p>")
    page = BeautifulSoup(client.get(case.url).content, "html.parser")
    problem = page.find("h3", string="The problem")
    assert "not reported" in problem.find_next_sibling("p").text

"""What a reader sees of a case: facts in their language, words in the best one, nothing hidden."""

from __future__ import annotations

import re

import pytest

from cases.models import CaseAdaptedFrom, CaseCost
from tests import factories

pytestmark = pytest.mark.django_db
SOURCES = [
    {"key": "s1", "title": "First report", "url": "https://example.org/1", "language": "en"},
    {"key": "s2", "title": "第二份报告", "language": "zh-Hans"},
]
HOUSES = {"indicator": "houses_built", "unit": "houses", "group": "houses"}


@pytest.fixture
def case(site):
    return factories.make_case(
        summary="Two villages got water.",
        problem="<p>Jars ran dry.</p>",
        references=SOURCES,
        results=[
            {**HOUSES, "after": 71, "as_of": "2020-10-27", "source": "s1"},
            {**HOUSES, "after": 42, "as_of": "2020-06", "source": "s2"},
            {
                "indicator": "people_tap_water",
                "unit": "people",
                "before": 0,
                "before_date": "2017",
                "after": 4000,
                "as_of": "2020",
                "qualifier": "about",
                "source": "s1",
                "headline": True,
            },
        ],
    )


def _read(client, page, language="en"):
    response = client.get(f"/{language}/" + page.get_url().split("/", 2)[2])
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_at_a_glance_has_eight_lines_and_says_what_nobody_reported(client, case):
    text = _read(client, case)
    glance = text[text.index('id="glance"') : text.index("</aside>")]
    assert glance.count("<dt>") == 8
    for line in ("Cost", "Who did it", "Type of evidence", "After the end"):
        assert re.search(f'<dt>{line}</dt> <dd> <span class="not-reported">not reported</span>', glance)


def test_a_large_figure_has_before_after_unit_date_and_source(client, case):
    text = _read(client, case)
    figure = text[text.index('<div class="figure">') :]
    figure = figure[: figure.index('href="#source-1"')]
    for part in (
        'before:</span> <span><span class="digits">0</span></span>',
        "→",
        "about",
        "4,000",
        "people",
        "2017 → 2020",
    ):
        assert part in figure


def test_figures_that_differ_stand_in_one_box(client, case):
    text = _read(client, case)
    [box] = re.findall(r'<section class="differ".*?</section>', text)
    assert "71" in box
    assert "42" in box
    assert 'href="#source-1"' in box
    assert 'href="#source-2"' in box


def test_every_source_mark_leads_to_a_source(client, case):
    text = _read(client, case)
    targets = set(re.findall(r'href="#(source-\d+)"', text))
    assert targets == {"source-1", "source-2"}
    assert all(f'id="{target}"' in text for target in targets)


def test_a_case_opens_in_an_interface_that_has_no_translation(client, case):
    text = _read(client, case, "lo")
    assert '<html lang="lo">' in text
    assert f'<h1 lang="en">{case.title}</h1>' in text
    assert re.search(r'class="text foreign" lang="en"', text)
    assert "ສປປ ລາວ" in text
    assert re.search(r'<link rel="canonical" href="[^"]*/en/cases/', text)
    assert 'hreflang="lo"' not in text.split("</head>")[0]
    for code in ("km", "zh-hans"):
        assert f'href="/{code}/cases/' in text


def test_a_machine_translation_says_so_and_names_its_original(client, case):
    factories.translate(case, "km", "ទឹកស្អាត", translation_state="machine", summary="ភូមិពីរ")
    text = _read(client, case, "km")
    assert '<h1 lang="km">ទឹកស្អាត</h1>' in text
    assert case.title in text
    assert re.search(r'<p class="state[^"]*">', text)
    assert 'class="text foreign"' not in text


def test_a_translation_older_than_its_original_is_marked(client, case):
    factories.translate(case, "km", "ទឹកស្អាត", translation_state="reviewed", problem="<p>ក</p>")
    case.problem = "<p>Jars ran dry twice.</p>"
    factories.publish(case)
    assert '<p class="state attention">' in _read(client, case, "km")


def test_the_page_has_nothing_that_the_policy_forbids(client, case):
    response = client.get(case.get_url())
    text = response.content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", text)
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


def test_a_large_number_is_short_for_the_eye_and_whole_for_the_ear_and_in_the_table(client, site):
    page = factories.make_case(
        results=[
            {
                "indicator": "people_reached",
                "unit": "people",
                "after": 98_990_000,
                "qualifier": "about",
                "headline": True,
            }
        ],
    )
    text = _read(client, page)
    figure = text[text.index('<div class="figure">') : text.index('<p class="name"')]
    assert re.search(
        r'aria-hidden="true"><span class="qualifier">about </span><span><span class="digits">98.99</span> '
        r'<span class="scale">million</span></span></span> '
        r'<span class="hidden-text"><span class="qualifier">about </span><span>98,990,000</span>',
        figure,
    )
    table = text[text.index('id="figures-table"') :]
    assert "98,990,000" in table[: table.index("</table>")]
    assert "million" not in table[: table.index("</table>")]


def test_a_status_without_dates_keeps_the_dates_unreported(client, site):
    text = _read(client, factories.make_case(status="running"))
    assert re.search(r'<span class="not-reported">not reported</span>\s*&nbsp;·\s+\w+', text)


def test_the_organizer_of_a_collection_carries_its_language(client, site):
    made = factories.make_collection(organiser="国际减贫中心", forum_edition="第十六届", language="zh-hans")
    text = _read(client, made)
    assert '<span lang="zh-Hans">国际减贫中心</span>' in text
    assert '<span lang="zh-Hans">第十六届</span>' in text


def test_a_source_leads_back_to_the_figures_that_rest_on_it(client, case):
    text = _read(client, case)
    sources = text[text.index('<ol class="sources">') :]
    first, second = re.findall(r'<li id="source-\d">(.*?)</li>', sources[: sources.index("</ol>")])
    assert re.findall(r'href="#(figure-\d)"', first) == ["figure-1", "figure-3"]
    assert re.findall(r'href="#(figure-\d)"', second) == ["figure-2"]
    assert all(text.count(f'<tr id="figure-{number}">') == 1 for number in (1, 2, 3))


def test_cases_that_were_adapted_from_each_other_open(client, case):
    other = factories.make_case("The other", adapted_from_rows=[CaseAdaptedFrom(case=case)])
    case.adapted_from_rows = [CaseAdaptedFrom(case=other)]
    case = factories.publish(case)
    assert "The other" in _read(client, case)
    assert case.title in _read(client, other)


def _notes(text):
    return re.findall(r'<ul class="side-notes" aria-hidden="true">(.*?)</ul>', text)


def test_sources_stand_beside_the_figures_and_the_costs_that_cite_them(client, case):
    case.costs = [CaseCost(amount=amount, currency="USD", source="s2") for amount in (5, 6)]
    text = _read(client, factories.publish(case))
    figures, costs = _notes(text)
    assert text.index('id="figures"') < text.index(figures) < text.index('id="costs"') < text.rindex(costs)
    assert re.findall(r"\[(\d)\]", figures) == ["1", "2"]
    assert re.findall(r"\[(\d)\]", costs) == ["2"]
    assert '<span lang="zh-Hans">第二份报告</span>' in costs
    assert re.search(r'<article class="with-side case noted">', text)


def test_side_notes_repeat_the_list_for_the_eye_alone(client, case):
    for notes in _notes(_read(client, case)):
        assert not re.search(r"<(a|button|input|summary)\b|\bid=|tabindex", notes)


def test_at_a_glance_stays_where_nothing_cites_a_source(client, site):
    text = _read(client, factories.make_case(references=SOURCES))
    assert not _notes(text)
    assert '<article class="with-side case">' in text


def _table(text: str, name: str) -> tuple[list[str], list[list[str]]]:
    """The heads of a table and the cells of its rows, as a reader sees them."""
    table = text[text.index(f'id="{name}"') :]
    table = table[: table.index("</table>")]
    head, body = table.split("<tbody>")
    rows = re.findall(r"<tr id.*?</tr>", body)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows]
    return (
        [_seen(each) for each in re.findall(r"<th [^>]*>(.*?)</th>", head)],
        [[_seen(each) for each in row] for row in cells],
    )


def _seen(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_the_table_of_figures_names_date_and_source_in_one_column_or_says_what_lacks(client, site):
    rows = [
        {**HOUSES, "after": 71, "as_of": "2020-06", "source": "s1"},
        {**HOUSES, "after": 42, "source": "s2"},
        {**HOUSES, "before": 3, "source": "s1"},
    ]
    text = _read(client, factories.make_case(references=SOURCES, results=rows))
    heads, cells = _table(text, "figures-table")
    assert heads == ["Indicator", "Before", "After", "As of · Source"]
    assert [row[-1] for row in cells] == [
        "June 2020 [1]",
        "date not reported [2]",
        "date not reported [1]",
    ]
    assert [row[1] for row in cells] == ["not reported", "not reported", "3 houses"]
    assert [row[2] for row in cells] == ["71 houses", "42 houses", "not reported"]


def test_no_column_stands_for_values_before_where_none_is_known_and_the_page_says_so(client, site):
    known = factories.make_case(results=[{**HOUSES, "before": 0, "after": 71}])
    unknown = factories.make_case("Without", results=[{**HOUSES, "after": 71}])
    said = 'Before: <span class="not-reported">not reported</span>'
    text = _read(client, known)
    assert "Before" in _table(text, "figures-table")[0]
    assert said not in text
    text = _read(client, unknown)
    assert "Before" not in _table(text, "figures-table")[0]
    assert said in text


def test_the_table_of_costs_names_date_and_source_in_one_column(client, site):
    costs = [
        {"item_text": "Pipes", "amount": 900, "currency": "USD", "as_of": "2020", "source": "s1"},
        {"item_text": "Labour", "amount": 90, "currency": "USD", "source": "s1"},
    ]
    text = _read(client, factories.make_case(references=SOURCES, costs=costs))
    heads, cells = _table(text, "costs-table")
    assert heads[-1] == "As of · Source"
    assert [row[-1] for row in cells] == ["2020 [1]", "date not reported [1]"]

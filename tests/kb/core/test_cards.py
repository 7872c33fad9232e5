"""Facts and languages of a card as HTML that Python writes: nothing of a value is markup."""

from __future__ import annotations

from types import SimpleNamespace

from bs4 import BeautifulSoup

from kb.core.templatetags.cards import facts_of, languages_of

HOSTILE = '"><script>alert(1)</script>&amp;'


def _fact(name, label, value):
    return SimpleNamespace(name=name, label=label, value=value)


def _card(details=(), versions=(), language="en"):
    given = [SimpleNamespace(language=code, url=url) for code, url in versions]
    return SimpleNamespace(details=details, versions=given, language=language)


def _read(html):
    return BeautifulSoup(html, "html.parser")


def test_facts_are_terms_whose_figures_and_dates_stay_whole():
    page = _read(
        facts_of(
            _card(
                [
                    _fact("place", "Place", "Ban Xor & Xieng Lom"),
                    _fact("figure", "Figure", "10 → 2,007 people · Lao PDR · 2021"),
                    _fact("period", "Period", "2018–2020"),
                ]
            )
        )
    )
    assert [term.text for term in page.find_all("dt")] == ["Place", "Figure", "Period"]
    place, figure, period = page.find_all("dd")
    assert place.text == "Ban Xor & Xieng Lom"
    assert figure.find(class_="whole")
    assert period.text.replace("\u2060", "") == "2018–2020"
    assert page.find_all("div")[1]["class"] == ["detail-figure"]


def test_a_card_without_facts_has_no_list():
    assert facts_of(_card()) == ""


def test_languages_are_named_in_their_own_script_and_the_shown_one_is_marked():
    page = _read(languages_of(_card(versions=[("en", "/en/a/"), ("zh-hans", "/zh-hans/a/?x=1&y=2")])))
    shown, other = page.find_all("a")
    assert (shown["aria-current"], shown.text) == ("true", "English")
    assert (other["lang"], other["hreflang"], other["href"]) == ("zh-Hans", "zh-Hans", "/zh-hans/a/?x=1&y=2")
    assert not other.has_attr("aria-current")


def test_nothing_of_a_card_becomes_markup():
    facts = [_fact(HOSTILE, HOSTILE, HOSTILE), _fact("figure", "x", HOSTILE), _fact("period", "x", HOSTILE)]
    html = facts_of(_card(facts)) + languages_of(_card(versions=[(HOSTILE, HOSTILE)]))
    assert "<script" not in html
    assert _read(html).a["href"] == HOSTILE

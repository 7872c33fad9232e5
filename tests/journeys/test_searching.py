"""From a question to a case and back, in the reader's language."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, WIDE
from tests.journeys.content import BEANS

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])


def titles(page):
    return page.locator(".hit h3").all_inner_texts()


def choose(page, facet, label):
    """Chooses a value of a facet; returns when the list shows it."""
    page.locator(f"#facet-{facet} a").filter(has_text=label).first.click()
    page.locator(".chip.remove").filter(has_text=label).wait_for()


@SCRIPT
def test_a_lao_word_leads_to_a_case_in_lao_its_figure_and_its_source(open_page, javascript):
    page = open_page("/lo/", javascript=javascript)
    page.locator("main input[type=search]").fill("ໝາກຖົ່ວ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lo/search/?*")
    hit = page.locator(f'.hit h3 a[href="/lo/{BEANS}"]')
    expect(hit).to_have_count(1)
    assert hit.locator("xpath=..").get_attribute("lang") == "lo"
    found = titles(page)

    hit.click()
    page.wait_for_url(f"**/lo/{BEANS}")
    assert page.locator("html").get_attribute("lang") == "lo"
    assert page.locator("h1").get_attribute("lang") == "lo"
    number = page.locator(".figure .source a").first
    target = number.get_attribute("href")
    number.click()
    page.wait_for_url(f"**{target}")
    source = page.locator(target)
    expect(source).to_be_visible()
    assert re.search(r"\w", source.inner_text())

    page.locator("header .languages summary").click()
    page.locator("header .languages").get_by_role("link", name="中文").click()
    page.wait_for_url(f"**/zh-hans/{BEANS}*")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator("h1").get_attribute("lang") == "zh-Hans"

    while "/search/" not in page.url:
        page.go_back()
    assert page.locator("input[type=search]").input_value() == "ໝາກຖົ່ວ"
    assert titles(page) == found


@SCRIPT
def test_filters_are_chosen_shared_and_removed(open_page, javascript):
    page = open_page("/en/search/", javascript=javascript)
    everything = titles(page)
    choose(page, "country", "Lao PDR")
    choose(page, "theme", "Water and sanitation")
    assert "country=LA" in page.url
    assert "theme=water_sanitation" in page.url
    narrowed = titles(page)
    assert narrowed
    assert narrowed != everything

    shared = open_page(page.url, javascript=javascript)
    assert titles(shared) == narrowed
    assert shared.locator(".chip.remove").all_inner_texts() == page.locator(".chip.remove").all_inner_texts()

    page.locator('.hit h3 a[href*="/cases/"]').first.click()
    page.wait_for_url("**/cases/**")
    page.go_back()
    page.wait_for_url("**theme=water_sanitation*")
    assert titles(page) == narrowed
    expect(
        page.locator("header.site-head")
    ).to_be_visible()  # a page, not the part that a script had asked for

    page.locator(".chip.remove").filter(has_text="Lao PDR").click()
    page.wait_for_url(lambda url: "country=LA" not in url)
    assert "theme=water_sanitation" in page.url
    page.locator(".chip.remove").filter(has_text="Water and sanitation").first.click()
    page.wait_for_url(lambda url: "theme" not in url)
    page.locator(".chip.remove").first.wait_for(state="detached")
    assert titles(page) == everything


@SCRIPT
def test_on_a_phone_filters_have_a_page_that_says_what_it_will_show(open_page, shoot, javascript):
    page = open_page("/en/search/?kind=case", size=NARROW, javascript=javascript)
    page.get_by_role("link", name="Filter", exact=True).click()
    page.wait_for_url("**view=filters*")
    choose(page, "country", "Lao PDR")
    assert "view=filters" in page.url
    shoot(page, "filters-narrow")
    show = page.get_by_role("link", name=re.compile(r"^Show \d+ case"))
    count = int(re.search(r"\d+", show.inner_text())[0])
    show.click()
    page.wait_for_url(lambda url: "view=filters" not in url)
    assert len(titles(page)) == count
    expect(page.get_by_role("link", name="Filter (1)")).to_be_visible()


@SCRIPT
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_long_facet_has_a_page_of_all_its_values(open_page, javascript, size):
    page = open_page("/en/search/?q=village", javascript=javascript, size=WIDE)
    few = page.locator("#facet-theme a").count()
    page.locator(".facet").filter(has=page.locator("#facet-theme")).locator(".more a").click()
    page.wait_for_url("**/search/values/theme/?q=village")
    page.set_viewport_size(size)
    assert page.locator("#facet-theme a").count() > few
    choose(page, "theme", "Water and sanitation")
    assert "/search/values/theme/" in page.url
    show = page.get_by_role("link", name=re.compile(r"^Show \d+ "))
    wanted = sum(map(int, re.findall(r"\d+", show.inner_text())))
    show.click()
    page.wait_for_url("**/en/search/?q=village&theme=water_sanitation")
    assert len(titles(page)) == wanted


@SCRIPT
def test_nothing_found_says_which_filter_to_drop(open_page, shoot, javascript):
    page = open_page("/en/search/?q=beans&country=SG&kind=case", javascript=javascript)
    assert page.locator(".empty h2").inner_text() == "Nothing found for “beans”"
    shoot(page, "nothing")
    drop = page.locator(".empty a").filter(has_text="Without Singapore")
    count = int(re.search(r"(\d+)$", drop.inner_text().strip())[0])
    drop.click()
    page.locator(".hit").first.wait_for()
    assert "country" not in page.url
    assert len(titles(page)) == count


@SCRIPT
def test_another_language_keeps_the_question(open_page, javascript):
    page = open_page("/en/search/?q=water&country=LA", javascript=javascript)
    page.locator("header .languages summary").click()
    page.locator("header .languages").get_by_role("link", name="ລາວ").click()
    page.wait_for_url("**/lo/search/?q=water&country=LA")
    assert page.locator("input[type=search]").input_value() == "water"
    expect(page.locator(".chip.remove")).to_have_count(2)  # the country, and all of them
    assert titles(page)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_question_of_markup_stays_a_question(open_page, size):
    page = open_page(
        "/en/search/?q=%3Cscript%3Ealert(1)%3C/script%3E%20%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        size=size,
    )
    assert (
        page.locator("input[type=search]").input_value()
        == '<script>alert(1)</script> "><img src=x onerror=alert(1)>'
    )
    expect(page.locator('img[src="x"]')).to_have_count(0)

"""Cases, experts and collections as readers meet them."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW
from tests.journeys.content import BEANS, EXPERT, OTOP, PAGES, private_contacts

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])


@SCRIPT
def test_a_case_without_lao_opens_in_the_lao_interface_and_says_so(open_page, address, shoot, javascript):
    page = open_page(f"/lo/{OTOP}", javascript=javascript)
    assert page.url == f"{address}/lo/{OTOP}"
    assert page.locator("html").get_attribute("lang") == "lo"
    assert page.locator("h1").get_attribute("lang") == "en"
    expect(page.locator("main .notice")).to_have_count(1)
    assert page.locator(".foreign").first.get_attribute("lang") == "en"
    assert page.locator("link[rel=canonical]").get_attribute("href").endswith(f"/en/{OTOP}")
    assert page.locator("main .read-in [lang]").all_inner_texts() == ["English", "Bahasa Melayu", "ไทย"]
    assert page.locator("main .text").evaluate_all(
        "all => all.every(each => each.closest('[lang]').lang === 'en')"
    )
    shoot(page, "case-fallback-lo")


@SCRIPT
def test_figures_that_disagree_stand_side_by_side(open_page, javascript):
    page = open_page(f"/en/{BEANS}", javascript=javascript)
    box = page.locator(".differ")
    assert box.locator(".figure").count() >= 2
    first, second = (box.locator(".figure").nth(at).bounding_box() for at in (0, 1))
    assert first["y"] == second["y"]
    sources = {box.locator(".figure .source a").nth(at).get_attribute("href") for at in (0, 1)}
    assert len(sources) == 2


def test_a_chart_has_its_table_below(open_page):
    page = open_page(f"/en/{OTOP}")
    chart = page.locator(".chart svg").first
    expect(chart).to_be_visible()
    assert page.locator(".chart ~ * table, .chart + table, figure table").count() >= 1


def test_sources_stand_beside_their_figures_on_wide_screens_alone(open_page, shoot):
    page = open_page(f"/en/{BEANS}", reduced_motion="reduce")
    notes, glance = page.locator("#figures .side-notes"), page.locator(".side")
    table, story = page.locator("#figures table").bounding_box(), page.locator(".case-story").bounding_box()
    beside = notes.bounding_box()
    assert beside["x"] >= table["x"] + table["width"]
    assert beside["x"] + beside["width"] <= 1280
    first, second = beside, page.locator("#costs .side-notes").bounding_box()
    assert first["y"] + first["height"] <= second["y"]
    ends = glance.bounding_box()
    assert ends["y"] + ends["height"] <= story["y"] + story["height"] + 1 <= beside["y"]
    page.get_by_role("link", name="Costs", exact=True).click()
    page.wait_for_url("**/#costs")
    bar, heading = page.locator(".jump").bounding_box(), page.locator("#costs h2").bounding_box()
    assert bar["y"] >= 0
    assert bar["y"] + bar["height"] <= heading["y"]
    shoot(page, "case-side-notes")
    page.set_viewport_size({"width": 1100, "height": 900})
    expect(notes).to_be_hidden()
    page.set_viewport_size(NARROW)
    expect(notes).to_be_hidden()
    bar, section = page.locator(".jump").bounding_box(), page.locator("#costs").bounding_box()
    assert 0 <= bar["x"] == section["x"]
    assert bar["width"] == section["width"] <= NARROW["width"]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    expect(notes).to_be_hidden()


def test_a_citation_can_be_copied(open_page, browser):
    page = open_page(f"/en/{BEANS}", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("button[data-copy]")
    button.click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation").inner_text().strip()
    assert page.url in copied


def test_without_script_nothing_is_offered_that_needs_it(open_page):
    page = open_page(f"/en/{BEANS}", javascript=False)
    assert page.locator("button:visible").all_inner_texts() == ["Search", "Keep"]


def test_what_an_expert_keeps_to_himself_is_nowhere(open_page, address):
    page = open_page(f"/en/{EXPERT}")
    secrets = private_contacts("experts/expert-la-bounmy")
    assert secrets
    paths = [
        f"/en/{EXPERT}", f"/lo/{EXPERT}", f"/en/{BEANS}",
        "/en/search/?q=bounmy", "/en/search/?q=touayang.private", f"/en/search/?q={secrets[0]}",
        "/api/v1/search/?q=bounmy", "/en/country/la/",
    ]  # fmt: skip
    for path in paths:
        answer = page.request.get(f"{address}{path}")
        assert answer.ok, path
        # The question itself stands in the search box.
        said = answer.text().replace(f'value="{secrets[0]}"', "")
        for secret in secrets:
            assert path.endswith(secret) or secret not in said, path


def test_a_public_contact_can_be_used(open_page):
    page = open_page("/en/experts/la/expert-la-chansouk/")
    expect(page.locator('#contact a[href^="mailto:"]')).to_have_count(1)


@SCRIPT
def test_a_collection_is_narrowed_by_its_own_facets(open_page, javascript):
    page = open_page(f"/en/{PAGES['collection']}", javascript=javascript)
    cases = page.locator(".chapter .card")
    everything = cases.count()
    facet = page.locator(".facets .facet").filter(has_text="Theme")
    facet.locator("summary").click()
    smallest = facet.locator("a").last
    count = int(smallest.locator(".count").inner_text())
    smallest.click()
    page.wait_for_url("**theme=*")
    assert cases.count() == count < everything
    page.locator(".facets a[aria-current]").click()
    page.wait_for_url(lambda url: "theme=" not in url)
    expect(cases).to_have_count(everything)


@pytest.mark.parametrize("name", ["case", "collection"])
def test_paper_has_the_words_and_not_the_buttons(open_page, shoot, name):
    page = open_page(f"/en/{PAGES[name]}")
    page.emulate_media(media="print")
    for left_out in (
        "header .search-box",
        ".site-menu",
        ".drop",
        ".site-foot",
        ".facets",
        ".button",
        "button",
    ):
        assert page.locator(f"{left_out}:visible").count() == 0, left_out
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#citation")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    shoot(page, f"print-{name}")


@pytest.mark.parametrize("name", ["home", "case", "words"])
def test_the_dark_scheme_can_be_read(open_page, accessible, shoot, name):
    page = open_page(f"/en/{PAGES[name]}", color_scheme="dark", size=NARROW)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(21, 26, 25)"
    accessible(page)
    shoot(page, f"dark-{name}")

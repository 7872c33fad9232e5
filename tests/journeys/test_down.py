"""The search engine is away: the site says so, and everything else can be read."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW
from tests.journeys.content import BEANS
from tests.server import serving


@pytest.fixture(scope="module")
def without_engine(prepared, tmp_path_factory):
    """A site like the others, whose engine is an address where nobody answers."""
    data_dir = tmp_path_factory.mktemp("down")
    shutil.copytree(prepared, data_dir, dirs_exist_ok=True, ignore=shutil.ignore_patterns("index", "*.log"))
    with serving(
        data_dir,
        expected="Service Unavailable",
        DEMONSTRATION="0",
        SEARCH_ENGINE="elasticsearch",
        ELASTICSEARCH_URL="http://127.0.0.1:9",
        WEB_WORKERS="1",
    ) as url:
        yield url


@pytest.fixture
def base(without_engine):
    return without_engine


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_search_that_cannot_be_answered_leads_on(open_page, accessible, shoot, base, javascript):
    page = open_page("/en/search/?q=zzyzx", javascript=javascript, size=NARROW)
    assert page.request.get(f"{base}/en/search/?q=zzyzx").status == 503
    assert page.locator("main h2").first.inner_text() == "The search is not available right now"
    assert page.locator("input[type=search]").input_value() == "zzyzx"
    if javascript:
        accessible(page)
    shoot(page, "down")
    page.locator(".empty .links a").first.click()
    page.locator(f'a[href*="{BEANS}"]').first.click()
    page.wait_for_url(f"**{BEANS}")
    expect(page.locator(".figure").first).to_be_visible()


def test_titles_are_searched_without_it(open_page, base):
    page = open_page("/en/search/?q=beans")
    assert "Only titles and summaries were searched" in page.locator("div[role=status]").inner_text()
    expect(page.locator(f'.hit h3 a[href="/en/{BEANS}"]')).to_have_count(1)


def test_the_home_page_does_not_count_what_it_cannot_know(open_page, base):
    page = open_page("/en/")
    assert "not available right now" in page.locator("main").inner_text()
    expect(page.locator(".tiles a")).to_have_count(12)

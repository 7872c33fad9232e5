"""Home, countries, themes and pages of text, as readers get them."""

import pytest
from wagtail.models import Page

from kb.core import languages
from kb.home.models import HomePage, PlainPage, SiteIdentity
from tests import factories

pytestmark = pytest.mark.django_db


COMPARED = {
    "indicator": "people_tap_water",
    "before": 10,
    "after": 2007,
    "unit": "people",
    "as_of": "2021",
    "source": "s1",
}


@pytest.fixture
def case(site, search_index):
    made = factories.make_case(
        "Clean water for Ban Xor",
        country="LA",
        sites=[{"key": "a", "country": "LA", "village": "Ban Xor"}],
        themes=["water_supply"],
        references=[{"key": "s1", "title": "News"}],
        results=[COMPARED],
    )
    search_index()
    return made


@pytest.mark.parametrize("code", languages.CODES)
def test_the_home_page_opens_in_every_language_with_its_counts(case, client, code):
    response = client.get(f"/{code}/")
    assert response.status_code == 200
    assert response["Content-Language"] == code
    assert response.context["kind_counts"] == {"case": 1}
    assert [tile.count for tile in response.context["tiles"] if tile.code == "LA"] == [1]


def test_the_home_page_proves_itself_with_a_figure_that_has_a_source(case, client):
    proof = client.get("/en/").context["proof"]
    assert proof.figure.after == 2007
    assert proof.figure.source.title == "News"
    assert "Ban Xor" in proof.place


def test_the_proof_is_in_the_readers_language_where_a_new_case_has_it(case, search_index, client):
    factories.translate(case, "lo", "ນ້ຳສະອາດ")
    for number in range(6):
        factories.make_case(
            f"Newer {number}", references=[{"key": "s1", "title": "News"}], results=[COMPARED]
        )
    search_index()
    assert client.get("/lo/").context["proof"].page.title == "ນ້ຳສະອາດ"
    assert client.get("/en/").context["proof"].page.title.startswith("Newer")  # all of one second


def test_a_chosen_case_without_a_figure_gives_way_to_the_newest_that_has_one(case, search_index, client):
    home = HomePage.objects.get(locale__language_code="en")
    home.proof = factories.make_case("No figure yet")
    home.save_revision().publish()
    search_index()
    assert client.get("/en/").context["proof"].page.title == "Clean water for Ban Xor"


def test_an_empty_site_says_what_comes_next(site, search_index, client):
    search_index()
    response = client.get("/en/")
    assert response.context["empty"]
    assert "The first cases are being prepared." in response.text


def test_the_home_page_says_so_when_nothing_can_be_counted(site, search_index, client):
    response = client.get("/en/")
    assert response.status_code == 200
    assert not response.context["counted"]
    assert "not available right now" in response.text


def test_a_country_shows_its_cases(case, client):
    response = client.get("/en/country/la/")
    assert [card.title_text for card in response.context["cases"]] == ["Clean water for Ban Xor"]
    assert client.get("/en/country/kh/").context["counts"]["kind"] == {}


@pytest.mark.parametrize("address", ["/en/country/xx/", "/en/country/us/", "/en/theme/nothing/"])
def test_what_is_no_country_or_theme_of_ours_is_not_found(site, client, address):
    assert client.get(address).status_code == 404


def test_a_theme_counts_the_cases_of_its_narrower_themes(case, client):
    response = client.get("/lo/theme/water_sanitation/")
    assert response.context["counts"]["kind"] == {"case": 1}
    assert {door.key: door.count for door in response.context["narrower"]}["water_supply"] == 1


def test_a_theme_on_the_page_of_a_country_leads_to_the_cases_that_it_counts(case, search_index, client):
    factories.make_case(
        "Elsewhere", country="KH", sites=[{"key": "a", "country": "KH"}], themes=["water_supply"]
    )
    search_index()
    (door,) = client.get("/en/country/la/").context["themes"]
    assert (door.key, door.count) == ("water_sanitation", 1)
    assert client.get(door.url).context["view"].results.total == door.count


def test_a_country_on_the_page_of_a_theme_leads_to_the_cases_that_it_counts(case, search_index, client):
    factories.make_expert("Somebody", country="LA", themes=["water_supply"])
    search_index()
    tile = next(tile for tile in client.get("/en/theme/water_supply/").context["tiles"] if tile.code == "LA")
    assert tile.count == 1
    assert client.get(tile.url).context["view"].results.total == tile.count


def test_a_country_outside_the_region_leads_to_the_search_for_it(site, search_index, client):
    far = factories.make_case("Goats", country="KH", sites=[{"key": "a", "country": "KE"}])
    search_index()
    text = client.get(far.get_url()).text
    assert 'href="/en/search/?country=KE"' in text
    assert client.get("/en/search/?country=KE").context["view"].results.total == 1


def test_a_new_site_has_pages_of_text_in_every_language(site, client):
    for code in languages.CODES:
        response = client.get(f"/{code}/privacy/")
        assert response.status_code == 200
        assert f"/{code}/about/" in response.text


def test_what_an_editor_removed_is_not_made_again(site):
    from kb.home.setup import set_up

    page = PlainPage.objects.get(locale__language_code="en", slug="about")
    Page.objects.get(pk=page.pk).delete()
    set_up(lambda sentence: None)
    assert not PlainPage.objects.filter(locale__language_code="en", slug="about").exists()


def test_a_page_of_text_that_is_unpublished_leaves_the_menu_at_once(site, client):
    assert "/en/about/" in client.get("/en/").text
    PlainPage.objects.get(locale__language_code="en", slug="about").unpublish()
    assert "/en/about/" not in client.get("/en/").text


def test_a_colour_that_readers_could_not_see_is_refused(site):
    from django.core.exceptions import ValidationError

    identity = SiteIdentity(colour="#CCCCCC")
    with pytest.raises(ValidationError) as refused:
        identity.clean()
    assert "colour" in refused.value.message_dict
    SiteIdentity(colour="#23426B", accent="#2C6A5B").clean()


def test_the_name_of_the_site_follows_the_reader(site, client):
    from wagtail.models import Site

    identity = SiteIdentity.for_site(Site.objects.get(is_default_site=True))
    identity.names.add(*[_name("en", "Practices that work"), _name("km", "ចំណេះដឹង")])
    identity.save()
    assert "ចំណេះដឹង" in client.get("/km/").text
    assert "Practices that work" in client.get("/th/").text


def test_a_site_without_a_name_is_called_the_same_everywhere(case, client):
    name = "ຄັງຄວາມຮູ້"
    page = client.get("/lo/search/").text
    shown = page.split("<title>")[1].split("</title>")[0].rpartition(" · ")[2]
    assert name in shown
    code = case.slug
    assert f"PB  - {shown}" in client.get(f"/records/{code}.ris?lang=lo").text
    assert shown in client.get("/lo/search/feed.atom").text
    assert f"PB  - {shown}" in b"".join(client.get("/lo/search/export.ris")).decode()


def _name(language, name):
    from kb.home.models import IdentityName

    return IdentityName(language=language, name=name)


def test_a_country_and_a_theme_list_their_cases_before_the_first_index(site, settings, tmp_path, client):
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    factories.make_case(
        "Clean water for Ban Xor",
        country="LA",
        sites=[{"key": "a", "country": "LA", "village": "Ban Xor"}],
        themes=["water_supply"],
    )
    for address in ("/en/country/la/", "/en/theme/water_sanitation/", "/en/search/?country=LA"):
        response = client.get(address)
        assert response.status_code == 200
        assert "Clean water for Ban Xor" in response.text
    assert "Clean water for Ban Xor" not in client.get("/en/country/kh/").text

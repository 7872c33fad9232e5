"""Pages that not everybody may read ask for what they need in the frame and the language of the site."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_a_password_opens_the_page(site, client):
    case = make_case("Guarded")
    PageViewRestriction.objects.create(page=case, restriction_type="password", password="bamboo")
    address = case.url.replace("/en/", "/lo/")
    asked = page_of(client.get(address))
    assert asked.html["lang"] == "lo"
    assert asked.find("header", class_="site-head")
    form = asked.find("form", class_="entry")
    assert form.find("label").text == "ລະຫັດຜ່ານ"
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    refused = client.post(form["action"], {**fields, "password": "wrong"})
    assert page_of(refused).find(id="password-error")
    opened = client.post(form["action"], {**fields, "password": "bamboo"}, follow=True)
    assert "Guarded" in opened.content.decode()


def test_a_log_in_leads_back_and_to_no_other_site(site, client):
    case = make_case("For members")
    PageViewRestriction.objects.create(page=case, restriction_type="login")
    make_user("member")
    sent = client.get(case.url, follow=True)
    address = sent.redirect_chain[-1][0]
    assert page_of(sent).find("header", class_="site-head")
    refused = client.post(address, {"login": "member", "password": "wrong", "next": case.url})
    assert page_of(refused).find(class_="attention")
    assert page_of(refused).find(id="id_login")["value"] == "member"
    opened = client.post(address, {"login": "member", "password": "password", "next": case.url})
    assert opened["Location"] == case.url
    client.logout()
    away = client.post(
        "/en/accounts/login/", {"login": "member", "password": "password", "next": "https://evil.example/"}
    )
    assert away["Location"] == "/"

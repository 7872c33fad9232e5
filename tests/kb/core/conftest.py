"""What the tests of the admin share: a case, those who edit it, and what a translation must not have."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from cases.models import CasePage
from tests.factories import locale, make_case, make_user


@pytest.fixture
def case(site):
    return make_case(
        "A spring", code="spring", tags=["water"], results=[{"indicator": "people_reached", "after": 500}]
    )


@pytest.fixture
def admin(client, superuser):
    client.force_login(superuser)
    return client


@pytest.fixture
def editor(client, site):
    user = make_user("editor", "Editors")
    client.force_login(user)
    return client


def url(name, *args):
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def has_no_facts(page) -> bool:
    page = CasePage.objects.get(pk=page.pk)
    rows = (page.results, page.sites, page.theme_rows, page.tagged_items)
    return page.start == "" and page.status is None and not any(relation.exists() for relation in rows)


def sync(page, language):
    """What "Translate this page" and then "Start Synced translation" do."""
    if not CasePage.objects.filter(translation_key=page.translation_key, locale=locale(language)).exists():
        translate_object(page, [locale(language)])
    source, _made = TranslationSource.get_or_create_from_instance(page)
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=locale(language))
    Translation.objects.filter(pk=translation.pk).update(enabled=True)
    return Translation.objects.get(pk=translation.pk)

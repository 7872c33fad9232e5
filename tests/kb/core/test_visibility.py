"""The predicate, the queryset and a slow reading of the rule select the same pages, whatever the tree looks like."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cases.models import CasePage
from kb.core import visibility
from kb.core.models import Work
from kb.home.models import HomePage, PlainPage
from tests.factories import locale, make_case, make_expert, translate


def by_the_rule(page: Page, now) -> bool:
    """The rule of the design, read slowly: one page, its ancestors, its source, its original."""
    for each in [page, *page.get_ancestors()]:
        if not each.live or (each.go_live_at and each.go_live_at > now):
            return False
        if each.expire_at and each.expire_at <= now:
            return False
        if PageViewRestriction.objects.filter(page=each).exists():
            return False
    if page.alias_of_id:
        source = page.alias_of
        if Work.objects.filter(translation_key=source.translation_key).exists():
            return False
        if not by_the_rule(source, now):
            return False
    specific = page.specific
    original = getattr(specific, "original", None)
    return original is None or by_the_rule(Page.objects.get(pk=original.pk), now)


@pytest.fixture
def tree(site):
    """Works in three languages, plain pages two deep, aliases of works and of plain pages, one of an alias."""
    home = HomePage.objects.get(locale=locale("en"))
    for at in range(3):
        case = make_case(country=["LA", "VN", "KH"][at])
        for language in ("lo", "km")[: at + 1]:
            translate(case, language)
        if at == 1:
            case.copy_for_translation(locale("th"), alias=True)
    make_expert()
    above = home.add_child(instance=PlainPage(title="Above", slug="above", live=True))
    below = above.add_child(instance=PlainPage(title="Below", slug="below", live=True))
    alias = below.create_alias(parent=Page.objects.get(pk=home.pk), update_slug="alias")
    alias.create_alias(parent=Page.objects.get(pk=home.pk), update_slug="alias-of-alias")
    return Page.objects.filter(depth__gt=1)


@pytest.mark.parametrize("seed", range(4))
def test_predicate_and_queryset_follow_the_rule(tree, seed):
    chance = random.Random(seed)
    now = timezone.now()
    works = set(Work.objects.values_list("translation_key", flat=True))
    rows = list(tree.values("pk", "depth", "translation_key", "numchild", "alias_of_id"))
    touched = [
        row["pk"]
        for row in rows
        if row["translation_key"] in works or row["numchild"] or row["alias_of_id"] or row["depth"] == 3
    ]
    asked = Page.objects.filter(pk__in=[pk for pk in touched if chance.random() < 0.7])
    for _round in range(12):
        pk = chance.choice(touched)
        change = chance.choice(
            ["live", "live", "go_live_at", "expire_at", "restriction", "restriction", "free"]
        )
        one = Page.objects.filter(pk=pk)
        if change == "live":
            one.update(live=chance.random() < 0.5)
        elif change == "restriction":
            PageViewRestriction.objects.create(page_id=pk, restriction_type="login")
        elif change == "free":
            PageViewRestriction.objects.filter(page_id=pk).delete()
            one.update(live=True, go_live_at=None, expire_at=None)
        else:
            one.update(**{change: now + timedelta(hours=chance.choice([-1, 1]))})
        if chance.random() < 0.25:  # much is hidden by then: open it again, so that it stays interesting
            PageViewRestriction.objects.all().delete()
            Page.objects.update(live=True)
        expected = {page.pk for page in asked.all() if by_the_rule(page, now)}
        assert visibility.visible_pks(asked.all(), now) == expected
        assert set(visibility.public(asked, now).values_list("pk", flat=True)) == expected
        cases = CasePage.objects.filter(pk__in=asked.values("pk"))
        assert {page.pk for page in visibility.public(cases, now)} == expected & {page.pk for page in cases}
        assert {page.pk for page, state in visibility.fetch(cases) if state is visibility.State.PUBLIC} == (
            expected & {page.pk for page in cases}
        )


def test_twenty_hits_take_two_queries(site, django_assert_num_queries):
    case = make_case()
    ids = [case.pk, *(translate(case, code).pk for code in ("lo", "km", "th"))]
    with django_assert_num_queries(2):
        assert visibility.visible(ids) == set(ids)


def test_the_versions_of_a_work_take_two_queries(site, django_assert_num_queries):
    case = make_case(language="lo")
    for code in ("km", "en", "th"):
        translate(case, code)
    with django_assert_num_queries(2):
        found = case.public_versions()
        assert [page.language_code() for page in found] == ["lo", "en", "th", "km"]
        assert {page.facts_page for page in found} == {case}


def test_a_page_that_is_not_saved_is_not_public():
    assert visibility.visible([]) == set()


def test_a_restriction_is_told_from_being_closed(site):
    case = make_case()
    lao = translate(case, "lo")
    PageViewRestriction.objects.create(page=case.get_parent(), restriction_type="login")
    assert visibility.state_of(lao) is visibility.State.RESTRICTED
    Page.objects.filter(pk=case.pk).update(live=False)
    assert visibility.state_of(lao) is visibility.State.CLOSED

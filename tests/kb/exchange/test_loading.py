"""What an import makes of the pages of a work, and what it leaves alone."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, Page, PageLogEntry

from cases.models import CasePage
from experts.models import ExpertPage
from kb.core import visibility
from kb.core.models import Work
from search.models import Outbox
from tests import factories
from tests.kb.exchange.conftest import CASE, COLLECTION, EXPERT, changed

LAO = {"state": "machine", "state_date": "2026-05-04", "title": "ນ້ຳ", "summary": "ສັ້ນ"}
TWO = changed(CASE, words__lo=LAO)


def page(language="en", slug="clean-water"):
    return CasePage.objects.get(slug=slug, locale__language_code=language)


def test_what_is_made_is_public_in_its_place(exchange, client):
    exchange.bring(TWO)
    english, lao = page(), page("lo")
    assert english.url == "/en/cases/la/clean-water/"
    assert lao.url == "/lo/cases/la/clean-water/"
    assert visibility.is_public(english)
    assert visibility.is_public(lao)
    assert lao.original.pk == english.pk
    assert lao.translation_state == "machine"
    assert not lao.results.exists()
    assert client.get(lao.url).status_code == 200
    work = Work.objects.get(code="clean-water")
    assert (work.external_id, work.demonstration) == ("old-1", False)


def test_it_is_left_as_publishing_leaves_a_page(exchange):
    exchange.bring(CASE)
    made = page()
    assert made.live_revision == made.latest_revision == made.get_latest_revision()
    assert made.first_published_at
    assert made.last_published_at
    assert not made.has_unpublished_changes
    again = made.get_latest_revision_as_object()
    assert [row.after for row in again.results.all()] == [500]
    actions = PageLogEntry.objects.filter(page=made.pk).values_list("action", flat=True)
    assert set(actions) == {"wagtail.create", "exchange.import"}


def test_the_search_hears_of_it(exchange):
    Outbox.objects.all().delete()
    exchange.bring(CASE)
    identity = f"case:{page().translation_key}"
    assert Outbox.objects.filter(identity=identity).exists()
    Outbox.objects.all().delete()
    exchange.bring(changed(CASE, words__en__title="Cleaner water"))
    assert Outbox.objects.filter(identity=identity).exists()


def test_a_case_of_several_countries_stands_in_the_region(exchange):
    sites = [{"key": "a", "country": "LA"}, {"key": "b", "country": "PG"}]
    exchange.bring(changed(CASE, facts__sites=sites, facts__results__0__site="b"))
    assert page().url == "/en/cases/region/clean-water/"


def test_repeating_changes_nothing(exchange):
    exchange.bring(EXPERT, TWO, COLLECTION)
    before = (Outbox.objects.count(), list(CasePage.objects.values_list("latest_revision", flat=True)))
    assert exchange.bring(EXPERT, TWO, COLLECTION).outcomes == {"unchanged": 3}
    assert before == (
        Outbox.objects.count(),
        list(CasePage.objects.values_list("latest_revision", flat=True)),
    )


def test_a_changed_fact_changes_the_original_alone(exchange):
    exchange.bring(TWO)
    lao = page("lo").latest_revision_id
    assert exchange.bring(changed(TWO, facts__results__0__after=620)).outcomes == {"updated": 1}
    assert [row.after for row in page().results.all()] == [620]
    assert page("lo").latest_revision_id == lao
    assert page("lo").outdated_since is None


def test_a_changed_word_changes_that_version_alone(exchange):
    exchange.bring(TWO)
    english = page().latest_revision_id
    assert exchange.bring(changed(TWO, words__lo__title="ນ້ຳສະອາດ")).outcomes == {"updated": 1}
    assert page("lo").title == "ນ້ຳສະອາດ"
    assert page().latest_revision_id == english


def test_what_a_record_leaves_out_is_emptied(exchange):
    full = changed(CASE, words__en__outcome="<p>Much.</p>")
    exchange.bring(changed(full, facts__licence="CC BY 4.0", facts__tags=["water"]))
    exchange.bring(changed(CASE, facts__results=...))
    assert "licence" not in exchange.record("clean-water")["facts"]
    assert "tags" not in exchange.record("clean-water")["facts"]
    assert not page().results.exists()
    assert page().outcome == ""


def test_what_a_public_page_needs_is_asked_for_with_its_place_in_the_record(exchange):
    bare = changed(CASE, words__en__summary=..., facts__themes=[], facts__results__0__source=...)
    assert set(exchange.one(bare)) == {"words.en.summary", "facts.themes", "facts.results"}
    assert not CasePage.objects.exists()
    assert exchange.bring(changed(bare, words__en__published=False)).outcomes == {"created": 1}
    assert set(exchange.one(changed(bare, words__en__published=True))) >= {"words.en.summary"}
    assert not page().live


def test_consent_is_asked_for_and_its_withdrawal_is_followed(exchange):
    refused = exchange.one(changed(EXPERT, facts__consent_given=False))
    assert list(refused) == ["facts.consent_given"]
    exchange.bring(changed(EXPERT, words__lo={**LAO, "title": "ວິສະວະກອນ"}))
    assert ExpertPage.objects.filter(live=True).count() == 2
    insisted = changed(EXPERT, facts__consent_given=False, words__en__published=True)
    assert list(exchange.one(insisted)) == ["facts.consent_given"]
    assert ExpertPage.objects.filter(live=True).count() == 2
    withdrawn = changed(EXPERT, facts__consent_given=False)
    assert exchange.bring(withdrawn).outcomes == {"updated": 1}
    assert not ExpertPage.objects.filter(live=True).exists()
    assert exchange.bring(withdrawn).outcomes == {"unchanged": 1}


def test_languages_that_a_record_lacks_stay(exchange):
    exchange.bring(TWO)
    assert exchange.bring(CASE).outcomes == {"unchanged": 1}
    assert page("lo").live


def test_a_translation_of_changed_words_is_outdated_until_it_follows(exchange):
    exchange.bring(TWO)
    renewed = changed(TWO, words__en__summary="Rewritten.")
    exchange.bring(renewed)
    assert page("lo").outdated_since is not None
    assert exchange.record("clean-water")["words"]["lo"]["outdated"] is True
    assert exchange.bring(renewed).outcomes == {"unchanged": 1}
    exchange.bring(changed(renewed, words__lo__summary="ໃໝ່"))
    assert page("lo").outdated_since is None


def test_a_record_may_say_that_words_are_outdated_or_are_not(exchange):
    exchange.bring(changed(TWO, words__lo__outdated=True))
    assert page("lo").outdated_since is not None
    assert exchange.bring(changed(TWO, words__lo__outdated=False)).outcomes == {"updated": 1}
    assert page("lo").outdated_since is None


def test_words_that_are_not_public(exchange):
    hidden = changed(TWO, words__lo__published=False)
    exchange.bring(hidden)
    assert not page("lo").live
    assert exchange.record("clean-water")["words"]["lo"]["published"] is False
    assert exchange.bring(hidden).outcomes == {"unchanged": 1}
    assert exchange.bring(changed(hidden, words__lo__title="ນ້ຳສະອາດ")).outcomes == {"updated": 1}
    assert not page("lo").live
    assert exchange.record("clean-water")["words"]["lo"]["title"] == "ນ້ຳສະອາດ"
    exchange.bring(changed(TWO, words__lo__published=True))
    assert page("lo").live


def test_what_the_site_has_withdrawn_stays_withdrawn(exchange):
    exchange.bring(CASE)
    page().unpublish()
    assert exchange.bring(CASE).outcomes == {"unchanged": 1}
    assert exchange.bring(changed(CASE, facts__licence="CC BY 4.0")).outcomes == {"updated": 1}
    assert not page().live
    assert exchange.record("clean-water")["facts"]["licence"] == "CC BY 4.0"


@pytest.mark.parametrize("live", [True, False])
def test_a_draft_of_an_editor_is_not_overwritten(exchange, superuser, live):
    exchange.bring(CASE)
    if not live:
        page().unpublish()
    draft = page().get_latest_revision_as_object()
    draft.title = "Half written"
    draft.save_revision(user=superuser)
    newer = changed(CASE, words__en__title="From the file")
    assert exchange.bring(CASE).failed == (0 if live else 1)
    found = exchange.problems(newer)
    assert [(line, field) for line, field, _reason in found] == [(1, "words.en")]
    assert "newer draft" in found[0][2]
    assert page().get_latest_revision_as_object().title == "Half written"
    exchange.bring(newer, overwrite_drafts=True)
    assert page().get_latest_revision_as_object().title == "From the file"
    assert page().revisions.filter(user=superuser).exists()


def test_a_draft_of_a_translation_keeps_the_whole_record_out(exchange, superuser):
    exchange.bring(TWO)
    page("lo").save_revision(user=superuser)
    found = exchange.problems(changed(TWO, words__en__title="New", words__lo__title="ໃໝ່"))
    assert [field for _line, field, _reason in found] == ["words.lo"]
    assert page().title == "Clean water"


@pytest.mark.parametrize(
    ("record", "field", "reason"),
    [
        (changed(CASE, external_id="old-2"), "slug", "“clean-water” is taken. Choose another."),
        (
            changed(CASE, slug="other-slug"),
            "slug",
            "The slug of this record is “clean-water” and cannot change.",
        ),
        (
            changed(EXPERT, external_id="old-1"),
            "external_id",
            "This belongs to a record of another type (case).",
        ),
        (changed(EXPERT, slug="clean-water"), "slug", "“clean-water” is taken. Choose another."),
        (
            changed(CASE, original_language="lo", words={"lo": {**LAO, "state": "original"}}),
            "original_language",
            "The original language of a record cannot change.",
        ),
        (
            changed(CASE, demonstration=True),
            "external_id",
            "A record of the demonstration and another one have the same external id.",
        ),
    ],
)
def test_identities_do_not_clash(exchange, record, field, reason):
    exchange.bring(CASE)
    assert exchange.problems(record) == [(1, field, reason)]
    assert Work.objects.count() == 1


def test_a_language_that_the_site_does_not_have(exchange):
    Page.objects.get(locale__language_code="lo", depth=2).delete()
    Locale.objects.get(language_code="lo").delete()
    assert exchange.problems(TWO) == [(1, "words.lo", "The site does not have this language.")]
    assert not Work.objects.exists()


def test_a_record_that_was_made_on_the_site_is_known_by_its_code(exchange):
    factories.make_case(code="made-here", tags=["spring"])
    record = exchange.record("made-here")
    assert record["external_id"] == "made-here"
    assert exchange.bring(record).outcomes == {"unchanged": 1}
    assert exchange.bring(changed(record, words__en__title="New")).outcomes == {"updated": 1}
    assert exchange.bring(changed(CASE, facts__adapted_from=["made-here"])).outcomes == {"created": 1}


def test_records_may_stand_before_those_they_point_to(exchange):
    case = changed(CASE, facts__people=[{"expert": "person-1"}], facts__adapted_from=["old-2"])
    other = changed(CASE, external_id="old-2", slug="older-water")
    assert exchange.bring(COLLECTION, case, other, EXPERT).outcomes == {"created": 4}
    assert exchange.record("clean-water")["facts"]["people"] == [{"expert": "person-1"}]
    assert exchange.record("the-forum")["facts"]["cases"] == [{"case": "old-1", "chapter": 1}]


def test_records_that_point_to_each_other_go_in_together(exchange):
    one = changed(CASE, facts__adapted_from=["old-2"])
    two = changed(CASE, external_id="old-2", slug="older-water", facts__adapted_from=["old-3"])
    three = changed(CASE, external_id="old-3", slug="oldest-water", facts__adapted_from=["old-1"])
    assert exchange.bring(COLLECTION, one, two, three).outcomes == {"created": 4}
    assert exchange.record("clean-water")["facts"]["adapted_from"] == ["old-2"]
    assert exchange.record("older-water")["facts"]["adapted_from"] == ["old-3"]
    assert exchange.record("oldest-water")["facts"]["adapted_from"] == ["old-1"]
    assert exchange.bring(one, two, three).outcomes == {"unchanged": 3}


def test_of_records_that_point_to_each_other_all_go_in_or_none(exchange):
    one = changed(CASE, facts__adapted_from=["old-2"])
    two = changed(CASE, external_id="old-2", slug="older-water", facts__adapted_from=["old-1", "nothing"])
    assert {(line, field) for line, field, _ in exchange.problems(one, two)} == {
        (1, "facts.adapted_from[0]"),
        (2, "facts.adapted_from[0]"),
        (2, "facts.adapted_from[1]"),
    }
    assert not Work.objects.exists()


def test_an_update_may_close_a_circle(exchange):
    two = changed(CASE, external_id="old-2", slug="older-water", facts__adapted_from=["old-1"])
    assert exchange.bring(CASE, two).outcomes == {"created": 2}
    assert exchange.bring(changed(CASE, facts__adapted_from=["old-2"])).outcomes == {"updated": 1}
    assert exchange.record("clean-water")["facts"]["adapted_from"] == ["old-2"]


def test_a_waiting_line_is_told_once_with_all_its_problems(exchange):
    case = changed(CASE, facts__adapted_from=["nothing"], facts__people=[{"expert": "nobody"}])
    found = exchange.problems(case, EXPERT)
    assert [(line, field) for line, field, _ in found] == [
        (1, "facts.people[0].expert"),
        (1, "facts.adapted_from[0]"),
    ]


def test_rich_text_is_cleaned(exchange):
    exchange.bring(
        changed(
            CASE,
            words__en__problem='<p onclick="x">A <b>b</b> <script>alert(1)</script><a href="javascript:x">c</a></p>',
            words__en__steps=[{"title": "One", "text": "<h2>Big</h2><style>p{}</style><p>Small</p>"}],
        )
    )
    words = exchange.record("clean-water")["words"]["en"]
    assert words["problem"] == "<p>A <b>b</b> <a>c</a></p>"
    assert words["steps"] == [{"title": "One", "text": "Big<p>Small</p>"}]


def test_links_within_the_site_leave_it_as_addresses(exchange, settings):
    target = factories.make_case(code="target")
    case = factories.make_case(
        code="linked",
        problem=f'<p data-block-key="ab1">See <a linktype="page" id="{target.pk}">this</a>.</p>',
    )
    record = exchange.record(case.slug)
    address = f"{settings.WAGTAILADMIN_BASE_URL}/en/cases/la/target/"
    assert record["words"]["en"]["problem"] == f'<p>See <a href="{address}">this</a>.</p>'
    assert exchange.bring(record).outcomes == {"unchanged": 1}


def test_a_collection_goes_to_the_section_of_its_organizer(exchange):
    exchange.bring(CASE, COLLECTION)
    work = Work.objects.get(code="the-forum")
    assert work.original.get_parent().slug == "the-forum"
    exchange.bring(changed(COLLECTION, external_id="f-2", slug="no-one", facts__organiser=...))
    assert Work.objects.get(code="no-one").original.get_parent().slug == "collections"


def test_experts_keep_their_order_of_rows(exchange):
    languages = [{"language": tag} for tag in ("lo", "th", "en")]
    exchange.bring(changed(EXPERT, facts__languages=languages))
    exchange.bring(changed(EXPERT, facts__languages=languages[::-1]))
    assert [row.language for row in ExpertPage.objects.get().languages.all()] == ["en", "th", "lo"]


def test_passages_that_nobody_has_translated_stay_marked(exchange):
    half = changed(TWO, words__lo__problem="<p>Dry wells.</p><p>ນ້ຳສ້າງແຫ້ງ.</p>")
    half["words"]["lo"]["untranslated"] = {"en": ["Dry wells.", "A passage that is not there."]}
    assert exchange.bring(half).problems == []
    assert list(page("lo").untranslated.values()) == ["en"]
    assert exchange.record("clean-water")["words"]["lo"]["untranslated"] == {"en": ["Dry wells."]}
    assert exchange.bring(exchange.record("clean-water")).outcomes == {"unchanged": 1}
    done = changed(half, words__lo__problem="<p>ນ້ຳສ້າງແຫ້ງ.</p>", words__lo__untranslated=...)
    assert exchange.bring(done).outcomes == {"updated": 1}
    assert page("lo").untranslated == {}


def test_the_marks_alone_change_a_translation(exchange):
    whole = changed(TWO, words__lo__problem="<p>Dry wells.</p>")
    exchange.bring(whole)
    whole["words"]["lo"]["untranslated"] = {"en": ["Dry wells."]}
    assert exchange.bring(whole).outcomes == {"updated": 1}
    assert page("lo").untranslated


@pytest.mark.parametrize(("code", "of"), [("en", "lo"), ("lo", "lo")])
def test_what_waits_to_be_translated_is_in_another_language_than_a_translation(exchange, code, of):
    wrong = changed(TWO)
    wrong["words"][code]["untranslated"] = {of: ["Clean water"]}
    (problem,) = exchange.bring(wrong).problems
    assert problem.field == f"words.{code}.untranslated"


@pytest.mark.parametrize("given", [{"en": [5, "Dry wells."]}, {"en": 5}, {"xx": 5}, {"en": [["a"]]}, 5])
def test_wrong_marks_are_told_and_end_nothing(exchange, given):
    wrong = changed(TWO)
    wrong["words"]["lo"]["untranslated"] = given
    report = exchange.bring(wrong, EXPERT)
    assert {problem.field.partition("untranslated")[1] for problem in report.problems} == {"untranslated"}
    assert report.outcomes == {"created": 1}

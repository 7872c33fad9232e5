"""A translation on its way to readers: who may translate, who may approve, and what readers are told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cases.models import CasePage, CoAuthor
from cases.search import CaseSource
from kb.core.models import TranslationState
from kb.editorial.models import Responsibility, Step, seen
from tests.factories import locale, make_case, make_collection, make_user, publish, translate
from tests.forms import sent_from
from tests.kb.translating.conftest import LAO, draft, form, lao, save, words_of

FIRST = {"A spring": "ນ້ຳພຸ", "Water for all.": "ນ້ຳສຳລັບທຸກຄົນ", "No road": "ບໍ່ມີທາງ"}
READ = "/lo/cases/la/spring/"


@pytest.fixture
def editor(site):
    return make_user("editor", "Editors")


def begin(client, author, typed=FIRST):
    client.force_login(author)
    assert save(client, typed).status_code == 302


def send(client, author):
    client.force_login(author)
    return client.post(f"{LAO}send/", follow=True)


def approve(client, user):
    client.force_login(user)
    path = f"/en/review/{lao().pk}/"
    return client.post(f"{path}decide/", sent_from(client.get(path), do="approve"))


def give_back(client, user):
    client.force_login(user)
    path = f"/en/review/{lao().pk}/"
    return client.post(f"{path}decide/", sent_from(client.get(path), do="reject", comment="Say more"))


def language_step():
    return Step.objects.get(page=lao().pk, area="language:lo", done_at=None)


# --- who may --------------------------------------------------------------------------------------------


def opened(client, user, code="spring", language="lo"):
    client.force_login(user)
    path = f"/en/translate/{code}/{language}/"
    answers = {client.get(path).status_code, client.post(path, {"whole": "1"}).status_code}
    return {200: True, 302: True, 404: False}[answers.pop()]


def test_who_may_translate_what_the_public_sees(client, case, author, reviewer, editor):
    CoAuthor.objects.create(page=case, typed="helper", user=make_user("helper"))
    helper, reader = CoAuthor.objects.get().user, make_user("reader", "Contributors")
    assert all(opened(client, person) for person in (author, helper, reviewer, editor))
    assert not opened(client, reader)
    assert not opened(client, reviewer, language="km")
    assert not opened(client, editor, language="en"), "the language of the original"
    assert not opened(client, editor, language="xx")
    client.logout()
    assert "login" in client.get(LAO)["Location"]


def test_what_the_public_does_not_see_is_for_who_writes_it_and_editors(client, author, reviewer, editor):
    make_case("Hidden", code="hidden", live=False, owner=author)
    make_case("Withdrawn", code="private", owner=author)
    page = CasePage.objects.get(slug="private")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    for code in ("hidden", "private"):
        assert opened(client, author, code) and opened(client, editor, code)
        assert not opened(client, reviewer, code)


def test_an_inactive_reviewer_and_a_substitute(client, case, reviewer):
    substitute = make_user("substitute")
    Responsibility.objects.update(substitute=substitute)
    assert not opened(client, substitute)
    Responsibility.objects.update(away_until=timezone.localdate())
    assert opened(client, substitute) and not opened(client, reviewer)


def test_who_is_asked_to_review_reads_it_beside_the_original_and_writes_nothing(client, author, reviewer):
    make_case("A spring", code="spring", owner=author, summary="Water for all.", live=False)
    begin(client, author, {"A spring": "ນ້ຳພຸ", "Water for all.": "ນ້ຳ"})
    client.force_login(reviewer)
    assert client.get(LAO).status_code == 404, "nobody has asked them yet"
    send(client, author)
    client.force_login(reviewer)
    answer = client.get(LAO)
    assert answer.status_code == 200 and "ນ້ຳພຸ" in words_of(answer)
    assert not BeautifulSoup(answer.content, "html.parser").find_all("textarea")
    assert client.post(LAO, {"whole": "1"}).status_code == 404
    assert LAO in client.get(f"/en/review/{lao().pk}/").text, "the review leads to it"


def test_who_has_read_a_review_does_not_read_on_when_the_original_is_hidden(client, case, author, reviewer):
    begin(client, author)
    send(client, author)
    give_back(client, reviewer)
    assert client.get(LAO).status_code == 200
    case.refresh_from_db()
    case.unpublish()
    assert client.get(LAO).status_code == 404
    send(client, author)
    client.force_login(reviewer)
    assert client.get(LAO).status_code == 200, "they are asked to review it"


def offered(client):
    main = BeautifulSoup(client.get("/en/translate/spring/").content, "html.parser").main
    return [link["href"] for link in main.select("ul a")]


def test_the_languages_that_are_offered(client, case, author, reviewer):
    client.force_login(author)
    assert len(offered(client)) == 9 and "/en/translate/spring/en/" not in offered(client)
    assert "/en/translate/spring/" in client.get("/en/share/spring/").text
    client.force_login(reviewer)
    assert offered(client) == [LAO]
    client.force_login(make_user("reader"))
    assert client.get("/en/translate/spring/").status_code == 404


def test_a_collection_is_translated_too(client, case, editor):
    make_collection(
        "Water", code="waters", entries=[case], summary="Three cases.", introduction="<p>Read.</p>"
    )
    client.force_login(editor)
    assert save(client, {"Water": "ນ້ຳ"}, "/en/translate/waters/lo/").status_code == 302
    assert client.get("/en/translate/nothing/lo/").status_code == 404


# --- the way to readers ---------------------------------------------------------------------------------


def test_a_title_and_a_summary_are_asked_for_before_it_is_sent(client, case, author, reviewer):
    begin(client, author, {"A spring": "ນ້ຳພຸ"})
    answer = send(client, author)
    assert "Translate this first: Summary." in words_of(answer)
    assert lao().current_workflow_state is None


def test_a_partial_translation_is_reviewed_and_readers_are_told_what_is_left(
    client, case, author, reviewer, editor
):
    begin(client, author)
    assert "Sent." in words_of(send(client, author))
    approval = {"do": "approve", "revision": seen(lao().latest_revision)}
    answer = client.post(f"/en/review/{lao().pk}/decide/", approval)
    assert answer.status_code == 403, "nobody approves what they translated"
    assert approve(client, reviewer).status_code == 302
    assert not lao().live, "an editor has not decided yet"
    assert approve(client, editor).status_code == 302
    page = lao()
    assert page.live and page.translation_state == TranslationState.REVIEWED
    answer = client.get(READ)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.find("h1").text == "ນ້ຳພຸ" and soup.find("h1")["lang"] == "lo"
    passages = {each.get_text(" ", strip=True): each for each in soup.find(id="story").find_all(["p", "li"])}
    done = next(each for text, each in passages.items() if text == "ບໍ່ມີທາງ")
    assert not done.has_attr("lang")
    left = next(each for text, each in passages.items() if text.endswith("No school"))
    assert left["lang"] == "en" and left.find(class_="left-mark")["lang"] == "lo"
    assert len(soup.find(id="story").ul.find_all(class_="left-mark")) == 1, (
        "said once for what stands together"
    )
    assert soup.find("h4").span["lang"] == "en" and soup.find("h4").get_text().endswith("Dig")


def test_what_is_left_is_not_found_as_if_it_were_translated(client, case, author, reviewer, editor):
    begin(client, author)
    send(client, author)
    approve(client, reviewer)
    approve(client, editor)
    key = str(case.translation_key)
    passages = CaseSource().load([key])[key].texts["lo"].passages
    assert "ບໍ່ມີທາງ" in passages and "No school" not in passages and "Dig" not in passages


def left_on(client):
    """What a Lao reader sees as still in the original language."""
    return (
        BeautifulSoup(client.get(READ).content, "html.parser")
        .find(id="story")
        .select("p.foreign, li.foreign")
    )


def test_the_mark_goes_when_somebody_translates_it_in_whatever_editor(client, case, author):
    begin(client, author)
    publish(draft())
    page = lao()
    assert "No school" in [each.contents[-1].strip() for each in left_on(client)]
    page.problem = page.problem.replace("No school", "ບໍ່ມີໂຮງຮຽນ")
    publish(page)
    assert "ບໍ່ມີໂຮງຮຽນ" in client.get(READ).text
    assert not [each for each in left_on(client) if "ບໍ່ມີໂຮງຮຽນ" in each.text or "No school" in each.text]


def test_a_copy_that_is_translated_in_the_ordinary_editor_is_marked_as_well(client, case):
    translate(case, "lo", "ນ້ຳພຸ", summary="ນ້ຳ")
    assert {each["lang"] for each in left_on(client)} == {"en"}
    assert [each.contents[-1].strip() for each in left_on(client) if each.name == "li"] == [
        "No road",
        "No school",
    ]


def test_whoever_translated_does_not_approve_even_as_reviewer_or_editor(
    client, case, author, reviewer, editor
):
    begin(client, author)
    begin(client, reviewer, {"No school": "ບໍ່ມີໂຮງຮຽນ"})
    send(client, author)
    assert approve(client, reviewer).status_code == 409
    assert language_step()


def test_nothing_is_changed_while_it_is_reviewed_and_what_was_typed_stays(client, case, author, reviewer):
    begin(client, author)
    sent = form(client.get(LAO), **{"No school": "ບໍ່ມີໂຮງຮຽນ"})
    send(client, author)
    answer = client.post(LAO, sent)
    assert answer.status_code == 409 and "ບໍ່ມີໂຮງຮຽນ" in form(answer).values()
    assert "Take it back to change it." in words_of(answer)
    assert "ບໍ່ມີໂຮງຮຽນ" not in draft().problem
    client.force_login(reviewer)
    assert client.post(f"{LAO}take-back/").status_code == 404, "who has not sent it does not take it back"
    client.force_login(author)
    client.post(f"{LAO}take-back/")
    assert client.post(LAO, sent).status_code == 302
    assert "ບໍ່ມີໂຮງຮຽນ" in draft().problem


def test_what_was_approved_meanwhile_is_not_taken_back(client, case, author, reviewer, editor):
    begin(client, author)
    send(client, author)
    approve(client, reviewer)
    client.force_login(author)
    other, approved = Client(), []

    def meanwhile(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if "wagtailcore_workflowstate" in sql and not approved:
            approved.append(True)
            approved.append(approve(other, editor).status_code)
        return answer

    with connection.execute_wrapper(meanwhile):
        answer = client.post(f"{LAO}take-back/", follow=True)
    assert approved == [True, 302] and lao().live
    assert "No review is under way." in words_of(answer) and "You have it back" not in words_of(answer)


def test_it_was_checked_only_by_somebody_who_answers_for_the_language(client, case, author, reviewer, editor):
    begin(client, author)
    send(client, author)
    Step.objects.update(waits_from=timezone.now() - timedelta(days=30))
    assert approve(client, editor).status_code == 302
    assert approve(client, editor).status_code == 302
    assert lao().live and lao().translation_state == TranslationState.HUMAN


def test_words_that_were_written_after_the_check_were_not_checked(client, case, author, reviewer, editor):
    begin(client, author)
    send(client, author)
    approve(client, reviewer)
    give_back(client, editor)
    client.force_login(author)
    save(client, {"No school": "ບໍ່ມີໂຮງຮຽນ"})
    send(client, author)
    assert approve(client, editor).status_code == 302
    assert lao().live and lao().translation_state == TranslationState.HUMAN


def test_a_checked_translation_that_is_written_again_is_not_checked(client, case, author, reviewer, editor):
    begin(client, author)
    send(client, author)
    approve(client, reviewer)
    approve(client, editor)
    begin(client, author, {"No school": "ບໍ່ມີໂຮງຮຽນ"})
    assert lao().translation_state == TranslationState.REVIEWED, "readers have what was checked"
    assert draft().translation_state == TranslationState.HUMAN


def test_a_translation_of_words_that_have_changed_meanwhile_is_older_than_the_original(
    client, case, author, reviewer, editor
):
    begin(client, author)
    case.summary = "Water for all, and for the school."
    case = publish(case)
    send(client, author)
    assert "Translate this first" not in words_of(client.get(LAO))
    assert lao().current_workflow_state is None, "the new summary is not translated"
    case.summary = "Water for all."
    case.setbacks = "<p>The pump broke.</p>"
    publish(case)
    send(client, author)
    approve(client, reviewer)
    approve(client, editor)
    assert lao().live and lao().outdated_since == timezone.localdate()
    begin(client, author, {"The pump broke.": "ປໍ້າເພ"})
    publish(draft())
    assert lao().outdated_since is None


def test_a_translation_of_a_draft_is_current_when_the_draft_is_public(client, author, editor):
    page = make_case("A spring", code="spring", owner=author, summary="Water for all.", live=False)
    page.setbacks = "<p>It rained.</p>"
    page.save_revision(user=author)
    begin(client, author, {"A spring": "ນ້ຳພຸ", "Water for all.": "ນ້ຳ", "It rained.": "ຝົນຕົກ"})
    publish(draft())
    assert client.get(READ).status_code == 404, "its original is not public"
    publish(CasePage.objects.get(slug="spring", locale=locale("en")).get_latest_revision_as_object())
    assert client.get(READ).status_code == 200
    assert lao().outdated_since is None

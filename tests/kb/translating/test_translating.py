"""Translating passage by passage: what was typed becomes a draft, and nothing else."""

from __future__ import annotations

from bs4 import BeautifulSoup
from wagtail_localize.models import StringTranslation, Translation

from cases.models import CasePage
from kb.core import untranslated
from kb.core.models import TranslationState
from tests.factories import locale, make_case, make_user, publish, translate
from tests.kb.core.conftest import has_no_facts
from tests.kb.translating.conftest import LAO, draft, fields, form, lao, save, words_of

TITLE, SUMMARY = {"A spring": "ນ້ຳພຸ"}, {"Water for all.": "ນ້ຳສຳລັບທຸກຄົນ"}


def test_the_passages_stand_in_the_order_of_the_page(writing):
    answer = writing.get(LAO)
    assert list(fields(answer)) == [
        "A spring",
        "Water for all.",
        "Far from **any** well.",
        "See [the report](1) of 2019.",
        "No road",
        "No school",
        "Dig",
        "First we dug.",
    ]
    assert "0 of 8 passages are translated." in words_of(answer)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert {row.find("p", lang=True)["lang"] for row in soup.find_all(class_="passage")} == {"en"}
    assert {field["lang"] for field in soup.find_all("textarea")} == {"lo"}
    assert not CasePage.objects.filter(locale=locale("lo")).exists(), "looking made a page"


def test_what_is_typed_becomes_a_draft_without_facts_and_nothing_live(writing, case, author, client):
    assert save(writing, {**TITLE, "Far from **any** well.": "ໄກຈາກ **ທຸກ** ນ້ຳສ້າງ"}).status_code == 302
    page = lao()
    assert not page.live and page.original == case and page.slug == "spring" and has_no_facts(page)
    assert page.latest_revision.user == author
    words = draft()
    assert words.title == "ນ້ຳພຸ"
    assert "<p>ໄກຈາກ <b>ທຸກ</b> ນ້ຳສ້າງ</p>" in words.problem
    assert 'See <a href="https://example.org/a">the report</a> of 2019.' in words.problem
    assert words.translation_state == TranslationState.HUMAN
    assert set(words.untranslated.values()) == {"en"} and len(words.untranslated) == 6
    answer = writing.get(LAO)
    assert "2 of 8 passages are translated." in words_of(answer)
    assert "ໄກຈາກ **ທຸກ** ນ້ຳສ້າງ" in form(answer).values()


def test_a_lost_link_and_lost_emphasis_are_refused_and_what_was_typed_stays(writing):
    typed = {"Far from **any** well.": "ໄກ", "See [the report](1) of 2019.": "ເບິ່ງ"}
    answer = save(writing, typed)
    assert answer.status_code == 200
    assert "Link 1 of the original is missing. Write its words as [words](1)." in words_of(answer)
    assert "Words of the original are bold." in words_of(answer)
    assert {"ໄກ", "ເບິ່ງ"} <= set(form(answer).values())
    assert not CasePage.objects.filter(locale=locale("lo")).exists()
    answer = save(writing, {"See [the report](1) of 2019.": "ເບິ່ງ [ນີ້](1) [x](https://evil.example/)"})
    assert "The original has no link https://evil.example/." in words_of(answer)


def test_markup_that_is_typed_is_text(writing):
    save(writing, {"No road": "<script>alert(1)</script> & *", "Dig": "**ຂຸດ** <b>"})
    words = draft()
    assert "<li>&lt;script&gt;alert(1)&lt;/script&gt; &amp; *</li>" in words.problem
    assert words.steps[0].value["title"] == "**ຂຸດ** <b>"


def test_links_may_change_their_order(writing, case):
    case.outcome = '<p><a href="https://one.example">One</a> and <a href="https://two.example">two</a></p>'
    publish(case)
    save(writing, {"[One](1) and [two](2)": "[ສອງ](2) ແລະ [ໜຶ່ງ](1)"})
    assert (
        draft().outcome
        == '<p><a href="https://two.example">ສອງ</a> ແລະ <a href="https://one.example">ໜຶ່ງ</a></p>'
    )
    assert "[ສອງ](2) ແລະ [ໜຶ່ງ](1)" in form(writing.get(LAO)).values()


def test_a_title_keeps_to_its_line_and_its_length(writing):
    answer = save(writing, {"A spring": "ນ" * 256})
    assert "at most 255 characters" in words_of(answer)
    save(writing, {"A spring": "ນ້ຳ\r\nພຸ"})
    assert draft().title == "ນ້ຳ ພຸ"


def test_what_has_no_end_is_refused_before_it_is_read_and_bytes_that_are_no_text_are_left_out(writing):
    answer = save(writing, {"Far from **any** well.": "**ໄກ " * 10_000})
    assert "at most 20,000 characters" in words_of(answer)
    save(writing, {"A spring": "ນ້ຳ\x00ພຸ\x1b", "No road": "\x00"})
    assert draft().title == "ນ້ຳພຸ" and "\x00" not in str(draft().problem)
    assert untranslated.key("No road") in draft().untranslated, "nothing was typed there"


def test_a_passage_can_be_taken_back(writing, case):
    save(writing, {**TITLE, "Dig": "ຂຸດ"})
    assert draft().translated_from == case.words_hash
    save(writing, {"Dig": ""})
    assert draft().steps[0].value["title"] == "Dig"
    assert not StringTranslation.objects.filter(data="ຂຸດ").exists()
    assert draft().title == "ນ້ຳພຸ"


def test_two_windows_on_different_passages_take_nothing_from_each_other(writing):
    first, second = form(writing.get(LAO), **TITLE), form(writing.get(LAO), **SUMMARY)
    assert writing.post(LAO, first).status_code == 302
    assert writing.post(LAO, second).status_code == 302
    assert draft().title == "ນ້ຳພຸ" and draft().summary == "ນ້ຳສຳລັບທຸກຄົນ"


def test_two_windows_on_one_passage_are_noticed_and_nothing_is_lost(writing):
    first, second = form(writing.get(LAO), **TITLE), form(writing.get(LAO), **{"A spring": "ບໍ່ນ້ຳ"})
    writing.post(LAO, first)
    answer = writing.post(LAO, second)
    assert answer.status_code == 409
    assert "Somebody has saved this here since you opened the page." in words_of(answer)
    assert "ນ້ຳພຸ" in words_of(answer) and "ບໍ່ນ້ຳ" in form(answer).values()
    assert draft().title == "ນ້ຳພຸ"
    assert writing.post(LAO, form(answer)).status_code == 302  # compared, and saved
    assert draft().title == "ບໍ່ນ້ຳ"


def test_a_form_that_did_not_arrive_whole_saves_nothing(writing):
    sent = form(writing.get(LAO), **TITLE)
    del sent["whole"]
    answer = writing.post(LAO, sent)
    assert "Not everything has arrived." in words_of(answer) and "ນ້ຳພຸ" in form(answer).values()
    assert not CasePage.objects.filter(locale=locale("lo")).exists()


def test_a_passage_that_has_changed_shows_its_old_translation_which_counts_when_confirmed(writing, case):
    save(writing, {"First we dug.": "ທຳອິດພວກເຮົາຂຸດ", "No road": "ບໍ່ມີທາງ"})
    case.steps[0].value["text"].source = "<p>First we dug two wells.</p>"
    publish(case)
    answer = writing.get(LAO)
    assert "1 of 8 passages are translated." in words_of(answer)
    assert "The original has changed here. This was its translation" in words_of(answer)
    sent = form(answer, **TITLE)
    assert sent[fields(answer)["First we dug two wells."]] == "ທຳອິດພວກເຮົາຂຸດ"
    assert writing.post(LAO, sent).status_code == 302
    assert draft().steps[0].value["text"].source == "<p>First we dug two wells.</p>", "nobody confirmed it"
    answer = writing.get(LAO)
    key = fields(answer)["First we dug two wells."].removeprefix("text-")
    writing.post(LAO, {**form(answer), f"sure-{key}": "on"})
    assert draft().steps[0].value["text"].source == "<p>ທຳອິດພວກເຮົາຂຸດ</p>"
    assert "ບໍ່ມີທາງ" in draft().problem


def test_of_old_passages_the_nearest_is_shown_however_long_they_are(writing, case):
    long = " ".join(f"{chr(97 + n * n % 26)}{n * n * n % 97}" for n in range(4_000))
    case.problem = f"<p>We dug. {long}</p><p>The committee has met twice.</p><p>Nobody paid.</p>"
    publish(case)
    typed = {"The committee has met twice.": "ສອງ", "Nobody paid.": "ສາມ", f"We dug. {long}": "ໜຶ່ງ"}
    save(writing, typed)
    case.problem = f"<p>The committee has met three times.</p><p>First we dug. {long}</p><p>Others</p>"
    publish(case)
    answer = writing.get(LAO)
    shown, names = form(answer), fields(answer)
    assert shown[names["The committee has met three times."]] == "ສອງ"
    assert shown[names[f"First we dug. {long}"]] == "ໜຶ່ງ"
    assert shown[names["Others"]] == ""


def test_what_was_typed_for_a_passage_that_is_gone_is_shown_and_not_kept(writing, case):
    sent = form(writing.get(LAO), **{**TITLE, "No school": "ບໍ່ມີໂຮງຮຽນ"})
    case.problem = "<p>Far from <b>any</b> well.</p>"
    publish(case)
    answer = writing.post(LAO, sent)
    assert answer.status_code == 409
    assert "The original has changed since you opened this page." in words_of(answer)
    assert "ບໍ່ມີໂຮງຮຽນ" in words_of(answer) and "ນ້ຳພຸ" in form(answer).values()
    assert writing.post(LAO, form(answer)).status_code == 302
    assert draft().title == "ນ້ຳພຸ"


def test_what_the_original_does_not_say_any_more_leaves_the_translation(writing, case):
    save(writing, {"Dig": "ຂຸດ", "First we dug.": "ທຳອິດ"})
    case.steps = []
    publish(case)
    save(writing, TITLE)
    assert not draft().steps


def test_words_of_a_translation_made_elsewhere_are_taken_up(writing, case):
    translate(case, "lo", "ນ້ຳພຸ", live=False)
    page = draft()
    page.problem = case.problem.replace("No road", "ບໍ່ມີທາງ").replace("the report", "ລາຍງານ")
    page.save_revision()
    answer = writing.get(LAO)
    assert "3 of 8 passages are translated." in words_of(answer)
    assert {"ນ້ຳພຸ", "ບໍ່ມີທາງ", "See [ລາຍງານ](1) of 2019."} <= set(form(answer).values())
    save(writing, SUMMARY)
    words = draft()
    assert (words.title, words.summary) == ("ນ້ຳພຸ", "ນ້ຳສຳລັບທຸກຄົນ")
    assert "ບໍ່ມີທາງ" in words.problem and "ລາຍງານ" in words.problem and "No school" in words.problem


def test_what_an_editor_mends_in_the_page_stays(writing):
    save(writing, {**TITLE, "No road": "ບໍ່ມີທາງ"})
    page = draft()
    page.problem = page.problem.replace("ບໍ່ມີທາງ", "ບໍ່ມີຖະໜົນ")
    page.save_revision(user=make_user("mender", "Editors"))
    assert "ບໍ່ມີຖະໜົນ" in form(writing.get(LAO)).values()
    save(writing, SUMMARY)
    assert "ບໍ່ມີຖະໜົນ" in draft().problem


def test_words_of_a_translation_with_other_paragraphs_are_not_lost(writing, case):
    page = translate(case, "lo", "ນ້ຳພຸ", problem="<p>ໜຶ່ງ</p><p>ສອງ</p><p>ສາມ</p><p>ສີ່</p><p>ຫ້າ</p>")
    assert page.live
    save(writing, SUMMARY)
    assert all(word in draft().problem for word in ("ໜຶ່ງ", "ສອງ", "ສາມ", "ສີ່", "ຫ້າ"))


def test_a_work_of_many_passages_is_translated_in_parts(client, author):
    make_case(
        code="long",
        owner=author,
        problem="".join(f"<p>Paragraph {number}</p>" for number in range(30)),
    )
    client.force_login(author)
    path = "/en/translate/long/lo/"
    answer = client.get(path)
    assert len(fields(answer)) == 20 and "Part 2" in words_of(answer)
    answer = save(client, {"Paragraph 29": "ສຸດທ້າຍ"}, f"{path}?page=2")
    assert answer["Location"] == f"{path}?page=2"
    assert "1 of 32 passages are translated." in words_of(client.get(path))


def test_another_source_in_the_admin_gives_way(writing, case):
    khmer = translate(case, "km", "ប្រភពទឹក")
    from wagtail_localize.models import TranslationSource

    source, _made = TranslationSource.update_or_create_from_instance(khmer)
    Translation.objects.create(source=source, target_locale=locale("lo"))
    assert save(writing, TITLE).status_code == 302
    assert Translation.objects.get(target_locale=locale("lo")).source.locale == locale("en")
    assert draft().title == "ນ້ຳພຸ"

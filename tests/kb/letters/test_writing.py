"""Writing about a work: who can, what is kept, and what looks like spam."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from kb.core import languages
from kb.editorial import steps
from kb.inbox.models import Mail, Notice
from kb.letters.models import Letter
from tests import factories
from tests.kb.letters.conftest import WORDS, address, inside, opened, sent, the_letter, write

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("user__username", "kind"))


def test_every_public_work_links_to_where_it_is_written_about(case, client):
    expert = factories.make_expert(code="bounmy")
    collection = factories.make_collection(code="forum-cases", entries=[case])
    for page, kinds in (
        (case, ["error", "question"]),
        (expert, ["error", "contact"]),
        (collection, ["error"]),
    ):
        answer = client.get(page.get_url())
        for kind in ("error", "question", "contact"):
            link = f'href="/en/write/{page.slug}/{kind}/" rel="nofollow"'
            assert (link in answer.text) is (kind in kinds), (page, kind)
            assert client.get(address(kind, page.slug)).status_code == (200 if kind in kinds else 404)


@pytest.mark.parametrize("code", languages.CODES)
def test_a_letter_is_kept_with_the_language_of_the_writer_and_told(case, desk, code):
    answer = write(language=code, part="Figures\r\nBcc: a@example.org")
    assert (answer.status_code, answer["Location"]) == (302, f"/{code}/write/ban-na/error/sent/")
    letter = the_letter()
    assert (letter.state, letter.kind, letter.language) == ("new", "error", code)
    assert (letter.work.original_id, letter.text, letter.email) == (case.pk, WORDS["text"], WORDS["email"])
    assert letter.part == "Figures Bcc: a@example.org"
    assert list(letter.recipients.all()) == [desk]
    assert told() == [("desk", "letter.error")]
    [mail] = sent()
    assert mail.to == ["desk@example.org"]
    assert f"/letters/{letter.pk}/" in mail.body
    assert WORDS["email"] not in mail.body


def test_the_desk_of_each_country_else_editors_else_administrators_get_it(site, superuser):
    factories.make_case("Two countries", code="two", sites=[{"key": "a", "country": "KH"}])
    write(code="two")
    assert told() == [("root", "letter.error")]
    editor = factories.make_user("editor", "Editors")
    assert steps.editors() == [editor]
    write(code="two", text="Another one")
    assert ("editor", "letter.error") in told()


def test_what_is_not_public_looks_as_if_it_were_not_there(case, client):
    factories.make_case("Draft", code="draft", live=False)
    hidden = factories.make_case("Hidden", code="hidden", country="KH", sites=[{"key": "a", "country": "KH"}])
    shard = Page.objects.get(pk=hidden.get_parent().pk)
    PageViewRestriction.objects.create(page=shard, restriction_type=PageViewRestriction.LOGIN)
    missing = client.get(address(code="nowhere"))
    assert missing.status_code == 404
    for code in ("draft", "hidden"):
        for browser in (client, inside(factories.make_user(f"reader-{code}"))):
            answer = browser.get(address(code=code))
            assert answer.status_code == 404
            assert browser.post(address(code=code), WORDS).status_code == 404
    assert client.get(address(code="draft")).text.replace("draft", "nowhere") == missing.text
    case.unpublish()
    assert client.get(address()).status_code == client.get(f"{address()}sent/").status_code == 404
    assert client.post(address(), WORDS).status_code == 404
    assert not Letter.objects.exists()


def test_a_form_that_lacks_something_says_what_and_keeps_the_rest(case, client):
    answer = write("question", text=" ", email="", name="Somchai <b>")
    assert answer.status_code == 400
    assert "Write something here, then send it." in answer.text
    assert "Give an address, so that the answer can reach you." in answer.text
    assert 'value="Somchai &lt;b&gt;"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    answer = write("error", email="somchai", text="Wrong & <i>")
    assert "This is no e-mail address." in answer.text
    assert "Wrong &amp; &lt;i&gt;" in answer.text
    assert write("error", email="", name="").status_code == 302
    assert the_letter().email == ""


def test_the_form_is_kept_by_no_cache_and_listed_nowhere(case, client):
    answer = client.get(f"{address()}?part=costs")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert opened(client, f"{address()}?part=costs")["part"] == "costs"


def test_whoever_is_logged_in_need_not_say_who_they_are(case):
    user = factories.make_user("noy")
    assert opened(inside(user), address())["email"] == "noy@example.org"
    write(client=inside(user), email="noy@example.org")
    assert the_letter().sender == user


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"website": "https://example.org"}, "trap"),
        ({"after": 0.5}, "fast"),
        ({"text": "Buy https://example.org " * 20}, "links"),
        ({"opened": ""}, "form"),
        ({"opened": "invented"}, "form"),
        ({"opened": signing.dumps("other", salt="kb.letters")}, "form"),
    ],
)
def test_S02_what_looks_like_spam_is_thanked_for_kept_with_its_reason_and_told_to_nobody(
    case, desk, editor, given, reason
):
    honest, answer = write(text="An honest letter"), write(**given)
    assert (answer.status_code, answer["Location"]) == (honest.status_code, honest["Location"])
    letter = Letter.objects.exclude(text="An honest letter").get()
    assert (letter.state, letter.suspicion) == ("suspected", reason)
    assert not letter.recipients.exists()
    assert Notice.objects.count() == Mail.objects.count() == 1  # of the honest one


def test_S04_S10_what_is_sent_twice_is_one_letter_and_another_text_another(case, desk):
    client = Client()
    form = {**opened(client, address()), **WORDS, "opened": signing.dumps(["key", 1.0], salt="kb.letters")}
    assert [client.post(address(), form).status_code for _ in range(3)] == [302] * 3
    assert len(told()) == Letter.objects.count() == 1
    client.post(address(), {**form, "text": "Back, and something else"})
    assert len(told()) == Letter.objects.count() == 2
    write(), write()  # two people who say the same
    assert Letter.objects.count() == 4


def test_S05_a_name_with_line_breaks_makes_no_head_of_a_mail(case, desk):
    write(name="Somchai\r\nBcc: victim@example.org")
    assert the_letter().name == "Somchai Bcc: victim@example.org"
    [mail] = sent()
    assert mail.recipients() == ["desk@example.org"]


def test_S08_fields_that_the_form_does_not_have_change_nothing(case, desk):
    write(state="closed", spam="on", handled_by=desk.pk, answer="x", sender=desk.pk, suspicion="")
    letter = the_letter()
    assert (letter.state, letter.spam, letter.answer, letter.sender, letter.handled_by) == (
        "new",
        False,
        "",
        None,
        None,
    )


def test_S01_a_form_of_another_site_is_refused(case):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(), WORDS).status_code == 403
    assert not Letter.objects.exists()


def test_writing_is_limited(case, settings, tmp_path):
    settings.RATE_LIMITS = {"search": 60, "export": 20, "write": 3}
    settings.RATE_LIMIT_READERS, settings.RATE_LIMIT_FILE = 2, tmp_path / "limits"
    client = Client()
    assert [client.post(address(), WORDS).status_code for _ in range(4)] == [302, 302, 302, 429]

"""What people are told about letters, and the mail that carries an answer."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.core.addresses import absolute
from kb.inbox import wording
from kb.inbox.kinds import Kind, register
from kb.inbox.models import Mail
from kb.inbox.posting import post
from kb.inbox.telling import done_with, tell

from . import recipients, works
from .models import Letter

KINDS = {
    Letter.Kind.ERROR: Kind(
        "letter.error", gettext_lazy("Somebody reports an error in “%(title)s”"), must_act=True
    ),
    Letter.Kind.QUESTION: Kind(
        "letter.question", gettext_lazy("Somebody asks about “%(title)s”"), must_act=True
    ),
    Letter.Kind.CONTACT: Kind(
        "letter.contact", gettext_lazy("Somebody has written to “%(title)s”"), must_act=True
    ),
}


def make_known() -> None:
    """Register the kinds; called once when the apps are ready."""
    register(*KINDS.values())


def arrived(letter: Letter) -> None:
    """Give a letter to those who get it, and tell them. The text stays out of inbox and mail: it is forgotten with
    the letter."""
    work = letter.work
    page: Any = work.original.specific if work is not None and work.original is not None else None
    people = recipients.people_for(letter.kind, page) if page is not None else []
    letter.recipients.set(people)
    tell(
        people,
        KINDS[Letter.Kind(letter.kind)].name,
        words={"title": letter.title},
        route="letter",
        args=[letter.pk],
        about=page,
        key=_key(letter),
    )


def over(letter: Letter) -> None:
    """Nobody has to deal with a letter any longer."""
    done_with(_key(letter))


def _key(letter: Letter) -> str:
    return f"letter {letter.pk}"


def answer(letter: Letter, text: str, by: Any) -> Mail:
    """Mail an answer to the writer of a letter, in their language. It holds no address of whoever answers."""
    with translation.override(letter.language):
        context = {
            "by": name_of(by),
            "answer": text,
            "letter": wording.quoted(letter.text),
            "address": _address(letter),
        }
        subject = _("Answer to your letter about “%(title)s”") % {"title": letter.title}
        return post(
            letter.email, letter.language, subject, render_to_string("letters/mail/answer.txt", context)
        )


def _address(letter: Letter) -> str:
    """Where the writer can write again; empty where the work is not public any more."""
    work = letter.work
    if work is None or works.public_page(work) is None:
        return ""
    return absolute(reverse("write", args=[work.code, letter.kind]))


def name_of(user: Any) -> str:
    """What somebody is called towards a stranger; never a user name, which may be an address."""
    name: str = user.get_full_name()
    return "" if "@" in name else name

"""Works that somebody is asked to translate: given, taken along as a file, brought back, done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.validators import slug_re
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kb.core import languages
from kb.core.models import Work
from kb.core.private import private
from kb.filling import zawgyi
from kb.translating.desk import Desk

from .. import files, pieces, taking, telling
from ..forms import FileForm, GiveForm
from ..models import Batch, may_give, may_open

#: Works in one batch; they are read at once.
MOST_WORKS = 50
_own = private("translations")


@require_http_methods(["GET", "HEAD", "POST"])
@_own
def give(request: HttpRequest) -> HttpResponse:
    """The works that were chosen, how much there is to translate, and to whom they are given."""
    user: Any = request.user
    given = request.POST if request.method == "POST" else request.GET
    language = given.get("into", "")
    codes = list(dict.fromkeys(filter(slug_re.match, given.getlist("work"))))[:MOST_WORKS]
    if not may_give(user, language):
        raise Http404
    if language not in languages.BY_CODE:
        messages.error(request, _("Choose the language into which the works are to be translated."))
        return redirect("translations")
    works = Work.objects.filter(code__in=codes).select_related("original")
    counted = [(desk, pieces.characters(desk)) for desk in taking.desks(works, language, user)]
    if not counted:
        messages.error(request, _("Choose at least one line."))
        return redirect("translations")
    form = GiveForm(request.POST if request.method == "POST" else None)
    total = sum(number for _desk, number in counted)
    if form.is_valid():
        person, due = form.cleaned_data["person"], form.cleaned_data["due"]
        batch = _given(counted, language, person, due, user)
        # What was typed, not the account's name: of an address nobody learns whose it is.
        messages.success(
            request, _("The texts were given to %(person)s.") % {"person": form["person"].value()}
        )
        return redirect("translations_batch", batch.pk)
    context = {"form": form, "counted": counted, "total": total, "into": languages.get(language)}
    return render(request, "coverage/give.html", context, status=200 if request.method != "POST" else 400)


@transaction.atomic
def _given(counted: list[tuple[Desk, int]], language: str, person: Any, due: date | None, user: Any) -> Batch:
    """The batch of these works; given again while it is open, as by a double click, it is the same one."""
    get_user_model().objects.select_for_update().get(pk=person.pk)
    works = {desk.original.translation_key for desk, _number in counted}
    there = Batch.objects.filter(person=person, language=language, due=due, done_at=None)
    for batch in there.prefetch_related("works"):
        if {work.pk for work in batch.works.all()} == works:
            return batch
    total = sum(number for _desk, number in counted)
    batch = Batch.objects.create(language=language, person=person, given_by=user, due=due, characters=total)
    batch.works.set(works)
    telling.given(batch)
    return batch


def _batch(request: HttpRequest, pk: int) -> Batch:
    """The batch, for those who may open it. Raises `Http404` for others: it looks as if there were none."""
    found = get_object_or_404(Batch.objects.select_related("person", "given_by"), pk=pk)
    if not may_open(request.user, found):
        raise Http404
    return found


@require_safe
@_own
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The works of a batch, and the ways to translate them."""
    return _page(request, _batch(request, pk), FileForm())


def _page(request: HttpRequest, found: Batch, form: FileForm, status: int = 200) -> HttpResponse:
    works = found.works.select_related("original")
    context = {
        "batch": found,
        "desks": taking.desks(works, found.language, request.user),
        "form": form,
        "forms": list(files.formats()),
    }
    return render(request, "coverage/batch.html", context, status=status)


@require_safe
@_own
def texts(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The pieces of all works of a batch that the user may translate, as a file."""
    found, known = _batch(request, pk), files.formats().get(form)
    if known is None:
        raise Http404
    desks = taking.desks(found.works.select_related("original"), found.language, request.user)
    desks = [desk for desk in desks if desk.may_translate]
    response = HttpResponse(
        known.write(map(pieces.part, desks), found.language), content_type=known.media_type
    )
    name = f"translations-{found.pk}-{found.language}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@_own
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the translations out of a file, and tell what was not taken."""
    found = _batch(request, pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    taken = taking.take(found, form.entries, request.user)
    if taken.was_zawgyi:
        messages.info(request, zawgyi.said())
    return render(request, "coverage/brought.html", {"batch": found, "taken": taken})


@require_POST
@_own
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch is over: nobody is waited for any longer. Said twice, it is over once."""
    found = get_object_or_404(Batch, pk=pk)
    if request.user.pk != found.person_id and not may_open(request.user, found):
        raise Http404
    if found.done_at is None:
        with transaction.atomic():
            Batch.objects.filter(pk=found.pk, done_at=None).update(done_at=timezone.now())
            telling.over(found)
    if not may_give(request.user, found.language):  # it is theirs no longer, and may have been the last
        messages.success(request, _("All of it is done"))
        return redirect("inbox")
    return redirect("translations_batch", found.pk)

"""Works that somebody is asked to translate: given, taken along as a file, brought back, done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kb.core import languages
from kb.core.models import Work
from kb.core.private import private

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
    codes = list(dict.fromkeys(given.getlist("work")))[:MOST_WORKS]
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
        with transaction.atomic():
            batch = Batch.objects.create(
                language=language,
                person=form.cleaned_data["person"],
                given_by=user,
                due=form.cleaned_data["due"],
                characters=total,
            )
            batch.works.set([desk.original.translation_key for desk, _number in counted])
            telling.given(batch)
        messages.success(request, _("The texts were given to %(person)s.") % {"person": batch.person})
        return redirect("translations_batch", batch.pk)
    context = {"form": form, "counted": counted, "total": total, "into": languages.get(language)}
    return render(request, "coverage/give.html", context, status=200 if request.method != "POST" else 400)


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
    """The pieces of all works of a batch as a file."""
    found, known = _batch(request, pk), files.formats().get(form)
    if known is None:
        raise Http404
    desks = taking.desks(found.works.select_related("original"), found.language, request.user)
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
    return render(request, "coverage/brought.html", {"batch": found, "taken": taken})


@require_POST
@_own
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch is over: nobody is waited for any longer."""
    found = _batch(request, pk)
    if found.done_at is None:
        with transaction.atomic():
            Batch.objects.filter(pk=found.pk, done_at=None).update(done_at=timezone.now())
            telling.over(found)
    return redirect("translations_batch", found.pk)

"""Writing a case in Word: the document to take along, and the one that comes back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kb.core import languages
from kb.core.private import private, unlisted
from kb.filling import zawgyi

from ..forms.begin import WordForm
from ..permissions import writes
from ..sharing import documents, works
from ..sharing.desk import desk_of

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest) -> HttpResponse:
    """How it is done, with the documents; for who is logged in a form that takes one."""
    if request.method == "POST":
        return _receive(request)
    return _for_author(request) if request.user.is_authenticated else _show(request, None)


@require_safe
def template(request: HttpRequest, language: str) -> HttpResponse:
    """The document in one language. Raises `Http404` for one that the site does not have."""
    if language not in languages.BY_CODE:
        raise Http404
    response = HttpResponse(documents.template(language), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="case-{language}.docx"'
    response["X-Robots-Tag"] = "noindex"
    return response


@private("share_word")
def _receive(request: HttpRequest) -> HttpResponse:
    form = WordForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            received = documents.receive(
                request.user,
                data["file"],
                data["file"].name,
                data["country"],
                data["language"],
                " ".join(form.suspicions()),
            )
        except ValidationError as error:
            form.add_error("file", error.messages)
        except works.Refused as reason:
            form.add_error(None, str(reason))
        else:
            if received.converted:
                messages.info(request, zawgyi.said())
            if received.new:
                messages.success(request, _("The document is a draft now. Look through it."))
            else:
                messages.info(request, _("You have sent this document before. This is its draft."))
            return redirect("share_case", code=received.page.slug)
    return _show(request, form)


@unlisted
def _for_author(request: HttpRequest) -> HttpResponse:
    return _show(request, WordForm())


def _show(request: HttpRequest, form: WordForm | None) -> HttpResponse:
    context = {"form": form, "languages": languages.LANGUAGES, "reader": languages.current()}
    return render(request, "cases/sharing/word.html", context)


@private("share")
@require_POST
def dismiss(request: HttpRequest, code: str) -> HttpResponse:
    """Take away what could not be placed: for who writes the case."""
    desk = desk_of(request.user, code)
    if not writes(request.user, desk.page):
        raise Http404
    documents.dismiss(desk.page)
    messages.success(request, _("Removed."))
    return redirect(desk.address("share_case"))

"""The grid of translations, what has changed in an original, and what can be read in which language."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kb.core import cldr, languages, visibility
from kb.core.models import Work, WorkPage
from kb.core.private import View, private
from kb.editorial.steps import follows_translations

from .. import addresses, changes, counting, grid, works
from ..forms import FilterForm
from ..models import open_to

PER_PAGE = 25
MOST_BATCHES = 50
_own = private("translations")


def _for_editors(view: View) -> View:
    """Whoever may not look learns no more than that nothing is there."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not follows_translations(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return require_safe(_own(answer))


@require_safe
@_own
def translations(request: HttpRequest) -> HttpResponse:
    """What the user is asked to translate, and for editors and reviewers of languages works by languages. The number of
    queries does not depend on how many there are.
    """
    user: Any = request.user
    batches = open_to(user).select_related("person")
    if not follows_translations(user):
        own = list(batches[:MOST_BATCHES])
        if not own:
            raise Http404
        return render(request, "coverage/translations.html", {"batches": own})
    form = FilterForm(request.GET)
    chosen = form.chosen
    found = form.narrow(works.public_originals())
    listed = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    columns = [each for each in languages.LANGUAGES if chosen["language"] in ("", each.code)]
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "listed": listed,
        "rows": grid.rows(list(listed), columns, with_changes=chosen["state"] == "outdated"),
        "columns": columns,
        "counted": ngettext("%(count)s result", "%(count)s results", listed.paginator.count)
        % {"count": cldr.number(listed.paginator.count)},
        "query": query.urlencode(),
        "batches": list(batches[:MOST_BATCHES]),
        "language": chosen["language"],
        "languages": languages.LANGUAGES,
    }
    return render(request, "coverage/translations.html", context)


@_for_editors
def changed(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """What the original of a work says otherwise than when it was translated into that language."""
    work = get_object_or_404(Work.objects.select_related("original"), code=code)
    model = work.original.specific_class if work.original is not None else None
    if model is None or not issubclass(model, WorkPage) or not visibility.is_public(work.original):
        raise Http404
    pages = model.objects.filter(translation_key=work.pk, alias_of=None, locale__language_code=language)
    page = get_object_or_404(pages.select_related("locale", "original__locale"))
    if page.outdated_since is None:
        raise Http404
    context = {
        "page": page,
        "original": page.facts_page,
        "language": languages.get(language),
        "differences": changes.differences(page),
        "editor": addresses.editor(code, language),
    }
    return render(request, "coverage/changed.html", context)


@_for_editors
def coverage(request: HttpRequest, form: str = "") -> HttpResponse:
    """What can be read in which language, by country and theme; of one kind (`?kind=case`) or of all."""
    kinds = [(kind, capfirst(str(label))) for kind, _model, label in works.kinds()]
    kind = next((each for each, _label in kinds if each == request.GET.get("kind")), "")
    found = counting.coverage(kind)
    if form:
        response = HttpResponse(counting.as_csv(found), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="coverage.csv"'
        return response
    context = {"found": found, "kinds": kinds, "kind": kind, "languages": languages.LANGUAGES}
    return render(request, "coverage/coverage.html", context)

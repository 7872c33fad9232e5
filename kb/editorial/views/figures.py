"""How reviews went, for editors: a page, and the same as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kb.core.private import private

from .. import figures as reckoning
from .. import steps

_own = private("reviews")
_FORMS = {
    "csv": (reckoning.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (reckoning.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_safe
@_own
def figures(request: HttpRequest, form: str = "") -> HttpResponse:
    """The table, of one year (`?year=`) or of all; `form`: as a file of that kind."""
    if not steps.is_editor(request.user) or (form and form not in _FORMS):
        raise Http404
    years = reckoning.years()
    asked = request.GET.get("year", "")
    year = next((each for each in years if str(each) == asked), None)
    rows = reckoning.tallies(year)
    if not form:
        context = {"head": reckoning.head(), "rows": rows, "years": years, "year": year}
        return render(request, "editorial/figures.html", context)
    write, kind = _FORMS[form]
    response = HttpResponse(write(rows), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="reviews.{form}"'
    return response

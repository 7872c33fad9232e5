"""One record to take along: as JSON of the exchange format, as RIS or as BibTeX."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from kb.catalogue.citations import FORMATS, citation
from kb.core import languages, versions
from kb.core.models import Work
from kb.exchange import registry

from .frame import frame


@require_safe
def record(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """A work as the public may see it, cited in the language `lang` or else in its best one.

    What is hidden is answered like what does not exist.
    """
    work = Work.objects.filter(code=code, original__isnull=False).first()
    exchange = registry.get(work.kind) if work else None
    if work is None or exchange is None or form not in FORMATS:
        raise Http404
    original = Page.objects.get(pk=work.original_id).specific
    pages = original.public_versions()
    if original.pk not in {page.pk for page in pages}:
        raise Http404
    language = request.GET.get("lang", "")
    if form == "json":
        content = json.dumps(exchange.dump_public(original), ensure_ascii=False, indent=2)
    else:
        reader = languages.get(language).code
        with override(reader):
            cited = citation(versions.best(pages, language), frame(reader).name)
            content = cited.ris() if form == "ris" else cited.bibtex()
    response = HttpResponse(content, content_type=f"{FORMATS[form]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{work.code}.{form}"'
    response["X-Robots-Tag"] = "noindex"
    return response

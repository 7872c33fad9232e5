"""One's photograph: checked by what is in the file, not by its name."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import drafts, states
from ..desk import desk_of
from ..forms.fields import PhotographForm
from .common import private

REMOVE = "remove"  # the name of a button


@private
@require_http_methods(["GET", "HEAD", "POST"])
def photograph(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show a photograph, take another, or none. A new one is an image of its own: what is public stays as it is
    until the change is.
    """
    desk = desk_of(request.user, code)
    removes = request.method == "POST" and REMOVE in request.POST
    form = PhotographForm(
        request.POST if request.method == "POST" and not removes else None,
        request.FILES if request.method == "POST" and not removes else None,
    )
    if removes or (request.method == "POST" and form.is_valid()):
        with transaction.atomic():
            states.lock(desk.profile)
            desk = desk_of(request.user, code)
            draft = drafts.newest(desk.profile)
            draft.photo = None if removes else form.save(draft.name or desk.profile.slug, request.user)
            drafts.change(desk.profile, draft, desk.account, request.user)
        messages.success(request, _("Saved."))
        return redirect(desk.address("own_profile"))
    picture = drafts.newest(desk.profile).photo
    context = {
        "desk": desk,
        "form": form,
        "picture": picture,
        "portrait": picture.get_rendition("fill-160x160") if picture else None,
    }
    return render(request, "experts/profile/photograph.html", context)

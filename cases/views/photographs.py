"""Sending a photograph for a case: in one form, or in pieces by a script that goes on where the network broke."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from filetype import guess_extension

from kb.core.private import private
from kb.filling import marks

from ..forms.photographs import AddPhotographForm, PieceForm
from ..sharing import uploads, works
from ..sharing.desk import Desk, desk_of
from ..sharing.parts import PHOTOGRAPHS


@private("share")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Send a photograph more. Sent twice under one key, it is there once."""
    desk, key = desk_of(request.user, code), _key(request)
    sent = request.method == "POST"
    if sent and uploads.is_added(desk.page, request.user, key):
        return _added(request, desk)
    if desk.held:
        return _held(request, desk)
    if not sent:
        return _show(request, desk, AddPhotographForm(), key)
    files, arrived = request.FILES, None
    if "file" not in files:
        arrived = uploads.whole(desk.page, request.user, key)
        if arrived is not None:
            name = f"photograph.{guess_extension(arrived) or 'jpg'}"  # not what a telephone calls it
            files = MultiValueDict({"file": [SimpleUploadedFile(name, arrived)]})
    form = AddPhotographForm(request.POST, files)
    if form.is_valid():
        with transaction.atomic():
            marks.lock(desk.page)
            desk = desk_of(request.user, code)
            if uploads.is_added(desk.page, request.user, key):
                return _added(request, desk)
            if desk.held:
                return _held(request, desk)
            draft = marks.newest(desk.page)
            form.add_to(draft, request.user)
            works.keep(desk.page, draft, request.user)
            uploads.note_added(desk.page, request.user, key)
            return _added(request, desk)
    if arrived is not None and "file" in form.errors:
        uploads.throw_away(desk.page, request.user, key)
        arrived = None
    return _show(request, desk, form, key, arrived=arrived is not None)


@private("share")
@require_http_methods(["GET", "HEAD", "POST"])
def pieces(request: HttpRequest, code: str) -> HttpResponse:
    """How much of a photograph has arrived, and a piece more: `received` in bytes, and whether it is `added`."""
    desk, key = desk_of(request.user, code), _key(request)
    if request.method != "POST":
        row = uploads.find(desk.page, request.user, key)
        return JsonResponse({"received": row.received if row else 0, "added": bool(row and row.added_at)})
    if desk.held:
        return JsonResponse({"problem": desk.held}, status=403)
    form = PieceForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"problem": _("This request cannot be read")}, status=400)
    data = form.cleaned_data
    try:
        row = uploads.take(
            desk.page,
            request.user,
            data["key"],
            size=data["size"],
            offset=data["offset"],
            piece=data["piece"].read(),
        )
    except uploads.Refused as reason:
        return JsonResponse({"problem": str(reason)}, status=400)
    return JsonResponse({"received": row.received, "added": row.added_at is not None})


def _key(request: HttpRequest) -> uuid.UUID:
    """The key of the form; a new one where there is none."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        return uuid.UUID(given.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _added(request: HttpRequest, desk: Desk) -> HttpResponse:
    messages.success(request, _("The photograph is added."))
    address = desk.address("share_part", part=PHOTOGRAPHS)
    return JsonResponse({"next": address}) if _by_script(request) else redirect(address)


def _held(request: HttpRequest, desk: Desk) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"problem": desk.held}, status=403)
    messages.error(request, desk.held)
    return redirect(desk.address("share_case"))


def _show(
    request: HttpRequest, desk: Desk, form: AddPhotographForm, key: uuid.UUID, *, arrived: bool = False
) -> HttpResponse:
    context = {"desk": desk, "form": form, "key": key, "arrived": arrived}
    return render(request, "cases/sharing/photograph.html", context)

"""One's own inbox. Looking changes nothing: what is read or done is said with a button, which sends a form."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kb.core import languages

from . import wording
from .choices import choice_of
from .forms import MailChoiceForm
from .models import Notice, NoticeQuerySet

PER_PAGE = 50
TO_DO = "todo"

View = Callable[..., HttpResponse]


def _own(view: View) -> View:
    """For those who are logged in, and kept by no cache. Whoever is not comes back to a page, not to a form."""

    @wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
        else:
            back = reverse("inbox") if request.method == "POST" else request.get_full_path()
            response = redirect_to_login(back)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return private


@require_safe
@_own
def inbox(request: HttpRequest) -> HttpResponse:
    """What somebody was told: what they have to do on top, then the newest first."""
    everything = _of(request)
    only = request.GET.get("show") == TO_DO
    below = Case(When(must_act=True, done_at=None, then=Value(0)), default=Value(1))
    listed = (everything.to_do() if only else everything).order_by(below, "-created", "-pk")
    page = Paginator(listed.select_related("by"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "notices": page,
        "only_to_do": only,
        "unread": everything.filter(read_at=None, done_at=None).exists(),
        "here": _place(request),
    }
    return render(request, "inbox/inbox.html", context)


@require_POST
@_own
def act(request: HttpRequest, notice: UUID) -> HttpResponse:
    """What somebody does with one line: `open` leads to what it is about, `read` and `done` lead back."""
    found = get_object_or_404(_of(request), pk=notice)
    wanted, now = request.POST.get("do"), timezone.now()
    changed = {"read_at": now} if found.read_at is None else {}
    if wanted == "done" and found.done_at is None:
        changed["done_at"] = now
    if changed:
        _of(request).filter(pk=found.pk).update(**changed)
    return HttpResponseRedirect(wording.address(found)) if wanted == "open" else _back(request)


@require_POST
@_own
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything is read; what has to be done still has to be."""
    _of(request).filter(read_at=None).update(read_at=timezone.now())
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@_own
def choices(request: HttpRequest) -> HttpResponse:
    """What is sent to somebody by mail, and in which language."""
    form = MailChoiceForm(request.POST or None, instance=choice_of(request.user))
    if request.method == "POST" and form.is_valid():
        form.instance.seen_in = languages.current().code
        form.save()
        messages.success(request, _("Your choice is kept."))
        return redirect("inbox_choices")
    return render(request, "inbox/choices.html", {"form": form})


def _of(request: HttpRequest) -> NoticeQuerySet:
    user: Any = request.user
    return Notice.objects.filter(user=user)


def _place(request: HttpRequest) -> str:
    """Which part of the list is shown, as a query."""
    shown = {name: request.GET[name] for name in ("show", "page") if request.GET.get(name)}
    return f"?{urlencode(shown)}" if shown else ""


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("inbox") + _place(request))

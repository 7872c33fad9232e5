"""One's own saved replies: reading them together, and deleting one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kb.core.private import private

from ..models import SavedReply

_own = private("reviews")


@require_safe
@_own
def replies(request: HttpRequest) -> HttpResponse:
    """The replies that the user has saved."""
    return render(
        request, "editorial/replies.html", {"replies": SavedReply.objects.filter(user=request.user)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_own
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one, after asking once more. What was sent with it stays as it is."""
    reply = get_object_or_404(SavedReply, user=request.user, pk=pk)
    if request.method != "POST":
        return render(request, "editorial/reply_delete.html", {"reply": reply})
    reply.delete()
    messages.success(request, _("The reply is deleted."))
    return redirect("review_replies")

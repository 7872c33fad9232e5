"""Comments of readers of a draft: leaving one with a link, and ticking off or deleting one for those who write the case."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kb.core.private import private, unlisted
from kb.filling.marks import newest

from ..forms.comments import CommentForm
from ..sharing import comments, links
from ..sharing.desk import desk_of


@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def discuss(request: HttpRequest, token: str) -> HttpResponse:
    """What readers have said with this link, and saying something. What may be spam is thanked for, too."""
    link = links.find(token)
    if link is None:
        return render(request, "cases/sharing/link_over.html", status=404)
    form = CommentForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        try:
            comments.leave(link, form.cleaned_data)
        except comments.Full:
            form.add_error(None, _("There are too many comments here. Ask the authors for another link."))
        else:
            messages.success(request, _("Thank you. The authors of the draft read it."))
            return redirect("share_discuss", token=token)
    context = {
        "link": link,
        "title": newest(link.page).title,
        "comments": comments.for_readers(link, request.GET.get("page")),
        "form": form,
    }
    return render(request, "cases/sharing/discuss.html", context, status=400 if form.is_bound else 200)


@private("share")
@require_POST
def settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Tick a comment off, open it again, say that it is no spam, or delete it."""
    desk = desk_of(request.user, code)
    do = request.POST.get("do", "")
    if not desk.writes or do not in ("resolve", "open", "no_spam", "delete"):
        raise Http404
    if not comments.settle(desk.page, pk, request.user, do):
        raise Http404
    return redirect(reverse("share_case", kwargs={"code": code}) + "#comments")

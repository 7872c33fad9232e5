"""For administrators: the mails that could not be sent and why, and a mail for trying."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from . import sending, worker
from .failures import Failure, Reason
from .models import Mail

#: Mails that the report names; the command counts all.
MOST = 100


def may_see_mails(user: Any) -> bool:
    """Whether the user may read which mails fail; administrators, unless the roles table gives the right away."""
    return bool(user.is_active and user.has_perm("inbox.change_mail"))


class MailReport(WagtailAdminTemplateMixin, TemplateView):
    """Mails that failed, each with its reason. It names who gets them and nothing of what they say."""

    template_name = "inbox/admin/mails.html"
    page_title = gettext_lazy("Mails")
    header_icon = "mail"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_mails(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trouble = Mail.objects.in_trouble().select_related("user").order_by("state", "-created")
        rows = [{"mail": mail, "why": words(mail.reason, mail.answer)} for mail in trouble[:MOST]]
        counts = {"waiting": Mail.objects.waiting().count(), "failed": trouble.count()}
        return super().get_context_data(rows=rows, **counts, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") == "try":
            self._try(request)
        else:
            chosen = request.POST.get("mail", "")
            mails = Mail.objects.filter(pk=int(chosen)) if chosen.isdecimal() else Mail.objects.all()
            mails.again()
            worker.wake()
            messages.success(request, _("It is sent again now. Reload this page to see what comes of it."))
        return redirect("inbox_mails")

    def _try(self, request: HttpRequest) -> None:
        user: Any = request.user
        if not user.email:
            messages.error(request, _("Your account has no e-mail address. Give it one, then try again."))
            return
        failure: Failure | None = sending.trial(user)
        if failure is None:
            messages.success(
                request, _("A mail was given to the mail server for %(address)s.") % {"address": user.email}
            )
        else:
            messages.error(request, words(failure.reason, failure.answer))


def words(reason: str, answer: str) -> str:
    """Why a mail failed, in the language of the reader, and what the mail server answered."""
    sentence = str(Reason(reason).label) if reason in Reason.values else reason
    if not answer:
        return sentence
    answered = _("It answered: %(answer)s") % {"answer": answer}
    return f"{sentence} {answered}"


class ReportItem(MenuItem):
    """An entry of the menu of reports for those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_mails(request.user)


def item() -> ReportItem:
    """The entry of this report."""
    return ReportItem(
        gettext_lazy("Mails"), reverse("inbox_mails"), name="mails", icon_name="mail", order=1300
    )

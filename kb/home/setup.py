"""A site's fixed parts: languages, home and index pages, workflow, roles. Everything here can be repeated."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask

from cases.models import CaseIndexPage, CollectionIndexPage
from experts.models import ExpertIndexPage
from kb.core import languages
from kb.core.models import IndexPage
from kb.editorial import roles
from kb.editorial.models import CountryDeskTask, EditorApprovalTask, LanguageReviewTask
from kb.editorial.models.tasks import ReviewTask

from . import starting_pages
from .models import HomePage

INDEXES: tuple[tuple[type[IndexPage], str, object], ...] = (
    (CaseIndexPage, "cases", _("Cases")),
    (ExpertIndexPage, "experts", _("Experts")),
    (CollectionIndexPage, "collections", _("Collections")),
)
WORKFLOW = "Approval by another editor"
STEPS: tuple[tuple[type[ReviewTask], str], ...] = (
    (CountryDeskTask, "Country desks"),
    (LanguageReviewTask, "Language review"),
    (EditorApprovalTask, WORKFLOW),
)


@transaction.atomic
def set_up(say: Callable[[str], None]) -> None:
    """Make what is missing; what is there stays as it is."""
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code in languages.CODES]
    homes = _homes(locales)
    say(f"{len(homes)} home pages, one a language")
    for model, slug, title in INDEXES:
        _index(model, slug, title, homes)
    say(f"{len(INDEXES)} index pages in each language")
    starting_pages.make(homes)
    groups = roles.apply_roles()
    say(f"roles: {', '.join(groups)}")
    _workflow(homes)
    say(f"workflow: {WORKFLOW}")


def _publish(page: Page) -> None:
    page.save_revision().publish(skip_permission_checks=True)


def _homes(locales: list[Locale]) -> list[HomePage]:
    root = Page.get_first_root_node()
    default = locales[0]
    first = HomePage.objects.filter(locale=default, depth=2).first()
    if first is None:
        with translation.override(default.language_code):
            first = HomePage(title=str(settings.WAGTAIL_SITE_NAME), slug="kb", locale=default, live=True)
        root.add_child(instance=first)
        _publish(first)
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True, hostname="localhost"
    )
    if site.root_page_id is None or not isinstance(site.root_page.specific, HomePage):
        welcome = site.root_page if site.root_page_id else None
        site.root_page, site.site_name = first, str(settings.WAGTAIL_SITE_NAME)
        site.save()
        if welcome is not None and welcome.is_leaf():
            Page.objects.get(pk=welcome.pk).delete()
    return [first, *(_home_in(first, locale) for locale in locales[1:])]


def _home_in(first: HomePage, locale: Locale) -> HomePage:
    home = first.get_translation_or_none(locale)
    if home is None:
        home = first.copy_for_translation(locale)
        with translation.override(locale.language_code):
            home.title = home.draft_title = str(settings.WAGTAIL_SITE_NAME)
        home.save()
        _publish(home)
    return home


def _index(model: type[IndexPage], slug: str, title: object, homes: list[HomePage]) -> None:
    source = None
    for home in homes:
        page = model.objects.child_of(home).first()
        if page is None:
            with translation.override(home.locale.language_code):
                page = model(title=str(title), slug=slug, locale=home.locale, live=True)
            if source is not None:
                page.translation_key = source.translation_key
            home.add_child(instance=page)
            _publish(page)
        source = source or page


def _workflow(homes: list[HomePage]) -> None:
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    final = EditorApprovalTask.objects.filter(name=WORKFLOW).first()
    if final is None:
        final = EditorApprovalTask.objects.create(name=WORKFLOW)
        final.groups.set(Group.objects.filter(name=roles.EDITORS))
    for place, (model, name) in enumerate(STEPS):
        task = final if model is EditorApprovalTask else model.objects.get_or_create(name=name)[0]
        WorkflowTask.objects.update_or_create(
            workflow=workflow, task=task.task_ptr, defaults={"sort_order": place}
        )
    for home in homes:  # a workflow is inherited down a tree, never across locales
        WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})

"""The lines about people who write and review: saving a part of a case, and the queue of reviews."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from wagtail.models import Locale, Page, Task, TaskState, Workflow, WorkflowState

from cases.models import CasePage
from cases.sharing import works
from kb.editorial.models import Responsibility, Step
from kb.editorial.views.queue import PER_PAGE
from kb.filling.marks import mark, newest
from tests.benchmarks.importing import FLAT
from tests.benchmarks.measuring import pairs
from tests.benchmarks.site import Bench
from tests.benchmarks.table import Row, Target

SAVED = Target(3)
WAITING, FEW = 2000, 20


def draft(bench: Bench) -> Iterator[Row]:
    """A part saved by its form, through the whole of Django, against the revision alone that it writes: of a draft
    that was just begun, and of one that says as much as a public case.
    """
    with ExitStack() as stack:
        author = stack.enter_context(_account("bench-author"))
        stack.enter_context(override_settings(RATE_LIMITS={}))
        client = Client()
        client.force_login(author)
        found = [_saved(bench, client, page) for page in stack.enter_context(_drafts(author))]
    yield Row(
        "Draft: a part is saved by its form",
        "Wagtail, the revision",
        tuple(found),
        target=SAVED,
        note="just begun · a whole case",
    )


def _saved(bench: Bench, client: Client, page: CasePage) -> float:
    numbers = count()

    def ours() -> None:
        sent = {
            "begun": mark(CasePage.objects.get(pk=page.pk)),
            "whole": "1",
            "problem": f"Text {next(numbers)}",
        }
        answer = client.post(f"/en/share/{page.slug}/problem/", sent)
        if answer.status_code != 302:
            raise RuntimeError(f"{page.slug} was not saved: {answer.status_code}")

    def reference() -> None:
        version = newest(CasePage.objects.get(pk=page.pk))
        version.problem = f"<p>Text {next(numbers)}</p>"
        version.save_revision(user=page.owner, log_action=True)

    return pairs(ours, reference, bench.rounds).ratio


@contextmanager
def _drafts(author: Any) -> Iterator[tuple[CasePage, CasePage]]:
    """A draft that was just begun, and one with all that a case says which has the most rows."""
    begun = works.begin(author, uuid.uuid4(), "Bench", "LA", Locale.objects.get(language_code="en"))
    public = CasePage.objects.filter(live=True, original=None)[:50]
    fullest = max(public, key=lambda page: len(str(page.serializable_data())))
    full = works.copy(fullest, fullest, author, uuid.uuid4())
    try:
        yield begun, full
    finally:
        for page in (begun, full):
            works.delete(page, author)


def queue(bench: Bench) -> Iterator[Row]:
    """The page of somebody for whom 2,000 reviews wait, which lists the first of them, against shorter queues."""
    with ExitStack() as stack:
        waiting = stack.enter_context(_reviews(WAITING))
        clients = {}
        for area, number in (("language:km", WAITING), ("language:lo", PER_PAGE), ("language:my", FEW)):
            person = stack.enter_context(_account(f"bench-{area}"))
            Responsibility.objects.create(user=person, area=area)
            Step.objects.bulk_create(
                Step(page_id=state.workflow_state.object_id, task_state=state, area=area)
                for state in waiting[:number]
            )
            clients[number] = Client()
            clients[number].force_login(person)
        full, few = (
            pairs(_look(clients[WAITING]), _look(clients[size]), bench.rounds).ratio
            for size in (PER_PAGE, FEW)
        )
    what = f"Queue of reviews: {len(waiting):,} wait"
    yield Row(what, f"{PER_PAGE}, a full page", (full,), target=Target(FLAT))
    yield Row(what, f"{FEW}, a shorter page", (few,))


def _look(client: Client) -> Any:
    def action() -> None:
        answer = client.get("/en/review/")
        if answer.status_code != 200:
            raise RuntimeError(f"The queue answers {answer.status_code}")

    return action


@contextmanager
def _reviews(number: int) -> Iterator[list[TaskState]]:
    """Pages with a review under way; as many as the site has when it has fewer."""
    workflow, task = Workflow.objects.first(), Task.objects.first()
    pages = Page.objects.exclude(latest_revision=None).order_by("pk")
    chosen = list(pages.select_related("content_type")[:number])
    states = WorkflowState.objects.bulk_create(
        WorkflowState(
            workflow=workflow,
            object_id=str(page.pk),
            base_content_type=page.get_base_content_type(),
            content_type=page.cached_content_type,
            status=WorkflowState.STATUS_IN_PROGRESS,
        )
        for page in chosen
    )
    try:
        yield TaskState.objects.bulk_create(
            TaskState(workflow_state=state, task=task, revision_id=page.latest_revision_id)
            for state, page in zip(states, chosen, strict=True)
        )
    finally:
        WorkflowState.objects.filter(pk__in=[state.pk for state in states]).delete()


@contextmanager
def _account(name: str) -> Iterator[Any]:
    get_user_model().objects.filter(username=name).delete()  # of a run that was broken off
    person = get_user_model().objects.create_user(name)
    try:
        yield person
    finally:
        person.delete()

"""Which pages are being reviewed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, WorkflowState


def _under_way() -> QuerySet[WorkflowState]:
    pages = ContentType.objects.get_for_model(Page)
    return WorkflowState.objects.filter(base_content_type=pages, status=WorkflowState.STATUS_IN_PROGRESS)


def page_ids() -> QuerySet[WorkflowState, Any]:
    """Ids of all pages that wait for a decision, for a query."""
    return _under_way().annotate(of=Cast("object_id", BigIntegerField())).values("of")


def among(ids: Collection[int]) -> set[int]:
    """Those of these pages that wait for a decision; one query."""
    found = _under_way().filter(object_id__in=[str(pk) for pk in ids])
    return {int(pk) for pk in found.values_list("object_id", flat=True)}

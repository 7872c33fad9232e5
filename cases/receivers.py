"""What follows when a case names an expert no longer. Connected in `apps.py`."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, pre_save

from experts.models import ExpertPage
from search import changes

from .models import CasePerson


def person_changes(instance: CasePerson, **kwargs: Any) -> None:
    """An expert in whose place a case names somebody else from now on is found by it no longer.

    Whom a case names from now on, the search finds out by itself (`ExpertSource.dependents`).
    """
    if instance.pk:
        before = CasePerson.objects.filter(pk=instance.pk).exclude(expert=instance.expert_id)
        _read_again(before.values_list("expert__translation_key", flat=True))


def person_goes(instance: CasePerson, **kwargs: Any) -> None:
    """A case names an expert no longer, or is no more."""
    if instance.expert_id:
        expert = ExpertPage.objects.filter(pk=instance.expert_id)
        _read_again(expert.values_list("translation_key", flat=True))


def _read_again(keys: Any) -> None:
    found = [key for key in keys if key]
    if found:
        changes.changed("expert", found, hides=False)  # the person stays public


def connect() -> None:
    """Connect all receivers; called once when the apps are ready."""
    pre_save.connect(person_changes, sender=CasePerson, dispatch_uid="cases.person_changes")
    post_delete.connect(person_goes, sender=CasePerson, dispatch_uid="cases.person_goes")

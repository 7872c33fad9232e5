"""Who may change the vocabulary: Django's model permissions, except that nobody deletes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy


class NeverDeletePolicy(ModelPermissionPolicy):
    """Terms are retired; not even a superuser is offered to delete one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Any) -> QuerySet:
        return super().users_with_any_permission([action for action in actions if action != "delete"])

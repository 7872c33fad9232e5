from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from . import admin_api, guards, publication, views

hooks.register("construct_admin_api", admin_api.without_words)
hooks.register("before_copy_page", guards.copying)
hooks.register("before_delete_page", guards.deleting)
hooks.register("before_bulk_action", guards.acting_on_many)
hooks.register("before_move_page", guards.moving)
hooks.register("after_create_page", guards.created)
hooks.register("construct_explorer_page_queryset", guards.exploring)
hooks.register("construct_page_action_menu", guards.without_alias, order=1)


@hooks.register("register_admin_urls", order=-1)  # before those of wagtail-localize
def urls() -> list:
    return [
        path("localize/page/<int:page_id>/convert_to_alias/", views.convert_to_alias),
        path("localize/update/<int:translation_source_id>/", views.update_translations),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    @actions.register_action(publication.REFUSED)
    class Refused(LogFormatter):
        label = _("Not published")

        def format_message(self, entry: Any) -> str:
            return str(entry.data.get("reason", self.label))

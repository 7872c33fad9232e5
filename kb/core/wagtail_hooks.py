from django.urls import path
from wagtail import hooks

from . import guards, views

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

"""Registration with Wagtail."""

from wagtail import hooks

from . import guards

hooks.register("before_edit_page", guards.approving)

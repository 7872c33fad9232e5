"""Forms of works in the admin."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class WorkForm(WagtailAdminPageForm):
    """Editing a translation offers its words alone: its facts are those of the original."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.is_translation:
            for name in (*self.instance.FACTS, "slug"):
                self.fields.pop(name, None)
                self.formsets.pop(name, None)

"""Addresses of the grid of translations and of what it counts."""

from __future__ import annotations

from django.urls import path

from .views import batches, looking

# Works have `translate/<code>/` and `translate/<code>/<language>/`, so what stands here has a dot, or in place of a language
# what is none: whatever the code of a work, its address is its own.
i18n_urlpatterns = [
    path("translate/", looking.translations, name="translations"),
    path("translate/coverage/counts/", looking.coverage, name="translations_coverage"),
    path("translate/coverage.csv", looking.coverage, {"form": "csv"}, name="translations_coverage_file"),
    path("translate/batches/new/", batches.give, name="translations_give"),
    path("translate/batches/<int:pk>/", batches.batch, name="translations_batch"),
    path("translate/batches/<int:pk>/texts.<slug:form>", batches.texts, name="translations_batch_texts"),
    path("translate/batches/<int:pk>/bring/", batches.bring, name="translations_batch_bring"),
    path("translate/batches/<int:pk>/done/", batches.done, name="translations_batch_done"),
    path("translate/<slug:code>/<slug:language>/changed/", looking.changed, name="translations_changed"),
]

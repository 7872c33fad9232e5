"""Addresses of versions and of reviews."""

from __future__ import annotations

from django.urls import path

from .views import figures, queue, replies, reviewing, versions

i18n_urlpatterns = [
    path("versions/<slug:code>/", versions.history, name="history"),
    path("versions/<slug:code>/<int:number>/", versions.edition, name="edition"),
    path("review/", queue.queue, name="reviews"),
    path("review/together/", queue.together, name="reviews_together"),
    path("review/figures/", figures.figures, name="review_figures"),
    path("review/figures.<slug:form>", figures.figures, name="review_figures_file"),
    path("review/replies/", replies.replies, name="review_replies"),
    path("review/replies/<int:pk>/delete/", replies.delete, name="review_reply_delete"),
    path("review/<int:page_id>/", reviewing.review, name="review"),
    path("review/<int:page_id>/text/", reviewing.text, name="review_text"),
    path("review/<int:page_id>/decide/", reviewing.decide, name="review_decide"),
    path("review/<int:page_id>/points/", reviewing.points, name="review_points"),
]

"""Addresses of cases for those who write them."""

from __future__ import annotations

from django.urls import include, path

from .views import comments, filling, helpers, mine, overview, photographs, word

_case = [
    path("", overview.overview, name="share_case"),
    path("preview/", overview.preview, name="share_preview"),
    path("history/", overview.history, name="share_history"),
    path("send/", overview.send, name="share_send"),
    path("take-back/", overview.take_back, name="share_take_back"),
    path("delete/", overview.delete, name="share_delete"),
    path("copy/", overview.copy, name="share_copy"),
    path("link/", helpers.link, name="share_link"),
    path("comments/<int:pk>/", comments.settle, name="share_comment"),
    path("authors/", helpers.people, name="share_people"),
    path("authors/<int:pk>/remove/", helpers.remove, name="share_person_remove"),
    path("authors/<int:pk>/offer/", helpers.offer, name="share_offer"),
    path("left-over/", word.dismiss, name="share_left_over"),
    path("take-over/", helpers.take_over, name="share_take_over"),
    path("photographs/add/", photographs.add, name="share_photograph"),
    path("photographs/pieces/", photographs.pieces, name="share_photograph_pieces"),
    path("<slug:part>/", filling.part, name="share_part"),
]
i18n_urlpatterns = [
    path("share/", mine.share, name="share"),
    path("share/new/", mine.begin, name="share_new"),
    path("share/word/", word.word, name="share_word"),
    path("share/word/<str:language>.docx", word.template, name="share_word_template"),
    path("share/read/<str:token>/", overview.read, name="share_read"),
    path("share/read/<str:token>/comments/", comments.discuss, name="share_discuss"),
    path("share/<slug:code>/", include(_case)),
]

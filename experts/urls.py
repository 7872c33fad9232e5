"""Addresses of profiles for those who keep them. Each has two: one's own, and one that somebody else holds."""

from __future__ import annotations

from django.urls import include, path

from .views import claiming, editors, filling, own, photograph, rights

_profile = [
    path("", own.overview, name="own_profile"),
    path("edit/<slug:part>/", filling.part, name="profile_part"),
    path("words/<slug:language>/", filling.words, name="profile_words"),
    path("photograph/", photograph.photograph, name="profile_photograph"),
    path("send/", own.send, name="profile_send"),
    path("preview/<slug:circle>/", own.preview, name="profile_preview"),
    path("confirm/", own.confirm, name="profile_confirm"),
    path("consent/", rights.agree, name="profile_consent"),
    path("consent/withdraw/", rights.withdraw, name="profile_withdraw"),
    path("delegates/", rights.helpers, name="profile_delegates"),
    path("delegates/<int:pk>/remove/", rights.remove_helper, name="profile_delegate_remove"),
    path("data/", rights.data, name="profile_data"),
    path("data/download/", rights.download, name="profile_download"),
    path("data/erasure/", rights.ask_for_erasure, name="profile_erasure"),
]
i18n_urlpatterns = [
    path("profile/", include(_profile)),
    path("profile/of/<slug:code>/", include(_profile)),
    path("profile/confirm/<str:token>/", own.confirm_link, name="profile_confirm_link"),
    path("profiles/invitation/<str:token>/", claiming.invitation, name="profile_invitation"),
    path("profiles/requests/", editors.requests, name="profile_requests"),
    path("profiles/requests/<int:pk>/", editors.answer, name="profile_request"),
    path("profiles/invitations/<int:pk>/revoke/", editors.revoke, name="profile_revoke"),
    path("profiles/<slug:code>/claim/", claiming.claim, name="profile_claim"),
    path("profiles/<slug:code>/invite/", editors.invite, name="profile_invite"),
]

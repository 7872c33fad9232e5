"""All that the site keeps about a person because of a profile, for the person."""

from __future__ import annotations

from typing import Any

from wagtail.models import PageLogEntry, Revision

from kb.exchange.rows import write_all
from kb.exchange.works import STATE

from . import drafts
from .exchange import ExpertExchange
from .models import Account, ExpertPage


def of(account: Account) -> dict[str, Any]:
    """The profile in the site's exchange format with every contact, what waits to be public, who kept it, what happened."""
    exchange, profile = ExpertExchange(), account.profile
    pages = drafts.versions(profile)
    return {
        "profile": exchange.dump(profile, private=True),
        "drafts": {page.locale.language_code: _draft(exchange, page) for page in pages},
        "holder": {
            "user_name": account.holder.get_username() if account.holder else None,
            "email": account.holder.email if account.holder else None,
            "since": account.since,
            "agreed_to": account.agreed_to,
            "agreed_at": account.agreed_at,
            "reminded_at": account.reminded_at,
            "erasure_asked_at": account.erasure_asked_at,
        },
        "delegates": list(account.delegates.values("typed", "at")),
        "invitations": list(profile.invitations.values("at", "used_at", "revoked_at")),
        "requests": list(
            profile.claim_requests.filter(person=account.holder).values("at", "words", "approved", "reason")
        ),
        "history": [row for page in pages for row in _history(page, account.holder_id)],
    }


def _draft(exchange: ExpertExchange, page: ExpertPage) -> dict[str, Any]:
    draft = drafts.newest(page)
    facts = {} if page.is_translation else write_all(exchange.facts, draft)
    return {"facts": facts, "words": write_all([*STATE, *exchange.words], draft)}


def _history(page: ExpertPage, holder: int | None) -> list[dict[str, Any]]:
    """What was saved, whether by the holder, and what happened, with dates."""
    language = page.locale.language_code
    saved = Revision.objects.for_instance(page).order_by("pk").values_list("created_at", "user")
    happened = PageLogEntry.objects.filter(page_id=page.pk).order_by("pk").values_list("timestamp", "action")
    return [
        {"language": language, "at": at, "what": "revision", "by_you": by == holder} for at, by in saved
    ] + [{"language": language, "at": at, "what": action} for at, action in happened]

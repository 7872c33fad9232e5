"""Sessions in the database, asked only for keys that this site can have given."""

from __future__ import annotations

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Takes any other key for none: PostgreSQL refuses some of what a cookie can hold."""

    def _validate_session_key(self, key: str | None) -> bool:
        fits = super()._validate_session_key(key)  # type: ignore[misc]  # django-stubs leaves it out
        return bool(fits and key and key.isascii() and key.isalnum())

"""Sessions in the database, asked only for keys that this site can have given."""

from __future__ import annotations

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Takes any other key for none: PostgreSQL refuses some of what a cookie can hold."""

    def _validate_session_key(self, key: str | None) -> bool:
        return (
            bool(super()._validate_session_key(key)) and key is not None and key.isascii() and key.isalnum()
        )
